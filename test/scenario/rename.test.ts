// A new name for a key, a config, a group, a registered name: everywhere, and nothing else.
import { describe, expect, it } from 'vitest';
import { renamedName, renameLines } from '../support/navigate.ts';
import { cursorIn, trainer } from '../support/scenario.ts';

const project = `
-- app.py --
import hydra

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    print(cfg.optimizer.lr, cfg["optimizer"]["lr"])
-- configs/config.yaml --
defaults:
  - optimizer: adam
  - optional local: null
  - _self_
optimizer: { 'lr': 1 }
a: "\${optimizer.lr} # lr"
b: \${oc.select:optimizer.lr}
hydra:
  sweeper:
    params:
      optimizer.lr: 1,2
-- configs/optimizer/adam.yaml --
lr: 0.1 # lr
half: \${.lr}
-- configs/optimizer/sgd.yaml --
"lr": 0.2
-- configs/experiment/fast.yaml --
# @package _global_
defaults:
  - override /optimizer: sgd
optimizer:
  lr: 0.3
-- configs/other/lr.yaml --
lr: 5
`;

const at = (mark: string, from = project) => cursorIn(from, mark);

describe('rename of a key', () => {
  it('in all configs, interpolations, sweeps and Python', () => {
    expect(renameLines(at('l|r: 0.1'), 'learning_rate')).toMatchInlineSnapshot(`
      "app.py:5: print(cfg.optimizer.learning_rate, cfg["optimizer"]["learning_rate"])  (python?)
      configs/config.yaml:11: optimizer.learning_rate: 1,2
      configs/config.yaml:5: optimizer: { 'learning_rate': 1 }
      configs/config.yaml:6: a: "\${optimizer.learning_rate} # lr"
      configs/config.yaml:7: b: \${oc.select:optimizer.learning_rate}
      configs/experiment/fast.yaml:5: learning_rate: 0.3
      configs/optimizer/adam.yaml:1: learning_rate: 0.1 # lr
      configs/optimizer/adam.yaml:2: half: \${.learning_rate}
      configs/optimizer/sgd.yaml:1: "learning_rate": 0.2"
    `);
    expect(renameLines(at('"l|r": 0.2'), 'learning_rate')).toBe(renameLines(at('l|r: 0.1'), 'learning_rate'));
    expect(renameLines(at('${.l|r}'), 'learning_rate')).toBe(renameLines(at('l|r: 0.1'), 'learning_rate'));
  });

  it('keeps quotes, and quotes what YAML would not read as a text', () => {
    expect(renameLines(at('l|r: 0.1'), 'on')).toMatchInlineSnapshot(`
      "app.py:5: print(cfg.optimizer.on, cfg["optimizer"]["on"])  (python?)
      configs/config.yaml:11: optimizer.on: 1,2
      configs/config.yaml:5: optimizer: { 'on': 1 }
      configs/config.yaml:6: a: "\${optimizer.on} # lr"
      configs/config.yaml:7: b: \${oc.select:optimizer.on}
      configs/experiment/fast.yaml:5: 'on': 0.3
      configs/optimizer/adam.yaml:1: 'on': 0.1 # lr
      configs/optimizer/adam.yaml:2: half: \${.on}
      configs/optimizer/sgd.yaml:1: "on": 0.2"
    `);
  });

  it('is refused where something else says the name, or has it', () => {
    expect(renameLines(at('l|r: 0.1'), 'half')).toMatchInlineSnapshot(
      `"refused: 'half' is there already: configs/optimizer/adam.yaml:2."`,
    );
    expect(renameLines(at('l|r: 0.1'), 'a.b')).toMatchInlineSnapshot(
      `"refused: 'a.b' is no name that interpolations and overrides can use: letters, digits, '_' and '-'."`,
    );
    expect(renameLines(at('l|r: 0.1'), 'learning-rate')).toMatchInlineSnapshot(
      `"refused: 'learning-rate' is no name in Python, and app.py:5 has it as one."`,
    );
    expect(renameLines(at('optimi|zer: {'), 'opt')).toMatchInlineSnapshot(
      `"refused: 'optimizer' is there because configs/optimizer/adam.yaml lies in a group of this name: rename the group."`,
    );
    expect(renameLines(at('swee|per:'), 'opt')).toMatchInlineSnapshot(
      `"refused: 'sweeper' is a setting of Hydra's own."`,
    );
    const computed = '-- configs/a.yaml --\ndefaults: [_self_]\nm: { x$0: 1, y: 2 }\nk: x\nv: ${m.${k}}\n';
    expect(renameLines(computed, 'z')).toMatchInlineSnapshot(
      `"refused: The value of configs/a.yaml:4 is the name of the key."`,
    );
    expect(renameLines(computed.replace('x$0: 1, y', 'x: 1, y$0'), 'z')).toMatchInlineSnapshot(
      `"configs/a.yaml:2: m: { x: 1, z: 2 }"`,
    );
    const block =
      '-- configs/a.yaml --\ndefaults: [_self_]\nm: { x$0: 1 }\nv: |\n  ${m.x} ${m.x}\n  # ${m.x}\nw: "${m.x}\\t${m.x}\\n${m.xx}"\n';
    expect(renameLines(block, 'z')).toMatchInlineSnapshot(`
      "configs/a.yaml:2: m: { z: 1 }
      configs/a.yaml:4: \${m.z} \${m.z}
      configs/a.yaml:5: # \${m.z}
      configs/a.yaml:6: w: "\${m.z}\\t\${m.z}\\n\${m.xx}""
    `);
    const excluded =
      '-- configs/a.yaml --\ndefaults: [_self_]\nm: { x$0: 1 }\nhydra:\n  job:\n    config:\n      override_dirname: { exclude_keys: [m.x, "m.x", m.xx, x, n.x] }\n';
    expect(renameLines(excluded, 'z')).toMatchInlineSnapshot(`
      "configs/a.yaml:2: m: { z: 1 }
      configs/a.yaml:6: override_dirname: { exclude_keys: [m.z, "m.z", m.xx, x, n.x] }"
    `);
    const folded = '-- configs/a.yaml --\ndefaults: [_self_]\nm: { x$0: 1 }\nv: "\\u0024{m.x}"\n';
    expect(renameLines(folded, 'z')).toMatchInlineSnapshot(
      `"refused: configs/a.yaml:3 names the key in a text with escapes."`,
    );
  });

  it('that a package makes: its header, its entries', () => {
    expect(
      renameLines(
        `
-- configs/config.yaml --
defaults:
  - db@model.net: mysql
  - other
  - _self_
mo$0del: { x: 1, net: { y: 2 } }
z: \${model.net.host}
-- configs/db/mysql.yaml --
host: h
-- configs/other.yaml --
# @package model.deep
x: 1
`,
        'network',
      ),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - db@network.net: mysql
      configs/config.yaml:5: network: { x: 1, net: { y: 2 } }
      configs/config.yaml:6: z: \${network.net.host}
      configs/other.yaml:1: # @package network.deep"
    `);
  });

  it('that a package makes, from its header and from an entry', () => {
    const files = `
-- configs/config.yaml --
defaults:
  - server: apache
  - db@model.net: mysql
  - other
  - _self_
model: { x: 1, net: { y: 2 } }
z: \${model.net.host} \${server.store.main.host}
-- configs/db/mysql.yaml --
host: h
-- configs/server/apache.yaml --
defaults:
  - /db@store.main: mysql
  - /db@_global_.model.spare: mysql
store: { main: { port: 1 } }
-- configs/other.yaml --
# @package model.deep
x: 1
`;
    const move = (mark: string) => cursorIn(files, mark);
    const net = renameLines(move('mod|el: {'), 'network');
    expect(renamedName(move('@mod|el.net'))).toBe('model');
    expect(renameLines(move('@mod|el.net'), 'network')).toBe(net);
    expect(renameLines(move('@package mod|el'), 'network')).toBe(net);
    expect(renameLines(move('_global_.mod|el'), 'network')).toBe(net);
    expect(net).toMatchInlineSnapshot(`
      "configs/config.yaml:3: - db@network.net: mysql
      configs/config.yaml:6: network: { x: 1, net: { y: 2 } }
      configs/config.yaml:7: z: \${network.net.host} \${server.store.main.host}
      configs/other.yaml:1: # @package network.deep
      configs/server/apache.yaml:3: - /db@_global_.network.spare: mysql"
    `);
    expect(renameLines(move('@model.n|et: mysql'), 'mesh')).toMatchInlineSnapshot(`
      "configs/config.yaml:3: - db@model.mesh: mysql
      configs/config.yaml:6: model: { x: 1, mesh: { y: 2 } }
      configs/config.yaml:7: z: \${model.mesh.host} \${server.store.main.host}"
    `);
    expect(renameLines(move('@store.ma|in'), 'first')).toMatchInlineSnapshot(`
      "configs/config.yaml:7: z: \${model.net.host} \${server.store.first.host}
      configs/server/apache.yaml:2: - /db@store.first: mysql
      configs/server/apache.yaml:4: store: { first: { port: 1 } }"
    `);
    expect(renamedName(move('@_glo|bal_'))).toBe(undefined);
  });

  it('of the trainer, whose schema has it', () => {
    expect(
      renameLines(trainer(['configs/mamba.yaml', 'seq_len: 1024', 'seq$0_len: 1024']), 'length'),
    ).toMatchInlineSnapshot(`
      "configs/data.yaml:8: length: 65536  # tokens per sequence (64 * 1024); on a smaller GPU the trainer may lower it
      configs/mamba.yaml:37: length: 1024
      schemas/data.schema.json:13: "required": ["train_files", "val_files", "length"],  (schema?)
      schemas/data.schema.json:27: "length": {  (schema?)
      trainer/mytrainer.py:76: given.update(seq_len=read(args, "length"), val_tokens=read(args, "val_tokens"))  (python?)"
    `);
    expect(renameLines(trainer(['configs/mamba.yaml', 'type: "', 'ty$0pe: "']), 'kind')).toMatchInlineSnapshot(
      `"refused: 'type' is a key that a registry goes by."`,
    );
    expect(
      renameLines(trainer(['configs/mamba.yaml', '  d_model: 768', '  d_mo$0del: 768']), 'kind'),
    ).toMatchInlineSnapshot(`"refused: 'd_model' is a field of D3PMCfg: Python says its name."`);
  });

  it("of a parameter is Python's", () => {
    const text = `
-- nets.py --
class Net:
    def __init__(self, dim=1):
        self.dim = dim
-- configs/config.yaml --
defaults: [_self_]
net:
  _target_: nets.Net
  d$0im: 3
  more: 2
`;
    expect(renamedName(text)).toMatchInlineSnapshot(`"'dim' is a parameter of Net: Python says its name."`);
    expect(renamedName(text.replace('$0', '').replace('_target_:', '_tar$0get_:'))).toMatchInlineSnapshot(
      `"'_target_' is a key of Hydra's instantiate."`,
    );
  });

  it('says which name it is about', () => {
    expect(renamedName(at('"l|r": 0.2'))).toBe('lr');
    expect(renamedName(at('${optimizer.l|r} #'))).toBe('lr');
    expect(renamedName(at('0.1 # l|r'))).toBe(undefined);
    expect(renamedName(at('cfg["optimizer"]["l|r"]'))).toBe('lr');
  });
});

describe('rename of a config', () => {
  const configs = `
-- app.py --
import hydra

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    pass
-- configs/config.yaml --
defaults:
  - db: my$0sql
  - server/db@backup: [mysql, 'lite']
  - optional db@third: "mysql"
  - _self_
-- configs/db/mysql.yaml --
host: h
-- configs/server/db/mysql.yaml --
defaults: [/db/mysql@here]
-- configs/server/db/lite.yaml --
defaults: [mysql]
-- configs/experiment/e.yaml --
defaults:
  - /config
  - override /db: mysql
-- schemas/db/mysql.schema.json --
{}
`;

  it('an option', () => {
    expect(renameLines(configs, 'postgres')).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - db: postgres
      configs/config.yaml:4: - optional db@third: "postgres"
      configs/db/mysql.yaml -> configs/db/postgres.yaml
      configs/experiment/e.yaml:3: - override /db: postgres
      configs/server/db/mysql.yaml:1: defaults: [/db/postgres@here]
      schemas/db/mysql.schema.json -> schemas/db/postgres.schema.json"
    `);
    expect(renameLines(configs.replace('$0', '').replace('[mysql, ', '[my$0sql, '), 'postgres')).toMatchInlineSnapshot(`
      "configs/config.yaml:3: - server/db@backup: [postgres, 'lite']
      configs/server/db/lite.yaml:1: defaults: [postgres]
      configs/server/db/mysql.yaml -> configs/server/db/postgres.yaml"
    `);
  });

  it('a primary config', () => {
    expect(renameLines(configs.replace('$0', '').replace('/config\n', '/con$0fig\n'), 'main')).toMatchInlineSnapshot(`
      "app.py:3: @hydra.main(config_path="configs", config_name="main", version_base=None)
      configs/config.yaml -> configs/main.yaml
      configs/experiment/e.yaml:2: - /main"
    `);
  });

  it('is refused where the name is taken, or none', () => {
    expect(renameLines(configs.replace('$0', '').replace('[mysql, ', '[my$0sql, '), 'lite')).toMatchInlineSnapshot(
      `"refused: configs/server/db/lite.yaml is there already."`,
    );
    expect(renameLines(configs, 'null')).toMatchInlineSnapshot(`"refused: 'null' is no name of a config."`);
    expect(renameLines(configs, 'a/b')).toMatchInlineSnapshot(`"refused: 'a/b' is no name of a config."`);
  });
});

describe('rename of a group', () => {
  it('its folder, entries, and the package that it makes', () => {
    expect(renameLines(at('optimi|zer: adam'), 'opt')).toMatchInlineSnapshot(`
      "app.py:5: print(cfg.opt.lr, cfg["opt"]["lr"])  (python?)
      configs/config.yaml:11: opt.lr: 1,2
      configs/config.yaml:2: - opt: adam
      configs/config.yaml:5: opt: { 'lr': 1 }
      configs/config.yaml:6: a: "\${opt.lr} # lr"
      configs/config.yaml:7: b: \${oc.select:opt.lr}
      configs/experiment/fast.yaml:3: - override /opt: sgd
      configs/experiment/fast.yaml:4: opt:
      configs/optimizer -> configs/opt"
    `);
  });

  it('what reads its choice, and the project file', () => {
    expect(
      renameLines(
        `
-- hydrascope.yaml --
roots: [configs]
schemas:
  - schema: s.json
    files: ["configs/db/*.yaml", configs/db/mysql.yaml, "!configs/dbs/*.yaml"]
-- s.json --
{}
-- configs/config.yaml --
defaults:
  - d$0b: mysql
  - _self_
choice: \${hydra:runtime.choices.db} of \${hydra:runtime.cwd}
-- configs/db/mysql.yaml --
host: h
`,
        'store',
      ),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - store: mysql
      configs/config.yaml:4: choice: \${hydra:runtime.choices.store} of \${hydra:runtime.cwd}
      configs/db -> configs/store
      hydrascope.yaml:4: files: ["configs/store/*.yaml", configs/store/mysql.yaml, "!configs/dbs/*.yaml"]"
    `);
  });

  it('is refused where Hydra or Python brings it', () => {
    expect(
      renamedName(
        '-- configs/config.yaml --\ndefaults:\n  - override hydra/laun$0cher: basic\n  - db: mysql\n-- configs/db/mysql.yaml --\na: 1\n',
      ),
    ).toMatchInlineSnapshot(`"There is no group 'hydra/launcher' in the config root."`);
  });

  it('nested', () => {
    expect(
      renameLines(
        `
-- configs/config.yaml --
defaults:
  - server: apache
  - _self_
server: { db: { host: x } }
a: \${server.db.host}
-- configs/server/apache.yaml --
defaults:
  - d$0b: mysql
  - db@backup: mysql
-- configs/server/db/mysql.yaml --
host: h
`,
        'database',
      ),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:4: server: { database: { host: x } }
      configs/config.yaml:5: a: \${server.database.host}
      configs/server/apache.yaml:2: - database: mysql
      configs/server/apache.yaml:3: - database@backup: mysql
      configs/server/db -> configs/server/database"
    `);
  });
});

describe('rename of a registered name', () => {
  it('in the registry and in configs', () => {
    expect(
      renameLines(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "mam$0ba"']), 'mamba2'),
    ).toMatchInlineSnapshot(`
      "configs/mamba.yaml:8: type: "mamba2"
      trainer/trainer_registry.py:25: "mamba2": "models.Mamba:MambaAdapter","
    `);
    expect(
      renameLines(trainer(['configs/mamba.yaml', 'type: "mamba"', 'type: "mam$0ba"']), 'nsa'),
    ).toMatchInlineSnapshot(`"refused: 'nsa' is registered already."`);
  });
});

it('what aliases bring in again is renamed where it is written, once', () => {
  expect(
    renameLines(
      `-- conf/config.yaml --
defaults:
  - db: &m my$0sql
  - db@other: *m
-- conf/db/mysql.yaml --
a: 1
`,
      'maria',
    ),
  ).toMatchInlineSnapshot(`
    "conf/config.yaml:2: - db: &m maria
    conf/db/mysql.yaml -> conf/db/maria.yaml"
  `);
});
