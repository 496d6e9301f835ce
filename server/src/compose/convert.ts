import {
  keyName,
  type MapEntry,
  type Plain,
  type Range,
  type Scalar,
  type ValueNode,
  type ValuePlaces,
} from '../text/index.ts';
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

/** Plain data as a written value, each part at its place where that is known, else at the place of the whole. */
export function valueNodeOf(plain: Plain, range: Range, places?: ValuePlaces): ValueNode {
  const own = places?.range ?? range;
  if (plain.t === 'list') {
    const items = plain.v.map((item, index) => valueNodeOf(item, own, places?.items?.[index]));
    return { kind: 'list', items, flow: true, range: own };
  }
  if (plain.t === 'dict') {
    const entries = new Map<string, MapEntry>();
    // Of two equal keys one is left.
    const placed = places?.entries?.length === plain.v.length ? places.entries : [];
    for (const [index, [key, value]] of plain.v.entries()) {
      const at = placed[index];
      entries.set(keyName(key), { key, keyRange: at?.key ?? own, value: valueNodeOf(value, own, at?.value) });
    }
    return { kind: 'map', entries, flow: true, range: own };
  }
  return { kind: 'scalar', leaf: plain, style: 'plain', range: own };
}
