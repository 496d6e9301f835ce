// The server's life: what it answers when, what ends it, and that nothing a client sends takes it down.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES } from '../../server/src/features/index.ts';
import { COMPOSED, PLAN, PRIMARIES } from '../../server/src/protocol.ts';
import { framed, type RawServer, rawServer } from '../support/rawServer.ts';
import { trainerCopy } from '../support/wireClient.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const REQUEST_FAILED = -32803;
const NOT_INITIALIZED = -32002;
const CANCELLED = -32800;

const copy = trainerCopy();
afterAll(() => copy.dispose());
const uriOf = (path: string) => pathToFileURL(join(copy.folder, path)).href;
const MAMBA = uriOf('configs/mamba.yaml');
const MAMBA_TEXT = readFileSync(join(copy.folder, 'configs/mamba.yaml'), 'utf8');

const started: RawServer[] = [];
function start(...args: Parameters<typeof rawServer>): RawServer {
  const server = rawServer(...args);
  started.push(server);
  return server;
}
afterEach(() => {
  for (const server of started.splice(0)) server.process.kill('SIGKILL');
});

const HOVER = {
  textDocument: { uri: MAMBA },
  position: { line: MAMBA_TEXT.split('\n').indexOf('seq_len: 1024'), character: 2 },
};
async function expectAlive(server: RawServer): Promise<void> {
  expect(JSON.stringify((await server.ask('textDocument/hover', HOVER)).result)).toContain('1024');
}

describe('before initialize', () => {
  it('refuses every request, ignores notifications, and then starts as ever', async () => {
    const server = start();
    for (const method of ['textDocument/hover', COMPOSED, 'shutdown', 'no/such'])
      expect(await server.ask(method, {})).toMatchObject({ error: { code: NOT_INITIALIZED } });
    server.notify('initialized', {});
    server.notify('textDocument/didOpen', {
      textDocument: { uri: MAMBA, languageId: 'yaml', version: 1, text: 'x: 1' },
    });
    expect(await server.ask('initialize', { processId: null })).toMatchObject({ error: { code: INVALID_PARAMS } });
    expect(await server.start(copy.folder)).toMatchObject({ result: { serverInfo: { name: 'hydrascope' } } });
    await expectAlive(server);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['no capabilities', { rootUri: null }],
    ['a folder that is none', { capabilities: {}, workspaceFolders: [7] }],
    ['a root that is none', { capabilities: {}, rootUri: 7 }],
  ])('refuses initialize with %s', async (_, params) => {
    expect(await start().ask('initialize', params)).toMatchObject({ error: { code: INVALID_PARAMS } });
  });

  it('takes a second initialize for an error', async () => {
    const server = start();
    await server.start(copy.folder);
    expect(await server.ask('initialize', { capabilities: {} })).toMatchObject({ error: { code: INVALID_REQUEST } });
    await expectAlive(server);
  });

  it('ends with status 1 when it is told to exit', async () => {
    const server = start();
    server.notify('exit');
    expect(await server.ended).toBe(1);
  });
});

describe('the end', () => {
  it('refuses requests after shutdown, and exits with status 0', async () => {
    const server = start();
    await server.start(copy.folder);
    expect(await server.ask('shutdown')).toMatchObject({ result: null });
    for (const method of ['textDocument/hover', 'initialize', 'shutdown'])
      expect(await server.ask(method, HOVER)).toMatchObject({ error: { code: INVALID_REQUEST } });
    server.notify('exit');
    expect(await server.ended).toBe(0);
  });

  it('exits with status 1 without a shutdown', async () => {
    const server = start();
    await server.start(copy.folder);
    server.notify('exit');
    expect(await server.ended).toBe(1);
  });

  it("ends when standard input does, with status 1, for the client is gone; after shutdown that's as good as exit", async () => {
    const [abandoned, dismissed] = [start(), start()];
    await Promise.all([abandoned.start(copy.folder), dismissed.start(copy.folder)]);
    await dismissed.ask('shutdown');
    for (const server of [abandoned, dismissed]) server.process.stdin?.end();
    expect(await Promise.all([abandoned.ended, dismissed.ended])).toEqual([1, 0]);
  });

  it('ends when nobody reads what it says', async () => {
    const server = start();
    await server.start(copy.folder);
    server.process.stdout?.destroy();
    // Its input stays open.
    for (let asked = 0; asked < 100 && server.process.exitCode === null; asked++) {
      server.send({ jsonrpc: '2.0', id: `unread-${asked}`, method: PRIMARIES });
      await sleep(20);
    }
    expect(await server.ended).toBe(1);
  });

  it('ends when the process that it was told of is gone, though its pipes stay open', async () => {
    const client = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const server = start();
    await server.start(copy.folder, { processId: client.pid });
    await expectAlive(server);
    client.kill('SIGKILL');
    expect(await server.ended).toBe(1);
  });

  it.each([
    ['--node-ipc', 'kill the parent'],
    ['--stdio', 'kill the parent'],
  ])('ends within seconds when its parent is killed (%s)', async (flag) => {
    const parent = parentOf(flag);
    const pid = Number(await firstLine(parent));
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    for (const end = Date.now() + 8_000; isAlive(pid) && Date.now() < end; ) await sleep(50);
    expect(isAlive(pid)).toBe(false);
  });

  it('says how it wants to be started', async () => {
    const server = start(['dist/server.js'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    server.process.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    expect(await server.ended).toBe(2);
    expect(said).toContain('--stdio');
  });
});

/** A client that starts a server as the extension does, without a word about its own process, and prints the server's. */
function parentOf(flag: string): ChildProcess {
  const stdio = flag === '--node-ipc' ? ['ignore', 'ignore', 'ignore', 'ipc'] : ['pipe', 'pipe', 'ignore'];
  const message = { jsonrpc: '2.0', id: 1, method: 'initialize', params: { processId: null, capabilities: {} } };
  const send =
    flag === '--node-ipc'
      ? `server.send(${JSON.stringify(message)}); server.on('message', told)`
      : `server.stdin.write(${JSON.stringify(framed(message))}); server.stdout.on('data', told)`;
  const program = `
    const server = require('node:child_process').spawn(process.execPath, ['dist/server.js', '${flag}'], { stdio: ${JSON.stringify(stdio)} });
    const told = () => console.log(server.pid);
    ${send};
    setInterval(() => {}, 1000);`;
  return spawn(process.execPath, ['-e', program], { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] });
}

const firstLine = (child: ChildProcess) =>
  new Promise<string>((done) => child.stdout?.once('data', (chunk) => done(String(chunk).split('\n', 1)[0] ?? '')));

/** A process that has ended but that nobody has waited for yet is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('what is malformed', () => {
  let server: RawServer;
  beforeAll(async () => {
    server = rawServer();
    await server.start(copy.folder);
  });
  afterEach(() => expectAlive(server));
  afterAll(() => {
    server.process.kill('SIGKILL');
  });

  it.each([
    ['bytes', Buffer.from([0, 255, 254, 13, 10, 13, 10, 7])],
    ['a line', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a length that is none', 'Content-Length: many\r\n\r\n{}'],
    ['a negative length', 'Content-Length: -5\r\n\r\n{}'],
    ['a length beyond all bounds', 'Content-Length: 99999999999999\r\n\r\n{}'],
    ['a length that is too small', framed({ jsonrpc: '2.0', id: 1, method: PRIMARIES }).replace(/\d+/, '20')],
    ['a length that is too large', framed({ jsonrpc: '2.0', id: 1, method: PRIMARIES }).replace(/\d+/, '5000')],
    ['a length of nothing', 'Content-Length: 0\r\n\r\n'],
    ['broken JSON', framed('{"jsonrpc": "2.0", "id": 1, ')],
    ['a text that is no JSON', framed('hello')],
  ])('answers %s with a parse error', async (_, bytes) => {
    server.write(bytes);
    // What follows at once is understood.
    await expectAlive(server);
    expect(await server.answer(null)).toMatchObject({ error: { code: PARSE_ERROR } });
  });

  it.each([
    ['null', null],
    ['a number', 7],
    ['a string', '"text"'],
    ['an empty object', {}],
    ['a batch', [{ jsonrpc: '2.0', id: 1, method: PRIMARIES }]],
    ['a method that is none', { jsonrpc: '2.0', method: 7 }],
    ['an id that is none', { jsonrpc: '2.0', id: {}, method: PRIMARIES }],
    ['an id of null', { jsonrpc: '2.0', id: null, method: PRIMARIES }],
  ])('answers %s with an invalid request', async (_, message) => {
    server.send(message);
    expect(await server.answer(null)).toMatchObject({ error: { code: INVALID_REQUEST } });
  });

  it('answers what has an id but no method', async () => {
    server.send({ jsonrpc: '2.0', id: 'x' });
    expect(await server.answer('x')).toMatchObject({ error: { code: INVALID_REQUEST } });
  });

  it('answers unknown requests with an error, whatever they carry', async () => {
    for (const [method, params] of [
      ['no/such', {}],
      ['$/no/such', null],
      ['textDocument/moniker', 7],
      ['', []],
    ] as const)
      expect(await server.ask(method, params)).toMatchObject({ error: { code: METHOD_NOT_FOUND } });
  });

  it('ignores unknown notifications, and answers to nothing', async () => {
    server.notify('$/whatever', { x: 1 });
    server.notify('no/such', [1, 2]);
    server.send({ jsonrpc: '2.0', id: 4711, result: null });
    server.send({ jsonrpc: '2.0', id: 4712, error: { code: 1, message: 'no' } });
    server.send({ jsonrpc: '2.0', id: null, error: { code: 1, message: 'no' } });
  });

  it('ignores malformed notifications, and says so in the log', async () => {
    const before = server.logged.length;
    const malformed: readonly (readonly [string, unknown])[] = [
      ['textDocument/didOpen', undefined],
      ['textDocument/didOpen', { textDocument: { uri: MAMBA, version: 1, text: 7 } }],
      ['textDocument/didOpen', { textDocument: { uri: MAMBA, text: '' } }],
      ['textDocument/didChange', { textDocument: { uri: MAMBA, version: 'x' }, contentChanges: [] }],
      ['textDocument/didChange', { textDocument: { uri: MAMBA, version: 2 }, contentChanges: [{ text: 7 }] }],
      ['textDocument/didChange', { textDocument: { uri: MAMBA, version: 2 }, contentChanges: { text: '' } }],
      ['textDocument/didClose', { textDocument: MAMBA }],
      ['workspace/didChangeWatchedFiles', { changes: [null] }],
      ['workspace/didChangeWatchedFiles', {}],
      ['workspace/didChangeWorkspaceFolders', { event: { added: [{}], removed: [] } }],
      ['$/cancelRequest', null],
      ['$/cancelRequest', { id: null }],
      ['$/setTrace', {}],
    ];
    for (const [method, params] of malformed) server.notify(method, params);
    await expectAlive(server);
    expect(server.logged.slice(before)).toHaveLength(malformed.length);
  });

  const POSITIONAL = ['textDocument/hover', 'textDocument/completion', 'textDocument/definition'];
  const BROKEN: readonly unknown[] = [
    undefined,
    null,
    7,
    'text',
    [],
    [1, 2, 3],
    {},
    { uri: 7, overrides: {} },
    { textDocument: null },
    { textDocument: {} },
    { textDocument: { uri: 7 }, position: { line: 0, character: 0 } },
    { textDocument: [MAMBA], range: null },
  ];
  it.each(FEATURES.map((feature) => feature.method))('%s refuses parameters of another shape', async (method) => {
    for (const params of BROKEN) {
      const { error, result } = await server.ask(method, params);
      if (method === PRIMARIES) expect(result).toBeInstanceOf(Array);
      else expect(error, JSON.stringify(params)).toMatchObject({ code: INVALID_PARAMS });
    }
  });

  it.each(POSITIONAL)('%s refuses positions that are none', async (method) => {
    const textDocument = { uri: MAMBA };
    for (const position of [
      null,
      7,
      {},
      { line: -1, character: 0 },
      { line: 0, character: -7 },
      { line: 0.5, character: 0 },
      { line: Number.NaN, character: 0 },
      { line: '1', character: 0 },
    ])
      expect(await server.ask(method, { textDocument, position })).toMatchObject({ error: { code: INVALID_PARAMS } });
  });

  it.each(FEATURES.map((feature) => feature.method))(
    '%s answers for places and documents of all kinds',
    async (method) => {
      const before = server.logged.length;
      const uris = [
        MAMBA,
        uriOf('no/such.yaml'),
        uriOf('configs'),
        '',
        'x',
        'file:',
        'file:///',
        'file://host/x.yaml',
        'file:///%%%',
        'untitled:Untitled-1',
        'vscode-notebook-cell:/n.ipynb#ch0',
        'http://example.org/x.yaml?a=b',
        'git:/x.yaml',
        'file:///__proto__',
        '__proto__',
      ];
      const places = [
        { line: 0, character: 0 },
        { line: 0, character: 2 ** 31 - 1 },
        { line: 2 ** 31 - 1, character: 2 ** 31 - 1 },
        { line: 1e15, character: 1e15 },
      ];
      for (const uri of uris) {
        for (const position of places) {
          const range = { start: position, end: places[0] };
          const params = {
            textDocument: { uri },
            position,
            range,
            context: { diagnostics: [] },
            uri,
            left: { uri, isRun: true },
            right: { uri, composedWith: ["'a="], isSaved: true },
            overrides: "'a=",
            positions: [position],
            options: { tabSize: 2, insertSpaces: true },
            ch: '{',
            newName: 'x',
            query: 'x',
            title: 'x',
            files: [{ oldUri: uri, newUri: `${uri}.yaml` }],
          };
          const answer = await server.ask(method, params);
          // Where there is nothing that could have another name, that is said.
          if (method === 'textDocument/rename' && answer.error !== undefined)
            expect(answer.error).toMatchObject({ code: REQUEST_FAILED });
          else expect(answer, JSON.stringify(params)).toHaveProperty('result');
        }
      }
      expect(server.logged.slice(before)).toEqual([]);
    },
  );

  it('takes documents that are opened, changed and closed in the wrong order', async () => {
    const textDocument = { uri: uriOf('configs/new.yaml'), languageId: 'yaml', version: 5, text: 'a: 1\n' };
    const change = (version: number, text: string) =>
      server.notify('textDocument/didChange', {
        textDocument: { uri: textDocument.uri, version },
        contentChanges: [{ text }],
      });
    const composed = async () => (await server.ask(COMPOSED, { uri: textDocument.uri })).result;
    change(1, 'never: opened\n');
    server.notify('textDocument/didClose', { textDocument });
    server.notify('textDocument/didOpen', { textDocument });
    server.notify('textDocument/didOpen', { textDocument: { ...textDocument, version: 1, text: 'again: 1\n' } });
    expect(await composed()).toMatchObject({ text: expect.stringContaining('again: 1') });
    change(9, 'nine: 1\n');
    change(3, 'three: 1\n');
    expect(await composed()).toMatchObject({ text: expect.stringContaining('three: 1') });
    server.notify('textDocument/didChange', {
      textDocument: { uri: textDocument.uri, version: 10 },
      contentChanges: [],
    });
    server.notify('textDocument/didClose', { textDocument });
    server.notify('textDocument/didClose', { textDocument });
    change(11, 'after: closing\n');
    expect(JSON.stringify(await composed())).not.toMatch(/three|after/);
  });

  it.each(['untitled:Untitled-1', 'vscode-notebook-cell:/n.ipynb#ch0', 'http://example.org/x.yaml', 'x'])(
    'reads an open document at %s, and publishes nothing about it',
    async (uri) => {
      const textDocument = { uri, languageId: 'yaml', version: 1, text: 'a: ${b}\ndefaults: [x' };
      server.notify('textDocument/didOpen', { textDocument });
      expect(
        await server.ask('textDocument/hover', { textDocument, position: { line: 0, character: 5 } }),
      ).toHaveProperty('result');
      await sleep(100);
      expect(JSON.stringify(server.notifications)).not.toContain(JSON.stringify(uri));
      server.notify('textDocument/didClose', { textDocument });
    },
  );
});

describe('cancelling', () => {
  it('answers a request that was taken back before it came', async () => {
    const server = start();
    await server.start(copy.folder);
    server.write(
      framed({ jsonrpc: '2.0', id: 'x', method: 'textDocument/hover', params: HOVER }) +
        framed({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 'x' } }),
    );
    expect(await server.answer('x')).toMatchObject({ error: { code: CANCELLED } });
    server.notify('$/cancelRequest', { id: 'never asked' });
    await expectAlive(server);
  });

  it('is seen between two requests of a long row', async () => {
    const server = start();
    await server.start(copy.folder);
    await expectAlive(server);
    const ids = Array.from({ length: 60 }, (_, index) => `plan-${index}`);
    for (const [index, id] of ids.entries()) {
      // Each composes anew.
      server.send({ jsonrpc: '2.0', id, method: PLAN, params: { uri: MAMBA, overrides: `seq_len=${index}` } });
    }
    const first = await server.answer('plan-0');
    expect(first).toHaveProperty('result.changes');
    for (const id of ids) server.notify('$/cancelRequest', { id });
    const answers = await Promise.all(ids.slice(1).map((id) => server.answer(id)));
    expect(answers.at(-1)).toMatchObject({ error: { code: CANCELLED } });
    expect(answers.filter((answer) => answer.error?.code === CANCELLED).length).toBeGreaterThan(30);
  });

  it('is not needed by a request whose text changed before its turn', async () => {
    const server = start();
    await server.start(copy.folder);
    const textDocument = { uri: MAMBA, languageId: 'yaml', version: 1, text: MAMBA_TEXT };
    server.notify('textDocument/didOpen', { textDocument });
    await expectAlive(server);
    const text = `# one line more\n${MAMBA_TEXT.replace('seq_len: 1024', 'seq_len: 7')}`;
    const { line } = HOVER.position;
    const request = (id: string, method: string, params: object) => framed({ jsonrpc: '2.0', id, method, params });
    server.write(
      request('hover', 'textDocument/hover', HOVER) +
        request('keys', 'textDocument/completion', { ...HOVER, position: { line, character: 0 } }) +
        request('composed', COMPOSED, { uri: MAMBA }) +
        request('elsewhere', 'textDocument/codeLens', { textDocument: { uri: uriOf('configs/gpt2.yaml') } }) +
        framed({
          jsonrpc: '2.0',
          method: 'textDocument/didChange',
          params: { textDocument: { uri: MAMBA, version: 2 }, contentChanges: [{ text }] },
        }) +
        request('after', 'textDocument/hover', { ...HOVER, position: { line: line + 1, character: 2 } }),
    );
    // Its place would mean another one now, unless its turn came first. (test/unit/answers.test.ts has both cases.)
    expect(JSON.stringify(await server.answer('hover'))).toMatch(/-32801|seq_len: int = 1024/);
    // The editor filters these by what was typed since.
    expect(JSON.stringify(await server.answer('keys'))).toContain('"use_wandb"');
    expect(await server.answer('composed')).toMatchObject({
      result: { text: expect.stringMatching(/seq_len: (?:7|1024)/) },
    });
    expect(await server.answer('elsewhere')).toHaveProperty('result');
    expect(JSON.stringify(await server.answer('after'))).toContain('seq_len: int = 7');
  });
});
