/** Where a command writes. */
export interface Streams {
  readonly out: (text: string) => void;
  /** The same for YAML that is to be Hydra's to the letter. */
  readonly yaml: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Wrong usage of the command line: exit status 2. */
export { UsageError } from '../api/index.ts';
