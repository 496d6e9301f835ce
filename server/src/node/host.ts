import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FILE_BUDGET, type FolderEntry, type Host, TOO_LARGE, type Unread, undecodable } from '../project/index.ts';
import { canonicalUri, type Uri } from '../text/index.ts';

/** The disk of this machine, through Node. */
export const nodeHost: Host = {
  read: (uri) => {
    const path = pathOfUri(uri);
    return path === undefined || statOf(path)?.isFile() !== true ? undefined : readFile(path);
  },
  readUnlinked: (uri) => {
    const path = pathOfUri(uri);
    const stat = path === undefined ? undefined : lstatOf(path);
    if (path === undefined || stat === undefined) return undefined;
    if (stat.isSymbolicLink()) return null;
    return stat.isFile() ? readFile(path, NO_FOLLOWING) : undefined;
  },
  list: (uri) => {
    const path = pathOfUri(uri);
    if (path === undefined) return undefined;
    try {
      return readdirSync(path, { withFileTypes: true })
        .flatMap((entry) => entryOf(path, entry))
        .sort((left, right) => (left.name < right.name ? -1 : 1));
    } catch {
      return undefined;
    }
  },
  changedAt: (uri) => {
    const path = pathOfUri(uri);
    return path === undefined ? undefined : statOf(path)?.mtimeMs;
  },
  realPath: (uri) => {
    const path = pathOfUri(uri);
    try {
      if (path === undefined) return undefined;
      const real = realPathOf(path);
      // Mostly it is the same, spelled alike.
      return uri === `file://${real}` ? uri : uriOfPath(real);
    } catch {
      return undefined;
    }
  },
  home: uriOfPath(homedir()),
  // Volumes differ, so this is only where it is worth a look: names that the listing has are taken as they are.
  foldsCase: process.platform === 'win32' || process.platform === 'darwin',
  variables: Object.keys(process.env).sort(),
};

/** Of a file alone. Pipes and devices are files too: reading one may never end, and opening one may do something. */
function readFile(path: string, how = 0): string | Unread | undefined {
  try {
    const bytes = bytesAt(path, how);
    return Buffer.isBuffer(bytes) ? decoded(bytes) : bytes;
  } catch (error) {
    return unreadable(path, error);
  }
}

function entryOf(folder: string, entry: Dirent): FolderEntry[] {
  const { name } = entry;
  if (!entry.isSymbolicLink()) {
    return entry.isDirectory() || entry.isFile() ? [{ name, isFolder: entry.isDirectory() }] : [];
  }
  const stat = statOf(`${folder}/${name}`);
  const isSome = stat !== undefined && (stat.isDirectory() || stat.isFile());
  return isSome ? [{ name, isFolder: stat.isDirectory(), isLink: true }] : [];
}

/**
 * The system's own answer takes half the time, and every file that is read is asked for one. Elsewhere that answer may spell
 * a path in another case, or name another drive.
 */
const realPathOf = process.platform === 'linux' ? realpathSync.native : realpathSync;

/** Where the system knows it: whoever opens a pipe or reads a file that has nothing yet is not made to wait. */
const NO_WAITING = constants.O_NONBLOCK ?? 0;

/** Where the system knows it: what has become a link since it was looked at is not opened. */
const NO_FOLLOWING = constants.O_NOFOLLOW ?? 0;

/**
 * The bytes of a file, looked at when it is open: what the path leads to may become something else, or grow, at any moment.
 * `undefined` for what is no file. Throws what the system says.
 */
export function bytesAt(path: string, how = 0): Buffer | Unread | undefined {
  const file = openSync(path, constants.O_RDONLY | NO_WAITING | how);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return undefined;
    if (stat.size > FILE_BUDGET) return TOO_LARGE;
    let bytes = Buffer.allocUnsafe(stat.size + 1);
    for (let length = 0; ; ) {
      const read = readSync(file, bytes, length, bytes.length - length, null);
      length += read;
      if (read === 0) return bytes.subarray(0, length);
      if (length > FILE_BUDGET) return TOO_LARGE;
      if (length === bytes.length) bytes = Buffer.concat([bytes, Buffer.allocUnsafe(length)]);
    }
  } finally {
    closeSync(file);
  }
}

/** `undefined` too for a link that leads nowhere, or round in a circle. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

/** The text of a file as Python's `open(…, encoding="utf-8")` reads it. */
export function decoded(bytes: Buffer): string | Unread {
  return isUtf8(bytes) ? bytes.toString('utf8') : undecodable(bytes);
}

/** What the system says of a path where nothing is, or nothing that could be read. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENXIO', 'ENODEV']);

/** A file that is there and cannot be read; `undefined` for all that is not there. */
function unreadable(path: string, error: unknown): Unread | undefined {
  const { code = 'ENOENT', message } = error as NodeJS.ErrnoException;
  if (ABSENT.has(code)) return undefined;
  if (code !== 'EACCES' && code !== 'EPERM') {
    // A disk that fails, too many open files: what is told is not that there is no such config.
    return { message: `cannot be read: ${/^E[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message}`, text: '' };
  }
  const refusal = { errorClass: 'PermissionError', message: `[Errno 13] Permission denied: '${path}'` };
  return { refusal, message: 'may not be read: permission denied', text: '' };
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
