// Builds dist/: the extension's doors and its client, the language server, the command line and the library, each one file;
// and the extension and its server once more for browsers, where there is no Node.
import { copyFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeNotices } from './notices.mjs';
import { precompile } from './precompile.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

await precompile();
await rm(`${root}dist`, { recursive: true, force: true });
const common = /** @type {const} */ ({
  absWorkingDir: root,
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'cjs',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
});
const onNode = await build({
  ...common,
  entryPoints: {
    extension: 'client/src/extension.ts',
    client: 'client/src/client.ts',
    server: 'server/src/lsp/node.ts',
    cli: 'server/src/cli/main.ts',
    library: 'server/src/api/library.ts',
  },
  platform: 'node',
  target: 'node20',
  external: ['vscode', './client.js', './server.js'],
  // VS Code gives its own module to what is required.
  supported: { 'dynamic-import': false },
});
const inBrowsers = await build({
  ...common,
  entryPoints: { web: 'client/src/web.ts', webServer: 'server/src/lsp/browser.ts' },
  platform: 'browser',
  target: 'es2022',
  // A module of Node is an error here.
  external: ['vscode'],
  // Some libraries ask whether they are on Windows.
  define: { process: 'undefined' },
});
writeNotices(root, onNode.metafile, inBrowsers.metafile);

// For `import`, the same module by its names, so that a program has it once; its types are the file that declares them.
const names = ['check', 'compose', 'explain', 'graph'];
await writeFile(
  `${root}dist/library.mjs`,
  `import library from './library.js';\nexport const { ${names.join(', ')} } = library;\n`,
);
for (const types of ['library.d.ts', 'library.d.mts']) {
  await copyFile(`${root}server/src/api/shapes.ts`, `${root}dist/${types}`);
}
await copyFile(`${root}docs/output.schema.json`, `${root}dist/output.schema.json`);
