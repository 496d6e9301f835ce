import { counts, runAll } from './mocha';

/**
 * The door that VS Code calls in the worker: runs the suites that were bundled with it, and tells the counts on the
 * console. Rejects when a test fails or none ran.
 */
export async function run(): Promise<void> {
  const { suites } = await import('./suites');
  for (const load of suites) await load();
  await runAll();
  console.log(`web: ${JSON.stringify(counts)}`);
  if (counts.failed > 0 || counts.passed === 0) throw new Error(`${counts.passed} passed, ${counts.failed} failed`);
}
