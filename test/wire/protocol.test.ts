// The server as a process: it survives what clients send, and ends when it should.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import { COMPLETE_OVERRIDE, COMPOSED, OVERRIDDEN_LENS, PLAN, PRIMARIES, USERS } from '../../server/src/protocol.ts';
import { startClient, trainerCopy, type WireClient } from '../support/wireClient.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
let copy: ReturnType<typeof trainerCopy>;

beforeEach(() => {
  copy = trainerCopy();
});
afterEach(() => copy.dispose());

const exitOf = (client: WireClient) =>
  new Promise<number | null>((done) => {
    if (client.process.exitCode !== null) done(client.process.exitCode);
    else client.process.once('exit', (code) => done(code));
  });

describe.each([
  ['dist/server.js --stdio', ['dist/server.js', '--stdio']],
  ['dist/cli.js lsp --stdio', ['dist/cli.js', 'lsp', '--stdio']],
])('%s', (_, command) => {
  it('answers, and ends with status 0 after shutdown and exit', async () => {
    const client = await startClient(copy.folder, command);
    const mamba = await client.open('configs/mamba.yaml');
    expect(await mamba.hover('seq_len: 1024', 2)).toContain('1024');
    await client.stop();
    expect(await exitOf(client)).toBe(0);
  });

  it("ends when its client's pipe closes", async () => {
    const client = await startClient(copy.folder, command);
    client.process.stdin?.end();
    expect(await exitOf(client)).not.toBe(null);
  });
});

describe('the server', () => {
  let client: WireClient;
  beforeEach(async () => {
    client = await startClient(copy.folder);
  });
  afterEach(() => client.stop());

  it('answers a cancelled request with an error, and others after it', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri: mamba.uri }, position: { line: 36, character: 2 } };
    const answer = client.connection.sendRequest('textDocument/hover', params, source.token);
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
    expect(await mamba.hover('seq_len: 1024', 2)).toContain('1024');
  });

  it.each([
    ['textDocument/hover', null],
    ['textDocument/hover', {}],
    ['textDocument/hover', { textDocument: {}, position: {} }],
    ['textDocument/hover', { textDocument: { uri: 7 }, position: { line: 'x' } }],
    ['textDocument/hover', { textDocument: { uri: 'file:///%%%' }, position: { line: -1, character: 1e9 } }],
    ['textDocument/hover', { textDocument: { uri: 'untitled:Untitled-1' }, position: { line: 0, character: 0 } }],
    ['textDocument/completion', { textDocument: { uri: '' }, position: null }],
    ['textDocument/definition', { textDocument: null }],
    ['textDocument/codeLens', []],
    ['textDocument/inlayHint', { textDocument: { uri: 'file:///%%%' } }],
    ['textDocument/inlayHint', { textDocument: { uri: '' }, range: { start: -1, end: null } }],
    ['textDocument/semanticTokens/full', { textDocument: { uri: 'untitled:Untitled-1' } }],
    ['textDocument/semanticTokens/range', null],
    [USERS, { uri: 'file:///nowhere.yaml', position: 7 }],
    [OVERRIDDEN_LENS, {}],
    [PLAN, { uri: 1, overrides: 2 }],
    [PLAN, {}],
    [PLAN, { uri: 'file:///a.yaml', overrides: '', sweeps: 1 }],
    [COMPLETE_OVERRIDE, { uri: 'file:///a.yaml', overrides: '', offset: 0.5 }],
    [COMPOSED, null],
    [PRIMARIES, { extra: true }],
  ])('survives %s with %j', async (method, params) => {
    // An empty answer or an error: either way the client gets one.
    await client.connection
      .sendRequest(method, params)
      .catch((error: { code: number }) => expect(error.code).toBeLessThan(0));
    const mamba = await client.open('configs/mamba.yaml');
    expect(await mamba.hover('seq_len: 1024', 2)).toContain('1024');
  });

  it('answers an unknown request with an error', async () => {
    await expect(client.connection.sendRequest('hydrascope/nothing', {})).rejects.toMatchObject({ code: -32601 });
  });

  it('takes positions outside of a document for its nearest end', async () => {
    const mamba = await client.open('configs/mamba.yaml');
    const position = { line: 100_000, character: 100_000 };
    const params = { textDocument: { uri: mamba.uri }, position };
    await expect(client.connection.sendRequest('textDocument/hover', params)).resolves.toBeDefined();
    await expect(client.connection.sendRequest('textDocument/completion', params)).resolves.toBeDefined();
  });
});

describe('a client that sends garbage', () => {
  it('does not leave the server running', async () => {
    const server = spawn(process.execPath, ['dist/server.js', '--stdio'], {
      cwd: REPOSITORY,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    server.stdin.write('Content-Length: 5\r\n\r\n{"a":Content-Length: x\r\n\r\n\u0000\u0001');
    server.stdin.end();
    const code = await new Promise((done) => server.once('exit', done));
    expect(code).not.toBe(null);
  });
});
