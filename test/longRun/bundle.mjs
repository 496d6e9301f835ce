// TypeScript of the tests for scripts that run without vitest.
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { precompile } from '../../tools/precompile.mjs';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Builds one module of the tests into `out` and says where it lies.
 * @param {string} path
 * @returns {Promise<string>}
 */
export async function bundled(path) {
  const outfile = join(repository, 'out', basename(path).replace(/ts$/, 'mjs'));
  await precompile();
  await build({
    entryPoints: [join(repository, path)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    sourcemap: 'inline',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    // Tests find the repository beside themselves.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(repository, 'test/support/x.ts')).href) },
    logLevel: 'error',
  });
  return outfile;
}
