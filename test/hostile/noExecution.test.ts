// Opening, editing, asking about and checking a hostile workspace starts nothing, sends nothing, writes nothing, and reads
// nothing outside of it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeHost, uriOfPath } from '../../server/src/node/index.ts';
import { createWorkspace, fencedHost } from '../../server/src/project/index.ts';
import { questionsAt } from '../support/questions.ts';
import { type RawServer, rawServer } from '../support/rawServer.ts';

const REPOSITORY = realpathSync(fileURLToPath(new URL('../../', import.meta.url)));
const WATCHED = join(REPOSITORY, 'test/support/watched.cjs');
const SECRET = 'correct-horse-battery-staple';

let folder: string;
const inside = (path: string) => join(folder, 'ws', path);
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

const FILES: Readonly<Record<string, string>> = {
  'app.py': `import os
import hydra
from hydra.core.config_store import ConfigStore
from models.evil import Evil
os.system("touch pwned")
ADAPTER_PATHS = {"evil": "models.evil:Evil", "out": "secret:Secret"}


@hydra.main(version_base=None, config_path="configs", config_name="app")
def main(cfg):
    print(cfg.fine, cfg.secret)
`,
  'other.py': '@hydra.main(version_base=None, config_path="../outside", config_name="secret")\ndef main(cfg): ...\n',
  'models/evil.py':
    'import subprocess\nsubprocess.run(["touch", "pwned"])\n\nclass Evil:\n    def __init__(self, dim: int): ...\n',
  'sitecustomize.py': 'import os\nos.system("touch pwned")\n',
  'configs/app.yaml': `# yaml-language-server: $schema=http://127.0.0.1:9/x.json
defaults:
  - ../../outside/secret
  - linked
  - group: one
  - group/../../../outside/secret
  - _self_
fine: 4711
type: evil
secret: \${oc.env:HYDRASCOPE_SECRET}
shown: "\${fine} \${secret}"
object: !!python/object/apply:os.system ["touch pwned"]
built:
  _target_: models.evil.Evil
  dim: 3
  config: \${oc.decode:\${secret}}
hydra:
  searchpath: ["file://../outside", "pkg://outside", "file://host/share"]
  run: { dir: ../outside/run }
`,
  'configs/plain.yaml': 'fine: 4711\nsecret: ${oc.env:HYDRASCOPE_SECRET}\nshown: "x ${secret}"\n',
  'configs/group/one.yaml': 'a: ${fine}\n',
  'configs/open.yaml': '# yaml-language-server: $schema=../../outside/schema.json\ndefaults: [app, _self_]\nb: 1\n',
  'schemas/app.schema.json':
    '{ "$ref": "http://127.0.0.1:9/x.json", "properties": { "fine": { "$ref": "../../outside/schema.json" } } }',
  'hydrascope.yaml':
    'roots: [configs, ../outside]\nschemas: [{ schema: ../outside/schema.json, files: ["configs/*"] }]\n',
  'run.sh': 'python app.py --multirun fine=1,2 "hydra.searchpath=[file:///etc]"\ntouch pwned\n',
  Makefile: 'run:\n\tpython app.py fine=$(shell touch pwned)\n',
  '.vscode/settings.json': '{ "hydrascope.python": "./evil.sh", "hydrascope.trace.server": "verbose" }',
  '.vscode/launch.json': '{ "configurations": [{ "type": "debugpy", "program": "app.py", "args": ["fine=1"] }] }',
  'package.json': '{ "scripts": { "postinstall": "touch pwned" } }',
};

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hydrascope-noexec-')));
  write('outside/secret.yaml', 'password: hunter2\n');
  write('outside/secret.py', 'class Secret:\n    """hunter2"""\n');
  write('outside/schema.json', '{ "description": "hunter2" }');
  write('.gitignore', 'hunter2\n');
  for (const [path, text] of Object.entries(FILES)) write(`ws/${path}`, text);
  symlinkSync('../../outside/secret.yaml', inside('configs/linked.yaml'));
  symlinkSync('../outside', inside('linked'));
  symlinkSync('../outside/secret.py', inside('secret.py'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a watched process did, and did not only read in the workspace or in its own package. */
function deeds(log: string): string[] {
  const allowed = [`${inside('')}`, `${REPOSITORY}/dist/`, `${REPOSITORY}/package.json`];
  return [...new Set(readFileSync(log, 'utf8').split('\n'))].filter((line) => {
    const [kind, path = ''] = line.split('\t');
    return line !== '' && !(kind === 'read' && allowed.some((each) => `${path}/`.startsWith(each)));
  });
}

describe('the watch', () => {
  it.each([
    ['start', 'require("node:child_process").spawn("true")'],
    ['start', 'require("child_process").execSync("true")'],
    ['start', 'new (require("worker_threads").Worker)("x.js")'],
    ['send', 'require("net").connect(9)'],
    ['send', 'new (require("net").Socket)().connect(9)'],
    ['send', 'require("https").get("https://127.0.0.1:9")'],
    ['send', 'require("dns").lookup("example.org", () => {})'],
    ['send', 'fetch("http://127.0.0.1:9")'],
    ['write', 'require("fs").writeFileSync("x", "")'],
    ['write', 'require("fs").promises.writeFile("x", "")'],
    ['write', 'require("fs/promises").open("x", "w")'],
    ['write', 'require("fs").openSync("x", fs.constants.O_NONBLOCK | fs.constants.O_WRONLY)'],
    ['write', 'require("fs").openSync("x", fs.constants.O_NOFOLLOW | fs.constants.O_CREAT)'],
    ['write', 'require("fs").createWriteStream("x")'],
    ['write', 'require("fs").mkdirSync("x")'],
    ['read', 'require("fs").readFileSync("/etc/hosts")'],
    ['read', 'require("fs").readdirSync("/etc")'],
    ['read', 'require("fs").openSync("/etc/hosts")'],
    ['read', 'require("fs").openSync("/etc/hosts", fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK)'],
    ['read', 'require("fs").promises.readFile("/etc/hosts")'],
  ])('sees it %s: %s', (kind, code) => {
    const log = join(folder, 'control.log');
    writeFileSync(log, '');
    const script = `try { const done = ${code}; done?.catch?.(() => {}) } catch {}`;
    spawnSync(process.execPath, ['--require', WATCHED, '-e', script], { env: { ...process.env, WATCHED_LOG: log } });
    expect(deeds(log).join('\n')).toContain(`${kind}\t`);
  });
});

describe('a hostile workspace', () => {
  it('is opened, edited and asked about by the server, which does nothing but read it', {
    timeout: 180_000,
  }, async () => {
    const log = join(folder, 'server.log');
    writeFileSync(log, '');
    const env = { ...process.env, WATCHED_LOG: log, HYDRASCOPE_SECRET: SECRET };
    const args = ['--require', WATCHED, join(REPOSITORY, 'dist/server.js'), '--stdio'];
    const server = rawServer(args, { cwd: inside(''), env });
    const answers: string[] = [];
    try {
      await server.start(inside(''));
      const uriOf = (path: string) => pathToFileURL(inside(path)).href;
      for (const path of Object.keys(FILES).filter((each) => /\.(yaml|py|sh)$/.test(each))) {
        const text = FILES[path] ?? '';
        server.notify('textDocument/didOpen', {
          textDocument: { uri: uriOf(path), languageId: 'yaml', version: 1, text },
        });
        answers.push(...(await askAll(server, uriOf(path), text)));
      }
      const uri = uriOf('configs/app.yaml');
      const change = (text: string, version: number) =>
        server.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
      change(`${FILES['configs/app.yaml']}more: \${oc.env:HOME}\n`, 2);
      server.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('configs/linked.yaml'), type: 2 }] });
      const hover = { textDocument: { uri }, position: { line: 7, character: 1 } };
      expect(JSON.stringify((await server.ask('textDocument/hover', hover)).result)).toContain('4711');
      answers.push(JSON.stringify(server.notifications), server.logged.join('\n'));
      await server.ask('shutdown');
    } finally {
      server.process.kill('SIGKILL');
    }
    expect(deeds(log)).toEqual([]);
    expect(readFileSync(log, 'utf8')).toContain(inside('configs/app.yaml'));
    expect(answers.join('\n')).toContain('lies outside of the workspace');
    expect(answers.join('\n')).not.toMatch(new RegExp(`hunter2|${SECRET}`));
  });

  it.each([
    [['check']],
    [['check', '--format', 'json']],
    [['check', '--format', 'sarif']],
    [['check', '--format', 'github']],
    [['compose']],
    [['compose', '--explain']],
    [['compose', '--config-name', 'open', '--format', 'json']],
    [['compose', '--config-name', 'plain', '--explain']],
    [['compose', '--config-name', 'plain', '--format', 'json']],
    [['compose', '--config-name', 'plain', '--cfg', 'job']],
    [['compose', '--info']],
    [['migrate']],
    [['schema']],
  ])('is read by the command line, which does nothing else: %s', { timeout: 60_000 }, (args) => {
    const log = join(folder, 'cli.log');
    writeFileSync(log, '');
    const env = { ...process.env, WATCHED_LOG: log, HYDRASCOPE_SECRET: SECRET };
    const run = [join(REPOSITORY, 'dist/cli.js'), ...args];
    const { stdout, stderr } = spawnSync(process.execPath, ['--require', WATCHED, ...run], {
      cwd: inside(''),
      env,
      encoding: 'utf8',
    });
    expect(deeds(log)).toEqual([]);
    expect(readFileSync(log, 'utf8')).toContain(inside('configs'));
    expect(stdout + stderr).not.toMatch(new RegExp(`hunter2|${SECRET}`));
  });
});

describe('the system calls', () => {
  const found = spawnSync('strace', ['-f', '-e', 'trace=none', process.execPath, '-e', '0'], { encoding: 'utf8' });
  const isThere = found.status === 0;
  const skipped = isThere ? '' : ' (skipped: strace is not here, or may not look at processes)';
  it.skipIf(!isThere)(`of a check start, send and write nothing, and open nothing outside${skipped}`, () => {
    const log = join(folder, 'strace.log');
    const trace = ['-f', '-qq', '-o', log, '-e', 'trace=execve,connect,bind,openat,open,creat,unlink,rename,mkdir'];
    spawnSync('strace', [...trace, process.execPath, join(REPOSITORY, 'dist/cli.js'), 'check'], { cwd: inside('') });
    const calls = readFileSync(log, 'utf8').split('\n');
    expect(calls.filter((line) => line.includes(inside('configs')))).not.toEqual([]);
    // Node itself is what is executed, and what it opens for itself lies elsewhere.
    expect(calls.filter((line) => /execve\(/.test(line))).toHaveLength(1);
    expect(calls.filter((line) => /\b(connect|bind|creat|unlink|rename|mkdir)\(/.test(line))).toEqual([]);
    expect(calls.filter((line) => /O_(WRONLY|RDWR|CREAT)/.test(line) && !line.includes('/dev/'))).toEqual([]);
    expect(calls.filter((line) => line.includes(join(folder, 'outside')) || /passwd|\/etc\/hosts/.test(line))).toEqual(
      [],
    );
  });
});

/** Every request at some places of a document. */
async function askAll(server: RawServer, uri: string, text: string): Promise<string[]> {
  const folders = [uriOfPath(inside(''))];
  const host = fencedHost(nodeHost, { folders: () => folders, remedy: '' });
  const snapshot = createWorkspace(host, { folders }).snapshot();
  const answers: string[] = [];
  for (const share of [0.1, 0.35, 0.6, 0.85]) {
    for (const { feature, params } of questionsAt(snapshot, uri, Math.floor(text.length * share))) {
      answers.push(JSON.stringify(await server.ask(feature.method, params)));
    }
  }
  return answers;
}
