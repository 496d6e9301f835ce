#!/usr/bin/env node
// `npm run bench`: our composition against Hydra's own compose(), both warm, on the same machine in the same run. Rounds
// of the two alternate, and each row is the median of the paired ratios. Then, of a server that has read nothing yet, the
// first hover beside 2,000 Python files. HYDRASCOPE_PYTHON names a Python with Hydra.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { groups, python as pythonFiles, textsOf, trainer } from './workspaces.mjs';

const repository = fileURLToPath(new URL('../', import.meta.url));
const python = process.env.HYDRASCOPE_PYTHON ?? join(repository, '.venv', 'bin', 'python');
if (!existsSync(python)) {
  console.error('no Python with Hydra: make .venv with `node tools/venv.mjs`, or name one in HYDRASCOPE_PYTHON');
  process.exit(3);
}

const ROUNDS = 15;
const { createWorkspace, hover, memoryHost, MEMORY_ROOT, joinUri, nodeHost, uriOfPath } = await core();
const hydra = spawn(python, [join(repository, 'bench/hydra_compose.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
const answers = createInterface({ input: hydra.stdout })[Symbol.asyncIterator]();
const temporary = mkdtempSync(join(tmpdir(), 'hydrascope-bench-'));

const rows = [];
for (const workspace of [trainer(), groups(30, join(temporary, 'groups-30'))]) await measure(workspace);
hydra.stdin.end();
const hovers = hoverRows(pythonFiles(2000, join(temporary, 'python')));
rmSync(temporary, { recursive: true, force: true });

console.log('| composition | Hydra 1.3 | ours | times faster |\n|---|---|---|---|');
for (const { what, theirs, ours, ratio } of rows) {
  console.log(`| ${what} | ${theirs.toFixed(1)} ms | ${ours.toFixed(3)} ms | ${ratio.toFixed(0)} |`);
}

console.log('\n| hover | the very first | median of new servers |\n|---|---|---|');
for (const { what, first, median } of hovers)
  console.log(`| ${what} | ${first.toFixed(0)} ms | ${median.toFixed(0)} ms |`);

/** The first hover of a server that has read nothing yet, the slowest of what a person waits for. */
function hoverRows({ name, folder, config }) {
  return ['_target_: app', 'app.nets.Net', 'dim'].map((word) => {
    const times = Array.from({ length: 7 }, () => {
      const start = performance.now();
      const snapshot = createWorkspace(nodeHost, { folders: [uriOfPath(folder)] }).snapshot();
      const uri = uriOfPath(join(folder, config));
      const answer = hover(snapshot, { uri, offset: snapshot.files.file(uri).text.indexOf(word) + 1 });
      if (answer === undefined) throw new Error(`no hover on ${word}`);
      return performance.now() - start;
    });
    return { what: `${name}, first hover on \`${word}\``, first: times[0], median: middle(times) };
  });
}

/** The parts of the core that are timed, built as they ship. */
async function core() {
  const outfile = join(repository, 'out', 'bench.mjs');
  const contents =
    "export * from './server/src/project/index.ts'; export { joinUri } from './server/src/text/index.ts';" +
    "export { hover } from './server/src/features/index.ts'; export * from './server/src/node/index.ts';";
  const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
  const stdin = { contents, resolveDir: repository, loader: 'ts' };
  await build({
    stdin,
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    banner,
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

async function askHydra({ folder, config }, overrides) {
  hydra.stdin.write(`${JSON.stringify({ config_dir: folder, config_name: config, overrides, rounds: 1 })}\n`);
  const { value } = await answers.next();
  return JSON.parse(value)[0];
}

async function measure(workspace) {
  const texts = new Map(textsOf(workspace.folder));
  const open = () => createWorkspace(memoryHost(texts), { folders: [] });
  const compose = (snapshot, overrides) =>
    snapshot.compose({ root: MEMORY_ROOT, name: workspace.config, overrides, version: '1.3' });
  const warm = open();
  compose(warm.snapshot(), []);
  const uri = joinUri(MEMORY_ROOT, workspace.edited);
  let count = 0;
  const cases = [
    ['from text', [], () => compose(open().snapshot(), [])],
    [
      'after an edit to one file',
      [],
      () => {
        const text = `${texts.get(workspace.edited)}\n# ${count++}\n`;
        compose(warm.apply([{ kind: 'edit', uri, text }]), []);
      },
    ],
    [
      'another override, no file changed',
      [workspace.override],
      () => compose(warm.snapshot(), [workspace.override.replace('{}', String(count++))]),
    ],
  ];
  for (const [what, overrides, run] of cases) {
    for (let index = 0; index < 200; index++) run();
    const pairs = [];
    for (let round = 0; round < ROUNDS; round++) {
      const theirs = await askHydra(workspace, overrides);
      pairs.push({ theirs, ours: medianOf(50, run) });
    }
    const ratio = middle(pairs.map((pair) => pair.theirs / pair.ours));
    const theirs = middle(pairs.map((pair) => pair.theirs));
    rows.push({ what: `${workspace.name}, ${what}`, theirs, ours: middle(pairs.map((pair) => pair.ours)), ratio });
  }
}

function medianOf(repeats, run) {
  const times = [];
  for (let index = 0; index < repeats; index++) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return middle(times);
}

function middle(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}
