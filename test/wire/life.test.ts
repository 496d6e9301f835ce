// The server's life: what it answers when, what ends it, and what is cancelled.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { COMPOSED, PLAN, PRIMARIES } from '../../server/src/protocol.ts';
import { framed, type RawServer, rawServer } from '../support/rawServer.ts';
import { CANCELLED, INVALID_PARAMS, INVALID_REQUEST, NOT_INITIALIZED, rawTrainer } from '../support/rawTrainer.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const { copy, uriOf, mamba, mambaText, hover, expectAlive } = rawTrainer();

const started: RawServer[] = [];
function start(...args: Parameters<typeof rawServer>): RawServer {
  const server = rawServer(...args);
  started.push(server);
  return server;
}
afterEach(() => {
  for (const server of started.splice(0)) server.process.kill('SIGKILL');
});

describe('before initialize', () => {
  it('refuses every request, ignores notifications, and then starts as ever', async () => {
    const server = start();
    for (const method of ['textDocument/hover', COMPOSED, 'shutdown', 'no/such'])
      expect(await server.ask(method, {})).toMatchObject({ error: { code: NOT_INITIALIZED } });
    server.notify('initialized', {});
    server.notify('textDocument/didOpen', {
      textDocument: { uri: mamba, languageId: 'yaml', version: 1, text: 'x: 1' },
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
      expect(await server.ask(method, hover)).toMatchObject({ error: { code: INVALID_REQUEST } });
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

describe('cancelling', () => {
  it('answers a request that was taken back before it came', async () => {
    const server = start();
    await server.start(copy.folder);
    server.write(
      framed({ jsonrpc: '2.0', id: 'x', method: 'textDocument/hover', params: hover }) +
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
      server.send({ jsonrpc: '2.0', id, method: PLAN, params: { uri: mamba, overrides: `seq_len=${index}` } });
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
    const textDocument = { uri: mamba, languageId: 'yaml', version: 1, text: mambaText };
    server.notify('textDocument/didOpen', { textDocument });
    await expectAlive(server);
    const text = `# one line more\n${mambaText.replace('seq_len: 1024', 'seq_len: 7')}`;
    const { line } = hover.position;
    const request = (id: string, method: string, params: object) => framed({ jsonrpc: '2.0', id, method, params });
    server.write(
      request('hover', 'textDocument/hover', hover) +
        request('keys', 'textDocument/completion', { ...hover, position: { line, character: 0 } }) +
        request('composed', COMPOSED, { uri: mamba }) +
        request('elsewhere', 'textDocument/codeLens', { textDocument: { uri: uriOf('configs/gpt2.yaml') } }) +
        framed({
          jsonrpc: '2.0',
          method: 'textDocument/didChange',
          params: { textDocument: { uri: mamba, version: 2 }, contentChanges: [{ text }] },
        }) +
        request('after', 'textDocument/hover', { ...hover, position: { line: line + 1, character: 2 } }),
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
