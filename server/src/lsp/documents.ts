import {
  type Connection,
  type Position,
  type TextDocumentContentChangeEvent,
  TextDocuments,
} from 'vscode-languageserver';
import { offsetAt, withPiece } from '../text/index.ts';

/** A document that is open in the client, as the client has it. */
export interface OpenDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
}

/** A position of the client's in a text, in UTF-16 units. */
type TakenIn = (text: string, position: Position) => Position;

/** The documents that are open in the client, with the client's text. */
export function createDocuments(takenIn: TakenIn = (_, position) => position): TextDocuments<OpenDocument> {
  return new TextDocuments<OpenDocument>({
    create: (uri, _, version, text) => ({ uri, version, text }),
    // One change after the other, as each counts in the text before it.
    update: (document, changes, version) => ({
      ...document,
      version,
      text: changes.reduce((text, change) => changed(text, change, takenIn), document.text),
    }),
  });
}

/**
 * Follows what the client does. A change without a version, which the protocol once allowed, counts like any other: the
 * library throws it away, and what the user typed with it.
 */
export function followDocuments(documents: TextDocuments<OpenDocument>, connection: Connection): void {
  documents.listen({
    ...connection,
    onDidChangeTextDocument: (handle) =>
      connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) =>
        handle({
          textDocument: { uri, version: version ?? documents.get(uri)?.version ?? 0 },
          contentChanges,
        }),
      ),
  });
}

/** A range that ends before it starts means the same text as the other way around. */
function changed(text: string, change: TextDocumentContentChangeEvent, takenIn: TakenIn): string {
  if (!('range' in change) || change.range === undefined) return change.text;
  const [from, to] = [change.range.start, change.range.end].map((at) => offsetAt(text, takenIn(text, at)));
  const [start, end] = [Math.min(from ?? 0, to ?? 0), Math.max(from ?? 0, to ?? 0)];
  return withPiece(text, start, end, change.text);
}
