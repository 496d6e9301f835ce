// What a user reads when the pointer rests on something.
import { describe, expect, it } from 'vitest';
import { checkHover, hoverText } from '../support/check.ts';
import { trainer, without } from '../support/scenario.ts';

describe('hover on the trainer', () => {
  it('a key of a model config: the value, the chain with links, the description', () => {
    checkHover(trainer(['configs/mamba.yaml', 'seq_len: 1024', 'seq$0_len: 1024'])).toMatchInlineSnapshot(`
      "**\`seq_len: int = 1024\`**

      set in [mamba.yaml:37](configs/mamba.yaml#L37), over ~~\`65536\`~~ [data.yaml:8](configs/data.yaml#L8)

      Tokens per sequence. A step reads seq\\_len tokens per process; on a smaller GPU the trainer may lower it."
    `);
  });

  it('a value', () => {
    checkHover(
      trainer(['configs/mamba.yaml', 'num_iterations: 1750', 'num_iterations: 17$050']),
    ).toMatchInlineSnapshot(`
      "**\`num_iterations: int = 1750\`**

      set in [mamba.yaml:38](configs/mamba.yaml#L38), over ~~\`1393\`~~ [training.yaml:4](configs/training.yaml#L4)

      Optimizer steps of the run."
    `);
  });

  it('a key of a base config: who overrides it', () => {
    checkHover(trainer(['configs/data.yaml', 'seq_len: 65536', 'seq$0_len: 65536'])).toMatchInlineSnapshot(`
      "**\`seq_len: int = 65536\`**

      \`65536\` in 14 configs, \`1024\` in 1

      - \`1024\`: [mamba.yaml](configs/mamba.yaml)

      Tokens per sequence. A step reads seq\\_len tokens per process; on a smaller GPU the trainer may lower it."
    `);
  });

  it('a key of a base config that every model overrides', () => {
    checkHover(trainer(['configs/training.yaml', 'num_iter', 'num_$0iter'])).toMatchInlineSnapshot(`
      "**\`num_iterations: int = 1393\`**

      \`1750\` in 15 configs, \`1393\` in none

      Optimizer steps of the run."
    `);
  });

  it('a key of a base config that a later base config overrides', () => {
    checkHover(trainer(['configs/data.yaml', 'n_mtp_tokens', 'n_$0mtp_tokens'])).toMatchInlineSnapshot(`
      "**\`n_mtp_tokens: int = 2\`**

      \`2\` in 15 configs

      Extra tokens predicted at each position by multi\\-token\\-prediction models."
    `);
  });

  it('a mapping in a base config that is null there', () => {
    checkHover(trainer(['configs/training.yaml', 'model_cfg', 'model$0_cfg'])).toMatchInlineSnapshot(`
      "**\`model_cfg: dict\`**

      a mapping in 15 configs

      Configuration of the model. Which keys it may have depends on type: those of the Cfg of its adapter."
    `);
  });

  it('a nested key', () => {
    checkHover(trainer(['configs/mamba.yaml', 'd_state: 16', 'd_st$0ate: 16'])).toMatchInlineSnapshot(`
      "**\`model_cfg.d_state: int = 16\`**

      set in [mamba.yaml:14](configs/mamba.yaml#L14)

      Size of the state per inner channel."
    `);
  });

  it('a float in scientific notation', () => {
    checkHover(trainer(['configs/mamba.yaml', 'time_step_floor', 'time_step_fl$0oor'])).toMatchInlineSnapshot(`
      "**\`model_cfg.time_step_floor: float = 0.0001\`**

      set in [mamba.yaml:33](configs/mamba.yaml#L33)

      Lower bound of every initial time step."
    `);
  });

  it('a mapping', () => {
    checkHover(trainer(['configs/mamba.yaml', 'model_cfg', 'model$0_cfg'])).toMatchInlineSnapshot(`
      "**\`model_cfg: dict\`**

      23 keys, from [mamba.yaml:10](configs/mamba.yaml#L10)

      Configuration of the model. Which keys it may have depends on type: those of the Cfg of its adapter."
    `);
  });

  it('the type, with its adapter and the configs that use it', () => {
    checkHover(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "ma$0mba"'])).toMatchInlineSnapshot(`
      "**\`type: str = mamba\`**

      set in [mamba.yaml:8](configs/mamba.yaml#L8), over ~~\`current-best\`~~ [training.yaml:8](configs/training.yaml#L8)

      Model type: a key of ADAPTER\\_PATHS in trainer/trainer\\_registry.py. It decides which keys model\\_cfg may have.

      ---

      \`mamba\` → \`models.Mamba:MambaAdapter\`, registered in [trainer\\_registry.py:25](trainer/trainer_registry.py#L25)

      Used by [mamba.yaml](configs/mamba.yaml)."
    `);
  });

  it('an unregistered type', () => {
    checkHover(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "mm$0aba"'])).toMatchInlineSnapshot(`
      "**\`type: str = mmaba\`**

      set in [mamba.yaml:8](configs/mamba.yaml#L8), over ~~\`current-best\`~~ [training.yaml:8](configs/training.yaml#L8)

      Model type: a key of ADAPTER\\_PATHS in trainer/trainer\\_registry.py. It decides which keys model\\_cfg may have."
    `);
  });

  it('a registered name in Python', () => {
    checkHover(trainer(['trainer/trainer_registry.py', '"mamba"', '"ma$0mba"'])).toMatchInlineSnapshot(`
      "\`mamba\` → \`models.Mamba:MambaAdapter\`, registered in [trainer\\_registry.py:25](trainer/trainer_registry.py#L25)

      Used by [mamba.yaml](configs/mamba.yaml)."
    `);
  });

  it('an entry of the defaults list', () => {
    checkHover(trainer(['configs/mamba.yaml', '- data', '- da$0ta'])).toMatchInlineSnapshot(
      `
      "[configs/data.yaml](configs/data.yaml): 8 keys into the root of the config

      - \`seq_len\` is overridden in [mamba.yaml](configs/mamba.yaml)
      - \`n_mtp_tokens\` is overridden in [training.yaml](configs/training.yaml)"
    `,
    );
  });

  it('_self_', () => {
    checkHover(trainer(['configs/mamba.yaml', '_self_', '_se$0lf_'])).toMatchInlineSnapshot(
      `"This file itself: entries above it are overridden by it, entries below override it."`,
    );
  });

  it('works as well without project file and schemas, descriptions aside', () => {
    const bare = without(
      trainer(['configs/mamba.yaml', 'seq_len: 1024', 'seq$0_len: 1024']),
      'hydrascope.yaml',
      'schemas',
    );
    checkHover(bare).toMatchInlineSnapshot(`
      "**\`seq_len: int = 1024\`**

      set in [mamba.yaml:37](configs/mamba.yaml#L37), over ~~\`65536\`~~ [data.yaml:8](configs/data.yaml#L8)"
    `);
  });

  it.each([
    ['a comment', ['configs/mamba.yaml', '# Mamba', '# Ma$0mba']],
    ['a blank line', ['configs/mamba.yaml', '\n\n', '\n$0\n']],
    ['Python that is no registry', ['trainer/mytrainer.py', 'import sys', 'import s$0ys']],
    ['the project file', ['hydrascope.yaml', 'roots', 'ro$0ots']],
    ['a schema', ['schemas/data.schema.json', 'seq_len', 'seq$0_len']],
  ] as const)('says nothing on %s', (_, edit) => {
    expect(hoverText(trainer(edit))).toBeUndefined();
  });
});

const GROUPS = `
-- app.py --
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
  - model: gpt
  - optim@train.optim: adam
  - _self_
dim: 64
model:
  heads: 8
scaled: \${model.width}
place: \${oc.env:HOME}
-- conf/model/gpt.yaml --
width: \${dim}
heads: 4
# a description
-- conf/model/mamba.yaml --
width: 12
-- conf/optim/adam.yaml --
lr: 1e-4
-- conf/data/big.yaml --
# @package _global_
shards: 5
`;

describe('hover in a project of groups', () => {
  const at = (old: string, text: string) => checkHover(GROUPS.replace(old, () => text));

  it('an interpolation: its value and its text', () => {
    at('scaled: ${model.width}', 'scaled: ${model.wi$0dth}').toMatchInlineSnapshot(`
      "**\`scaled: int = 64\`**

      from \`\${model.width}\`

      set in [config.yaml:8](conf/config.yaml#L8)

      ---

      - \`\${model.width}\` is \`\${dim}\`, set in [model/gpt.yaml:1](conf/model/gpt.yaml#L1)
      - \`\${dim}\` is \`64\`, set in [config.yaml:5](conf/config.yaml#L5)"
    `);
  });

  it('a key that others read', () => {
    at('dim: 64', 'd$0im: 64').toMatchInlineSnapshot(`
      "**\`dim: int = 64\`**

      set in [config.yaml:5](conf/config.yaml#L5)

      Used by \`model.width\`."
    `);
  });

  it('an environment variable, which only the run knows', () => {
    at('oc.env:HOME', 'oc.env:HO$0ME').toMatchInlineSnapshot(`
      "**\`place: str = \${oc.env:HOME}\`**

      Not known before the run: the environment variable HOME is not set here

      set in [config.yaml:9](conf/config.yaml#L9)

      ---

      - \`\${oc.env:HOME}\` is read from the environment of the run

      \`\${oc.env:NAME[,default]}\`: An environment variable, always as a string; the default where it is not set."
    `);
  });

  it("an option's key, under its package, overridden by the primary config", () => {
    at('heads: 4', 'hea$0ds: 4').toMatchInlineSnapshot(`
      "**\`model.heads: int = 8\`**

      set in [config.yaml:7](conf/config.yaml#L7), over ~~\`4\`~~ [model/gpt.yaml:2](conf/model/gpt.yaml#L2)

      as seen from \`config\`"
    `);
  });

  it("an option's key, under the package that the defaults list gives", () => {
    at('lr: 1e-4', 'l$0r: 1e-4').toMatchInlineSnapshot(`
      "**\`train.optim.lr: float = 0.0001\`**

      set in [optim/adam.yaml:1](conf/optim/adam.yaml#L1)

      as seen from \`config\`"
    `);
  });

  it('a key of an option that nobody chose', () => {
    at('width: 12', 'wi$0dth: 12').toMatchInlineSnapshot(`
      "**\`model.width: int = 12\`**

      set in [model/mamba.yaml:1](conf/model/mamba.yaml#L1)

      as composed with \`model=mamba\`

      In other options: \`\${dim}\` in \`gpt\`

      Used by \`scaled\`."
    `);
  });

  it('a group entry of the defaults list', () => {
    at('model: gpt', 'model: g$0pt').toMatchInlineSnapshot(`
      "[conf/model/gpt.yaml](conf/model/gpt.yaml): 2 keys into \`model\`

      - \`model.heads\` is overridden in [config.yaml](conf/config.yaml)

      Options of \`model\`: \`gpt\`, \`mamba\`"
    `);
  });

  it('a group entry with a package', () => {
    at('optim@train', 'op$0tim@train').toMatchInlineSnapshot(`
      "[conf/optim/adam.yaml](conf/optim/adam.yaml): 1 key into \`train.optim\`

      Options of \`optim\`: \`adam\`"
    `);
  });

  it('a package header', () => {
    at('@package _global_', '@package _glo$0bal_').toMatchInlineSnapshot(
      `
      "The content of this file lands in the root of the config.

      Without this line it would be \`data\`, by the folder that it lies in."
    `,
    );
  });

  it('text of the workspace is no markup', () => {
    checkHover(`
-- configs/app.yaml --
defaults: [_self_]
"a\`[x](command:evil)<b>$0": "</script> \`\`c\`\`"
`).toMatchInlineSnapshot(`
  "**\`\`\` a\`[x](command:evil)<b>: str = </script> \`\`c\`\` \`\`\`**

  set in [app.yaml:2](configs/app.yaml#L2)"
`);
  });
});

describe('an alias of YAML', () => {
  const hovered = (text: string) =>
    hoverText(`-- conf/config.yaml --\ndefaults: [_self_]\nbase: &base\n  k: 1\n  l:\n    m: 2\n${text}`);

  it('tells what it stands for, where that is, and what its key comes to', () => {
    expect(hovered('b: *ba$0se\n')).toMatchInlineSnapshot(`
      "\`*base\` stands for what is written at [config.yaml:2](conf/config.yaml#L2):

      \`\`\`yaml
      k: 1
      l:
        m: 2
      \`\`\`

      ---

      **\`b: dict\`**

      2 keys, from [config.yaml:6](conf/config.yaml#L6)"
    `);
    expect(hovered('d:\n  <<: *ba$0se\n')).toMatchInlineSnapshot(`
      "\`*base\` stands for what is written at [config.yaml:2](conf/config.yaml#L2):

      \`\`\`yaml
      k: 1
      l:
        m: 2
      \`\`\`"
    `);
  });

  it.each([
    ['a: &x {n: 1}\nb: [*$0x]', '{n: 1}'],
    ['a: &x\nb: *x$0', 'null'],
    ['a: &x !!str 5\nb: *x$0', '5'],
    ['a: &x |\n    text\n     more\n\nb: *x$0', '|\ntext\n more'],
    ['a: &x\n  - 1\n  - n: "```"\nb: *x$0', '- 1\n- n: "```"'],
    ['a: &x 1\nb: &x 2\nc: *x$0', '2'],
    ['a: &x ${oc.env:HOME}\nb: *x$0', '${oc.env:HOME}'],
  ])('shows the text of the value: %s', (text, value) => {
    const [, shown] = /^(?:`{3,})yaml\n([\s\S]*?)\n`{3,}$/m.exec(hovered(text) ?? '') ?? [];
    expect(shown).toBe(value);
  });

  it('at its anchor tells who uses it, and of one that nobody uses nothing', () => {
    expect(hovered('a: &$0x 1\nb: *x\nc: [*x]\n')).toMatchInlineSnapshot(
      `"\`&x\` is used by [config.yaml:7](conf/config.yaml#L7), [config.yaml:8](conf/config.yaml#L8)."`,
    );
    expect(hovered('a: &$0y 1\nb: *base\n')).toMatchInlineSnapshot(`"\`&y\` is used by no alias."`);
  });

  it('in a defaults list tells what it stands for, too', () => {
    const list =
      '-- conf/config.yaml --\ndefaults:\n  - db: &m mysql\n  - db@other: *m$0\n-- conf/db/mysql.yaml --\na: 1\n';
    expect(hoverText(list)).toContain('```yaml\nmysql\n```');
  });

  it('in a file that is no config says nothing', () => {
    expect(hoverText('-- compose.yaml --\na: &x 1\nb: *$0x\n')).toBeUndefined();
  });
});
