// Builds dist/: the extension's doors and its client, the language server and the command line, each one file.
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { writeNotices } from './notices.mjs';
import { precompile } from './precompile.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

await precompile();
await rm(`${root}dist`, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: {
    extension: 'client/src/extension.ts',
    client: 'client/src/client.ts',
    server: 'server/src/lsp/node.ts',
    cli: 'server/src/cli/main.ts',
  },
  outdir: 'dist',
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode', './client.js', './server.js'],
  // VS Code gives its own module to what is required.
  supported: { 'dynamic-import': false },
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
});
writeNotices(root, metafile);
