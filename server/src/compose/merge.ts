import type { MapEntry, MapValue, Scalar, ValueNode } from '../text/index.ts';
import { type ConfigNode, NO_CHILDREN, type Origin, type Write } from './composition.ts';

/** What merging needs to know of its surroundings. */
export interface Merging {
  /** The mapping that an interpolation means in what is merged so far; `undefined` for anything else. */
  readonly resolveMap: (interpolation: string) => ConfigNode | undefined;
  /** A mapping met a list. */
  readonly conflict: (origin: Origin, value: ValueNode, left: ConfigNode) => void;
}

/** A value and the key it stands under. */
export interface Written {
  readonly value: ValueNode;
  readonly key?: Scalar;
}

/**
 * Merges one written value over what is there, as `OmegaConf.merge` does: mappings by key, lists and scalars replaced,
 * and a right-hand `???` never overwrites. Returns a new node; `left` stays as it is.
 */
export function merge(left: ConfigNode | undefined, written: Written, origin: Origin, merging: Merging): ConfigNode {
  const { value } = written;
  if (value.kind === 'scalar') {
    const missing = value.leaf.t === 'missing';
    if (missing && left !== undefined && left.shape !== 'missing') return left;
    return { ...base(left, written, origin, 'set'), shape: missing ? 'missing' : 'scalar', leaf: value.leaf };
  }
  if (value.kind === 'list') {
    if (left?.shape === 'map') merging.conflict(origin, value, left);
    const children = new Map(value.items.map((item, index) => [String(index), fresh(item, origin, merging)] as const));
    return { ...base(left, written, origin, 'set'), shape: 'list', children };
  }
  return mergeMap(left, written, value, origin, merging);
}

/** A node with no history but this write. */
export function fresh(value: ValueNode, origin: Origin, merging: Merging, key?: Scalar): ConfigNode {
  const here: Origin =
    origin.kind === 'file' && origin.key !== undefined ? { kind: 'file', file: origin.file } : origin;
  return merge(undefined, { value, ...(key !== undefined && { key }) }, key === undefined ? here : origin, merging);
}

function base(left: ConfigNode | undefined, { value, key }: Written, origin: Origin, op: Write['op']) {
  const write: Write = { origin, op, value };
  const known = left?.key ?? key;
  return {
    ...(known !== undefined && { key: known }),
    children: NO_CHILDREN,
    writes: left === undefined ? [write] : [...left.writes, write],
  };
}

function mergeMap(
  left: ConfigNode | undefined,
  written: Written,
  value: MapValue,
  origin: Origin,
  merging: Merging,
): ConfigNode {
  if (left?.shape === 'list') merging.conflict(origin, value, left);
  const under = left?.leaf?.t === 'interp' ? merging.resolveMap(left.leaf.v) : left;
  const into = under?.shape === 'map' ? under.children : undefined;
  const children = new Map(into);
  for (const [name, entry] of value.entries) {
    children.set(name, merge(children.get(name), entry, entryOrigin(origin, entry), merging));
  }
  return { ...base(left, written, origin, into === undefined ? 'set' : 'merge'), shape: 'map', children };
}

function entryOrigin(origin: Origin, entry: MapEntry): Origin {
  return origin.kind === 'file' ? { kind: 'file', file: origin.file, key: entry.keyRange } : origin;
}

/** Wraps a value in mappings, so that it lands under a dotted package. */
export function underPackage(value: ValueNode, packageText: string): ValueNode {
  if (packageText === '') return value;
  const start = { start: value.range.start, end: value.range.start };
  let wrapped = value;
  for (const name of packageText.split('.').reverse()) {
    const entry: MapEntry = { key: { t: 'str', v: name }, keyRange: start, value: wrapped };
    wrapped = { kind: 'map', entries: new Map([[name, entry]]), flow: false, range: value.range };
  }
  return wrapped;
}
