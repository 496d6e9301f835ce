import type { Span } from '../../text/index.ts';

/**
 * `refused`: 1.3 composes and 1.4 does not; `accepted`: the other way round; `package`: a config lands elsewhere; `choice`:
 * another option is chosen; `value` and `type`: a key has another value, or the same text another type; `app`: the program
 * starts otherwise.
 */
export type DifferenceKind = 'refused' | 'accepted' | 'package' | 'choice' | 'value' | 'type' | 'app';

/** One thing that is not the same in Hydra 1.3 and 1.4. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly place: Span;
  /** The dotted key, or the override key of a group. */
  readonly key?: string;
  /** In 1.3, and in 1.4; of a refusal what Hydra says. */
  readonly before?: string;
  readonly after?: string;
  /** Why the two differ. */
  readonly reason: string;
  /** What to write so that both do the same, where that is known. */
  readonly fix?: string;
}

/** A difference with the compositions that have it, as they are started: `train experiment=a`. */
export interface FoundDifference extends Difference {
  readonly compositions: readonly string[];
}

export interface Migration {
  /** How many compositions were made in both versions. */
  readonly compositions: number;
  readonly differences: readonly FoundDifference[];
}
