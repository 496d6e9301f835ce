// A workspace on no disk: the server asks its client for every file, and answers as it would of a disk.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { READ, type ReadParams, type ReadResult } from '../../server/src/protocol.ts';
import { positionAt } from '../../server/src/text/index.ts';
import { startClient, trainerCopy } from '../support/wireClient.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
/** As the client writes `memory://host/w`. */
const FOLDER = 'file://memory~host/w';

const APP = `import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
`;
const CONFIG = 'defaults:\n  - db: mysql\n  - _self_\nport: ${db.port}\n';
const FILES = { 'app.py': APP, 'conf/config.yaml': CONFIG, 'conf/db/mysql.yaml': 'port: 1\n' };

interface Client {
  readonly connection: ProtocolConnection;
  /** The paths that were asked for, in their order. */
  readonly asked: string[];
  readonly logged: string[];
  open(path: string, text: string): Promise<void>;
  hover(path: string, text: string, mark: string): Promise<string>;
  tell(...changes: readonly (readonly [string, number])[]): Promise<void>;
  diagnostics(path: string, until: (found: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
}

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

type Answer = (params: ReadParams) => unknown;

/** Starts the built server with a client whose workspace is a map. */
async function start(
  files: Map<string, string | Buffer>,
  answer: Answer = (params) => readOf(files, params),
): Promise<Client> {
  const server = spawn(process.execPath, ['dist/server.js', '--stdio'], {
    cwd: REPOSITORY,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const published = new Map<string, readonly Diagnostic[]>();
  const waiting = new Set<() => void>();
  const asked: string[] = [];
  const logged: string[] = [];
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
    published.set(uri, diagnostics);
    for (const wake of [...waiting]) wake();
  });
  connection.onNotification('window/logMessage', ({ message }: { readonly message: string }) => {
    logged.push(message);
  });
  connection.onRequest(READ, (params: ReadParams) => {
    asked.push(...[...params.folders, ...params.files].map((uri) => uri.slice(FOLDER.length)));
    return answer(params);
  });
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: FOLDER,
    workspaceFolders: [{ uri: FOLDER, name: 'w' }],
    capabilities: {
      workspace: { workspaceFolders: true },
      textDocument: { hover: { contentFormat: ['markdown'] } },
    },
    initializationOptions: { watchesFiles: true },
  });
  await connection.sendNotification('initialized', {});
  stop = async () => {
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    await new Promise((done) => server.once('exit', done));
    connection.dispose();
  };
  const uriOf = (path: string) => `${FOLDER}/${path}`;
  return {
    connection,
    asked,
    logged,
    open: (path, text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri: uriOf(path), languageId: 'yaml', version: 1, text },
      }),
    hover: async (path, text, mark) => {
      const position = positionAt(text, text.indexOf(mark) + 1);
      const params = { textDocument: { uri: uriOf(path) }, position };
      const hover = await connection.sendRequest<Hover | null>('textDocument/hover', params);
      return hover === null ? '' : (hover.contents as { readonly value: string }).value;
    },
    tell: (...changes) =>
      connection.sendNotification('workspace/didChangeWatchedFiles', {
        changes: changes.map(([path, type]) => ({ uri: uriOf(path), type })),
      }),
    diagnostics: (path, until) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = published.get(uriOf(path)) ?? [];
          if (!until(found)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => reject(new Error(JSON.stringify(published.get(uriOf(path)) ?? []))), 10_000);
        waiting.add(look);
        look();
      }),
  };
}

function readOf(files: ReadonlyMap<string, string | Buffer>, { files: asked, folders }: ReadParams): ReadResult {
  const pathOf = (uri: string) => decodeURIComponent(uri.slice(FOLDER.length + 1));
  return {
    files: asked.map((uri) => {
      const found = files.get(pathOf(uri));
      if (found === undefined) return null;
      return typeof found === 'string' ? { text: found } : { bytes: found.toString('base64') };
    }),
    folders: folders.map((uri) => {
      const start = pathOf(uri) === '' ? '' : `${pathOf(uri)}/`;
      const names = [...files.keys()].filter((path) => path.startsWith(start)).map((path) => path.slice(start.length));
      const found = new Map(names.map((name) => [name.split('/', 1)[0] ?? '', name.includes('/')]));
      return found.size === 0 ? null : [...found].map(([name, isFolder]) => ({ name, isFolder }));
    }),
  };
}

const [CREATED, CHANGED, DELETED] = [1, 2, 3] as const;
const isMissing = (found: readonly Diagnostic[]) => found.some(({ message }) => String(message).includes("'db/mysql'"));
const isClean = (found: readonly Diagnostic[]) => found.length === 0;

describe('a workspace that the client reads', () => {
  it('is answered of when what is needed has come, and not before', async () => {
    const client = await start(new Map(Object.entries(FILES)));
    await client.open('conf/config.yaml', CONFIG);
    const said = await client.hover('conf/config.yaml', CONFIG, 'port:');
    expect(said).toContain('port: int = 1');
    expect(said).toContain(`(${FOLDER}/conf/config.yaml#L4)`);
    expect(client.logged).toEqual([]);
  });

  it('is asked for nothing twice, for nothing outside, and for nothing that its folders do not list', async () => {
    const text = 'defaults:\n  - ../../../../etc/passwd\n  - db: oracle\n  - _self_\nhome: 1\n';
    const client = await start(new Map(Object.entries({ ...FILES, 'conf/config.yaml': text })));
    await client.diagnostics('conf/config.yaml', (found) => found.length > 0);
    expect(client.asked.filter((path) => path.includes('passwd') || path.includes('oracle'))).toEqual([]);
    expect(client.asked.filter((path) => path.startsWith('/') || path === '')).toEqual(client.asked);
    expect(client.asked.filter((path, index) => client.asked.indexOf(path) !== index)).toEqual([]);
  });

  it('is followed: a file that changes, goes and comes, and a folder that does', async () => {
    const files = new Map<string, string>(Object.entries(FILES));
    const client = await start(files);
    await client.open('conf/config.yaml', CONFIG);
    files.set('conf/db/mysql.yaml', 'port: 2\n');
    await client.tell(['conf/db/mysql.yaml', CHANGED]);
    await expect.poll(() => client.hover('conf/config.yaml', CONFIG, 'port:')).toContain('port: int = 2');
    files.delete('conf/db/mysql.yaml');
    await client.tell(['conf/db/mysql.yaml', DELETED]);
    await client.diagnostics('conf/config.yaml', isMissing);
    files.set('conf/db/mysql.yaml', 'port: 3\n');
    await client.tell(['conf/db/mysql.yaml', CREATED]);
    await client.diagnostics('conf/config.yaml', isClean);
    files.delete('conf/db/mysql.yaml');
    files.set('conf/database/mysql.yaml', 'port: 3\n');
    await client.tell(['conf/db', DELETED], ['conf/database', CREATED]);
    await client.diagnostics('conf/config.yaml', isMissing);
    files.delete('conf/database/mysql.yaml');
    files.set('conf/db/mysql.yaml', 'port: 3\n');
    await client.tell(['conf/database', DELETED], ['conf/db', CREATED]);
    await client.diagnostics('conf/config.yaml', isClean);
  });

  it('may have files that are no UTF-8, large or denied: each is told in words', async () => {
    const files = new Map<string, string | Buffer>(Object.entries(FILES));
    files.set('conf/db/mysql.yaml', Buffer.from('name: caf\xe9\n', 'latin1'));
    const client = await start(files);
    const found = await client.diagnostics('conf/db/mysql.yaml', (each) => each.length > 0);
    expect(String(found[0]?.message)).toContain('is no UTF-8: byte 0xe9 at position 9');
  });

  it.each([
    ['nothing', null],
    ['too little', { files: [], folders: [] }],
    ['no lists', { files: 'x', folders: {} }],
    ['what are no files', 'wrong items'],
  ])('is empty for a client that answers %s, which is logged', async (_, given) => {
    const client = await start(new Map(), ({ files, folders }) =>
      given === 'wrong items' ? { files: files.map(() => ({ text: 7 })), folders: folders.map(() => [3]) } : given,
    );
    await client.open('conf/config.yaml', CONFIG);
    expect(await client.hover('conf/config.yaml', CONFIG, 'port:')).not.toContain('= 1');
    await expect.poll(() => client.logged.join()).toContain('something else than was asked for');
  });

  it('is empty for a client that cannot read', async () => {
    const client = await start(new Map(), () => {
      throw new Error('no files here');
    });
    await client.open('conf/config.yaml', CONFIG);
    await client.hover('conf/config.yaml', CONFIG, 'port:');
    await expect.poll(() => client.logged.join()).toContain('no files here');
  });

  it('gives the same hovers as the same files on a disk, and the problems of an unsaved edit: the trainer', async () => {
    const paths = ['configs', 'trainer', 'schemas', 'hydrascope.yaml'].flatMap((name) => {
      if (!statSync(REPOSITORY + name).isDirectory()) return [name];
      const found = readdirSync(REPOSITORY + name, { recursive: true, withFileTypes: true });
      return found
        .filter((entry) => entry.isFile() && /\.(?:yaml|py|json)$/.test(entry.name))
        .map((entry) => `${entry.parentPath}/${entry.name}`.slice(REPOSITORY.length));
    });
    const files = new Map(paths.map((path) => [path, readFileSync(REPOSITORY + path, 'utf8')]));
    const client = await start(files);
    const { folder, dispose } = trainerCopy();
    const onDisk = await startClient(folder);
    try {
      for (const path of ['configs/mamba.yaml', 'configs/data.yaml', 'configs/gpt2.yaml']) {
        const text = files.get(path) ?? '';
        const same = await onDisk.open(path);
        for (const [line] of text.matchAll(/^\w+:.*$/gm)) {
          const expected = (await same.hover(line, 1))?.replaceAll(onDisk.uri('').replace(/\/$/, ''), FOLDER);
          expect(await client.hover(path, text, line)).toBe(expected ?? '');
        }
      }
    } finally {
      await onDisk.stop();
      dispose();
    }
    await client.open(
      'configs/mamba.yaml',
      (files.get('configs/mamba.yaml') ?? '').replace('type: "mamba"', 'type: mambo'),
    );
    const found = await client.diagnostics('configs/mamba.yaml', (each) => each.length > 0);
    expect(found.map(({ code }) => code)).toEqual(['HS401']);
  });
});
