import type { Leaf, Plain, Scalar } from './plain.ts';
import type { Range } from './span.ts';

/**
 * The values of one document with their places: what OmegaConf's loader would return, aliases copied and merge keys
 * applied, in source order. Ranges are those of the value as written, quotes included; a value that came through an
 * alias keeps the place where it is written.
 */
export type ValueNode = ScalarValue | MapValue | ListValue;

export type ScalarStyle = 'plain' | 'quoted' | 'block';

export interface ScalarValue {
  readonly kind: 'scalar';
  readonly leaf: Leaf;
  readonly style: ScalarStyle;
  readonly range: Range;
}

export interface MapValue {
  readonly kind: 'map';
  /** One entry for each name; see `keyName`. */
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly flow: boolean;
  readonly range: Range;
}

export interface MapEntry {
  readonly key: Scalar;
  readonly keyRange: Range;
  readonly value: ValueNode;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly ValueNode[];
  readonly flow: boolean;
  readonly range: Range;
}

export function toPlain(node: ValueNode): Plain {
  switch (node.kind) {
    case 'scalar':
      return node.leaf;
    case 'map':
      return { t: 'dict', v: [...node.entries.values()].map((entry) => [entry.key, toPlain(entry.value)] as const) };
    case 'list':
      return { t: 'list', v: node.items.map(toPlain) };
  }
}

/** The entry of a string key, `undefined` where `node` is no mapping or has no such key. */
export function entryOf(node: ValueNode | undefined, name: string): MapEntry | undefined {
  return node?.kind === 'map' ? node.entries.get(name) : undefined;
}
