import type { Severity } from '../../text/index.ts';

/** One problem as the command line reports it; lines and columns count from 1, columns in UTF-16 units. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** Relative to the working directory. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}
