// Where a click on a thing leads: to what decided it.
import { describe, expect, it } from 'vitest';
import { implementation, typeDefinition } from '../../server/src/features/index.ts';
import { checkDefinition } from '../support/check.ts';
import { linkLines } from '../support/navigate.ts';
import { cursorIn, trainer } from '../support/scenario.ts';

describe('definition', () => {
  it('of an overridden key in a base config: the first config that is composed from it', () => {
    checkDefinition(trainer(['configs/training.yaml', 'num_iter', 'num_$0iter'])).toMatchInlineSnapshot(
      `"configs/base_mtp.yaml:20: num_iterations"`,
    );
  });

  it('of a model type: its registration', () => {
    checkDefinition(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "ma$0mba"'])).toMatchInlineSnapshot(
      `"trainer/trainer_registry.py:25: mamba"`,
    );
  });

  it('of a defaults entry: the file', () => {
    checkDefinition(trainer(['configs/mamba.yaml', '- data', '- da$0ta'])).toMatchInlineSnapshot(
      `"configs/data.yaml:1:"`,
    );
  });

  it('of an interpolation: the key that it names, where it is decided', () => {
    checkDefinition(`
-- configs/app.yaml --
defaults: [base, _self_]
scaled: \${mod$0el.dim}
model: { dim: 3 }
-- configs/base.yaml --
model:
  dim: 2
`).toMatchInlineSnapshot(`"configs/app.yaml:3: dim"`);
  });

  it('of a key that a base config wins, where _self_ stands first', () => {
    checkDefinition(`
-- configs/app.yaml --
defaults: [_self_, base]
d$0im: 3
-- configs/base.yaml --
dim: 2
`).toMatchInlineSnapshot(`"configs/base.yaml:1: dim"`);
  });

  const lands = `
-- app.py --
import hydra

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    print(cfg.db.port)
-- configs/config.yaml --
defaults: [db: mysql, _self_]
db: { host: a }
which: port
copy: \${db}
-- configs/db/mysql.yaml --
# @package db
host: h
port: 1
url: \${.host}
select: \${oc.select:db.port, 2}
computed: \${db.\${which}}
through: \${copy.port}
`;
  const at = (mark: string) => cursorIn(lands, mark);

  it('of interpolations of every form', () => {
    checkDefinition(at('${.ho|st}')).toMatchInlineSnapshot(`"configs/config.yaml:2: host"`);
    checkDefinition(at('db.po|rt, 2')).toMatchInlineSnapshot(`"configs/db/mysql.yaml:3: port"`);
    checkDefinition(at('${d|b.${which}}')).toMatchInlineSnapshot(`"configs/db/mysql.yaml:3: port"`);
    checkDefinition(at('${whi|ch}')).toMatchInlineSnapshot(`"configs/config.yaml:3: which"`);
    checkDefinition(at('copy.po|rt')).toMatchInlineSnapshot(`"configs/db/mysql.yaml:3: port"`);
  });

  it('of a package header: who else writes the mapping', () => {
    checkDefinition(at('# @package d|b')).toMatchInlineSnapshot(`"configs/config.yaml:2: db"`);
  });

  it('from Python: the key that is read, the config that is named', () => {
    checkDefinition(at('cfg.db.po|rt')).toMatchInlineSnapshot(`"configs/db/mysql.yaml:3: port"`);
    checkDefinition(at('config_name="con|fig"')).toMatchInlineSnapshot(`"configs/config.yaml:1:"`);
    checkDefinition(at('de|f main')).toMatchInlineSnapshot(`""`);
  });
});

describe('type definition', () => {
  it('of a registered name and of a _target_: the class', () => {
    expect(
      linkLines(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "ma$0mba"']), typeDefinition),
    ).toMatchInlineSnapshot(`"trainer/models/Mamba.py:41: class [MambaAdapter](DefaultAdapter):"`);
  });

  it('of a key: the property of the schema, the field of the dataclass', () => {
    expect(
      linkLines(trainer(['configs/mamba.yaml', 'seq_len: 1024', 'seq$0_len: 1024']), typeDefinition),
    ).toMatchInlineSnapshot(`"schemas/data.schema.json:27: ["seq_len"]: {"`);
    expect(
      linkLines(
        `
-- app.py --
from dataclasses import dataclass
import hydra
from hydra.core.config_store import ConfigStore

@dataclass
class Base:
    dim: int = 1

ConfigStore.instance().store(name="base", node=Base)

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg): ...
-- configs/config.yaml --
defaults: [base, _self_]
di$0m: 3
`,
        typeDefinition,
      ),
    ).toMatchInlineSnapshot(`"app.py:7: [dim]: int = 1"`);
  });
});

describe('implementation', () => {
  const files = `
-- configs/config.yaml --
defaults:
  - server/d$0b: mysql
-- configs/server/db/mysql.yaml --
a: 1
-- configs/server/db/lite.yaml --
a: 2
-- configs/server/apache.yaml --
a: 3
`;
  it('of a group: its options', () => {
    expect(linkLines(files, implementation)).toMatchInlineSnapshot(`
      "configs/server/db/lite.yaml:1: []a: 2
      configs/server/db/mysql.yaml:1: []a: 1"
    `);
    expect(linkLines(files.replace('d$0b: mysql', 'db: my$0sql'), implementation)).toBe(
      linkLines(files, implementation),
    );
    expect(linkLines(files.replace('server/d$0b', 'ser$0ver/db'), implementation)).toMatchInlineSnapshot(
      `"configs/server/apache.yaml:1: []a: 3"`,
    );
  });
});
