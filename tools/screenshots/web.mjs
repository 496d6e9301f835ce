// The picture of VS Code for the Web: no server is there, and the trainer lies in a file system of an extension.
import { bundleWeb, workspaceFolder } from '../../test/host/web/run.mjs';
import { repository } from '../host/install.mjs';
import { serveWeb } from '../host/web.mjs';
import { clickText, hoverText, openPage } from '../host/window.mjs';
import { retype, showView } from './actions.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * @param {import('../host/install.mjs').HostPaths} paths
 * @param {Record<string, unknown>} settings
 * @param {readonly import('./themes.mjs').Theme[]} themes each has a window of its own
 * @param {(page: Page, suffix: string) => Promise<void>} take is called when all shows
 */
export async function playWeb(paths, settings, themes, take) {
  const extensions = [repository, await bundleWeb()];
  for (const { suffix, theme, shown } of themes) {
    const own = { ...settings, 'workbench.statusBar.visible': true, 'workbench.colorTheme': theme };
    const site = await serveWeb({ paths, extensions, folder: workspaceFolder, settings: own });
    try {
      await play(site.url, shown, (page) => take(page, suffix));
    } finally {
      await site.stop();
    }
  }
}

/**
 * @param {string} url
 * @param {string} shown the class of a window with the theme
 * @param {(page: Page) => Promise<void>} take
 */
async function play(url, shown, take) {
  const { page, close } = await openPage({ url, viewport: { width: 860, height: 400 }, scale: 2 });
  try {
    await page.locator(`.monaco-workbench.${shown}`).waitFor();
    const explorer = page.locator('.explorer-folders-view .monaco-list-row');
    await explorer.filter({ hasText: 'configs' }).click();
    await explorer.filter({ hasText: 'mamba.yaml' }).dblclick();
    await page.locator('.editor-instance .view-line').first().waitFor();
    await showView(page, 'Effective Config');
    const rows = page.locator('.pane-body .monaco-list-row');
    await rows.filter({ hasText: 'seq_len: 1024' }).waitFor();
    await retype(page, 'seq_len: 1024', 'seq_len: 2048');
    await rows.filter({ hasText: 'seq_len: 2048' }).waitFor();
    await clickText(page, 'num_iterations: 1750');
    await hoverText(page, 'seq_len: 2048', 'seq_len');
    await take(page);
  } finally {
    await close();
  }
}
