// The command line, exactly as it is documented: arguments, output, exit status.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CLI, foldersOnDisk, REPOSITORY, runCli } from '../support/cli.ts';

const run = (folder: string, ...args: readonly string[]) =>
  runCli(folder, args, { HYDRASCOPE_TEST_NAME: 'from-outside' });
const inTrainer = (...args: readonly string[]) => run(REPOSITORY, ...args);
const folderOf = foldersOnDisk();

const GROUPS = `
-- app/main.py --
@hydra.main(version_base=None, config_path="../conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults: [{ model: gpt }, _self_]
name: \${oc.env:HYDRASCOPE_TEST_NAME}
dim: \${model.width}
big: 1000000000000000000000000000000
small: 1e-4
gone: ???
-- conf/model/gpt.yaml --
width: 3
-- more/model/wide.yaml --
width: 30
`;

describe('hydrascope compose', () => {
  it('prints the composed YAML', () => {
    const { status, out, err } = inTrainer(
      'compose',
      '--config-dir',
      'configs',
      '--config-name',
      'mamba',
      'seq_len=2048',
    );
    expect(err).toBe('');
    expect(status).toBe(0);
    expect(parse(out)).toMatchObject({
      seq_len: 2048,
      type: 'mamba',
      num_iterations: 1750,
      model_cfg: { d_state: 16 },
    });
    expect(out).toMatch(/^train_files: data\/fineweb10B\/fineweb_train_\*\.bin\nval_files:/);
  });

  const wanted = () => inTrainer('compose', '--config-dir', 'configs', '--config-name', 'mamba').out;

  it.each([
    [['-cd', 'configs', '-cn', 'mamba']],
    [['-cn=mamba', '-cd=configs']],
    [['--config-dir=configs', '--config-name=mamba']],
    [['-cp', 'configs', '-cn', 'mamba']],
    [['--config-path', 'configs', '-cn', 'mamba.yaml']],
    [['-cn', 'mamba']],
    [['-cn', 'mamba', '--format', 'yaml']],
    [['-cn', 'mamba', '--resolve']],
    [['-cn', 'mamba', '--hydra-version', '1.4']],
  ])('%j is the same', (args) => {
    expect(inTrainer('compose', ...args)).toEqual({ status: 0, out: wanted(), err: '' });
  });

  it('takes --config-dir beside --config-path for an added search path', () => {
    const folder = folderOf(GROUPS);
    const answer = run(
      folder,
      'compose',
      '-cp',
      'conf',
      '-cd',
      'more',
      '-cn',
      'config',
      'model=wide',
      '--format',
      'json',
    );
    expect(answer.err).toBe('');
    expect(JSON.parse(answer.out)).toMatchObject({ config: { model: { width: 30 } } });
    expect(run(folder, 'compose', '-cp', 'conf', '-cn', 'config', 'model=wide').status).toBe(1);
  });

  it("starts with the app's config_name where a root is found by looking", () => {
    const { status, out } = run(folderOf(GROUPS), 'compose');
    expect(status).toBe(0);
    expect(out).toContain('width: 3\n');
  });

  it('--resolve follows interpolations, the environment included', () => {
    const folder = folderOf(GROUPS.replace('gone: ???', ''));
    const raw = run(folder, 'compose', '-cn', 'config');
    expect(raw.out).toContain('name: ${oc.env:HYDRASCOPE_TEST_NAME}\ndim: ${model.width}\n');
    const resolved = run(folder, 'compose', '-cn', 'config', '--resolve');
    expect(resolved).toMatchObject({ status: 0, err: '' });
    expect(resolved.out).toContain('name: from-outside\ndim: 3\n');
  });

  it('--resolve fails where an interpolation leads nowhere', () => {
    const folder = folderOf('-- conf/config.yaml --\na:\n  b: ${nowhere}\n');
    expect(run(folder, 'compose', '-cd', 'conf', '-cn', 'config').status).toBe(0);
    const { status, out, err } = run(folder, 'compose', '-cd', 'conf', '-cn', 'config', '--resolve');
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(err).toContain("Interpolation key 'nowhere' not found");
    expect(err).toContain('full_key: a.b');
  });

  it('--format typed is one line, with types and choices', () => {
    const { out } = run(folderOf(GROUPS), 'compose', '-cn', 'config', '--format', 'typed');
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    const key = (v: string) => ({ t: 'str', v });
    expect(JSON.parse(out)).toEqual({
      ok: true,
      config: {
        t: 'dict',
        v: [
          [key('model'), { t: 'dict', v: [[key('width'), { t: 'int', v: '3' }]] }],
          [key('name'), { t: 'interp', v: '${oc.env:HYDRASCOPE_TEST_NAME}' }],
          [key('dim'), { t: 'interp', v: '${model.width}' }],
          [key('big'), { t: 'int', v: '1000000000000000000000000000000' }],
          [key('small'), { t: 'float', v: '0.0001' }],
          [key('gone'), { t: 'missing' }],
        ],
      },
      choices: { model: 'gpt' },
    });
  });

  it('--format typed of a failure is one line too, and the status is 1', () => {
    const { status, out, err } = inTrainer('compose', '-cn', 'mamba', 'seq_lne=1', '--format', 'typed');
    expect(status).toBe(1);
    expect(out.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toEqual({
      ok: false,
      error_class: 'ConfigCompositionException',
      error_message: "Could not override 'seq_lne'.\nTo append to your config use +seq_lne=1",
    });
    expect(err).toContain("Could not override 'seq_lne'.");
  });

  it('--format json is JSON', () => {
    const { out } = inTrainer('compose', '-cn', 'mamba', '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      ok: true,
      configName: 'mamba',
      config: { seq_len: 1024, local_data_path: null, use_liger: true },
    });
  });

  it('--explain prints a line for each key: its value, and every write with its place', () => {
    const { status, out } = inTrainer('compose', '-cn', 'mamba', '--explain', 'seq_len=2048');
    expect(status).toBe(0);
    const lines = out.trimEnd().split('\n');
    expect(lines).toContain('seq_len: 2048  <- seq_len=2048, over 1024 mamba.yaml:37, over 65536 data.yaml:8');
    expect(lines).toContain('model_cfg.d_state: 16  <- mamba.yaml:14');
    expect(lines.every((line) => /^[\w.]+: .* {2}<- \S/.test(line))).toBe(true);
    expect(lines).toHaveLength(new Set(lines.map((line) => line.split(':')[0])).size);
  });

  it('--hydra-version decides where the versions differ, else the project file', () => {
    const text = `
-- conf/config.yaml --
defaults:
  - base
  - db: _self_
a: config
-- conf/base.yaml --
a: base
`;
    const compose = (folder: string, ...more: readonly string[]) =>
      run(folder, 'compose', '-cd', 'conf', '-cn', 'config', ...more);
    const folder = folderOf(text);
    expect(compose(folder).status).toBe(1);
    expect(compose(folder, '--hydra-version', '1.3').status).toBe(1);
    expect(compose(folder, '--hydra-version', '1.4')).toEqual({ status: 0, out: 'a: config\n', err: '' });
    expect(compose(folderOf(`${text}-- hydrascope.yaml --\nhydra: "1.4"\n`)).status).toBe(0);
  });

  it('ends quietly when its reader has enough (EPIPE)', async () => {
    const keys = Array.from({ length: 30_000 }, (_, index) => `key_${index}: ${index}`).join('\n');
    const folder = folderOf(`-- conf/config.yaml --\n${keys}`);
    const command = spawn(process.execPath, [CLI, 'compose', '-cd', 'conf', '-cn', 'config'], { cwd: folder });
    let err = '';
    command.stderr.on('data', (chunk) => {
      err += chunk;
    });
    command.stdout.once('data', () => command.stdout.destroy());
    const status = await new Promise((done) => command.once('close', done));
    expect({ status, err }).toEqual({ status: 0, err: '' });
  });

  it("a failure is Hydra's own message, with our place, and status 1", () => {
    const folder = folderOf(`
-- conf/config.yaml --
defaults:
  - bsae
  - _self_
-- conf/base.yaml --
a: 1
`);
    const { status, out, err } = run(folder, 'compose', '-cd', 'conf', '-cn', 'config');
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toContain("In 'config': Could not load 'bsae'.");
    expect(err).toContain(`\n    at ${join('conf', 'config.yaml')}:2:5\n`);
  });

  it('broken YAML is a failure with its place', () => {
    const folder = folderOf('-- conf/config.yaml --\na: 1\na: 2\n');
    const { status, err } = run(folder, 'compose', '-cd', 'conf', '-cn', 'config');
    expect(status).toBe(1);
    expect(err).toContain('found duplicate key a');
    expect(err).toContain(`at ${join('conf', 'config.yaml')}:2:1`);
  });

  it.each([
    [['-cn', 'nowhere'], "Cannot find primary config 'nowhere'"],
    [['-cn', 'mamba', 'seq_len'], 'seq_len'],
    [['-cn', 'mamba', '~nothing'], 'nothing'],
    [['-cd', 'nowhere', '-cn', 'mamba'], 'nowhere'],
  ])('%j fails with status 1', (args, message) => {
    const { status, out, err } = inTrainer('compose', ...args);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at .*\.js:/);
  });
});

describe('wrong usage', () => {
  it.each([
    [[], 'a command is missing'],
    [['nothing'], "there is no command 'nothing'"],
    [['compose', '--nothing'], '--nothing'],
    [['compose', '--config-name'], 'config-name'],
    [['compose', '--format', 'xml'], '--format is one of yaml, json, typed'],
    [['compose', '--hydra-version', '1.2'], '--hydra-version is 1.3 or 1.4'],
    [['lsp'], 'lsp wants to know how an editor talks with it: hydrascope lsp --stdio'],
    [['explian'], "there is no command 'explian'; did you mean 'explain'?"],
    [['check', '--format', 'typed'], '--format is one of human, text, json, sarif, github'],
    [['check', 'nowhere'], 'there is no nowhere'],
    [['check', '--nothing'], '--nothing'],
  ])('%j ends with status 2 and the usage', (args, message) => {
    const { status, out, err } = inTrainer(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err.split('\n')[0]).toContain(message);
    expect(err).toContain('hydrascope compose [--config-dir DIR]');
  });

  it('compose without any config root says so', () => {
    const { status, err } = run(folderOf('-- a.txt --\n'), 'compose', '-cn', 'config');
    expect(status).toBe(2);
    expect(err).toContain('no config root found');
  });

  it('--help and --version are none', () => {
    expect(inTrainer('--help')).toMatchObject({ status: 0, err: '' });
    const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
    expect(inTrainer('--version')).toEqual({ status: 0, out: `${version}\n`, err: '' });
    expect(inTrainer('lsp', '--version')).toEqual({ status: 0, out: `${version}\n`, err: '' });
  });
});
