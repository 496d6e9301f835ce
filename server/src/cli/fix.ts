import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fixesOf } from '../features/index.ts';
import { decoded, pathOfUri } from '../node/index.ts';
import type { Snapshot, Workspace } from '../project/index.ts';
import { addTo, type Edit, type Fix, type Problem, pathBelow, type Uri } from '../text/index.ts';
import { relativePath } from './place.ts';

/** What `--fix` did and what it left alone. */
export interface Fixed {
  /** Fixes that were made, by file. */
  readonly made: ReadonlyMap<Uri, number>;
  /** Files that are not as they were when they were read, or that must not be written. */
  readonly left: ReadonlyMap<Uri, string>;
}

/** Mending one problem may bring another one to light; more rounds than these mean that fixes undo each other. */
const ROUNDS = 10;

/**
 * Makes the preferred fixes of all problems until none is left. A round counts only when fewer problems are left after it,
 * so that nothing is written that would be told of next. What `problemsOf` tells is asked of each state.
 */
export function fixAll(
  workspace: Workspace,
  problemsOf: (snapshot: Snapshot) => readonly Problem[],
): { readonly texts: ReadonlyMap<Uri, string>; readonly counts: ReadonlyMap<Uri, number> } {
  const texts = new Map<Uri, string>();
  const counts = new Map<Uri, number>();
  let snapshot = workspace.snapshot();
  let problems = problemsOf(snapshot);
  for (let round = 0; round < ROUNDS; round++) {
    const edits = editsOf(snapshot, problems);
    if (edits.size === 0) break;
    const before = new Map([...edits.keys()].map((uri) => [uri, snapshot.files.file(uri)?.text ?? '']));
    const after = new Map([...edits].map(([uri, { edits: own }]) => [uri, applied(before.get(uri) ?? '', own)]));
    snapshot = workspace.apply([...after].map(([uri, text]) => ({ kind: 'edit', uri, text })));
    const left = problemsOf(snapshot);
    if (left.length >= problems.length) {
      workspace.apply([...before].map(([uri, text]) => ({ kind: 'edit', uri, text })));
      break;
    }
    problems = left;
    for (const [uri, text] of after) {
      texts.set(uri, text);
      counts.set(uri, (counts.get(uri) ?? 0) + (edits.get(uri)?.count ?? 0));
    }
  }
  return { texts, counts };
}

interface FileEdits {
  readonly edits: readonly Edit[];
  readonly count: number;
}

/** The preferred fixes that do not touch each other, those first that stand first. */
function editsOf(snapshot: Snapshot, problems: readonly Problem[]): ReadonlyMap<Uri, FileEdits> {
  const taken = new Map<Uri, Edit[]>();
  const counts = new Map<Uri, number>();
  for (const problem of problems) {
    const fix = fixesOf(snapshot, problem).find(({ isPreferred }) => isPreferred);
    if (fix === undefined || !fits(snapshot, taken, fix)) continue;
    for (const edit of fix.edits) addTo(taken, edit.span.uri, edit);
    for (const uri of new Set(fix.edits.map(({ span }) => span.uri))) counts.set(uri, (counts.get(uri) ?? 0) + 1);
  }
  return new Map([...taken].map(([uri, edits]) => [uri, { edits, count: counts.get(uri) ?? 0 }]));
}

function fits(snapshot: Snapshot, taken: ReadonlyMap<Uri, readonly Edit[]>, { edits }: Fix): boolean {
  return edits.every(({ span }) => {
    const isInside = snapshot.folders.some((folder) => pathBelow(folder, span.uri) !== undefined);
    const others = taken.get(span.uri) ?? [];
    return isInside && others.every(({ span: { start, end } }) => span.end < start || end < span.start);
  });
}

function applied(text: string, edits: readonly Edit[]): string {
  const last = [...edits].sort((left, right) => right.span.start - left.span.start);
  return last.reduce((done, { span, text: by }) => done.slice(0, span.start) + by + done.slice(span.end), text);
}

/** Writes what was fixed, each file only where the disk still has what was read of it. */
export function writeFixed(read: Snapshot, { texts, counts }: ReturnType<typeof fixAll>): Fixed {
  const made = new Map<Uri, number>();
  const left = new Map<Uri, string>();
  for (const [uri, text] of texts) {
    const reason = writeOne(read, uri, text);
    if (reason === undefined) made.set(uri, counts.get(uri) ?? 0);
    else left.set(uri, reason);
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
    if (decoded(readFileSync(real)) !== mark + entry.text) return 'it has changed meanwhile';
    writeFileSync(real, mark + text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What was done, a line for each file. */
export function fixedText({ made, left }: Fixed): string {
  const lines = [
    ...[...made].map(([uri, count]) => `fixed ${relativePath(uri)} (${count} ${count === 1 ? 'fix' : 'fixes'})`),
    ...[...left].map(([uri, reason]) => `left ${relativePath(uri)} alone: ${reason}`),
  ];
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
