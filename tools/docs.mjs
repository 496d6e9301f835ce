// `npm run docs`: writes docs/rules.md from the rules themselves.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { precompile } from './precompile.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const outfile = `${root}out/rulesPage.cjs`;

await precompile();
await build({
  absWorkingDir: root,
  entryPoints: ['tools/rulesPage.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  logLevel: 'warning',
});
const { rulesPage } = await import(pathToFileURL(outfile).href);
await writeFile(`${root}docs/rules.md`, rulesPage());
console.log('docs/rules.md is written');
