import type { FolderEntry, Host } from '../../server/src/project/index.ts';
import { canonicalUri, joinUri } from '../../server/src/text/index.ts';

/** The root of every in-memory workspace. */
export const ROOT = 'file:///w';

/** A disk in memory: path below the root to text. The map may change while it is used. */
export function memoryHost(files: ReadonlyMap<string, string>): Host {
  const addressOf = (path: string) => canonicalUri(joinUri(ROOT, path));
  return {
    read: (uri) => {
      for (const [path, text] of files) if (!path.endsWith('/') && addressOf(path) === uri) return text;
      return undefined;
    },
    list: (uri) => {
      const entries = new Map<string, FolderEntry>();
      for (const path of files.keys()) {
        const below = addressOf(path) + (path.endsWith('/') ? '/' : '');
        if (!below.startsWith(`${uri}/`)) continue;
        const [name = '', ...rest] = below.slice(uri.length + 1).split('/').map(decodeURIComponent);
        if (name !== '') entries.set(name, { name, isFolder: rest.length > 0 });
      }
      if (entries.size === 0 && uri !== ROOT) return undefined;
      return [...entries.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
    },
  };
}
