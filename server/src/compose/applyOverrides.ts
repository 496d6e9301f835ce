import {
  type HydraVersion,
  type Override,
  overrideKeyPath,
  overrideValueToPlain,
  type Plain,
  type Problem,
  parseInterpolation,
  type ValueNode,
} from '../text/index.ts';
import { type ConfigNode, type KeyPath, nodeAt, type Origin } from './composition.ts';
import { valueNodeOf } from './convert.ts';
import { fresh, type Merging, merge } from './merge.ts';
import { equalInPython, pythonText } from './pythonText.ts';
import { dereference, type Found, resolveNode, selectPath, writeTarget } from './resolve.ts';
import { ABSENT, assign, blocked, type Failure, nameUnder, READ_ONLY } from './typedAssign.ts';
import { pythonTypeOf } from './typedConvert.ts';
import { isMapping, isSequence } from './typedMerge.ts';

/** One override of the command line with its place in it. */
export interface NumberedOverride {
  readonly override: Override;
  readonly index: number;
}

/** What happened to a composed config when one override was applied. */
export interface Applied {
  readonly root: ConfigNode;
  readonly refusal?: NonNullable<Problem['refusal']>;
  /** Why, in OmegaConf's words, where the refusal does not say it. */
  readonly cause?: string;
}

const CCE = 'ConfigCompositionException';

const NO_ENVIRONMENT: ReadonlyMap<string, string> = new Map();

function refused(root: ConfigNode, message: string, errorClass = CCE): Applied {
  return { root, refusal: { errorClass, message } };
}

/**
 * Applies one override of a value, as Hydra does after composing (`config_loader_impl.py`), to a config in struct mode.
 * The documentation's page is *Basic Override syntax*.
 */
export function applyOverride(
  root: ConfigNode,
  numbered: NumberedOverride,
  merging: Merging,
  version: HydraVersion,
): Applied {
  const { override, index } = numbered;
  const { text, key } = override;
  if (override.package !== undefined) {
    const message = `Override ${text} looks like a config group override, but config group '${key}' does not exist.`;
    return refused(root, message);
  }
  const path = overrideKeyPath(override);
  const plain = override.value === undefined ? undefined : overrideValueToPlain(override.value);
  if (override.operation === 'delete') return remove(root, path, override, plain, version);
  if (plain === undefined) return { root };
  const origin: Origin = { kind: 'override', text, index };
  if (override.operation === 'extend_list') return extend(root, numbered, path, plain, merging, version);
  if (!isWellFormed(plain, version)) return refused(root, `Error merging override ${text}`);
  const value = valueNodeOf(plain, override.valueRange ?? { start: text.length, end: text.length }, override.places);
  const force = override.operation !== 'change';
  if (override.operation === 'add') {
    const found = selectPath(root, path, { environment: NO_ENVIRONMENT, version });
    if (found.kind === 'failed') return refused(root, `Error merging override ${text}`);
    const isOpaque = found.kind === 'opaque' && nodeAt(root, path) !== undefined;
    const isTaken = isOpaque || (found.kind === 'found' && !isNullOrMissing(found.value));
    if (isTaken && value.kind === 'scalar') {
      const message = `Could not append to config. An item is already at '${key}'.\nEither remove + prefix: '${text.slice(1)}'\nOr add a second + to add or override '${key}': '+${text}'\n`;
      return refused(root, message);
    }
  }
  const way = throughInterpolations(root, path, version);
  if (way === undefined) return refused(root, `Error merging override ${text}`);
  if ('errorClass' in way) return refused(root, way.message, way.errorClass);
  const updated = update(root, way, value, origin, force, merging);
  if ('errorClass' in updated) {
    if (updated.raw) return refused(root, updated.message, updated.errorClass);
    if (updated.absent && !force) {
      return refused(root, `Could not override '${key}'.\nTo append to your config use +${text}`);
    }
    const { message } = updated;
    return { ...refused(root, `Error merging override ${text}`), ...(message !== '' && { cause: message }) };
  }
  return { root: updated };
}

/** Whether every interpolation in a value can be read: OmegaConf looks when the value is set. */
function isWellFormed(plain: Plain, version: HydraVersion): boolean {
  switch (plain.t) {
    case 'interp':
      return parseInterpolation(plain.v, version).problems.length === 0;
    case 'list':
      return plain.v.every((item) => isWellFormed(item, version));
    case 'dict':
      return plain.v.every(([, item]) => isWellFormed(item, version));
    default:
      return true;
  }
}

/**
 * Hydra 1.4 writes through interpolations, a list's end counts from -1, and a number may name an integer key; 1.3 writes
 * through them where a container is declared. `undefined` where an interpolation on the way leads nowhere.
 */
function throughInterpolations(root: ConfigNode, path: KeyPath, version: HydraVersion): KeyPath | Stumble | undefined {
  if (version === '1.3') return throughDeclared(root, path);
  let node: ConfigNode | undefined = root;
  let at: KeyPath = [];
  for (const [index, name] of path.entries()) {
    at = [...at, nameIn(node, name)];
    node = node?.children.get(at.at(-1) as string);
    if (node?.leaf?.t !== 'interp' || index === path.length - 1) continue;
    // OmegaConf 2.4 breaks down at a text that is all escaped: `\\${k}`.
    const isEscaped = parseInterpolation(node.leaf.v, version).interpolation.parts.every(({ kind }) => kind === 'text');
    const target = isEscaped ? undefined : writeTarget(root, at, version);
    if (target === undefined && isMapping(node)) {
      const found = dereference(root, node.leaf.v, at, { environment: NO_ENVIRONMENT, version });
      const isMisfit = found.kind === 'failed' ? found.errorClass === 'InterpolationValidationError' : isScalar(found);
      if (isMisfit) return { errorClass: 'AttributeError', message: "'str' object has no attribute 'get'" };
    }
    if (target === undefined) return undefined;
    if (target.kind === 'node') ({ node, path: at } = target);
  }
  return at;
}

/** Hydra stumbles over an interpolation that leads to a scalar where a mapping is declared. */
type Stumble = Pick<Failure, 'errorClass' | 'message'>;

function isScalar(found: Found): boolean {
  return found.kind === 'node' ? found.node.shape === 'scalar' : false;
}

function throughDeclared(root: ConfigNode, path: KeyPath): KeyPath | Stumble | undefined {
  let node: ConfigNode | undefined = root;
  let at: KeyPath = [];
  for (const [index, name] of path.entries()) {
    at = [...at, name];
    node = node?.children.get(name);
    const isDeclared = node !== undefined && (isMapping(node) || isSequence(node));
    if (node?.leaf?.t !== 'interp' || !isDeclared || index === path.length - 1) continue;
    const target = dereference(root, node.leaf.v, at, { environment: NO_ENVIRONMENT, version: '1.3' });
    if (target.kind === 'node') {
      const { leaf } = target.node;
      if (leaf !== undefined && leaf.t !== 'missing') {
        return { errorClass: 'AssertionError', message: `Unexpected type for root: ${pythonTypeOf(leaf)}` };
      }
      ({ node, path: at } = target);
    } else if (target.kind === 'failed') return undefined;
  }
  return at;
}

function nameIn(node: ConfigNode | undefined, name: string): string {
  if (node === undefined || node.children.has(name) || !/^-?\d+$/.test(name)) return name;
  if (node.shape === 'list') return name.startsWith('-') ? String(node.children.size + Number(name)) : name;
  const counted = `\0int:${BigInt(name)}`;
  return node.children.get(counted)?.key?.t === 'int' ? counted : name;
}

/** `key=extend_list(…)`: appends to a list that is there. */
function extend(
  root: ConfigNode,
  { override, index }: NumberedOverride,
  path: KeyPath,
  plain: Plain,
  merging: Merging,
  version: HydraVersion,
): Applied {
  const { valueRange, text, key, places } = override;
  const origin: Origin = { kind: 'override', text, index };
  const found = selectPath(root, path, { environment: NO_ENVIRONMENT, version });
  if (found.kind === 'failed') return refused(root, `Error merging override ${text}`);
  const held = found.kind === 'found' && found.at ? nodeAt(root, found.at) : undefined;
  const isOfTuple = held !== undefined && isTuple(held, version);
  if (found.kind !== 'found' || found.value.t !== 'list' || plain.t !== 'list' || isOfTuple) {
    const value = found.kind === 'found' ? pythonText(found.value) : 'None';
    const shown = isOfTuple ? value.replace(/^\[(.*)\]$/, held.children.size === 1 ? '($1,)' : '($1)') : value;
    const message = `Could not append to config list. The existing value of '${key}' is ${shown} which is not a list.`;
    return refused(root, message);
  }
  const current = held;
  if (found.at !== undefined && isFrozenAt(root, [...found.at, '0']))
    return refused(root, `Error merging override ${text}`);
  // A list that a resolver made is gone again.
  if (found.at === undefined || current === undefined) return { root };
  const range = valueRange ?? { start: 0, end: text.length };
  const items = [
    ...current.children.values(),
    ...plain.v.map((item, index) => fresh(valueNodeOf(item, range, places?.items?.[index]), origin, merging)),
  ];
  const children = new Map(items.map((item, index) => [String(index), item]));
  const writes = [...current.writes, { origin, op: 'merge' as const, value: valueNodeOf(plain, range, places) }];
  return { root: replaced(root, found.at, { ...current, children, writes }) };
}

function replaced(node: ConfigNode, path: KeyPath, by: ConfigNode): ConfigNode {
  const [name, ...rest] = path;
  if (name === undefined) return by;
  const child = node.children.get(name);
  return child === undefined
    ? node
    : { ...node, children: new Map(node.children).set(name, replaced(child, rest, by)) };
}

function isNullOrMissing({ t }: Plain): boolean {
  return t === 'missing' || t === 'null';
}

/** The mapping that a key without one gets before its value: nothing that is written, so its range is empty. */
function implied({ range: { start } }: ValueNode): ValueNode {
  return { kind: 'map', entries: new Map(), flow: true, range: { start, end: start } };
}

const INDEX: Failure = { errorClass: 'ConfigIndexError', message: 'list index out of range', absent: false };

function update(
  node: ConfigNode,
  path: KeyPath,
  value: ValueNode,
  origin: Origin,
  force: boolean,
  merging: Merging,
  /** `undefined` at the root. */
  isInReadOnly?: boolean,
): ConfigNode | Failure {
  const [given, ...rest] = path as [string, ...string[]];
  const isCounted = given.startsWith('\0');
  const name = isCounted ? given : nameUnder(node, { t: 'str', v: given }, merging.version);
  if (typeof name !== 'string') return name;
  // Hydra unlocks its own node below a root that is read-only.
  const isOpen = isInReadOnly === undefined && given === 'hydra';
  const isReadOnly = isInReadOnly || (node.instance?.isFrozen === true && !isOpen);
  if (node.shape === 'list' && !/^[-+]?\d+$/.test(name)) {
    if (rest.length > 0) {
      return { errorClass: 'TypeError', message: `Index '${name}' (str) is not an int`, absent: false, raw: true };
    }
    const message = `invalid literal for int() with base 10: '${name}'`;
    return { errorClass: 'ValueError', message, absent: false, raw: true };
  }
  const child = node.children.get(name);
  if (child === undefined) {
    if (node.shape === 'list') return INDEX;
    if (!force) return ABSENT;
  }
  const place = { node, name, force, isReadOnly };
  const isItem = node.shape === 'list' && (isReadOnly || isTuple(node, merging.version));
  if (isItem && rest.length === 0) return READ_ONLY;
  const next = rest.length === 0 ? assign(place, value, origin, merging) : descend(child, name);
  if ('errorClass' in next) return next;
  return { ...node, children: new Map(node.children).set(name, next) };

  function descend(below: ConfigNode | undefined, name: string): ConfigNode | Failure {
    if (below !== undefined && (below.shape === 'map' || below.shape === 'list')) {
      return update(below, rest, value, origin, force, merging, isReadOnly);
    }
    const block = blocked(place, merging.version);
    if (block !== undefined) return block;
    if (!force) return ABSENT;
    if (below?.leaf?.t === 'interp') {
      const map = implied(value);
      const made = fresh(map, origin, merging, below.key);
      return update(
        { ...made, writes: [...below.writes, ...made.writes] },
        rest,
        value,
        origin,
        force,
        merging,
        isReadOnly,
      );
    }
    const empty = implied(value);
    const made = merge(below, { value: empty, key: { t: 'str', v: name } }, origin, merging);
    return update(made, rest, value, origin, force, merging, isReadOnly);
  }
}

function remove(
  root: ConfigNode,
  path: KeyPath,
  { key, text }: Override,
  expected: Plain | undefined,
  version: HydraVersion,
): Applied {
  const surroundings = { environment: NO_ENVIRONMENT, version };
  const found = selectPath(root, path, surroundings);
  const isLeftOut = version === '1.4' && found.kind === 'failed' && found.errorClass === 'TypeError';
  if (found.kind === 'failed' && !isLeftOut) return refused(root, `Error merging override ${text}`);
  const isAbsent = found.kind === 'absent' || isLeftOut;
  if (isAbsent || (version === '1.3' && found.kind === 'found' && isNullOrMissing(found.value))) {
    return refused(root, `Could not delete from config. '${key}' does not exist.`);
  }
  // Hydra 1.3 does not tell `~x=null` from `~x`.
  if (found.kind === 'found' && expected !== undefined && !(version === '1.3' && expected.t === 'null')) {
    const resolved = found.at && resolveNode(root, found.at, surroundings);
    // Hydra 1.4 follows what is in a container too, once there is something to compare it with.
    if (version === '1.4' && resolved?.kind === 'failed') return refused(root, `Error merging override ${text}`);
    const actual = resolved?.kind === 'value' ? resolved.value : found.value;
    if (!equalInPython(actual, expected)) {
      const message = `Could not delete from config. The value of '${key}' is ${pythonText(actual)} and not ${pythonText(expected)}.`;
      return refused(root, message);
    }
  }
  const place = found.kind === 'found' ? found.place : path;
  // What a resolver made is gone again.
  if (place === undefined) return { root };
  const above = nodeAt(root, place.slice(0, -1));
  const isFrozen = isFrozenAt(root, place);
  if (!isFrozen && above?.shape === 'list' && version === '1.3') {
    return refused(root, 'list indices must be integers or slices, not str', 'TypeError');
  }
  const isLocked = isFrozen || (above !== undefined && isTuple(above, version));
  // The root's own struct mode is off while Hydra deletes.
  const isOfClass = above?.instance !== undefined && above !== root;
  if (isLocked || isOfClass) return refused(root, `Error merging override ${text}`);
  return { root: nodeAt(root, place) === undefined ? root : without(root, place) };
}

/** Whether a path leads through an instance of a frozen dataclass; Hydra's own node is never in one. */
function isFrozenAt(root: ConfigNode, path: KeyPath): boolean {
  const ways = path.map((_, index) => path.slice(0, index));
  return path[0] !== 'hydra' && ways.some((way) => nodeAt(root, way)?.instance?.isFrozen === true);
}

/** OmegaConf 2.4 has tuples, which stay as they are. */
function isTuple({ declared }: ConfigNode, version: HydraVersion): boolean {
  return version === '1.4' && declared?.kind === 'list' && declared.isTuple === true;
}

function without(node: ConfigNode, path: KeyPath): ConfigNode {
  const [name, ...rest] = path as [string, ...string[]];
  const children = new Map(node.children);
  const child = children.get(name);
  if (rest.length === 0) children.delete(name);
  else if (child !== undefined) children.set(name, without(child, rest));
  if (node.shape !== 'list' || rest.length > 0) return { ...node, children };
  return { ...node, children: new Map([...children.values()].map((item, index) => [String(index), item])) };
}
