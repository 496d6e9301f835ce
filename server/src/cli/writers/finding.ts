import type { Severity } from '../../text/index.ts';

/** A piece of a file; lines and columns count from 1, columns in UTF-16 units, and the end is exclusive. */
export interface Region {
  /** Relative to the working directory, with slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One problem as the command line reports it. */
export interface Finding extends Region {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** What only formats for programs tell beside the problem itself. */
export interface FullFinding extends Finding {
  readonly related: readonly (Region & { readonly message: string })[];
  readonly fixes: readonly {
    readonly title: string;
    readonly edits: readonly (Region & { readonly text: string })[];
  }[];
}
