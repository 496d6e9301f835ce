// Builds dist/: the extension's doors and its client, the language server and the command line, each one file; and the
// extension and its server once more for browsers, where there is no Node.
import { rm } from 'node:fs/promises';
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
