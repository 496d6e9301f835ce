// The arguments of a target, held against its signature on the merged node.
import { describe, expect, it } from 'vitest';
import { actionTitles, afterAction, checkDiagnostics } from '../support/check.ts';
import { asked, check, PACKAGE } from '../support/targets.ts';

describe('HS702: an argument that the target does not take', () => {
  it('misspelled, through an inherited constructor', () => {
    check(`model:
  _target_: pkg.Net
  hidden: 1
  heds: 2
# ^^^^ warning HS702 'heds' is not an argument of Net; did you mean 'heads'?`);
  });

  it('renames it, or takes it out', () => {
    const scenario = asked('model:\n  _target_: pkg.Net\n  he$0ds: 2\n  hidden: 1');
    expect(actionTitles(scenario)).toEqual(["Change to 'heads'", "Remove 'heds'"]);
    const mended = (title: string) => afterAction(scenario, title)['configs/app.yaml'];
    expect(mended("Change to 'heads'")).toBe('model:\n  _target_: pkg.Net\n  heads: 2\n  hidden: 1\n');
    expect(mended("Remove 'heds'")).toBe('model:\n  _target_: pkg.Net\n  hidden: 1\n');
  });

  it('only takes it out where the right one is there', () => {
    const flow = asked('model: { _target_: pkg.Net, hidden: 1, hid$0en: 2 }');
    expect(actionTitles(flow)).toEqual([]);
    const list = asked('model:\n  hidden: 1\n  hid$0en: [1,\n    2]\n  _target_: pkg.Net');
    expect(actionTitles(list)).toEqual(["Remove 'hiden'"]);
    expect(afterAction(list, "Remove 'hiden'")['configs/app.yaml']).toBe('model:\n  hidden: 1\n  _target_: pkg.Net\n');
  });

  it('**kwargs take everything, but not those that only go to a constructor that is known', () => {
    check(`model: { _target_: pkg.nets.Open, depth: 1, whatever: 2 }
other:
  _target_: pkg.nets.Passing
  depth: 1
  hidden: 1
  whatever: 2
# ^^^^^^^^ warning HS702 'whatever' is not an argument of Passing`);
  });

  it('of a function, of a class method, of a dataclass', () => {
    check(`model:
  _target_: pkg.nets.Net.from_file
  path: x
  stric: true
# ^^^^^ warning HS702 'stric' is not an argument of from_file; did you mean 'strict'?
settings:
  _target_: pkg.nets.Settings
  width: 1
  dept: 1
# ^^^^ warning HS702 'dept' is not an argument of Settings; did you mean 'depth'?`);
  });

  it('nothing is said where a base or a decorator cannot be read', () => {
    check(
      `model: { _target_: mine.Net, hiden: 1 }
other: { _target_: mine.make, hiden: 1 }
third: { _target_: mine.Kept, hiden: 1 }`,
      `
-- mine.py --
from torch.nn import Module
from somewhere import wrapped
class Net(Module): ...
@wrapped
def make(hidden): ...
@wrapped
class Kept:
    pass
`,
    );
  });

  it('a decorator whose type says that it returns what it takes', () => {
    check(
      `model:
  _target_: mine.make
  hiden: 1
# ^^^^^ warning HS702 'hiden' is not an argument of make; did you mean 'hidden'?`,
      `
-- mine.py --
from typing import Callable, TypeVar
T = TypeVar("T", bound=Callable)
def traced(function: T) -> T: ...
@traced
def make(hidden=1): ...
`,
    );
  });

  it('left over where another config replaced the target', () => {
    const files = `
-- configs/model/small.yaml --
_target_: pkg.nets.Settings
width: 1
depth: 3
tags: [a]`;
    check(
      `defaults:
  - model: small
  - _self_
model:
  _target_: pkg.nets.Passing
#           ^^^^^^^^^^^^^^^^ warning HS702 'width' (small.yaml:2) is not an argument of Passing
#           ^^^^^^^^^^^^^^^^ warning HS702 'tags' (small.yaml:4) is not an argument of Passing
  hidden: 1`,
      files,
    );
    const scenario = asked(
      'defaults:\n  - model: small\n  - _self_\nmodel:\n  _target_: pkg.nets.Pas$0sing\n  hidden: 1',
      files,
    );
    expect(actionTitles(scenario)).toEqual(["Remove 'width' from small.yaml", "Remove 'tags' from small.yaml"]);
    expect(afterAction(scenario, "Remove 'tags' from small.yaml")['configs/model/small.yaml']).toBe(
      '_target_: pkg.nets.Settings\nwidth: 1\ndepth: 3\n',
    );
  });

  it('set over a target of another file: where it is written', () => {
    check(
      `defaults:
  - model: small
  - _self_
model:
  wdth: 1
# ^^^^ warning HS702 'wdth' is not an argument of Settings; did you mean 'width'?`,
      '\n-- configs/model/small.yaml --\n_target_: pkg.nets.Settings\nwidth: 1\n',
    );
  });

  it('by place: more than there are, and those that have no name', () => {
    check(`model:
  _target_: pkg.Net
  _args_: [1, 2, 3]
#         ^^^^^^^^^ warning HS702 Net takes 2 by place, and '_args_' has 3
other: { _target_: pkg.nets.Many, _args_: [1, 2, 3] }
third:
  _target_: pkg.nets.Place
  _args_: [1]
  first: 1
# ^^^^^ warning HS702 'first' is given to Place by its place only, in _args_
  third: 3`);
  });

  it('nothing is said of what Python takes out', () => {
    check(
      'model: { _target_: pkg.Net, hidden: 1, name: x }',
      '\n-- run.py --\nfrom omegaconf import OmegaConf\ndef run(cfg):\n    cfg.model.pop("name")\n',
    );
  });
});

describe('HS703: an argument that is required', () => {
  it('and nothing sets it', () => {
    check(`model:
  _target_: pkg.Net
#           ^^^^^^^ warning HS703 'hidden' is required by Net, and nothing sets it
  heads: 1`);
  });

  it('is added below the target', () => {
    const block = asked('model:\n  _target_: pkg.N$0et # the net\n  heads: 1');
    expect(afterAction(block, "Add 'hidden'")['configs/app.yaml']).toBe(
      'model:\n  _target_: pkg.Net # the net\n  hidden: ???\n  heads: 1\n',
    );
    const item = asked('model:\n  - _target_: pkg.N$0et\n    heads: 1');
    expect(afterAction(item, "Add 'hidden'")['configs/app.yaml']).toBe(
      'model:\n  - _target_: pkg.Net\n    hidden: ???\n    heads: 1\n',
    );
    expect(actionTitles(asked('model: { _target_: pkg.N$0et }'))).toEqual([]);
  });

  it('not of a partial, nor where _args_ bring it, nor where it is left open', () => {
    check(`model: { _target_: pkg.Net, _partial_: true }
two: { _target_: pkg.Net, _args_: [1] }
three: { _target_: pkg.Net, hidden: '???' }
four: { _target_: pkg.Net, _partial_: "\${oc.env:PARTIAL}" }
five: { _target_: pkg.Net, _args_: "\${oc.decode:\${oc.env:ARGS}}" }`);
  });

  it('keyword-only, and by place only', () => {
    check(`model:
  _target_: pkg.nets.Place
#           ^^^^^^^^^^^^^^ warning HS703 'first' is required by Place, and nothing sets it
#           ^^^^^^^^^^^^^^ warning HS703 'third' is required by Place, and nothing sets it
  second: 1`);
  });

  it('not where a call gives it, by its name or by its place', () => {
    const script = (call: string) => `\n-- run.py --\nimport hydra\ndef run(cfg, node, kw):\n    ${call}\n`;
    const missing = `model:
  _target_: pkg.Net
#           ^^^^^^^ warning HS703 'hidden' is required by Net, and nothing sets it
`;
    const fine = 'model: { _target_: pkg.Net }';
    check(fine, script('hydra.utils.instantiate(cfg.model, hidden=1)'));
    check(fine, script('hydra.utils.call(cfg["model"], 1)'));
    check(fine, script('hydra.utils.instantiate(node, **kw)'));
    check(fine, script('hydra.utils.instantiate(config=self.cfg.model, _partial_=True)'));
    check(fine, script('hydra.utils.get_class(cfg.model._target_)(1)'));
    check(fine, script('cfg.model.hidden = 3'));
    check(missing, script('hydra.utils.instantiate(cfg.other, hidden=1)'));
    check(missing, script('hydra.utils.instantiate(cfg.model, heads=1, _recursive_=False)'));
  });

  it('not where nobody is seen to instantiate', () => {
    checkDiagnostics(`${PACKAGE}
-- configs/app.yaml --
defaults: [_self_]
model: { _target_: pkg.Net }
`);
  });

  it('not below _recursive_: false, where the class above may give it', () => {
    check(`model:
  _target_: pkg.nets.Many
  _recursive_: false
  _args_:
    - _target_: pkg.Net
      heds: 1
#     ^^^^ warning HS702 'heds' is not an argument of Net; did you mean 'heads'?`);
  });
});

describe('HS704: a value of another type', () => {
  it('where it is clear', () => {
    check(`model:
  _target_: pkg.nets.Typed
  ratio: high
#        ^^^^ warning HS704 'ratio' must be float
  count: 0.5
#        ^^^ warning HS704 'count' must be int
  flag: "yes"
#       ^^^^^ warning HS704 'flag' must be bool
  name: 3
#       ^ warning HS704 'name' must be str or null
  maybe: x
#        ^ warning HS704 'maybe' must be int or null
  either: 1.5
#         ^^^ warning HS704 'either' must be int or str
  how: maen
#      ^^^^ warning HS704 'how' must be one of "sum", "mean"
  sizes: [1, x]
#        ^^^^^^ warning HS704 'sizes' must be list of int
  pair: [0.1]
#       ^^^^^ warning HS704 'pair' must be list of float, float
  table: [1]
#        ^^^ warning HS704 'table' must be mapping
  names: { a: 1 }
#        ^^^^^^^^ warning HS704 'names' must be list of str or null`);
  });

  it('not where it fits, or is not known', () => {
    check(`one: 1
model:
  _target_: pkg.nets.Typed
  ratio: 1
  count: \${one}
  flag: 1
  name: null
  maybe: null
  either: x
  how: mean
  sizes: [1, 2]
  pair: [1, 0.5]
  table: { a: 1 }
  names: [a]
  mode: fast
  net: 3
  anything: [1]
  odd: 0.25
other:
  _target_: pkg.nets.Typed
  count: \${oc.env:COUNT}
  ratio: { _target_: pkg.build, size: 1 }
  sizes: [{ _target_: pkg.build, size: 1 }]`);
  });

  it('null for what is not optional, and through an interpolation', () => {
    check(`one: many
model:
  _target_: pkg.Net
  hidden: null
#         ^^^^ warning HS704 'hidden' must be int
  heads: \${one}
#        ^^^^^^ warning HS704 'heads' must be int`);
  });

  it('offers the literal that was meant', () => {
    const scenario = asked('model:\n  _target_: pkg.nets.Typed\n  how: ma$0en');
    expect(afterAction(scenario, "Change to 'mean'")['configs/app.yaml']).toContain('how: mean');
  });

  it('an alias of types, and Pydantic, which converts', () => {
    check(
      `model:
  _target_: mine.make
  size: 3
#       ^ warning HS704 'size' must be one of 8, 16
other: { _target_: mine.Model, count: "3" }`,
      `
-- mine.py --
from typing import Literal
from pydantic import BaseModel
Size = Literal[8, 16]
def make(size: Size): ...
class Model(BaseModel):
    count: int
`,
    );
  });
});
