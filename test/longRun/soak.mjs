#!/usr/bin/env node
// `npm run soak -- --minutes 60 [--seed N] [--faults]`: somebody works with the built server at random for that long. Prints
// what the server holds as time goes on. Twice, after a tenth of the time and at the end, everything is put back as it was at
// the beginning: what it holds then has to be the same. At the end a server that is started anew has to say the same, too. Ends with status 1 where one of the two is not so. docs/reliability.md has recorded figures.
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
/** What it may hold more at the end than after a tenth of the time, as a share: garbage collectors are no clocks. */
const GROWTH = 1.15;

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

/** The same state each time, and what the server holds in it. */
const calm = async () => {
  await editing.calm();
  await measure();
  return rows.at(-1)?.heapUsed ?? 0;
};

let early = 0;
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
    if (row === ROWS / 10) early = await calm();
  }
  const growth = (await calm()) / early;
  const difference = await editing.difference(30);
  console.log(`heap: ${growth.toFixed(3)} times what it was after a tenth of the time, in the same state`);
  console.log(difference === undefined ? 'a fresh server says the same' : `a fresh server differs: ${difference}`);
  if (growth > GROWTH || difference !== undefined) process.exitCode = 1;
} finally {
  editing.dispose();
}
