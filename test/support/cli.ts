// The built command line as a process of its own.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { parseScenario } from './scenario.ts';

export const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
export const CLI = join(REPOSITORY, 'dist', 'cli.js');

export interface Run {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `hydrascope` in a folder, with variables beside those of the tests' own environment. */
export function runCli(folder: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...variables },
  });
  return { status, out: stdout, err: stderr };
}

/** Makes folders on the disk with a scenario's files, and takes them away after the tests of the file that asks. */
export function foldersOnDisk(): (text: string) => string {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return (text) => {
    const folder = mkdtempSync(join(tmpdir(), 'hydrascope-cli-'));
    folders.push(folder);
    for (const [path, content] of parseScenario(text).files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    return folder;
  };
}
