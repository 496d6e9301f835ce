// The suites in VS Code for the Web: a worker of Chromium is the extension host, and the workspace is a file system of an
// extension. Nothing but static files is served.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { ensureHost, repository } from '../../../tools/host/install.mjs';
import { serveWeb } from '../../../tools/host/web.mjs';
import { openPage } from '../../../tools/host/window.mjs';
import { copyTrainer } from '../trainer.mjs';

const source = join(repository, 'test/host/web');

/** The extension that has the workspace's files, and the suites beside it. */
const manifest = {
  name: 'memory-files',
  publisher: 'hydrascope',
  version: '0.0.0',
  engines: { vscode: '^1.91.0' },
  main: './files.js',
  browser: './files.js',
  activationEvents: ['onFileSystem:memory'],
  capabilities: { virtualWorkspaces: true, untrustedWorkspaces: { supported: true } },
};

/** Where the files of the workspace are: of the memory's own scheme. */
export const workspaceFolder = { scheme: 'memory', path: '/trainer' };

/**
 * Bundles the extension with the file system and the suites.
 * @param {readonly string[]} [wanted] names of suites; none: all
 * @returns {Promise<string>} its folder
 */
export async function bundleWeb(wanted = []) {
  return bundle('web', ['files.ts', 'index.ts'], { WANTED: JSON.stringify(wanted) });
}

/**
 * Bundles the file system alone.
 * @returns {Promise<string>} the extension's folder
 */
export async function bundleFiles() {
  return bundle('files', ['files.ts'], {});
}

/**
 * @param {string} group a folder of its own under out/host
 * @param {readonly string[]} entries
 * @param {Readonly<Record<string, string>>} define
 * @returns {Promise<string>}
 */
async function bundle(group, entries, define) {
  const outdir = join(repository, 'out/host', group);
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: entries.map((name) => join(source, name)),
    outdir,
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    sourcemap: 'inline',
    external: ['vscode'],
    define: { ...define, FILES: JSON.stringify(await trainerTexts()) },
    alias: {
      mocha: join(source, 'mocha.ts'),
      'node:assert': join(source, 'assert.ts'),
      'node:timers/promises': join(source, 'timers.ts'),
    },
    logLevel: 'warning',
  });
  await writeFile(join(outdir, 'package.json'), JSON.stringify(manifest));
  return outdir;
}

/** @returns {Promise<Record<string, string>>} the trainer's files by their paths in the memory */
async function trainerTexts() {
  const scratch = await mkdtemp(join(tmpdir(), 'hydrascope-web-'));
  try {
    const workspace = join(scratch, 'workspace');
    await mkdir(workspace);
    await copyTrainer(workspace);
    const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
    const texts = entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const file = join(entry.parentPath, entry.name);
        const path = file.slice(workspace.length).replaceAll('\\', '/');
        return [`${workspaceFolder.path}${path}`, await readFile(file, 'utf8')];
      });
    return Object.fromEntries(await Promise.all(texts));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Runs the suites.
 * @param {readonly string[]} wanted names of suites; none: all
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runWeb(wanted) {
  const host = await ensureHost();
  if (!host.ok) throw new Error(host.reason);
  const suites = await bundleWeb(wanted);
  const site = await serveWeb({
    paths: host.paths,
    extensions: [repository, suites],
    folder: workspaceFolder,
    tests: join(suites, 'index.js'),
  });
  let result = { passed: 0, failed: 0 };
  try {
    const window = await openPage({
      url: site.url,
      onLog: (text) => {
        const [, counts] = /^web: (\{.*\})$/.exec(text.trim()) ?? [];
        if (counts !== undefined) result = JSON.parse(counts);
        console.log(text);
      },
    });
    const seconds = Number(process.env.HYDRASCOPE_HOST_TIMEOUT) || 900;
    const code = await Promise.race([window.exited, sleep(seconds * 1000, 124, { ref: false })]);
    await window.close();
    if (code === 0 || result.failed > 0) return result;
    throw new Error(code === 124 ? `the suites did not end within ${seconds} s` : `exit code ${code}`);
  } finally {
    await site.stop();
  }
}
