import { describe, expect, it } from 'vitest';
import { CancellationToken, CancellationTokenSource } from 'vscode-languageserver';
import { type Feature, isDocumentParams } from '../../server/src/features/index.ts';
import { createAnswer } from '../../server/src/lsp/answers.ts';
import { createWorkspace } from '../../server/src/project/index.ts';
import { memoryHost, ROOT, uriAt } from '../support/memoryHost.ts';

const A = { textDocument: { uri: uriAt('a.yaml') } };
const B = { textDocument: { uri: uriAt('b.yaml') } };

/** Requests that are answered with the text of their document, and somebody who types. More may have come after each. */
function setUp(isNewest: (params: unknown) => boolean = () => false, waiting?: Promise<void>) {
  const workspace = createWorkspace(memoryHost(new Map()), { folders: [ROOT] });
  const logged: string[] = [];
  const answer = createAnswer({
    workspace,
    log: (where, error) => logged.push(`${where}: ${error}`),
    waiting: () => waiting,
    fitted: (made) => made,
    isNewest,
  });
  const order: unknown[] = [];
  const feature = (method: string): Feature => ({
    method,
    capabilities: {},
    accepts: isDocumentParams,
    answer: ({ files }, params) => {
      order.push(params);
      return files.file((params as typeof A).textDocument.uri)?.text;
    },
  });
  const type = (document: typeof A, text: string) =>
    workspace.apply([{ kind: 'edit', uri: document.textDocument.uri, text }]);
  type(A, 'old');
  type(B, 'old');
  const ask = (method: string, params: unknown, token = CancellationToken.None) =>
    answer(feature(method), params, token);
  return { ask, answer, type, order, logged };
}

describe('a request', () => {
  it('is answered for the newest state', async () => {
    const { ask, type } = setUp();
    const asked = ask('textDocument/hover', A);
    type(B, 'new');
    expect(await asked).toBe('old');
    expect(await ask('textDocument/hover', B)).toBe('new');
  });

  it('is given back when it is cancelled while files are waited for that never come', async () => {
    const { ask } = setUp(undefined, new Promise<void>(() => {}));
    const source = new CancellationTokenSource();
    const asked = ask('textDocument/hover', A, source.token);
    setTimeout(() => source.cancel(), 10);
    expect(await asked).toMatchObject({ code: -32800 });
  });

  it('is given back when its document changed before its turn, unless its answer lasts', async () => {
    const { ask, type } = setUp();
    const asked = ['textDocument/hover', 'textDocument/completion'].map((method) => ask(method, A));
    type(A, 'new');
    expect(await asked[0]).toMatchObject({ code: -32801 });
    expect(await asked[1]).toBe('new');
  });

  it('is not given back when what changed was typed back again', async () => {
    const { ask, type } = setUp();
    const asked = ask('textDocument/hover', A);
    type(A, 'new');
    type(A, 'old');
    expect(await asked).toBe('old');
  });

  it('waits for those before it, and can be cancelled until its turn', async () => {
    const { ask, order } = setUp();
    const source = new CancellationTokenSource();
    const asked = [ask('x', A), ask('x', B, source.token), ask('x', { ...A, third: true })];
    asked[0]?.then(() => source.cancel());
    expect(await Promise.all(asked)).toEqual(['old', expect.objectContaining({ code: -32800 }), 'old']);
    expect(order).toEqual([A, { ...A, third: true }]);
  });

  it('is answered before anything else comes to pass when nothing came after it, and never before those that wait', async () => {
    const { ask, type, order } = setUp((params) => params === B);
    const alone = ask('x', B);
    expect(order).toEqual([B]);
    type(B, 'new');
    expect(await alone).toBe('old');
    const asked = [ask('x', A), ask('x', B)];
    expect(await Promise.all(asked)).toEqual(['old', 'new']);
    expect(order).toEqual([B, A, B]);
  });

  it('that is malformed is answered at once, and one that fails with nothing', async () => {
    const { ask, answer, logged } = setUp();
    expect(await ask('x', { textDocument: null })).toMatchObject({ code: -32602 });
    const failing: Feature = {
      method: 'x',
      capabilities: {},
      accepts: () => true,
      answer: () => {
        throw new TypeError('oh');
      },
    };
    expect(await answer(failing, A, CancellationToken.None)).toBe(null);
    expect(logged).toEqual(['x: TypeError: oh']);
  });
});
