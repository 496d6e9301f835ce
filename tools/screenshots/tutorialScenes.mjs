// Pictures of docs/tutorial.md: a model that trains, what its run leaves, and a new one. They take minutes, and need a
// Python with PyTorch.
import { openFile, runCommand } from '../host/window.mjs';
import { answer, aside, compose, openAtTop, withStatusBar } from './actions.mjs';

/** @typedef {import('./scenes.mjs').Scene} Scene */
/** @typedef {import('playwright-core').Page} Page */

/** Milliseconds. A model of its full size makes 20 steps in a minute or two where nothing else runs. */
const PATIENCE = 600_000;

/**
 * Launches what the composer has and waits until the terminal shows a text.
 * @param {Page} page
 * @param {string} shown
 */
async function train(page, shown) {
  await page.keyboard.press('Enter');
  await page.locator('.xterm-rows', { hasText: shown }).waitFor({ timeout: PATIENCE });
}

/** @type {Readonly<Record<string, Scene>>} */
export const tutorialScenes = {
  'tutorial-compose': {
    project: 'training',
    height: 480,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await compose(page, 'seq_len=256 num_iterations=20', 'num_iterations');
    },
  },
  'tutorial-train': {
    project: 'training',
    height: 500,
    play: async (page) => {
      await withStatusBar(page);
      await openAtTop(page, 'mamba.yaml');
      await compose(page, 'seq_len=256 num_iterations=20', 'num_iterations');
      await train(page, 'step 20/20');
      await page.locator('.part.statusbar .codicon-pass').waitFor({ timeout: PATIENCE });
      await aside(page);
    },
  },
  'tutorial-run': {
    project: 'training',
    height: 320,
    play: async (page) => {
      await openFile(page, 'metrics.csv');
      await runCommand(page, 'View: Split Editor Right');
      await openFile(page, 'config.yaml');
      await aside(page);
    },
  },
  'tutorial-new-model': {
    project: 'training',
    height: 520,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await runCommand(page, 'hydrascope: New Model Config...');
      await answer(page, 'as --config-name takes it', 'my_model');
      await answer(page, 'a new type, registered in ADAPTER_PATHS', 'my-model');
      await answer(page, 'Derived from current-best');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Create' }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.tab.active', { hasText: 'my_model.yaml' }).waitFor();
      await compose(page, 'seq_len=256 num_iterations=5', 'num_iterations');
      await train(page, 'step 5/5');
      await aside(page);
    },
  },
};
