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
import { plainOf, valueNodeOf } from './convert.ts';
import { fresh, type Merging, merge } from './merge.ts';
import { equalInPython, pythonText } from './pythonText.ts';
import { dereference, resolveNode } from './resolve.ts';
import { ABSENT, assign, blocked, type Failure } from './typedAssign.ts';

/** One override of the command line with its place in it. */
export interface NumberedOverride {
  readonly override: Override;
  readonly index: number;
}

/** What happened to a composed config when one override was applied. */
export interface Applied {
  readonly root: ConfigNode;
  readonly refusal?: NonNullable<Problem['refusal']>;
}

const CCE = 'ConfigCompositionException';

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
  const path = throughInterpolations(root, overrideKeyPath(override), version);
  const plain = override.value === undefined ? undefined : overrideValueToPlain(override.value);
  if (override.operation === 'delete') return remove(root, path, override, plain, version);
  if (plain === undefined) return { root };
  const origin: Origin = { kind: 'override', text, index };
  if (override.operation === 'extend_list') return extend(root, numbered, path, plain, merging, version);
  if (!isWellFormed(plain, version)) return refused(root, `Error merging override ${text}`);
  const value = valueNodeOf(plain, override.valueRange ?? { start: text.length, end: text.length });
  const force = override.operation !== 'change';
  if (override.operation === 'add') {
    const current = nodeAt(root, path);
    const isFound = current?.leaf?.t === 'interp';
    const found = isFound ? resolveNode(root, path, { environment: new Map(), version }) : undefined;
    if (found?.kind === 'failed') return refused(root, `Error merging override ${text}`);
    const isNull = found?.kind === 'value' && found.value.t === 'null';
    const free = current === undefined || isNull || isNullOrMissing(current);
    if (!free && value.kind === 'scalar') {
      const message = `Could not append to config. An item is already at '${key}'.\nEither remove + prefix: '${text.slice(1)}'\nOr add a second + to add or override '${key}': '+${text}'\n`;
      return refused(root, message);
    }
  }
  const updated = update(root, path, value, origin, force, merging);
  if ('errorClass' in updated) {
    if (updated.raw) return refused(root, updated.message, updated.errorClass);
    if (updated.errorClass === 'ValueError' && override.operation !== 'add') {
      return refused(root, updated.message, 'ValueError');
    }
    if (updated.absent && !force) {
      return refused(root, `Could not override '${key}'.\nTo append to your config use +${text}`);
    }
    return refused(root, `Error merging override ${text}`);
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

/** Hydra 1.4 writes through interpolations; a list's end counts from -1, and a number may name an integer key. */
function throughInterpolations(root: ConfigNode, path: KeyPath, version: HydraVersion): KeyPath {
  if (version === '1.3') return path;
  let node: ConfigNode | undefined = root;
  let at: KeyPath = [];
  for (const [index, name] of path.entries()) {
    at = [...at, nameIn(node, name)];
    node = node?.children.get(at.at(-1) as string);
    if (node?.leaf?.t !== 'interp' || index === path.length - 1) continue;
    const target = dereference(root, node.leaf.v, at, { environment: new Map(), version });
    const isContainer = target.kind === 'node' && (target.node.shape === 'map' || target.node.shape === 'list');
    if (isContainer) ({ node, path: at } = target);
  }
  return at;
}

function nameIn(node: ConfigNode | undefined, name: string): string {
  if (node === undefined || node.children.has(name) || !/^-?\d+$/.test(name)) return name;
  if (node.shape === 'list') return name.startsWith('-') ? String(node.children.size + Number(name)) : name;
  return node.children.has(`\0int:${BigInt(name)}`) ? `\0int:${BigInt(name)}` : name;
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
  const { valueRange, text, key } = override;
  const origin: Origin = { kind: 'override', text, index };
  const found = find(root, path, version);
  const target =
    found?.node.leaf?.t === 'interp'
      ? dereference(root, found.node.leaf.v, found.path, { environment: new Map(), version })
      : undefined;
  const reached = target?.kind === 'node' ? target : found;
  const current = reached?.node;
  if (current?.shape !== 'list' || plain.t !== 'list') {
    const shown = current === undefined ? 'None' : pythonText(plainOf(current));
    const message = `Could not append to config list. The existing value of '${key}' is ${shown} which is not a list.`;
    return refused(root, message);
  }
  const range = valueRange ?? { start: 0, end: text.length };
  const items = [
    ...current.children.values(),
    ...plain.v.map((item) => fresh(valueNodeOf(item, range), origin, merging)),
  ];
  const children = new Map(items.map((item, index) => [String(index), item]));
  const writes = [...current.writes, { origin, op: 'merge' as const, value: valueNodeOf(plain, range) }];
  return { root: replaced(root, reached?.path ?? path, { ...current, children, writes }) };
}

function replaced(node: ConfigNode, path: KeyPath, by: ConfigNode): ConfigNode {
  const [name, ...rest] = path;
  if (name === undefined) return by;
  const child = node.children.get(name);
  return child === undefined
    ? node
    : { ...node, children: new Map(node.children).set(name, replaced(child, rest, by)) };
}

function isNullOrMissing(node: ConfigNode): boolean {
  return node.shape === 'missing' || (node.shape === 'scalar' && node.leaf?.t === 'null');
}

const INDEX: Failure = { errorClass: 'ConfigIndexError', message: 'list index out of range', absent: false };

function update(
  node: ConfigNode,
  path: KeyPath,
  value: ValueNode,
  origin: Origin,
  force: boolean,
  merging: Merging,
): ConfigNode | Failure {
  const [name, ...rest] = path as [string, ...string[]];
  if (node.shape === 'list' && !/^[-+]?\d+$/.test(name)) {
    const message = `invalid literal for int() with base 10: '${name}'`;
    return { errorClass: 'ValueError', message, absent: false };
  }
  const child = node.children.get(name);
  if (child === undefined) {
    if (node.shape === 'list') return INDEX;
    if (!force) return ABSENT;
  }
  const next = rest.length === 0 ? assign({ node, name, force }, value, origin, merging) : descend(child);
  if ('errorClass' in next) return next;
  return { ...node, children: new Map(node.children).set(name, next) };

  function descend(below: ConfigNode | undefined): ConfigNode | Failure {
    if (below !== undefined && (below.shape === 'map' || below.shape === 'list')) {
      return update(below, rest, value, origin, force, merging);
    }
    const block = blocked({ node, name, force }, merging.version);
    if (block !== undefined) return block;
    if (!force) return ABSENT;
    if (below?.leaf?.t === 'interp') {
      const map: ValueNode = { kind: 'map', entries: new Map(), flow: true, range: value.range };
      const made = fresh(map, origin, merging, below.key);
      return update({ ...made, writes: [...below.writes, ...made.writes] }, rest, value, origin, force, merging);
    }
    const empty: ValueNode = { kind: 'map', entries: new Map(), flow: true, range: value.range };
    const made = merge(below, { value: empty, key: { t: 'str', v: name } }, origin, merging);
    return update(made, rest, value, origin, force, merging);
  }
}

function remove(
  root: ConfigNode,
  path: KeyPath,
  { key, text }: Override,
  expected: Plain | undefined,
  version: HydraVersion,
): Applied {
  const found = find(root, path, version);
  if (found === undefined || (version === '1.3' && isNullOrMissing(found.node))) {
    return refused(root, `Could not delete from config. '${key}' does not exist.`);
  }
  const resolved = resolveNode(root, found.path, { environment: new Map(), version });
  // Hydra 1.4 follows what is in a container too, once there is something to compare it with.
  const isFollowed = found.node.leaf?.t === 'interp' || (version === '1.4' && expected !== undefined);
  if (isFollowed && resolved.kind === 'failed') return refused(root, `Error merging override ${text}`);
  // Hydra 1.3 does not tell `~x=null` from `~x`.
  if (expected !== undefined && !(version === '1.3' && expected.t === 'null')) {
    const actual = resolved.kind === 'value' ? resolved.value : plainOf(found.node);
    if (!equalInPython(actual, expected)) {
      const message = `Could not delete from config. The value of '${key}' is ${pythonText(actual)} and not ${pythonText(expected)}.`;
      return refused(root, message);
    }
  }
  const above = nodeAt(root, found.path.slice(0, -1));
  if (above?.shape === 'list' && version === '1.3') {
    return refused(root, 'list indices must be integers or slices, not str', 'TypeError');
  }
  if (above?.instance !== undefined) return refused(root, `Error merging override ${text}`);
  return { root: without(root, found.path) };
}

/** The node at a path, through interpolations on the way. */
function find(
  root: ConfigNode,
  path: KeyPath,
  version: HydraVersion,
): { readonly node: ConfigNode; readonly path: KeyPath } | undefined {
  let node: ConfigNode | undefined = root;
  let at: KeyPath = [];
  for (const name of path) {
    if (node?.leaf?.t === 'interp') {
      const through = dereference(root, node.leaf.v, at, { environment: new Map(), version });
      if (through.kind !== 'node') return undefined;
      ({ node, path: at } = through);
    }
    node = node?.children.get(name);
    at = [...at, name];
  }
  return node && { node, path: at };
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
