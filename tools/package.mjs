// `npm run package`: makes hydrascope-<version>.vsix from dist/ and prints its size. It is packed in an empty folder,
// from the files that .vscodeignore lets in, so that nothing else can slip in and no large folder is searched.
import { chmod, cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

/**
 * Bytes, of which the pictures of the walkthrough are less than half a million, and the extension and its server for browsers
 * a little more than that. A larger package is a mistake in the bundle.
 */
const sizeLimit = 1_750_000;

const root = fileURLToPath(new URL('../', import.meta.url));
const staging = join(root, 'out/package');

const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const target = join(root, `${name}-${version}.vsix`);

// The same sources make the same bytes, whenever, wherever and by whomever: no times of this build, no zone, no rights.
process.env.SOURCE_DATE_EPOCH ??= '1577836800'; // 2020-01-01
process.env.TZ = 'UTC';

await rm(staging, { recursive: true, force: true });
for (const file of ['package.json', '.vscodeignore', ...(await packagedFiles())]) await stage(file);
await rm(target, { force: true });
await createVSIX({
  cwd: staging,
  packagePath: target,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
const { size } = await stat(target);
console.log(`${name}-${version}.vsix: ${size.toLocaleString('en')} bytes of at most ${sizeLimit.toLocaleString('en')}`);
if (size > sizeLimit) {
  console.error('the package is too large');
  process.exitCode = 1;
}

/** What .vscodeignore takes back from "everything is ignored". */
async function packagedFiles() {
  const lines = (await readFile(join(root, '.vscodeignore'), 'utf8')).split('\n');
  return lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1).trim());
}

/** @param {string} file */
async function stage(file) {
  const to = join(staging, file);
  await mkdir(dirname(to), { recursive: true });
  await cp(join(root, file), to).catch((error) => {
    throw new Error(`${file} is missing from the package`, { cause: error });
  });
  await chmod(to, 0o644);
  if (file.endsWith('.md')) await writeFile(to, withoutLocalLinks(await readFile(to, 'utf8')));
}

/**
 * VS Code shows no pictures of the package's own folder and follows no relative links in these pages: pictures go,
 * links become their text.
 * @param {string} markdown
 */
function withoutLocalLinks(markdown) {
  return markdown
    .replaceAll(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n+/gm, '')
    .replaceAll(/\[([^\]]*)\]\((?!https:|#)[^)]*\)/g, '$1');
}
