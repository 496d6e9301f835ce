#!/usr/bin/env node
// Random config trees, asked of real Hydra and of us: `node test/conformance/fuzz/fuzz.mjs [--count N] [--seed N]
// [--hydra 1.3|1.4] [--plain]`. A difference is made as small as it goes and printed as a line for `requests/`.
// Exit status: 0 equal, 1 a difference, 3 Hydra could not be had.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { difference } from '../compare.mjs';
import { HYDRAS, openHydra, progress, pythonOf, REPO, Unavailable } from '../hydras.mjs';
import { randomTree, requestOf, smaller } from './generate.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    hydra: { type: 'string' },
    /** Leave interpolations as they are written. */
    plain: { type: 'boolean', default: false },
    /** How many differences to print before giving up. */
    most: { type: 'string', default: '1' },
  },
});

const answerRequest = await ourAnswers();
let failed = 0;
let passed = 0;
let skipped = 0;
for (const hydra of HYDRAS.filter(({ version }) => values.hydra === undefined || values.hydra === version)) {
  try {
    await run(hydra);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    console.error(`could not ask Hydra ${hydra.version}: ${error.message}`);
    process.exit(3);
  }
}
console.log(`${passed - skipped} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 ? 1 : 0);

/** Our side, built from the source as it is. */
async function ourAnswers() {
  // Two runs at once must not read each other's half-written bundle.
  const outfile = join(REPO, 'out', `batch-${process.pid}.mjs`);
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  const entryPoints = [join(REPO, 'server/src/cli/batch.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', banner, logLevel: 'error' });
  const { answerRequest: answer } = await import(pathToFileURL(outfile).href);
  rmSync(outfile);
  return answer;
}

async function run(hydra) {
  const python = await pythonOf(hydra);
  let open = openHydra(python);
  const compare = async (tree) => {
    // Hydra's own node has the time of day in it.
    const asks = values.plain || tree.whole ? { yaml: true } : { resolve: 'each' };
    const request = { ...requestOf(tree), ...asks };
    const theirs = await withinTime(open.ask(request));
    if (theirs !== undefined) return difference(ours(request, hydra.version), theirs);
    // Some circles of defaults lists keep Hydra busy for ever; nothing can be compared there.
    open.kill();
    open = openHydra(python);
    skipped++;
    return undefined;
  };
  const first = Number(values.seed);
  let shown = 0;
  for (let seed = first; seed < first + Number(values.count); seed++) {
    const tree = randomTree(seed);
    if ((await compare(tree)) === undefined) passed++;
    else {
      failed++;
      const small = await shrink(tree, compare);
      const line = JSON.stringify({ id: `fuzz/${hydra.version}-${seed}`, ...requestOf(small) });
      console.log(`Hydra ${hydra.version}, seed ${seed}: ${await compare(small)}\n${line}\n`);
      if (++shown >= Number(values.most)) break;
    }
    if ((seed - first + 1) % 500 === 0) progress(`Hydra ${hydra.version}: ${seed - first + 1} trees`);
  }
  open.stop();
}

function ours(request, version) {
  try {
    return JSON.parse(JSON.stringify(answerRequest({ ...request, hydra_version: version })));
  } catch (error) {
    return { ok: 'threw', error_class: 'threw', error_message: error.stack };
  }
}

/** An answer, or undefined when it takes longer than twenty seconds. */
function withinTime(answer) {
  answer.catch(() => undefined);
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, 20_000);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** Takes pieces away as long as the answers differ. */
async function shrink(tree, compare) {
  for (;;) {
    let next;
    for (const candidate of smaller(tree)) {
      if ((await compare(candidate)) === undefined) continue;
      next = candidate;
      break;
    }
    if (next === undefined) return tree;
    tree = next;
  }
}
