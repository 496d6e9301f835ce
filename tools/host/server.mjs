// Starts and stops the VS Code server. Left alone it listens on 127.0.0.1 only and asks for no token.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} ServerOptions
 * @property {import('./install.mjs').HostPaths} paths from `ensureHost`
 * @property {string} dataDir            settings, logs and state of the server; made when missing
 * @property {string} extensionsDir      installed extensions; made when missing
 * @property {number} [port]             0 or nothing: a free one
 * @property {boolean} [workspaceTrust]  true: new folders open untrusted, as for a user; default: everything is trusted
 * @property {boolean} [development]     true (default): windows may name an extension in development and a suite
 * @property {NodeJS.ProcessEnv} [env]   added to the environment, which extension hosts inherit
 * @property {Record<string, unknown>} [settings] the server's machine settings, beside ours
 * @property {(text: string) => void} [onLog] what the server prints
 */

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {string} url
 * @property {Promise<void>} exited      resolves when the server is gone, whoever ended it
 * @property {() => Promise<void>} stop  ends it with its extension hosts and terminals
 */

/**
 * Quiet windows: no first-run pages, no questions to outside hosts, no watching of folders that only tools write. Files
 * are saved when a person says so, as in desktop VS Code; in a browser it would be after a second.
 */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'files.watcherExclude': { '**/node_modules/**': true, '**/.hydrascope/**': true, '**/.venv/**': true },
  'git.openRepositoryInParentFolders': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Starts a server and resolves when it listens; rejects with what it printed when it does not.
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const port = options.port || (await freePort());
  await mkdir(options.extensionsDir, { recursive: true });
  await writeSettings(options);
  const child = spawn(options.paths.node, serverArguments(options, port), {
    // Its own process group, so that its extension hosts and terminals can be ended with it.
    detached: true,
    env: { ...withoutEditorVariables(process.env), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killNow = () => signalGroup(child.pid, 'SIGKILL');
  process.once('exit', killNow);
  let output = '';
  const exited = new Promise((/** @type {(value: void) => void} */ done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const listening = new Promise((/** @type {(value: boolean) => void} */ done) => {
    const read = (/** @type {Buffer} */ chunk) => {
      options.onLog?.(`${chunk}`);
      output = `${output}${chunk}`.slice(-10_000);
      if (/Extension host agent listening on/.test(output)) done(true);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => {
      output += error.message;
    });
  });
  const stop = async () => {
    signalGroup(child.pid, 'SIGTERM');
    for (let tries = 0; tries < 40 && signalGroup(child.pid, 0); tries++) await sleep(50);
    killNow();
    process.removeListener('exit', killNow);
    await exited;
  };
  const isListening = await Promise.race([listening, exited.then(() => false), sleep(60_000, false, { ref: false })]);
  if (!isListening) {
    await stop();
    throw new Error(`the VS Code server did not start on port ${port}:\n${output.trim()}`);
  }
  return { port, url: `http://127.0.0.1:${port}/`, exited, stop };
}

/**
 * Installs .vsix files into an extensions folder.
 * @param {{ paths: import('./install.mjs').HostPaths, dataDir: string, extensionsDir: string }} where
 * @param {readonly string[]} files
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export async function installExtensions({ paths, dataDir, extensionsDir }, files) {
  await mkdir(extensionsDir, { recursive: true });
  const args = [
    ...[paths.serverMain, '--accept-server-license-terms', '--server-data-dir', dataDir],
    ...['--extensions-dir', extensionsDir, '--telemetry-level', 'off', '--force'],
    ...files.flatMap((file) => ['--install-extension', file]),
  ];
  return new Promise((done) => {
    const env = withoutEditorVariables(process.env);
    const child = spawn(paths.node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => done({ ok: false, output: error.message }));
    child.on('close', (code) => done({ ok: code === 0, output }));
  });
}

/**
 * @param {ServerOptions} options
 * @param {number} port
 */
function serverArguments({ paths, dataDir, extensionsDir, workspaceTrust = false, development = true }, port) {
  return [
    ...[paths.serverMain, '--host', '127.0.0.1', '--port', `${port}`, '--without-connection-token'],
    ...['--accept-server-license-terms', '--server-data-dir', dataDir, '--extensions-dir', extensionsDir],
    ...['--telemetry-level', 'off'],
    // A built VS Code heeds the development entries of a window's address only with this flag.
    ...(development ? ['--enable-smoke-test-driver'] : []),
    ...(workspaceTrust ? [] : ['--disable-workspace-trust']),
  ];
}

/**
 * The file of a server's machine settings, which its windows read anew when it changes.
 * @param {string} dataDir
 */
export function machineSettings(dataDir) {
  return join(dataDir, 'data/Machine/settings.json');
}

/** @param {ServerOptions} options */
async function writeSettings({ dataDir, settings = {} }) {
  const file = machineSettings(dataDir);
  await mkdir(dirname(file), { recursive: true });
  const own = existsSync(file) ? parseObject(await readFile(file, 'utf8')) : {};
  if (own) await writeFile(file, `${JSON.stringify({ ...quietSettings, ...own, ...settings }, undefined, 2)}\n`);
}

/**
 * A person's own settings file may hold comments; then it is left alone.
 * @param {string} text
 * @returns {any} undefined when it is no JSON
 */
function parseObject(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Lets windows find an extension in its source folder without having to name it: every window of a server on these
 * extensions has it, as if it were installed.
 * @param {string} extensionsDir
 * @param {string} extension a folder with an extension's package.json
 */
export async function linkExtension(extensionsDir, extension) {
  const manifest = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8'));
  const id = `${manifest.publisher}.${manifest.name}`;
  const folder = `${id}-${manifest.version}`;
  await mkdir(extensionsDir, { recursive: true });
  for (const name of await readdir(extensionsDir)) {
    // Other versions' links; a link is taken away, never what it points to.
    if (name.startsWith(`${id}-`)) await rm(join(extensionsDir, name), { recursive: true, force: true });
  }
  await symlink(extension, join(extensionsDir, folder), 'dir');
  const listFile = join(extensionsDir, 'extensions.json');
  const installed = parseObject(await readFile(listFile, 'utf8').catch(() => '[]'));
  const others = Array.isArray(installed) ? installed.filter((entry) => entry?.identifier?.id !== id) : [];
  const location = { $mid: 1, path: join(extensionsDir, folder), scheme: 'file' };
  const own = { identifier: { id }, version: manifest.version, location, relativeLocation: folder, metadata: {} };
  await writeFile(listFile, JSON.stringify([...others, own]));
}

/**
 * A port of 127.0.0.1 that nobody listens on: the preferred one if it is free.
 * @param {number} [preferred]
 * @returns {Promise<number>}
 */
export function freePort(preferred = 0) {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', (error) => (preferred === 0 ? fail(error) : freePort().then(done, fail)));
    probe.listen(preferred, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? done(address.port) : fail(new Error('no free port')),
      );
    });
  });
}

/**
 * In a terminal of VS Code these point at the outer window and would confuse the inner one.
 * @param {NodeJS.ProcessEnv} environment
 */
function withoutEditorVariables(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(([key]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$)/.test(key)),
  );
}

/**
 * Signals a process group; tells whether anything of it was still there.
 * @param {number | undefined} leader
 * @param {NodeJS.Signals | 0} signal
 */
function signalGroup(leader, signal) {
  if (leader === undefined) return false;
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}
