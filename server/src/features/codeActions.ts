import { type CodeAction, CodeActionKind, RenameFile, type TextDocumentEdit } from 'vscode-languageserver-types';
import type { Snapshot } from '../project/index.ts';
import type { Edit, Fix, Problem, Range, Uri } from '../text/index.ts';
import { toLspRange } from './convert.ts';
import { diagnose } from './diagnostics/index.ts';
import { ignoreFixes } from './ignoreFixes.ts';
import { toDiagnostic } from './toDiagnostic.ts';

/** The fixes of the problems that touch a range. */
export function codeActions(snapshot: Snapshot, uri: Uri, range: Range): CodeAction[] {
  const problems = diagnose(snapshot).get(uri) ?? [];
  return problems
    .filter(({ span }) => span.start <= range.end && range.start <= span.end)
    .flatMap((problem) =>
      [...(problem.fixes ?? []), ...ignoreFixes(snapshot, problem)].map((fix) => actionOf(snapshot, problem, fix)),
    );
}

function actionOf(snapshot: Snapshot, problem: Problem, { title, edits, isPreferred, renames = [] }: Fix): CodeAction {
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(snapshot, problem)],
    edit: { documentChanges: [...documentEdits(snapshot, edits), ...renames.map(renameOf)] },
    ...(isPreferred && { isPreferred }),
  };
}

/** A name that is taken stays whose it is. */
function renameOf({ from, to }: NonNullable<Fix['renames']>[number]): RenameFile {
  return RenameFile.create(from, to, { overwrite: false });
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
