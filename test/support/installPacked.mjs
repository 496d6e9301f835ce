// Packs the package as npm would publish it and installs it in an empty folder: it has to bring everything that it needs.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
export function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/**
 * Of what the last build made. Nothing is asked of a registry.
 * @param {string} folder an empty one
 * @returns {{ hydrascope: string, filename: string, size: number, names: readonly string[] }} the installed command line,
 * and what was packed: its size in bytes and its files
 */
export function installPacked(folder) {
  const packed = JSON.parse(run(npm, ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], repository));
  // npm 11 and older answer a list, newer ones an object by name.
  const [{ filename, size, files }] = Object.values(packed);
  const names = files.map((/** @type {{ path: string }} */ file) => file.path);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run(npm, ['install', '--offline', '--no-audit', '--no-fund', join(folder, filename)], folder);
  return { hydrascope: join(folder, 'node_modules/.bin/hydrascope'), filename, size, names };
}
