import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CodeAction } from 'vscode-languageserver-types';
import { canonicalUri } from '../text/index.ts';

/** Names the version of each open document that an answer would edit, so that an editor refuses what came too late. */
export function versioned(answer: unknown, documents: TextDocuments<TextDocument>): unknown {
  const isOne = hasEdit(answer);
  if (!isOne && !(Array.isArray(answer) && answer.some(hasEdit))) return answer;
  const open = new Map(documents.all().map((document) => [canonicalUri(document.uri), document]));
  const withVersions = (action: CodeAction): CodeAction => {
    const { edit } = action;
    const documentChanges = edit?.documentChanges?.map((change) => {
      const document = 'textDocument' in change ? open.get(change.textDocument.uri) : undefined;
      return document === undefined || !('textDocument' in change)
        ? change
        : { ...change, textDocument: { uri: document.uri, version: document.version } };
    });
    return documentChanges === undefined ? action : { ...action, edit: { ...edit, documentChanges } };
  };
  return isOne ? withVersions(answer) : answer.map(withVersions);
}

function hasEdit(answer: unknown): answer is CodeAction {
  return (answer as CodeAction | null | undefined)?.edit?.documentChanges !== undefined;
}
