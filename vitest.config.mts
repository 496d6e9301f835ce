import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // test/host runs inside VS Code, by a runner of its own.
    include: ['test/**/*.test.ts'],
    exclude: ['test/host/**', 'node_modules/**'],
    testTimeout: 20_000, // milliseconds; tests that start Python say their own
  },
});
