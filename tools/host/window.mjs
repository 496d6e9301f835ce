// Opens a window of the VS Code server in Chromium, and drives it as a person would: for suites, scripts, pictures.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** @typedef {import('playwright-core').Page} Page */

/**
 * @typedef {object} WindowOptions
 * @property {import('./server.mjs').Server} server
 * @property {string} [folder]           the folder, a path or an address, or a .code-workspace; nothing: an empty window
 * @property {string | readonly string[]} [extensionDevelopmentPath] extensions to load from their source folders
 * @property {string} [extensionTestsPath] a CommonJS module whose `run()` is the suite, run in the extension host
 * @property {(text: string, type: string) => void} [onLog] console lines of the window and of its extension host
 * @property {{ width: number, height: number }} [viewport] pixels of the page
 * @property {number} [scale]            screen pixels for one of the page; default 1
 */

/**
 * @typedef {object} Window
 * @property {Page} page
 * @property {Promise<number>} exited the suite's exit code; 70 when the window went away before the suite ended
 * @property {() => Promise<void>} close
 */

/**
 * The Chromium of this machine: `CHROMIUM`, else what is on the PATH.
 * @returns {string | undefined}
 */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

/**
 * Opens a window of a server and resolves when the workbench shows. Throws when no browser is there or the workbench stays
 * away.
 * @param {WindowOptions} options
 * @returns {Promise<Window>}
 */
export async function openWindow(options) {
  return openPage({ ...options, url: windowAddress(options) });
}

/**
 * The same for any address of a workbench.
 * @param {Pick<WindowOptions, 'onLog' | 'viewport' | 'scale'> & { url: string }} options
 * @returns {Promise<Window>}
 */
export async function openPage(options) {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('no Chromium: apt-get install -y chromium, or name one in CHROMIUM');
  const browser = await chromium.launch({
    executablePath,
    args: [
      // Chromium refuses its sandbox to root, which is who containers run as.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...['--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  try {
    const page = await browser.newPage({
      viewport: options.viewport ?? { width: 1280, height: 800 },
      deviceScaleFactor: options.scale ?? 1,
    });
    const exited = new Promise((/** @type {(code: number) => void} */ done) => {
      page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => done(code));
      page.once('crash', () => done(70));
      browser.once('disconnected', () => done(70));
    });
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      options.onLog?.(logText(args), type);
    });
    await page.goto(options.url);
    await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
    return { page, exited, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** @param {WindowOptions} options */
function windowAddress({ server, folder, extensionDevelopmentPath, extensionTestsPath }) {
  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${server.port}${encodeURI(path)}`;
  /** @type {[string, string][]} */
  const payload = [['skipWelcome', 'true']];
  for (const path of [extensionDevelopmentPath ?? []].flat()) payload.push(['extensionDevelopmentPath', remote(path)]);
  if (extensionDevelopmentPath) payload.push(['enableProposedApi', '']);
  if (extensionTestsPath) payload.push(['extensionTestsPath', remote(extensionTestsPath)]);
  const opened = folder?.endsWith('.code-workspace') ? { workspace: folder } : folder ? { folder } : { ew: 'true' };
  const query = new URLSearchParams({ ...opened, payload: JSON.stringify(payload) });
  return `${server.url}?${query}`;
}

/** @param {readonly unknown[]} args */
function logText(args) {
  return args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
}

/**
 * Opens a file by its name or path as Ctrl+P does, and waits until its text shows.
 * @param {Page} page
 * @param {string} name
 */
export async function openFile(page, name) {
  const base = name.slice(name.lastIndexOf('/') + 1);
  await pick(page, 'Control+P', name, base);
  await page.locator(`.tab.active[data-resource-name="${base}"]`).waitFor();
  await page.locator('.editor-instance .view-line').first().waitFor();
}

/**
 * Runs a command from the palette by its whole title, with the category before a colon where it has one.
 * @param {Page} page
 * @param {string} title
 */
export async function runCommand(page, title) {
  await pick(page, 'F1', `>${title}`, title);
}

/**
 * Opens a quick pick with a key, types, and takes the row of the label. The list is empty while the remote side is
 * still starting, so it types anew until the row is there.
 * @param {Page} page
 * @param {string} key
 * @param {string} query
 * @param {string} label
 */
async function pick(page, key, query, label) {
  const widget = page.locator('.quick-input-widget');
  const row = widget.getByRole('option').filter({ has: page.getByText(label, { exact: true }) });
  await repeat(`no entry '${label}' in the list`, async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press(key);
    await widget.locator('input.input').waitFor({ timeout: 5000 });
    await widget.locator('input.input').fill(query);
    await row.first().click({ timeout: 3000 });
  });
}

/**
 * Rests the mouse on the first place in the active editor that shows the text, until a hover with content appears.
 * @param {Page} page
 * @param {string} text
 * @param {string} [part] rest on this part of the text: `hoverText(page, 'seq_len: 1024', 'seq_len')`
 * @returns {Promise<string>} what the hover says
 */
export async function hoverText(page, text, part = text) {
  const hover = page.locator('.monaco-editor .monaco-hover:not(.hidden) .hover-contents:visible');
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 800 };
  return repeat(`no hover on '${text}'`, async () => {
    // Away first, to the status bar: an earlier hover must not be taken for this one.
    await page.mouse.move(width / 2, height - 5);
    await hover.first().waitFor({ state: 'hidden', timeout: 3000 });
    const place = await placeOf(page, text, part);
    await page.mouse.move(place.x + place.width / 2 - 2, place.y + place.height / 2);
    await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
    await hover.first().waitFor({ timeout: 3000 });
    const said = (await hover.allInnerTexts()).join('\n');
    if (said.trim() === '' || said.includes('Loading...')) throw new Error('the hover is still empty');
    return said;
  });
}

/**
 * Follows a link of the hover on a text. A hover goes when what it stands on is drawn anew, so it is opened again then.
 * @param {Page} page
 * @param {string} text
 * @param {string} part
 * @param {string} link the text of the link
 */
export async function followHoverLink(page, text, part, link) {
  await repeat(`no link '${link}' in the hover on '${text}'`, async () => {
    await hoverText(page, text, part);
    await page.locator('.monaco-hover:visible a', { hasText: link }).first().click({ timeout: 3000 });
  });
}

/**
 * Puts the cursor at the end (or the start) of the first place in the active editor that shows the text.
 * @param {Page} page
 * @param {string} text
 * @param {'start' | 'end'} [edge]
 */
export async function clickText(page, text, edge = 'end') {
  const place = await repeat(`no text '${text}'`, () => placeOf(page, text, text));
  await page.mouse.click(edge === 'end' ? place.x + place.width - 1 : place.x + 1, place.y + place.height / 2);
}

/**
 * Types into whatever has the focus, at a pace that the editor follows.
 * @param {Page} page
 * @param {string} text
 */
export async function typeText(page, text) {
  await page.keyboard.type(text, { delay: 20 });
}

/**
 * Asks for completions at the cursor and waits for the list.
 * @param {Page} page
 * @returns {Promise<readonly string[]>} the labels that show
 */
export async function suggest(page) {
  const rows = page.locator('.suggest-widget.visible .monaco-list-row');
  return repeat('no completions', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Space');
    await rows.first().waitFor({ timeout: 3000 });
    return rows.locator('.label-name').allInnerTexts();
  });
}

/** The status bar's item that says what the active config is seen from. */
export const focusItem = '.statusbar-item[id="hydrascope.hydrascope.hydrascope.focus"]';

/**
 * Sees the active config from a composition, by a click on the status bar.
 * @param {Page} page
 * @param {string} name as the quick pick has it
 */
export async function chooseFocus(page, name) {
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await page.locator(focusItem).click();
  await rows.first().waitFor();
  // A long list moves its rows under the mouse when it scrolls to one.
  await typeText(page, name);
  await rows.filter({ hasText: name }).first().click();
  await rows.first().waitFor({ state: 'hidden' });
}

/**
 * Loads the window anew as its user would, so that it saves what it remembers.
 * @param {Page} page
 */
export async function reloadWindow(page) {
  await Promise.all([page.waitForEvent('load'), runCommand(page, 'Developer: Reload Window')]);
  await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
}

/**
 * Takes a picture of the window.
 * @param {Page} page
 * @param {string} path a .png
 */
export async function shot(page, path) {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path, animations: 'disabled', caret: 'initial' });
}

/** @typedef {{ x: number, y: number, width: number, height: number }} Place pixels of the window */

/**
 * Where the text shows in the active editor; scrolls from the top of the file to it when it does not.
 * @param {Page} page
 * @param {string} text
 * @param {string} part
 * @returns {Promise<Place>}
 */
async function placeOf(page, text, part) {
  const seen = await visiblePlace(page, text, part);
  if (seen) return seen;
  const editor = await page.locator(activeEditor).first().boundingBox();
  if (!editor) throw new Error('no editor is open');
  await page.mouse.move(editor.x + 200, editor.y + 100);
  let isAtTop = false;
  for (let step = 0; step < 400; step++) {
    // The editor scrolls a few lines for each turn of the wheel, however far it is turned.
    isAtTop ||= (await page.locator(`${activeEditor} .line-numbers`).allInnerTexts()).includes('1');
    await page.mouse.wheel(0, isAtTop ? 150 : -150);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const place = await visiblePlace(page, text, part);
    if (place) return place;
  }
  throw new Error(`the active editor has no '${text}'`);
}

const activeEditor = '.editor-group-container.active .editor-instance .monaco-editor';

/**
 * @param {Page} page
 * @param {string} text
 * @param {string} part
 * @returns {Promise<Place | undefined>}
 */
function visiblePlace(page, text, part) {
  return page.evaluate(
    ([selector, wanted, within]) => {
      for (const line of document.querySelectorAll(`${selector} .view-line`)) {
        // Each span draws a piece of the line, with no-break spaces for spaces; the text may cross pieces.
        const found = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(wanted);
        if (found < 0) continue;
        const start = found + Math.max(0, wanted.indexOf(within));
        const end = start + within.length;
        const range = document.createRange();
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        for (let piece = walker.nextNode(), offset = 0; piece; piece = walker.nextNode()) {
          const length = (piece.textContent ?? '').length;
          if (start >= offset && start < offset + length) range.setStart(piece, start - offset);
          if (end > offset && end <= offset + length) range.setEnd(piece, end - offset);
          offset += length;
        }
        const { x, y, width, height } = range.getBoundingClientRect();
        // What a scroll bar, a hover or the window's edge covers cannot be pointed at.
        if (line.contains(document.elementFromPoint(x + width / 2, y + height / 2))) return { x, y, width, height };
      }
      return undefined;
    },
    /** @type {const} */ ([activeEditor, text, part]),
  );
}

/**
 * Repeats an attempt until it succeeds, for at most 45 seconds: a window that has just opened is still starting parts.
 * @template T
 * @param {string} complaint
 * @param {() => Promise<T>} attempt
 * @returns {Promise<T>}
 */
async function repeat(complaint, attempt) {
  const end = Date.now() + 45_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw new Error(complaint, { cause: error });
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}
