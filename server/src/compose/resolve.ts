import { type HydraVersion, NULL, type Plain, type Scalar } from '../text/index.ts';
import { type ConfigNode, type KeyPath, nodeAt } from './composition.ts';
import { follow, select } from './resolveFollow.ts';
import { NESTING_BUDGET } from './resolveInPlace.ts';
import { fullKeyIn, pick } from './resolveKey.ts';
import {
  childOf,
  interpolationOf,
  isContainer,
  type Live,
  leafOf,
  liveOf,
  namesIn,
  pathOf,
  plainOfLive,
  plainOfValue,
  type Whole,
} from './resolveLive.ts';
import { RESOLVERS, selectValue } from './resolvers.ts';
import { count, NO_KEY, type Resolving, rephrased, Unresolvable, VALUE_BUDGET } from './resolveState.ts';
import { classOfType, type ValueClass } from './typedTypes.ts';

/** What interpolations may see besides the config. */
export interface Surroundings {
  /** What `${oc.env:…}` may read. */
  readonly environment: ReadonlyMap<string, string>;
  readonly version: HydraVersion;
  /**
   * What `${hydra:…}` reads, made where an interpolation needs it. Without one it is opaque, as the compose API has none.
   * Two surroundings are the same only if this is the same function.
   */
  readonly hydra?: () => HydraSeen | undefined;
  /** As `--cfg` prints a config, which differs from what a run reads: what is missing now is no failure. */
  readonly isShown?: boolean;
}

/** The `hydra` node of a run, and the config that its own interpolations start from. */
export interface HydraSeen {
  readonly node: ConfigNode;
  readonly root: ConfigNode;
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
  /** It was not worked out to its end, since it is larger than a budget. */
  readonly isTooLarge?: true;
}

export interface Failed {
  readonly kind: 'failed';
  readonly errorClass: string;
  /** OmegaConf's own words. */
  readonly message: string;
  /** The key that is not there, where that is the reason. */
  readonly missing?: KeyPath;
}

/** Whether it leads to a `???`, which is to be given, and may be. */
export function isToMissing({ errorClass, message }: Failed): boolean {
  return errorClass === 'InterpolationToMissingValueError' || message.startsWith('MissingMandatoryValue');
}

/** A node that a path leads to, or a value made by a resolver, or the reason why there is neither. */
export type Found = { readonly kind: 'node'; readonly node: ConfigNode; readonly path: KeyPath } | Resolved;

/** A config in which every interpolation is followed for itself. */
export type Each =
  | { readonly kind: 'value'; readonly value: Plain; readonly valueClass?: ValueClass }
  | {
      readonly kind: 'dict';
      readonly entries: readonly (readonly [Scalar, Each])[];
      /** The class of its keys. */
      readonly keyClass?: ValueClass;
    }
  | { readonly kind: 'list'; readonly items: readonly Each[] }
  | { readonly kind: 'resolved'; readonly raw: string; readonly value: Each }
  | { readonly kind: 'unresolved'; readonly raw?: string; readonly why: Failed | Opaque };

/** A config being asked, again and again, with what was found before; nothing is written into it. */
export interface Session {
  readonly surroundings: Surroundings;
  readonly source: ConfigNode;
  readonly root: Live;
  readonly resolving: Resolving;
}

const sessions = new WeakMap<ConfigNode, Session>();

/** The one that is kept with a config. */
export function sessionOf(root: ConfigNode, surroundings: Surroundings): Session {
  const known = sessions.get(root);
  const isSame =
    known?.surroundings.version === surroundings.version &&
    known.surroundings.environment === surroundings.environment &&
    known.surroundings.hydra === surroundings.hydra &&
    known.surroundings.isShown === surroundings.isShown;
  if (known !== undefined && isSame) {
    known.resolving.valuesLeft = VALUE_BUDGET;
    return known;
  }
  const made = newSession(root, surroundings);
  sessions.set(root, made);
  return made;
}

/** One for who asks a config now and never again: what is remembered beside a config outlives it for a while. */
export function newSession(source: ConfigNode, surroundings: Surroundings): Session {
  return { surroundings, source, root: liveOf(source), resolving: resolvingIn(surroundings) };
}

export function resolvingIn({ version, environment, hydra, isShown }: Surroundings): Resolving {
  let live: Live | undefined;
  return {
    version,
    environment,
    hydra: () => {
      const seen = live === undefined ? hydra?.() : undefined;
      if (seen !== undefined) live = liveOf(seen.node, liveOf(seen.root), { t: 'str', v: 'hydra' });
      return live;
    },
    isShown: isShown === true,
    resolvers: RESOLVERS,
    depth: 0,
    deepest: 0,
    generation: 0,
    valuesLeft: VALUE_BUDGET,
  };
}

export function failureOf(error: unknown): Failed | Opaque {
  if (!(error instanceof Unresolvable)) throw error;
  const { errorClass, message, opaque, missing } = error;
  if (opaque !== undefined) {
    const isTooLarge = error.isTooLarge ? { isTooLarge: true as const } : {};
    return { kind: 'opaque', reason: opaque, errorClass, message, ...isTooLarge };
  }
  return { kind: 'failed', errorClass, message, ...(missing !== undefined && { missing }) };
}

function attempted<T>(work: () => T): T | Failed | Opaque {
  try {
    return work();
  } catch (error) {
    return failureOf(error);
  }
}

function liveAt(root: Live, path: KeyPath): Live | undefined {
  let live: Live | undefined = root;
  for (const name of path) live = live && childOf(live, name);
  return live;
}

/** The value at a path with every interpolation in it followed. */
export function resolveNode(root: ConfigNode, path: KeyPath, surroundings: Surroundings): Resolved {
  return resolveIn(sessionOf(root, surroundings), path);
}

/** The same for who asks many in a row. */
export function resolveIn(session: Session, path: KeyPath): Resolved {
  session.resolving.valuesLeft = VALUE_BUDGET;
  const live = liveAt(session.root, path);
  if (live === undefined) {
    return { kind: 'failed', errorClass: 'ConfigKeyError', message: `Key '${path.join('.')}' not found` };
  }
  return attempted(() => ({ kind: 'value', value: deep(session.resolving, live).value }) as const);
}

/**
 * Everything below a node, resolved where it lives. What a container comes to is made once: interpolations that lead to
 * the same one again and again have it in common, and only its size counts again.
 */
function deep(resolving: Resolving, live: Live, around?: Set<Live>): Omit<Whole, 'generation'> {
  const node = follow(resolving, live);
  if (!isContainer(node)) {
    const before = resolving.valuesLeft;
    const value = plainOfValue(node.content, () => count(resolving));
    return { value, size: before - resolving.valuesLeft, height: 0 };
  }
  const open = around ?? new Set();
  const { generation } = resolving;
  const known = node.whole?.generation === generation ? node.whole : undefined;
  if (open.has(node) || open.size + (known?.height ?? 0) > NESTING_BUDGET) {
    throw new Unresolvable('RecursionError', 'maximum recursion depth exceeded');
  }
  if (known !== undefined) {
    count(resolving, known.size);
    return known;
  }
  count(resolving);
  open.add(node);
  const children = namesIn(node).map((name) => childOf(node, name) as Live);
  const found = children.map((child) => deep(resolving, child, open));
  open.delete(node);
  const value: Plain =
    node.shape === 'list'
      ? { t: 'list', v: found.map((each) => each.value) }
      : { t: 'dict', v: children.map(({ key }, index) => [key ?? NULL, found[index]?.value ?? NULL]) };
  const size = found.reduce((sum, each) => sum + each.size, 1);
  const height = found.reduce((most, each) => Math.max(most, each.height), 0) + 1;
  node.whole = { value, size, height, generation };
  return node.whole;
}

/** What the interpolation at a path leads to, not followed further down. */
export function dereference(root: ConfigNode, text: string, path: KeyPath, surroundings: Surroundings): Found {
  return dereferenceIn(sessionOf(root, surroundings), text, path);
}

/** The same for who asks many in a row. */
export function dereferenceIn(session: Session, text: string, path: KeyPath): Found {
  session.resolving.valuesLeft = VALUE_BUDGET;
  return attempted((): Found => {
    const found = following(session, text, path);
    return (
      nodeOf(session, found) ?? {
        kind: 'value',
        value: plainOfLive(found, () => count(session.resolving)),
      }
    );
  });
}

/** Follows a text as if it stood at a path. */
function following({ root, resolving }: Session, text: string, path: KeyPath): Live {
  const name = path.at(-1);
  const parent = liveAt(root, path.slice(0, -1)) ?? root;
  const key: Scalar | undefined = name === undefined ? undefined : { t: 'str', v: name };
  return follow(resolving, leafOf({ t: 'interp', v: text }, parent, key));
}

/** The node of the config that was found, unless a resolver made it. */
function nodeOf(session: Session, found: Live): (Found & { kind: 'node' }) | undefined {
  const at = pathOf(found);
  const node = liveAt(session.root, at) === found ? nodeAt(session.source, at) : undefined;
  return node && { kind: 'node', node, path: at };
}

/**
 * Where OmegaConf 2.4 writes when a path leads through an interpolation: a key is followed, a resolver is not.
 * `undefined` where the key leads nowhere.
 */
export function writeTarget(root: ConfigNode, path: KeyPath, version: HydraVersion): Target | undefined {
  const resolving: Resolving = { ...resolvingIn({ version, environment: NOTHING }), keysOnly: true };
  const source = liveAt(liveOf(root), path);
  if (source === undefined) return undefined;
  const found = attempted(() => follow(resolving, source));
  if ('kind' in found) return found.errorClass === NO_KEY ? { kind: 'other' } : undefined;
  const at = pathOf(found);
  const node = isContainer(found) ? nodeAt(root, at) : undefined;
  return node === undefined ? { kind: 'other' } : { kind: 'node', node, path: at };
}

type Target = { readonly kind: 'node'; readonly node: ConfigNode; readonly path: KeyPath } | { readonly kind: 'other' };

/** What `selectPath` found: a value, or nothing. */
type Selected =
  | {
      readonly kind: 'found';
      /** Interpolations inside it stay. */
      readonly value: Plain;
      /** Where it lives, and where the key to it stands; absent where a resolver made it. */
      readonly at?: KeyPath;
      readonly place?: KeyPath;
    }
  | { readonly kind: 'absent' };

/** What `OmegaConf.select` finds at a path, interpolations followed on the way and at its end. */
export function selectPath(root: ConfigNode, path: KeyPath, surroundings: Surroundings): Selected | Failed | Opaque {
  const session = sessionOf(root, surroundings);
  const { resolving } = session;
  const placeOf = (live: Live) => {
    const at = pathOf(live);
    return liveAt(session.root, at) === live ? at : undefined;
  };
  const found = attempted((): Selected => {
    const live = select(resolving, session.root, path, path.join('.'), false);
    const holder = live && select(resolving, session.root, path.slice(0, -1), '', false);
    const own = holder && pick(holder, path.at(-1) as string, surroundings.version);
    if (live === undefined || own === undefined || own === 'notInt') return { kind: 'absent' };
    const at = placeOf(live);
    const place = placeOf(own);
    const value = plainOfLive(live, () => count(resolving));
    return { kind: 'found', value, ...(at && { at }), ...(place && { place }) };
  });
  return found.kind === 'failed' && found.errorClass === 'ConfigTypeError' ? { kind: 'absent' } : found;
}

/**
 * The mapping or list that an interpolation means, for a merge over it: plain data where a resolver made it, `undefined`
 * where the interpolation means anything else.
 */
export function containerMeant(
  root: ConfigNode,
  text: string,
  path: KeyPath,
  version: HydraVersion,
): ConfigNode | Plain | undefined {
  const session = sessionOf(root, { version, environment: NOTHING });
  const meant = attempted((): { readonly container?: ConfigNode | Plain } => {
    const found = following(session, text, path);
    if (!isContainer(found)) return {};
    return { container: nodeOf(session, found)?.node ?? plainOfLive(found, () => count(session.resolving)) };
  });
  return 'kind' in meant ? undefined : meant.container;
}

const NOTHING: ReadonlyMap<string, string> = new Map();

/** `OmegaConf.select` of a dotted key: interpolations inside its value stay. */
export function selectKey(root: ConfigNode, key: string, surroundings: Surroundings): Resolved {
  const session = sessionOf(root, surroundings);
  const { resolving } = session;
  return attempted(() => {
    try {
      const found = selectValue(resolving, session.root, key, { isAbsolute: false, throwOnMissing: true });
      return { kind: 'value', value: plainOfValue(found ?? NULL, () => count(resolving)) };
    } catch (error) {
      if (!(error instanceof Unresolvable)) throw error;
      const type = session.root.shape === 'list' ? 'list' : 'dict';
      const place = `full_key: ${fullKeyIn(session.root, key, resolving.version)}\n    object_type=${type}`;
      const errorClass = error.errorClass === 'TypeError' ? 'ConfigTypeError' : error.errorClass;
      throw rephrased(error, `${filledIn(error.message)}\n    ${place}`, errorClass);
    }
  });
}

/** OmegaConf takes its message for a template when it adds the place; `$$` is a dollar sign then. */
export function filledIn(message: string): string {
  return message.replaceAll('$$', '$');
}

/** Follows every interpolation of a config for itself, and those in what it leads to. */
export function resolveEach(root: ConfigNode, surroundings: Surroundings): Each {
  const session = sessionOf(root, surroundings);
  return eachOf(session.resolving, session.root, 0);
}

/** What a node comes to, and all below it. */
export function eachOf(resolving: Resolving, live: Live, depth: number, isFollowed = true): Each {
  if (depth > NESTING_BUDGET) {
    const message = `deeper than ${NESTING_BUDGET}`;
    return { kind: 'unresolved', why: { kind: 'failed', errorClass: 'RecursionError', message } };
  }
  const raw = isFollowed ? interpolationOf(live) : undefined;
  if (raw !== undefined) {
    const found = attempted(() => {
      count(resolving);
      return follow(resolving, live);
    });
    if ('kind' in found) return { kind: 'unresolved', raw, why: found };
    return { kind: 'resolved', raw, value: eachOf(resolving, found, depth + 1) };
  }
  if (!isContainer(live)) {
    const plain = attempted(() => ({ plain: plainOfValue(live.content, () => count(resolving)) }));
    if (!('plain' in plain)) return { kind: 'unresolved', why: plain };
    const { valueClass } = live;
    return { kind: 'value', value: plain.plain, ...(valueClass !== undefined && { valueClass }) };
  }
  const children = namesIn(live).map((name) => childOf(live, name) as Live);
  const below = (child: Live) => eachOf(resolving, child, depth + 1, isFollowed);
  if (live.shape === 'list') return { kind: 'list', items: children.map(below) };
  const keyClass = live.declared?.kind === 'dict' ? classOfType(live.declared.key) : undefined;
  const entries = children.map((child) => [child.key ?? NULL, below(child)] as const);
  return { kind: 'dict', entries, ...(keyClass !== undefined && { keyClass }) };
}
