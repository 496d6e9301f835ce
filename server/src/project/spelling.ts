import { joinUri, nameOfUri, parentUri, type Uri } from '../text/index.ts';
import type { FileEntry, FileState, Folder, Touched } from './files.ts';
import type { Host } from './host.ts';

/**
 * Finds the address that the disk lists a file by, folder by folder from the root, where the disk may find files by
 * names in other letters. Such a name counts only where the disk itself answers to it, so nobody has to know how a
 * volume compares names; and what is nowhere keeps the name that it was asked by. A workspace folder is called as the
 * editor calls it.
 */
export function spellingOf(
  { host, roots, spellings }: FileState,
  list: (folder: Uri) => Folder | undefined,
): (uri: Uri) => Uri {
  if (host.foldsCase !== true) return (uri) => uri;
  const listed = (uri: Uri): Uri => {
    const known = spellings.get(uri);
    if (known !== undefined) return known;
    const found = rootAt(uri) ?? (isTop(uri) ? uri : inFolder(listed(parentUri(uri)), uri));
    spellings.set(uri, found);
    return found;
  };
  const rootAt = (uri: Uri): Uri | undefined => {
    const root = roots.find((each) => foldedUri(each) === foldedUri(uri));
    return root === uri || host.list(uri) !== undefined ? root : undefined;
  };
  const inFolder = (folder: Uri, asked: Uri): Uri => {
    const name = nameOfUri(asked);
    const uri = joinUri(folder, name);
    const entries = list(folder);
    if (entries === undefined || entries.some((entry) => entry.name === name)) return uri;
    const other = entries.find((entry) => folded(entry.name) === folded(name));
    if (other === undefined) return uri;
    const found = joinUri(folder, other.name);
    const isOnDisk = (at: Uri) => (other.isFolder ? host.list(at) : host.read(at)) !== undefined;
    // What only an editor has will lie where the disk puts it.
    return isOnDisk(uri) || !isOnDisk(found) ? found : uri;
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

/** How names compare on a disk: letter by letter, or as its files do. */
export function nameKeyOn({ foldsCase }: Host): (name: string) => string {
  return foldsCase === true ? folded : (name) => name;
}

/** Whether an address is one of some or lies below one, asked of everything known after thousands of changes. */
export function isAmong({ foldsCase }: Host, uris: Iterable<Uri>): (uri: Uri) => boolean {
  const keys = keysOf(foldsCase, uris);
  const lengths = [...new Set([...keys].map(({ length }) => length))];
  return (uri) => {
    const key = foldsCase === true ? foldedUri(uri) : uri;
    return keys.has(key) || lengths.some((length) => key[length] === '/' && keys.has(key.slice(0, length)));
  };
}

/** Whether some of these lie below a folder. */
export function isAboveSome({ foldsCase }: Host, uris: Iterable<Uri>): (folder: Uri) => boolean {
  const above = new Set<string>();
  for (const key of keysOf(foldsCase, uris)) {
    for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) {
      const folder = key.slice(0, end);
      if (above.has(folder)) break;
      above.add(folder);
    }
  }
  return (folder) => above.has(foldsCase === true ? foldedUri(folder) : folder);
}

/** How addresses compare on a disk. */
function keysOf(foldsCase: boolean | undefined, uris: Iterable<Uri>): ReadonlySet<string> {
  return new Set(foldsCase === true ? [...uris].map(foldedUri) : uris);
}

/** For comparisons only. */
function foldedUri(uri: Uri): string {
  const known = foldedUris.get(uri);
  if (known !== undefined) return known;
  if (foldedUris.size >= REMEMBERED) foldedUris.clear();
  const made = folded(uri.split('/').map(nameOfUri).join('/'));
  foldedUris.set(uri, made);
  return made;
}

const foldedUris = new Map<Uri, string>();
const REMEMBERED = 50_000;

/** Every address is looked for anew, and none is forgotten: what was read by it is noted under it. */
export function spelledNoMore(spellings: FileState['spellings']): FileState['spellings'] {
  return new Map([...spellings.keys()].map((uri) => [uri, undefined]));
}

/** A change of a file is one for everybody who asked for it in other letters, too. */
export function touchSpellings({ host, spellings }: FileState, { files, folders }: Touched): void {
  if (host.foldsCase !== true) return;
  for (const touched of [files, folders]) {
    const keys = new Set([...touched].map(foldedUri));
    for (const uri of spellings.keys()) if (keys.has(foldedUri(uri))) touched.add(uri);
  }
}

/** Open documents whose files have got other letters: the addresses that they had, and that they have now. */
export function movedIn(
  open: ReadonlyMap<Uri, FileEntry>,
  listed: (uri: Uri) => Uri,
): readonly (readonly [Uri, Uri])[] {
  return [...open.keys()].flatMap((uri) => (listed(uri) === uri ? [] : [[uri, listed(uri)] as const]));
}
