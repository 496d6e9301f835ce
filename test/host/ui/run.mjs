// What VS Code's interface for extensions does not reach: menus of the explorer, keys that are pressed twice, what goes away
// in the middle. Each is done in a window with mouse and keys, as a person does it.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureHost, repository } from '../../../tools/host/install.mjs';
import { linkExtension, startServer } from '../../../tools/host/server.mjs';
import { openWindow } from '../../../tools/host/window.mjs';
import { copyTrainer } from '../trainer.mjs';
import { deeds } from './deeds.mjs';

/**
 * Does all of them, each in a workspace of its own.
 * @param {readonly string[]} wanted parts of their names; none: all
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runUi(wanted) {
  const host = await ensureHost();
  if (!host.ok) throw new Error(host.reason);
  const scratch = await mkdtemp(join(tmpdir(), 'hydrascope-ui-'));
  const result = { passed: 0, failed: 0 };
  try {
    const extensionsDir = join(scratch, 'extensions');
    await linkExtension(extensionsDir, repository);
    const server = await startServer({
      paths: host.paths,
      dataDir: join(scratch, 'data'),
      extensionsDir,
      development: false,
      env: { EXTENSIONS_GALLERY: '{}' },
      // The text of a terminal is in the page only where it is drawn without a GPU.
      settings: { 'explorer.compactFolders': false, 'terminal.integrated.gpuAcceleration': 'off' },
    });
    try {
      const asked = deeds.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
      const chosen = asked.filter(({ trains }) => trains !== true || TRAINING !== undefined);
      for (const { name } of asked.filter((deed) => !chosen.includes(deed)))
        console.log(`not run, no Python with PyTorch (node tools/venv.mjs --training makes one): '${name}'`);
      for (const [index, deed] of chosen.entries()) {
        const began = Date.now();
        try {
          await play(server, deed, join(scratch, `${index}`));
          result.passed++;
          console.log(`  ✔ ${deed.name} (${Date.now() - began}ms)`);
        } catch (error) {
          result.failed++;
          console.log(`  ✘ ${deed.name}\n${error instanceof Error ? error.stack : error}`);
        }
      }
    } finally {
      await server.stop();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
  return result;
}

/** A Python with PyTorch, for what trains; without one run.mjs says that this is left out. */
const TRAINING = process.env.HYDRASCOPE_TRAINING_PYTHON;

/**
 * An "interpreter" that notes what it is given and where, a line for each start, and goes on until the file `go` is beside
 * it.
 */
const PYTHON = `#!/bin/sh
folder=$(dirname "$0")
printf '%s\\n' "$*" >>"$folder/given"
pwd >>"$folder/where"
while [ ! -e "$folder/go" ]; do sleep 0.1; done
`;

/**
 * @param {import('../../../tools/host/server.mjs').Server} server
 * @param {import('./deeds.mjs').Deed} deed
 * @param {string} folder of its own
 */
async function play(server, deed, folder) {
  // Folders of people have blanks and parentheses.
  const names = deed.isOfTwo === true ? ['my trainer', 'my trainer (2)'] : ['my trainer (2)'];
  const python = deed.trains === true && TRAINING ? TRAINING : join(folder, 'python');
  const settings = { 'hydrascope.python': python };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'python'), PYTHON, { mode: 0o755 });
  for (const name of names) {
    const workspace = join(folder, name);
    await mkdir(join(workspace, '.vscode'), { recursive: true });
    await copyTrainer(workspace);
    if (deed.trains === true) execFileSync(python, ['shards.py'], { cwd: join(workspace, 'trainer') });
    await writeFile(join(workspace, '.vscode/settings.json'), JSON.stringify(settings));
    await deed.prepare?.(workspace);
  }
  const workspace = join(folder, 'my trainer (2)');
  const both = join(folder, 'both.code-workspace');
  await writeFile(both, JSON.stringify({ folders: names.map((path) => ({ path })), settings }));
  // Rows of the explorer that do not show are not there.
  const viewport = { width: 1280, height: 1100 };
  const window = await openWindow({ server, folder: deed.isOfTwo === true ? both : workspace, viewport });
  try {
    const file = (/** @type {string} */ name) => join(folder, name);
    await deed.play(window.page, { workspace, given: file('given'), where: file('where'), go: file('go') });
  } catch (error) {
    const picture = join(repository, `out/ui-${deed.name.replaceAll(/\W+/g, '-')}.png`);
    await mkdir(join(repository, 'out'), { recursive: true });
    await window.page.screenshot({ path: picture });
    throw error;
  } finally {
    await window.close();
  }
}
