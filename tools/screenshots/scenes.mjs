// What each picture shows, and what a user does to see it. A surface with several pictures has its scenes in a file of its
// own, which is spread here.
import {
  chooseFocus,
  clickText,
  focusItem,
  hoverText,
  openFile,
  reloadWindow,
  runCommand,
  suggest,
  typeText,
} from '../host/window.mjs';
import {
  action,
  answer,
  aside,
  compareList,
  compareWithRun,
  openAtTop,
  retype,
  runOnceAndEdit,
  showView,
  treeRow,
  withStatusBar,
} from './actions.mjs';
import { launchScenes } from './launchScenes.mjs';
import { tutorialScenes } from './tutorialScenes.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} Scene
 * @property {number} height page pixels
 * @property {number} [width] page pixels, where it is not as all others
 * @property {number} [quality] of the small picture of it, where it is not as all others
 * @property {keyof typeof import('./workspaces.mjs').projects} [project] the trainer unless said otherwise
 * @property {(page: Page) => Promise<void>} play what a user does to see it
 * @property {(page: Page) => Promise<void>} [again] brings up anew, in another theme, what has its colours when it comes up
 */

/**
 * One picture each. A scene begins without open editors and unsaved changes.
 * @type {Readonly<Record<string, Scene>>}
 */
export const scenes = {
  hover: {
    height: 400,
    // It is in the picture of the walkthrough, which what the usual one leaves around letters would make large.
    quality: 0.95,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await clickText(page, 'num_iterations: 1750');
      // Room for the hover below the line.
      for (let line = 0; line < 8; line++) await page.keyboard.press('Control+ArrowDown');
      await hoverText(page, 'seq_len: 1024', 'seq_len');
    },
  },
  'base-hover': {
    height: 400,
    play: async (page) => {
      await openAtTop(page, 'data.yaml');
      await hoverText(page, 'seq_len: 65536', 'seq_len');
    },
  },
  completion: {
    height: 480,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await retype(page, 'type: "mamba"', 'type: ');
      await suggest(page);
      // The details stay open once they were asked for.
      await page.keyboard.press('Control+Space');
      for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowDown');
    },
  },
  diagnostics: {
    height: 520,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await retype(page, 'type: "mamba"', 'type: mambo');
      await page.keyboard.press('Enter');
      await typeText(page, 'train_seq_len: 2048');
      await page.keyboard.press('Escape');
      await page.locator('.squiggly-warning').first().waitFor();
      await runCommand(page, 'Problems: Focus on Problems View');
      await page.locator('.markers-panel .monaco-list-row').nth(3).waitFor();
    },
  },
  fix: {
    height: 400,
    play: async (page) => {
      await openAtTop(page, 'ngpt.yaml');
      await retype(page, 'type: "ngpt"', 'type: my-model');
      await page.locator('.squiggly-error').first().waitFor();
      await runCommand(page, 'Quick Fix...');
      await page.locator('.action-widget', { hasText: 'Register' }).waitFor();
    },
  },
  composed: {
    height: 350,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await action(page, 'Show Composed Config');
      await page.locator('.tab', { hasText: 'mamba (composed).yaml' }).waitFor();
      await retype(page, 'n_layers: 12', 'n_layers: 24');
      // The group beside it.
      await page.keyboard.press('Control+2');
      await hoverText(page, 'seq_len: 1024', 'seq_len');
    },
  },
  'compare-with': {
    height: 480,
    play: async (page) => {
      await runOnceAndEdit(page);
      await compareList(page);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'mamba seq_len=2048' }).first().waitFor();
    },
  },
  compare: {
    height: 460,
    play: async (page) => {
      await compareWithRun(page);
      await page.locator('.line-insert').first().waitFor();
    },
  },
  'compare-table': {
    height: 480,
    play: async (page) => {
      await compareWithRun(page);
      await runCommand(page, 'hydrascope: Show Changed Keys');
      await aside(page);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'n_layers' }).first().waitFor();
    },
  },
  ...launchScenes,
  ...tutorialScenes,
  focus: {
    height: 540,
    project: 'lightning',
    play: async (page) => {
      await withStatusBar(page);
      await openFile(page, 'spectrograms.yaml');
      await clickText(page, 'batch_size');
      await chooseFocus(page, 'train experiment=baseline');
      await page.locator(focusItem, { hasText: 'experiment=baseline' }).click();
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'distilled_phone' }).first().waitFor();
    },
  },
  unreached: {
    height: 300,
    project: 'lightning',
    play: async (page) => {
      await openAtTop(page, 'strong.yaml');
      await page.locator('.squiggly-unnecessary, .squiggly-inline-unnecessary').first().waitFor();
      await clickText(page, 'probability: &often 0.8');
      await page.keyboard.press('Home');
      await runCommand(page, 'Quick Fix...');
      await page.locator('.action-widget .monaco-list-row').first().waitFor();
    },
  },
  alias: {
    height: 300,
    project: 'lightning',
    play: async (page) => {
      await openAtTop(page, 'strong.yaml');
      await hoverText(page, 'time_mask: *often', '*often');
    },
  },
  'focus-hover': {
    height: 440,
    play: async (page) => {
      await withStatusBar(page);
      await openAtTop(page, 'data.yaml');
      await clickText(page, 'seq_len: 65536');
      await chooseFocus(page, 'mamba');
      // Remembered by the workspace: the picture is of a window that was loaded anew.
      await reloadWindow(page);
      await openAtTop(page, 'data.yaml');
      await page.locator(focusItem, { hasText: 'mamba' }).waitFor();
      await hoverText(page, 'seq_len: 65536', 'seq_len');
    },
  },
  hints: {
    height: 400,
    play: async (page) => {
      await withStatusBar(page);
      await openAtTop(page, 'data.yaml');
      await chooseFocus(page, 'mamba');
      await page.locator('.view-lines', { hasText: 'mamba.yaml:' }).waitFor();
      // The item of the status bar has the keyboard, and tells of itself.
      await clickText(page, 'val_loss_every: 125');
      await aside(page);
    },
  },
  references: {
    height: 500,
    play: async (page) => {
      await openAtTop(page, 'data.yaml');
      await clickText(page, 'seq_len: 65536');
      await page.keyboard.press('Home');
      await runCommand(page, 'References: Find All References');
      await page.locator('.monaco-list-row', { hasText: '1024' }).first().waitFor();
    },
  },
  rename: {
    height: 520,
    play: async (page) => {
      await openAtTop(page, 'data.yaml');
      await clickText(page, 'seq_len: 65536');
      await page.keyboard.press('Home');
      await page.keyboard.press('F2');
      // It is shown before it takes what is typed.
      await page.locator('.rename-box input:focus').waitFor();
      await page.keyboard.press('Control+A');
      await typeText(page, 'context_len');
      await page.keyboard.press('Control+Enter');
      await page.locator('.bulk-edit-panel .monaco-list-row', { hasText: 'mamba.yaml' }).first().waitFor();
      // Room for all three files.
      const { y = 0 } = (await page.locator('.part.panel').boundingBox()) ?? {};
      await page.mouse.move(480, y - 1);
      await page.mouse.down();
      await page.mouse.move(480, 230, { steps: 5 });
      await page.mouse.up();
      await aside(page);
    },
  },
  overrides: {
    height: 420,
    play: async (page) => {
      await openFile(page, 'launch.json');
      await page.locator('.squiggly-error').first().waitFor();
      await hoverText(page, 'seq_lne=2048', 'seq_lne');
    },
  },
  refactor: {
    height: 480,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await clickText(page, 'seq_len: 1024');
      await runCommand(page, 'Refactor...');
      await page.locator('.action-widget .monaco-list-row').first().waitFor();
    },
  },
  effective: {
    height: 460,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await clickText(page, 'seq_len: 1024');
      await showView(page, 'Effective Config');
      await treeRow(page, 'seq_len: 1024').click();
      await page.keyboard.press('ArrowRight');
      await treeRow(page, 'model_cfg').click();
      await page.keyboard.press('ArrowRight');
      await treeRow(page, 'vocab_size').waitFor();
      await treeRow(page, 'seq_len: 1024').click();
    },
  },
  'defaults-tree': {
    height: 420,
    project: 'lightning',
    play: async (page) => {
      await openFile(page, 'train.yaml');
      await withStatusBar(page);
      await chooseFocus(page, 'train experiment=conformer_large');
      await retype(page, '- data: spectrograms', '- data: spectograms');
      await showView(page, 'Defaults Tree');
      await treeRow(page, 'Could not find').waitFor();
    },
  },
  target: {
    height: 420,
    project: 'lightning',
    play: async (page) => {
      await openAtTop(page, 'resnet.yaml');
      await clickText(page, '_target_: birdsong');
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
    },
    again: async (page) => {
      await page.keyboard.press('Escape');
      await runCommand(page, 'Show or Focus Hover');
      await page.locator('.monaco-hover', { hasText: 'SpectrogramResNet(' }).waitFor();
    },
  },
  arguments: {
    height: 400,
    project: 'lightning',
    play: async (page) => {
      await openFile(page, 'spectrograms.yaml');
      await retype(page, 'pin_memory: true', 'pin_memry: true');
      await page.locator('.squiggly-warning').first().waitFor();
      await hoverText(page, 'pin_memry', 'pin_memry');
    },
  },
  'new-model': {
    height: 560,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await runCommand(page, 'hydrascope: New Model Config...');
      await answer(page, 'as --config-name takes it', 'my_model');
      await answer(page, 'a new type, registered in ADAPTER_PATHS');
      await answer(page, 'Derived from current-best');
      await page.locator('.multiDiffEditor .view-line', { hasText: 'MyModelAdapter' }).first().waitFor();
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Create' }).waitFor();
      // No tooltip of what the pointer rests on.
      await page.mouse.move(480, 500);
    },
  },
  walkthrough: {
    height: 525,
    // Pictures beside the steps need room.
    width: 1160,
    play: async (page) => {
      // It is offered once the extension is there.
      await openAtTop(page, 'mamba.yaml');
      await runCommand(page, 'Welcome: Open Walkthrough...');
      await answer(page, 'Get Started with hydrascope', 'Get Started with hydrascope');
      await page.locator('.getting-started-step', { hasText: 'See who decided a value' }).click();
      await page.locator('.getting-started-media img').first().waitFor();
      // What the embedded VS Code says of itself, which people's own says once; and the key of the step's button, which VS Code
      // cuts off at this width.
      const hidden = '.getting-started-footer, .getting-started-step .shortcut-message';
      await page.addStyleTag({ content: `${hidden} { display: none !important }` });
      await page.mouse.move(900, 500);
    },
  },
};
