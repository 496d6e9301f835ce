// `hydrascope check` as a job of continuous integration runs it: a new process each time.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measured, pairs } from './measure.mjs';

const repository = fileURLToPath(new URL('../', import.meta.url));
const COMMAND = ['--require', join(repository, 'bench/cpuTime.cjs'), join(repository, 'dist/cli.js'), 'check'];

/**
 * The processor time of all its threads, which is how long it takes on one core. Unlike the time on a clock it says the
 * same while the machine does other things.
 * @param {{ workspace: ReturnType<typeof import('./workspaces.mjs').project>, name: string, temporary: string, effort: { rounds: number, seconds: number } }} what
 * @param {(result: import('./measure.mjs').Measured) => void} report
 */
export async function measureCheck({ workspace, name, temporary, effort }, report) {
  const file = join(temporary, 'cpu-time');
  const found = await pairs({ ...effort, warmup: 1 }, async () => {
    const env = { ...process.env, HYDRASCOPE_CPU_TIME: file };
    const run = spawnSync(process.execPath, COMMAND, { cwd: workspace.folder, encoding: 'utf8', env });
    // Nothing is wrong in a made project.
    if (run.status !== 0 || run.stdout.trim() !== 'no problems')
      throw new Error(`check failed:\n${run.stdout}${run.stderr}`);
    return [{ ours: Number(readFileSync(file, 'utf8')) }];
  });
  report(measured('check, whole process, one core', name, found));
}
