// Every place that names a thing: whoever writes a key, and whoever reads it.
import { describe, expect, it } from 'vitest';
import { highlightLines, referenceLines } from '../support/navigate.ts';
import { trainer } from '../support/scenario.ts';

describe('references to a key', () => {
  it('of the trainer: base, configs, Python', () => {
    expect(referenceLines(trainer(['configs/data.yaml', 'seq_len: 65536', 'seq$0_len: 65536']))).toMatchInlineSnapshot(`
      "configs/data.yaml:8: [seq_len]: 65536  # tokens per sequence (64 * 1024); on a smaller GPU the trainer may lower it
      configs/mamba.yaml:37: [seq_len]: 1024
      trainer/mytrainer.py:76: given.update(seq_len=read(args, "[seq_len]"), val_tokens=read(args, "val_tokens"))"
    `);
  });

  it('by composed path: a group lands in a package, interpolations of every form lead to it', () => {
    expect(
      referenceLines(`
-- configs/config.yaml --
defaults: [optimizer: adam, _self_]
optimizer: { lr: 1 }
lr: 5
a: \${optimizer.lr}
b: "at \${optimizer[lr]} and \${oc.select:optimizer.lr, 0}"
c: \${oc.select:"optimizer.lr"}
d: \${lr}
e:
  lr: 1
  f: \${..optimizer.lr}
  g: \${.lr}
  k: { x: "\${...optimizer.lr}" }
h: \${optimizer}
i: \${h.lr}
-- configs/optimizer/adam.yaml --
l$0r: 0.1
warm: \${.lr}
-- configs/optimizer/sgd.yaml --
lr: 0.2
full: \${optimizer.lr}
-- configs/experiment/fast.yaml --
# @package _global_
defaults: [override /optimizer: sgd]
optimizer:
  lr: 0.3
`),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:2: optimizer: { [lr]: 1 }
      configs/config.yaml:4: a: \${optimizer.[lr]}
      configs/config.yaml:5: b: "at \${optimizer[[lr]]} and \${oc.select:optimizer.lr, 0}"
      configs/config.yaml:5: b: "at \${optimizer[lr]} and \${oc.select:optimizer.[lr], 0}"
      configs/config.yaml:6: c: \${oc.select:"optimizer.[lr]"}
      configs/config.yaml:10: f: \${..optimizer.[lr]}
      configs/config.yaml:12: k: { x: "\${...optimizer.[lr]}" }
      configs/config.yaml:14: i: \${h.[lr]}
      configs/experiment/fast.yaml:4: [lr]: 0.3
      configs/optimizer/adam.yaml:1: [lr]: 0.1
      configs/optimizer/adam.yaml:2: warm: \${.[lr]}
      configs/optimizer/sgd.yaml:1: [lr]: 0.2
      configs/optimizer/sgd.yaml:2: full: \${optimizer.[lr]}"
    `);
  });

  it('of a config that lands at two places: what is written at either', () => {
    expect(
      referenceLines(`
-- configs/config.yaml --
defaults:
  - db@source: mysql
  - db@target: mysql
  - _self_
source: { host: a }
target: { "host": b }
other: { host: c }
url: \${target.host}
-- configs/db/mysql.yaml --
ho$0st: h
`),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:5: source: { [host]: a }
      configs/config.yaml:6: target: { ["host"]: b }
      configs/config.yaml:8: url: \${target.[host]}
      configs/db/mysql.yaml:1: [host]: h"
    `);
  });

  it('that packages make: headers, entries, keys', () => {
    expect(
      referenceLines(`
-- configs/config.yaml --
defaults:
  - db@model.net: mysql
  - other
  - _self_
model: { x$0: 1, net: { y: 2 } }
z: \${model.net.host}
-- configs/db/mysql.yaml --
host: h
-- configs/other.yaml --
# @package model.deep
x: 1
`),
    ).toMatchInlineSnapshot(`"configs/config.yaml:5: model: { [x]: 1, net: { y: 2 } }"`);
    expect(
      referenceLines(`
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
`),
    ).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - db@[model].net: mysql
      configs/config.yaml:5: [model]: { x: 1, net: { y: 2 } }
      configs/config.yaml:6: z: \${[model].net.host}
      configs/other.yaml:1: # @package [model].deep"
    `);
  });

  it('from an interpolation, and with no declarations', () => {
    const text = `
-- configs/config.yaml --
defaults: [_self_]
model: { dim: 3 }
a: \${model.di$0m}
b: \${model.dim}
`;
    expect(referenceLines(text)).toMatchInlineSnapshot(`
      "configs/config.yaml:2: model: { [dim]: 3 }
      configs/config.yaml:3: a: \${model.[dim]}
      configs/config.yaml:4: b: \${model.[dim]}"
    `);
    expect(referenceLines(text, false)).toMatchInlineSnapshot(`
      "configs/config.yaml:3: a: \${model.[dim]}
      configs/config.yaml:4: b: \${model.[dim]}"
    `);
  });

  it('in Python: what the app reads, and chains that end alike', () => {
    const files = `
-- app.py --
import hydra

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    model = cfg.model
    print(model.dim, cfg["model"]["dim"], cfg.dim)

if __name__ == "__main__":
    main()
-- tools.py --
def show(config, other):
    return config.model.dim + other.dim
-- configs/config.yaml --
model: { dim$0: 3 }
dim: 2
`;
    expect(referenceLines(files)).toMatchInlineSnapshot(`
      "app.py:6: print(model.[dim], cfg["model"]["dim"], cfg.dim)
      app.py:6: print(model.dim, cfg["model"]["[dim]"], cfg.dim)
      configs/config.yaml:1: model: { [dim]: 3 }
      tools.py:2: return config.model.[dim] + other.dim"
    `);
    expect(referenceLines(files.replace('$0', '').replace('model.dim, cfg', 'model.d$0im, cfg'))).toBe(
      referenceLines(files),
    );
  });

  it('of a dataclass in the ConfigStore', () => {
    expect(
      referenceLines(`
-- app.py --
from dataclasses import dataclass
import hydra
from hydra.core.config_store import ConfigStore

@dataclass
class Base:
    dim: int = 1

ConfigStore.instance().store(name="base", node=Base)

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    print(cfg.dim)
-- configs/config.yaml --
defaults: [base, _self_]
di$0m: 3
`),
    ).toMatchInlineSnapshot(`
      "app.py:7: [dim]: int = 1
      app.py:13: print(cfg.[dim])
      configs/config.yaml:2: [dim]: 3"
    `);
  });
});

describe('references to configs, groups, names', () => {
  const files = `
-- app.py --
import hydra

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    pass
-- configs/config.yaml --
defaults:
  - db: mysql
  - server/db@backup: [mysql, 'lite']
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
  - override /db: my$0sql
`;
  it('a config: its entries, absolute, relative, in lists, overriding', () => {
    expect(referenceLines(files)).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - db: [mysql]
      configs/experiment/e.yaml:3: - override /db: [mysql]
      configs/server/db/mysql.yaml:1: defaults: [/db/[mysql]@here]"
    `);
    expect(referenceLines(files.replace('$0', '').replace('[mysql, ', '[my$0sql, '))).toMatchInlineSnapshot(`
      "configs/config.yaml:3: - server/db@backup: [[mysql], 'lite']
      configs/server/db/lite.yaml:1: defaults: [[mysql]]"
    `);
    expect(referenceLines(files.replace('$0', '').replace('- /config', '- /con$0fig'))).toMatchInlineSnapshot(`
      "app.py:3: @hydra.main(config_path="configs", config_name="[config]", version_base=None)
      configs/experiment/e.yaml:2: - /[config]"
    `);
  });

  it('a group', () => {
    expect(referenceLines(files.replace('$0', '').replace('override /db', 'override /d$0b'))).toMatchInlineSnapshot(`
      "configs/config.yaml:2: - [db]: mysql
      configs/experiment/e.yaml:3: - override /[db]: mysql
      configs/server/db/mysql.yaml:1: defaults: [/[db]/mysql@here]"
    `);
  });

  it('a registered name, from the registry', () => {
    expect(referenceLines(trainer(['trainer/trainer_registry.py', '"mamba":', '"mam$0ba":']))).toMatchInlineSnapshot(`
      "configs/mamba.yaml:8: type: "[mamba]"
      trainer/trainer_registry.py:25: "[mamba]": "models.Mamba:MambaAdapter","
    `);
  });

  it('a class that is a _target_', () => {
    const text = `
-- app.py --
import hydra

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    hydra.utils.instantiate(cfg.net)
-- nets.py --
class N$0et:
    def __init__(self, dim=1):
        self.dim = dim
-- configs/config.yaml --
net:
  _target_: nets.Net
  dim: 3
other: { _target_: "nets.Nets" }
`;
    expect(referenceLines(text)).toMatchInlineSnapshot(`
      "configs/config.yaml:2: _target_: nets.[Net]
      nets.py:1: class [Net]:"
    `);
    expect(referenceLines(text.replace('$0', '').replace('nets.Net\n', 'nets.N$0et\n'))).toBe(referenceLines(text));
  });

  it('of a field of a dataclass: the keys that it gives its value, wherever the class lands', () => {
    const text = `
-- app.py --
from dataclasses import dataclass
import hydra
from hydra.core.config_store import ConfigStore

@dataclass
class Server:
    host: str = "a"
    po$0rt: int = 80

cs = ConfigStore.instance()
cs.store(group="server", name="base", node=Server)

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    print(cfg.server.port, cfg.other.host)
-- conf/config.yaml --
defaults: [server: base, server@other: base, _self_]
server: { port: 1 }
url: \${other.port}
host: 1
`;
    expect(referenceLines(text)).toMatchInlineSnapshot(`
      "app.py:8: [port]: int = 80
      app.py:15: print(cfg.server.[port], cfg.other.host)
      conf/config.yaml:2: server: { [port]: 1 }
      conf/config.yaml:3: url: \${other.[port]}"
    `);
    expect(referenceLines(text.replace('po$0rt', 'port').replace('class Server', 'cl$0ass Server'))).toBe('');
  });

  it('of nothing are none', () => {
    expect(referenceLines('-- configs/a.yaml --\na: 1 # co$0mment\n')).toBe('');
    expect(referenceLines('-- .github/a.yaml --\na$0: ${{ a }}\n')).toBe('');
    expect(referenceLines('-- configs/a.yaml --\ndefaults: [_self_]\na$0: ${\n')).toBe('configs/a.yaml:2: [a]: ${');
  });
});

describe('highlights', () => {
  it('a key and the interpolations that lead to it', () => {
    expect(
      highlightLines(`
-- configs/config.yaml --
defaults: [_self_]
model:
  d$0im: 3
  x: \${.dim}
b: \${model.dim}
dim: 2
`),
    ).toMatchInlineSnapshot(`
      "write configs/config.yaml:3: [dim]: 3
      read configs/config.yaml:4: x: \${.[dim]}
      read configs/config.yaml:5: b: \${model.[dim]}"
    `);
  });
});
