/** What the server cannot read by itself: files in a browser, and in file systems that only VS Code knows. */
import { FileSystemError, FileType, type Uri, workspace } from 'vscode';
import type { ReadEntry, ReadFile, ReadParams, ReadResult } from '../../../server/src/protocol';
import { toUri } from '../addresses';

/** Questions that a file system is asked at once: each may be a request to a host far away. */
const AT_ONCE = 16;

/** Milliseconds that a file system may take for one answer: all that is asked waits for what is not here yet. */
const PATIENCE = 15_000;

/**
 * Answers `hydrascope/read`, of the workspace's folders and nothing outside; never rejects, and does not wait for what
 * never answers.
 */
export async function readFiles({ files, folders, limit }: ReadParams, patience = PATIENCE): Promise<ReadResult> {
  const [list, read] = [withPatience(patience, listFolder, null), withPatience(patience, readFile, SILENT)];
  return { folders: await each(folders, (uri) => list(uri)), files: await each(files, (uri) => read(uri, limit)) };
}

const SILENT: ReadFile = { isSilent: true };

/** The same with what is answered when that takes too long. From then on less is waited for: it may be down. */
function withPatience<A extends unknown[], T>(
  patience: number,
  ask: (...given: A) => Promise<T>,
  late: T,
): (...given: A) => Promise<T> {
  let isLate = false;
  return (...given) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => {
          isLate = true;
          resolve(late);
        },
        isLate ? patience / 10 : patience,
      );
      ask(...given)
        .finally(() => clearTimeout(timer))
        .then(resolve, reject);
    });
}

/** In order; what cannot be had is `null`. */
async function each<T>(addresses: readonly string[], read: (uri: Uri) => Promise<T | null>): Promise<(T | null)[]> {
  const found: (T | null)[] = addresses.map(() => null);
  const queue = addresses.entries();
  const work = async (): Promise<void> => {
    for (const [index, address] of queue) {
      const uri = toUri(address);
      if (workspace.getWorkspaceFolder(uri) !== undefined) found[index] = await read(uri).catch(() => null);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

async function listFolder(uri: Uri): Promise<readonly ReadEntry[] | null> {
  const entries = await workspace.fs.readDirectory(uri);
  return entries.flatMap(([name, type]) => {
    const isFolder = (type & FileType.Directory) !== 0;
    if (!isFolder && (type & FileType.File) === 0) return [];
    return [{ name, isFolder, ...((type & FileType.SymbolicLink) !== 0 && { isLink: true as const }) }];
  });
}

async function readFile(uri: Uri, limit: number): Promise<ReadFile | null> {
  const { type, size, mtime } = await workspace.fs.stat(uri);
  if ((type & FileType.File) === 0) return null;
  const changedAt = mtime;
  if (size > limit) return { isLarge: true, changedAt };
  try {
    const bytes = await workspace.fs.readFile(uri);
    // Not every file system knows the size of a file before it is read.
    return bytes.length > limit ? { isLarge: true, changedAt } : { ...content(bytes), changedAt };
  } catch (error) {
    if (error instanceof FileSystemError && error.code === 'NoPermissions') return { isDenied: true, changedAt };
    throw error;
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function content(bytes: Uint8Array): ReadFile {
  try {
    return { text: UTF8.decode(bytes) };
  } catch {
    return { bytes: inBase64(bytes) };
  }
}

function inBase64(bytes: Uint8Array): string {
  // A call takes only so many arguments.
  const STEP = 0x8000;
  let text = '';
  for (let at = 0; at < bytes.length; at += STEP) text += String.fromCharCode(...bytes.subarray(at, at + STEP));
  return btoa(text);
}
