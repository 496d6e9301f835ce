import type { Snapshot } from '../../project/index.ts';
import type { Fix, Range, Uri } from '../../text/index.ts';

/** A change of how something is written, not of what is wrong with it. */
export interface Refactoring extends Fix {
  /** One of the protocol's kinds. */
  readonly kind: string;
}

export function refactorings(_snapshot: Snapshot, _uri: Uri, _range: Range): readonly Refactoring[] {
  return [];
}
