import {
  type Composition,
  type ConfigNode,
  type KeyPath,
  nodeAt,
  resolveNode,
  type Write,
} from '../../compose/index.ts';
import { focusOf, type Python, packageIn, placeOf, projectOf, pythonOf, type Snapshot } from '../../project/index.ts';
import {
  fieldsOf,
  type PythonModule,
  type Resolved,
  resolveDotted,
  type Signature,
  type SignatureParameter,
  signatureOf,
} from '../../python/index.ts';
import { type ConfigFile, entryOf, type Plain, type Uri, type ValueNode } from '../../text/index.ts';
import { surroundings } from '../explain.ts';

/** The keys that `instantiate` takes for itself. Source: https://hydra.cc/docs/advanced/instantiate_objects/overview/ */
export const INSTANTIATE_KEYS = ['_target_', '_args_', '_partial_', '_recursive_', '_convert_'] as const;

/** The values of `_convert_`. */
export const CONVERSIONS = ['none', 'partial', 'object', 'all'] as const;

/** Whether `instantiate` takes a key for itself; 1.4 has one more. */
export function isInstantiateKey(name: string, version: Composition['version']): boolean {
  return INSTANTIATE_KEYS.some((each) => each === name) || (version === '1.4' && name === '_isolate_');
}

/** What a dotted path names in Python. */
export interface Callable {
  readonly dotted: string;
  readonly found: Resolved;
  /** `undefined` where it is no class or function. */
  readonly signature: Signature | undefined;
  /** Its arguments are converted to what the annotations say, as Pydantic does: no value is of a wrong type. */
  readonly converts: boolean;
}

/** Hydra knows no colon and no empty name. */
export function isDottedPath(text: string): boolean {
  return !text.includes(':') && text.split('.').every((part) => part !== '');
}

const callables = new WeakMap<Python, Map<string, Callable>>();

/** Asked for each composition that has the path; worked out once. */
export function callableOf(python: Python, dotted: string): Callable {
  const known = callables.get(python) ?? new Map<string, Callable>();
  callables.set(python, known);
  const before = known.get(dotted);
  if (before !== undefined) return before;
  const found: Resolved = isDottedPath(dotted)
    ? resolveDotted(python, dotted)
    : { kind: 'unknown', because: 'unreadable', name: dotted };
  const hasParameters = found.kind === 'class' || found.kind === 'function';
  const made: Callable = {
    dotted,
    found,
    signature: hasParameters ? signatureOf(python, found) : undefined,
    converts: found.kind === 'class' && /^(pydantic|attrs)$/.test(fieldsOf(python, found).kind),
  };
  known.set(dotted, made);
  return made;
}

/** The last name of a dotted path. */
export function shortTarget(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

/** What may be given by its name. */
export function namedParameters({ parameters }: Signature): readonly SignatureParameter[] {
  return parameters.filter(({ kind }) => kind === 'positional' || kind === 'keywordOnly');
}

export function parameterOf({ signature }: Callable, name: string): SignatureParameter | undefined {
  return signature === undefined ? undefined : namedParameters(signature).find((each) => each.name === name);
}

/** A mapping of a composed config that has a `_target_`. */
export interface TargetNode {
  readonly path: KeyPath;
  readonly node: ConfigNode;
  readonly target: ConfigNode;
  /** Somewhere above it `_recursive_` may be false: what is there makes it, and may add arguments. */
  readonly isByHand: boolean;
}

const nodesBelow = new WeakMap<ConfigNode, readonly TargetNode[]>();

/** Every mapping with a `_target_`; found once for each tree. */
export function targetNodesIn(root: ConfigNode): readonly TargetNode[] {
  const known = nodesBelow.get(root);
  if (known !== undefined) return known;
  const found: TargetNode[] = [];
  visit(root, [], false, found);
  nodesBelow.set(root, found);
  return found;
}

function visit(node: ConfigNode, path: KeyPath, isByHand: boolean, into: TargetNode[]): void {
  const target = node.children.get('_target_');
  if (target !== undefined) into.push({ path, node, target, isByHand });
  const recursive = node.children.get('_recursive_')?.leaf;
  const below = isByHand || (recursive !== undefined && !(recursive.t === 'bool' && recursive.v));
  for (const [name, child] of node.children) {
    if (child.children.size > 0) visit(child, [...path, name], below, into);
  }
}

/** The value at a path, interpolations followed; `undefined` where only the run knows it. */
export type ValueAt = (path: KeyPath, node: ConfigNode) => Plain | undefined;

export function valuesOf(snapshot: Snapshot, composition: Composition): ValueAt {
  const seen = surroundings(snapshot, composition);
  return (path, node) => {
    if (node.leaf !== undefined && node.leaf.t !== 'interp') return node.leaf;
    const resolved = resolveNode(path[0] === 'hydra' ? composition.whole : composition.root, path, seen);
    return resolved.kind === 'value' ? resolved.value : undefined;
  };
}

export function textOf(plain: Plain | undefined): string | undefined {
  return plain?.t === 'str' ? plain.v : undefined;
}

/** A file by itself as a tree, for those that no composition brings in. */
export function treeOf(file: ConfigFile): ConfigNode | undefined {
  return file.body?.kind === 'map' ? nodeOf(file, file.body) : undefined;
}

function nodeOf(file: ConfigFile, value: ValueNode, key?: Write['origin'] & { kind: 'file' }): ConfigNode {
  const writes: Write[] = [{ origin: key ?? { kind: 'file', file }, op: 'set', value }];
  const children = new Map<string, ConfigNode>();
  if (value.kind === 'scalar') {
    const shape = value.leaf.t === 'missing' ? 'missing' : 'scalar';
    return { shape, leaf: value.leaf, children, writes };
  }
  if (value.kind === 'list') {
    for (const [index, item] of value.items.entries()) children.set(String(index), nodeOf(file, item));
    return { shape: 'list', children, writes };
  }
  for (const [name, entry] of value.entries) {
    const child = nodeOf(file, entry.value, { kind: 'file', file, key: entry.keyRange });
    children.set(name, { ...child, key: entry.key });
  }
  return { shape: 'map', children, writes };
}

/**
 * The callable of the mapping at a path of a file, as the composition that the file is seen from has it; by the file
 * itself where nothing leads to it.
 */
export function callableBeside(snapshot: Snapshot, uri: Uri, path: KeyPath): Callable | undefined {
  const python = pythonFor(snapshot, uri);
  const file = snapshot.config(uri);
  if (python === undefined || file === undefined) return undefined;
  const focus = focusOf(snapshot, uri);
  const full = focus === undefined ? path : [...(packageIn(focus.composition, uri) ?? []), ...path];
  const root = focus?.composition.root ?? treeOf(file);
  const node = root === undefined ? undefined : nodeAt(root, full);
  const target = node?.children.get('_target_');
  if (node === undefined) return undefined;
  const value =
    target === undefined
      ? writtenTarget(node)
      : focus === undefined
        ? target.leaf
        : valuesOf(snapshot, focus.composition)([...full, '_target_'], target);
  const dotted = textOf(value);
  return dotted === undefined ? undefined : callableOf(python, dotted);
}

/** While a key is being typed its mapping is a text for a moment: what was written before tells the target. */
function writtenTarget({ shape, writes }: ConfigNode): Plain | undefined {
  if (shape === 'map') return undefined;
  for (const { value } of writes.toReversed()) {
    const target = entryOf(value, '_target_')?.value;
    if (target?.kind === 'scalar') return target.leaf;
  }
  return undefined;
}

/** Python as the apps see it that a config belongs to. */
export function pythonFor(snapshot: Snapshot, uri: Uri): Python | undefined {
  const project = projectOf(snapshot, uri);
  return project === undefined ? undefined : pythonOf(snapshot, project, placeOf(snapshot, uri)?.root);
}

/** Where a resolved thing is declared. */
export function declarationOf(
  found: Resolved,
): { readonly module: PythonModule; readonly range: { start: number; end: number } } | undefined {
  switch (found.kind) {
    case 'class':
    case 'function':
    case 'constant':
      return { module: found.module, range: found.item.nameRange };
    case 'module':
      return found.module === undefined ? undefined : { module: found.module, range: { start: 0, end: 0 } };
    default:
      return undefined;
  }
}

/** Whether two writes come from the same file or override. */
export function isSameOrigin(left: Write, right: Write): boolean {
  if (left.origin.kind === 'file' && right.origin.kind === 'file')
    return left.origin.file.uri === right.origin.file.uri;
  return left.origin.kind === right.origin.kind && winnerKey(left) === winnerKey(right);
}

function winnerKey({ origin }: Write): string {
  return origin.kind === 'override' ? String(origin.index) : origin.kind === 'builtin' ? origin.name : origin.file.uri;
}
