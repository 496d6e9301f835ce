import { readdirSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FolderEntry, Host } from '../project/index.ts';
import { canonicalUri, type Uri } from '../text/index.ts';

/** A larger file is no config that a person wrote; it is left unread. */
export const FILE_BUDGET = 8 * 1024 * 1024;

/** The disk of this machine, through Node. */
export const nodeHost: Host = {
  read: (uri) => {
    const path = pathOfUri(uri);
    if (path === undefined) return undefined;
    try {
      const stat = statSync(path);
      // Pipes and devices are files too, and reading one may never end.
      return stat.isFile() && stat.size <= FILE_BUDGET ? readFileSync(path, 'utf8') : undefined;
    } catch {
      return undefined;
    }
  },
  list: (uri) => {
    const path = pathOfUri(uri);
    if (path === undefined) return undefined;
    try {
      return readdirSync(path, { withFileTypes: true })
        .map((entry): FolderEntry => {
          const { name } = entry;
          return { name, isFolder: entry.isSymbolicLink() ? isFolder(`${path}/${name}`) : entry.isDirectory() };
        })
        .sort((left, right) => (left.name < right.name ? -1 : 1));
    } catch {
      return undefined;
    }
  },
};

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** The path of a `file:` address; `undefined` for any other. */
export function pathOfUri(uri: Uri): string | undefined {
  if (!uri.startsWith('file://')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

/** The address of a path, which may be relative to the working directory. */
export function uriOfPath(path: string): Uri {
  return canonicalUri(pathToFileURL(resolve(path)).href);
}
