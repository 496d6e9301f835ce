import { describe, expect, it } from 'vitest';
import { createDocuments } from '../../server/src/lsp/documents.ts';
import { type RandomChange, randomChange, randomOf } from '../support/randomEdits.ts';

const uri = 'file:///w/a.yaml';

/** The server's documents, and a client that writes to them. */
function synchronized(text: string) {
  const documents = createDocuments();
  const handlers = new Map<string, (params: unknown) => void>();
  const connection = new Proxy(
    {},
    { get: (_, name: string) => (handler: (params: unknown) => void) => handlers.set(name, handler) },
  );
  documents.listen(connection as Parameters<typeof documents.listen>[0]);
  handlers.get('onDidOpenTextDocument')?.({ textDocument: { uri, languageId: 'yaml', version: 1, text } });
  return {
    text: () => documents.get(uri)?.text,
    change: (version: number, contentChanges: readonly RandomChange[]) =>
      handlers.get('onDidChangeTextDocument')?.({ textDocument: { uri, version }, contentChanges }),
  };
}

describe("the server's copy of a document", () => {
  it.each(Array.from({ length: 40 }, (_, seed) => seed))('is the text after 1,000 random changes (%i)', (seed) => {
    const random = randomOf(seed);
    let text = 'a: 1\r\nb: 😀\n';
    const copy = synchronized(text);
    for (let version = 2; version < 1002; ) {
      const changes = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
        const changed = randomChange(text, random);
        text = changed.text;
        return changed.change;
      });
      copy.change(version, changes);
      version += changes.length;
      if (copy.text() !== text) expect(copy.text(), JSON.stringify(changes)).toBe(text);
    }
  });

  it('takes a range beyond the end for the end, and counts lines right after it', () => {
    const copy = synchronized('a: 1\n');
    const at = (line: number, character: number) => ({ line, character });
    copy.change(2, [
      { range: { start: at(1000, 0), end: at(1001, 0) }, text: 'b: 2\n' },
      { range: { start: at(1, 3), end: at(1, 4) }, text: '3' },
      { range: { start: at(2, 0), end: at(2, 0) }, text: 'c: 4' },
    ]);
    expect(copy.text()).toBe('a: 1\nb: 3\nc: 4');
  });
});
