// What a file may be seen from: the choices of the quick pick, with the value in each.
import { describe, expect, it } from 'vitest';
import { focusChoices } from '../../server/src/features/index.ts';
import { uriAt } from '../support/memoryHost.ts';
import { choiceLines, pinned, placeIn } from '../support/pinned.ts';
import { lightning, open, trainer } from '../support/scenario.ts';

describe('the choices', () => {
  it('of a base file: the default of the app, other configs, experiments, with the value in each', () => {
    const snapshot = pinned(undefined).snapshot();
    const { uri, offset } = placeIn(snapshot, 'conf/base.yaml', 'seed');
    const told = focusChoices(snapshot, uri, offset);
    expect(told).toMatchObject({ key: 'seed', isCut: false });
    expect(choiceLines([told.automatic])).toEqual(['train = 0']);
    expect(choiceLines(told.choices)).toEqual([
      'train = 0',
      'eval = 7',
      'train +experiment=exp_1 = 1',
      'eval +experiment=exp_1 = 1',
      'train +experiment=exp_3 = 3',
      'eval +experiment=exp_3 = 3',
    ]);
    expect(told.choices[0]?.config).toBe(uriAt('conf/train.yaml'));
  });

  it('of an option: the configs that choose it, and those that may', () => {
    const snapshot = pinned(undefined).snapshot();
    const { uri, offset } = placeIn(snapshot, 'conf/model/large.yaml', 'width');
    expect(choiceLines(focusChoices(snapshot, uri, offset).choices)).toEqual([
      'train model=large = 512',
      'eval model=large = 512',
      'train +experiment=exp_3 = 512',
      'eval +experiment=exp_3 = 512',
    ]);
  });

  it('of an experiment', () => {
    const snapshot = pinned(undefined).snapshot();
    const told = focusChoices(snapshot, uriAt('conf/experiment/exp_3.yaml'));
    expect(choiceLines(told.choices)).toEqual(['train +experiment=exp_3', 'eval +experiment=exp_3']);
    expect(told).not.toHaveProperty('key');
  });

  it('an interpolation shows what it comes to in each', () => {
    const snapshot = pinned(undefined).snapshot();
    const { uri, offset } = placeIn(snapshot, 'conf/base.yaml', 'size');
    expect(choiceLines(focusChoices(snapshot, uri, offset).choices)).toContain('train +experiment=exp_3 = 512');
  });

  it('the pin with overrides is told besides', () => {
    const snapshot = pinned('train seed=9').snapshot();
    const { uri, offset } = placeIn(snapshot, 'conf/base.yaml', 'seed');
    const told = focusChoices(snapshot, uri, offset);
    expect(choiceLines([told.pinned, told.automatic])).toEqual(['train seed=9 = 9', 'train = 0']);
    expect(choiceLines(focusChoices(pinned('eval').snapshot(), uri, offset).choices)).toContain('eval = 7');
    expect(focusChoices(pinned('eval').snapshot(), uri, offset)).not.toHaveProperty('pinned');
  });

  it("of the trainer's data.yaml: seq_len in each of its models", () => {
    const snapshot = pinned(undefined, trainer(), 'configs').snapshot();
    const { uri, offset } = placeIn(snapshot, 'configs/data.yaml', 'seq_len');
    const told = choiceLines(focusChoices(snapshot, uri, offset).choices);
    expect(told).toHaveLength(15);
    expect(told).toContain('mamba = 1024');
    expect(told).toContain('gpt2 = 65536');
  });

  it('of a Lightning project: an option by itself, and the experiments that bring it', () => {
    const snapshot = pinned(undefined, lightning(), 'configs').snapshot();
    const choices = (path: string) => choiceLines(focusChoices(snapshot, uriAt(path)).choices);
    expect(choices('configs/model/net/conformer.yaml')).toMatchInlineSnapshot(`
      [
        "eval model/net=conformer",
        "train model/net=conformer",
        "train experiment=conformer_large",
      ]
    `);
    expect(choices('configs/data/tiny.yaml')).toMatchInlineSnapshot(`
      [
        "eval data=tiny",
        "train data=tiny",
        "eval +experiment=distilled_phone",
        "train experiment=distilled_phone",
      ]
    `);
    expect(choices('configs/model/classifier.yaml')).toMatchInlineSnapshot(`
      [
        "eval",
        "train",
        "train experiment=baseline",
        "train experiment=conformer_large",
        "eval +experiment=distilled_phone",
        "train experiment=distilled_phone",
        "train debug=default",
        "train debug=fdr",
        "train debug=limit",
        "train debug=overfit",
        "train debug=profiler",
        "eval +hparams_search=classifier_optuna",
        "train hparams_search=classifier_optuna",
        "eval model=distilled",
        "train model=distilled",
      ]
    `);
  });

  it('stop where there are too many', () => {
    const files = new Map([['app.py', '@hydra.main(config_path="conf", config_name="a")\ndef main(cfg): ...\n']]);
    files.set('conf/a.yaml', 'x: 1\n');
    for (let index = 0; index < 200; index++)
      files.set(`conf/experiment/e${index}.yaml`, '# @package _global_\nx: 2\n');
    const told = focusChoices(open({ files, annotations: [] }).snapshot(), uriAt('conf/a.yaml'));
    expect(told.isCut).toBe(true);
    expect(told.choices).toHaveLength(151);
  });

  it('of a config that Hydra refuses for itself: whether it does with an option chosen', () => {
    const opened = pinned(undefined);
    const after = opened.replace('conf/train.yaml', 'model: small', 'model: smal');
    const told = choiceLines(focusChoices(after, uriAt('conf/base.yaml')).choices);
    expect(told).toEqual([
      'train (refused)',
      'eval',
      'train +experiment=exp_1 (refused)',
      'eval +experiment=exp_1',
      'train +experiment=exp_3',
      'eval +experiment=exp_3',
    ]);
  });

  it('follow the heads of configs: who brings a file, and which option is an experiment', () => {
    const opened = pinned(undefined);
    const names = (path: string) => choiceLines(focusChoices(opened.snapshot(), uriAt(path)).choices);
    expect(names('conf/model/large.yaml')).toContain('train +experiment=exp_3');
    opened.replace('conf/experiment/exp_3.yaml', 'override /model: large', 'override /model: small');
    expect(names('conf/model/large.yaml')).toEqual(['train model=large', 'eval model=large']);
    expect(names('conf/model/small.yaml')).toContain('train +experiment=exp_3');
    opened.replace('conf/experiment/exp_1.yaml', '# @package _global_\n', '');
    expect(names('conf/base.yaml')).not.toContain('train +experiment=exp_1');
  });

  it('of a file that is no config: none', () => {
    expect(focusChoices(pinned(undefined).snapshot(), uriAt('app.py'), 3)).toEqual({
      errors: 0,
      choices: [],
      isCut: false,
    });
  });

  it('follow unsaved edits', () => {
    const opened = pinned(undefined);
    const after = opened.replace('conf/experiment/exp_1.yaml', 'seed: 1', 'seed: 100');
    const { uri, offset } = placeIn(after, 'conf/base.yaml', 'seed');
    expect(choiceLines(focusChoices(after, uri, offset).choices)).toContain('train +experiment=exp_1 = 100');
  });
});
