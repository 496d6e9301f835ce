// What scenes have users do.
import { clickText, openFile, runCommand, typeText } from '../host/window.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * Opens a file where it begins, wherever it was scrolled to before.
 * @param {Page} page
 * @param {string} name
 */
export async function openAtTop(page, name) {
  await openFile(page, name);
  await page.keyboard.press('Control+Home');
  // The server has answered, and nothing moves down any more.
  await page.locator('.codelens-decoration a').first().waitFor();
}

/**
 * Leaves a run of mamba with an override, and then changes the config.
 * @param {Page} page
 */
export async function runOnceAndEdit(page) {
  await openAtTop(page, 'mamba.yaml');
  await compose(page, 'seq_len=2048', 'seq_len');
  await page.keyboard.press('Enter');
  await page.locator('.xterm-rows', { hasText: 'plan.total_tokens' }).waitFor({ timeout: 30_000 });
  await runCommand(page, 'View: Toggle Panel Visibility');
  await openAtTop(page, 'mamba.yaml');
  await retype(page, 'n_layers: 12', 'n_layers: 24');
  await retype(page, 'num_iterations: 1750', 'num_iterations: 3000');
}

/**
 * Opens the list of what mamba can be compared with.
 * @param {Page} page
 */
export async function compareList(page) {
  await runCommand(page, 'hydrascope: Compare Composed Config…');
  await aside(page);
  const list = page.locator('.quick-input-widget', { hasText: 'Compare mamba with' });
  await list.locator('.monaco-list-row').first().waitFor();
  // What is typed before it has the keyboard goes into the file.
  await list.locator('input.input:focus').waitFor();
}

/**
 * Compares what mamba composes to with the run, in the diff editor.
 * @param {Page} page
 */
export async function compareWithRun(page) {
  await runOnceAndEdit(page);
  await compareList(page);
  const rows = page.locator('.quick-input-list .monaco-list-row');
  // Rows may still move under the mouse.
  await typeText(page, 'seq_len=2048');
  // Runs of other scenes have the same name; the newest is the first.
  await rows.first().filter({ hasText: 'seq_len=2048' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tab', { hasText: '(run' }).waitFor();
}

/**
 * Writes another text in the place of a line's.
 * @param {Page} page
 * @param {string} old the line's text, without its indentation
 * @param {string} text
 */
export async function retype(page, old, text) {
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
export function action(page, label) {
  return page.locator(`.editor-group-container.active .editor-actions a[aria-label^="${label}"]`).first().click();
}

/**
 * Opens the composer, types overrides and waits until it tells of a key's change.
 * @param {Page} page
 * @param {string} overrides
 * @param {string} key
 */
export async function compose(page, overrides, key) {
  await action(page, 'Compose & Launch');
  await aside(page);
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await typeText(page, overrides);
  const rows = page.locator('.quick-input-list .monaco-list-row', { hasText: `${key}` });
  // The first tells of the key, or of what completes it; a change has the command below it.
  await rows.nth(key.endsWith('=') ? 0 : 1).waitFor();
}

/**
 * Moves the mouse where nothing tells of itself: a tooltip would be in the picture.
 * @param {Page} page
 */
export async function aside(page) {
  await page.mouse.move((page.viewportSize()?.width ?? 1) - 1, 300);
}

/**
 * Answers a question that VS Code asks at the top of the window.
 * @param {Page} page
 * @param {string} shown what stands there when it is asked
 * @param {string} [text] what is typed; else the row that is marked is taken
 */
export async function answer(page, shown, text) {
  await page.locator('.quick-input-widget', { hasText: shown }).waitFor();
  if (text !== undefined) await typeText(page, text);
  await page.keyboard.press('Enter');
}

/**
 * Shows one of the extension's views, wide enough to be read, and the others folded.
 * @param {Page} page
 * @param {string} name
 */
export async function showView(page, name) {
  await runCommand(page, `Hydra: Focus on ${name} View`);
  const bar = page.locator('.part.sidebar');
  await bar.waitFor();
  for (const pane of await page.locator('.part.sidebar .pane-header').all()) {
    const isOther = !(await pane.getAttribute('aria-label'))?.startsWith(name);
    if (isOther && (await pane.getAttribute('aria-expanded')) === 'true') await pane.click();
  }
  const { x = 0, width: own = 0 } = (await bar.boundingBox()) ?? {};
  await page.mouse.move(x + own, 200);
  await page.mouse.down();
  await page.mouse.move(x + VIEW_WIDTH, 200, { steps: 5 });
  await page.mouse.up();
  await page.mouse.move(0, 0);
}

/** Page pixels. */
const VIEW_WIDTH = 440;

/**
 * @param {Page} page
 * @param {string} label how the row begins
 */
export function treeRow(page, label) {
  return page.locator('.part.sidebar .monaco-list-row', { hasText: label }).first();
}

/**
 * Shows the status bar, which few pictures need, or hides it again.
 * @param {Page} page
 * @param {boolean} [isWanted]
 */
export async function withStatusBar(page, isWanted = true) {
  const bar = page.locator('.part.statusbar');
  if ((await bar.isVisible()) === isWanted) return;
  await runCommand(page, 'View: Toggle Status Bar Visibility');
  await bar.waitFor({ state: isWanted ? 'visible' : 'hidden' });
}
