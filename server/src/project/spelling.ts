import { joinUri, nameOfUri, parentUri, type Uri } from '../text/index.ts';
import type { FileEntry, FileState, Folder } from './files.ts';

/**
 * Finds the address that the disk lists a file by, folder by folder from the root, where the disk may find files by
 * names in other letters. Such a name counts only where the disk itself answers to it, so nobody has to know how a
 * volume compares names; and what is nowhere keeps the name that it was asked by.
 */
export function spellingOf(
  { host, open, spellings }: FileState,
  list: (folder: Uri) => Folder | undefined,
): (uri: Uri) => Uri {
  if (host.foldsCase !== true) return (uri) => uri;
  const listed = (uri: Uri): Uri => {
    const known = spellings.get(uri);
    if (known !== undefined) return known;
    const found = isTop(uri) ? uri : inFolder(listed(parentUri(uri)), uri);
    spellings.set(uri, found);
    return found;
  };
  const inFolder = (folder: Uri, asked: Uri): Uri => {
    const name = nameOfUri(asked);
    const uri = joinUri(folder, name);
    const entries = list(folder);
    if (entries === undefined || entries.some((entry) => entry.name === name)) return uri;
    const other = entries.find((entry) => folded(entry.name) === folded(name));
    if (other === undefined) return uri;
    const found = joinUri(folder, other.name);
    // What only an editor has will lie where the disk puts it.
    if (open.has(found) && host.read(found) === undefined) return found;
    return (other.isFolder ? host.list(uri) : host.read(uri)) === undefined ? uri : found;
  };
  return listed;
}

/** The root of a disk, and what lies directly in it: `file:///w`, `file:///c%3A/w`. */
function isTop(uri: Uri): boolean {
  return !/^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?(?:\/[a-z]%3A)?\/[^/]+\/./i.test(uri);
}

/** Volumes that take letters for the same take both ways to write an accent for the same, too. */
function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Open documents follow a file that was renamed to other letters alone. */
export function spelledAnew(open: ReadonlyMap<Uri, FileEntry>, listed: (uri: Uri) => Uri): ReadonlyMap<Uri, FileEntry> {
  if ([...open.keys()].every((uri) => listed(uri) === uri)) return open;
  return new Map(
    [...open].map(([before, entry]) => {
      const uri = listed(before);
      return [uri, uri === before ? entry : { ...entry, uri }];
    }),
  );
}
