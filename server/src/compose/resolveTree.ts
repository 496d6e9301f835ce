import { NULL, type Plain } from '../text/index.ts';
import type { ConfigNode, KeyPath } from './composition.ts';
import { OneByOne } from './oneByOne.ts';
import {
  type Each,
  eachOf,
  type Failed,
  failureOf,
  filledIn,
  type HydraSeen,
  type Opaque,
  resolvingIn,
  type Surroundings,
} from './resolve.ts';
import { resolveInPlace, resolveLeavesInPlace } from './resolveInPlace.ts';
import {
  childOf,
  interpolationOf,
  isContainer,
  isMissing,
  type Live,
  liveOf,
  namesIn,
  pathOf,
  plainOfLive,
} from './resolveLive.ts';
import { count, rephrased, type Unresolvable } from './resolveState.ts';

/** A whole config with its interpolations followed; what has no value stays as it is written. */
export interface ResolvedTree {
  readonly value: Plain;
  /** The same with the classes of its values. */
  readonly each: () => Each;
  /** Places without a value that can be known, `???` among them. */
  readonly unknown: readonly KeyPath[];
  /** Why, with OmegaConf's own failure first: `OmegaConf.resolve` raises it. */
  readonly failures: readonly { readonly path: KeyPath; readonly failure: Failed | Opaque }[];
}

/** A whole config as `OmegaConf.resolve` leaves it. */
export function resolveTree(root: ConfigNode, surroundings: Surroundings): ResolvedTree {
  const resolving = resolvingIn(surroundings);
  let live = liveOf(root);
  let failures = resolveInPlace(resolving, live);
  if (surroundings.isShown && failures[0]?.error.errorClass === 'InterpolationToMissingValueError') {
    live = liveOf(root);
    resolving.generation += 1;
    resolveInPlace(resolving, live, true);
    failures = resolveLeavesInPlace(resolving, live);
  }
  const unknown: KeyPath[] = [];
  collectUnknown(live, unknown);
  resolving.valuesLeft = Number.POSITIVE_INFINITY;
  const fill = (error: Unresolvable) =>
    surroundings.version === '1.4' ? rephrased(error, filledIn(error.message)) : error;
  return {
    value: plainOfLive(live, () => count(resolving)),
    each: () => eachOf(resolving, live, 0, false),
    unknown,
    failures: failures.map(({ path, error }) => ({ path, failure: failureOf(fill(error)) })),
  };
}

/** Some keys of a config as `OmegaConf.resolve` leaves them. */
export interface ResolvedKeys extends Pick<ResolvedTree, 'value' | 'unknown'> {
  /** The keys at the top that were looked at, found or not: what it rests on. `undefined` where that is everything. */
  readonly looked: ReadonlyMap<string, ConfigNode | undefined> | undefined;
}

/**
 * The values of some keys of a config as `OmegaConf.resolve` leaves them, wherever their interpolations lead; the other keys
 * are looked at as far as these lead there. Keys that are not there are absent.
 */
export function resolveKeys(root: ConfigNode, names: readonly string[], surroundings: Surroundings): ResolvedKeys {
  const looked = new Map<string, ConfigNode | undefined>();
  let isWhole = false;
  const one = (name: string): ConfigNode | undefined => {
    const child = root.children.get(name);
    looked.set(name, child);
    return child;
  };
  const whole = (): ConfigNode['children'] => {
    isWhole = true;
    return root.children;
  };
  const hydra = (): HydraSeen | undefined => {
    isWhole = true;
    return surroundings.hydra?.();
  };
  const resolving = resolvingIn({ ...surroundings, hydra });
  const live = liveOf({ ...root, children: new OneByOne(one, whole) });
  const there = names.filter((name) => childOf(live, name) !== undefined);
  resolveInPlace(resolving, live, false, there);
  const children = there.map((name) => childOf(live, name) as Live);
  const unknown: KeyPath[] = [];
  for (const child of children) collectUnknown(child, unknown);
  resolving.valuesLeft = Number.POSITIVE_INFINITY;
  const entries = children.map((child) => [child.key ?? NULL, plainOfLive(child, () => count(resolving))] as const);
  return { value: { t: 'dict', v: entries }, unknown, looked: isWhole ? undefined : looked };
}

function collectUnknown(live: Live, unknown: KeyPath[]): void {
  if (!isContainer(live)) {
    if (isMissing(live) || interpolationOf(live) !== undefined) unknown.push(pathOf(live));
    return;
  }
  for (const name of namesIn(live)) collectUnknown(childOf(live, name) as Live, unknown);
}
