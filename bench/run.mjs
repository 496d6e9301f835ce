#!/usr/bin/env node
// `npm run bench`: how fast hydrascope is, against Hydra and yaml-language-server on the same machine in the same run.
// Prints one table and writes docs/benchmarks.md. Exit code: 0 all limits are met, 1 not, 2 wrong use,
// 3 something it needs is missing.
//   --only NAME      one part (compose, process, check, sweep, answers, editor, start, memory, python, package,
//                    activation) or the rows whose
//                    names contain it; may be given again. Writes no page.
//   --in NAME        one workspace: trainer, 'a Lightning project', '2,000 configs with schemas', or the number of configs of a made
//                    project; may be given again. Writes no page.
//   --quick          few rounds. Writes no page.
//   --without-host   leaves out what needs a VS Code; the page says so.
// HYDRASCOPE_PYTHON names a Python with Hydra.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureAnswers } from './answers.mjs';
import { measureCheck } from './check.mjs';
import { buildCore, measureFirstHover, serverFlags } from './core.mjs';
import { measureEditor } from './editor.mjs';
import { measureActivation, measurePackage } from './extension.mjs';
import { measureCompose, measureProcess } from './hydra.mjs';
import { page } from './page.mjs';
import { projectPlaces, trainerPlaces } from './places.mjs';
import {
  CHECKED,
  GROUPS_30,
  isWanted,
  LIGHTNING,
  NONE,
  PYTHON_FILES,
  ROWS,
  SIZES,
  sizeName,
  TRAINER,
  WITH_SCHEMAS,
} from './rows.mjs';
import { measureMemory, measureStart } from './start.mjs';
import { measureSweep } from './sweep.mjs';
import { missed, table } from './table.mjs';
import { startServer } from './wire.mjs';
import { groups, lightning, project, python as pythonFiles, trainer } from './workspaces.mjs';
import { projectSchemas, trainerSchemas, withSchemas, yamlServerCommand, yamlSettings } from './yamlServer.mjs';

const repository = fileURLToPath(new URL('../', import.meta.url));
const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    in: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    'without-host': { type: 'boolean', default: false },
  },
});
const effort = flags.quick ? { rounds: 8, seconds: 3 } : { rounds: 40, seconds: 20 };
const few = { rounds: flags.quick ? 3 : 9, seconds: flags.quick ? 5 : 60 };
/** Files of each kind that the trainer has. */
const SWEPT = [
  ...['configs/mamba.yaml', 'configs/data.yaml', 'configs/training.yaml'],
  ...['hydrascope.yaml', 'trainer/mytrainer.py', 'trainer/trainer_registry.py'],
];

/** Places of the Lightning project that are asked about: one of so many. */
const STEP = 7;

const isIn = (name) => flags.in.length === 0 || flags.in.includes(String(name));
const wants = (part) => ROWS.some((row) => row.part === part && isWanted(row, flags.only));

const unknown = [
  ...flags.only.filter((word) => !ROWS.some((row) => isWanted(row, [word]))),
  ...flags.in.filter(
    (name) => ![TRAINER, LIGHTNING, GROUPS_30, CHECKED, WITH_SCHEMAS, ...SIZES].map(String).includes(name),
  ),
];
if (unknown.length > 0) {
  console.error(`no row or workspace: ${unknown.join(', ')}`);
  process.exit(2);
}

const python = process.env.HYDRASCOPE_PYTHON ?? join(repository, '.venv', 'bin', 'python');
const asked = spawnSync(python, ['-c', 'import hydra; print(hydra.__version__)'], { encoding: 'utf8' });
if (asked.status !== 0 && (wants('compose') || wants('process'))) {
  console.error('no Python with Hydra: make .venv with `node tools/venv.mjs`, or name one in HYDRASCOPE_PYTHON');
  process.exit(3);
}

const [load] = loadavg();

/** @type {import('./measure.mjs').Measured[]} */
const results = [];
const report = (result) => {
  const row = ROWS.find(({ name }) => name === result.row);
  if (!isWanted(row, flags.only)) return;
  results.push(result);
  console.error(table([result]).split('\n').at(-1));
};

const temporary = mkdtempSync(join(tmpdir(), 'hydrascope-bench-'));
process.once('SIGINT', () => process.exit(130));
process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
try {
  await measureAll();
} catch (error) {
  console.error(error instanceof Error ? error.stack : error);
  process.exit(3);
}
console.log(table(results));
const failures = missed(results);
if (failures.length > 0) console.log(`\nmissed:\n${failures.join('\n')}`);
if (flags.only.length === 0 && flags.in.length === 0 && !flags.quick) {
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(join(repository, 'docs/benchmarks.md'), page(results, { date, load, hydra: asked.stdout.trim() }));
}
process.exit(failures.length > 0 ? 1 : 0);

async function measureAll() {
  const core = ['compose', 'sweep', 'answers', 'python'].some(wants) ? await buildCore() : undefined;
  const compose = (workspace, name) =>
    wants('compose') &&
    measureCompose({ workspace, name, core, python, effort: { ...effort, rounds: 15 }, only: flags.only }, report);

  const answers = (name, folder, places) =>
    wants('answers') && measureAnswers({ name, folder, places, effort: { rounds: 200, seconds: 20 } }, core, report);

  if (isIn(TRAINER)) {
    await compose(trainer(), TRAINER);
    const folder = copyOfTrainer();
    if (wants('sweep')) measureSweep({ name: TRAINER, folder, paths: SWEPT }, core, report);
    await answers(TRAINER, folder, trainerPlaces());
    await measureServers(TRAINER, folder, trainerPlaces(), trainerSchemas());
  }
  if (isIn(LIGHTNING) && wants('sweep')) {
    const { folder, paths } = lightning(join(temporary, 'lightning'));
    measureSweep({ name: LIGHTNING, folder, paths, step: STEP }, core, report);
  }
  if (isIn(GROUPS_30)) await compose(groups(30, join(temporary, 'groups-30')), GROUPS_30);
  if (isIn(CHECKED) && wants('check')) {
    const workspace = project(CHECKED, join(temporary, `project-${CHECKED}`));
    await measureCheck({ workspace, name: sizeName(CHECKED), temporary, effort: few }, report);
  }
  for (const count of SIZES.filter(isIn)) {
    const folder = join(temporary, `project-${count}`);
    const workspace = project(count, folder);
    const name = sizeName(count);
    await compose({ ...workspace, folder: join(folder, 'conf') }, name);
    if (wants('process')) await measureProcess({ workspace, name, python, effort: few }, report);
    await answers(name, folder, projectPlaces(workspace));
    await measureServers(name, folder, projectPlaces(workspace), projectSchemas(join(temporary, 'schemas')));
    rmSync(folder, { recursive: true });
  }
  if (isIn(WITH_SCHEMAS)) {
    const workspace = withSchemas(project(2000, join(temporary, 'with-schemas')));
    const schemas = projectSchemas(join(temporary, 'schemas'));
    await measureServers(WITH_SCHEMAS, workspace.folder, projectPlaces(workspace), schemas);
  }
  if (wants('python'))
    measureFirstHover({ ...pythonFiles(2000, join(temporary, 'python')), name: PYTHON_FILES }, core, report);
  if (wants('package')) measurePackage(NONE, report);
  if (wants('activation')) await activation();
}

async function measureServers(name, folder, places, schemas) {
  if (!['editor', 'start', 'memory'].some(wants)) return;
  const ours = [...(await serverFlags()), join(repository, 'dist/server.js'), '--stdio'];
  const theirs = yamlServerCommand();
  const settings = yamlSettings(schemas);
  /** @type {import('./wire.mjs').Server[]} */
  const started = [];
  const start = async (what) => {
    const server = await startServer({ folder, ...what });
    started.push(server);
    return server;
  };
  const sides = {
    startOurs: () => start({ command: ours, options: { watchesFiles: true, hearsChanges: true } }),
    startTheirs: () => start({ command: theirs, settings }),
  };
  const parts = {
    start: () => measureStart({ name, folder, places, effort: few }, sides, report),
    memory: () => measureMemory({ name, places }, sides, report),
    editor: () => measureEditor({ name, places, effort, only: flags.only }, sides, report),
  };
  for (const [part, measure] of Object.entries(parts)) {
    if (!wants(part)) continue;
    await measure().catch((error) => giveUp(part, name, error));
    // What gave up may still be at work, and would slow down what is measured next.
    for (const server of started.splice(0)) server.process.kill('SIGKILL');
  }
}

/** A server that gives up in one workspace leaves its rows without numbers, and the others are measured all the same. */
function giveUp(part, workspace, error) {
  console.error(error);
  const isOpen = (row) => !results.some((result) => result.row === row.name && result.workspace === workspace);
  for (const row of ROWS.filter((each) => each.part === part && each.workspaces.includes(workspace) && isOpen(each))) {
    report({ row: row.name, workspace, missing: error.message.split('\n', 1)[0] });
  }
}

/** What an editor opens: the repository around it has other files than a trainer. */
function copyOfTrainer() {
  const folder = join(temporary, 'trainer');
  mkdirSync(folder);
  for (const name of ['configs', 'trainer', 'schemas', 'hydrascope.yaml']) {
    const filter = (source) => !source.includes('outputs') && !source.includes('__pycache__');
    cpSync(join(repository, name), join(folder, name), { recursive: true, filter });
  }
  return folder;
}

async function activation() {
  if (!flags['without-host']) return measureActivation(NONE, flags.quick ? 1 : 5, report);
  for (const { name } of ROWS.filter(({ part }) => part === 'activation')) {
    report({ row: name, workspace: NONE, missing: 'run with --without-host', isWished: true });
  }
}
