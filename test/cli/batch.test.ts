import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

function batch(...lines: readonly string[]): { readonly status: number | null; readonly answers: readonly unknown[] } {
  const { status, stdout } = spawnSync(process.execPath, [cli, 'compose', '--batch'], {
    input: lines.join('\n'),
    encoding: 'utf8',
  });
  return {
    status,
    answers: stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

it('answers each request with a typed line that gives its id back', () => {
  const files = { 'config.yaml': 'defaults: [db: mysql]\nx: ${oc.env:SIZE}\n', 'db/mysql.yaml': 'port: 3306\n' };
  const request = {
    id: 'a',
    files,
    config_name: 'config',
    overrides: ['db.port=1'],
    resolve: true,
    env: { SIZE: '7' },
  };
  const { status, answers } = batch(JSON.stringify(request));
  expect(status).toBe(0);
  const text = (v: string) => ({ t: 'str', v });
  const db = { t: 'dict', v: [[text('port'), { t: 'int', v: '1' }]] };
  expect(answers).toEqual([
    {
      id: 'a',
      ok: true,
      config: {
        t: 'dict',
        v: [
          [text('db'), db],
          [text('x'), text('7')],
        ],
      },
      choices: { db: 'mysql' },
    },
  ]);
});

it('sees no variable of its own environment', () => {
  const request = { files: { 'c.yaml': 'x: ${oc.env:PATH}\n' }, config_name: 'c', resolve: true };
  expect(batch(JSON.stringify(request)).answers).toMatchObject([
    { ok: false, error_class: 'InterpolationResolutionError' },
  ]);
});

it('answers in the version that is asked for', () => {
  const request = { files: { 'c.yaml': 'l: [1]\n' }, config_name: 'c', overrides: ['l=extend_list(2)'] };
  const { answers } = batch(...['1.3', '1.4'].map((hydra_version) => JSON.stringify({ ...request, hydra_version })));
  expect(answers).toMatchObject([{ ok: false, error_class: 'OverrideParseException' }, { ok: true }]);
});

it('answers what is no request, and goes on', () => {
  const good = JSON.stringify({ id: 2, files: { 'c.yaml': 'a: 1\n' }, config_name: 'c' });
  const { status, answers } = batch(
    'nope',
    '[1]',
    '{"id": 1, "overrides": 5}',
    good,
    '{"op": "toString", "env": null}',
  );
  expect(status).toBe(0);
  expect(answers).toMatchObject([
    { ok: false, error_class: 'BadRequest' },
    { ok: false, error_class: 'BadRequest' },
    { ok: false, error_class: 'BadRequest', error_message: "'overrides' has to be a list of texts", id: 1 },
    { ok: true, id: 2 },
    { ok: false, error_class: 'BadRequest', error_message: expect.stringMatching(/^'op' has to be 'compose' or/) },
  ]);
});

it('stands alone', () => {
  const { status, stderr } = spawnSync(process.execPath, [cli, 'compose', '--batch', 'x=1'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('--batch stands alone');
});

it('reads what a request names, and nothing that the files there name elsewhere', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hydrascope-batch-')));
  try {
    const files = {
      'ws/conf/app.yaml': 'defaults: [../../outside/secret, _self_]\na: 1\n',
      'ws/conf/linked.yaml': 'defaults: [link, _self_]\na: 1\n',
      'ws/conf/searched.yaml': `hydra: { searchpath: ["file://${folder}/outside"] }\ndefaults: [secret, _self_]\na: 1\n`,
      'outside/secret.yaml': 'password: hunter2\n',
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    symlinkSync('../../outside/secret.yaml', join(folder, 'ws/conf/link.yaml'));
    const ask = (request: object) => batch(JSON.stringify(request)).answers;
    const conf = { config_dir: join(folder, 'ws/conf') };
    for (const config_name of ['app', 'linked', 'searched']) {
      expect(JSON.stringify(ask({ ...conf, config_name })), config_name).not.toContain('hunter2');
      const allowed = ask({ ...conf, config_name, allow: [join(folder, 'outside')] });
      expect(JSON.stringify(allowed), config_name).toContain('hunter2');
    }
    expect(ask({ config_dir: join(folder, 'outside'), config_name: 'secret' })).toMatchObject([{ ok: true }]);
    const overrides = [`hydra.searchpath=[file://${folder}/outside]`];
    expect(JSON.stringify(ask({ ...conf, config_name: 'searched', overrides }))).toContain('hunter2');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
