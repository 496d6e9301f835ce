import { realpathSync } from 'node:fs';
import type { Mended } from '../features/index.ts';
import { bytesAt, decoded, pathOfUri, replaceFile } from '../node/index.ts';
import type { Snapshot, Workspace } from '../project/index.ts';
import { editedText, printable, type Uri } from '../text/index.ts';
import { relativePath } from './place.ts';

/** What `--fix` did and what it left alone. */
export interface Fixed {
  /** Fixes that were made, by file. */
  readonly made: ReadonlyMap<Uri, number>;
  /** Files that are not as they were when they were read, or that must not be written. */
  readonly left: ReadonlyMap<Uri, string>;
}

/**
 * Writes what was mended, each file as a whole and only where the disk still has what was read of it, and changes it in
 * the workspace.
 */
export function writeFixed(workspace: Workspace, { edits, counts }: Mended): Fixed {
  const read = workspace.snapshot();
  const made = new Map<Uri, number>();
  const left = new Map<Uri, string>();
  for (const uri of new Set(edits.map(({ span }) => span.uri))) {
    const own = edits.filter(({ span }) => span.uri === uri);
    const text = editedText(read.files.file(uri)?.text ?? '', own);
    const reason = writeOne(read, uri, text);
    if (reason === undefined) {
      made.set(uri, counts.get(uri) ?? 0);
      workspace.apply([{ kind: 'edit', uri, text }]);
    } else left.set(uri, reason);
  }
  return { made, left };
}

/** `undefined` where it is written, else why it is not. */
function writeOne(read: Snapshot, uri: Uri, text: string): string | undefined {
  const path = pathOfUri(uri);
  const entry = read.files.file(uri);
  if (path === undefined || entry === undefined || entry.unread !== undefined) return 'it cannot be read';
  try {
    const real = realpathSync(path);
    const folders = read.folders.flatMap((folder) => pathOfUri(folder) ?? []).map((folder) => realpathSync(folder));
    if (!folders.some((folder) => real.startsWith(`${folder}/`))) return 'it lies outside of the project';
    const mark = entry.hasMark ? '\ufeff' : '';
    const bytes = bytesAt(real);
    if (!Buffer.isBuffer(bytes) || decoded(bytes) !== mark + entry.text) return 'it has changed meanwhile';
    replaceFile(real, mark + text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What was done, a line for each file. */
export function fixedText({ made, left }: Fixed): string {
  const lines = [
    ...[...made].map(
      ([uri, count]) => `fixed ${printable(relativePath(uri))} (${count} ${count === 1 ? 'fix' : 'fixes'})`,
    ),
    ...[...left].map(([uri, reason]) => `left ${printable(relativePath(uri))} alone: ${printable(reason)}`),
  ];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The same for programs. */
export function fixedParts({ made, left }: Fixed) {
  const fileOf = (uri: Uri) => relativePath(uri).replaceAll('\\', '/');
  return {
    fixed: [...made].map(([uri, fixes]) => ({ file: fileOf(uri), fixes })),
    left: [...left].map(([uri, reason]) => ({ file: fileOf(uri), reason })),
  };
}
