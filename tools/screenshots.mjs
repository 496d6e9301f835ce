// Takes the pictures of the README from the real VS Code on a copy of the trainer: npm run screenshots [NAME...]
// NAME limits it to pictures of that name, e.g. hover. They are written to docs/images. Needs Chromium and Python.
import { cp, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureHost, repository } from './host/install.mjs';
import { linkExtension, startServer } from './host/server.mjs';
import {
  chooseFocus,
  clickText,
  focusItem,
  hoverText,
  openFile,
  openWindow,
  reloadWindow,
  runCommand,
  shot,
  suggest,
  typeText,
} from './host/window.mjs';
import { ensureVenv } from './venv.mjs';

/** @typedef {import('playwright-core').Page} Page */

const images = join(repository, 'docs/images');
/** Page pixels; a README shows about 850 of them, so that text stays near its own size. */
const width = 960;
/** A picture above this is more than a README should make people load. */
const budget = 250_000;

/** The editor and little else. */
const settings = {
  'breadcrumbs.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.fontSize': 14,
  'editor.hover.above': false,
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'editor.overviewRulerBorder': false,
  'editor.scrollbar.horizontal': 'hidden',
  'editor.scrollbar.vertical': 'hidden',
  'editor.stickyScroll.enabled': false,
  'editor.suggest.showStatusBar': false,
  'editor.suggestFontSize': 13,
  'files.exclude': { '**/.venv': true, '**/__pycache__': true, '**/outputs': true },
  'terminal.integrated.fontSize': 12,
  'terminal.integrated.gpuAcceleration': 'off',
  'terminal.integrated.stickyScroll.enabled': false,
  'window.commandCenter': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
};

/** Milliseconds in which what was asked for last is drawn. */
const settle = 500;

/**
 * @typedef {object} Scene
 * @property {number} height page pixels
 * @property {keyof typeof projects} [project] the trainer unless said otherwise
 * @property {(page: Page) => Promise<void>} play what a user does to see it
 */

/**
 * One picture each. A scene begins without open editors and unsaved changes.
 * @type {Readonly<Record<string, Scene>>}
 */
const scenes = {
  hover: {
    height: 400,
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
    height: 400,
    play: async (page) => {
      await openAtTop(page, 'mamba.yaml');
      await action(page, 'Show Composed Config');
      await page.locator('.tab', { hasText: 'mamba (composed).yaml' }).waitFor();
      await retype(page, 'n_layers: 12', 'n_layers: 24');
    },
  },
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
      await page.mouse.move(width - 1, 300);
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
    height: 480,
    play: async (page) => {
      await withStatusBar(page);
      await openAtTop(page, 'mamba.yaml');
      await compose(page, 'use_liger=false seq_len=1024,2048 type=mamba,mambo', 'seq_len=2048');
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
    height: 460,
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
  target: {
    height: 360,
    project: 'lightning',
    play: async (page) => {
      await openFile(page, 'resnet.yaml');
      await clickText(page, '_target_: birdsong');
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowLeft');
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
};

/** Where scenes play: each makes its workspace in a scratch folder. */
const projects = { trainer: copyTrainer, lightning: copyLightning };

/**
 * Opens a file where it begins, wherever it was scrolled to before.
 * @param {Page} page
 * @param {string} name
 */
async function openAtTop(page, name) {
  await openFile(page, name);
  await page.keyboard.press('Control+Home');
  // The server has answered, and nothing moves down any more.
  await page.locator('.codelens-decoration a').first().waitFor();
}

/**
 * Writes another text in the place of a line's.
 * @param {Page} page
 * @param {string} old the line's text, without its indentation
 * @param {string} text
 */
async function retype(page, old, text) {
  await clickText(page, old);
  await page.keyboard.press('End');
  await page.keyboard.press('Shift+Home');
  await typeText(page, text);
  await page.keyboard.press('Escape');
}

/**
 * Presses a button of the editor's title bar.
 * @param {Page} page
 * @param {string} label
 */
function action(page, label) {
  return page.locator(`.editor-group-container.active .editor-actions a[aria-label^="${label}"]`).first().click();
}

/**
 * Opens the composer, types overrides and waits until it tells of a key's change.
 * @param {Page} page
 * @param {string} overrides
 * @param {string} key
 */
async function compose(page, overrides, key) {
  await action(page, 'Compose & Launch');
  // Away from the button, whose tooltip would be in the picture.
  await page.mouse.move(width - 1, 300);
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await typeText(page, overrides);
  const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: `${key}` });
  // The first tells of the key, or of what completes it; a change has the command below it.
  await rows.nth(key.endsWith('=') ? 0 : 1).waitFor();
}

/**
 * Shows the status bar, which few pictures need, or hides it again.
 * @param {Page} page
 * @param {boolean} [isWanted]
 */
async function withStatusBar(page, isWanted = true) {
  const bar = page.locator('.part.statusbar');
  if ((await bar.isVisible()) === isWanted) return;
  await runCommand(page, 'View: Toggle Status Bar Visibility');
  await bar.waitFor({ state: isWanted ? 'visible' : 'hidden' });
}

/**
 * Closes what a scene opened.
 * @param {Page} page
 */
async function clear(page) {
  for (let press = 0; press < 3; press++) await page.keyboard.press('Escape');
  if (await page.locator(focusItem).isVisible()) await chooseFocus(page, 'Automatic');
  await runCommand(page, 'View: Revert and Close Editor');
  await runCommand(page, 'View: Close All Editors');
  await withStatusBar(page, false);
  if (await page.locator('.part.panel').isVisible()) await runCommand(page, 'View: Toggle Panel Visibility');
  if (await page.locator('.part.sidebar').isVisible())
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
}

/**
 * @param {string} scratch
 * @returns {Promise<string>} the built extension, out of the way of a build that may run meanwhile
 */
async function copyExtension(scratch) {
  const extension = join(scratch, 'hydrascope');
  for (const part of ['package.json', 'dist', 'docs/images/icon.png']) {
    await cp(join(repository, part), join(extension, part), { recursive: true });
  }
  return extension;
}

/**
 * @param {string} scratch
 * @returns {Promise<string>} a copy of the trainer, by a name that looks well
 */
async function copyTrainer(scratch) {
  const workspace = join(scratch, 'trainer-workspace');
  await mkdir(workspace);
  for (const part of ['configs', 'trainer', 'schemas', 'hydrascope.yaml']) {
    const filter = (/** @type {string} */ path) => !['__pycache__', 'outputs'].includes(basename(path));
    await cp(join(repository, part), join(workspace, part), { recursive: true, filter });
  }
  await symlink(join(repository, '.venv'), join(workspace, '.venv'), 'junction');
  await mkdir(join(workspace, '.vscode'));
  await writeFile(join(workspace, '.vscode', 'launch.json'), LAUNCH);
  return workspace;
}

/** A misspelt override, as it stands in many a launch.json. */
const LAUNCH = `{
  "version": "0.2.0",
  "configurations": [
    {
      "name": "mamba",
      "type": "debugpy",
      "request": "launch",
      "program": "\${workspaceFolder}/trainer/mytrainer.py",
      "args": ["--config-name=mamba", "seq_lne=2048"]
    }
  ]
}
`;

/**
 * @param {string} scratch
 * @returns {Promise<string>} a project with `_target_` everywhere, and the packages that it names
 */
async function copyLightning(scratch) {
  const workspace = join(scratch, 'birdsong');
  const fixtures = join(repository, 'test/fixtures');
  await cp(join(fixtures, 'lightning'), workspace, { recursive: true });
  const installed = join(workspace, '.venv/lib/python3.11/site-packages');
  await cp(join(fixtures, 'lightning-site-packages'), installed, { recursive: true });
  return workspace;
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function take(page, name) {
  const path = join(images, `${name}.png`);
  await sleep(settle);
  await shot(page, path);
  const { size } = await stat(path);
  console.log(`${relative(repository, path)}: ${Math.round(size / 1000)} kB`);
  if (size > budget) throw new Error(`${name}.png is larger than ${budget / 1000} kB`);
}

/**
 * @param {readonly string[]} wanted
 * @returns {Promise<number>} the exit code
 */
async function main(wanted) {
  const unknown = wanted.find((name) => !Object.hasOwn(scenes, name));
  if (unknown !== undefined) {
    console.error(`no picture '${unknown}'; there are ${Object.keys(scenes).join(', ')}`);
    return 2;
  }
  const [host, venv] = [await ensureHost(), await ensureVenv()];
  if (!host.ok || venv.reason !== undefined) {
    console.error(`no pictures: ${host.ok ? venv.reason : host.reason}`);
    return 1;
  }
  const scratch = await mkdtemp(join(tmpdir(), 'hydrascope-'));
  const extensionsDir = join(scratch, 'extensions');
  try {
    await linkExtension(extensionsDir, await copyExtension(scratch));
    const server = await startServer({
      paths: host.paths,
      dataDir: join(scratch, 'data'),
      extensionsDir,
      development: false,
      env: { EXTENSIONS_GALLERY: '{}' },
      settings,
    });
    try {
      for (const [project, copy] of Object.entries(projects)) {
        const names = Object.keys(scenes).filter((name) => (scenes[name]?.project ?? 'trainer') === project);
        const asked = names.filter((name) => wanted.length === 0 || wanted.includes(name));
        if (asked.length > 0) await takeAll(server, await copy(scratch), asked);
      }
    } finally {
      await server.stop();
    }
    return 0;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * @param {import('./host/server.mjs').Server} server
 * @param {string} folder the workspace
 * @param {readonly string[]} names of pictures
 */
async function takeAll(server, folder, names) {
  const { page, close } = await openWindow({ server, folder, viewport: { width, height: 600 }, scale: 2 });
  try {
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    for (const [name, { height, play }] of Object.entries(scenes)) {
      if (!names.includes(name)) continue;
      await page.setViewportSize({ width, height });
      await play(page);
      await take(page, name);
      await clear(page);
    }
  } finally {
    await close();
  }
}

process.exit(await main(process.argv.slice(2)));
