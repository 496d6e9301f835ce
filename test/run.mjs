// `npm test`, after the build: vitest's tests, those of the trainer in Python, then the suites inside a real VS Code. Says at the end what could not run
// on this machine and why, and as the last line `N passed, N failed`, with `, N skipped` where that is not 0. The same
// counts stay in out/test-summary.json.
// With CI=true or HYDRASCOPE_REQUIRE_ALL=1 whatever could not run is a failure.
// HYDRASCOPE_PYTHON names a Python that has the trainer's requirements; without it they are installed into .venv.
// HYDRASCOPE_TRAINING_PYTHON names one that has PyTorch and pytest, too; without it .venv-training is taken where it is
// there, and else nothing trains, which is no failure anywhere.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureVenv, pythonOf } from '../tools/venv.mjs';

/**
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly Unrun[]} unrun
 */

/**
 * What did not run and why.
 * @typedef {object} Unrun
 * @property {string} what
 * @property {string} why
 * @property {boolean} [mayLack] no failure anywhere: it needs what is not part of the repository
 * @property {boolean} [isCounted] a failure everywhere, and counted as one already
 */

const repository = fileURLToPath(new URL('../', import.meta.url));
const out = join(repository, 'out');

/** Exit code of a suite that this machine cannot run. */
const couldNotRun = 3;

/**
 * Milliseconds. A part that hangs, even in a loop that no timer can interrupt, is ended after this time: twice what the
 * longest takes on two cores, for there are machines that are half as fast.
 */
const partLimit = 18 * 60_000;

/**
 * Runs a script of Node with what it prints shown as it comes.
 * @param {readonly string[]} args
 */
function runNode(args) {
  return runProcess(process.execPath, args);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number, output: string, hung: boolean }>}
 */
function runProcess(command, args) {
  return new Promise((done, fail) => {
    // A process group of its own, so that its workers end with it.
    const detached = process.platform !== 'win32';
    const child = spawn(command, args, { cwd: repository, detached, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    let hung = false;
    const end = (/** @type {NodeJS.Signals} */ signal) => {
      if (child.pid !== undefined) process.kill(detached ? -child.pid : child.pid, signal);
    };
    const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
      end(signal);
      process.exit(130);
    };
    const timer = setTimeout(() => {
      hung = true;
      end('SIGKILL');
    }, partLimit);
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.once('error', fail);
    child.once('close', (code) => {
      clearTimeout(timer);
      process.removeListener('SIGINT', interrupt).removeListener('SIGTERM', interrupt);
      done({ code: code ?? 1, output, hung });
    });
  });
}

/**
 * What counts where a part came to no end.
 * @param {string} what
 * @param {boolean} hung
 * @returns {Outcome}
 */
function brokenDown(what, hung) {
  const why = hung ? `it did not end within ${partLimit / 60_000} minutes` : 'it broke down, see above';
  return { passed: 0, failed: 1, skipped: 0, unrun: [{ what, why, isCounted: true }] };
}

/**
 * A test that is skipped says why in its title: `(skipped: no ...)`. What reads ../shared, the material beside a
 * checkout, may lack it everywhere.
 * @returns {Promise<Outcome>}
 */
async function runVitest() {
  const report = join(out, 'vitest.json');
  await rm(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code, hung } = await runNode([join(repository, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters]);
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) return brokenDown('vitest', hung);
  const { testResults } = JSON.parse(text);
  const tests = testResults.flatMap((/** @type {any} */ file) => file.assertionResults);
  const count = (/** @type {string} */ status) =>
    tests.filter((/** @type {any} */ test) => test.status === status).length;
  const passed = count('passed');
  const failed = count('failed');
  // A file that cannot be loaded has no tests, and an error outside a test belongs to none: both count as one failure.
  const broken = testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' && !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  ).length;
  const lost = code !== 0 && failed + broken === 0 ? 1 : 0;
  return { passed, failed: failed + broken + lost, skipped: tests.length - passed - failed, unrun: skipReasons(tests) };
}

/**
 * @param {readonly { status: string, fullName: string }[]} tests
 * @returns {readonly Unrun[]}
 */
function skipReasons(tests) {
  /** @type {Map<string, string[]>} */
  const byReason = new Map();
  for (const { status, fullName } of tests) {
    if (status === 'passed' || status === 'failed') continue;
    const why = /\(skipped: (.*?)\)/.exec(fullName)?.[1] ?? 'its title does not say why';
    byReason.set(why, [...(byReason.get(why) ?? []), fullName.replace(/ *\(skipped: .*?\)/, '')]);
  }
  return [...byReason].map(([why, names]) => ({
    what: names.length === 1 ? `'${names[0]}'` : `${names.length} tests, the first is '${names[0]}'`,
    why,
    mayLack: why.includes('../shared') || why.includes('PyTorch') || why.includes('HYDRASCOPE_NEOVIM'),
  }));
}

/**
 * The tests of the trainer itself and its form, where there is a Python that can train.
 * @returns {Promise<Outcome>}
 */
async function runTrainer() {
  const python = process.env.HYDRASCOPE_TRAINING_PYTHON;
  if (python === undefined) {
    const why = 'no Python with PyTorch (node tools/venv.mjs --training makes one)';
    return { passed: 0, failed: 0, skipped: 0, unrun: [{ what: 'training', why, mayLack: true }] };
  }
  const report = join(out, 'pytest.xml');
  await rm(report, { force: true });
  const args = ['-m', 'pytest', '-p', 'no:cacheprovider', '--durations=5', `--junitxml=${report}`, 'trainer'];
  const { code, hung } = await runProcess(python, args);
  const text = await readFile(report, 'utf8').catch(() => '');
  if (text === '' || hung) return brokenDown("the trainer's tests", hung);
  const count = (/** @type {string} */ name) =>
    Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(text)?.[1] ?? 0);
  const bad = count('failures') + count('errors');
  const failed = bad === 0 && code !== 0 ? 1 : bad;
  const skipped = count('skipped');
  const untidy = [];
  for (const check of [['format', '--check'], ['check']]) {
    if ((await runProcess(python, ['-m', 'ruff', ...check, 'trainer'])).code !== 0) untidy.push(check);
  }
  const unrun = skipped === 0 ? [] : [{ what: `${skipped} tests of the trainer`, why: 'see above' }];
  return { passed: count('tests') - bad - skipped + 2 - untidy.length, failed: failed + untidy.length, skipped, unrun };
}

/** @returns {Promise<Outcome>} */
async function runHost() {
  // Seconds for each window: a suite that hangs is ended by the one who can end the server with it.
  process.env.HYDRASCOPE_HOST_TIMEOUT ??= '300';
  const { code, output, hung } = await runNode([join(repository, 'test/host/run.mjs')]);
  if (hung) return brokenDown('the suites inside VS Code', hung);
  if (code === couldNotRun) {
    const why = /^host: could not run: (.*)$/m.exec(output)?.[1] ?? 'it does not say why';
    return { passed: 0, failed: 0, skipped: 0, unrun: [{ what: 'the suites inside VS Code', why }] };
  }
  const notRun = [...output.matchAll(/^not run, (.*?): (.*)$/gm)];
  const unrun = notRun.map(([, why = '', what = '']) => ({ what, why, mayLack: why.includes('PyTorch') }));
  const [, passed = '0', failed = '0'] = /^host: (\d+) passed, (\d+) failed/m.exec(output) ?? [];
  const lost = code !== 0 && failed === '0' ? 1 : 0;
  return { passed: Number(passed), failed: Number(failed) + lost, skipped: 0, unrun };
}

/**
 * @param {string} title
 * @param {() => Promise<Outcome>} run
 */
async function part(title, run) {
  const started = Date.now();
  console.log(`\n== ${title}\n`);
  const outcome = await run();
  console.log(`\n${title}: ${counts(outcome)} in ${Math.round((Date.now() - started) / 1000)} s`);
  return outcome;
}

/** @param {{ passed: number, failed: number, skipped: number }} outcome */
function counts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

/** @returns {Promise<readonly Unrun[]>} */
async function preparePython() {
  if (process.env.HYDRASCOPE_PYTHON) return [];
  const { python, reason } = await ensureVenv();
  if (python === undefined) return [{ what: 'runs of the trainer', why: `no Python with its requirements: ${reason}` }];
  process.env.HYDRASCOPE_PYTHON = python;
  return [];
}

function findTrainingPython() {
  if (process.env.HYDRASCOPE_TRAINING_PYTHON) return;
  const python = pythonOf('training');
  if (existsSync(python)) process.env.HYDRASCOPE_TRAINING_PYTHON = python;
}

const isComplete = process.env.CI === 'true' || process.env.HYDRASCOPE_REQUIRE_ALL === '1';
await mkdir(out, { recursive: true });
const python = await preparePython();
findTrainingPython();
const outcomes = [
  await part('vitest', runVitest),
  await part("the trainer's own tests", runTrainer),
  await part('inside VS Code', runHost),
];
const unrun = [...python, ...outcomes.flatMap((outcome) => outcome.unrun)];
const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
  outcomes.reduce((total, each) => total + each[key], 0);
const lacking = isComplete ? unrun.filter(({ mayLack, isCounted }) => !mayLack && !isCounted).length : 0;
const summary = { passed: sum('passed'), failed: sum('failed') + lacking, skipped: sum('skipped') };
await writeFile(join(out, 'test-summary.json'), `${JSON.stringify({ ...summary, unrun }, undefined, 2)}\n`);

console.log();
if (unrun.length > 0) console.log(`Not run${isComplete ? ', which counts as failed here' : ' on this machine'}:`);
for (const { what, why, mayLack } of unrun) {
  console.log(`- ${what}: ${why}${isComplete && mayLack ? ' (does not count)' : ''}`);
}
console.log(counts(summary));
process.exitCode = summary.failed > 0 ? 1 : 0;
