import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The client's plain parts name their texts by `l10n.t`; VS Code itself is not there.
  resolve: { alias: { vscode: fileURLToPath(new URL('test/support/vscode.ts', import.meta.url)) } },
  test: {
    // test/host runs inside VS Code, by a runner of its own.
    include: ['test/**/*.test.ts'],
    exclude: ['test/host/**', 'node_modules/**'],
    // Left to itself vitest keeps a core free, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    testTimeout: 20_000, // milliseconds; tests that start Python say their own
  },
});
