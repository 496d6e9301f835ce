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
 * @param {(page: Page) => Promise<void>} take is called when all shows
 */
export async function playWeb(paths, settings, take) {
  const extensions = [repository, await bundleWeb()];
  const shown = { ...settings, 'workbench.statusBar.visible': true };
  const site = await serveWeb({ paths, extensions, folder: workspaceFolder, settings: shown });
  try {
    const { page, close } = await openPage({ url: site.url, viewport: { width: 860, height: 400 }, scale: 2 });
    try {
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
  } finally {
    await site.stop();
  }
}
