import { BUDGETS, type HydraVersion } from '../text/index.ts';
import type { KeyPath } from './composition.ts';
import { pythonText } from './pythonText.ts';
import { isLive, type Live, type PythonValue, plainOfValue } from './resolveLive.ts';

/** One question under way: the functions below follow interpolations as OmegaConf's `base.py` does. */
export interface Resolving {
  readonly version: HydraVersion;
  readonly environment: ReadonlyMap<string, string>;
  /** The `hydra` node in a config of its own, where a run's is known. */
  readonly hydra: () => Live | undefined;
  /** See `Surroundings`. */
  readonly isShown: boolean;
  readonly resolvers: ReadonlyMap<string, Resolver>;
  /** `OmegaConf.resolve` of 2.4 writes what a key leads through, or to when `isLast`, while it follows it. */
  readonly onPassed?: (source: Live, result: Live, isLast: boolean) => Live;
  /** Whether resolvers and texts with interpolations in them end the way, by the error `NO_KEY`. */
  readonly keysOnly?: boolean;
  /** How many interpolations are being followed, one inside another. */
  depth: number;
  /** The deepest `depth` so far. */
  deepest: number;
  /** Grows when a write changed what other interpolations mean: what was remembered before counts no longer. */
  generation: number;
  /** How many more values may come to be. */
  valuesLeft: number;
}

/** Where an interpolation stands. */
export interface Place {
  readonly node: Live;
  /** The container that relative keys start from. */
  readonly parent: Live;
  /** The text that ranges point into. */
  readonly text: string;
}

export interface Resolver {
  /** Python's name of the function, for its messages. */
  readonly name: string;
  readonly required: readonly string[];
  /** How many arguments it takes at most. */
  readonly most: number;
  /** What else OmegaConf hands over by name, in the function's order; more arguments collide with it. */
  readonly given?: readonly string[];
  /** What it hands over that only a name reaches. */
  readonly named?: number;
  readonly versions?: readonly HydraVersion[];
  readonly call: (resolving: Resolving, place: Place, args: readonly PythonValue[]) => PythonValue | Live;
}

/** An interpolation more than this many steps from its value: Python's stack ends about there (62 in OmegaConf 2.3). */
export const CHAIN_BUDGET = BUDGETS.interpolationChain;

/** Characters of one text. */
export const TEXT_BUDGET = BUDGETS.resolvedCharacters;

/** Values that one question may make, copies among them. */
export const VALUE_BUDGET = BUDGETS.resolvedValues;

export const RESOLUTION = 'InterpolationResolutionError';

/** No error of OmegaConf's: see `Resolving.keysOnly`. */
export const NO_KEY = 'no key';

const RESOLUTION_ERRORS: ReadonlySet<string> = new Set([
  NO_KEY,
  RESOLUTION,
  'InterpolationKeyError',
  'InterpolationToMissingValueError',
  'InterpolationValidationError',
  'UnsupportedInterpolationType',
]);

/**
 * What OmegaConf raises while it follows an interpolation; thrown and caught inside the resolution only. It is no `Error`,
 * since thousands of interpolations may fail and a stack trace each takes longer than all the rest.
 */
export class Unresolvable {
  readonly errorClass: string;
  readonly message: string;
  /** Why only the run can know. */
  readonly opaque: string | undefined;
  /** The key that is not there. */
  readonly missing: KeyPath | undefined;
  /** A budget is spent. */
  readonly isTooLarge: boolean;

  constructor(
    errorClass: string,
    message: string,
    { opaque, missing, isTooLarge }: { opaque?: string; missing?: KeyPath; isTooLarge?: boolean } = {},
  ) {
    this.errorClass = errorClass;
    this.message = message;
    this.opaque = opaque;
    this.missing = missing;
    this.isTooLarge = isTooLarge === true;
  }
}

/** The same error in other words. */
export function rephrased(
  { errorClass, opaque, missing, isTooLarge }: Unresolvable,
  message: string,
  as = errorClass,
): Unresolvable {
  return new Unresolvable(as, message, {
    ...(opaque !== undefined && { opaque }),
    ...(missing !== undefined && { missing }),
    isTooLarge,
  });
}

export function count(resolving: Resolving, values = 1): void {
  resolving.valuesLeft -= values;
  if (resolving.valuesLeft < 0) throw tooLarge(`more than ${VALUE_BUDGET} values`);
}

export function tooLarge(reason: string): Unresolvable {
  return new Unresolvable('MemoryError', reason, { opaque: `it grows to ${reason}`, isTooLarge: true });
}

/** The text of a value, as Python's `str()` shows it. */
export function textOf(resolving: Resolving, value: PythonValue): string {
  if (!isLive(value) && value.t === 'str' && value.valueClass?.t === 'enum')
    return `${value.valueClass.name}.${value.v}`;
  const text = pythonText(plainOfValue(value, () => count(resolving)));
  if (text.length > TEXT_BUDGET) throw tooLarge(`a text of more than ${TEXT_BUDGET} characters`);
  return text;
}

/** What Python raises inside an interpolation comes out as OmegaConf's own error. */
export function wrapped<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Unresolvable) || RESOLUTION_ERRORS.has(error.errorClass)) throw error;
    throw rephrased(error, `${error.errorClass} raised while resolving interpolation: ${error.message}`, RESOLUTION);
  }
}

/** A missing value on the way has an error of its own. */
export function orMissing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Unresolvable) || error.errorClass !== 'MissingMandatoryValue') throw error;
    const message = `MissingMandatoryValue while resolving interpolation: ${error.message}`;
    throw new Unresolvable('InterpolationToMissingValueError', message);
  }
}
