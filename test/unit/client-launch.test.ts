// What the composer copies, keeps and follows, apart from VS Code.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyChoices, type Written } from '../../client/src/launch/copyChoices';
import {
  changedByVSCode,
  changedIn,
  debugConfiguration,
  untypedIn,
  withConfiguration,
} from '../../client/src/launch/debugConfiguration';
import { pluginFolders, settingOffers, withLauncher } from '../../client/src/launch/launchers';
import { findOutputFolder, readOverrides } from '../../client/src/launch/outputFolder';
import { readPresets, withoutPreset, withPreset } from '../../client/src/launch/presets';
import { duration, outcome, type Run, runLabel, runsText } from '../../client/src/launch/runRows';

const COMMAND = {
  script: '${workspaceFolder}/a.py',
  args: ['--config-name=mamba', 'x="a b"'],
  cwd: '${workspaceFolder}',
};
const ENTRY = debugConfiguration('mamba', 'debugpy', COMMAND);

describe('an entry of launch.json', () => {
  it('is added to what is there; comments and all else stay', () => {
    const before =
      '{\n  // Ours.\n  "version": "0.2.0",\n  "configurations": [\n    { "name": "mamba" }, // first\n  ],\n}\n';
    const after = withConfiguration(before, ENTRY);
    expect(after).toContain('// Ours.');
    expect(after).toContain('// first');
    const { configurations } = parse(after, [], { allowTrailingComma: true });
    expect(configurations).toEqual([{ name: 'mamba' }, { ...ENTRY, name: 'mamba (2)' }]);
  });

  it('makes the file, and the list where it is missing', () => {
    expect(parse(withConfiguration('', ENTRY))).toEqual({ version: '0.2.0', configurations: [ENTRY] });
    expect(parse(withConfiguration('{ "compounds": [] }', ENTRY))).toEqual({ compounds: [], configurations: [ENTRY] });
  });

  it.each(['{', '[]', '{ "configurations": {} }', 'x'])('leaves %s alone', (text) => {
    expect(() => withConfiguration(text, ENTRY)).toThrow(/launch\.json/);
  });
});

describe('the words of a launch', () => {
  const words = { python: '/usr/bin/python3', command: { script: '/w/app.py', cwd: '/w', args: ['a=1'] } };
  const evil = '/w/${command:workbench.action.quit}/app.py';

  it('are looked through for variables of VS Code, each of them', () => {
    expect(changedIn(words)).toBeUndefined();
    expect(changedIn({ ...words, python: evil })).toBe(evil);
    expect(changedIn({ ...words, command: { ...words.command, script: evil } })).toBe(evil);
    expect(changedIn({ ...words, command: { ...words.command, cwd: evil } })).toBe(evil);
    expect(changedIn({ ...words, command: { ...words.command, args: ['a=1', '+b=${cwd}'] } })).toBe('+b=${cwd}');
  });

  it('are looked through for what is a key in a terminal', () => {
    expect(untypedIn(words)).toBeUndefined();
    for (const key of ['\u0003', '\t', '\r', '\u001b', '\u007f']) {
      const args = ['a=1', `+b='x${key}'`];
      expect(untypedIn({ ...words, command: { ...words.command, args } })).toBe(args[1]);
    }
    expect(untypedIn({ ...words, command: { ...words.command, script: '/w/\u0015rm.py' } })).toBe('/w/\u0015rm.py');
  });
});

describe('changedByVSCode', () => {
  it.each(['a=${workspaceFolder}/x', 'b=${env:HOME}', 'c=${cwd}', 'd=${file}', 'e=${workspaceFolder:x}', '${/}'])(
    '%s is changed',
    (argument) => expect(changedByVSCode(['a=1', argument])).toBe(argument),
  );
  it.each(['a=${seq_len}', 'b=${oc.env:HOME}', 'c=${hydra:runtime.cwd}', 'd=$cwd', 'e=${.file}', 'f=${files}'])(
    '%s is not',
    (argument) => expect(changedByVSCode([argument])).toBeUndefined(),
  );
});

describe('presets', () => {
  const first = { name: 'short', config: 'mamba', overrides: ['seq_len=256'] };

  it('are added, replaced by name and taken out, with comments kept', () => {
    const made = withPreset('', first);
    expect(readPresets(made)).toEqual([{ ...first, index: 0 }]);
    const commented = made.replace('{', '{\n  // Ours.');
    const second = { name: 'b', config: 'configs/gpt2.yaml', overrides: [] };
    const two = withPreset(commented, second);
    expect(readPresets(two).map(({ name }) => name)).toEqual(['short', 'b']);
    const changed = withPreset(two, { ...first, overrides: ['seq_len=1,2'] });
    expect(readPresets(changed)[0]?.overrides).toEqual(['seq_len=1,2']);
    const left = withoutPreset(changed, 'short');
    expect(readPresets(left).map(({ name }) => name)).toEqual(['b']);
    expect(left).toContain('// Ours.');
    expect(withoutPreset(left, 'nothing')).toBe(left);
  });

  it('that are not whole are passed over, and a broken file is left alone', () => {
    const text =
      '{ "presets": [null, 1, { "name": 1 }, { "name": "a", "config": "b" }, { "name": "c", "config": "d", "overrides": [1] }] }';
    expect(readPresets(text)).toEqual([{ name: 'a', config: 'b', overrides: [], index: 3 }]);
    for (const broken of ['{', '[]', '{ "presets": 1 }']) {
      expect(() => readPresets(broken)).toThrow();
      expect(() => withPreset(broken, first)).toThrow();
    }
  });
});

describe('copyChoices', () => {
  const written: Written = {
    name: 'mamba note=a\nb',
    argv: ['python', 'a.py', 'note=a\nb'],
    folder: '/ws/trainer',
    entry: { script: '${workspaceFolder}/trainer/a.py', cwd: '${workspaceFolder}/trainer' },
    args: ['note=a\nb'],
  };

  it('has the own shell first, and says what cannot be written', () => {
    const choices = copyChoices(written, 'fish');
    expect(choices.map(({ id }) => id)).toEqual(['fish', 'posix', 'pwsh', 'powershell', 'cmd', 'launch.json', 'slurm']);
    const cmd = choices.find(({ id }) => id === 'cmd');
    expect(cmd?.text).toBeUndefined();
    expect(cmd?.fault).toContain('line break');
    expect(choices.at(-1)?.text).toMatch(
      /^sbatch --job-name=mamba-note-a-b --chdir=\/ws\/trainer '--wrap=python a\.py /,
    );
    expect(parse(choices.at(-2)?.text ?? '')).toMatchObject({ type: 'debugpy', args: ['note=a\nb'] });
  });
});

describe('launchers', () => {
  it('stand once on a line, in the place of another', () => {
    expect(withLauncher('seq_len=1,2', 'joblib')).toBe('seq_len=1,2 hydra/launcher=joblib');
    expect(withLauncher('hydra/launcher=joblib seq_len=1,2', 'ray')).toBe('seq_len=1,2 hydra/launcher=ray');
    expect(withLauncher('seq_len=1,2 hydra/launcher=joblib', 'basic')).toBe('seq_len=1,2');
    expect(withLauncher('', 'rq')).toBe('hydra/launcher=rq');
  });

  it('offer their settings behind their name, those that are not there yet', () => {
    const offers = settingOffers('a=1,2 hydra/launcher=submitit_slurm hydra.launcher.partition=gpu hydra.l');
    expect(offers.map(({ label }) => label)).toContain('hydra.launcher.timeout_min=');
    expect(offers.map(({ label }) => label)).not.toContain('hydra.launcher.partition=');
    expect(offers[0]).toMatchObject({ start: 65, end: 72 });
    expect(settingOffers('a=1,2 hydra.l')).toEqual([]);
  });

  it('are looked for beside the interpreter', () => {
    expect(pluginFolders('/ws/.venv/bin/python', ['python3.12'])).toContain(
      '/ws/.venv/lib/python3.12/site-packages/hydra_plugins',
    );
    expect(pluginFolders('C:\\ws\\.venv\\Scripts\\python.exe', [])).toContain(
      'C:\\ws\\.venv\\Lib\\site-packages\\hydra_plugins',
    );
    expect(pluginFolders('/usr/bin/python3', ['python3.12'])).toContain('/usr/lib/python3/dist-packages/hydra_plugins');
  });
});

describe('findOutputFolder', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'hydrascope-runs-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function made(path: string, overrides: string, time: number, file = '.hydra/overrides.yaml'): string {
    const folder = join(root, path);
    mkdirSync(join(folder, '.hydra'), { recursive: true });
    writeFileSync(join(folder, file), overrides);
    utimesSync(join(folder, file), time / 1000, time / 1000);
    return folder;
  }

  it('is the one with the same overrides, else the first since then; older ones and those of others are not', async () => {
    const now = 1_700_000_000_000;
    made('2024/old', '- a=1\n', now - 60_000);
    const same = made('2024/same', "- a=1\n- 'b: 2'\n", now + 1000);
    const other = made('2024/other', '- a=2\n', now + 2000);
    const find = (overrides: readonly string[], taken: readonly string[] = []) =>
      findOutputFolder(root, { since: now, overrides, isSweep: false, taken: new Set(taken) });
    expect(await find(['a=1', 'hydra.verbose=true', 'b: 2'])).toBe(same);
    expect(await find(['c=1'])).toBe(same);
    expect(await find(['c=1'], [same])).toBe(other);
    expect(await find(['c=1'], [other, same])).toBeUndefined();
  });

  it('is not the folder of the same launch a second later, or one that lies in the output of a run', async () => {
    const now = 1_700_000_000_000;
    const first = made('2024/a', '- a=1\n', now + 500);
    const second = made('2024/b', '- a=1\n', now + 1500);
    made('2024/a/copied', '- a=1\n', now + 400);
    const find = (since: number) =>
      findOutputFolder(root, { since, overrides: ['a=1'], isSweep: false, taken: new Set() });
    expect(await find(now)).toBe(first);
    expect(await find(now + 1000)).toBe(second);
  });

  it('of a sweep is the one above those of its jobs', async () => {
    const now = Date.now();
    made('m/0', '- a=1\n', now);
    const sweep = made('m', 'x: 1\n', now, 'multirun.yaml');
    expect(await findOutputFolder(root, { since: now, overrides: [], isSweep: true, taken: new Set() })).toBe(sweep);
    const none = { since: now, overrides: [], isSweep: false, taken: new Set<string>() };
    expect(await findOutputFolder(join(root, 'nothing'), none)).toBeUndefined();
  });

  const python = '.venv/bin/python';
  it.runIf(existsSync(python))('reads the list as PyYAML writes it', () => {
    const overrides = [
      'a=1',
      "b='x y'",
      'c="it\'s"',
      '+d={e: 1}',
      '~f',
      'g=[1, 2]',
      'h=ü',
      `i=${'long '.repeat(40)}end`,
      '# j',
      'k: l',
      '',
    ];
    const code =
      'import json,sys;from omegaconf import OmegaConf;print(OmegaConf.to_yaml(OmegaConf.create(json.loads(sys.argv[1]))),end="")';
    const text = execFileSync(python, ['-c', code, JSON.stringify(overrides)], { encoding: 'utf8' });
    expect(readOverrides(text)).toEqual(overrides);
  });
});

describe('runs', () => {
  const run: Run = { id: 1, name: 'mamba', overrides: ['a=$(b)'], where: 'task', started: 0 };

  it('are told by the newest, by their number while several go on', () => {
    expect(runsText([])).toBeUndefined();
    expect(runsText([run])).toEqual({ text: '$(sync~spin) mamba', spoken: expect.stringContaining('running for') });
    expect(runsText([run, run])?.text).toBe('$(sync~spin) 2 runs');
    const failed = { ...run, ended: 3000, exitCode: 2 };
    expect(runsText([failed, run])?.text).toBe('$(sync~spin) mamba');
    expect(runsText([failed])).toEqual({
      text: '$(error) mamba',
      spoken: 'Run mamba: failed with exit code 2 after 3 s',
    });
    expect(outcome({ ...run, ended: 1000, exitCode: 0 })).toBe('done after 1 s');
    expect(outcome({ ...run, ended: 1000 })).toBe('ended after 1 s');
  });

  it('have rows whose texts never become icons', () => {
    expect(runLabel(run)).toBe('$(sync~spin) mamba a=\\$(b)');
    expect([500, 99_000, 200_000, 3_900_000, 7_200_000].map(duration)).toEqual([
      '1 s',
      '99 s',
      '3 min',
      '1 h 5 min',
      '2 h',
    ]);
  });
});
