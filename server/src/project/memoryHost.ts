import { canonicalUri, joinUri, parentUri, type Uri } from '../text/index.ts';
import type { FolderEntry, Host } from './host.ts';

/** The root of every tree in memory. */
export const MEMORY_ROOT: Uri = 'file:///w';

/** A disk in memory: path below the root to text; a path that ends in a slash is an empty folder. */
export function memoryHost(files: ReadonlyMap<string, string>): Host {
  const texts = new Map<Uri, string>();
  const folders = new Map<Uri, Map<string, FolderEntry>>([[MEMORY_ROOT, new Map()]]);
  for (const [path, text] of files) {
    const uri = canonicalUri(joinUri(MEMORY_ROOT, path));
    const isFolder = path.endsWith('/');
    if (isFolder) folders.set(uri, folders.get(uri) ?? new Map());
    else texts.set(uri, text);
    addTo(folders, uri, isFolder);
  }
  return {
    read: (uri) => texts.get(uri),
    list: (uri) => {
      const entries = folders.get(uri);
      return entries && [...entries.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
    },
  };
}

function addTo(folders: Map<Uri, Map<string, FolderEntry>>, uri: Uri, isFolder: boolean): void {
  const above = parentUri(uri);
  const name = decodeURIComponent(uri.slice(above.length + 1));
  const entries = folders.get(above) ?? new Map<string, FolderEntry>();
  folders.set(above, entries.set(name, { name, isFolder }));
  if (above.length > MEMORY_ROOT.length) addTo(folders, above, true);
}
