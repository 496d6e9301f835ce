// The trainer trains: from a shell, in sweeps, and what it says without torch. Its own tests, in pytest, are a part of their
// own of `npm test`.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findPython, NO_PYTHON } from '../support/python.ts';

const trainer = fileURLToPath(new URL('../../trainer', import.meta.url));
const python = process.env.HYDRASCOPE_TRAINING_PYTHON ?? findPython() ?? 'python3';
const has = (...modules: readonly string[]) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0;
const noHydra = !has('hydra', 'pydantic');
const noTorch = noHydra || !has('torch');
const WHY = noHydra
  ? NO_PYTHON
  : noTorch
    ? '(skipped: no Python with PyTorch; node tools/venv.mjs --training makes one)'
    : '';
const TIMEOUT = 300_000; // milliseconds; the first import of torch takes a while

const TINY = [
  '--config-name=gpt2',
  ...['vocab_size=256', 'n_ctx=32', 'd_model=32', 'num_heads=2', 'n_layers=2'].map((given) => `model_cfg.${given}`),
  'seq_len=128',
];

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'hydrascope-training-')), 'my runs');
  mkdirSync(folder);
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const { WORLD_SIZE: _, MYTRAINER_PLAN_ONLY: __, ...inherited } = process.env;
const env = { ...inherited, PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1', WANDB_MODE: 'disabled' };

function run(script: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  return spawnSync(python, [join(trainer, script), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, ...more },
  });
}

/** Rows of a run's metrics.csv; the file must end with a whole one. */
function metrics(path: string): readonly Readonly<Record<string, string>>[] {
  const text = readFileSync(join(folder, path, 'metrics.csv'), 'utf8');
  expect(text).toMatch(/\n$/);
  const [head = '', ...lines] = text.trimEnd().split('\n');
  expect(head).toBe('step,tokens,train_loss,val_loss,learning_rate,seconds');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [head.split(',')[at], cell])));
}

describe('a run that only plans', () => {
  const planned = (more: NodeJS.ProcessEnv) => {
    const { status, stdout, stderr } = run('mytrainer.py', [...TINY, 'hydra.run.dir=out'], more);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(parse(stdout)).toMatchObject({ type: 'gpt2', 'plan.tokens_per_step': 128 });
    return stdout.trimEnd().split('\n').at(-1);
  };

  it.skipIf(noHydra)(`says how to install torch where it is missing ${noHydra ? WHY : ''}`, () => {
    writeFileSync(join(folder, 'sitecustomize.py'), "import sys\nsys.modules['torch'] = None\n");
    expect(planned({ PYTHONPATH: folder })).toBe(
      `# torch is not installed: planned, not trained. To install it: python -m pip install -r "${join(trainer, 'requirements-train.txt')}"`,
    );
  });

  it.skipIf(noHydra)(`is what MYTRAINER_PLAN_ONLY asks for ${noHydra ? WHY : ''}`, () => {
    expect(planned({ MYTRAINER_PLAN_ONLY: '1' })).toBe('# MYTRAINER_PLAN_ONLY is set: planned, not trained.');
  });
});

describe('shards', () => {
  it.skipIf(noHydra)(
    `are made of the sample where data.yaml looks, and never written over ${noHydra ? WHY : ''}`,
    () => {
      expect(run('shards.py', [])).toMatchObject({ status: 0, stderr: '' });
      expect(run('shards.py', [])).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/nothing was written\n$/),
      });
      const data = parse(readFileSync(join(trainer, '../configs/data.yaml'), 'utf8'));
      const bytes = [data.train_files, data.val_files].map((glob: string) => {
        const shard = readFileSync(join(folder, glob.replace('*', '000001')));
        expect([shard.readInt32LE(0), shard.readInt32LE(4), shard.readInt32LE(8)]).toEqual([
          20240520,
          1,
          shard.length / 2 - 512,
        ]);
        return shard.subarray(1024).filter((_, at) => at % 2 === 0);
      });
      expect(Buffer.concat(bytes)).toEqual(readFileSync(join(trainer, 'sample.txt')));
    },
  );

  it.skipIf(noHydra)(`are made of any text ${noHydra ? WHY : ''}`, () => {
    writeFileSync(join(folder, 'a.txt'), 'x'.repeat(30));
    const { stdout } = run('shards.py', ['a.txt', 'a.txt', '--to', 'here']);
    expect(stdout).toContain(`wrote ${join('here', 'fineweb_train_000001.bin')}: 55 tokens`);
    expect(run('shards.py', ['b.txt'])).toMatchObject({ status: 1, stderr: expect.stringContaining('b.txt') });
  });
});

describe('training', () => {
  it.skipIf(noTorch)(
    `writes its metrics beside the config, resumes, and refuses what it cannot do ${WHY}`,
    () => {
      const missing = run('mytrainer.py', [...TINY, 'hydra.run.dir=none']);
      expect(missing).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/^error: no token shard matches .*\n$/),
      });
      run('shards.py', []);
      const first = run('mytrainer.py', [...TINY, 'num_iterations=30', 'hydra.run.dir=out', 'save_checkpoint=true']);
      expect(first).toMatchObject({ status: 0, stderr: '' });
      const rows = metrics('out');
      expect(rows.map(({ step }) => step)).toEqual(Array.from({ length: 30 }, (_, at) => String(at + 1)));
      expect(Number(rows.at(-1)?.val_loss)).toBeLessThan(Number(rows[0]?.train_loss) - 0.5);
      expect(first.stdout).toContain('step 30/30  loss ');
      expect(parse(readFileSync(join(folder, 'out/.hydra/config.yaml'), 'utf8'))).toMatchObject({ seq_len: 128 });

      const resume = ['+resume=out/checkpoint.pt', 'num_iterations=31', 'hydra.run.dir=more'];
      expect(run('mytrainer.py', [...TINY, ...resume])).toMatchObject({ status: 0, stderr: '' });
      expect(metrics('more').map(({ step }) => step)).toEqual(['31']);
      const many = run('mytrainer.py', [...TINY, 'proj_fp8=true', 'hydra.run.dir=none'], { WORLD_SIZE: '2' });
      expect(many.stderr).toMatch(/^error: proj_fp8: .*; this trainer trains in one process, .*\n$/);
    },
    TIMEOUT,
  );

  for (const launcher of ['basic', 'joblib']) {
    const lacks = noTorch || (launcher === 'joblib' && !has('hydra_plugins.hydra_joblib_launcher'));
    it.skipIf(lacks)(
      `in a sweep (${launcher}) tells of a job that fails, and goes on ${WHY || (lacks ? '(skipped: no hydra-joblib-launcher)' : '')}`,
      () => {
        run('shards.py', []);
        const sweep = ['num_iterations=2', 'hydra.sweep.dir=out', '+seed=1,-1,2', `hydra/launcher=${launcher}`];
        const { status, stdout, stderr } = run('mytrainer.py', ['--multirun', ...TINY, ...sweep]);
        expect(status).toBe(1);
        expect(stderr).toContain('[job 1] error: seed: Input should be greater than or equal to 0, got -1\n');
        expect(stderr).not.toContain('Traceback');
        expect([metrics('out/0').length, metrics('out/2').length]).toEqual([2, 2]);
        expect(stdout).toContain('[job 2] step 2/2');
      },
      TIMEOUT,
    );
  }

  it.skipIf(noTorch || process.platform === 'win32')(
    `ends with one line and whole rows on Ctrl-C ${WHY}`,
    async () => {
      run('shards.py', []);
      const args = [join(trainer, 'mytrainer.py'), ...TINY, 'num_iterations=100000', 'hydra.run.dir=out'];
      const started = spawn(python, args, { cwd: folder, env });
      let [errors, output] = ['', ''];
      started.stderr.on('data', (data) => (errors += data));
      started.stdout.on('data', (data) => {
        output += data;
        if (output.includes('step 1/')) started.kill('SIGINT');
      });
      const status = await new Promise((resume) => started.on('close', resume));
      expect({ status, errors }).toEqual({ status: 130, errors: expect.stringMatching(/^interrupted; .*\n$/) });
      expect(metrics('out').length).toBeGreaterThan(0);
    },
    TIMEOUT,
  );
});
