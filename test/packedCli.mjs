// The package as npm would publish it, installed in an empty folder: its command line and its library, from JavaScript
// of both kinds and from TypeScript. Exit code: 0 all is well, 1 not.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPacked, run } from './support/installPacked.mjs';

const repository = fileURLToPath(new URL('../', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'hydrascope-packed-'));

const ASKING = `
const options = { cwd: ${JSON.stringify(repository)}, configDir: 'configs', configName: 'mamba', overrides: ['seq_len=2048'] };
const { config, ok } = compose(options);
const [key] = explain('seq_len', options).keys;
const { counts } = check({ cwd: options.cwd, paths: ['configs'] });
const unsaved = compose({ cwd: options.cwd, configDir: 'conf', configName: 'a', files: { 'conf/a.yaml': 'x: 1' } });
const { entries } = graph(options);
// What the options name may lie anywhere.
const apart = compose({ cwd: '.', configDir: options.cwd + 'configs', configName: 'mamba' });
console.log(JSON.stringify([ok, config.seq_len, key.writes.length, counts.error, unsaved.config, entries.length, apart.ok]));
`;

const TYPED = `
import { check, compose, type ComposeResult, explain, type FilePlace, graph } from 'hydrascope';

const result: ComposeResult = compose({ configName: 'mamba', resolve: true });
const version: 1 = result.version;
const place: FilePlace | undefined = explain('seq_len').keys[0]?.writes[0]?.place;
const errors: number = check({ severities: { HS301: 'off' } }).counts.error;
// @ts-expect-error: a name is a text
graph({ configName: 1 });
export { errors, place, version };
`;

try {
  const { hydrascope, filename, size, names } = installPacked(scratch);
  const belongs =
    /^(dist\/((cli|server|extension|library)\.js|library\.(mjs|d\.m?ts)|output\.schema\.json|THIRD-PARTY-NOTICES\.txt)|package\.json|[A-Z]+(\.md)?)$/;
  const strange = names.filter((name) => !belongs.test(name));
  assert.deepEqual(strange, [], 'these do not belong into the package');
  const composed = run(hydrascope, ['compose', '-cd', 'configs', '-cn', 'mamba', 'seq_len=2048'], repository);
  assert.match(composed, /^seq_len: 2048$/m);
  for (const [file, first] of [
    ['asking.mjs', "import { check, compose, explain, graph } from 'hydrascope';"],
    ['asking.cjs', "const { check, compose, explain, graph } = require('hydrascope');"],
  ]) {
    writeFileSync(join(scratch, file), first + ASKING);
    assert.deepEqual(JSON.parse(run(process.execPath, [file], scratch)), [true, 2048, 3, 0, { x: 1 }, 1, true], file);
  }
  // Both kinds of module, each with the declarations that the package has for it.
  for (const file of ['typed.mts', 'typed.cts']) writeFileSync(join(scratch, file), TYPED);
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', 'typed.mts', 'typed.cts'];
  run(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), ...flags], scratch);
  const { length } = names;
  console.log(
    `${filename}: ${length} files, ${size.toLocaleString('en')} bytes; installed alone, it composes and is typed`,
  );
} catch (error) {
  console.error(`the packed package: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
