import type { Uri } from '../text/index.ts';

/** One thing in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/**
 * All that the core knows of a disk. Answers are taken as they are until a change is told through `apply`, so a host
 * need not cache. Neither function throws: what cannot be read is `undefined`.
 */
export interface Host {
  read(uri: Uri): string | undefined;
  /** Sorted by name; symbolic links are followed. */
  list(uri: Uri): readonly FolderEntry[] | undefined;
}
