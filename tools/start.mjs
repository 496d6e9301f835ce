// `npm start`: VS Code with this extension on this repository's trainer. Desktop VS Code where `code` is on the PATH,
// else the embedded one, in a browser, until Ctrl-C.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureHost, repository } from './host/install.mjs';
import { freePort, linkExtension, startServer } from './host/server.mjs';
import { ensureVenv } from './venv.mjs';

/** What opens first, so that nobody has to look for a place to begin: `seq_len`, which overrides what a base config says. */
const first = `${join(repository, 'configs/mamba.yaml')}:37`;

/** A constant port, because a browser keeps a person's settings and layout by address. */
const usualPort = 8910;

const { values } = parseArgs({
  options: { 'no-open': { type: 'boolean', default: false }, port: { type: 'string' }, embedded: { type: 'boolean' } },
});

const venv = await ensureVenv();
if (venv.reason) {
  console.log('Everything but launching works: there is no Python environment with the requirements of the trainer.');
  console.log(`  ${venv.reason.replaceAll('\n', '\n  ')}`);
}
if (values.embedded || !openDesktop()) process.exitCode = await serve();

/**
 * Opens desktop VS Code; false when there is none or it refuses.
 * @returns {boolean}
 */
function openDesktop() {
  const windows = process.platform === 'win32';
  const name = windows ? 'code.cmd' : 'code';
  const folders = (process.env.PATH ?? '').split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, name)))) return false;
  const quote = (/** @type {string} */ text) => (windows ? `"${text}"` : text);
  const args = [`--extensionDevelopmentPath=${repository}`, repository, '--goto', first].map(quote);
  const { status } = spawnSync(name, args, { stdio: 'inherit', shell: windows });
  if (status === 0) console.log('hydrascope is open in VS Code, in a window of its own');
  else console.log(`\`code\` ended with ${status}; taking the embedded VS Code`);
  return status === 0;
}

/**
 * Serves the embedded VS Code until a signal or its end.
 * @returns {Promise<number>} the exit code
 */
async function serve() {
  const host = await ensureHost();
  if (!host.ok) {
    console.error(`There is no \`code\` on the PATH, and the embedded VS Code cannot be had: ${host.reason}`);
    return 1;
  }
  const dataDir = join(repository, '.hydrascope/start/data');
  const extensionsDir = join(repository, '.hydrascope/start/extensions');
  await linkExtension(extensionsDir, repository);
  const port = Number(values.port) || (await freePort(usualPort));
  // Who starts the repository's own code trusts the repository: no question, and launching works at once.
  const server = await startServer({ paths: host.paths, dataDir, extensionsDir, port, development: false });
  const open = [
    ['openFile', `vscode-remote://127.0.0.1:${port}${encodeURI(first)}`],
    ['gotoLineMode', 'true'],
  ];
  const query = new URLSearchParams({ folder: repository, payload: JSON.stringify(open) });
  const address = `${server.url}?${query}`.replaceAll('%2F', '/');
  console.log(`hydrascope is open at ${address}`);
  console.log('Point at a key there, such as seq_len. Ctrl-C ends it');
  const hasDisplay = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!values['no-open'] && hasDisplay) {
    spawn('xdg-open', [address], { stdio: 'ignore', detached: true })
      .on('error', () => {})
      .unref();
  }
  const signal = new Promise((/** @type {(value: boolean) => void} */ done) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => done(true));
  });
  const isAsked = await Promise.race([signal, server.exited.then(() => false)]);
  await server.stop();
  if (!isAsked) console.error('the VS Code server ended by itself');
  return isAsked ? 0 : 1;
}
