// What is no message, no request and no notification: the server answers as the protocol says, and goes on.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES } from '../../server/src/features/index.ts';
import { COMPOSED, PRIMARIES, PROJECTS } from '../../server/src/protocol.ts';
import { framed, type RawServer, rawServer } from '../support/rawServer.ts';
import {
  INVALID_PARAMS,
  INVALID_REQUEST,
  METHOD_NOT_FOUND,
  PARSE_ERROR,
  REQUEST_FAILED,
  rawTrainer,
} from '../support/rawTrainer.ts';

const { copy, uriOf, mamba, expectAlive } = rawTrainer();

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
      ['textDocument/didOpen', { textDocument: { uri: mamba, version: 1, text: 7 } }],
      ['textDocument/didOpen', { textDocument: { uri: mamba, text: '' } }],
      ['textDocument/didChange', { textDocument: { uri: mamba, version: 'x' }, contentChanges: [] }],
      ['textDocument/didChange', { textDocument: { uri: mamba, version: 2 }, contentChanges: [{ text: 7 }] }],
      ['textDocument/didChange', { textDocument: { uri: mamba, version: 2 }, contentChanges: { text: '' } }],
      ['textDocument/didClose', { textDocument: mamba }],
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
    { textDocument: [mamba], range: null },
  ];
  it.each(FEATURES.map((feature) => feature.method))('%s refuses parameters of another shape', async (method) => {
    for (const params of BROKEN) {
      const { error, result } = await server.ask(method, params);
      if (method === PRIMARIES || method === PROJECTS) expect(result).toBeInstanceOf(Array);
      else expect(error, JSON.stringify(params)).toMatchObject({ code: INVALID_PARAMS });
    }
  });

  it.each(POSITIONAL)('%s refuses positions that are none', async (method) => {
    const textDocument = { uri: mamba };
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
        mamba,
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
            offset: position.character,
            positions: [position],
            options: { tabSize: 2, insertSpaces: true },
            ch: '{',
            newName: 'x',
            query: 'x',
            title: 'x',
            root: uri,
            path: ['x'],
            name: 'x',
            files: [{ oldUri: uri, newUri: `${uri}.yaml` }],
            previousResultId: '1',
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
    const change = (version: number | null | undefined, text: string) =>
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
    for (const version of [null, undefined]) {
      change(version, `unversioned: ${version}\n`);
      expect(await composed()).toMatchObject({ text: expect.stringContaining(`unversioned: ${version}`) });
    }
    change(3, 'three: 1\n');
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
