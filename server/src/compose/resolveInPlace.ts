import { MISSING, parseInterpolation } from '../text/index.ts';
import type { KeyPath } from './composition.ts';
import { follow } from './resolveFollow.ts';
import {
  type Content,
  childOf,
  copyOf,
  interpolationOf,
  isContainer,
  isMissing,
  type Live,
  nameOf,
  namesIn,
  type PythonDict,
  type PythonList,
  pathOf,
  put,
  rootOf,
} from './resolveLive.ts';
import { contentOf, nodeOfValue } from './resolveMake.ts';
import { count, RESOLUTION, type Resolving, Unresolvable } from './resolveState.ts';

/** A value that stays as it is written, and why. */
export interface Unresolved {
  readonly path: KeyPath;
  readonly error: Unresolvable;
}

/** Containers inside each other, interpolated ones among them. */
export const NESTING_BUDGET = 200;

/** `OmegaConf.resolve` under way: it writes what it finds into the config, in the config's order. */
interface Writing {
  readonly resolving: Resolving;
  readonly failures: Unresolved[];
  readonly isStrict: boolean;
  /** Containers being resolved, and how often: coming back to one is endless. */
  readonly open: Map<Live, number>;
  /** Containers in which nothing is left to do. */
  readonly done: Set<Live>;
  /** Containers that hold a failure, the first one. */
  readonly failed: Map<Live, Unresolvable>;
  /** Texts that became interpolations. */
  revived: number;
  /** The budget is used up, or the first failure ends it. */
  isOver: boolean;
}

/**
 * Follows every interpolation below a root as `OmegaConf.resolve` does, or below some of its keys. It goes on where OmegaConf
 * would raise: the first failure is what OmegaConf raises. With `isStrict` nothing is touched after it.
 */
export function resolveInPlace(
  base: Resolving,
  root: Live,
  isStrict = false,
  names?: readonly string[],
): readonly Unresolved[] {
  const writing: Writing = {
    resolving: {
      ...base,
      ...(base.version === '1.4' && { onPassed: (source, result, isLast) => passed(writing, source, result, isLast) }),
    },
    failures: [],
    isStrict,
    open: new Map(),
    done: new Set(),
    failed: new Map(),
    revived: 0,
    isOver: false,
  };
  resolveContainer(writing, root, names);
  return writing.failures;
}

/** What `--cfg job --resolve` of Hydra 1.4 does after a missing value stopped `OmegaConf.resolve`. */
export function resolveLeavesInPlace(resolving: Resolving, container: Live): readonly Unresolved[] {
  const failures: Unresolved[] = [];
  for (const name of namesIn(container)) {
    const child = childOf(container, name) as Live;
    if (isContainer(child)) {
      failures.push(...resolveLeavesInPlace(resolving, child));
      continue;
    }
    try {
      const result = follow(resolving, child);
      if (isContainer(result)) replace(resolving, child, copyIn(resolving, result, child));
      else child.content = result.content.t === 'str' ? contentOf(resolving, result.content) : result.content;
    } catch (error) {
      if (!(error instanceof Unresolvable)) throw error;
      if (error.errorClass === 'InterpolationToMissingValueError') child.content = MISSING;
      else failures.push({ path: pathOf(child), error });
    }
    resolving.generation += 1;
  }
  return failures;
}

/** The first failure inside, if any. */
function resolveContainer(writing: Writing, container: Live, names?: readonly string[]): Unresolvable | undefined {
  if (writing.done.has(container)) return undefined;
  const before = writing.failed.get(container);
  if (before !== undefined) return before;
  const times = writing.open.get(container) ?? 0;
  // Another round is the one in which texts that became interpolations are followed, and may fail first.
  if (times > (writing.revived > 0 ? 1 : 0) || writing.open.size > NESTING_BUDGET) {
    const message = 'RecursionError raised while resolving interpolation: maximum recursion depth exceeded';
    return new Unresolvable(RESOLUTION, message);
  }
  const { revived } = writing;
  let first: Unresolvable | undefined;
  writing.open.set(container, times + 1);
  for (const name of names ?? namesIn(container)) {
    if (writing.isOver) break;
    const child = childOf(container, name) as Live;
    const error = isContainer(child) ? resolveContainer(writing, child) : resolveLeaf(writing, child);
    first ??= error;
    if (error === undefined || isContainer(child)) continue;
    writing.failures.push({ path: pathOf(child), error });
    if (writing.isStrict || writing.resolving.valuesLeft < 0) writing.isOver = true;
  }
  if (times === 0) writing.open.delete(container);
  else writing.open.set(container, times);
  if (first !== undefined) writing.failed.set(container, first);
  else if (names === undefined && revived === writing.revived && !writing.isOver) writing.done.add(container);
  return first;
}

function resolveLeaf(writing: Writing, leaf: Live): Unresolvable | undefined {
  if (interpolationOf(leaf) === undefined) return undefined;
  try {
    return writeResult(writing, leaf);
  } catch (error) {
    if (error instanceof Unresolvable) return error;
    throw error;
  }
}

function writeResult(writing: Writing, leaf: Live): Unresolvable | undefined {
  const { resolving } = writing;
  const isNewer = resolving.version === '1.4';
  let result: Live;
  try {
    result = follow(resolving, leaf);
  } catch (error) {
    const isMissingTarget = error instanceof Unresolvable && error.errorClass === 'InterpolationToMissingValueError';
    if (isNewer || !isMissingTarget) throw error;
    write(writing, leaf, MISSING);
    return undefined;
  }
  if (isContainer(result)) return writeContainer(writing, leaf, result);
  const { content } = result;
  if (content.t !== 'list' && content.t !== 'dict') {
    write(writing, leaf, content);
    leaf.valueClass = result.valueClass;
    return undefined;
  }
  if (!isNewer) {
    const name = content.t;
    return new Unresolvable('UnsupportedValueType', `Value '${name}' is not a supported primitive type`);
  }
  const made = materialized(writing, result, content);
  return made.parent === leaf.parent && nameOf(made) === nameOf(leaf) ? undefined : writeContainer(writing, leaf, made);
}

function writeContainer(writing: Writing, leaf: Live, result: Live): Unresolvable | undefined {
  const { resolving } = writing;
  const isNewer = resolving.version === '1.4';
  let source = result;
  // Nobody fills in this message.
  if (isNewer) requireKey(result, '$KEY_TYPE');
  // 2.4 copies what comes from another config before it resolves it.
  if (isNewer && rootOf(result) !== rootOf(leaf)) source = copyIn(resolving, result, result);
  const error = resolveContainer(writing, source);
  if (error !== undefined || writing.isOver) return error;
  const copy = copyIn(resolving, source, leaf);
  replace(resolving, leaf, copy);
  return isNewer ? resolveContainer(writing, copy) : undefined;
}

/** 2.4 looks a container up by its key; one that a resolver made has none. */
function requireKey({ parent, key }: Live, shownType: string): void {
  if (parent === undefined || key !== undefined) return;
  const message =
    parent.shape === 'list'
      ? 'ListConfig indices must be integers or slices, not NoneType'
      : `Incompatible key type '${shownType}'`;
  throw new Unresolvable('KeyValidationError', message);
}

/** A list or mapping that is no config yet takes the place of the node that it was made for. */
function materialized(writing: Writing, result: Live, content: PythonList | PythonDict): Live {
  const { resolving } = writing;
  const made = nodeOfValue(resolving, content, result.parent, result.key);
  replace(resolving, result, made);
  const error = resolveContainer(writing, made);
  if (error !== undefined) throw error;
  return made;
}

function passed(writing: Writing, source: Live, result: Live, isLast: boolean): Live {
  const { content } = result;
  if (!isContainer(result)) {
    return content.t === 'list' || content.t === 'dict' ? materialized(writing, result, content) : result;
  }
  if (isLast) return result;
  requireKey(result, 'str');
  const { version } = writing.resolving;
  const { parts } = parseInterpolation(interpolationOf(source) ?? '', version).interpolation;
  if (!parts.some((part) => part.kind === 'resolver')) return result;
  const error = writeContainer(writing, source, result);
  if (error !== undefined) throw error;
  return childOf(source.parent as Live, nameOf(source) as string) as Live;
}

function write(writing: Writing, leaf: Live, content: Content): void {
  const { resolving } = writing;
  leaf.content = content.t === 'str' ? contentOf(resolving, content) : content;
  const isRevived = leaf.content.t === 'interp';
  if (isRevived) writing.revived += 1;
  if (isRevived || isMissing(leaf)) resolving.generation += 1;
}

function copyIn(resolving: Resolving, container: Live, { parent, key }: Live): Live {
  return copyOf(container, parent, key, () => count(resolving));
}

function replace(resolving: Resolving, leaf: Live, by: Live): void {
  if (leaf.parent !== undefined) put(leaf.parent, nameOf(leaf) as string, by);
  resolving.generation += 1;
}
