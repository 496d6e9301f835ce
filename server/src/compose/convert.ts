import { keyName, type MapEntry, type Plain, type Range, type Scalar, type ValueNode } from '../text/index.ts';
import type { ConfigNode } from './composition.ts';

/** A config's values as plain data, interpolations as written. */
export function plainOf(node: ConfigNode): Plain {
  if (node.shape === 'list') return { t: 'list', v: [...node.children.values()].map(plainOf) };
  if (node.shape === 'map') {
    const entries = [...node.children].map(
      ([name, child]) => [child.key ?? { t: 'str', v: name }, plainOf(child)] as const,
    );
    return { t: 'dict', v: entries as readonly (readonly [Scalar, Plain])[] };
  }
  return node.leaf ?? { t: 'null' };
}

/** Plain data as a written value; everything in it has the one place. */
export function valueNodeOf(plain: Plain, range: Range): ValueNode {
  if (plain.t === 'list') {
    return { kind: 'list', items: plain.v.map((item) => valueNodeOf(item, range)), flow: true, range };
  }
  if (plain.t === 'dict') {
    const entries = new Map<string, MapEntry>();
    for (const [key, value] of plain.v)
      entries.set(keyName(key), { key, keyRange: range, value: valueNodeOf(value, range) });
    return { kind: 'map', entries, flow: true, range };
  }
  return { kind: 'scalar', leaf: plain, style: 'plain', range };
}
