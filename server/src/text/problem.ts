import type { HydraVersion } from './overrideValue.ts';
import type { Span, Uri } from './span.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** A second place that helps to understand a problem. */
export interface Related {
  readonly span: Span;
  readonly message: string;
}

/** Text to put in the place of other text. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A way to mend a problem. Edits of one document do not overlap. */
export interface Fix {
  /** In the imperative: `Change to 'seq_len'`. */
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Files that are made, with their texts; none of them is there yet. */
  readonly creates?: readonly { readonly uri: Uri; readonly text: string }[];
  /** Whether it is most likely what the user wants. */
  readonly isPreferred?: boolean;
  /** Files that get another name, beside the edits. */
  readonly renames?: readonly { readonly from: Uri; readonly to: Uri }[];
}

/** What Hydra itself says where it refuses; its message may have several lines. */
export interface Refusal {
  readonly errorClass: string;
  readonly message: string;
}

/** Something to tell the user, with its place. Codes are stable: users write them in `hydrascope.yaml`. */
export interface Problem {
  readonly code: `HS${number}`;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
  /** What it is about could be taken away: editors show it faded. */
  readonly isUnnecessary?: true;
  /** Present exactly when real Hydra refuses the composition for this. */
  readonly refusal?: Refusal;
  /** The one version that refuses it, where the other does not. */
  readonly version?: HydraVersion;
}
