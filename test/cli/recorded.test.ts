// The command line prints what real Hydra was recorded to compose, for every config of the trainer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPOSITORY, runCli } from '../support/cli.ts';

const inTrainer = (...args: readonly string[]) => runCli(REPOSITORY, args);

describe('Hydra 1.3, as recorded', () => {
  interface Question {
    readonly id: string;
    readonly config_dir?: string;
    readonly config_name?: string | null;
    readonly overrides?: readonly string[];
    readonly resolve?: boolean;
    readonly multirun?: boolean;
  }
  const lines = <T>(path: string): T[] =>
    readFileSync(join(REPOSITORY, 'test/conformance', path), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  const answers = new Map(lines<{ id: string }>('answers/1.3/trainer.jsonl').map((answer) => [answer.id, answer]));
  const asked = lines<Question>('requests/trainer.jsonl').filter(
    ({ id, config_dir, overrides = [], multirun }) =>
      config_dir === 'configs' && multirun !== true && (overrides.length === 0 || id.startsWith('trainer/usage')),
  );

  it('has answers for every config and every documented command', () => {
    expect(asked.length).toBeGreaterThanOrEqual(17 * 2 + 5);
  });

  it.each(asked)('$id', ({ id, config_name, overrides = [], resolve }) => {
    const named = config_name == null ? [] : ['--config-name', config_name];
    const args = ['--config-dir', 'configs', ...named, ...overrides, '--format', 'typed'];
    const { out, status } = inTrainer('compose', ...args, ...(resolve === true ? ['--resolve'] : []));
    const { ok, config, choices, error_class } = answers.get(id) as Record<string, unknown>;
    const ours = JSON.parse(out);
    if (ok === true)
      expect({ status, config: ours.config, choices: ours.choices }).toEqual({ status: 0, config, choices });
    else expect({ status, error_class: ours.error_class }).toEqual({ status: 1, error_class });
  });
});
