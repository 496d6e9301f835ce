// TypeScript of the tests for scripts that run without vitest.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Builds one module of test/support into `out` and says where it lies.
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function bundled(name) {
  const outfile = join(repository, 'out', `${name}.mjs`);
  await build({
    entryPoints: [join(repository, 'test/support', `${name}.ts`)],
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
