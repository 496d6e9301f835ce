import {
  type HydraVersion,
  type MapEntry,
  type MapValue,
  type Plain,
  parseInterpolation,
  type Scalar,
  type ValueNode,
} from '../text/index.ts';
import { type ConfigNode, type KeyPath, NO_CHILDREN, type Origin, type Write, winner } from './composition.ts';
import { valueNodeOf } from './convert.ts';
import { notAList } from './typedConvert.ts';
import { details, fault, holder, keyHere, readOnly, type TypeFault } from './typedFaults.ts';
import { isTyped, mergeTyped } from './typedMerge.ts';
import { ANY, type StructuredType, type TypeRef } from './typedTypes.ts';

/** What merging needs to know of its surroundings. */
export interface Merging {
  /**
   * The mapping or list that an interpolation at `path` means in what is merged so far, `root`: plain data where a
   * resolver made it, `undefined` where it means anything else.
   */
  readonly containerMeant: (root: ConfigNode, interpolation: string, path: KeyPath) => ConfigNode | Plain | undefined;
  /** A mapping met a list. */
  readonly conflict: (origin: Origin, value: ValueNode, left: ConfigNode) => void;
  /** The mappings being merged, outermost first: what is merged so far is in them, not yet in any node. */
  readonly open: OpenMap[];
  readonly version: HydraVersion;
  /** Hydra 1.4 has no mapping with the keys `1` and `"1"`; `isOwn` where one mapping has both, before it is merged. */
  readonly keyConflict: (origin: Origin, entry: MapEntry, isOwn: boolean) => void;
  /** A value does not fit the type that is declared for it. */
  readonly mismatch: (fault: TypeFault) => void;
  /** What was merged at the top of other compositions; absent: nothing is remembered. */
  readonly known?: KnownMerges;
}

/**
 * What an entry of a config comes to over a node. Most compositions of a workspace differ in few configs: the rest is
 * found here, so that it costs neither time nor space once more. Entries are those of one text, so an edit forgets them.
 */
export interface KnownMerges {
  readonly over: WeakMap<MapEntry, WeakMap<ConfigNode, ConfigNode>>;
  readonly alone: WeakMap<MapEntry, ConfigNode>;
  /** Counts what a merge has asked or told beside its result: then it depends on more than what is merged. */
  asides: number;
}

export function knownMerges(): KnownMerges {
  return { over: new WeakMap(), alone: new WeakMap(), asides: 0 };
}

/** For a value that is made by itself: nothing is there yet that it could contradict. */
export function mergingAlone(version: HydraVersion): Merging {
  return {
    open: [],
    version,
    containerMeant: () => undefined,
    conflict: () => {},
    keyConflict: () => {},
    mismatch: () => {},
  };
}

interface OpenMap {
  readonly children: ReadonlyMap<string, ConfigNode>;
  /** The key whose value is being merged, `[0]` in a list. */
  name: string;
  /** What is declared of the container. */
  readonly declared?: TypeRef | undefined;
  readonly instance?: StructuredType | undefined;
  readonly isList?: boolean;
}

/** A value and the key it stands under; the types are those of a value that comes out of a dataclass. */
export interface Written {
  readonly value: ValueNode;
  readonly key?: Scalar;
  readonly declared?: TypeRef | undefined;
  readonly instance?: StructuredType | undefined;
}

/**
 * Merges one written value over what is there, as `OmegaConf.merge` does: mappings by key, lists and scalars replaced,
 * and a right-hand `???` never overwrites. Returns a new node; `left` stays as it is.
 */
export function merge(left: ConfigNode | undefined, given: Written, origin: Origin, merging: Merging): ConfigNode {
  const { value } = given;
  if (isReadOnly(merging) && changes(left, value)) {
    merging.mismatch(readOnly(left === undefined, value, origin, merging));
    return left ?? merge(undefined, given, origin, mergingAlone(merging.version));
  }
  if (isTyped(left, given)) return mergeTyped(left, given, origin, merging);
  const under = left?.leaf?.t === 'interp' ? (containerUnder(left, merging) ?? left) : left;
  if (value.kind === 'scalar') {
    const missing = value.leaf.t === 'missing';
    // The nodes that this resolver lists are no values to put into a list.
    const isOfNodes = under?.shape === 'list' && left?.leaf?.t === 'interp' && LISTS_NODES.test(left.leaf.v);
    if (isOfNodes && !missing && value.leaf.t !== 'null' && value.leaf.t !== 'interp') {
      const words = notAList('AnyNode', merging.version);
      merging.mismatch(fault(words, details(keyHere(merging), holder(merging)), value, origin));
    }
    if (missing && under !== undefined && under.shape !== 'missing') return under;
    // OmegaConf 2.4 keeps in mind that a list of nodes was there.
    const isOther = value.leaf.t === 'interp' && !LISTS_NODES.test(value.leaf.v);
    const declared = isOfNodes && isOther && merging.version === '1.4' ? ANY_LIST : undefined;
    const shape = missing ? 'missing' : 'scalar';
    return withWrite(left, given, origin, 'set', { shape, leaf: value.leaf, declared });
  }
  if (value.kind === 'list') {
    if (under?.shape === 'map') merging.conflict(origin, value, under);
    const children = new Map(value.items.map((item, index) => [String(index), fresh(item, origin, merging)] as const));
    return withWrite(left, given, origin, 'set', { shape: 'list', children });
  }
  if (under?.shape === 'list') merging.conflict(origin, value, under);
  return mergeMap(left, under, given, value, origin, merging);
}

const LISTS_NODES = /^\$\{\s*oc\.dict\.values\b/;
const ANY_LIST: TypeRef = { kind: 'list', element: ANY, optional: true };

/** Whether the merge is inside an instance of a frozen dataclass. */
export function isReadOnly({ open }: Merging): boolean {
  return open.some(({ instance }) => instance?.isFrozen);
}

/** Whether a value is more than a mapping whose keys are yet to be merged. */
function changes(left: ConfigNode | undefined, value: ValueNode): boolean {
  if (value.kind === 'map') return left?.shape !== 'map';
  return value.kind === 'list' || value.leaf.t !== 'missing';
}

/** A node with no history but this write. */
export function fresh(value: ValueNode, origin: Origin, merging: Merging, key?: Scalar): ConfigNode {
  const here: Origin =
    origin.kind === 'file' && origin.key !== undefined ? { kind: 'file', file: origin.file } : origin;
  return merge(undefined, { value, ...(key !== undefined && { key }) }, key === undefined ? here : origin, merging);
}

/** What a node has of its own. */
interface Own {
  readonly shape: ConfigNode['shape'];
  readonly children?: ReadonlyMap<string, ConfigNode>;
  readonly leaf?: ConfigNode['leaf'] | undefined;
  readonly declared?: TypeRef | undefined;
  readonly instance?: StructuredType | undefined;
}

/**
 * A node with the new write last. What every node has is written down first: an object that begins with what another one
 * has gets a class of its own in V8, which costs more than the node.
 */
export function withWrite(
  left: ConfigNode | undefined,
  { value, key }: Written,
  origin: Origin,
  op: Write['op'],
  { shape, children = NO_CHILDREN, leaf, declared, instance }: Own,
): ConfigNode {
  const write: Write = { origin, op, value };
  const known = left?.key ?? key;
  const isRenamed = op === 'set' && key !== undefined && known !== undefined && known.t !== key.t;
  return {
    shape,
    children,
    writes: left === undefined ? [write] : [...left.writes, write],
    ...(leaf !== undefined && { leaf }),
    ...(known !== undefined && { key: known }),
    ...(isRenamed && { lastKey: key }),
    ...(declared !== undefined && { declared }),
    ...(instance !== undefined && { instance }),
  };
}

function mergeMap(
  left: ConfigNode | undefined,
  under: ConfigNode | undefined,
  given: Written,
  value: MapValue,
  origin: Origin,
  merging: Merging,
): ConfigNode {
  const into = under?.shape === 'map' ? under.children : undefined;
  const children = new Map(into);
  mergeEntries(children, value, origin, merging);
  return withWrite(left, given, origin, into === undefined ? 'set' : 'merge', { shape: 'map', children });
}

/** Merges a mapping's entries into the children of a node that is being made. */
export function mergeEntries(
  children: Map<string, ConfigNode>,
  value: MapValue,
  origin: Origin,
  merging: Merging,
): void {
  const open: OpenMap = { children, name: '' };
  merging.open.push(open);
  const known = merging.open.length === 1 ? merging.known : undefined;
  for (const [name, entry] of value.entries) {
    open.name = name;
    if (merging.version === '1.4' && hasTwin(children, name, entry)) {
      merging.keyConflict(origin, entry, value.entries.has(twinOf(name)));
    }
    const under = children.get(name);
    const merged =
      known === undefined
        ? mergeEntry(under, entry, origin, merging)
        : mergeKnown(under, entry, origin, merging, known);
    children.set(name, merged);
  }
  merging.open.pop();
}

function mergeEntry(left: ConfigNode | undefined, entry: MapEntry, origin: Origin, merging: Merging): ConfigNode {
  return merge(left, entry, entryOrigin(origin, entry), merging);
}

function mergeKnown(
  left: ConfigNode | undefined,
  entry: MapEntry,
  origin: Origin,
  merging: Merging,
  known: KnownMerges,
): ConfigNode {
  const before = left === undefined ? known.alone.get(entry) : known.over.get(entry)?.get(left);
  if (before !== undefined) return before;
  const { asides } = known;
  const node = mergeEntry(left, entry, origin, merging);
  if (known.asides !== asides) return node;
  if (left === undefined) known.alone.set(entry, node);
  else {
    const over = known.over.get(entry) ?? new WeakMap<ConfigNode, ConfigNode>();
    known.over.set(entry, over.set(left, node));
  }
  return node;
}

/** The name of the text key that looks like an integer key, and the other way round. */
function twinOf(name: string): string {
  return name.startsWith('\0int:') ? name.slice('\0int:'.length) : `\0int:${name}`;
}

/** Whether a mapping has the other one of `1` and `"1"`; `true` and `1.0` have the name of `1`, but are no integers. */
export function hasTwin(children: ReadonlyMap<string, ConfigNode>, name: string, { key }: MapEntry): boolean {
  const twin = children.get(twinOf(name));
  return twin !== undefined && (key.t === 'int' || (twin.lastKey ?? twin.key)?.t === 'int');
}

/** Merging over an interpolation copies the container that it means at this moment, under the interpolation's key. */
export function containerUnder(left: ConfigNode, merging: Merging): ConfigNode | undefined {
  if (left.leaf?.t !== 'interp' || merging.open.length === 0) return undefined;
  // What has text beside it, or another one, means a text, whatever it leads to.
  if (parseInterpolation(left.leaf.v, merging.version).interpolation.parts.length > 1) return undefined;
  let root: ConfigNode | undefined;
  for (const { children, name } of merging.open.toReversed()) {
    const now = root === undefined ? children : new Map(children).set(name, root);
    root = { shape: 'map', children: now, writes: left.writes };
  }
  const path = merging.open.map((open) => open.name);
  const meant = merging.containerMeant(root as ConfigNode, left.leaf.v, path);
  if (meant === undefined) return undefined;
  const { value } = winner(left);
  // What a resolver made is written nowhere.
  const origin: Origin = { kind: 'builtin', name: left.leaf.v };
  const node = 't' in meant ? fresh(valueNodeOf(meant, value.range), origin, mergingAlone(merging.version)) : meant;
  return { ...node, ...(left.key !== undefined && { key: left.key }), writes: [...left.writes, ...node.writes] };
}

export function entryOrigin(origin: Origin, entry: MapEntry): Origin {
  return origin.kind === 'file' ? { kind: 'file', file: origin.file, key: entry.keyRange } : origin;
}

/** An entry whose value is an instance of a dataclass; merging takes entries as they are for what is written. */
interface EntryOfClass extends MapEntry {
  readonly instance?: StructuredType;
}

/** Wraps a value in mappings, so that it lands under a dotted package. */
export function underPackage(value: ValueNode, packagePath: KeyPath, instance?: StructuredType): ValueNode {
  const start = { start: value.range.start, end: value.range.start };
  let wrapped = value;
  for (const name of packagePath.toReversed()) {
    const isInstance = wrapped === value && instance !== undefined;
    const entry: EntryOfClass = {
      key: { t: 'str', v: name },
      keyRange: start,
      value: wrapped,
      ...(isInstance && { instance }),
    };
    wrapped = { kind: 'map', entries: new Map([[name, entry]]), flow: false, range: value.range };
  }
  return wrapped;
}

/** The keys of a dotted path, as OmegaConf splits it: brackets work like dots, a backslash keeps what it stands before. */
export function splitKey(key: string): KeyPath {
  if (key === '') return [];
  if (!/[[\]\\]/.test(key)) return key.split('.');
  const bare = key.startsWith('[') ? key.slice(1) : key;
  return bare.split(/(?<!\\)(?:\]?\.|\]?\[)/).map((part) => part.replace(/\]$/, '').replace(/\\([.[\]\\])/g, '$1'));
}
