// The composition that a file is seen from: the one that the user pinned, else the automatic one.
import { describe, expect, it } from 'vitest';
import {
  codeLens,
  completion,
  composed,
  definition,
  focus,
  focusChoices,
  hover,
} from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import type { FocusChoice } from '../../server/src/protocol.ts';
import { neutral, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { lightning, type Opened, open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

const PROJECT = `
-- app.py --
@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(cfg): ...
-- conf/eval.yaml --
defaults:
  - base
  - model: small
  - _self_
seed: 7
-- conf/train.yaml --
defaults:
  - base
  - model: small
  - _self_
seed: 0
-- conf/base.yaml --
seed: 42
size: \${model.width}
-- conf/model/small.yaml --
width: 64
-- conf/model/large.yaml --
width: 512
-- conf/experiment/exp_1.yaml --
# @package _global_
seed: 1
-- conf/experiment/exp_3.yaml --
# @package _global_
defaults:
  - override /model: large
seed: 3
model:
  depth: 12
`;

/** A workspace whose only root is pinned to `train +experiment=exp_3 …`; nothing: to nothing. */
function pinned(line: string | undefined, scenario: Scenario = parseScenario(PROJECT), root = 'conf'): Opened {
  const opened = open(scenario);
  if (line !== undefined) pin(opened, line, root);
  return opened;
}

function pin({ workspace }: Opened, line: string | undefined, root = 'conf'): Snapshot {
  const [name = '', ...overrides] = line?.split(' ') ?? [];
  return workspace.setPins(new Map(line === undefined ? [] : [[uriAt(root), { name, overrides }]]));
}

function at(snapshot: Snapshot, path: string, text: string): { uri: string; offset: number } {
  const uri = uriAt(path);
  const offset = snapshot.files.file(uri)?.text.indexOf(text) ?? -1;
  if (offset < 0) throw new Error(`no '${text}' in ${path}`);
  return { uri, offset: offset + 1 };
}

function hoverIn(snapshot: Snapshot, path: string, text: string): string | undefined {
  const answer = hover(snapshot, at(snapshot, path, text));
  return answer === undefined ? undefined : neutral((answer.contents as { value: string }).value);
}

/** The place that a definition leads to, as `conf/train.yaml:5`. */
function definitionIn(snapshot: Snapshot, path: string, text: string): string[] {
  return definition(snapshot, at(snapshot, path, text)).map(
    ({ targetUri, targetSelectionRange: { start } }) => `${neutral(targetUri)}:${start.line + 1}`,
  );
}

function lines(choices: readonly (FocusChoice | undefined)[]): string[] {
  return choices.map((each) => {
    if (each === undefined) return '';
    const value = each.value === undefined ? '' : ` = ${each.value}`;
    return `${[each.name, ...each.overrides].join(' ')}${value}${each.composes ? '' : ' (refused)'}`;
  });
}

describe('what is seen from the pin', () => {
  it('the hover on a base file: the chain in the pinned composition first, then what becomes of the value in all', () => {
    const snapshot = pinned('train +experiment=exp_3').snapshot();
    expect(hoverIn(snapshot, 'conf/base.yaml', 'seed')).toMatchInlineSnapshot(`
      "**\`seed: int = 3\`**

      set in [experiment/exp\\_3.yaml:4](conf/experiment/exp_3.yaml#L4), over ~~\`0\`~~ [train.yaml:5](conf/train.yaml#L5), ~~\`42\`~~ [base.yaml:1](conf/base.yaml#L1)

      as seen from \`train +experiment=exp_3\`

      ---

      \`0\` in 1 config, \`7\` in 1, \`42\` in none

      - \`7\`: [eval.yaml](conf/eval.yaml)"
    `);
    expect(hoverIn(pinned(undefined).snapshot(), 'conf/base.yaml', 'seed')).toMatchInlineSnapshot(`
      "**\`seed: int = 42\`**

      \`0\` in 1 config, \`7\` in 1, \`42\` in none

      - \`7\`: [eval.yaml](conf/eval.yaml)"
    `);
  });

  it('overrides of the command line are part of it', () => {
    const snapshot = pinned('eval seed=5').snapshot();
    expect(hoverIn(snapshot, 'conf/base.yaml', 'seed')).toMatchInlineSnapshot(`
      "**\`seed: int = 5\`**

      set in \`seed=5\`, over ~~\`7\`~~ [eval.yaml:5](conf/eval.yaml#L5), ~~\`42\`~~ [base.yaml:1](conf/base.yaml#L1)

      as seen from \`eval seed=5\`

      ---

      \`0\` in 1 config, \`7\` in 1, \`42\` in none

      - \`7\`: [eval.yaml](conf/eval.yaml)"
    `);
    expect(hoverIn(snapshot, 'conf/eval.yaml', 'seed')).toMatchInlineSnapshot(`
      "**\`seed: int = 5\`**

      set in \`seed=5\`, over ~~\`7\`~~ [eval.yaml:5](conf/eval.yaml#L5), ~~\`42\`~~ [base.yaml:1](conf/base.yaml#L1)

      as seen from \`eval seed=5\`"
    `);
  });

  it('a key that the pinned composition has not', () => {
    expect(hoverIn(pinned('train ~seed').snapshot(), 'conf/base.yaml', 'seed')).toMatchInlineSnapshot(`
      "**\`seed\`**

      not there, as seen from \`train ~seed\`

      ---

      \`0\` in 1 config, \`7\` in 1, \`42\` in none

      - \`7\`: [eval.yaml](conf/eval.yaml)"
    `);
    expect(hoverIn(pinned('train ~seed').snapshot(), 'conf/train.yaml', 'seed')).toMatchInlineSnapshot(`
      "**\`seed\`**

      not there, as seen from \`train ~seed\`"
    `);
  });

  it('a mapping in a base file', () => {
    const scenario = trainer();
    const snapshot = pinned('mamba', scenario, 'configs').snapshot();
    expect(hoverIn(snapshot, 'configs/training.yaml', 'model_cfg')).toMatchInlineSnapshot(`
      "**\`model_cfg: dict\`**

      23 keys, from [mamba.yaml:10](configs/mamba.yaml#L10)

      as seen from \`mamba\`

      Configuration of the model. Which keys it may have depends on type: those of the Cfg of its adapter.

      ---

      a mapping in 15 configs"
    `);
  });

  it('a pinned config is seen as it is without a pin', () => {
    const [plain, own] = [undefined, 'mamba'].map((line) =>
      hoverIn(pinned(line, trainer(), 'configs').snapshot(), 'configs/mamba.yaml', 'seq_len: 1024'),
    );
    expect(own).toBe(plain);
  });

  it('definition and composed config', () => {
    const opened = pinned(undefined);
    expect(definitionIn(opened.snapshot(), 'conf/base.yaml', 'seed')).toEqual(['conf/train.yaml:5']);
    expect(composed(opened.snapshot(), uriAt('conf/base.yaml'))).toMatchObject({ name: 'train' });
    const snapshot = pin(opened, 'train +experiment=exp_3 model.width=8');
    expect(definitionIn(snapshot, 'conf/base.yaml', 'seed')).toEqual(['conf/experiment/exp_3.yaml:4']);
    expect(composed(snapshot, uriAt('conf/base.yaml'))).toMatchObject({
      name: 'train',
      overrides: ['+experiment=exp_3', 'model.width=8'],
      text: 'seed: 3\nsize: ${model.width}\nmodel:\n  width: 8\n  depth: 12\n',
      problems: [],
    });
  });

  it('an entry whose option the pin replaces: what is chosen, then what is written', () => {
    const snapshot = pinned('train +experiment=exp_3').snapshot();
    const places = definitionIn(snapshot, 'conf/train.yaml', 'model: small');
    expect(places).toEqual(['conf/model/large.yaml:1', 'conf/model/small.yaml:1']);
    expect(hoverIn(snapshot, 'conf/train.yaml', 'model: small')).toMatchInlineSnapshot(`
      "[conf/model/small.yaml](conf/model/small.yaml): 1 key into \`model\`

      As seen from \`train +experiment=exp_3\` instead:

      [conf/model/large.yaml](conf/model/large.yaml): 1 key into \`model\`

      Options of \`model\`: \`large\`, \`small\`"
    `);
    expect(definitionIn(pinned('train').snapshot(), 'conf/train.yaml', 'model: small')).toEqual([
      'conf/model/small.yaml:1',
    ]);
  });

  it('completion of keys', () => {
    const keys = (line: string | undefined) => {
      const snapshot = pinned(line).replace('conf/base.yaml', 'seed: 42', 'seed: 42\nmodel:\n  d');
      const { uri, offset } = at(snapshot, 'conf/base.yaml', '  d');
      return completion(snapshot, { uri, offset: offset + 2 })?.items.map(({ label }) => label);
    };
    expect(keys(undefined)).toEqual(['width']);
    expect(keys('train +experiment=exp_3')).toEqual(['width', 'depth']);
  });

  it('the code lens names it', () => {
    const snapshot = pinned('train +experiment=exp_3').snapshot();
    expect(codeLens(snapshot, uriAt('conf/base.yaml')).map(({ command }) => command?.title)).toEqual([
      'Used by 2 configs',
      'Show composed config of train +experiment=exp_3',
    ]);
  });

  it('no diagnostics: what is wrong does not depend on who looks', () => {
    const scenario = trainer(['configs/mamba.yaml', 'seq_len: 1024', 'train_seq_len: 1024']);
    const opened = pinned(undefined, scenario, 'configs');
    const before = problemLines(opened.snapshot());
    expect(before).toHaveLength(1);
    for (const line of ['gpt2 seq_len=abc', 'mamba +train_seq_len=2', 'nothing', 'mamba seq_lne=1']) {
      expect(problemLines(pin(opened, line, 'configs'))).toEqual(before);
    }
  });
});

describe('where the pin means nothing', () => {
  it('a file that it does not reach is seen from its own', () => {
    const snapshot = pinned('train +experiment=exp_3').snapshot();
    const told = focus(snapshot, uriAt('conf/eval.yaml'));
    expect(told).toMatchObject({
      seen: { name: 'eval', overrides: [] },
      pin: { name: 'train', overrides: ['+experiment=exp_3'] },
      fault: { kind: 'apart', message: 'train +experiment=exp_3 does not reach this file.' },
    });
    expect(hoverIn(snapshot, 'conf/eval.yaml', 'seed')).toBe(
      hoverIn(pinned(undefined).snapshot(), 'conf/eval.yaml', 'seed'),
    );
  });

  it('an option that is gone; it is seen again once it comes back', () => {
    const opened = pinned('train +experiment=exp_3');
    const [text] = [opened.disk.get('conf/experiment/exp_3.yaml') ?? ''];
    const gone = opened.save('conf/experiment/exp_3.yaml', undefined);
    expect(focus(gone, uriAt('conf/base.yaml'))).toMatchObject({
      seen: { name: 'train', overrides: [] },
      fault: { kind: 'refused', message: expect.stringContaining("Could not find 'experiment/exp_3'") },
    });
    expect(hoverIn(gone, 'conf/base.yaml', 'seed')).not.toContain('seen from');
    const back = opened.save('conf/experiment/exp_3.yaml', text);
    expect(focus(back, uriAt('conf/base.yaml'))).toMatchObject({
      seen: { name: 'train', overrides: ['+experiment=exp_3'] },
    });
    expect(focus(back, uriAt('conf/base.yaml'))).not.toHaveProperty('fault');
  });

  it('a config that is gone', () => {
    const opened = pinned('eval');
    const gone = opened.save('conf/eval.yaml', undefined);
    expect(focus(gone, uriAt('conf/base.yaml'))).toMatchObject({
      seen: { name: 'train' },
      fault: { kind: 'gone', message: "There is no config 'eval'." },
    });
  });

  it('overrides that no longer compose, after an unsaved edit', () => {
    const opened = pinned('train seed=9');
    expect(focus(opened.snapshot(), uriAt('conf/base.yaml'))).not.toHaveProperty('fault');
    opened.replace('conf/train.yaml', 'seed: 0', 'sead: 0');
    const after = opened.replace('conf/base.yaml', 'seed: 42', 'sead: 42');
    expect(focus(after, uriAt('conf/base.yaml'))).toMatchObject({
      seen: { name: 'train', overrides: [] },
      fault: { kind: 'refused', message: expect.stringContaining('seed') },
    });
  });

  it('but overrides are not to blame for what is wrong in a file: the good half is seen from the pin', () => {
    const opened = pinned('train seed=9');
    const after = opened.replace('conf/train.yaml', '- base', '- bose');
    const told = focus(after, uriAt('conf/model/small.yaml'));
    expect(told).toMatchObject({ seen: { name: 'train', overrides: ['seed=9'] }, errors: 1 });
    expect(told).not.toHaveProperty('fault');
  });

  it('a file that is no config, and one that nothing leads to', () => {
    const opened = pinned('train');
    expect(focus(opened.snapshot(), uriAt('app.py'))).toEqual({ errors: 0 });
    const lonely = opened.type('conf/model/deeper/lonely.yaml', 'a: ${b');
    expect(focus(lonely, uriAt('conf/model/deeper/lonely.yaml'))).toMatchObject({ root: uriAt('conf') });
  });
});

describe('the choices', () => {
  it('of a base file: the default of the app, other configs, experiments, with the value in each', () => {
    const snapshot = pinned(undefined).snapshot();
    const { uri, offset } = at(snapshot, 'conf/base.yaml', 'seed');
    const told = focusChoices(snapshot, uri, offset);
    expect(told).toMatchObject({ key: 'seed', isCut: false });
    expect(lines([told.automatic])).toEqual(['train = 0']);
    expect(lines(told.choices)).toEqual([
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
    const { uri, offset } = at(snapshot, 'conf/model/large.yaml', 'width');
    expect(lines(focusChoices(snapshot, uri, offset).choices)).toEqual([
      'train model=large = 512',
      'eval model=large = 512',
      'train +experiment=exp_3 = 512',
      'eval +experiment=exp_3 = 512',
    ]);
  });

  it('of an experiment', () => {
    const snapshot = pinned(undefined).snapshot();
    const told = focusChoices(snapshot, uriAt('conf/experiment/exp_3.yaml'));
    expect(lines(told.choices)).toEqual(['train +experiment=exp_3', 'eval +experiment=exp_3']);
    expect(told).not.toHaveProperty('key');
  });

  it('an interpolation shows what it comes to in each', () => {
    const snapshot = pinned(undefined).snapshot();
    const { uri, offset } = at(snapshot, 'conf/base.yaml', 'size');
    expect(lines(focusChoices(snapshot, uri, offset).choices)).toContain('train +experiment=exp_3 = 512');
  });

  it('the pin with overrides is told besides', () => {
    const snapshot = pinned('train seed=9').snapshot();
    const { uri, offset } = at(snapshot, 'conf/base.yaml', 'seed');
    const told = focusChoices(snapshot, uri, offset);
    expect(lines([told.pinned, told.automatic])).toEqual(['train seed=9 = 9', 'train = 0']);
    expect(lines(focusChoices(pinned('eval').snapshot(), uri, offset).choices)).toContain('eval = 7');
    expect(focusChoices(pinned('eval').snapshot(), uri, offset)).not.toHaveProperty('pinned');
  });

  it("of the trainer's data.yaml: seq_len in each of its models", () => {
    const snapshot = pinned(undefined, trainer(), 'configs').snapshot();
    const { uri, offset } = at(snapshot, 'configs/data.yaml', 'seq_len');
    const told = lines(focusChoices(snapshot, uri, offset).choices);
    expect(told).toHaveLength(15);
    expect(told).toContain('mamba = 1024');
    expect(told).toContain('gpt2 = 65536');
  });

  it('of a Lightning project: an option by itself, and the experiments that bring it', () => {
    const snapshot = pinned(undefined, lightning(), 'configs').snapshot();
    const choices = (path: string) => lines(focusChoices(snapshot, uriAt(path)).choices);
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
    const { uri, offset } = at(after, 'conf/base.yaml', 'seed');
    expect(lines(focusChoices(after, uri, offset).choices)).toContain('train +experiment=exp_1 = 100');
  });
});
