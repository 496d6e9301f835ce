// `hydrascope check` on the trainer with two mistakes in it, and where there is nothing to find.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldersOnDisk, REPOSITORY, runCli } from '../support/cli.ts';
import { trainerCopy } from '../support/wireClient.ts';

const run = (folder: string, ...args: readonly string[]) => runCli(folder, args);
const inTrainer = (...args: readonly string[]) => run(REPOSITORY, ...args);
const folderOf = foldersOnDisk();

describe('hydrascope check', () => {
  let copy: ReturnType<typeof trainerCopy>;
  beforeAll(() => {
    copy = trainerCopy();
    const edit = (path: string, old: string, text: string) => {
      const full = join(copy.folder, path);
      const before = readFileSync(full, 'utf8');
      expect(before).toContain(old);
      writeFileSync(full, before.replace(old, text));
    };
    edit('configs/mamba.yaml', 'type: "mamba"', 'type: "mmaba"');
    edit('configs/ngpt.yaml', 'type: "ngpt"', 'type: "ngpt"\ntrain_seq_len: 1');
  });
  afterAll(() => copy.dispose());

  const UNREGISTERED = "'mmaba' is not registered in ADAPTER_PATHS (trainer_registry.py); did you mean 'mamba'?";
  const UNKNOWN = "'train_seq_len' is not a known key; did you mean 'seq_len' (data.yaml:8)?";

  it('prints lines of file:line:column, and ends with status 1', () => {
    const { status, out, err } = run(copy.folder, 'check', 'configs');
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out.split('\n')).toContain(`${join('configs', 'mamba.yaml')}:8:7 error ${UNREGISTERED} (HS401)`);
    expect(out.split('\n')).toContain(`${join('configs', 'ngpt.yaml')}:9:1 warning ${UNKNOWN} (HS301)`);
  });

  it('--format json counts from 1, and has files relative to the working directory', () => {
    const { status, out } = run(copy.folder, 'check', '--format', 'json', 'configs/mamba.yaml', 'configs/ngpt.yaml');
    expect(status).toBe(1);
    expect(JSON.parse(out).problems).toMatchObject([
      {
        code: 'HS401',
        severity: 'error',
        file: join('configs', 'mamba.yaml'),
        line: 8,
        column: 7,
        endLine: 8,
        endColumn: 14,
        message: UNREGISTERED,
      },
      {
        code: 'HS301',
        severity: 'warning',
        file: join('configs', 'ngpt.yaml'),
        line: 9,
        column: 1,
        endLine: 9,
        endColumn: 14,
        message: UNKNOWN,
      },
    ]);
    const inside = JSON.parse(run(join(copy.folder, 'configs'), 'check', '--format=json', 'mamba.yaml').out).problems;
    expect(inside.every(({ file }: { file: string }) => !file.startsWith('/') && !file.includes(copy.folder))).toBe(
      true,
    );
  });

  it('looks at what it is given only', () => {
    expect(JSON.parse(run(copy.folder, 'check', '--format', 'json', 'configs/vanilla.yaml').out).problems).toEqual([]);
    expect(run(copy.folder, 'check', 'configs/vanilla.yaml')).toEqual({ status: 0, out: 'no problems\n', err: '' });
  });

  it('warnings alone end with status 0', () => {
    const { status, out } = run(copy.folder, 'check', 'configs/ngpt.yaml');
    expect(status).toBe(0);
    expect(out).toContain('HS301');
  });

  it('finds nothing in this repository', () => {
    expect(inTrainer('check')).toEqual({ status: 0, out: 'no problems\n', err: '' });
    expect(JSON.parse(inTrainer('check', 'configs', '--format', 'json').out)).toEqual({
      version: 1,
      problems: [],
      counts: { error: 0, warning: 0, info: 0, hint: 0 },
      leftOut: [],
    });
  });

  it('stays silent in a folder without configs', () => {
    const folder = folderOf('-- docker-compose.yaml --\na: "open\n');
    expect(run(folder, 'check')).toEqual({ status: 0, out: 'no problems\n', err: '' });
  });

  it('prints no terminal escapes of file names and values', () => {
    const folder = folderOf(
      '-- configs/app.yaml --\ndefaults: [_self_]\na: ${"\u001b[31m"}\nb: ${nowhere\u001b[31m}\n',
    );
    expect(run(folder, 'check').out).not.toMatch(/\u001b/);
  });
});
