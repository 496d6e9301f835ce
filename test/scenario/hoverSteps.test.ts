// Hovers that say how a value comes about: interpolations step by step, resolvers, defaults lists, headers, what is missing.
import { describe, expect, it } from 'vitest';
import { checkHover, hoverText } from '../support/check.ts';

const PROJECT = `
-- app.py --
import hydra
from omegaconf import OmegaConf

OmegaConf.register_new_resolver("double", lambda x: 2 * x)

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
  - base
  - model: gpt
  - _self_
  - override optim: sgd
dim: 64
kind: model
half: \${model.width}
deep: \${\${kind}.width}
shown: run-\${half}-\${name}
env: \${oc.env:API_KEY,none}
key: \${oc.env:API_KEY}
twice: \${double:\${dim}}
year: \${now:%Y}
picked: \${oc.select:dim}
loose: \${nope.key}
name: x
need: ???
-- conf/base.yaml --
defaults:
  - optim: adam
  - _self_
dim: 32
-- conf/model/gpt.yaml --
width: \${dim}
block:
  size: \${..width}
heads: 4
must: ???
-- conf/model/bert.yaml --
heads: 8
must: 3
-- conf/model/tiny.yaml --
heads: 8
-- conf/optim/adam.yaml --
lr: 1
-- conf/optim/sgd.yaml --
lr: 2
-- conf/exp/one.yaml --
# @package _global_
dim: 1
`;
const at = (old: string, text: string) => checkHover(PROJECT.replace(old, () => text));
const on = (old: string, text: string) => hoverText(PROJECT.replace(old, () => text));

describe('an interpolation', () => {
  it('of a key', () => {
    at('half: ${model', 'half: ${mo$0del').toMatchInlineSnapshot(`
      "**\`half: int = 64\`**

      from \`\${model.width}\`

      set in [config.yaml:8](conf/config.yaml#L8)

      Used by \`shown\`.

      ---

      - \`\${model.width}\` is \`\${dim}\`, set in [model/gpt.yaml:1](conf/model/gpt.yaml#L1)
      - \`\${dim}\` is \`64\`, set in [config.yaml:6](conf/config.yaml#L6)"
    `);
  });

  it('in another one', () => {
    at('deep: ${${kind}', 'deep: ${${ki$0nd}').toMatchInlineSnapshot(`
      "**\`deep: int = 64\`**

      from \`\${\${kind}.width}\`

      set in [config.yaml:9](conf/config.yaml#L9)

      ---

      - \`\${kind}\` is \`model\`, set in [config.yaml:7](conf/config.yaml#L7)
      - \`\${\${kind}.width}\`, which is \`model.width\`, is \`\${dim}\`, set in [model/gpt.yaml:1](conf/model/gpt.yaml#L1)
      - \`\${dim}\` is \`64\`, set in [config.yaml:6](conf/config.yaml#L6)"
    `);
  });

  it('amid text: the one under the pointer', () => {
    at('shown: run-${half}', 'shown: run-${ha$0lf}').toMatchInlineSnapshot(`
      "**\`shown: str = run-64-x\`**

      from \`run-\${half}-\${name}\`

      set in [config.yaml:10](conf/config.yaml#L10)

      ---

      - \`\${half}\` is \`\${model.width}\`, set in [config.yaml:8](conf/config.yaml#L8)
      - \`\${model.width}\` is \`\${dim}\`, set in [model/gpt.yaml:1](conf/model/gpt.yaml#L1)
      - \`\${dim}\` is \`64\`, set in [config.yaml:6](conf/config.yaml#L6)"
    `);
  });

  it('relative to where it stands', () => {
    at('size: ${..width}', 'size: ${..wi$0dth}').toMatchInlineSnapshot(`
      "**\`model.block.size: int = 64\`**

      from \`\${..width}\`

      set in [model/gpt.yaml:3](conf/model/gpt.yaml#L3)

      as seen from \`config\`

      ---

      - \`\${..width}\`, which is \`model.width\`, is \`\${dim}\`, set in [model/gpt.yaml:1](conf/model/gpt.yaml#L1)
      - \`\${dim}\` is \`64\`, set in [config.yaml:6](conf/config.yaml#L6)"
    `);
  });

  it('that leads nowhere', () => {
    at('loose: ${nope', 'loose: ${no$0pe').toMatchInlineSnapshot(`
      "**\`loose: str = \${nope.key}\`**

      Not known before the run: Interpolation key 'nope.key' not found

      set in [config.yaml:16](conf/config.yaml#L16)"
    `);
  });
});

describe('a resolver', () => {
  it('of the environment, which is never read here', () => {
    at('env: ${oc.env', 'env: ${oc.e$0nv').toMatchInlineSnapshot(`
      "**\`env: str = none\`**

      from \`\${oc.env:API_KEY,none}\`

      set in [config.yaml:11](conf/config.yaml#L11)

      ---

      - \`\${oc.env:API_KEY,none}\` gives \`none\` where the environment of the run does not have it

      \`\${oc.env:NAME[,default]}\`: An environment variable, always as a string; the default where it is not set."
    `);
    at('key: ${oc.env', 'key: ${oc.e$0nv').toMatchInlineSnapshot(`
      "**\`key: str = \${oc.env:API_KEY}\`**

      Not known before the run: the environment variable API\\_KEY is not set here

      set in [config.yaml:12](conf/config.yaml#L12)

      ---

      - \`\${oc.env:API_KEY}\` is read from the environment of the run

      \`\${oc.env:NAME[,default]}\`: An environment variable, always as a string; the default where it is not set."
    `);
  });

  it("of the project's own Python", () => {
    at('twice: ${double', 'twice: ${dou$0ble').toMatchInlineSnapshot(`
      "**\`twice: str = \${double:\${dim}}\`**

      Not known before the run: $\\{double:…\\} is known to the run only

      set in [config.yaml:13](conf/config.yaml#L13)

      ---

      - \`\${dim}\` is \`64\`, set in [config.yaml:6](conf/config.yaml#L6)
      - \`\${double:\${dim}}\` is known to the run only

      \`double\` is a resolver of this project, registered in [app.py:4](app.py#L4)"
    `);
  });

  it('of the time, and of another key', () => {
    expect(on('year: ${now', 'year: ${no$0w')).toContain('`${now:format}`: The time at which the run began');
    at('picked: ${oc.select', 'picked: ${oc.sel$0ect').toMatchInlineSnapshot(`
      "**\`picked: int = 64\`**

      from \`\${oc.select:dim}\`

      set in [config.yaml:15](conf/config.yaml#L15)

      ---

      - \`\${oc.select:dim}\` gives \`64\`

      \`\${oc.select:key[,default]}\`: The value of a key; the default, else null, where there is none or it is missing (\`???\`)."
    `);
  });
});

describe('a defaults list', () => {
  it('as a whole: what is merged, in order', () => {
    at('defaults:', 'defa$0ults:').toMatchInlineSnapshot(`
      "Merged in this order for \`config\`; later ones win:

      1. [conf/optim/sgd.yaml](conf/optim/sgd.yaml) into \`optim\`
      1. [conf/base.yaml](conf/base.yaml) into the root of the config
      1. [conf/model/gpt.yaml](conf/model/gpt.yaml) into \`model\`
      1. [conf/config.yaml](conf/config.yaml) into the root of the config (this file)"
    `);
  });

  it('an entry: what of it lasts', () => {
    at('- base', '- ba$0se').toMatchInlineSnapshot(`
      "[conf/base.yaml](conf/base.yaml): 1 key into the root of the config

      - \`dim\` is overridden in [config.yaml](conf/config.yaml)"
    `);
  });

  it('an override: what it takes the place of', () => {
    at('override optim: sgd', 'override op$0tim: sgd').toMatchInlineSnapshot(`
      "[conf/optim/sgd.yaml](conf/optim/sgd.yaml): 1 key into \`optim\`

      Takes the place of \`adam\`, chosen in [base.yaml:2](conf/base.yaml#L2)

      Options of \`optim\`: \`adam\`, \`sgd\`"
    `);
  });
});

describe('a package header', () => {
  it('where the file lands, and where it would without', () => {
    at('@package _global_', '@package _glo$0bal_').toMatchInlineSnapshot(`
      "The content of this file lands in the root of the config.

      Without this line it would be \`exp\`, by the folder that it lies in."
    `);
  });
});

describe('a key', () => {
  it('in the other options of its group', () => {
    expect(on('heads: 4', 'he$0ads: 4')).toContain('In other options: `8` in `bert`, `tiny`');
  });

  it('that is missing: who could set it', () => {
    at('must: ???', 'mu$0st: ???').toMatchInlineSnapshot(`
      "**\`model.must: missing = ???\`**

      set in [model/gpt.yaml:5](conf/model/gpt.yaml#L5)

      as seen from \`config\`

      Nothing sets it yet: a run needs \`model.must=…\`.

      In other options: \`3\` in \`bert\`"
    `);
    at('need: ???', 'ne$0ed: ???').toMatchInlineSnapshot(`
      "**\`need: missing = ???\`**

      set in [config.yaml:18](conf/config.yaml#L18)

      Nothing sets it yet: a run needs \`need=…\`."
    `);
  });
});
