import { type Connection, type TextDocumentContentChangeEvent, TextDocuments } from 'vscode-languageserver';
import { type Position, TextDocument } from 'vscode-languageserver-textdocument';

/** A position of the client's in a text, in UTF-16 units. */
type TakenIn = (text: string, position: Position) => Position;

/** The documents that are open in the client, with the client's text. */
export function createDocuments(takenIn: TakenIn = (_, position) => position): TextDocuments<TextDocument> {
  return new TextDocuments({
    create: TextDocument.create,
    update: (document, changes, version) => update(document, changes, version, takenIn),
  });
}

/**
 * Follows what the client does. A change without a version, which the protocol once allowed, counts like any other: the
 * library throws it away, and what the user typed with it.
 */
export function followDocuments(documents: TextDocuments<TextDocument>, connection: Connection): void {
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

/**
 * One change after the other, as each counts in the text before it. A range beyond the end is moved to the end first:
 * the library finds the right text for it, but then counts lines that are not there.
 */
function update(
  document: TextDocument,
  changes: TextDocumentContentChangeEvent[],
  version: number,
  takenIn: TakenIn,
): TextDocument {
  return changes.reduce(
    (current, change) => TextDocument.update(current, [inside(current, change, takenIn)], version),
    document,
  );
}

function inside(
  document: TextDocument,
  change: TextDocumentContentChangeEvent,
  takenIn: TakenIn,
): TextDocumentContentChangeEvent {
  if (!('range' in change) || change.range === undefined) return { text: change.text };
  const offsetOf = (position: Position) => document.offsetAt(takenIn(document.getText(), position));
  const [start, end] = [offsetOf(change.range.start), offsetOf(change.range.end)];
  return { range: { start: document.positionAt(start), end: document.positionAt(end) }, text: change.text };
}
