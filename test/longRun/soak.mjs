#!/usr/bin/env node
// `npm run soak -- --minutes 60 [--seed N] [--faults]`: somebody works with the built server at random for that long. Prints
// what the server holds as time goes on, and at the end whether memory stayed flat and whether a server that is started
// anew says the same. Ends with status 1 where one of the two is not so. docs/reliability.md has recorded figures.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundled } from './bundle.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    faults: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
/** Rows of the table. */
const ROWS = 30;
/** What the last third of the rows may hold more than the second, as a share: garbage collectors are no clocks. */
const GROWTH = 1.05;

const { startEditing } = await import(pathToFileURL(await bundled('test/support/editing.ts')).href);
const editing = await startEditing({
  seed: Number(values.seed),
  hasFaults: values.faults,
  args: ['--expose-gc', '--require', './test/longRun/memory.cjs', 'dist/server.js', '--stdio'],
  stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
});
const { server } = editing;
const told = createInterface({ input: server.process.stdio[3] })[Symbol.asyncIterator]();

/** @type {{ rss: number, heapUsed: number }[]} */
const rows = [];
const started = performance.now();
let steps = 0;

/** What it holds when nothing is garbage. */
const measure = async () => {
  server.process.kill('SIGUSR2');
  const row = JSON.parse((await told.next()).value);
  rows.push(row);
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1024 / 1024).toFixed(1).padStart(7);
  const time = ((performance.now() - started) / 60_000).toFixed(1).padStart(6);
  const counts = `${String(steps).padStart(8)} steps ${String(editing.edits()).padStart(9)} edits`;
  console.log(`${time} min ${counts}  heap ${megabytes(row.heapUsed)} MB  resident ${megabytes(row.rss)} MB`);
};

const median = (/** @type {number[]} */ numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

try {
  await measure();
  for (let row = 1; row <= ROWS; row++) {
    const end = started + (row / ROWS) * minutes * 60_000;
    while (performance.now() < end) {
      await editing.step();
      steps++;
      server.notifications.length = 0;
      server.logged.length = 0;
    }
    await measure();
  }
  const third = ROWS / 3;
  const [before, after] = [rows.slice(third + 1, 2 * third + 1), rows.slice(2 * third + 1)];
  const heap = (/** @type {typeof rows} */ some) => median(some.map(({ heapUsed }) => heapUsed));
  const growth = heap(after) / heap(before);
  const difference = await editing.difference(30);
  console.log(`heap: the last third holds ${growth.toFixed(3)} times what the second held`);
  console.log(difference === undefined ? 'a fresh server says the same' : `a fresh server differs: ${difference}`);
  if (growth > GROWTH || difference !== undefined) process.exitCode = 1;
} finally {
  editing.dispose();
}
