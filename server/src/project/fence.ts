import { joinUri, parentUri, pathBelow, type Uri } from '../text/index.ts';
import type { Host } from './host.ts';

/** What of a disk may be read. */
export interface Fence {
  /** The folders that may be read, with all below them; `undefined`: the whole disk. Asked at each look. */
  readonly folders: () => readonly Uri[] | undefined;
  /** A file outside that the user has opened: it is read whatever lies around it. */
  readonly isOpen?: (uri: Uri) => boolean;
  /** How the user lets more be read, as the end of a sentence: `name its folder with --allow`. */
  readonly remedy: string;
}

/**
 * Most files lie in few folders: who reads many in one go has each folder looked up once for so many of them, a few
 * milliseconds' work. What was found is not kept longer than that.
 */
const FILES_OF_A_LOOK = 256;

/**
 * A disk of which only some folders are read. Whoever opens a folder has not chosen what its configs, schemas, programs
 * and links name: none of these leads out of it. What lies outside by its own address is not even looked for; of a link
 * it is looked up where it leads to.
 */
export function fencedHost(host: Host, fence: Fence): Host {
  const { readUnlinked, ...rest } = host;
  const realOf = (uri: Uri) => host.realPath?.(uri);
  const reals = new Map<Uri, Uri | undefined>();
  let left = 0;
  const realOfFolder = (uri: Uri): Uri | undefined => {
    if (left === 0) {
      reals.clear();
      left = FILES_OF_A_LOOK;
      queueMicrotask(() => {
        left = 0;
      });
    }
    left -= 1;
    if (!reals.has(uri)) reals.set(uri, realOf(uri));
    return reals.get(uri);
  };
  const isOutside = (uri: Uri, lookUp = realOf): boolean => {
    const folders = fence.folders();
    if (folders === undefined || !uri.startsWith('file:') || fence.isOpen?.(uri)) return false;
    if (!isBelowOne(folders, uri)) return true;
    const real = lookUp(uri);
    if (real === undefined || real === uri || isBelowOne(folders, real)) return false;
    // The folders may be reached through links themselves.
    return !folders.some((folder) => isBelowOne([lookUp(folder) ?? folder], real));
  };
  const isNamedOutside = (uri: Uri): boolean => {
    const folders = fence.folders();
    return folders !== undefined && uri.startsWith('file:') && !fence.isOpen?.(uri) && !isBelowOne(folders, uri);
  };
  const message = `is a link that leads outside of the workspace, and is not read: ${fence.remedy}`;
  return {
    ...rest,
    read: (uri) => {
      const isInside = readUnlinked !== undefined && !isOutside(parentUri(uri), realOfFolder);
      const found = isInside ? readUnlinked(uri) : null;
      if (found !== null) return found;
      if (!isOutside(uri)) return host.read(uri);
      // A link that stands in a folder of the workspace is there, and says why nothing is in it.
      return isNamedOutside(uri) || isOutside(parentUri(uri)) ? undefined : { message, text: '' };
    },
    list: (uri) => (isOutside(uri) ? undefined : host.list(uri)),
    changedAt: (uri) => (isOutside(uri) ? undefined : host.changedAt?.(uri)),
    realPath: (uri) => (isNamedOutside(uri) ? undefined : realOf(uri)),
    outside: (uri) => (isOutside(uri) ? fence.remedy : undefined),
  };
}

function isBelowOne(folders: readonly Uri[], uri: Uri): boolean {
  return folders.some((folder) => pathBelow(folder, uri) !== undefined);
}

/** Folders between an opened one and the top of its repository. */
const REPOSITORY_BUDGET = 32;

/**
 * The folder that belongs to one that somebody opened: the git repository around it, so that the configs beside an opened
 * `src/` and the rules of an upper `.gitignore` count, else the folder itself. A repository that holds the user's whole
 * home is none of a project.
 */
export function reachOf(host: Host, folder: Uri): Uri {
  const isHomeBelow = (uri: Uri) => host.home !== undefined && pathBelow(uri, host.home) !== undefined;
  let at = folder;
  for (let step = 0; step < REPOSITORY_BUDGET && !isHomeBelow(at); step++) {
    if (host.read(joinUri(at, '.git/HEAD')) !== undefined || host.read(joinUri(at, '.git')) !== undefined) return at;
    const above = parentUri(at);
    if (above === at || !/^file:\/\/[^/]*\/[^/]/.test(above)) break;
    at = above;
  }
  return folder;
}
