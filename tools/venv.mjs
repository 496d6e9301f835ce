// The Python environment of the trainer in this repository, so that launching a config works at once; with the debugger that
// the suites in VS Code use.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runLong, timed } from './host/process.mjs';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const environment = join(repository, '.venv');
const requirements = ['trainer/requirements.txt', 'test/host/requirements.txt'].map((path) => join(repository, path));
const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Holds the requirements that were installed; empty while an environment of our making is unfinished. */
const stamp = join(environment, 'hydrascope-requirements.txt');

/**
 * Makes `.venv` with these requirements when it is missing, unfinished, or behind them. An environment that
 * somebody else made is used as it is. Never throws.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<{ python: string, reason?: undefined } | { python?: undefined, reason: string }>}
 */
export async function ensureVenv({ log = console.log } = {}) {
  try {
    const wanted = (await Promise.all(requirements.map((path) => readFile(path, 'utf8')))).join('');
    const installed = await readFile(stamp, 'utf8').catch(() => undefined);
    const isThere = existsSync(python);
    if (isThere && (installed === undefined || installed === wanted)) return { python };
    if (!isThere && installed === undefined && (await readdir(environment).catch(() => [])).length > 0) {
      return { reason: `${environment} is there but has no ${python}` };
    }
    await install(wanted, timed(log));
    return { python };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * @param {string} wanted
 * @param {(line: string) => void} say
 */
async function install(wanted, say) {
  const base = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (!base) throw new Error('no python3 on the PATH');
  await rm(environment, { recursive: true, force: true });
  await mkdir(environment);
  await writeFile(stamp, '');
  await runLong(`making ${environment}`, [base, '-m', 'venv', environment], { say });
  const pip = [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  pip.push(...requirements.flatMap((path) => ['-r', path]));
  await runLong('installing the Python requirements', pip, { cwd: repository, say });
  await writeFile(stamp, wanted);
  say(`${environment} is ready`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { reason } = await ensureVenv();
  if (reason) console.error(`no Python environment: ${reason}`);
  process.exitCode = reason ? 1 : 0;
}
