import type { Uri } from '../text/index.ts';

/** One thing in a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** A symbolic link: what it leads to may lie elsewhere, or above. */
  readonly isLink?: true;
  /** Where a link leads to in the end; not the host's to say. */
  readonly leadsTo?: Uri;
}

/** A file that is there and that Hydra cannot read, or that is left unread. */
export interface Unread {
  /** Python's error, where Hydra fails too. */
  readonly refusal?: { readonly errorClass: string; readonly message: string };
  /** For people: `is no UTF-8, …`, to follow the file's name. */
  readonly message: string;
  /** What can be made of it all the same. */
  readonly text: string;
}

/**
 * All that the core knows of a disk. Answers are taken as they are until a change is told through `apply`, so a host
 * need not cache. No function throws: what is not there is `undefined`.
 */
export interface Host {
  /** Of regular files only: reading a pipe may never end. */
  read(uri: Uri): string | Unread | undefined;
  /** The same for who knows where the folder really lies: a file that is a link itself is not followed, `null` tells so. */
  readUnlinked?(uri: Uri): string | Unread | undefined | null;
  /** Folders and regular files, sorted by name; symbolic links are followed, and left out where they lead nowhere. */
  list(uri: Uri): readonly FolderEntry[] | undefined;
  /** When a file was written last, in milliseconds since 1970. */
  changedAt?(uri: Uri): number | undefined;
  /** Where a file or folder really lies, links resolved; without it, no walk follows links. */
  realPath?(uri: Uri): Uri | undefined;
  /** How the user lets a file or folder be read that lies outside of what may be; `undefined`: it may be read. */
  outside?(uri: Uri): string | undefined;
  /** The user's home folder. */
  readonly home?: Uri;
  /** Whether the disk may find a file by a name in other letters: its listings have the true ones. */
  readonly foldsCase?: boolean;
  /** The names of the environment variables that programs of this machine have. Nobody asks for their values. */
  readonly variables?: readonly string[];
}
