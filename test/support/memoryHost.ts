import type { FolderEntry, Host } from '../../server/src/project/index.ts';
import { canonicalUri, joinUri } from '../../server/src/text/index.ts';

/** The root of every in-memory workspace. */
export const ROOT = 'file:///w';

/** The address of a path below the root. */
export function uriAt(path: string): string {
  return canonicalUri(joinUri(ROOT, path));
}

const segments = new Map<string, readonly string[]>();

/** A path's names, its address included only once however often it is asked for. */
function segmentsOf(path: string): readonly string[] {
  const known = segments.get(path);
  if (known !== undefined) return known;
  const made = uriAt(path)
    .slice(ROOT.length + 1)
    .split('/')
    .map(decodeURIComponent);
  segments.set(path, made);
  return made;
}

/** A disk in memory: path below the root to text; a path that ends with a slash is an empty folder. */
export function memoryHost(files: ReadonlyMap<string, string>): Host {
  return {
    read: (uri) => {
      if (!uri.startsWith(`${ROOT}/`)) return undefined;
      const wanted = uri
        .slice(ROOT.length + 1)
        .split('/')
        .map(decodeURIComponent)
        .join('/');
      for (const [path, text] of files) {
        if (!path.endsWith('/') && segmentsOf(path).join('/') === wanted) return text;
      }
      return undefined;
    },
    list: (uri) => {
      if (uri !== ROOT && !uri.startsWith(`${ROOT}/`)) return undefined;
      const folder =
        uri === ROOT
          ? []
          : uri
              .slice(ROOT.length + 1)
              .split('/')
              .map(decodeURIComponent);
      const entries = new Map<string, FolderEntry>();
      let exists = uri === ROOT;
      for (const path of files.keys()) {
        const below = segmentsOf(path);
        if (!folder.every((name, index) => below[index] === name)) continue;
        const name = below[folder.length];
        if (name === undefined) exists ||= path.endsWith('/');
        else entries.set(name, { name, isFolder: path.endsWith('/') || below.length > folder.length + 1 });
      }
      if (entries.size === 0 && !exists) return undefined;
      return [...entries.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
    },
  };
}
