// The composition that a file is seen from: the one that the user pinned, else the automatic one.
import { describe, expect, it } from 'vitest';
import { codeLens, completion, composed, focus } from '../../server/src/features/index.ts';
import { problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { definitionIn, hoverIn, pin, pinned, placeIn } from '../support/pinned.ts';
import { trainer } from '../support/scenario.ts';

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
      const { uri, offset } = placeIn(snapshot, 'conf/base.yaml', '  d');
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
