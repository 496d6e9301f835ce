import {
  type CodeAction,
  CodeActionKind,
  CreateFile,
  type Diagnostic,
  RenameFile,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { Snapshot } from '../../project/index.ts';
import type { Edit, Fix, Problem, Range, Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { problemsOfDocument } from '../diagnostics/index.ts';
import { isRecord } from '../params.ts';
import { toDiagnostic } from '../toDiagnostic.ts';
import { fixAll } from './fixAll.ts';
import { fixesOf } from './fixesOf.ts';
import { ignoreFixes } from './ignoreFixes.ts';
import { refactorings } from './refactorings.ts';

/** Mends all that is safe to mend in a file; an editor may ask for it on each save. */
export const FIX_ALL: CodeActionKind = `${CodeActionKind.SourceFixAll}.hydrascope`;

/** The kinds that are offered. */
export const ACTION_KINDS: readonly CodeActionKind[] = [
  CodeActionKind.QuickFix,
  CodeActionKind.RefactorExtract,
  CodeActionKind.RefactorInline,
  CodeActionKind.RefactorRewrite,
  FIX_ALL,
];

/** What an editor says of the actions that it wants. */
export interface ActionContext {
  /** Kinds, each with those below it; absent: all but those of a whole source. */
  readonly only?: readonly string[];
  /** What it shows there now: an action that mends one of them carries the editor's own object. */
  readonly diagnostics?: readonly Diagnostic[];
}

/** What is to be worked out when somebody picks the action. */
interface Later {
  readonly uri: Uri;
  /** The one code to be mended; absent: all. */
  readonly code?: string;
}

/** What may be done at a range: the fixes of the problems that touch it, and refactorings. */
export function codeActions(
  snapshot: Snapshot,
  uri: Uri,
  range: Range,
  { only, diagnostics = [] }: ActionContext = {},
): CodeAction[] {
  const wants = (kind: string) =>
    only === undefined
      ? !isBelow(kind, CodeActionKind.Source)
      : only.some((each) => isBelow(kind, each) || isBelow(each, kind));
  const isWanted = ({ kind = '' }: CodeAction) => only === undefined || only.some((each) => isBelow(kind, each));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) actions.push(...quickFixes(snapshot, uri, range, diagnostics));
  if (wants(CodeActionKind.Refactor)) {
    for (const { kind, ...fix } of refactorings(snapshot, uri, range)) {
      actions.push({ title: fix.title, kind, edit: workspaceEdit(snapshot, fix) });
    }
  }
  // Who asks for it by name will make it at once: nobody has to ask again.
  if (only !== undefined && wants(FIX_ALL)) {
    const edits = fixAll(snapshot, uri);
    const title = 'Fix all that hydrascope can fix by itself';
    if (edits.length > 0) actions.push({ title, kind: FIX_ALL, edit: workspaceEdit(snapshot, { edits }) });
  }
  return actions.filter(isWanted);
}

/** `refactor.rewrite` is below `refactor`, and each kind below itself. */
function isBelow(kind: string, above: string): boolean {
  return above === '' || kind === above || kind.startsWith(`${above}.`);
}

function quickFixes(snapshot: Snapshot, uri: Uri, range: Range, shown: readonly Diagnostic[]): CodeAction[] {
  const problems = problemsOfDocument(snapshot, uri);
  const here = problems.filter(({ span }) => span.start <= range.end && range.start <= span.end);
  const actions = here.flatMap((problem) =>
    [...fixesOf(snapshot, problem), ...ignoreFixes(snapshot, problem)].map((fix) =>
      actionOf(snapshot, problem, fix, shown),
    ),
  );
  for (const code of new Set(here.map((problem) => problem.code))) {
    const alike = problems.filter((each) => each.code === code);
    const mendable = alike.filter((each) => fixesOf(snapshot, each).some(({ isPreferred }) => isPreferred));
    if (mendable.length < 2) continue;
    const data: Later = { uri, code };
    const title = `Fix all ${mendable.length} problems of kind ${code} in this file`;
    actions.push({ title, kind: CodeActionKind.QuickFix, data });
  }
  return actions;
}

function actionOf(snapshot: Snapshot, problem: Problem, fix: Fix, shown: readonly Diagnostic[]): CodeAction {
  const own = toDiagnostic(snapshot, problem);
  const known = shown.find(
    (each) =>
      each.code === own.code &&
      each.message === own.message &&
      JSON.stringify(each.range) === JSON.stringify(own.range),
  );
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [known ?? own],
    edit: workspaceEdit(snapshot, fix),
    ...(fix.isPreferred && { isPreferred: true }),
  };
}

/** An action with its edit, where that was left for later. */
export function resolveAction(snapshot: Snapshot, action: CodeAction): CodeAction {
  const { data } = action;
  if (action.edit !== undefined || !isLater(data)) return action;
  const uri = snapshot.files.listed(data.uri);
  const edits = fixAll(snapshot, uri, ({ code }) => data.code === undefined || code === data.code);
  return { ...action, edit: workspaceEdit(snapshot, { edits }) };
}

function isLater(data: unknown): data is Later {
  return isRecord(data) && typeof data.uri === 'string' && (data.code === undefined || typeof data.code === 'string');
}

/** Files are made before anything is written into them. */
function workspaceEdit(
  snapshot: Snapshot,
  { edits, creates = [], renames = [] }: Pick<Fix, 'edits' | 'creates' | 'renames'>,
): WorkspaceEdit {
  const made = creates.flatMap(({ uri, text }): [CreateFile, TextDocumentEdit] => [
    CreateFile.create(uri, { overwrite: false }),
    {
      textDocument: { uri, version: null },
      edits: [{ range: toLspRange('', { start: 0, end: 0 }), newText: text }],
    },
  ]);
  // A name that is taken stays whose it is.
  const renamed = renames.map(({ from, to }) => RenameFile.create(from, to, { overwrite: false }));
  return { documentChanges: [...made, ...documentEdits(snapshot, edits), ...renamed] };
}

/** Edits in the protocol's shape; whoever knows the versions of open documents fills them in. */
export function documentEdits(snapshot: Snapshot, edits: readonly Edit[]): TextDocumentEdit[] {
  const documents = new Map<Uri, TextDocumentEdit>();
  for (const { span, text } of edits) {
    const range = toLspRange(snapshot.files.file(span.uri)?.text ?? '', span);
    const document = documents.get(span.uri) ?? { textDocument: { uri: span.uri, version: null }, edits: [] };
    document.edits.push({ range, newText: text });
    documents.set(span.uri, document);
  }
  return [...documents.values()];
}
