// What happens to files and folders under a running server, told as editors tell it.
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { BUDGETS, offsetAt } from '../../server/src/text/index.ts';
import { startClient, type WireClient } from '../support/wireClient.ts';

const APP = `import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
`;
const CONFIG = 'defaults:\n  - db: mysql\n  - _self_\nport: ${db.port}\n';

let folder: string;
let client: WireClient;

const write = (path: string, text: string | Buffer) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const CREATED = 1;
const CHANGED = 2;
const DELETED = 3;
const tell = (...changes: readonly (readonly [string, number])[]) =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: changes.map(([path, type]) => ({ uri: client.uri(path), type })),
  });
const messages = (found: readonly Diagnostic[]) => found.map(({ message }) => String(message));
const isMissing = (found: readonly Diagnostic[]) => messages(found).some((each) => each.includes("find 'db/mysql'"));
const isClean = (found: readonly Diagnostic[]) => found.length === 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hydrascope-files-'));
  write('app.py', APP);
  write('conf/config.yaml', CONFIG);
  write('conf/db/mysql.yaml', 'port: 1\n');
  client = await startClient(folder, undefined, undefined, { workspace: { workspaceFolders: true } });
});
afterEach(async () => {
  await client.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('on the disk', () => {
  it('a folder is renamed and renamed back, each time as one event', async () => {
    await client.open('conf/config.yaml');
    renameSync(join(folder, 'conf/db'), join(folder, 'conf/database'));
    tell(['conf/db', DELETED], ['conf/database', CREATED]);
    await client.diagnostics('conf/config.yaml', isMissing);
    renameSync(join(folder, 'conf/database'), join(folder, 'conf/db'));
    tell(['conf/database', DELETED], ['conf/db', CREATED]);
    await client.diagnostics('conf/config.yaml', isClean);
  });

  it('a root is deleted while a file of it is open, and comes back', async () => {
    const config = await client.open('conf/config.yaml');
    rmSync(join(folder, 'conf'), { recursive: true });
    tell(['conf', DELETED]);
    await client.diagnostics('conf/config.yaml', isMissing);
    expect(await config.hover('port', 1)).toContain('port');
    config.close();
    await client.diagnostics('conf/config.yaml', isClean);
    write('conf/config.yaml', CONFIG);
    tell(['conf', CREATED]);
    await client.diagnostics('conf/config.yaml', isMissing);
  });

  it('a config becomes UTF-16 and UTF-8 again', async () => {
    await client.open('conf/config.yaml');
    write('conf/db/mysql.yaml', Buffer.from('\ufeffport: 1\n', 'utf16le'));
    tell(['conf/db/mysql.yaml', CHANGED]);
    const found = await client.diagnostics('conf/config.yaml', (each) => each.length > 0);
    expect(messages(found)).toEqual(["'mysql.yaml' is UTF-16, and Hydra reads UTF-8"]);
    write('conf/db/mysql.yaml', 'port: 1\n');
    tell(['conf/db/mysql.yaml', CHANGED]);
    await client.diagnostics('conf/config.yaml', isClean);
  });

  it('a config that is open is saved in another encoding', async () => {
    await client.open('conf/db/mysql.yaml');
    for (const [text, told] of [
      [Buffer.from('\ufeffport: 1\n', 'utf16le'), 'The file is UTF-16, and Hydra reads UTF-8'],
      [Buffer.from([0x70, 0xff]), 'The file is no UTF-8: byte 0xff at position 1'],
    ] as const) {
      write('conf/db/mysql.yaml', text);
      tell(['conf/db/mysql.yaml', CHANGED]);
      await client.diagnostics('conf/db/mysql.yaml', (found) => messages(found)[0] === told);
      write('conf/db/mysql.yaml', 'port: 1\n');
      tell(['conf/db/mysql.yaml', CHANGED]);
      await client.diagnostics('conf/db/mysql.yaml', isClean);
    }
  });

  it('links go round, and what they lead to changes', async () => {
    symlinkSync('..', join(folder, 'conf/db/up'));
    mkdirSync(join(folder, 'shared'));
    renameSync(join(folder, 'conf/db/mysql.yaml'), join(folder, 'shared/mysql.yaml'));
    symlinkSync('../../shared/mysql.yaml', join(folder, 'conf/db/mysql.yaml'));
    tell(['conf/db', CHANGED], ['shared', CREATED]);
    const config = await client.open('conf/config.yaml');
    expect(await config.hover('port: $', 1)).toContain('1');
    write('shared/mysql.yaml', 'host: 1\n');
    tell(['shared/mysql.yaml', CHANGED]);
    await client.diagnostics('conf/config.yaml', (found) => messages(found).some((each) => each.includes('db.port')));
  });

  it.each(['docs/use.rst', 'notes.txt', 'Dockerfile', 'Makefile'])(
    '%s names what nothing else chooses',
    async (path) => {
      write('conf/cache/redis.yaml', 'ttl: 1\n');
      tell(['conf/cache', CREATED]);
      const isTold = (found: readonly Diagnostic[]) => messages(found).some((each) => each.includes("'cache/redis'"));
      await client.diagnostics('conf/cache/redis.yaml', isTold);
      write(path, 'run:\n\tpython app.py +cache=redis\n');
      tell([path, CREATED]);
      await client.diagnostics('conf/cache/redis.yaml', isClean);
      write(path, 'run:\n\tpython app.py\n');
      tell([path, CHANGED]);
      await client.diagnostics('conf/cache/redis.yaml', isTold);
    },
  );

  it('git is told to ignore a folder', async () => {
    write('.git/HEAD', 'ref: refs/heads/main\n');
    write('conf/local/mine.yaml', 'a: [\n');
    tell(['conf/local', CREATED]);
    await client.diagnostics('conf/local/mine.yaml', (found) => found.length > 0);
    write('conf/.gitignore', 'local/\n');
    tell(['conf/.gitignore', CREATED]);
    await client.diagnostics('conf/local/mine.yaml', isClean);
  });
});

describe('the workspace', () => {
  it('loses a folder and gets it back; what lies in another one stays when that goes', async () => {
    write('conf/config.yaml', 'defaults: [nope, _self_]\n');
    tell(['conf/config.yaml', CHANGED]);
    await client.diagnostics('conf/config.yaml', (found) => found.length > 0);
    const event = (path: string) => ({ uri: pathToFileURL(join(folder, path)).href, name: path });
    const change = (added: readonly string[], removed: readonly string[]) =>
      client.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: { added: added.map(event), removed: removed.map(event) },
      });
    change([], ['.']);
    await client.diagnostics('conf/config.yaml', isClean);
    change(['.', 'conf/db'], []);
    await client.diagnostics('conf/config.yaml', (found) => found.length > 0);
    write('conf/db/configs/config.yaml', 'defaults: [nope, _self_]\n');
    tell(['conf/db/configs', CREATED]);
    change([], ['.']);
    await client.diagnostics('conf/db/configs/config.yaml', (found) => found.length > 0);
    await client.diagnostics('conf/config.yaml', isClean);
  });
});

describe('places', () => {
  it('count as the editor counts: CRLF, letters of two units, no byte order mark', async () => {
    const text = '# 🐍\r\ndefaults: [{ db: mysql }, _self_]\r\n"🔑🔑": "🎉 ${db.prot}"\r\n';
    write('conf/config.yaml', `\ufeff${text}`);
    tell(['conf/config.yaml', CHANGED]);
    const [found] = await client.diagnostics('conf/config.yaml', (each) => each.length > 0);
    if (found === undefined) throw new Error('there is a problem');
    const { start, end } = found.range;
    expect(text.slice(offsetAt(text, start), offsetAt(text, end))).toBe('"🎉 ${db.prot}"');
    expect(start).toEqual({ line: 2, character: 8 });
  });
});

describe('YAML of other programs', () => {
  it('gets no answers and no diagnostics', async () => {
    write('.github/workflows/ci.yml', 'on: push\njobs: { a: { x: "${{ github.ref }}" } }\n');
    write('docker-compose.yaml', 'services: { web: { image: "web:${TAG:-latest}" } }\n');
    for (const path of ['.github/workflows/ci.yml', 'docker-compose.yaml']) {
      const document = await client.open(path);
      expect(await document.hover('$', 1)).toBeUndefined();
      expect(await document.complete('$', 2)).toEqual([]);
      expect(await document.lenses()).toEqual([]);
      expect(await client.diagnostics(path, isClean)).toEqual([]);
    }
  });
});

describe('what the search for configs leaves out because a budget is spent', () => {
  it('is told once for each folder, without a link that a name would make', async () => {
    const shown: unknown[] = [];
    client.connection.onNotification('window/showMessage', (message) => {
      shown.push(message);
    });
    const crowd = (name: string) => {
      for (let each = 0; each <= BUDGETS.folderEntries; each++) write(`conf/${name}/o${each}.yaml`, '');
      tell([`conf/${name}`, CREATED]);
    };
    const said = (name: string) =>
      `hydrascope: conf/${name} has more than 5,000 configs or folders: of these only what something names is read`;
    const config = await client.open('conf/config.yaml');
    await client.diagnostics('conf/config.yaml', isClean);
    expect(shown).toEqual([]);
    crowd('many');
    await expect.poll(() => shown.length, { timeout: 20_000 }).toBe(1);
    expect(shown).toEqual([{ type: 2, message: said('many') }]);
    config.replace('db.port', 'nope');
    await client.diagnostics('conf/config.yaml', (found) => messages(found).some((each) => each.includes('nope')));
    crowd('[a](command:b)');
    await expect.poll(() => shown.length, { timeout: 20_000 }).toBe(2);
    expect(shown.slice(1)).toEqual([{ type: 2, message: said('[a] (command:b)') }]);
  }, 60_000);
});
