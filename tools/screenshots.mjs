// Takes the pictures of the README from the real VS Code on a copy of the trainer: npm run screenshots [NAME...]
// NAME limits it to pictures of that name, e.g. hover. They are written to docs/images: hover.png in a dark theme,
// hover-light.png and hover-contrast.png of the same moment, and small ones of what the walkthrough of package.json shows.
// Needs Chromium and Python.
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureHost, repository } from './host/install.mjs';
import { linkExtension, machineSettings, startServer } from './host/server.mjs';
import { chooseFocus, focusItem, openWindow, runCommand, shot } from './host/window.mjs';
import { withStatusBar } from './screenshots/actions.mjs';
import { scenes } from './screenshots/scenes.mjs';
import { shrink } from './screenshots/small.mjs';
import { themes } from './screenshots/themes.mjs';
import { playWeb } from './screenshots/web.mjs';
import { projects } from './screenshots/workspaces.mjs';
import { ensureVenv } from './venv.mjs';

/** @typedef {import('playwright-core').Page} Page */

const packaged = await readFile(join(repository, 'package.json'), 'utf8');
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
 * Closes what a scene opened.
 * @param {Page} page
 */
async function clear(page) {
  for (let press = 0; press < 3; press++) await page.keyboard.press('Escape');
  // What was edited is on the left.
  await page.keyboard.press('Control+1');
  if (await page.locator(focusItem).isVisible()) await chooseFocus(page, 'Automatic');
  do await runCommand(page, 'View: Revert and Close Editor');
  while ((await page.locator('.tab.dirty').count()) > 0);
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
  for (const part of ['package.json', 'package.nls.json', 'dist', 'docs/images/icon.png', 'docs/images/walkthrough']) {
    await cp(join(repository, part), join(extension, part), { recursive: true });
  }
  return extension;
}

/**
 * One moment in every theme.
 * @param {Page} page
 * @param {string} name
 * @param {string} settingsFile the window's settings, which it reads anew when they change
 */
async function take(page, name, settingsFile) {
  for (const { suffix, theme, shown } of themes) {
    const known = JSON.parse(await readFile(settingsFile, 'utf8'));
    await writeFile(settingsFile, JSON.stringify({ ...known, 'workbench.colorTheme': theme }));
    await page.locator(`.monaco-workbench.${shown}`).waitFor();
    await sleep(settle);
    await scenes[name]?.again?.(page);
    await page.locator(`.monaco-workbench.${shown}`).waitFor();
    await keep(page, name, suffix);
  }
}

/**
 * @param {Page} page
 * @param {string} name
 * @param {string} suffix of the theme that shows
 */
async function keep(page, name, suffix) {
  const path = join(images, `${name}${suffix}.png`);
  await shot(page, path);
  const { size } = await stat(path);
  console.log(`${relative(repository, path)}: ${Math.round(size / 1000)} kB`);
  if (size > budget) throw new Error(`${relative(repository, path)} is larger than ${budget / 1000} kB`);
  const small = `docs/images/walkthrough/${name}${suffix}.webp`;
  if (packaged.includes(`"${small}"`)) await shrink(page, path, join(repository, small), scenes[name]?.quality);
}

/**
 * @param {readonly string[]} wanted
 * @returns {Promise<number>} the exit code
 */
async function main(wanted) {
  const unknown = wanted.find((name) => name !== 'web' && !Object.hasOwn(scenes, name));
  if (unknown !== undefined) {
    console.error(`no picture '${unknown}'; there are ${[...Object.keys(scenes), 'web'].join(', ')}`);
    return 2;
  }
  const host = await ensureHost();
  if (host.ok && (wanted.length === 0 || wanted.includes('web'))) {
    await playWeb(host.paths, settings, themes, (page, suffix) => keep(page, 'web', suffix));
    if (wanted.length === 1) return 0;
  }
  const venv = await ensureVenv();
  if (!host.ok || venv.reason !== undefined) {
    console.error(`no pictures: ${host.ok ? venv.reason : host.reason}`);
    return 1;
  }
  const scratch = await mkdtemp(join(tmpdir(), 'hydrascope-'));
  const extensionsDir = join(scratch, 'extensions');
  try {
    await linkExtension(extensionsDir, await copyExtension(scratch));
    // Without one that knows the Python debugger, VS Code warns of it in launch.json.
    await linkExtension(extensionsDir, join(repository, 'test/host/debugger'));
    const dataDir = join(scratch, 'data');
    const server = await startServer({
      paths: host.paths,
      dataDir,
      extensionsDir,
      development: false,
      env: { EXTENSIONS_GALLERY: '{}' },
      settings,
    });
    try {
      for (const [project, copy] of Object.entries(projects)) {
        const names = Object.keys(scenes).filter((name) => (scenes[name]?.project ?? 'trainer') === project);
        const asked = names.filter((name) => wanted.length === 0 || wanted.includes(name));
        if (asked.length > 0) await takeAll(server, await copy(scratch), asked, machineSettings(dataDir));
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
 * @param {string} settingsFile
 */
async function takeAll(server, folder, names, settingsFile) {
  const { page, close } = await openWindow({ server, folder, viewport: { width, height: 600 }, scale: 2 });
  try {
    await runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    for (const [name, { height, width: own, play }] of Object.entries(scenes)) {
      if (!names.includes(name)) continue;
      await page.setViewportSize({ width: own ?? width, height });
      await play(page);
      await take(page, name, settingsFile);
      await clear(page);
    }
  } finally {
    await close();
  }
}

process.exit(await main(process.argv.slice(2)));
