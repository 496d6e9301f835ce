// The server's copy of an open document is the client's, whatever is typed: compared with a server that opens the
// final text.
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { COMPOSED } from '../../server/src/protocol.ts';
import { positionAt } from '../../server/src/text/index.ts';
import { type RandomChange, randomChange, randomOf } from '../support/randomEdits.ts';
import { startClient, trainerCopy, type WireClient } from '../support/wireClient.ts';

const FILE = 'configs/mamba.yaml';

let copy: ReturnType<typeof trainerCopy>;
const clients: WireClient[] = [];
beforeEach(() => {
  copy = trainerCopy();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.stop();
  copy.dispose();
});

/** A client with the file open, its whole text given; `change` sends one notification. */
async function opened(text: string) {
  const client = await startClient(copy.folder);
  clients.push(client);
  const uri = client.uri(FILE);
  let version = 1;
  const textDocument = { uri, languageId: 'yaml', version, text };
  await client.connection.sendNotification('textDocument/didOpen', { textDocument });
  return {
    change: (contentChanges: readonly RandomChange[]) =>
      client.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: ++version },
        contentChanges,
      }),
    /** What the server says of the text: its composition, and the hovers at some places. */
    told: async (places: readonly { readonly line: number; readonly character: number }[]) => {
      const composed = await client.connection.sendRequest(COMPOSED, { uri });
      const hovers = places.map((position) =>
        client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position }),
      );
      return { composed, hovers: await Promise.all(hovers) };
    },
    diagnostics: (until: (found: readonly Diagnostic[]) => boolean) => client.diagnostics(FILE, until),
  };
}

describe('1,000 random changes', () => {
  it.each([1, 2, 3])('leave the same text, seen through the composition (%i)', async (seed) => {
    const random = randomOf(seed);
    let text = 'a: 1\r\nb: 😀\n';
    const typing = await opened(text);
    for (let count = 0; count < 1000; ) {
      const changes = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
        const changed = randomChange(text, random);
        text = changed.text;
        return changed.change;
      });
      await typing.change(changes);
      count += changes.length;
    }
    // One value out of everything: each line that YAML sees is indented, from the last to the first, below one key.
    const lines = text.split(/(?<=\r\n|\n|\r(?!\n)|\u2028)/);
    const indents: RandomChange[] = [];
    let offset = text.length;
    for (const [index, line] of [...lines.entries()].reverse()) {
      offset -= line.length;
      const at = positionAt(text, offset);
      indents.push({ range: { start: at, end: at }, text: index === 0 ? 'all: |2+\n  ' : '  ' });
    }
    await typing.change(indents);
    const final = `all: |2+\n${lines.map((line) => `  ${line}`).join('')}`;
    const fresh = await opened(final);
    const places = [0, 1, 2, 5].map((line) => ({ line, character: 1 }));
    const told = await typing.told(places);
    expect(told).toEqual(await fresh.told(places));
    expect(told.composed).toMatchObject({ text: expect.stringMatching(/^all: /m), problems: [] });
  });

  it('leave the same diagnostics', async () => {
    const random = randomOf(4);
    const typing = await opened('');
    // What is typed stands behind a `#`, so that the config stays one; the diagnostics are below it.
    const tail = '\nx: ${nothing}\ny: ${nothing.too}\n';
    const head = '# ';
    let comment = '';
    await typing.change([{ text: head + comment + tail }]);
    for (let count = 0; count < 300; count++) {
      const changed = randomChange(comment, random);
      if (/[\r\n\u2028]/.test(changed.text) || changed.change.range === undefined) continue;
      const shifted = (place: { line: number; character: number }) => ({
        line: 0,
        character: Math.min(comment.length, place.line > 0 ? comment.length : place.character) + head.length,
      });
      const { start, end } = changed.change.range;
      await typing.change([{ range: { start: shifted(start), end: shifted(end) }, text: changed.change.text }]);
      comment = changed.text;
    }
    const fresh = await opened(head + comment + tail);
    const isTold = (found: readonly Diagnostic[]) => found.filter((each) => each.code === 'HS201').length === 2;
    const read = await fresh.diagnostics(isTold);
    // Each key press is told of at once: the last one is the one to wait for.
    expect(await typing.diagnostics((found) => isDeepStrictEqual(found, read))).toEqual(read);
  });
});
