import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/**
 * The door that VS Code calls in the extension host: runs every bundled suite beside this file and leaves the counts
 * in the file that `HYDRASCOPE_HOST_RESULT` names. Rejects when a test fails or none ran, which is VS Code's way to
 * learn the exit code.
 */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  // The host's console does not know `%s`, which is how reporters write.
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(format(...args));
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: 'spec', color: false });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.cjs')) mocha.addFile(join(__dirname, name));
  }
  const stats = await new Promise<Mocha.Stats>((done) => {
    const runner = mocha.run(() => done(runner.stats!));
  });
  const result = process.env.HYDRASCOPE_HOST_RESULT;
  if (result) writeFileSync(result, JSON.stringify({ passed: stats.passes, failed: stats.failures }));
  if (stats.failures > 0 || stats.passes === 0) throw new Error(`${stats.passes} passed, ${stats.failures} failed`);
}
