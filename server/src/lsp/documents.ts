import { type Connection, type TextDocumentContentChangeEvent, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';

/** The documents that are open in the client, with the client's text. */
export function createDocuments(): TextDocuments<TextDocument> {
  return new TextDocuments({ create: TextDocument.create, update });
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
function update(document: TextDocument, changes: TextDocumentContentChangeEvent[], version: number): TextDocument {
  return changes.reduce(
    (current, change) => TextDocument.update(current, [inside(current, change)], version),
    document,
  );
}

function inside(document: TextDocument, change: TextDocumentContentChangeEvent): TextDocumentContentChangeEvent {
  if (!('range' in change) || change.range === undefined) return { text: change.text };
  const [start, end] = [document.offsetAt(change.range.start), document.offsetAt(change.range.end)];
  return { range: { start: document.positionAt(start), end: document.positionAt(end) }, text: change.text };
}
