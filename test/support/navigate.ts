import type { AnnotatedTextEdit, LocationLink, TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import {
  type At,
  documentHighlight,
  isRefused,
  prepareRename,
  references,
  rename,
} from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import { offsetAt } from '../../server/src/text/index.ts';
import { neutral } from './check.ts';
import { uriAt } from './memoryHost.ts';
import { open, parseScenario, type Scenario } from './scenario.ts';

type Given = string | Scenario;

/** A scenario's workspace with its cursor. */
export function opened(given: Given) {
  const scenario = typeof given === 'string' ? parseScenario(given) : given;
  const { cursor } = scenario;
  if (cursor === undefined) throw new Error('the scenario has no $0');
  const snapshot = open(scenario).snapshot();
  return { scenario, snapshot, at: { uri: uriAt(cursor.path), offset: cursor.offset } };
}

interface LspRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A place as a line such as `configs/a.yaml:3: seq_len: [1024]`, the place itself in brackets. */
export function placeLine(snapshot: Snapshot, uri: string, { start, end }: LspRange): string {
  const text = snapshot.files.file(uri)?.text ?? '';
  const [from, to] = [offsetAt(text, start), offsetAt(text, end)];
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  const [rest = ''] = text.slice(to).split(/\r?\n/, 1);
  const line = `${text.slice(lineStart, from)}[${text.slice(from, to)}]${rest}`.trim();
  return `${decodeURIComponent(neutral(uri))}:${start.line + 1}: ${line}`;
}

/** The references to what is under the cursor, a line each. */
export function referenceLines(given: Given, withDeclarations = true): string {
  const { snapshot, at } = opened(given);
  return references(snapshot, at, withDeclarations)
    .map(({ uri, range }) => placeLine(snapshot, uri, range))
    .join('\n');
}

/** What is highlighted with the cursor where it is. */
export function highlightLines(given: Given): string {
  const { snapshot, at } = opened(given);
  return documentHighlight(snapshot, at)
    .map(({ range, kind }) => `${kind === 3 ? 'write' : 'read'} ${placeLine(snapshot, at.uri, range)}`)
    .join('\n');
}

/** What a rename makes of the files: the changed lines with their new text, the files that move, and what is asked about. */
export function renameLines(given: Given, name: string): string {
  const { snapshot, at } = opened(given);
  const answer = rename(snapshot, at, name);
  if (answer === undefined) return 'nothing to rename';
  if (isRefused(answer)) return `refused: ${answer.refused}`;
  return editLines(snapshot, answer);
}

export function editLines(snapshot: Snapshot, edit: WorkspaceEdit): string {
  const lines: string[] = [];
  for (const change of edit.documentChanges ?? []) {
    if ('textDocument' in change) {
      const path = decodeURIComponent(neutral(change.textDocument.uri));
      const after = applied(snapshot.files.file(change.textDocument.uri)?.text ?? '', change.edits as TextEdit[]).split(
        '\n',
      );
      for (const line of new Set(change.edits.map((each) => (each as TextEdit).range.start.line))) {
        const edits = change.edits.filter(
          (each) => (each as TextEdit).range.start.line === line,
        ) as AnnotatedTextEdit[];
        const doubts = new Set(edits.flatMap(({ annotationId }) => annotationId ?? []));
        lines.push(`${path}:${line + 1}: ${after[line]?.trim()}${doubts.size > 0 ? `  (${[...doubts]}?)` : ''}`);
      }
    } else if (change.kind === 'rename') lines.push(`${neutral(change.oldUri)} -> ${neutral(change.newUri)}`);
  }
  return lines.sort().join('\n');
}

/** A text after edits of it. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  const places = edits.map(({ range, newText }) => ({
    start: offsetAt(text, range.start),
    end: offsetAt(text, range.end),
    newText,
  }));
  places.sort((left, right) => right.start - left.start);
  for (const [index, { end }] of places.entries()) {
    if (index > 0 && end > (places[index - 1]?.start ?? 0)) throw new Error('edits overlap');
  }
  return places.reduce((now, { start, end, newText }) => now.slice(0, start) + newText + now.slice(end), text);
}

/** The name that an editor offers to change, or why it does not. */
export function renamedName(given: Given): string | undefined {
  const { snapshot, at } = opened(given);
  const answer = prepareRename(snapshot, at);
  return answer === undefined || isRefused(answer) ? answer?.refused : answer.placeholder;
}

/** Where a request for a place leads, a line each. */
export function linkLines(given: Given, feature: (snapshot: Snapshot, at: At) => LocationLink[]): string {
  const { snapshot, at } = opened(given);
  return feature(snapshot, at)
    .map(({ targetUri, targetSelectionRange: range }) => placeLine(snapshot, targetUri, range))
    .join('\n');
}
