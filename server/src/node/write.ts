import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Gives a file another text, as a whole or not at all: it is written beside the file and then takes its place, so that a
 * full disk or a sudden end leaves the old text. Its rights stay. Throws what the system says, without the names of files.
 */
export function replaceFile(path: string, text: string): void {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.hydrascope`);
  let file: number | undefined;
  try {
    const { mode, uid, gid } = statSync(path);
    accessSync(path, constants.W_OK); // A folder's rights would do, but a file that must not be written is not to change.
    // Nothing is written over: where somebody has a file of this name, that is the end of it.
    file = openSync(beside, 'wx', mode);
    writeFileSync(file, text);
    fsyncSync(file);
    chmodSync(beside, mode);
    keepOwner(beside, uid, gid);
    renameSync(beside, path);
  } catch (error) {
    if (file !== undefined) rmSync(beside, { force: true });
    throw new Error(systemText(error), { cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Somebody else's file that one may write becomes one's own, as with other tools, where the system does not let it be. */
function keepOwner(path: string, uid: number, gid: number): void {
  const { uid: ours, gid: group } = statSync(path);
  if (uid === ours && gid === group) return;
  try {
    chownSync(path, uid, gid);
  } catch {}
}

/** `ENOSPC: no space left on device, write` without the call and the path. */
function systemText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^E[A-Z0-9]+: ([^,]+)/.exec(message)?.[1] ?? message;
}
