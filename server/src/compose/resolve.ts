import {
  type HydraVersion,
  type InterpolationPart,
  type NodeInterpolation,
  NULL,
  type Plain,
  parseInterpolation,
  type ResolverInterpolation,
  type Scalar,
  type Segment,
} from '../text/index.ts';
import { type ConfigNode, type KeyPath, NO_CHILDREN } from './composition.ts';
import { pythonText } from './pythonText.ts';
import { callResolver } from './resolvers.ts';

/** What interpolations may see besides the config. */
export interface Surroundings {
  /** What `${oc.env:…}` may read. */
  readonly environment: ReadonlyMap<string, string>;
  readonly version: HydraVersion;
}

/** What a value comes to once its interpolations are followed. */
export type Resolved = { readonly kind: 'value'; readonly value: Plain } | Opaque | Failed;

/** Only the run can know: a custom resolver, an unset variable. */
export interface Opaque {
  readonly kind: 'opaque';
  readonly reason: string;
  /** What OmegaConf says where nothing is registered and nothing is set. */
  readonly errorClass: string;
  readonly message: string;
}

export interface Failed {
  readonly kind: 'failed';
  readonly errorClass: string;
  /** OmegaConf's own words. */
  readonly message: string;
  /** The key that is not there, where that is the reason. */
  readonly missing?: KeyPath;
}

/** A node that a path leads to, or a value made by a resolver, or the reason why there is neither. */
export type Found = { readonly kind: 'node'; readonly node: ConfigNode; readonly path: KeyPath } | Resolved;

/** One resolution under way. */
export interface Resolving extends Surroundings {
  readonly root: ConfigNode;
  /** Interpolations being followed, by place: meeting one again is a cycle. */
  readonly open: Set<string>;
}

/** An interpolation chain longer than this is taken for endless. */
export const CHAIN_BUDGET = 200;

const RESOLUTION = 'InterpolationResolutionError';

export function failed(errorClass: string, message: string, missing?: KeyPath): Failed {
  return { kind: 'failed', errorClass, message, ...(missing !== undefined && { missing }) };
}

/** The value at a path with every interpolation in it followed. */
export function resolveNode(root: ConfigNode, path: KeyPath, surroundings: Surroundings): Resolved {
  const resolving: Resolving = { ...surroundings, root, open: new Set() };
  let node: ConfigNode | undefined = root;
  for (const name of path) node = node?.children.get(name);
  return node === undefined
    ? failed('ConfigKeyError', `Key '${path.join('.')}' not found`)
    : deep(resolving, node, path);
}

/** What the interpolation at a path leads to, not followed further down. */
export function dereference(root: ConfigNode, text: string, path: KeyPath, surroundings: Surroundings): Found {
  return follow({ ...surroundings, root, open: new Set() }, text, path);
}

/** A whole config with its interpolations followed; what has no value stays as it is written. */
export interface ResolvedTree {
  readonly value: Plain;
  /** Places without a value that can be known, `???` among them. */
  readonly unknown: readonly KeyPath[];
  /** The failures among them, in the config's order. */
  readonly failures: readonly { readonly path: KeyPath; readonly failure: Failed | Opaque }[];
}

export function resolveTree(root: ConfigNode, surroundings: Surroundings): ResolvedTree {
  const unknown: KeyPath[] = [];
  const failures: { path: KeyPath; failure: Failed | Opaque }[] = [];
  const visit = (node: ConfigNode, path: KeyPath): Plain => {
    if (node.shape === 'missing') unknown.push(path);
    if (node.leaf?.t === 'interp') {
      const resolved = resolveNode(root, path, surroundings);
      if (resolved.kind === 'value') return resolved.value;
      unknown.push(path);
      failures.push({ path, failure: resolved });
      return node.leaf;
    }
    if (node.shape === 'list')
      return { t: 'list', v: [...node.children].map(([name, child]) => visit(child, [...path, name])) };
    if (node.shape !== 'map') return node.leaf ?? NULL;
    return {
      t: 'dict',
      v: [...node.children].map(([name, child]) => [keyOf(name, child), visit(child, [...path, name])] as const),
    };
  };
  return { value: visit(root, []), unknown, failures };
}

function keyOf(name: string, child: ConfigNode): Scalar {
  return child.key ?? { t: 'str', v: name };
}

/** The mapping or list that an interpolation means, for a merge over it; `undefined` where it means anything else. */
export function containerMeant(
  root: ConfigNode,
  text: string,
  path: KeyPath,
  version: HydraVersion,
): ConfigNode | undefined {
  const resolving: Resolving = { root, version, environment: new Map(), open: new Set() };
  const found = follow(resolving, text, path);
  return found.kind === 'node' && (found.node.shape === 'map' || found.node.shape === 'list') ? found.node : undefined;
}

/** Everything below a node, resolved where it lives. */
export function deep(resolving: Resolving, node: ConfigNode, path: KeyPath): Resolved {
  if (node.leaf?.t === 'interp') {
    const found = follow(resolving, node.leaf.v, path);
    return found.kind === 'node' ? guarded(resolving, path, () => deep(resolving, found.node, found.path)) : found;
  }
  if (node.children === NO_CHILDREN && node.shape !== 'map' && node.shape !== 'list') {
    return { kind: 'value', value: node.leaf ?? NULL };
  }
  const entries: (readonly [Scalar, Plain])[] = [];
  for (const [name, child] of node.children) {
    const inner = deep(resolving, child, [...path, name]);
    if (inner.kind !== 'value') return inner;
    entries.push([keyOf(name, child), inner.value]);
  }
  if (node.shape === 'list') return { kind: 'value', value: { t: 'list', v: entries.map(([, value]) => value) } };
  return { kind: 'value', value: { t: 'dict', v: entries } };
}

function guarded<T>(resolving: Resolving, path: KeyPath, work: () => T | Failed): T | Failed {
  const place = path.join('\0');
  if (resolving.open.has(place) || resolving.open.size > CHAIN_BUDGET) {
    return failed(RESOLUTION, 'Recursive interpolation detected');
  }
  resolving.open.add(place);
  const result = work();
  resolving.open.delete(place);
  return result;
}

/** Follows the interpolations of a string that stands at `path`. */
export function follow(resolving: Resolving, text: string, path: KeyPath): Found {
  const { interpolation, problems } = parseInterpolation(text, resolving.version);
  const [problem] = problems;
  if (problem !== undefined) return failed('GrammarParseError', problem.message);
  return guarded(resolving, path, () => followParts(resolving, interpolation.parts, path));
}

function followParts(resolving: Resolving, parts: readonly InterpolationPart[], path: KeyPath): Found {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && only.kind !== 'text') return followPart(resolving, only, path);
  return textOfParts(resolving, parts, path);
}

/** Several parts make a text, each as Python's `str()` shows it. */
export function textOfParts(resolving: Resolving, parts: readonly InterpolationPart[], path: KeyPath): Resolved {
  let text = '';
  for (const part of parts) {
    const value = part.kind === 'text' ? undefined : valueOfPart(resolving, part, path);
    if (part.kind === 'text') text += part.value;
    else if (value?.kind === 'value') text += pythonText(value.value);
    else if (value !== undefined) return value;
  }
  return { kind: 'value', value: text === '???' ? { t: 'missing' } : { t: 'str', v: text } };
}

export function valueOfPart(
  resolving: Resolving,
  part: NodeInterpolation | ResolverInterpolation,
  path: KeyPath,
): Resolved {
  const found = followPart(resolving, part, path);
  return found.kind === 'node' ? deep(resolving, found.node, found.path) : found;
}

function followPart(resolving: Resolving, part: NodeInterpolation | ResolverInterpolation, path: KeyPath): Found {
  if (part.kind === 'resolver') return callResolver(resolving, part, path);
  const names = namesOf(resolving, part.segments, path);
  if (!Array.isArray(names)) return names as Resolved;
  const dots = '.'.repeat(part.dots);
  const shown = `${dots}${names.join('.')}`;
  if (part.dots > path.length) {
    const message = `ConfigKeyError while resolving interpolation: Error resolving key '${shown}'`;
    return failed('InterpolationKeyError', message);
  }
  const base = part.dots === 0 ? [] : path.slice(0, path.length - part.dots);
  return select(resolving, base, names, shown);
}

function namesOf(resolving: Resolving, segments: readonly Segment[], path: KeyPath): string[] | Resolved {
  const names: string[] = [];
  for (const segment of segments) {
    if (segment.kind === 'name') {
      names.push(segment.name);
      continue;
    }
    const { part } = segment;
    const inner: Resolved = part.kind === 'text' ? textValue(part.value) : valueOfPart(resolving, part, path);
    if (inner.kind !== 'value') return inner;
    if (inner.value.t !== 'str') {
      const type = inner.value.t === 'null' ? 'NoneType' : inner.value.t;
      const message = `The following interpolation is used to denote a config key and thus should return a string, but instead returned \`${pythonText(inner.value)}\` of type \`<class '${type}'>\``;
      return failed(RESOLUTION, message);
    }
    names.push(...inner.value.v.split('.'));
  }
  return names;
}

function textValue(text: string): Resolved {
  return { kind: 'value', value: { t: 'str', v: text } };
}

/** Walks from a base to a key, through interpolations on the way. */
export function select(resolving: Resolving, base: KeyPath, names: readonly string[], shown: string): Found {
  let path = base;
  let node: ConfigNode | undefined = resolving.root;
  for (const name of base) node = node?.children.get(name);
  for (const [index, name] of names.entries()) {
    if (node === undefined) break;
    if (node.shape === 'missing') return missingValue(path);
    if (node.leaf?.t === 'interp') {
      const through = follow(resolving, node.leaf.v, path);
      if (through.kind !== 'node') {
        return through.kind === 'value' ? notContainer(shown, names.slice(0, index), name) : through;
      }
      ({ node, path } = through);
    }
    if (node.shape === 'scalar' && node.leaf?.t !== 'null') return notContainer(shown, names.slice(0, index), name);
    const child: ConfigNode | undefined = childOf(node, name, resolving.version);
    if (child === undefined && node.shape === 'list' && !/^-?\d+$/.test(name)) {
      return failed(RESOLUTION, `TypeError raised while resolving interpolation: Index '${name}' (str) is not an int`);
    }
    node = child;
    path = [...path, name];
  }
  if (node === undefined) {
    return failed('InterpolationKeyError', `Interpolation key '${shown}' not found`, [...base, ...names]);
  }
  if (node.shape === 'missing') return missingValue(path);
  if (node.leaf?.t !== 'interp') return { kind: 'node', node, path };
  return follow(resolving, node.leaf.v, path);
}

function childOf(node: ConfigNode, name: string, version: HydraVersion): ConfigNode | undefined {
  if (node.shape === 'list' && version === '1.4' && /^-\d+$/.test(name)) {
    return node.children.get(String(node.children.size + Number(name)));
  }
  return node.children.get(name);
}

function missingValue(path: KeyPath): Failed {
  const message = `MissingMandatoryValue while resolving interpolation: Missing mandatory value: ${path.join('.')}`;
  return failed('InterpolationToMissingValueError', message);
}

function notContainer(shown: string, above: readonly string[], name: string): Failed {
  const message = `ConfigTypeError raised while resolving interpolation: Error trying to access ${shown}: node \`${above.join('.')}\` is not a container and thus cannot contain \`${name}\``;
  return failed(RESOLUTION, message);
}
