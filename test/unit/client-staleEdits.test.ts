import { describe, expect, it } from 'vitest';
import { askGuarded } from '../../client/src/connection/staleEdits.ts';

const edit = (...versions: readonly (number | null)[]) => ({
  documentChanges: [
    { kind: 'create', uri: 'file:///new.yaml' },
    ...versions.map((version, index) => ({ textDocument: { uri: `file:///${index}.yaml`, version }, edits: [] })),
  ],
});

/** An editor in which the first document is at version 3, the second at 5; others are not open. */
function editor() {
  const versions = new Map([
    ['file:///0.yaml', 3],
    ['file:///1.yaml', 5],
  ]);
  const told: string[] = [];
  const guard = {
    versionOf: (uri: string) => versions.get(uri),
    refusal: (uri: string | undefined) => `${uri ?? 'something'} changed`,
    tell: (refusal: string) => void told.push(refusal),
  };
  const ask = (method: string, params: unknown, answer: () => unknown) =>
    askGuarded({ method, params, ask: async () => answer() }, guard);
  return { versions, told, ask };
}

const MODIFIED = Object.assign(new Error('content modified'), { code: -32801 });
const fail = () => {
  throw MODIFIED;
};

describe('an edit that comes from the server', () => {
  it('is made where all its documents are what they were', async () => {
    const { ask, told } = editor();
    for (const answer of [edit(3, 5), edit(3), edit(null, 5, 9), null, undefined, 7])
      expect(await ask('textDocument/rename', {}, () => answer)).toBe(answer);
    const action = { title: 'a', edit: edit(3) };
    expect(await ask('codeAction/resolve', { title: 'a' }, () => action)).toBe(action);
    expect(told).toEqual([]);
  });

  it('is refused where one of them moved on, before or behind', async () => {
    const { ask } = editor();
    const rename = (answer: unknown) => ask('textDocument/rename', {}, () => answer);
    await expect(rename(edit(2, 5))).rejects.toThrow('file:///0.yaml changed');
    await expect(rename(edit(3, 6))).rejects.toThrow('file:///1.yaml changed');
  });

  it('is refused where the server saw the document move on before it came to it', async () => {
    const { ask, told } = editor();
    const textDocument = { uri: 'file:///0.yaml' };
    await expect(ask('textDocument/rename', { textDocument }, fail)).rejects.toThrow('file:///0.yaml changed');
    expect(await ask('codeAction/resolve', { title: 'a' }, fail)).toEqual({ title: 'a' });
    expect(told).toEqual(['something changed']);
    // What makes no edits the client library deals with.
    await expect(ask('textDocument/hover', { textDocument }, fail)).rejects.toBe(MODIFIED);
  });
});

describe('a code action', () => {
  const [good, stale, later] = [
    { title: 'a', edit: edit(3), data: { own: 1 } },
    { title: 'b', edit: edit(2) },
    { title: 'c', data: 1 },
  ];

  it('is not offered where its edit came too late, and keeps its edit back until it is picked', async () => {
    const { ask, told } = editor();
    const offered = (await ask('textDocument/codeAction', {}, () => [good, stale, later])) as object[];
    expect(offered.map((each) => 'edit' in each)).toEqual([false, false]);
    expect(offered[1]).toBe(later);
    // The server is not asked again.
    expect(await ask('codeAction/resolve', offered[0], fail)).toEqual(good);
    expect(told).toEqual([]);
  });

  it('is refused in words where its document moved on since it was offered', async () => {
    const { ask, told, versions } = editor();
    const [offered] = (await ask('textDocument/codeAction', {}, () => [good])) as object[];
    versions.set('file:///0.yaml', 4);
    expect(await ask('codeAction/resolve', offered, fail)).not.toHaveProperty('edit');
    expect(told).toEqual(['file:///0.yaml changed']);
  });

  it('whose edit was worked out when it was picked is refused in the same way', async () => {
    const { ask, told } = editor();
    const answer = await ask('codeAction/resolve', later, () => ({ ...later, edit: edit(4) }));
    expect(answer).toEqual(later);
    expect(told).toEqual(['file:///0.yaml changed']);
  });

  it('without edits is as it was', async () => {
    const { ask } = editor();
    const symbols = [{ name: 'x' }, { command: 'y' }];
    expect(await ask('textDocument/documentSymbol', {}, () => symbols)).toBe(symbols);
  });
});
