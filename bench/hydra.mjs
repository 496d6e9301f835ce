// Hydra, the peer of everything that composes: its own compose(), warm and in process, and a whole run of an app.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { measured, middle, pairs } from './measure.mjs';
import { isWanted, ROWS } from './rows.mjs';
import { textsOf } from './workspaces.mjs';

const repository = fileURLToPath(new URL('../', import.meta.url));

/** Milliseconds that one of our numbers may take; it is the median of as many repeats as there is time for. */
const REPEAT_FOR = 500;

/**
 * Rounds of the two alternate, and each row is the median of the paired ratios.
 * @param {{ workspace: import('./workspaces.mjs').Workspace, name: string, core: any, python: string, effort: { rounds: number, seconds: number }, only: readonly string[] }} what
 * @param {(result: import('./measure.mjs').Measured) => void} report
 */
export async function measureCompose({ workspace, name, core, python, effort, only }, report) {
  const { createWorkspace, memoryHost, MEMORY_ROOT, joinUri } = core;
  const hydra = startHydra(python);
  const texts = new Map(textsOf(workspace.folder));
  // The disk is there before anything is measured; a workspace that knows nothing of it is made each time.
  const host = memoryHost(texts);
  const open = () => createWorkspace(host, { folders: [] });
  const compose = (snapshot, overrides) =>
    snapshot.compose({ root: MEMORY_ROOT, name: workspace.config, overrides, version: '1.3' });
  const warm = open();
  compose(warm.snapshot(), []);
  const uri = joinUri(MEMORY_ROOT, workspace.edited);
  let count = 0;
  const cases = {
    'compose from text': [[], () => compose(open().snapshot(), [])],
    'compose after an edit to one file': [
      [],
      () => {
        const text = `${texts.get(workspace.edited)}\n# ${count++}\n`;
        compose(warm.apply([{ kind: 'edit', uri, text }]), []);
      },
    ],
    'compose with another override': [
      [workspace.override],
      () => compose(warm.snapshot(), [workspace.override.replace('{}', String(count++))]),
    ],
  };
  try {
    for (const [row, [overrides, run]] of Object.entries(cases)) {
      if (!ROWS.some((each) => each.name === row && isWanted(each, only))) continue;
      repeated(200, run);
      const found = await pairs({ ...effort, warmup: 0 }, async () => {
        const theirs = await hydra.compose(workspace, overrides);
        return [{ theirs, ours: middle(repeated(50, run)) }];
      });
      report(measured(row, name, found));
    }
  } finally {
    hydra.stop();
  }
}

/**
 * The config of a job, printed: the two primary configs and an experiment by turns, and both print the same.
 * @param {{ workspace: ReturnType<typeof import('./workspaces.mjs').project>, name: string, python: string, effort: { rounds: number, seconds: number } }} what
 * @param {(result: import('./measure.mjs').Measured) => void} report
 */
export async function measureProcess({ workspace, name, python, effort }, report) {
  const experiment = /exp_\d+/.exec(workspace.experiment)[0];
  const cases = [['--config-name', 'train'], ['--config-name', 'eval'], [`+experiment=${experiment}`]];
  const cli = [join(repository, 'dist/cli.js'), 'compose', '--config-dir', 'conf'];
  const found = await pairs({ ...effort, warmup: 1 }, async (round) => {
    const args = cases[round % cases.length];
    const named = args[0] === '--config-name' ? args : ['--config-name', 'train', ...args];
    const theirs = timed(python, ['app.py', ...args, '--cfg', 'job'], workspace.folder);
    const ours = timed(process.execPath, [...cli, ...named, '--cfg', 'job'], workspace.folder);
    if (ours.output.trim() !== theirs.output.trim()) throw new Error(`${args.join(' ')}: Hydra prints another config`);
    return [{ ours: ours.time, theirs: theirs.time }];
  });
  report(measured('print a composed config, whole process', name, found));
}

function timed(command, args, cwd) {
  const start = performance.now();
  const run = spawnSync(command, args, { cwd, encoding: 'utf8' });
  const time = performance.now() - start;
  if (run.status !== 0) throw new Error(`${[command, ...args].join(' ')} failed:\n${run.stderr}`);
  return { time, output: run.stdout };
}

function startHydra(python) {
  const hydra = spawn(python, [join(repository, 'bench/hydra_compose.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: hydra.stdout })[Symbol.asyncIterator]();
  return {
    compose: async ({ folder, config }, overrides) => {
      hydra.stdin.write(`${JSON.stringify({ config_dir: folder, config_name: config, overrides, rounds: 1 })}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('the process with Hydra ended');
      return JSON.parse(value)[0];
    },
    stop: () => hydra.stdin.end(),
  };
}

/** The milliseconds of each run, at most `most` of them. */
function repeated(most, run) {
  const times = [];
  const end = performance.now() + REPEAT_FOR;
  while (times.length < most && (times.length === 0 || performance.now() < end)) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return times;
}
