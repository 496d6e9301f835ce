// Packs the command line as npm would publish it, installs it in an empty folder, and runs it from there: it has to
// bring everything that it needs. Exit code: 0 it does, 1 not.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const scratch = mkdtempSync(join(tmpdir(), 'hydrascope-packed-'));

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

try {
  const packed = JSON.parse(
    run(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', scratch], repository),
  );
  // npm 11 and older answer a list, newer ones an object by name.
  const [{ filename, size, files }] = Object.values(packed);
  const names = files.map((/** @type {{ path: string }} */ file) => file.path);
  const strange = names.filter(
    (/** @type {string} */ name) =>
      !/^(dist\/((cli|server|extension)\.js|THIRD-PARTY-NOTICES\.txt)|package\.json|[A-Z]+(\.md)?)$/.test(name),
  );
  if (strange.length > 0) throw new Error(`these do not belong into the package: ${strange.join(', ')}`);
  writeFileSync(join(scratch, 'package.json'), '{ "private": true }');
  run(npm, ['install', '--no-audit', '--no-fund', join(scratch, filename)], scratch);
  const hydrascope = join(scratch, 'node_modules/.bin/hydrascope');
  const composed = run(hydrascope, ['compose', '-cd', 'configs', '-cn', 'mamba', 'seq_len=2048'], repository);
  if (!composed.includes('\nseq_len: 2048\n')) throw new Error(`the packed command line composed:\n${composed}`);
  const { length } = names;
  console.log(`${filename}: ${length} files, ${size.toLocaleString('en')} bytes; installed alone, it composes`);
} catch (error) {
  console.error(`packed command line: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
