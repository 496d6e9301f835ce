// What `_target_` names: whether it is there, and which keys `instantiate` takes.
import { describe, expect, it } from 'vitest';
import { problemsOfUsage } from '../../server/src/features/diagnostics/index.ts';
import { placeOf, usageOf } from '../../server/src/project/index.ts';
import { afterAction, checkDiagnostics } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario } from '../support/scenario.ts';
import { asked, check } from '../support/targets.ts';

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
^^^^^^^^ hint HS606 no config reaches 'part/alone', and nothing in the workspace chooses an option of 'part'
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
