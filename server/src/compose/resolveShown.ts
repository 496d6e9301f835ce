import { NULL, type Plain } from '../text/index.ts';
import type { ConfigNode, KeyPath } from './composition.ts';
import { type Failed, failureOf, filledIn, type Opaque, resolvingIn, type Surroundings } from './resolve.ts';
import { follow } from './resolveFollow.ts';
import { resolveInPlace, resolveLeavesInPlace } from './resolveInPlace.ts';
import { isContainer, isMissing, type Live, liveOf, plainOfLive, plainOfValue } from './resolveLive.ts';
import { selectNode } from './resolvers.ts';
import { count, type Resolving, rephrased, type Unresolvable } from './resolveState.ts';
import type { TypeRef } from './typedTypes.ts';

/** A part of a config as `--cfg ... --package` prints it. */
export type Shown =
  | { readonly kind: 'absent' }
  | { readonly kind: 'scalar'; readonly value: Plain; readonly declared: TypeRef | undefined }
  | {
      readonly kind: 'config';
      readonly value: Plain;
      /** Places whose value is the time or the Python of the run: they stay as they are written. */
      readonly open: readonly KeyPath[];
      readonly failures: readonly ShownFailure[];
    }
  | Failed
  | Opaque;

interface ShownFailure {
  readonly path: KeyPath;
  readonly failure: Failed | Opaque;
}

/**
 * What `OmegaConf.select` finds at a dotted key, which may lead through interpolations; a mapping or a list as
 * `OmegaConf.resolve` leaves it when `isResolved`. Without a key it is the whole config. Source: `show_cfg` in Hydra's
 * `_internal/hydra.py`.
 */
export function showPart(
  root: ConfigNode,
  key: string | undefined,
  surroundings: Surroundings,
  isResolved: boolean,
): Shown {
  const resolving = resolvingIn(surroundings);
  try {
    let part = partAt(resolving, root, key);
    if (part === undefined) return { kind: 'absent' };
    if (!isContainer(part)) return scalarOf(resolving, part);
    let failures = isResolved ? resolveInPlace(resolving, part) : [];
    // What the clock and Python say stays open here, where Hydra goes on.
    const first = failures.find(({ error }) => !isOfRun(error));
    if (first?.error.errorClass === 'InterpolationToMissingValueError') {
      resolving.generation += 1;
      part = partAt(resolving, root, key) as Live;
      resolveInPlace(resolving, part, true);
      failures = resolveLeavesInPlace(resolving, part);
    }
    resolving.valuesLeft = Number.POSITIVE_INFINITY;
    const filled = (error: Unresolvable) =>
      resolving.version === '1.4' ? rephrased(error, filledIn(error.message)) : error;
    return {
      kind: 'config',
      value: plainOfLive(part, () => count(resolving)),
      open: failures.filter(({ error }) => isOfRun(error)).map(({ path }) => path),
      failures: failures
        .filter(({ error }) => !isOfRun(error))
        .map(({ path, error }) => ({ path, failure: failureOf(filled(error)) })),
    };
  } catch (error) {
    return failureOf(error);
  }
}

function isOfRun({ opaque, message }: Unresolvable): boolean {
  return opaque !== undefined && /^Unsupported interpolation type (?:now|python_version)\b/.test(message);
}

function partAt(resolving: Resolving, root: ConfigNode, key: string | undefined): Live | undefined {
  const live = liveOf(root);
  const node =
    key === undefined ? live : selectNode(resolving, live, key, { isAbsolute: false, throwOnMissing: false });
  if (node === undefined || isMissing(node)) return undefined;
  const found = follow(resolving, node);
  return isMissing(found) ? undefined : found;
}

function scalarOf(resolving: Resolving, { content, declared }: Live): Shown {
  const value = plainOfValue(content, () => count(resolving));
  if (value.t === NULL.t) return { kind: 'absent' };
  if (value.t === 'list' || value.t === 'dict') return { kind: 'config', value, open: [], failures: [] };
  return { kind: 'scalar', value, declared };
}
