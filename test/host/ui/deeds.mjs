// What is done with mouse and keys, and what has to come of it.
import { strict as assert } from 'node:assert';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { focusItem, hoverText, reloadWindow, runCommand, typeText } from '../../../tools/host/window.mjs';
import { action, compose, openAtTop } from '../../../tools/screenshots/actions.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} Place
 * @property {string} workspace the folder that is open, a copy of the trainer; of two the second
 * @property {string} given a file with a line for each start of Python
 * @property {string} where a file with the folder of each start
 * @property {string} go    a file that ends every Python, once it is there
 */

/**
 * @typedef {object} Deed
 * @property {string} name
 * @property {boolean} [trains] it runs a Python with PyTorch, not one that only notes its starts
 * @property {boolean} [isOfTwo] the window has two folders with the same trainer
 * @property {(workspace: string) => Promise<void>} [prepare] makes each folder ready before the window opens
 * @property {(page: Page, place: Place) => Promise<void>} play
 */

const picks = '.quick-input-widget:not([style*="display: none"])';
const rows = `${picks} .quick-input-list .monaco-list-row`;

/** As the tutorial has it, and small enough for every machine. */
const SMALL = [
  ...['seq_len=64', 'num_iterations=6', 'val_loss_every=3', 'val_tokens=512'],
  ...['model_cfg.vocab_size=256', 'model_cfg.d_model=64', 'model_cfg.n_layers=2'],
].join(' ');
/** Milliseconds. The first import of PyTorch takes a while. */
const TRAINING = 240_000;

/** @type {readonly Deed[]} */
export const deeds = [
  {
    name: 'a model is trained with an override, and its run has recorded what the composed config shows',
    trains: true,
    play: async (page, { workspace }) => {
      await openAtTop(page, 'mamba.yaml');
      assert.match(await hoverText(page, 'seq_len: 1024', 'seq_len'), /seq_len: int = 1024/);

      await compose(page, SMALL, 'vocab_size');
      await page.keyboard.press('Enter');
      await page.locator('.xterm-rows', { hasText: 'step 6/6' }).waitFor({ timeout: TRAINING });
      await page.locator('.part.statusbar .codicon-pass').waitFor({ timeout: TRAINING });

      // Seen as it was launched.
      await runCommand(page, 'View: Focus First Editor Group');
      await page.locator(focusItem).click();
      await pick(page, 'With Overrides…');
      await page.locator(rows, { hasText: 'See configs from mamba' }).waitFor();
      await typeText(page, SMALL);
      await page.locator(rows, { hasText: '50257' }).first().waitFor();
      await page.keyboard.press('Enter');
      await page.locator(focusItem, { hasText: 'seq_len=64' }).waitFor();
      assert.match(await hoverText(page, 'seq_len: 1024', 'seq_len'), /seq_len: int = 64/);
      await runCommand(page, 'hydrascope: Show Composed Config');
      const shown = await textOf(page, '(composed)');

      const outputs = join(workspace, 'trainer', 'outputs');
      const found = (await readdir(outputs, { recursive: true })).filter((path) => basename(path) === 'metrics.csv');
      assert.equal(found.length, 1, found.join());
      const run = dirname(join(outputs, found[0] ?? ''));
      assert.equal(await readFile(join(run, '.hydra', 'config.yaml'), 'utf8'), shown.replace(/^(#.*)?\n/gm, ''));
      const [head = '', ...lines] = (await readFile(join(run, 'metrics.csv'), 'utf8')).trimEnd().split('\n');
      const losses = lines.map((line) => Number(line.split(',')[head.split(',').indexOf('train_loss')]));
      assert.equal(losses.length, 6, lines.join('\n'));
      assert.ok(Number(losses.at(-1)) < Number(losses[0]), `the loss does not fall: ${losses.join(', ')}`);
      await quiet(page);
    },
  },
  {
    name: 'the explorer compares a run, from its folder and from what it recorded',
    prepare: leaveRuns,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await runCommand(page, 'File: Focus on Files Explorer');
      for (const name of ['trainer', 'outputs', '2026-11-28', '03-23-16', '.hydra']) {
        const row = explorerRow(page, name);
        if ((await row.getAttribute('aria-expanded')) !== 'true') await row.click();
      }
      for (const name of ['outputs', '03-23-16', '.hydra', 'overrides.yaml']) {
        await explorerRow(page, name).click({ button: 'right' });
        const entry = page.locator('.monaco-menu').getByRole('menuitem', { name: 'Compare Composed Config…' });
        await entry.waitFor();
        // A menu that has just come up takes no click.
        await until('the menu to go', async () => {
          await entry.click({ timeout: 1000 }).catch(() => {});
          return (await entry.count()) === 0;
        });
        // A folder with several runs asks which of them.
        if (name === 'outputs') await pick(page, 'outputs/2026-11-28/03-23-16');
        await pick(page, 'as it composes now');
        await page.locator('.tab.active', { hasText: '(run 2026-11-28/03-23-16) ↔ mamba seq_len=2048' }).waitFor();
        await runCommand(page, 'View: Close Editor');
      }
      // The menu of what has no run in it is free of it.
      await explorerRow(page, 'schemas').click({ button: 'right' });
      const menu = page.locator('.monaco-menu');
      await menu.getByRole('menuitem', { name: 'Rename' }).waitFor();
      assert.equal(await menu.getByRole('menuitem', { name: 'Compare Composed Config…' }).count(), 0);
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'a composer that is asked for twice is one, and Escape in the middle leaves nothing behind',
    play: async (page, { given }) => {
      await openAtTop(page, 'mamba.yaml');
      await Promise.all([action(page, 'Compose & Launch'), action(page, 'Compose & Launch')]).catch(() => {});
      await page.locator(rows, { hasText: 'Launch mamba' }).waitFor();
      await typeText(page, 'seq_len=');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.locator(picks).waitFor({ state: 'hidden' });
      await typeText(page, '#');
      await page.locator('.tab.dirty', { hasText: 'mamba.yaml' }).waitFor();
      await page.keyboard.press('Control+Z');
      await quiet(page);
      assert.deepEqual(await starts(given), []);
    },
  },
  {
    name: 'two presses of Enter start one run',
    play: async (page, { given, go }) => {
      await openAtTop(page, 'mamba.yaml');
      await action(page, 'Compose & Launch');
      await page.locator(rows, { hasText: 'Launch mamba' }).waitFor();
      await page.keyboard.type('seq_len=64');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
      await until('the run', async () => (await starts(given)).length > 0);
      await sleep(1000);
      assert.deepEqual(await starts(given), ['mytrainer.py --config-name=mamba seq_len=64']);
      await writeFile(go, '');
      await page.locator('.part.statusbar .codicon-pass').waitFor();
      assert.equal(await page.locator('.tab.dirty').count(), 0, 'the second Enter is not typed into the file');
    },
  },
  {
    name: 'the same is launched once more while it runs',
    play: async (page, { given, go }) => {
      await openAtTop(page, 'mamba.yaml');
      for (const count of [1, 2]) {
        await runCommand(page, 'View: Focus First Editor Group');
        await action(page, 'Compose & Launch');
        await page.locator(rows, { hasText: 'Launch mamba' }).waitFor();
        await page.keyboard.press('Enter');
        await until(`run ${count}`, async () => (await starts(given)).length === count);
      }
      await page.locator('.part.statusbar', { hasText: '2 runs' }).waitFor();
      await writeFile(go, '');
      await page.locator('.part.statusbar .codicon-pass').waitFor();
      await quiet(page);
    },
  },
  {
    name: 'of two folders with the same trainer each starts its own',
    isOfTwo: true,
    prepare: async (workspace) => {
      const task = {
        label: `train ${basename(workspace)}`,
        type: 'hydrascope',
        config: 'mamba',
        overrides: ['seq_len=8'],
      };
      await writeFile(join(workspace, '.vscode/tasks.json'), JSON.stringify({ version: '2.0.0', tasks: [task] }));
    },
    play: async (page, { workspace, given, where, go }) => {
      await writeFile(go, '');
      const configs = explorerRow(page, 'configs').nth(1);
      // The embedded VS Code now and then opens a workspace before it has read which folders it has.
      await configs.waitFor({ timeout: 10_000 }).catch(() => reloadWindow(page));
      await configs.click();
      await explorerRow(page, 'mamba.yaml').dblclick();
      await page.locator('.codelens-decoration a').first().waitFor();
      await action(page, 'Compose & Launch');
      await page.locator(rows, { hasText: 'Launch mamba' }).waitFor();
      await page.keyboard.press('Enter');
      await until('the run', async () => (await starts(where)).length === 1);
      await runCommand(page, 'Tasks: Run Task');
      await pick(page, 'train my trainer (2)');
      await until('the task', async () => (await starts(where)).length === 2);
      assert.deepEqual(await starts(where), [join(workspace, 'trainer'), join(workspace, 'trainer')]);
      assert.equal((await starts(given))[1], 'mytrainer.py --config-name=mamba seq_len=8');
    },
  },
  {
    name: 'without Python a launch says what is missing, and the composer stays with its line',
    prepare: async (workspace) => {
      const settings = { 'hydrascope.python': 'nowhere/bin/python' };
      await writeFile(join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
    },
    play: async (page, { given }) => {
      await openAtTop(page, 'mamba.yaml');
      await action(page, 'Compose & Launch');
      await page.locator(rows, { hasText: 'Launch mamba' }).waitFor();
      await typeText(page, 'seq_len=8');
      await page.locator(rows, { hasText: '1024' }).first().waitFor();
      await page.keyboard.press('Enter');
      const message = page.locator('.notification-toast', {
        hasText: 'names "nowhere/bin/python", which does not exist',
      });
      await message.getByRole('button', { name: 'Open Settings' }).waitFor();
      await page.locator(rows, { hasText: 'Launch mamba' }).waitFor();
      assert.equal((await page.locator(`${picks} input.input`).inputValue()).trim(), 'seq_len=8');
      await page.keyboard.press('Escape');
      assert.deepEqual(await starts(given), []);
    },
  },
  {
    name: 'a config that is deleted under the composer is told of, and nothing starts',
    play: async (page, { workspace, given }) => {
      await openAtTop(page, 'mamba.yaml');
      await action(page, 'Compose & Launch');
      await page.locator(rows, { hasText: 'Launch mamba' }).waitFor();
      await rm(join(workspace, 'configs/mamba.yaml'));
      // Its editor has the text still, and so has the composition; the run would not.
      await explorerRow(page, 'mamba.yaml').waitFor({ state: 'detached' });
      await page.keyboard.press('Enter');
      await page.locator('.notification-toast', { hasText: 'mamba.yaml is open, and not on the disk' }).waitFor();
      await page.locator(rows, { hasText: 'Launch mamba' }).waitFor();
      await page.keyboard.press('Escape');
      await runCommand(page, 'View: Close All Editors');
      await runCommand(page, 'hydrascope: Compose & Launch');
      await page.locator(rows, { hasText: 'gpt2' }).waitFor();
      // A row keeps pieces of what it showed before, which nobody sees: its name is what it shows.
      assert.equal(await page.locator(picks).getByRole('option', { name: /mamba/ }).count(), 0);
      assert.deepEqual(await starts(given), []);
    },
  },
];

/**
 * @param {Page} page
 * @param {string} name
 */
function explorerRow(page, name) {
  return page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true });
}

/**
 * Takes a row of the list that shows.
 * @param {Page} page
 * @param {string} label
 */
async function pick(page, label) {
  const row = page.locator(rows, { hasText: label }).first();
  await row.waitFor();
  await row.click();
}

/**
 * The whole text of an editor, by the clipboard: it draws no more lines than fit.
 * @param {Page} page
 * @param {string} title of its tab, in part
 * @returns {Promise<string>}
 */
async function textOf(page, title) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.locator('.tab', { hasText: title }).click();
  await page.locator('.tab.active', { hasText: title }).waitFor();
  await runCommand(page, 'Select All');
  await page.keyboard.press('Control+C');
  return page.evaluate(() => navigator.clipboard.readText());
}

/**
 * That no message is in the way.
 * @param {Page} page
 */
async function quiet(page) {
  assert.deepEqual(await page.locator('.notification-toast').allInnerTexts(), []);
}

/** @param {string} given */
async function starts(given) {
  const text = await readFile(given, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

/**
 * @param {string} what
 * @param {() => Promise<boolean>} ask
 */
async function until(what, ask) {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) if (await ask()) return;
  throw new Error(`waited in vain for ${what}`);
}

/**
 * Leaves what Hydra writes for `--config-name=mamba seq_len=…`, twice, as far as a comparison needs it.
 * @param {string} workspace
 */
async function leaveRuns(workspace) {
  for (const [time, length] of [
    ['2026-11-27/10-00-00', 4096],
    ['2026-11-28/03-23-16', 2048],
  ]) {
    const folder = join(workspace, `trainer/outputs/${time}/.hydra`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'config.yaml'), `type: mamba\nseq_len: ${length}\n`);
    await writeFile(join(folder, 'overrides.yaml'), `- seq_len=${length}\n`);
    await writeFile(join(folder, 'hydra.yaml'), 'hydra:\n  job:\n    name: mytrainer\n    config_name: mamba\n');
  }
}
