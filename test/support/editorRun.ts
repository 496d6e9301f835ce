import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { installPacked } from './installPacked.mjs';
import { trainerCopy } from './wireClient.ts';

/** What a script told that did in an editor what a person does, and the folder in which it did that. */
export interface EditorRun<R> {
  readonly report: R;
  readonly folder: string;
  readonly dispose: () => void;
}

/**
 * Runs an editor on a copy of the trainer, with the command line of the package on its PATH as npm installs it. The script
 * writes JSON into `$HYDRASCOPE_REPORT`; `setup` is a file with a recipe of the documentation.
 */
export function runEditor<R extends { readonly problem?: string }>(
  recipe: string,
  command: (setup: string) => readonly [string, ...string[]],
): EditorRun<R> {
  const scratch = mkdtempSync(join(tmpdir(), 'hydrascope-editor-'));
  const copy = trainerCopy();
  const { hydrascope } = installPacked(scratch);
  const [setup, told] = [join(scratch, 'setup'), join(scratch, 'report.json')];
  writeFileSync(setup, recipe);
  const [program, ...args] = command(setup);
  // Nothing of whoever runs the test.
  const homes = ['CONFIG', 'DATA', 'STATE', 'CACHE'].map((each) => [`XDG_${each}_HOME`, join(scratch, each)]);
  const run = spawnSync(program, args, {
    cwd: copy.folder,
    env: {
      ...process.env,
      ...Object.fromEntries(homes),
      HOME: scratch,
      PATH: `${dirname(hydrascope)}${delimiter}${process.env.PATH}`,
      HYDRASCOPE_REPORT: told,
    },
    encoding: 'utf8',
    timeout: 120_000, // milliseconds; an editor that waits for a key waits for ever
  });
  const dispose = () => {
    copy.dispose();
    rmSync(scratch, { recursive: true, force: true });
  };
  if (run.status !== 0) {
    dispose();
    throw new Error(`${program} ended with ${run.status ?? run.signal}: ${run.stderr}`);
  }
  const report: R = JSON.parse(readFileSync(told, 'utf8'));
  if (report.problem !== undefined) {
    dispose();
    throw new Error(report.problem);
  }
  return { report, folder: copy.folder, dispose };
}

/** The first line that a program says of its version; `undefined` where it is not there. */
export function versionOf(program: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, [...args, '--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n', 1)[0] : undefined;
}
