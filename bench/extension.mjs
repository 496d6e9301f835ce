// What the extension costs those who install it: the size of its package, and the time of its activation in the extension
// host of the embedded VS Code.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { ensureHost } from '../tools/host/install.mjs';
import { findChromium } from '../tools/host/window.mjs';
import { measured } from './measure.mjs';

const repository = fileURLToPath(new URL('../', import.meta.url));

export function measurePackage(workspace, report) {
  const run = spawnSync(process.execPath, [join(repository, 'tools/package.mjs')], {
    cwd: repository,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`the package cannot be made:\n${run.stdout}${run.stderr}`);
  const { name, version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const { size } = statSync(join(repository, `${name}-${version}.vsix`));
  report(measured('size of the .vsix', workspace, [{ ours: size / 1000 }]));
}

/** A new window and a new extension host for each round. Throws where there is no VS Code to measure in. */
export async function measureActivation(workspace, rounds, report) {
  const host = findChromium() ? await ensureHost({ log: console.error }) : { ok: false, reason: 'no Chromium' };
  if (!host.ok) throw new Error(`no VS Code to measure activation in: ${host.reason}; --without-host leaves it out`);
  const found = [];
  for (let round = 0; round <= rounds; round++) {
    const times = await activateOnce();
    // The first window finds nothing of VS Code in the disk's cache.
    if (round > 0) found.push(times);
  }
  const of = (what) => found.map((times) => ({ ours: times[what] }));
  report(measured('activation in the extension host', workspace, of('host')));
  report(measured('activation until the server answers', workspace, of('server')));
}

async function activateOnce() {
  const scratch = mkdtempSync(join(tmpdir(), 'hydrascope-bench-'));
  const result = join(scratch, 'result.json');
  const folder = join(scratch, 'empty');
  mkdirSync(folder);
  try {
    await runTests({
      vscodeExecutablePath: join(repository, 'tools/host/code.mjs'),
      extensionDevelopmentPath: repository,
      extensionTestsPath: join(repository, 'bench/inHost/activation.cjs'),
      extensionTestsEnv: { HYDRASCOPE_BENCH_RESULT: result },
      launchArgs: [
        folder,
        `--user-data-dir=${join(scratch, 'data')}`,
        `--extensions-dir=${join(scratch, 'extensions')}`,
      ],
    });
    return JSON.parse(readFileSync(result, 'utf8'));
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}
