// A Lightning-style project: nothing is wrong with it as it is, and what its maintainers get wrong is told, exactly.
import { describe, expect, it } from 'vitest';
import { MISTAKES } from '../fixtures/lightningMistakes.ts';
import { planOf, problemLines } from '../support/check.ts';
import { type Edit, lightning, open, type Scenario, SITE_PACKAGES, without } from '../support/scenario.ts';

/** What may be right although it looks wrong: nothing is said that cannot be known. */
const UNKNOWABLE: readonly (readonly [name: string, edit: Edit])[] = [
  ['a variable that the machine may have', ['configs/paths/default.yaml', 'PROJECT_ROOT', 'PROJECT_ROT']],
  [
    'a value that the command line is to give',
    ['configs/callbacks/default.yaml', '  monitor: ${callbacks.model_checkpoint.monitor}\n', ''],
  ],
  ['what **kwargs may take, in a base class', ['configs/callbacks/default.yaml', 'max_depth: -1', 'max_dept: -1']],
  ['what **kwargs may take', ['configs/logger/wandb.yaml', 'group: ""', 'group: ""\n  entity: field-team']],
  ['what the code gives to a partial', ['configs/model/scheduler/cosine.yaml', 'T_max: ${trainer.max_epochs}\n', '']],
  [
    'a class of a package that is not installed',
    [
      'configs/data/spectrograms.yaml',
      'birdsong.data.transforms.FrequencyMask\n    max_bins',
      'torchaudio.transforms.FrequencyMasking\n    mask',
    ],
  ],
  [
    'an inherited class method',
    ['configs/data/spectrograms.yaml', 'SpectrogramDataModule', 'SpectrogramDataModule.from_datasets'],
  ],
  [
    'a longer way through re-exports',
    ['configs/trainer/default.yaml', 'lightning.pytorch.Trainer', 'lightning.Trainer'],
  ],
  [
    'an argument that stands by its position',
    ['configs/data/spectrograms.yaml', '    max_bins: 24', '    _args_: [24]'],
  ],
  [
    'keys of instantiate',
    [
      'configs/model/classifier.yaml',
      'label_smoothing: 0.1',
      '_recursive_: true\n_convert_: all\nlabel_smoothing: 0.1',
    ],
  ],
  ['one type of several', ['configs/trainer/default.yaml', 'devices: 1', 'devices: "2"']],
  ['a whole number where a fraction is meant', ['configs/model/distilled.yaml', 'temperature: 2.0', 'temperature: 2']],
  [
    'a type that only the run knows',
    ['configs/data/spectrograms.yaml', 'batch_size: 64', 'batch_size: ${oc.env:BATCH_SIZE}'],
  ],
  ['settings of the machine', ['configs/local/default.yaml', '', '# @package _global_\ntrainer:\n  devices: 2\n']],
];

function problems(scenario: Scenario): string[] {
  return problemLines(open(scenario).snapshot());
}

const uninstalled = (...edits: readonly Edit[]) => without(lightning(...edits), SITE_PACKAGES);

describe('the project is clean', () => {
  it('with its packages installed', () => {
    expect(problems(lightning())).toEqual([]);
  });

  it('with nothing installed', () => {
    expect(problems(uninstalled())).toEqual([]);
  });

  const options = [...lightning().files.keys()].flatMap((path) => {
    const [, group, option] = /^configs\/(.+)\/([^/]+)\.yaml$/.exec(path) ?? [];
    return group === undefined || option === undefined ? [] : [`${group}=${option}`];
  });

  it.each(options)('started with %s', (override) => {
    const plan = planOf({ ...lightning(), run: { config: 'configs/train.yaml', overrides: [override] } });
    const lacking = [
      "'callbacks.early_stopping.monitor' has no value yet (???): give it, as callbacks.early_stopping.monitor=…",
    ];
    // By itself this option leaves a value to be given.
    expect(plan?.problems.map(({ message }) => message)).toEqual(
      override === 'callbacks=early_stopping' ? lacking : [],
    );
  });
});

describe('what cannot be known', () => {
  it.each(UNKNOWABLE)('%s', (_, edit) => {
    expect(problems(lightning(edit))).toEqual([]);
    expect(problems(uninstalled(edit))).toEqual([]);
  });
});

describe('mistakes', () => {
  it.each(MISTAKES)('%s', (_, edit, expected) => {
    expect(problems(lightning(edit))).toEqual(expected);
    // Less is known where nothing is installed, but what is told is told in the same words.
    expect(expected).toEqual(expect.arrayContaining(problems(uninstalled(edit))));
  });

  it('each make a difference', () => {
    expect(new Set(MISTAKES.map(([name]) => name)).size).toBe(MISTAKES.length);
    expect(MISTAKES.every(([, , expected]) => expected.length > 0)).toBe(true);
  });
});
