import { createRequire } from 'node:module';

/** For every bundle: the package's main file loads its parts in a way that no bundler follows. */
export const ALIAS = { 'jsonc-parser': createRequire(import.meta.url).resolve('jsonc-parser/lib/esm/main.js') };
