// What editors show of a config unasked: hints, lenses, colours; and how they hear that it changed.
import { describe, expect, it } from 'vitest';
import type {
  CodeLens,
  InlayHint,
  InlayHintLabelPart,
  Location,
  SemanticTokens,
  SemanticTokensDelta,
  TextEdit,
} from 'vscode-languageserver-protocol';
import { OVERRIDDEN_LENS, SET_FOCUS, SHOW_USERS, USERS } from '../../server/src/protocol.ts';
import { clientForEach } from '../support/wireClient.ts';

const client = clientForEach({
  workspace: { inlayHint: { refreshSupport: true }, codeLens: { refreshSupport: true } },
});

const refreshed = (method: string) =>
  new Promise<void>((done) => {
    client.connection.onRequest(method, () => {
      done();
      return null;
    });
  });

describe('inlay hints', () => {
  const hintsOf = async (uri: string) => {
    const range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    const params = { textDocument: { uri }, range };
    const hints = await client.connection.sendRequest<readonly InlayHint[]>('textDocument/inlayHint', params);
    return hints.map(({ label }) => (label as InlayHintLabelPart[]).map(({ value }) => value).join(''));
  };

  it('follow the pin, and editors are asked to ask again', async () => {
    const { uri } = await client.open('configs/data.yaml');
    expect(await hintsOf(uri)).toEqual([]);
    const again = Promise.all([refreshed('workspace/inlayHint/refresh'), refreshed('workspace/codeLens/refresh')]);
    const pin = { name: 'mamba', overrides: [] };
    await client.connection.sendNotification(SET_FOCUS, { root: client.uri('configs'), pin });
    await again;
    expect(await hintsOf(uri)).toContain('→ 1024  mamba.yaml:37');
  });

  it('follow an edit of another file', async () => {
    const pin = { name: 'mamba', overrides: [] };
    await client.connection.sendNotification(SET_FOCUS, { root: client.uri('configs'), pin });
    const { uri } = await client.open('configs/data.yaml');
    const mamba = await client.open('configs/mamba.yaml');
    await hintsOf(uri);
    const again = refreshed('workspace/inlayHint/refresh');
    mamba.replace('seq_len: 1024', 'seq_len: 512');
    await again;
    expect(await hintsOf(uri)).toContain('→ 512  mamba.yaml:37');
  });
});

describe('semantic tokens', () => {
  it('of a whole document and of a part of it, in the numbers of the legend', async () => {
    const { uri } = await client.open('configs/mamba.yaml');
    const textDocument = { uri };
    const full = await client.connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/full', {
      textDocument,
    });
    expect(full.data.slice(0, 5)).toEqual([1, 0, 'defaults'.length, 0, 0]);
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
    const part = await client.connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/range', {
      textDocument,
      range,
    });
    expect(part.data).toEqual(full.data.slice(0, 5));
  });

  it('of a document that was edited are told by what is new about them', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    const textDocument = { uri: mamba.uri };
    const full = () =>
      client.connection.sendRequest<SemanticTokens>('textDocument/semanticTokens/full', { textDocument });
    const delta = (previousResultId: string | undefined) =>
      client.connection.sendRequest<SemanticTokens & SemanticTokensDelta>('textDocument/semanticTokens/full/delta', {
        textDocument,
        previousResultId,
      });
    const before = await full();
    mamba.replace('seq_len: 1024', 'seq_len: ???');
    const changed = await delta(before.resultId);
    expect(changed.edits).toHaveLength(1);
    const data = [...before.data];
    for (const { start, deleteCount, data: put = [] } of changed.edits) data.splice(start, deleteCount, ...put);
    expect((await delta(changed.resultId)).edits).toEqual([]);
    expect((await full()).data).toEqual(data);
    expect(data.length).toBe(before.data.length + 5);
    // Of what it no longer has in mind it tells all.
    expect((await delta('of long ago')).data).toEqual(data);
  });
});

describe('who uses a config', () => {
  it('is what the lens of a base config lists, and who overrides its keys', async () => {
    const data = await client.open('configs/data.yaml');
    const [lens] = await data.lenses();
    expect(lens?.command).toMatchObject({ command: SHOW_USERS, arguments: [data.uri] });
    const params = { uri: data.uri };
    expect(await client.connection.sendRequest<Location[]>(USERS, params)).toHaveLength(15);
    const lenses = await client.connection.sendRequest<CodeLens[]>(OVERRIDDEN_LENS, params);
    const [uri, position] = lenses[0]?.command?.arguments ?? [];
    expect(lenses[0]?.command?.title).toBe('Overridden by 1 of 15 configs');
    expect(await client.connection.sendRequest<Location[]>(USERS, { uri, position })).toMatchObject([
      { uri: client.uri('configs/mamba.yaml') },
    ]);
  });
});

describe('a typed `${`', () => {
  it('is closed, where the client does not say that it closes braces itself', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    mamba.replace('seq_len: 1024', 'seq_len: ${');
    const line = mamba.text().split('\n').indexOf('seq_len: ${');
    const params = { textDocument: { uri: mamba.uri }, position: { line, character: 11 }, ch: '{', options: {} };
    const edits = await client.connection.sendRequest<TextEdit[]>('textDocument/onTypeFormatting', params);
    expect(edits.map(({ newText }) => newText)).toEqual(['}']);
  });
});
