// Real Hydras to ask: which versions, where their Pythons are, how they are started.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The one place that says which Hydra is asked. `variable` names the environment variable of a ready Python. */
export const HYDRAS = [
  {
    version: '1.3',
    variable: 'HYDRASCOPE_HYDRA_13',
    pins: { 'hydra-core': '1.3.2', omegaconf: '2.3.1', PyYAML: '6.0.3', 'hydra-zen': '0.17.2' },
    pipOptions: [],
  },
  {
    version: '1.4',
    variable: 'HYDRASCOPE_HYDRA_14',
    pins: { 'hydra-core': '1.4.0rc3', omegaconf: '2.4.1rc1', PyYAML: '6.0.3', 'hydra-zen': '0.17.2' },
    pipOptions: ['--pre'],
  },
];

export const HERE = dirname(fileURLToPath(import.meta.url));
export const REPO = join(HERE, '..', '..');

/** Why Hydra cannot be asked; ends the run with status 3. */
export class Unavailable extends Error {}

/**
 * Runs a command to its end.
 * @returns {Promise<{ status: number, stdout: string, stderr: string }>} status -1 when it could not be started
 */
function run(command, parameters, { input = '', env = process.env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { cwd: REPO, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const stdout = [];
    const stderr = [];
    child.stdout.on('data', (chunk) => stdout.push(chunk));
    child.stderr.on('data', (chunk) => stderr.push(chunk));
    const end = (status, more = '') => {
      resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() + more });
    };
    child.on('error', (error) => end(-1, error.message));
    child.on('close', (status) => end(status ?? -1));
    child.stdin.on('error', () => {}); // a child that died early says so by its status
    child.stdin.end(input);
  });
}

function surroundings() {
  const kept = ['PATH', 'SYSTEMROOT', 'TMPDIR', 'TEMP'].filter((name) => process.env[name] !== undefined);
  return {
    ...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
    HOME: '/home/someone',
    USER: 'someone',
    TZ: 'UTC',
    PYTHONUTF8: '1',
    PYTHONHASHSEED: '0',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** Asks Hydra everything at once; its surroundings are the same on every machine. */
export function ask(python, requests) {
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  return run(python, [join(HERE, 'ask_hydra.py')], { input, env: surroundings() });
}

/**
 * A Hydra that stays open and answers one request after the other.
 * @returns {{ ask: (request: object) => Promise<object>, stop: () => void, kill: () => void }}
 */
export function openHydra(python) {
  const child = spawn(python, [join(HERE, 'ask_hydra.py')], {
    cwd: REPO,
    env: surroundings(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line)));
  child.on('close', () => {
    for (const { reject } of waiting.splice(0)) reject(new Unavailable(`${python} ended`));
  });
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(request)}\n`);
      }),
    stop: () => child.stdin.end(),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Why this Python is not the Hydra that is wanted; undefined when it is. */
async function unfit(python, { pins }) {
  const { status, stdout, stderr } = await ask(python, [{ op: 'version' }]);
  if (status !== 0) return `${python} cannot run Hydra: ${lastLine(stderr)}`;
  const found = JSON.parse(stdout);
  const { hydra, omegaconf, pyyaml } = found;
  const installed = { 'hydra-core': hydra, omegaconf, PyYAML: pyyaml, 'hydra-zen': found.hydra_zen };
  const wrong = Object.keys(pins).filter((name) => installed[name] !== pins[name]);
  if (wrong.length === 0) return undefined;
  return `${python} has ${wrong.map((name) => `${name} ${installed[name]}, wanted ${pins[name]}`).join('; ')}`;
}

/** A Python that has this Hydra: the one that the environment names, else a venv of our own, made when missing. */
export async function pythonOf(hydra) {
  const named = process.env[hydra.variable];
  if (named) {
    const reason = await unfit(named, hydra);
    if (reason !== undefined) throw new Unavailable(`${hydra.variable}: ${reason}`);
    return named;
  }
  const folder = join(REPO, '.hydrascope', `hydra-${hydra.version}`);
  const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  if (existsSync(python) && (await unfit(python, hydra)) === undefined) return python;

  const packages = Object.entries(hydra.pins).map(([name, version]) => `${name}==${version}`);
  const steps = [
    ['making a venv', process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder]],
    [`installing ${packages.join(' ')}`, python, ['-m', 'pip', 'install', '-q', ...hydra.pipOptions, ...packages]],
  ];
  rmSync(folder, { recursive: true, force: true });
  for (const [what, command, parameters] of steps) {
    progress(`Hydra ${hydra.version}: ${what} in ${relative(REPO, folder)}`);
    const { status, stdout, stderr } = await run(command, parameters);
    if (status !== 0) throw new Unavailable(`${what} failed: ${lastLine(stderr) || lastLine(stdout)}`);
  }
  const reason = await unfit(python, hydra);
  if (reason !== undefined) throw new Unavailable(reason);
  return python;
}

export function lastLine(text) {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** Progress goes to stderr, so that stdout holds the result alone. */
export function progress(text) {
  console.error(text);
}
