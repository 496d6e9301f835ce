import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CodeAction } from 'vscode-languageserver-types';
import { canonicalUri, type Uri } from '../text/index.ts';

/** The open documents at one moment, in the client's spelling and numbering. */
export type OpenVersions = ReadonlyMap<Uri, { readonly uri: string; readonly version: number }>;

export function openVersions(documents: TextDocuments<TextDocument>): OpenVersions {
  return new Map(documents.all().map(({ uri, version }) => [canonicalUri(uri), { uri, version }]));
}

/** Names the version of each open document that an answer would edit, so that an editor refuses what came too late. */
export function versioned(answer: unknown, open: OpenVersions): unknown {
  if (!Array.isArray(answer) || !answer.some((each: CodeAction) => each?.edit?.documentChanges !== undefined))
    return answer;
  return answer.map((action: CodeAction) => {
    const { edit } = action;
    const documentChanges = edit?.documentChanges?.map((change) => {
      const document = 'textDocument' in change ? open.get(change.textDocument.uri) : undefined;
      return document === undefined || !('textDocument' in change) ? change : { ...change, textDocument: document };
    });
    return documentChanges === undefined ? action : { ...action, edit: { ...edit, documentChanges } };
  });
}
