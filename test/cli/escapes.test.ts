// What a terminal would take for more than text, in the names of files, groups and keys, in values, in comments and in
// arguments: no command and no format prints any of it as it is.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, runCli } from '../support/cli.ts';

/**
 * A title, a colour by each of the two introducers, a bell, a backspace, a line that is written over, an order of letters,
 * and letters that nobody sees.
 */
const EVIL = '\u001b]0;t\u0007\u001b[31mX\u009b2JY\b\rZ\u202eW\u2066V\u200bU\u200dT\ufeffS\u{e0041}\u007f';
const FILES: Readonly<Record<string, string>> = {
  'app.py':
    'import hydra\nfrom models import M\nADAPTER_PATHS = {"m": "models:M"}\n' +
    '@hydra.main(version_base=None, config_path="conf", config_name="app")\ndef main(cfg): print(cfg.a)\n',
  'models.py': `class M:\n    """Doc ${EVIL}"""\n    def __init__(self, x: int = 1): ...\n`,
  'conf/app.yaml': [
    'defaults:',
    `  - "${json(`g${EVIL}`)}": "${json(`o${EVIL}`)}"`,
    '  - _self_',
    `"${json(`k${EVIL}`)}": "${json(`v${EVIL}`)}"`,
    'a: 1',
    `b: "\${nowhere${json(EVIL)}}"`,
    'model_adapter: null',
    `type: "${json(`t${EVIL}`)}"`,
    `_target_: "models.N${json(EVIL)}"`,
    '',
  ].join('\n'),
  [`conf/g${EVIL}/o${EVIL}.yaml`]: `# ${EVIL}\n"${json(`w${EVIL}`)}": 1\nc: "\${d${json(EVIL)}}"\n`,
  [`conf/raw${EVIL}.yaml`]: `a: ${EVIL}\nb: [\n`,
  'conf/wrong.yaml': `defaults: ["n${json(EVIL)}", _self_]\na: 1\n`,
  'hydrascope.yaml': `rules: { "HS${json(EVIL)}": off }\nschemas: [{ schema: "s${json(EVIL)}.json", files: ["conf/*"] }]\n`,
  [`s${EVIL}.json`]: JSON.stringify({ properties: { a: { type: 'string', description: EVIL } }, pattern: EVIL }),
  'run.sh': `python app.py "x${EVIL.replace('\r', '')}=1" a=2\n`,
};

/** As it stands in double quotes of YAML. */
function json(text: string): string {
  return JSON.stringify(text).slice(1, -1).replaceAll('\u007f', '\\u007f').replaceAll('\u009b', '\\u009b');
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hydrascope-escapes-'));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All but line ends and tabs. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
const ORDER = /[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0041}]/u;
/** How they are shown: by their numbers, as plain text, in YAML or in JSON. */
const SHOWN = /\\x1b|\\u001b|\\e|\\x9b|#27;/;

const PLAIN = ['--config-name', 'wrong'];
const OVERRIDE = `+x${EVIL.replaceAll(/[\r\u200b-\u202e\u2066\ufeff]|\u{e0041}/gu, '')}=1`;

// No other system has files of these names.
(process.platform === 'linux' ? describe : describe.skip)('what a terminal would obey', () => {
  it.each([
    ...['human', 'text', 'json', 'sarif', 'github'].map((format) => ['check', '--format', format]),
    ...['json', 'typed'].map((format) => ['compose', '--format', format]),
    ...['json', 'typed'].map((format) => ['compose', ...PLAIN, '--format', format]),
    ['compose', OVERRIDE],
    ['compose', '--resolve'],
    ['compose', '--explain'],
    ['compose', '--explain', '--format', 'json'],
    ['compose', ...PLAIN],
    ['compose', '--config-name', `n${EVIL}`],
    ['compose', '--config-dir', `n${EVIL}`, '--config-name', 'app'],
    ['compose', '--cfg', 'job', '--package', `p${EVIL}`],
    ['compose', '--cfg', 'job', '--format', 'json'],
    ...['all', 'defaults', 'defaults-tree', 'config'].map((topic) => ['compose', '--info', topic]),
    ['compose', '--info', 'all', '--format', 'json'],
    ['explain', `k${EVIL}`],
    ['explain', 'b', '--format', 'json'],
    ['explain', 'type', OVERRIDE],
    ...['text', 'json', 'dot', 'mermaid'].map((format) => ['graph', '--format', format]),
    ...['text', 'json'].map((format) => ['compare', 'app', OVERRIDE, '--format', format]),
    ...['text', 'json'].map((format) => ['compare', `c${EVIL}`, 'app', '--format', format]),
    [`c${EVIL}`],
    ['check', `p${EVIL}`],
    ['check', `--f${EVIL}`],
    ['check', '--rule', `r${EVIL}=off`],
    ['schema', '--type', `t${EVIL}`],
  ])('is shown by its number: %j', { timeout: 30_000 }, (...args) => {
    const { out, err } = runCli(folder, args);
    expect(out + err).toMatch(SHOWN);
    expect(out + err).not.toMatch(CONTROLS);
    expect(out + err).not.toMatch(ORDER);
  });

  it.each([
    ['compose'],
    ['compose', '--cfg', 'all'],
    ['migrate'],
    ['migrate', '--format', 'json'],
    ['migrate', '--format', `f${EVIL}`],
    ['lsp', `--f${EVIL}`],
    ['schema'],
  ])('is in nothing else: %j', { timeout: 30_000 }, (...args) => {
    const { out, err } = runCli(folder, args);
    expect(out + err).not.toBe('');
    expect(out + err).not.toMatch(CONTROLS);
  });

  it('is shown by its number in what --fix says', () => {
    const { out, err } = runCli(folder, ['check', '--fix']);
    expect(out + err).toMatch(SHOWN);
    expect(out + err).not.toMatch(CONTROLS);
    expect(out + err).not.toMatch(ORDER);
  });

  it('is in no answer of a batch', () => {
    const requests = [
      { id: EVIL, config_dir: 'conf', config_name: 'app' },
      { config_dir: 'conf', config_name: EVIL },
      { files: { 'a.yaml': `a: "${json(EVIL)}"\n` }, config_name: 'a', yaml: true },
    ];
    const input = [...requests.map((each) => JSON.stringify(each)), EVIL.replace('\r', ''), ''].join('\n');
    const { stdout } = spawnSync(process.execPath, [CLI, 'compose', '--batch'], {
      cwd: folder,
      input,
      encoding: 'utf8',
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toMatch(SHOWN);
    expect(stdout).not.toMatch(CONTROLS);
    expect(stdout).not.toMatch(ORDER);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ id: EVIL });
  });
});
