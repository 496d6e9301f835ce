// Whether the .vsix can be made again: the files that git knows are copied to another folder, built and packed there at
// another time, in another time zone and with other rights, and the bytes have to be those of the .vsix that is here
// (`npm run package`). Exit code: 0 they are, 1 not.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../', import.meta.url));
const { name, version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
const vsix = `${name}-${version}.vsix`;
const elsewhere = mkdtempSync(join(tmpdir(), 'hydrascope-again-'));

/** @param {string} folder */
const hashOf = (folder) =>
  createHash('sha256')
    .update(readFileSync(join(folder, vsix)))
    .digest('hex');

try {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
  });
  const there = (/** @type {string} */ file) => lstatSync(join(repository, file), { throwIfNoEntry: false })?.isFile();
  for (const file of listed.split('\0').filter((file) => file !== '' && there(file))) {
    mkdirSync(dirname(join(elsewhere, file)), { recursive: true });
    copyFileSync(join(repository, file), join(elsewhere, file));
    chmodSync(join(elsewhere, file), 0o755);
  }
  symlinkSync(join(repository, 'node_modules'), join(elsewhere, 'node_modules'));
  const env = { ...process.env, TZ: 'Pacific/Auckland', LC_ALL: 'C' };
  const options = /** @type {const} */ ({ cwd: elsewhere, env, stdio: ['ignore', 'ignore', 'inherit'] });
  for (const tool of ['tools/build.mjs', 'tools/package.mjs']) execFileSync(process.execPath, [tool], options);
  const hash = hashOf(repository);
  assert.equal(hashOf(elsewhere), hash, `${vsix} has other bytes when it is built again`);
  console.log(`${vsix}: the same bytes again, sha256 ${hash}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(elsewhere, { recursive: true, force: true });
}
