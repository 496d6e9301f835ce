// Installs the packaged extension in the embedded VS Code as a user would, into empty data and extension folders, and
// proves that it works from there, and in VS Code for the Web: node test/host/packaged.mjs [FILE.vsix]
// Exit code: 0 it does, 1 not, 3 the embedded VS Code cannot be had on this machine.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureHost, repository } from '../../tools/host/install.mjs';
import { installExtensions, startServer } from '../../tools/host/server.mjs';
import { serveWeb } from '../../tools/host/web.mjs';
import {
  chooseFocus,
  findChromium,
  focusItem,
  followHoverLink,
  hoverText,
  openFile,
  openPage,
  openWindow,
  reloadWindow,
  runCommand,
} from '../../tools/host/window.mjs';
import { bundleFiles, workspaceFolder } from './web/run.mjs';

const workspaceParts = ['configs', 'trainer', 'schemas', 'hydrascope.yaml'];

/**
 * @param {import('../../tools/host/install.mjs').HostPaths} paths
 * @param {string} vsix
 * @param {string} scratch an empty folder
 */
async function prove(paths, vsix, scratch) {
  const workspace = join(scratch, 'workspace');
  for (const part of workspaceParts) await cp(join(repository, part), join(workspace, part), { recursive: true });
  const where = { paths, dataDir: join(scratch, 'data'), extensionsDir: join(scratch, 'extensions') };
  const installed = await installExtensions(where, [vsix]);
  process.stdout.write(installed.output);
  if (!installed.ok) throw new Error(`${vsix} could not be installed`);
  // Neither an extension in development nor a suite: the package alone has to answer.
  const server = await startServer({ ...where, development: false, env: { EXTENSIONS_GALLERY: '{}' } });
  try {
    const window = await openWindow({ server, folder: workspace });
    try {
      await openFile(window.page, 'mamba.yaml');
      const hover = await hoverText(window.page, 'seq_len: 1024', 'seq_len');
      expectText('the hover on seq_len', hover, /seq_len: int = 1024/);
      console.log(`hover on seq_len: ${hover.split('\n', 1)[0]}`);
      await runCommand(window.page, 'hydrascope: Show Composed Config');
      const composed = window.page.locator('.editor-group-container .view-line', { hasText: 'train_files' });
      await composed.first().waitFor({ timeout: 30_000 });
      expectText('the composed config', (await composed.first().textContent()) ?? '', /train_files:\s.*fineweb_train/);
      console.log('Show Composed Config: shows what mamba.yaml inherits');
      await openFile(window.page, 'data.yaml');
      await chooseFocus(window.page, 'mamba');
      await reloadWindow(window.page);
      await openFile(window.page, 'data.yaml');
      await window.page.locator(focusItem, { hasText: 'mamba' }).waitFor({ timeout: 30_000 });
      expectText(
        'the hover in data.yaml',
        await hoverText(window.page, 'seq_len: 65536', 'seq_len'),
        /seq_len: int = 1024/,
      );
      console.log('Choose Focus: remembered by a window that is loaded anew');
    } finally {
      await window.close();
    }
  } finally {
    await server.stop();
  }
}

/**
 * The same package where no Node is: what was installed is served as it is, beside a file system of another extension.
 * @param {import('../../tools/host/install.mjs').HostPaths} paths
 * @param {string} extensionsDir
 */
async function proveWeb(paths, extensionsDir) {
  const name = (await readdir(extensionsDir)).find((each) => each.startsWith('hydrascope.hydrascope-'));
  if (name === undefined) throw new Error('nothing is installed');
  const extensions = [join(extensionsDir, name), await bundleFiles()];
  const site = await serveWeb({ paths, extensions, folder: workspaceFolder });
  try {
    const { page, close } = await openPage({ url: site.url });
    try {
      const explorer = page.locator('.explorer-folders-view .monaco-list-row');
      await explorer.filter({ hasText: 'configs' }).click();
      await explorer.filter({ hasText: 'mamba.yaml' }).dblclick();
      const hover = await hoverText(page, 'seq_len: 1024', 'seq_len');
      expectText('the hover on seq_len in a browser', hover, /seq_len: int = 1024/);
      await followHoverLink(page, 'seq_len: 1024', 'seq_len', 'data.yaml:8');
      await page.locator('.tab.active', { hasText: 'data.yaml' }).waitFor({ timeout: 30_000 });
      console.log('VS Code for the Web: the hover on seq_len, and its link to data.yaml');
    } finally {
      await close();
    }
  } finally {
    await site.stop();
  }
}

/**
 * @param {string} what
 * @param {string} text
 * @param {RegExp} wanted
 */
function expectText(what, text, wanted) {
  if (!wanted.test(text.replaceAll('\u00a0', ' '))) throw new Error(`${what} does not say ${wanted}: ${text}`);
}

/** @returns {Promise<number>} the exit code */
async function main() {
  const { name, version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
  const vsix = process.argv[2] ?? join(repository, `${name}-${version}.vsix`);
  const host = await ensureHost();
  const reason = host.ok ? (findChromium() ? undefined : 'no Chromium') : host.reason;
  if (!host.ok || reason !== undefined) {
    console.log(`packaged extension: could not run: ${reason}`);
    return 3;
  }
  const scratch = await mkdtemp(join(tmpdir(), 'hydrascope-packaged-'));
  try {
    await prove(host.paths, vsix, scratch);
    await proveWeb(host.paths, join(scratch, 'extensions'));
    console.log('packaged extension: it activates and answers');
    return 0;
  } catch (error) {
    console.error(`packaged extension: ${error instanceof Error ? error.message : error}`);
    return 1;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

process.exit(await main());
