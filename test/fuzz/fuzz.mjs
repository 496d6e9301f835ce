#!/usr/bin/env node
// `npm run fuzz -- [--seconds 180] [--seed 1] [--only yaml,override] [--jobs 1]`: gives every reader texts that are nearly
// what somebody would write, guided by the code that they reach. Prints a row for each; what throws, never ends or tells a
// place that is none is written to out/fuzz and makes status 1. test/fuzz/fuzz.test.ts is the short form.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { bundled, repository } from '../longRun/bundle.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '180' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
    jobs: { type: 'string', default: '1' },
  },
});
const seconds = Number(values.seconds);
/** Seconds without an end to one text: it never ends. */
const PATIENCE = 30;
const LONGEST = 1 << 20;

const out = join(repository, 'out/fuzz');
await mkdir(out, { recursive: true });
const worker = await bundled('test/fuzz/worker.ts');
const { TARGETS } = await import(pathToFileURL(await bundled('test/fuzz/targets.ts')).href);
const only = values.only?.split(',');
/** @type {string[]} */
const names = TARGETS.map((/** @type {{ name: string }} */ { name }) => name).filter(
  (/** @type {string} */ name) => only === undefined || only.includes(name),
);
let failures = 0;

/**
 * @param {string} name
 * @param {string} why
 * @param {string} text
 */
async function keep(name, why, text) {
  failures++;
  const path = join(out, `${name}-${failures}.json`);
  await writeFile(path, JSON.stringify({ name, why, text }));
  console.log(
    `${name}: ${why.split('\n').slice(0, 4).join('\n')}\n  in ${path}: ${JSON.stringify(text).slice(0, 200)}`,
  );
}

/** @param {string} name */
async function fuzz(name) {
  const counters = new SharedArrayBuffer(8);
  const input = new SharedArrayBuffer(2 * LONGEST);
  const [count, length] = [() => Atomics.load(new Int32Array(counters), 0), () => new Int32Array(counters)[1] ?? 0];
  const present = () => String.fromCharCode(...new Uint16Array(input).subarray(0, Math.min(length(), 60_000)));
  const thread = new Worker(pathToFileURL(worker), {
    workerData: { name, seed: Number(values.seed), seconds, counters, input },
    stderr: false,
  });
  let [last, since] = [-1, Date.now()];
  await /** @type {Promise<void>} */ (
    new Promise((done) => {
      const watch = setInterval(() => {
        if (count() !== last) [last, since] = [count(), Date.now()];
        else if (Date.now() - since > PATIENCE * 1000) {
          keep(name, `no end within ${PATIENCE} s`, present()).then(() => thread.terminate());
        }
      }, 1000);
      thread.on('message', (told) => {
        if (told.kind === 'failure') keep(name, told.stack, told.text);
        else {
          const { executed, seeds, kept, reached, slowest } = told;
          writeFile(join(out, `${name}-slowest.json`), JSON.stringify(slowest));
          console.log(
            `${name.padEnd(16)} ${String(executed).padStart(9)} texts  ${String(seeds).padStart(5)} seeds  ${String(kept).padStart(5)} kept  ` +
              `${String(reached).padStart(6)} reached  slowest ${slowest.milliseconds.toFixed(0)} ms`,
          );
        }
      });
      thread.on('error', (error) => keep(name, String(error.stack), present()));
      thread.on('exit', () => {
        clearInterval(watch);
        done();
      });
    })
  );
}

const queue = [...names];
await Promise.all(
  Array.from({ length: Number(values.jobs) }, async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) await fuzz(name);
  }),
);
console.log(failures === 0 ? 'nothing failed' : `${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
