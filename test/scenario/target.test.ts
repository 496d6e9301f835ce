import { describe, expect, it } from 'vitest';
import { problemsOfUsage } from '../../server/src/features/diagnostics/index.ts';
import { placeOf, usageOf } from '../../server/src/project/index.ts';
import {
  accepted,
  actionTitles,
  afterAction,
  checkCompletion,
  checkDefinition,
  checkDiagnostics,
  checkHover,
  completionItems,
} from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario } from '../support/scenario.ts';

/** An app that makes its model and nothing else of its config. */
const APP = `
-- app.py --
import hydra
from hydra.utils import instantiate

@hydra.main(version_base=None, config_path="configs", config_name="app")
def main(cfg):
    instantiate(cfg.model)
`;

const PACKAGE = `
-- pkg/__init__.py --
from .nets import Net
from .later import *
-- pkg/later.py --
def build(size: int, *, name: str = "b", **kwargs):
    """Builds one."""
-- pkg/nets.py --
from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any, Dict, List, Literal, Optional, Sequence, Tuple, Union

class Mode(enum.Enum):
    FAST = "fast"
    SLOW = "slow"

class Base:
    def __init__(self, hidden: int, heads: int = 4):
        """Makes it.

        Args:
            hidden: the width of
                every layer
            heads (int): how many look
        """

class Net(Base):
    """A net.

    With layers.
    """

    @classmethod
    def from_file(cls, path: str, strict: bool = True) -> "Net": ...

    def forward(self, x): ...

class Open(Base):
    def __init__(self, depth: int, **kwargs):
        self.kwargs = kwargs

class Passing(Base):
    def __init__(self, depth: int, **kwargs):
        super().__init__(**kwargs)

class Place:
    def __init__(self, first, /, second=1, *, third): ...

class Many:
    def __init__(self, *parts): ...

class Typed:
    def __init__(
        self,
        ratio: float = 0.5,
        count: int = 1,
        flag: bool = False,
        name: str = None,
        maybe: Optional[int] = 3,
        either: Union[int, str] = 1,
        how: Literal["sum", "mean"] = "sum",
        sizes: Sequence[int] = (1,),
        pair: Tuple[float, float] = (0.1, 0.2),
        table: Dict[str, int] = {},
        names: "list[str] | None" = None,
        mode: Mode = Mode.FAST,
        net: Net = None,
        anything: Any = None,
        odd: int = 0.5,
    ): ...

@dataclass
class Settings:
    width: int
    depth: int = 2
    tags: List[str] = field(default_factory=list)
`;

/** A config whose problems are those that it annotates. */
function check(config: string, ...more: readonly string[]): void {
  checkDiagnostics(`${APP}${PACKAGE}${more.join('')}
-- configs/app.yaml --
${config}
`);
}

/** The same with a cursor, to ask for something else. */
function asked(config: string, ...more: readonly string[]): string {
  return `${APP}${PACKAGE}${more.join('')}
-- configs/app.yaml --
${config}
`;
}

describe('HS701: a target that is not there', () => {
  it('a class that its module does not have', () => {
    check(`model:
  _target_: pkg.nets.Nett
#           ^^^^^^^^^^^^^ error HS701 'Nett' is not defined in pkg.nets; did you mean 'Net'?
  hidden: 1`);
  });

  it('a module that its package does not have', () => {
    check(`model:
  _target_: pkg.nests.Net
#           ^^^^^^^^^^^^^ error HS701 'pkg.nests' is not a module; did you mean 'pkg.nets'?`);
  });

  it('a class method that is not there', () => {
    check(`model:
  _target_: pkg.nets.Net.from_fil
#           ^^^^^^^^^^^^^^^^^^^^^ error HS701 'from_fil' is not defined in Net; did you mean 'from_file'?`);
  });

  it('a class that its package does not re-export', () => {
    check(`model:
  _target_: pkg.Settings
#           ^^^^^^^^^^^^ error HS701 'Settings' is not defined in pkg; did you mean 'pkg.nets.Settings'?`);
  });

  it('a module in the place of a class', () => {
    check(`model:
  _target_: pkg.nets
#           ^^^^^^^^ error HS701 'pkg.nets' is a module; a target is a class or a function`);
  });

  it('a path that is none', () => {
    check(`model:
  _target_: pkg.nets:Net
#           ^^^^^^^^^^^^ error HS701 'pkg.nets:Net' is not a dotted path
other:
  _target_: pkg..Net
#           ^^^^^^^^ error HS701 'pkg..Net' is not a dotted path`);
  });

  it('nothing is said of packages that cannot be read', () => {
    check(`model: { _target_: torch.nn.Lniear, in_featurs: 1 }
other: { _target_: pgk.Net }`);
  });

  it("a package that is not installed, named nearly as the workspace's own", () => {
    check(
      `model:
  _target_: pgk.Net
#           ^^^^^^^ error HS701 'pgk' is not a module; did you mean 'pkg'?
  hidden: 1`,
      '\n-- .venv/lib/python3.11/site-packages/torch/__init__.py --\n',
    );
  });

  it('re-exports are followed, and stars', () => {
    check(`model: { _target_: pkg.Net, hidden: 1 }
other: { _target_: pkg.build, size: 1, more: 2 }`);
  });

  it('nothing is said of modules with names that are written nowhere', () => {
    check(
      `model: { _target_: dynamic.Nett }
broken: { _target_: broken.Nett }`,
      '\n-- dynamic.py --\ndef __getattr__(name): ...\n-- broken.py --\nclass Net(:\n  def\n',
    );
  });

  it('nothing is said of folders without __init__.py, which may go on elsewhere, nor of compiled modules', () => {
    check(
      `model: { _target_: spread.models.Net }
other: { _target_: fast.kernels.run }
third: { _target_: wide.models.Net }
fourth:
  _target_: spread.modles.Net
#           ^^^^^^^^^^^^^^^^^ error HS701 'spread.modles' is not a module; did you mean 'spread.modules'?`,
      `
-- spread/modules.py --
class Net: ...
-- fast/__init__.py --
-- fast/kernels.pyx --
-- wide/__init__.py --
__path__ = __import__("pkgutil").extend_path(__path__, __name__)
`,
    );
  });

  it('of a file by itself where nothing can be composed, what is certain', () => {
    check(
      `defaults:
  - part: missing
#         ^^^^^^^ error HS111 In 'app': Could not find 'part/missing'`,
      `
-- configs/part/alone.yaml --
first:
  _target_: pkg.Net
  heads: [1]
#        ^^^ warning HS704 'heads' must be int
  heds: \${first.heads}
# ^^^^ warning HS702 'heds' is not an argument of Net; did you mean 'heads'?
`,
    );
  });

  it('two apps of one repository, each with a package of the same name', () => {
    const app = (name: string) => `
-- apps/${name}/run.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="run")
def main(cfg):
    hydra.utils.instantiate(cfg.net)
-- apps/${name}/models/__init__.py --
class ${name}Net: ...
`;
    checkDiagnostics(`${app('One')}${app('Two')}
-- apps/One/conf/run.yaml --
net: { _target_: models.OneNet }
-- apps/Two/conf/run.yaml --
net:
  _target_: models.OneNet
#           ^^^^^^^^^^^^^ error HS701 'OneNet' is not defined in models
`);
  });

  it('names that no Python has', () => {
    check(`model:
  _target_: "pkg.nets.Net.(["
#           ^^^^^^^^^^^^^^^^^ error HS701 '([' is not defined in Net
other:
  _target_: pkg.nets.__proto__
#           ^^^^^^^^^^^^^^^^^^ error HS701 '__proto__' is not defined in pkg.nets
third: { _target_: constructor.prototype, __proto__: 1 }
fourth: { _target_: " ", "": 1 }
fifth: { _target_: pkg.nets.Many, 1: 2 }`);
  });

  it('imports in a circle end', () => {
    check('model: { _target_: one.Net }', '\n-- one.py --\nfrom two import Net\n-- two.py --\nfrom one import Net\n');
  });

  it('the path of get_method and its like', () => {
    check(`model:
  _target_: hydra.utils.get_method
  path: pkg.nets.Net.from_fil
#       ^^^^^^^^^^^^^^^^^^^^^ error HS701 'from_fil' is not defined in Net; did you mean 'from_file'?`);
  });

  it('a target through an interpolation', () => {
    check(`kind: Nett
model:
  _target_: pkg.nets.\${kind}
#           ^^^^^^^^^^^^^^^^ error HS701 'Nett' is not defined in pkg.nets; did you mean 'Net'?
other:
  _target_: pkg.nets.\${oc.env:KIND}`);
  });

  it('a stub is read before the source', () => {
    check(
      `model: { _target_: stubbed.Net, hidden: 1 }
other:
  _target_: stubbed.Old
#           ^^^^^^^^^^^ error HS701 'Old' is not defined in stubbed`,
      '\n-- stubbed.py --\nclass Old: ...\n-- stubbed.pyi --\nclass Net:\n    def __init__(self, hidden: int) -> None: ...\n',
    );
  });

  it('in lists and nested, in files that nothing brings in', () => {
    check(
      `model:
  _target_: pkg.nets.Many
  _args_:
    - _target_: pkg.nets.Nett
#               ^^^^^^^^^^^^^ error HS701 'Nett' is not defined in pkg.nets; did you mean 'Net'?
  `,
      `
-- configs/part/alone.yaml --
_target_: pkg.nets.Nett
#         ^^^^^^^^^^^^^ error HS701 'Nett' is not defined in pkg.nets; did you mean 'Net'?
below:
  _target_: pkg.Net
  hidden: 1
  heads: [1]
#        ^^^ warning HS704 'heads' must be int
`,
    );
  });

  it('is mended by writing the whole path', () => {
    const scenario = asked('model:\n  _target_: "pkg.ne$0sts.Net"');
    expect(afterAction(scenario, "Change to 'pkg.nets.Net'")['configs/app.yaml']).toBe(
      'model:\n  _target_: "pkg.nets.Net"\n',
    );
  });
});

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

describe('HS705: keys of instantiate', () => {
  it('misspelled', () => {
    check(`model:
  _target_: pkg.Net
  _partal_: true
# ^^^^^^^^ warning HS705 '_partal_' is not a key of instantiate; did you mean '_partial_'?
other:
  _target_: pkg.Net
  hidden: 1
  _convert: all
# ^^^^^^^^ warning HS705 '_convert' is not a key of instantiate; did you mean '_convert_'?`);
  });

  it('with values that they cannot have', () => {
    check(`model:
  _target_: pkg.Net
  hidden: 1
  _partial_: "true"
#            ^^^^^^ warning HS705 '_partial_' must be bool
  _recursive_: 1
#              ^ warning HS705 '_recursive_' must be bool
  _convert_: al
#            ^^ warning HS705 '_convert_' must be one of "none", "partial", "object", "all"
other:
  _target_: [pkg.Net]
#           ^^^^^^^^^ warning HS705 '_target_' must be a string
third:
  _target_: pkg.nets.Many
  _args_: { a: 1 }
#         ^^^^^^^^ warning HS705 '_args_' must be a list
fourth: { _target_: '???', x: 1 }
fifth: { _target_: null, x: 1 }
sixth: { _target_: pkg.nets.Many, _convert_: ALL }`);
  });

  it('are not misspelled where the target has such an argument', () => {
    check('model: { _target_: mine.make, target_: 1 }', '\n-- mine.py --\ndef make(target_): ...\n');
  });
});

describe('the command line', () => {
  function problemsWith(given: string, ...overrides: string[]): string[] {
    const snapshot = open(parseScenario(given)).snapshot();
    const placed = placeOf(snapshot, uriAt('configs/app.yaml'));
    if (placed === undefined) throw new Error('no config');
    return problemsOfUsage(snapshot, placed.project, usageOf(snapshot, placed, 'app', overrides)).map(
      ({ span, code, message }) => `${span.uri.replace(/^file.*\//, '')}:${span.start}-${span.end} ${code} ${message}`,
    );
  }

  const NET = asked('model:\n  _target_: pkg.Net\n  hidden: 1\n  heads: 2');

  it('a target that is not there, one whose arguments are others, an argument', () => {
    expect(problemsWith(NET)).toEqual([]);
    expect(problemsWith(NET, 'model._target_=pkg.Nett')).toEqual([
      "override:0:15-23 HS701 'Nett' is not defined in pkg; did you mean 'Net'?",
    ]);
    expect(problemsWith(NET, 'model._target_=pkg.nets.Settings')).toEqual([
      "override:0:15-32 HS702 'hidden' (app.yaml:3) is not an argument of Settings",
      "override:0:15-32 HS702 'heads' (app.yaml:4) is not an argument of Settings",
      "override:0:15-32 HS703 'width' is required by Settings, and nothing sets it",
    ]);
    expect(problemsWith(NET, '+model.hiden=3', 'model.heads=many')).toEqual([
      "override:0:13-14 HS702 'hiden' is not an argument of Net; did you mean 'hidden'?",
      "override:1:12-16 HS704 'heads' must be int",
    ]);
  });

  it('mends what a file says', () => {
    const option = asked(
      'defaults: [{ model: small }, _self_]',
      '\n-- configs/model/small.yaml --\n_target_: pkg.Net\nhidden: 1\nheads: many',
    );
    expect(problemsWith(option)).toEqual(["small.yaml:35-39 HS704 'heads' must be int"]);
    expect(problemsWith(option, 'model.heads=2')).toEqual([]);
  });
});

describe('completion', () => {
  it("of the first name: the workspace's own before what is installed", () => {
    checkCompletion(
      asked(
        'model:\n  _target_: $0',
        '\n-- .venv/lib/python3.11/site-packages/torch/__init__.py --\n-- .venv/lib/python3.11/site-packages/six.py --\n',
      ),
    ).toMatchInlineSnapshot(`
      "app
      pkg
      six
      torch"
    `);
  });

  it('of the names of a package, of a module and of a class', () => {
    checkCompletion(asked('model:\n  _target_: pkg.$0')).toMatchInlineSnapshot(`
      "Net  from .nets
      later
      nets"
    `);
    checkCompletion(asked('model:\n  _target_: pkg.nets.T$0')).toMatchInlineSnapshot(`
      "Base
      Many
      Mode
      Net
      Open
      Passing
      Place
      Settings
      Typed"
    `);
    checkCompletion(asked('model:\n  _target_: pkg.nets.Net.$0')).toMatchInlineSnapshot(`"from_file"`);
  });

  it('writes the whole path', () => {
    expect(accepted(asked('model:\n  _target_: pkg.nets.S$0\n  x: 1'), 'Settings')).toBe(
      'model:\n  _target_: pkg.nets.Settings│\n  x: 1\n',
    );
  });

  it('reads no module but the one before the dot', () => {
    const scenario = parseScenario(
      `-- configs/app.yaml --\ndefaults: [_self_]\na: { _target_: pkg.$0 }\n-- pkg/__init__.py --\nfrom .a import A\n-- pkg/a.py --\nA = 1\n`,
    );
    expect(completionItems(scenario).map(({ label }) => label)).toEqual(['A', 'a']);
  });

  it('of arguments, the required ones first', () => {
    checkCompletion(asked('model:\n  _target_: pkg.Net\n  $0')).toMatchInlineSnapshot(`
      "hidden  int
      heads  int = 4
      _args_  list
      _convert_  none | partial | object | all
      _partial_  bool
      _recursive_  bool"
    `);
    const [first] = completionItems(asked('model:\n  _target_: pkg.Net\n  h$0'));
    expect(first?.documentation).toMatchObject({ value: 'the width of every layer' });
  });

  it('of arguments of a target that another config names', () => {
    checkCompletion(
      asked(
        'defaults:\n  - model: small\n  - _self_\nmodel:\n  d$0',
        '\n-- configs/model/small.yaml --\n_target_: pkg.nets.Settings\n',
      ),
    ).toMatchInlineSnapshot(`
      "width  int
      depth  int = 2
      tags  List[str] = list
      _args_  list
      _convert_  none | partial | object | all
      _partial_  bool
      _recursive_  bool"
    `);
  });

  it('of values: literals, bools, enums, the conversions', () => {
    const labels = (config: string) => completionItems(asked(config)).map(({ label }) => label);
    expect(labels('model:\n  _target_: pkg.nets.Typed\n  how: $0')).toEqual(['sum', 'mean']);
    expect(labels('model:\n  _target_: pkg.nets.Typed\n  flag: $0')).toEqual(['false', 'true']);
    expect(labels('model:\n  _target_: pkg.nets.Typed\n  mode: $0')).toEqual(['fast', 'slow']);
    expect(labels('model:\n  _target_: pkg.nets.Typed\n  _convert_: $0')).toEqual(['all', 'none', 'object', 'partial']);
    expect(labels('model:\n  _target_: pkg.nets.Typed\n  _partial_: $0')).toEqual(['false', 'true']);
  });
});

describe('definition', () => {
  it('of each name of a path', () => {
    checkDefinition(asked('model:\n  _target_: p$0kg.nets.Net')).toBe('pkg/__init__.py:1:');
    checkDefinition(asked('model:\n  _target_: pkg.ne$0ts.Net')).toBe('pkg/nets.py:1:');
    checkDefinition(asked('model:\n  _target_: pkg.Ne$0t')).toBe('pkg/nets.py:21: Net');
    checkDefinition(asked('model:\n  _target_: "pkg.Net.from_$0file"')).toBe('pkg/nets.py:28: from_file');
    checkDefinition(asked('model:\n  _target_: torch.nn.Li$0near')).toBe('');
  });

  it('of an argument: the parameter, and who overrides it', () => {
    checkDefinition(asked('model:\n  _target_: pkg.Net\n  hea$0ds: 2')).toBe('pkg/nets.py:12: heads');
    checkDefinition(
      asked('model:\n  _target_: pkg.nets.Settings\n  wid$0th: 1')
        .replace('-- configs/app.yaml --', '-- configs/base.yaml --')
        .concat('-- configs/app.yaml --\ndefaults: [base, _self_]\nmodel: { width: 2 }\n'),
    ).toBe('pkg/nets.py:68: width\nconfigs/app.yaml:2: width');
  });
});

describe('hover', () => {
  it('on a target: what it is, how it is called, where it is', () => {
    checkHover(asked('model:\n  _target_: pkg.Ne$0t\n  hidden: 1')).toMatchInlineSnapshot(`
      "class \`pkg.Net\`

      \`\`\`python
      class Net(
          hidden: int,
          heads: int = 4,
      )
      \`\`\`

      A net.

      [pkg/nets.py:21](pkg/nets.py#L21)

      ---

      **\`model._target_: str = pkg.Net\`**

      set in [app.yaml:2](configs/app.yaml#L2)"
    `);
  });

  it('on a function, on a module, on what cannot be read', () => {
    checkHover(asked('model:\n  _target_: pkg.bui$0ld\n  size: 1')).toMatchInlineSnapshot(`
      "function \`pkg.build\`

      \`\`\`python
      def build(
          size: int,
          *,
          name: str = "b",
          **kwargs,
      )
      \`\`\`

      Builds one.

      [pkg/later.py:1](pkg/later.py#L1)

      ---

      **\`model._target_: str = pkg.build\`**

      set in [app.yaml:2](configs/app.yaml#L2)"
    `);
    checkHover(asked('model:\n  _target_: pk$0g.build\n  size: 1')).toMatchInlineSnapshot(`
      "module \`pkg\`

      [pkg/\\_\\_init\\_\\_.py:1](pkg/__init__.py#L1)

      ---

      **\`model._target_: str = pkg.build\`**

      set in [app.yaml:2](configs/app.yaml#L2)"
    `);
    checkHover(asked('model:\n  _target_: torch.nn.Li$0near')).toMatchInlineSnapshot(`
      "**\`model._target_: str = torch.nn.Linear\`**

      set in [app.yaml:2](configs/app.yaml#L2)"
    `);
  });

  it('on an argument: its annotation, its default, what is said of it', () => {
    checkHover(asked('model:\n  _target_: pkg.Net\n  hidden: 1\n  hea$0ds: 2')).toMatchInlineSnapshot(`
      "**\`model.heads: int = 2\`**

      set in [app.yaml:4](configs/app.yaml#L4)

      ---

      \`heads: int = 4\`, an argument of \`Net\`

      how many look

      [pkg/nets.py:12](pkg/nets.py#L12)"
    `);
  });
});
