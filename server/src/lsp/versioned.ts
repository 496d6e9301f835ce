import { LSPErrorCodes, ResponseError, type TextDocuments } from 'vscode-languageserver';
import type {
  AnnotatedTextEdit,
  ClientCapabilities,
  CodeAction,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { canonicalUri } from '../text/index.ts';
import type { OpenDocument } from './documents.ts';

type Open = ReadonlyMap<string, OpenDocument>;

/** What an editor can do with an edit of several files; one that says nothing of it is taken to be able to. */
export type EditSupport = NonNullable<ClientCapabilities['workspace']>['workspaceEdit'];

/**
 * Names the version of each open document that an answer would edit, so that an editor refuses what came too late; and
 * leaves out what the editor cannot do: where it cannot ask about a change, an edit that is to be confirmed is not made.
 */
export function versioned(answer: unknown, documents: TextDocuments<OpenDocument>, support?: EditSupport): unknown {
  const open = () => new Map(documents.all().map((document) => [canonicalUri(document.uri), document]));
  if (hasChanges(answer)) return fitted(withVersions(answer, open()), support);
  if (hasChanges((answer as CodeAction | null | undefined)?.edit))
    return fittedAction(answer as CodeAction, open(), support)[0];
  if (!Array.isArray(answer) || !answer.some((each: CodeAction) => hasChanges(each?.edit))) return answer;
  const known = open();
  return answer.flatMap((action: CodeAction) => fittedAction(action, known, support));
}

/** What the editor cannot do is not offered. */
function fittedAction(action: CodeAction, open: Open, support: EditSupport): CodeAction[] {
  if (!hasChanges(action.edit)) return [action];
  const edit = fitted(withVersions(action.edit, open), support);
  return edit instanceof ResponseError ? [] : [{ ...action, edit }];
}

function hasChanges(value: unknown): value is WorkspaceEdit {
  return typeof value === 'object' && value !== null && Array.isArray((value as WorkspaceEdit).documentChanges);
}

function withVersions(edit: WorkspaceEdit, open: Open): WorkspaceEdit {
  const documentChanges = edit.documentChanges?.map((change) => {
    const document = 'textDocument' in change ? open.get(change.textDocument.uri) : undefined;
    return document === undefined || !('textDocument' in change)
      ? change
      : { ...change, textDocument: { uri: document.uri, version: document.version } };
  });
  return documentChanges === undefined ? edit : { ...edit, documentChanges };
}

function fitted(edit: WorkspaceEdit, support: EditSupport): WorkspaceEdit | ResponseError {
  const { documentChanges = [], changeAnnotations = {}, ...rest } = edit;
  const annotates = support === undefined || support.changeAnnotationSupport !== undefined;
  const isDoubted = ({ annotationId }: { annotationId?: string }) =>
    annotationId !== undefined && changeAnnotations[annotationId]?.needsConfirmation === true;
  const kept = annotates
    ? documentChanges
    : documentChanges.flatMap((change): NonNullable<WorkspaceEdit['documentChanges']> => {
        if ('kind' in change) return isDoubted(change) ? [] : [change];
        const edits = change.edits.filter((each) => !isDoubted(each as AnnotatedTextEdit)).map(plain);
        return edits.length === 0 ? [] : [{ ...change, edits }];
      });
  const operations = kept.flatMap((change) => ('kind' in change ? [change.kind] : []));
  const unknown = operations.find(
    (kind) => support !== undefined && support.resourceOperations?.includes(kind) !== true,
  );
  if (unknown !== undefined) {
    return new ResponseError(LSPErrorCodes.RequestFailed, `This editor cannot ${unknown} files.`);
  }
  if (support !== undefined && support.documentChanges !== true) {
    const texts = kept.filter((change): change is TextDocumentEdit => 'textDocument' in change);
    return {
      changes: Object.fromEntries(texts.map(({ textDocument, edits }) => [textDocument.uri, edits.map(plain)])),
    };
  }
  return { ...rest, documentChanges: kept, ...(annotates && edit.changeAnnotations && { changeAnnotations }) };
}

function plain(edit: TextDocumentEdit['edits'][number]): TextEdit {
  const { range, newText } = edit as TextEdit;
  return { range, newText };
}
