// `npm run l10n`: moves the strings of package.json to package.nls.json, and writes l10n/bundle.l10n.json, from which a
// translation starts (bundle.l10n.de.json, package.nls.de.json). A test tells when they do not fit what is there.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleOf, splitManifest } from './l10nText.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

/** @param {string} path */
async function readJson(path) {
  return readFile(join(root, path), 'utf8').then(JSON.parse, () => ({}));
}

/** @param {string} path @param {object} value */
async function writeJson(path, value) {
  await writeFile(join(root, path), `${JSON.stringify(value, undefined, 2)}\n`);
}

const { manifest, strings } = splitManifest(await readJson('package.json'), await readJson('package.nls.json'));
await writeJson('package.json', manifest);
await writeJson('package.nls.json', strings);

const client = join(root, 'client/src');
const names = (await readdir(client, { recursive: true })).filter((name) => name.endsWith('.ts'));
const sources = await Promise.all(names.map((name) => readFile(join(client, name), 'utf8')));
await mkdir(join(root, 'l10n'), { recursive: true });
await writeJson('l10n/bundle.l10n.json', bundleOf(sources));
