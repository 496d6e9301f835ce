// Sweeps before they start: how many jobs, which, and what is wrong with each; and what may be typed next.
import { describe, expect, it } from 'vitest';
import { completeOverride, plan } from '../../server/src/features/index.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, trainer } from '../support/scenario.ts';

const MAMBA = uriAt('configs/mamba.yaml');

function planOf(line: string, sweeps = true) {
  return plan(open(trainer()).snapshot(), MAMBA, line, { sweeps });
}

function offersAt(line: string) {
  const offers = completeOverride(open(trainer()).snapshot(), MAMBA, line, line.length);
  return offers.map(({ label, detail, start, end }) => [label, detail, line.slice(start, end)]);
}

describe('a sweep', () => {
  it('is what overrides with several values make, in the order of Hydra: the last one changes fastest', () => {
    const result = planOf('seq_len=1024,2048 model_cfg.d_state=range(8,25,8) use_liger=false');
    expect(result?.command?.args).toEqual([
      '--config-name=mamba',
      '--multirun',
      'seq_len=1024,2048',
      'model_cfg.d_state=range(8,25,8)',
      'use_liger=false',
    ]);
    expect(result?.sweep).toMatchObject({ count: 6, sweeper: 'basic', launcher: 'basic' });
    expect(result?.sweep?.jobs.map(({ number, overrides, errors }) => [number, overrides.join(' '), errors])).toEqual([
      [0, 'seq_len=1024 model_cfg.d_state=8', []],
      [1, 'seq_len=1024 model_cfg.d_state=16', []],
      [2, 'seq_len=1024 model_cfg.d_state=24', []],
      [3, 'seq_len=2048 model_cfg.d_state=8', []],
      [4, 'seq_len=2048 model_cfg.d_state=16', []],
      [5, 'seq_len=2048 model_cfg.d_state=24', []],
    ]);
    expect(result?.changes.map(({ key }) => key)).toEqual(['use_liger']);
    expect(result?.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('says of each job what it would be refused for, and once what all would be', () => {
    const result = planOf('type=mamba,mambo sq_len=1');
    const errors = result?.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message) ?? [];
    expect(errors).toEqual([
      expect.stringContaining("Could not override 'sq_len'"),
      expect.stringMatching(/^Job 1 \(type=mambo\): 'mambo' is not registered/),
    ]);
    expect(result?.problems.filter(({ severity }) => severity === 'error').map(({ job }) => job)).toEqual([
      undefined,
      1,
    ]);
    expect(result?.sweep?.jobs.map((job) => job.errors.length)).toEqual([0, 1]);
  });

  it('composes few of many jobs, among them each value once', () => {
    const result = planOf('seq_len=range(1,1001) model_cfg.d_state=8,16,wrong');
    expect(result?.sweep?.count).toBe(3000);
    expect(result?.sweep?.jobs).toHaveLength(40);
    expect(result?.sweep?.jobs.filter(({ errors }) => errors.length > 0).length).toBeGreaterThan(0);
  });

  it('does not guess the jobs of an interval, and refuses a sweep over Hydra itself', () => {
    expect(planOf('seq_len=interval(1,5)')?.sweep).toEqual({
      sweeper: 'basic',
      launcher: 'basic',
      jobs: [{ number: 0, overrides: [], errors: [] }],
    });
    expect(planOf('seq_len=interval(1,5)')?.problems).toContainEqual({
      severity: 'error',
      message: 'BasicSweeper does not support sweep type : INTERVAL_SWEEP',
    });
    expect(planOf('hydra.job.num=1,2 seq_len=1,2')?.problems.map(({ message }) => message)).toContain(
      "Sweeping over Hydra's configuration is not supported : 'hydra.job.num=1,2'",
    );
  });

  it('is also what the flag makes, and nothing where no launch is asked about', () => {
    expect(planOf('-m seq_len=1')?.sweep?.count).toBe(1);
    expect(planOf('-m seq_len=1')?.overrides).toEqual(['seq_len=1']);
    expect(planOf('seq_len=1')?.sweep).toBeUndefined();
    expect(planOf('seq_len=1,2', false)?.problems.map(({ severity }) => severity)).toContain('error');
  });

  it('tells below which folder the run makes its own', () => {
    expect(planOf('')?.outputs).toBe('/w/trainer/outputs');
    expect(planOf('seq_len=1,2')?.outputs).toBe('/w/trainer/multirun');
    expect(planOf("'hydra.run.dir=/runs/${now:%H}/x'")?.outputs).toBe('/runs');
    expect(planOf("'hydra.run.dir=runs/${seq_len}'")?.outputs).toBe('/w/trainer/runs/1024');
  });
});

describe('completeOverride', () => {
  it('offers the keys that begin with what is typed, with their values and what schemas say', () => {
    expect(offersAt('seq_')).toEqual([['seq_len=', 'int = 1024', 'seq_']]);
    expect(offersAt('use_liger=false model_cfg.d_st')).toEqual([['model_cfg.d_state=', 'int = 16', 'model_cfg.d_st']]);
    const offers = completeOverride(open(trainer()).snapshot(), MAMBA, 'seq_', 4);
    expect(offers[0]?.documentation).toMatch(/\w+/);
  });

  it('offers what may stand behind the equals sign: names of a registry, booleans, each part of a sweep', () => {
    expect(offersAt('type=m').map(([label]) => label)).toContain('mamba');
    expect(offersAt('type=mamba,ng')).toEqual([['ngpt', expect.any(String), 'ng']]);
    expect(offersAt('use_liger=').map(([label]) => label)).toEqual(expect.arrayContaining(['true', 'false']));
  });

  it('keeps quotes and offers nothing at what is written out', () => {
    expect(offersAt(`'seq_`)).toEqual([['seq_len=', 'int = 1024', 'seq_']]);
    expect(offersAt('seq_len=2048')).toEqual([]);
    expect(offersAt('zzz')).toEqual([]);
    expect(completeOverride(open(trainer()).snapshot(), uriAt('nothing.yaml'), 'a', 1)).toEqual([]);
  });
});
