// Runs the in-host suites in a real VS Code: node test/host/run.mjs [--vsix FILE] [NAME...]
// NAME limits the run to suites whose file name contains it; `web` is VS Code for the Web, which has no
// Node, and `web.compare` one suite in it. With --vsix the packaged extension is installed and tested
// instead of the one in this folder. Suites named *.untrusted.test.ts run in a window whose folder is not trusted, those
// named *.virtual.test.ts in one whose folder is on no disk. `ui` is what is done with mouse and keys, and `ui.explorer` what
// has that word in its name.
// HYDRASCOPE_VSCODE = embedded | download | the path of a VS Code executable; by default the embedded one if it is
// installed or a desktop one cannot be downloaded or shown, else a download.
// Exit code: 0 all passed, 1 not, 3 no VS Code can be had on this machine.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
  TestRunFailedError,
} from '@vscode/test-electron';
import { build } from 'esbuild';
import { ensureHost, hostIsInstalled, repository } from '../../tools/host/install.mjs';
import { linkExtension } from '../../tools/host/server.mjs';
import { findChromium } from '../../tools/host/window.mjs';
import { copyTrainer } from './trainer.mjs';
import { runUi } from './ui/run.mjs';
import { bundleFiles, runWeb, workspaceFolder } from './web/run.mjs';

const embeddedExecutable = join(repository, 'tools/host/code.mjs');

/**
 * The executable of the VS Code to test in, or why there is none.
 * @returns {Promise<{ executable: string, reason?: undefined } | { executable?: undefined, reason: string }>}
 */
async function findVSCode() {
  const wish = process.env.HYDRASCOPE_VSCODE || (await defaultWish());
  if (wish === 'embedded') {
    if (!findChromium()) return { reason: 'no Chromium: apt-get install -y chromium, or name one in CHROMIUM' };
    const host = await ensureHost();
    return host.ok ? { executable: embeddedExecutable } : { reason: host.reason };
  }
  if (wish !== 'download') {
    return existsSync(wish) ? { executable: resolve(wish) } : { reason: `HYDRASCOPE_VSCODE: no file ${wish}` };
  }
  const cachePath = join(repository, '.hydrascope/desktop');
  return downloadAndUnzipVSCode({ cachePath }).then(
    (executable) => ({ executable }),
    (error) => ({ reason: `VS Code could not be downloaded: ${error.message}` }),
  );
}

/** Suites that train a model, with the Python of HYDRASCOPE_TRAINING_PYTHON. */
const trains = ['training.test.ts'];

/** @returns {Promise<'embedded' | 'download'>} */
async function defaultWish() {
  if (await hostIsInstalled()) return 'embedded';
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay) return 'embedded';
  const address = 'https://update.code.visualstudio.com/api/releases/stable';
  return fetch(address, { signal: AbortSignal.timeout(5000) }).then(
    (answer) => (answer.ok ? 'download' : 'embedded'),
    () => 'embedded',
  );
}

/**
 * @param {string} into an empty folder
 * @returns {Promise<string>} the workspace's folder
 */
async function copyWorkspace(into) {
  const workspace = join(into, 'workspace');
  await mkdir(workspace);
  await copyTrainer(workspace);
  const environment = join(repository, '.venv');
  if (existsSync(environment)) await symlink(environment, join(workspace, '.venv'), 'junction');
  return workspace;
}

/**
 * @param {string} group a folder of its own under out/host
 * @param {readonly string[]} files in test/host
 * @returns {Promise<string>} the module whose `run()` runs the suites
 */
async function bundleSuites(group, files) {
  const outdir = join(repository, 'out/host', group);
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: ['index.ts', ...files].map((name) => join(repository, 'test/host', name)),
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    outExtension: { '.js': '.cjs' },
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return join(outdir, 'index.cjs');
}

/**
 * Installs the packaged extension, and makes the empty extension that a test run has to have in development.
 * @param {string} executable
 * @param {string} vsix
 * @param {string} scratch
 * @param {readonly string[]} profile
 * @returns {Promise<string>} the empty extension's folder
 */
async function installPackage(executable, vsix, scratch, profile) {
  const [command = '', ...flags] =
    executable === embeddedExecutable ? [executable] : resolveCliArgsFromVSCodeExecutablePath(executable);
  const args = [...flags.filter((flag) => !/^--(user-data|extensions)-dir/.test(flag)), ...profile];
  const windows = process.platform === 'win32';
  const install = spawnSync(command, [...args, `--install-extension=${resolve(vsix)}`], {
    stdio: 'inherit',
    shell: windows,
  });
  if (install.status !== 0) throw new Error(`${vsix} could not be installed (exit code ${install.status})`);
  const empty = join(scratch, 'empty');
  await mkdir(empty, { recursive: true });
  const manifest = { name: 'empty', publisher: 'hydrascope', version: '0.0.0', engines: { vscode: '^1.91.0' } };
  await writeFile(join(empty, 'package.json'), JSON.stringify(manifest));
  return empty;
}

/** @typedef {'trusted' | 'untrusted' | 'virtual'} Kind of a window */

/**
 * @param {string} file a suite
 * @returns {Kind} the window that it runs in
 */
function kindOf(file) {
  return /\.untrusted\.test/.test(file) ? 'untrusted' : /\.virtual\.test/.test(file) ? 'virtual' : 'trusted';
}

/**
 * Runs suites in one window.
 * @param {{ executable: string, vsix: string | undefined, files: readonly string[], kind: Kind }} options
 * @returns {Promise<{ passed: number, failed: number }>}
 */
async function runWindow({ executable, vsix, files, kind }) {
  const scratch = await mkdtemp(join(tmpdir(), 'hydrascope-'));
  try {
    const result = join(scratch, 'result.json');
    const profile = [`--user-data-dir=${join(scratch, 'data')}`, `--extensions-dir=${join(scratch, 'extensions')}`];
    const extension = vsix ? await installPackage(executable, vsix, scratch, profile) : repository;
    await linkExtension(join(scratch, 'extensions'), join(repository, 'test/host/debugger'));
    const isVirtual = kind === 'virtual';
    // A window takes no more than one extension in development.
    if (isVirtual) await linkExtension(join(scratch, 'extensions'), await bundleFiles());
    const { scheme, path } = workspaceFolder;
    const folder = isVirtual ? `--folder-uri=${scheme}:${path}` : await copyWorkspace(scratch);
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: extension,
      extensionTestsPath: await bundleSuites(kind, files),
      extensionTestsEnv: {
        HYDRASCOPE_HOST_RESULT: result,
        HYDRASCOPE_WORKSPACE_TRUST: kind === 'untrusted' ? '1' : '',
      },
      launchArgs: [folder, ...profile],
    }).catch((error) => {
      // That suites failed is in the result; that they never ran is not.
      if (!(error instanceof TestRunFailedError && existsSync(result))) throw error;
    });
    return JSON.parse(await readFile(result, 'utf8'));
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { vsix: { type: 'string' } } });
  const files = (await readdir(join(repository, 'test/host')))
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => positionals.length === 0 || positionals.some((part) => name.includes(part)))
    .filter((name) => !trains.includes(name) || process.env.HYDRASCOPE_TRAINING_PYTHON);
  const { executable, reason } = await findVSCode();
  if (executable === undefined) {
    console.log(`host: could not run: ${reason}`);
    return 3;
  }
  if (!process.env.HYDRASCOPE_TRAINING_PYTHON) {
    console.log(`not run, no Python with PyTorch (node tools/venv.mjs --training makes one): ${trains.join(', ')}`);
  }
  const sum = { passed: 0, failed: 0 };
  for (const kind of /** @type {const} */ (['trusted', 'untrusted', 'virtual'])) {
    const suites = files.filter((name) => kindOf(name) === kind);
    if (suites.length === 0) continue;
    if (kind === 'untrusted' && executable !== embeddedExecutable) {
      // @vscode/test-electron always tells the desktop to trust every folder.
      console.log(`not run, they need the embedded VS Code: ${suites.join(', ')}`);
      continue;
    }
    const part = await runWindow({ executable, vsix: values.vsix, files: suites, kind }).catch((error) => {
      console.error(`the suites did not run to their end: ${error.message}`);
      return { passed: 0, failed: 1 };
    });
    sum.passed += part.passed;
    sum.failed += part.failed;
  }
  for (const [name, what, play] of /** @type {const} */ ([
    ['web', 'the suites of VS Code for the Web', runWeb],
    ['ui', 'what is done with mouse and keys', runUi],
  ])) {
    const asked = positionals.filter((each) => each === name || each.startsWith(`${name}.`));
    if (positionals.length > 0 && asked.length === 0) continue;
    if (executable !== embeddedExecutable) {
      console.log(`not run, it needs the embedded VS Code: ${what}`);
      continue;
    }
    const parts = asked.flatMap((each) => (each === name ? [] : [each.slice(name.length + 1)]));
    const part = await play(parts).catch((error) => {
      console.error(`${what} did not run to its end: ${error.message}`);
      return { passed: 0, failed: 1 };
    });
    sum.passed += part.passed;
    sum.failed += part.failed;
  }
  console.log(`host: ${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed > 0 || sum.passed === 0 ? 1 : 0;
}

process.exit(await main());
