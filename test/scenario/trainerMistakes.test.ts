// The nine mistakes of real trainers, in a trainer without any schema: each with what is told of it.
import { describe, expect, it } from 'vitest';
import { problemsOfUsage } from '../../server/src/features/index.ts';
import { placeOf, usageOf } from '../../server/src/project/index.ts';
import { afterAction, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { type Edit, open, trainer, without } from '../support/scenario.ts';

const bare = (...edits: readonly Edit[]) => without(trainer(...edits), 'hydrascope.yaml', 'schemas');
const found = (...edits: readonly Edit[]) => problemLines(open(bare(...edits)).snapshot());

it('1: train_seq_len, where the trainer reads seq_len', () => {
  expect(found(['configs/mamba.yaml', 'seq_len: 1024', 'train_seq_len: 1024'])).toMatchInlineSnapshot(`[]`);
});

describe('2: a model config without a type', () => {
  const edit: Edit = ['configs/mamba.yaml', 'type: "mamba"\n', ''];

  it('is told once, with the type that its keys are of', () => {
    expect(found(edit)).toMatchInlineSnapshot(`
      [
        "configs/mamba.yaml:9:1+9 error HS304 the keys of 'model_cfg' are those of type 'mamba', and 'type' is 'current-best', inherited from training.yaml:8",
      ]
    `);
  });

  it('is mended by one line', () => {
    const after = afterAction(bare(edit, ['configs/mamba.yaml', 'model_cfg:', 'model$0_cfg:']), "Add 'type: mamba'");
    expect(after['configs/mamba.yaml']).toContain('\ntype: "mamba"\nmodel_cfg:\n  vocab_size');
  });

  it('is told with the type that it is called after, where several have its keys', () => {
    expect(found(['configs/gpt2.yaml', 'type: "gpt2"\n', ''])).toMatchInlineSnapshot(`
      [
        "configs/gpt2.yaml:9:1+9 error HS304 the keys of 'model_cfg' are those of type 'gpt2', and 'type' is 'current-best', inherited from training.yaml:8",
      ]
    `);
  });

  it('is told with each type where several have its keys', () => {
    const text = bare().files.get('configs/gpt2.yaml') ?? '';
    expect(found(['configs/small.yaml', '', text.replace('type: "gpt2"\n', '')])).toMatchInlineSnapshot(`
      [
        "configs/small.yaml:9:1+9 error HS304 the keys of 'model_cfg' are those of type 'gpt2' or 'vanilla', and 'type' is 'current-best', inherited from training.yaml:8",
      ]
    `);
  });

  it('is told by its name where the keys are those of the inherited type too', () => {
    expect(found(['configs/ngpt.yaml', 'type: "ngpt"\n', ''])).toMatchInlineSnapshot(`
      [
        "configs/ngpt.yaml:9:1+9 warning HS304 'type' is 'current-best', inherited from training.yaml:8, and 'ngpt' is registered too",
      ]
    `);
  });
});

it('3: a model config with defaults: [training] only', () => {
  expect(found(['configs/ngpt.yaml', '  - data\n', ''])).toMatchInlineSnapshot(`[]`);
});

it('4: a defaults list without _self_', () => {
  expect(found(['configs/ngpt.yaml', '  - _self_\n', ''])).toMatchInlineSnapshot(`[]`);
});

it('5: model_cfg.model_dim on the command line of a config whose model_cfg is null', () => {
  const edits: Edit[] = [['configs/plain.yaml', '', 'defaults: [data, training, _self_]\ntype: ngpt\n']];
  const snapshot = open(bare(...edits)).snapshot();
  const placed = placeOf(snapshot, uriAt('configs/plain.yaml'));
  if (placed === undefined) throw new Error('plain.yaml is no config');
  const told = (...overrides: readonly string[]) =>
    problemsOfUsage(snapshot, placed.project, usageOf(snapshot, placed, 'plain', overrides)).map(
      ({ severity, code, message }) => `${severity} ${code} ${message}`,
    );
  expect(problemLines(snapshot)).toEqual([]);
  expect(told('model_cfg.model_dim=1024')).toMatchInlineSnapshot(`
    [
      "error HS502 Could not override 'model_cfg.model_dim'.",
    ]
  `);
  expect(told('model_cfg={model_dim:1024}')).toEqual([]);
  expect(told('model_cfg={model_dim:many}')).toMatchInlineSnapshot(`
    [
      "error HS302 'model_cfg.model_dim' must be integer",
    ]
  `);
});

it('6: n_mtp_tokens in both base configs', () => {
  expect(found(['configs/data.yaml', 'n_mtp_tokens: 2', 'n_mtp_tokens: 3'])).toMatchInlineSnapshot(`[]`);
});

it('7: a registered type without a config, and a config that is named unlike its type', () => {
  expect(
    found(['trainer/trainer_registry.py', '    "mamba":', '    "gpt3": "models.GPT2:GPT2Adapter",\n    "mamba":']),
  ).toMatchInlineSnapshot(`
    [
      "trainer/trainer_registry.py:25:6+4 hint HS403 no config uses 'gpt3'",
    ]
  `);
});

it('8: a comment that lists some of the types', () => {
  expect(found(['configs/training.yaml', 'type:', '# one of current-best, ngpt, mamba\ntype:'])).toMatchInlineSnapshot(
    `[]`,
  );
});

describe('9: an adapter that imports what is no longer there', () => {
  it.each([
    ['Models.LLMS.base', "9:6+6 warning HS405 there is no package 'Models'; did you mean 'models'?"],
    ['models.LLMS.base', "9:13+4 warning HS405 models has no 'LLMS'"],
    ['models.bases', "9:13+5 warning HS405 models has no 'bases'; did you mean 'base'?"],
  ])('%s', (name, expected) => {
    const edit: Edit = ['trainer/models/Mamba.py', 'from models.base', `from ${name}`];
    expect(found(edit)).toEqual([`trainer/models/Mamba.py:${expected}`]);
  });
});
