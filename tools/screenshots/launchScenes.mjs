// Pictures of Compose & Launch: the composer, the runs, and what is chosen there.
import { runCommand, typeText } from '../host/window.mjs';
import { aside, compose, openAtTop, withStatusBar } from './actions.mjs';

/** @typedef {import('./scenes.mjs').Scene} Scene */

/** A model that is not registered, and a key that is not there. */
const REFUSED = "type=mambo 'val_tokens=${seq_lne}' seq_len=2048";

/** @type {Readonly<Record<string, Scene>>} */
export const launchScenes = {
  launch: {
    height: 600,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await compose(page, 'seq_len=2048', 'seq_len');
      await page.keyboard.press('Enter');
      await page.locator('.xterm-rows', { hasText: 'plan.total_tokens' }).waitFor({ timeout: 30_000 });
      await compose(page, 'seq_len=2048 use_liger=false', 'use_liger');
    },
  },
  'complete-override': {
    height: 420,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await compose(page, 'use_li', 'use_liger=');
      await page.keyboard.press('Tab');
      await page.waitForFunction(() => {
        const line = document.querySelector('.quick-input-widget input.input');
        return line instanceof HTMLInputElement && line.value === 'use_liger=';
      });
      await typeText(page, 'false model_cfg.');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'model_cfg.' }).nth(1).waitFor();
    },
  },
  runs: {
    height: 420,
    play: async (page) => {
      await withStatusBar(page);
      await openAtTop(page, 'mamba.yaml');
      for (const [overrides = '', row = ''] of [
        ['seq_len=512,2048', '512'],
        ['seq_len=2048', 'seq_len'],
      ]) {
        await compose(page, overrides, row);
        await page.keyboard.press('Enter');
        await page.locator('.part.panel', { hasText: `mamba ${overrides} - Task` }).waitFor({ timeout: 30_000 });
        await page.locator('.part.statusbar .codicon-pass').waitFor({ timeout: 30_000 });
      }
      await runCommand(page, 'View: Toggle Panel Visibility');
      await runCommand(page, 'hydrascope: Show Runs');
      // The palette's own list has rows, too, and its row fades away.
      const running = page.locator('.quick-input-list .monaco-list-row', { hasText: 'running for' });
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'multirun' }).waitFor();
      await running.waitFor({ state: 'detached', timeout: 30_000 });
      await aside(page);
      await page.locator('.workbench-hover-container').waitFor({ state: 'detached' });
    },
  },
  launcher: {
    height: 420,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await compose(page, 'seq_len=512,2048', '512');
      await page.keyboard.press('Control+Shift+L');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'joblib' }).waitFor();
    },
  },
  sweep: {
    height: 465,
    play: async (page) => {
      await withStatusBar(page);
      await openAtTop(page, 'mamba.yaml');
      await compose(page, 'use_liger=false seq_len=1024,2048 type=mamba,mambo', 'seq_len=2048');
    },
  },
  refused: {
    height: 510,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await compose(page, REFUSED, 'seq_lne');
    },
  },
  'launch-anyway': {
    height: 460,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await compose(page, REFUSED, 'seq_lne');
      // Rows of what was typed before are no rows to choose from.
      await page.locator('.quick-input-list .monaco-list-row', { hasText: '2048' }).waitFor();
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Launch Anyway…' }).click();
      await page.locator('.quick-input-widget', { hasText: 'mamba will probably fail' }).waitFor();
      await aside(page);
    },
  },
  'copy-as': {
    height: 540,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await compose(page, `seq_len=2048 'train_files="my data/*.bin"'`, 'train_files');
      await page.keyboard.press('Control+Shift+C');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'PowerShell 7' }).waitFor();
    },
  },
};
