/** For every bundle: the package's main file loads its parts in a way that no bundler follows. */
export const ALIAS = { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' };
