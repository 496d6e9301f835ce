// The Python environments of the trainer in this repository. `.venv` is what launching a config needs to work at once, with
// the debugger that the suites in VS Code use: the trainer plans with it. `.venv-training` has PyTorch and the tools of the
// trainer's own tests as well, and is made when somebody asks for it: node tools/venv.mjs --training
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runLong, timed } from './host/process.mjs';

const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..');
/** Packages and where they go; a stamp in there holds what was installed, and nothing while it is unfinished. */
const environments = {
  planning: { name: '.venv', requirements: ['trainer/requirements.txt', 'test/host/requirements.txt'] },
  training: {
    name: '.venv-training',
    requirements: ['trainer/requirements.txt', 'trainer/requirements-train.txt', 'test/trainer/requirements.txt'],
  },
};
const stampName = 'hydrascope-requirements.txt';

/**
 * The interpreter of an environment, whether it is there or not.
 * @param {keyof typeof environments} kind
 */
export function pythonOf(kind) {
  return join(repository, environments[kind].name, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

/**
 * Makes an environment with its requirements when it is missing, unfinished, or behind them. An environment that
 * somebody else made is used as it is. Never throws.
 * @param {{ kind?: keyof typeof environments, log?: (line: string) => void }} [options]
 * @returns {Promise<{ python: string, reason?: undefined } | { python?: undefined, reason: string }>}
 */
export async function ensureVenv({ kind = 'planning', log = console.log } = {}) {
  const environment = join(repository, environments[kind].name);
  const requirements = environments[kind].requirements.map((path) => join(repository, path));
  const stamp = join(environment, stampName);
  const python = pythonOf(kind);
  try {
    const wanted = (await Promise.all(requirements.map((path) => readFile(path, 'utf8')))).join('');
    const installed = await readFile(stamp, 'utf8').catch(() => undefined);
    const isThere = existsSync(python);
    if (isThere && (installed === undefined || installed === wanted)) return { python };
    if (!isThere && installed === undefined && (await readdir(environment).catch(() => [])).length > 0) {
      return { reason: `${environment} is there but has no ${python}` };
    }
    await install({ environment, python, requirements }, timed(log));
    await writeFile(stamp, wanted);
    return { python };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * @param {{ environment: string, python: string, requirements: readonly string[] }} what
 * @param {(line: string) => void} say
 */
async function install({ environment, python, requirements }, say) {
  const base = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (!base) throw new Error('no python3 on the PATH');
  await rm(environment, { recursive: true, force: true });
  await mkdir(environment);
  await writeFile(join(environment, stampName), '');
  await runLong(`making ${environment}`, [base, '-m', 'venv', environment], { say });
  const pip = [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  pip.push(...requirements.flatMap((path) => ['-r', path]));
  await runLong('installing the Python requirements', pip, { cwd: repository, say });
  say(`${environment} is ready`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { training: { type: 'boolean', default: false } } });
  const { reason } = await ensureVenv({ kind: values.training ? 'training' : 'planning' });
  if (reason) console.error(`no Python environment: ${reason}`);
  process.exitCode = reason ? 1 : 0;
}
