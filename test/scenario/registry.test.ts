// Where apps and registries are found, what is wrong with registries themselves, and how a name is registered.
import { describe, expect, it } from 'vitest';
import { actionTitles, afterAction, checkDiagnostics, neutral, problemLines } from '../support/check.ts';
import { type Edit, open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

const REGISTRY = 'trainer/trainer_registry.py';

function projectOf(text: string) {
  const [project] = open(parseScenario(text)).snapshot().projects();
  if (project === undefined) throw new Error('there is no project');
  return project;
}

const rootsOf = (text: string) =>
  projectOf(text).roots.map(({ uri, apps, composed = [] }) => [
    neutral(uri),
    apps.map((app) => neutral(app.script)),
    composed,
  ]);

const namesOf = (text: string) =>
  projectOf(text).registries.map(({ key, entries, home }) => [key, [...entries.keys()], home && neutral(home)]);

describe('apps and config roots', () => {
  it('are found by hydra.main under any name, with computed paths', () => {
    const text = `
-- a/conf/config.yaml --
x: 1
-- a/settings.py --
CONF = "conf"
-- a/train.py --
import hydra as h
from settings import CONF
@h.main(version_base=None, config_path=CONF, config_name="config")
def main(cfg): ...
-- b/configs/config.yaml --
x: 1
-- b/src/tool/run.py --
from pathlib import Path
from hydra import main as entry
ROOT = Path(__file__).resolve().parents[2] / "configs"
@entry(config_path=str(ROOT), config_name="config")
def main(cfg): ...
-- c/none.py --
import hydra
@hydra.main(config_path=None)
def main(cfg): ...
-- c/absent.py --
import hydra
@hydra.main()
def main(cfg): ...
`;
    expect(rootsOf(text)).toEqual([
      ['a/conf', ['a/train.py'], []],
      ['b/configs', ['b/src/tool/run.py'], []],
    ]);
  });

  it('are found by initialize and compose, which start no app', () => {
    const text = `
-- a/conf/config.yaml --
x: 1
-- a/app.py --
from hydra import compose, initialize
with initialize(version_base=None, config_path="conf"):
    cfg = compose(config_name="config.yaml", overrides=["x=2"])
-- pkg/__init__.py --
-- pkg/conf/main.yaml --
x: 1
-- tool.py --
import hydra
hydra.initialize_config_module("pkg.conf")
-- top.py --
import hydra
hydra.initialize(config_path=".")
`;
    expect(rootsOf(text)).toEqual([
      ['a/conf', [], ['config']],
      ['pkg/conf', [], []],
    ]);
  });

  it('leave a root as the app has it where a test composes a part of it', () => {
    const text = `
-- conf/config.yaml --
x: 1
-- conf/model/gpt.yaml --
y: 1
-- app.py --
import hydra
@hydra.main(config_path="conf", config_name="config")
def main(cfg): ...
-- tests/test_app.py --
from hydra import initialize
initialize(config_path="../conf/model")
`;
    expect(rootsOf(text)).toEqual([['conf', ['app.py'], []]]);
  });
});

describe('registries', () => {
  it('have what other modules add to them, after their own', () => {
    const text = `
-- a_plugin.py --
from registry import ADAPTER_PATHS as PATHS
import registry
PATHS["added"] = "models:Added"
registry.ADAPTER_PATHS["mamba"] = "models:Other"
-- registry.py --
ADAPTER_PATHS: dict[str, str] = {"mamba": "models:Mamba"} | dict(gpt="models:GPT")
ADAPTER_PATHS.update({"last": "models:Last"})
`;
    expect(namesOf(text)).toEqual([['type', ['mamba', 'gpt', 'last', 'added'], 'registry.py']]);
    expect(projectOf(text).registries[0]?.entries.get('mamba')?.value).toBe('models:Other');
  });

  it('are named by the project file, dictionaries and decorators, with their keys', () => {
    const text = `
-- hydrascope.yaml --
registries:
  - { symbol: PATHS, file: lib/registry.py }
  - { symbol: register_model, key: model.name }
  - { symbol: DATASETS, key: data.name, config: data.args, schema: Args }
-- lib/registry.py --
PATHS = {"a": "x:A"}
-- lib/other.py --
from lib.registry import PATHS
PATHS["b"] = "x:B"
-- elsewhere.py --
PATHS = {"c": "x:C"}
-- models.py --
from lib import register_model
@register_model("gpt")
class GPT: ...
-- data.py --
from lib import DATASETS
@DATASETS.register()
class Text: ...
`;
    expect(namesOf(text)).toEqual([
      ['type', ['a', 'b'], 'lib/registry.py'],
      ['model.name', ['gpt'], undefined],
      ['data.name', ['Text'], undefined],
    ]);
  });
});

const APP = `
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf")
def main(cfg): ...
-- conf/a.yaml --
type: a
`;

describe('an entry', () => {
  it('whose class or module does not exist is told', () => {
    checkDiagnostics(`${APP}
-- models/a.py --
class Adapter: ...
-- registry.py --
ADAPTER_PATHS = {
    "a": "models.a:Adapter",
    "b": "models.a:Adaptor",
#    ^ hint HS403 no config uses 'b'
#         ^^^^^^^^^^^^^^^^ error HS402 'models.a:Adaptor': models.a has no 'Adaptor'; did you mean 'Adapter'?
    "c": "models.aa.Adapter",
#    ^ hint HS403 no config uses 'c'
#         ^^^^^^^^^^^^^^^^^ error HS402 'models.aa.Adapter': models has no 'aa'; did you mean 'a'?
    "d": "Models.a:Adapter",
#    ^ hint HS403 no config uses 'd'
#         ^^^^^^^^^^^^^^^^ error HS402 'Models.a:Adapter': there is no package 'Models'; did you mean 'models'?
}
`);
  });

  it('of which that cannot be known is not told', () => {
    checkDiagnostics(`${APP}
-- conf/b.yaml --
type: b
-- conf/c.yaml --
type: c
-- conf/d.yaml --
type: d
-- models/dynamic.py --
globals()["X"] = 1
-- models/broken.py --
class (
-- registry.py --
P = f"{x}"
ADAPTER_PATHS = {
    "a": "elsewhere.a:Adapter",
    "b": "models.dynamic:Adapter",
    "c": "models.broken:Adapter",
    "d": P,
}
`);
  });

  it('is looked for beside its own registry: two apps may both have models', () => {
    checkDiagnostics(`
-- one/app.py --
import hydra
from registry import ADAPTER_PATHS
@hydra.main(version_base=None, config_path="conf")
def main(cfg): ...
-- one/conf/a.yaml --
type: a
-- one/registry.py --
ADAPTER_PATHS = {"a": "models.a:A"}
-- one/models/__init__.py --
-- one/models/a.py --
class A: ...
-- two/app.py --
import hydra
@hydra.main(version_base=None, config_path="conf")
def main(cfg): ...
-- two/conf/b.yaml --
type: b
-- two/registry.py --
ADAPTER_PATHS = {"b": "models.b:B", "a": "models.b:B"}
-- two/models/__init__.py --
-- two/models/b.py --
class B: ...
`);
  });

  it('is used by a config of a group, and by a sweep', () => {
    checkDiagnostics(`${APP}
-- conf/model/b.yaml --
# @package _global_
type: b
-- conf/c.yaml --
type: a
hydra: { sweeper: { params: { type: "choice(a, c)" } } }
-- registry.py --
ADAPTER_PATHS = {"a": "x:A", "b": "x:B", "c": "x:C"}
`);
  });

  it('that another one replaces is told, unless a condition chooses', () => {
    checkDiagnostics(`${APP}
-- registry.py --
ADAPTER_PATHS = {
    "a": "x:A",
#    ^ warning HS406 'a' is registered in ADAPTER_PATHS again in line 5, and the last one counts
    "a": "x:B",
#    ^ warning HS406 'a' is registered in ADAPTER_PATHS again in line 5, and the last one counts
}
ADAPTER_PATHS["a"] = "x:C"
if FAST:
    ADAPTER_PATHS["a"] = "x:D"
else:
    ADAPTER_PATHS["a"] = "x:E"
-- copied.py --
from registry import ADAPTER_PATHS
OTHERS = {**ADAPTER_PATHS, "a": "x:F"}
`);
  });
});

describe('an import that leads nowhere', () => {
  it('is told in the file of an adapter and in those that it imports', () => {
    checkDiagnostics(`${APP}
-- registry.py --
ADAPTER_PATHS = {"a": "models.a:A"}
-- models/__init__.py --
-- models/a.py --
from Models.LLMS import thing
#    ^^^^^^ warning HS405 there is no package 'Models'; did you mean 'models'?
from models.gone import x
#           ^^^^ warning HS405 models has no 'gone'
from .base import Bass
#                 ^^^^ warning HS405 models.base has no 'Bass'; did you mean 'Base'?
import models.bases
#             ^^^^^ warning HS405 models has no 'bases'; did you mean 'base'?
from . import nothing
#             ^^^^^^^ warning HS405 models has no 'nothing'
class A: ...
-- models/base.py --
import torch, os
from models.helper import y
class Base: ...
-- models/helper.py --
from models.base import elsewhere
#                       ^^^^^^^^^ warning HS405 models.base has no 'elsewhere'
y = 1
-- models/unused.py --
from models.gone import x
`);
  });

  it('is not told where something may catch it, or where it is not known', () => {
    checkDiagnostics(`${APP}
-- registry.py --
ADAPTER_PATHS = {"a": "models.a:A"}
-- models/a.py --
from typing import TYPE_CHECKING
try:
    from models.fast import x
except ImportError:
    x = None
if TYPE_CHECKING:
    from models.types import T
import Cython
from PIL import Image
from models.dynamic import anything
def later():
    from models.gone import y
class A: ...
-- models/dynamic.py --
def __getattr__(name): ...
`);
  });

  it('is mended with the name that was meant', () => {
    const edit: Edit = ['trainer/models/Mamba.py', 'from models.base', 'from Mo$0dels.base'];
    expect(afterAction(trainer(edit), "Change to 'models'")['trainer/models/Mamba.py']).toBe(
      trainer().files.get('trainer/models/Mamba.py'),
    );
  });
});

describe('a class that is not there', () => {
  it.each([
    ['models.Mamba:MambaAdaptor', "Change to 'MambaAdapter'", 'models.Mamba:MambaAdapter'],
    ['models.Manba.MambaAdapter', "Change to 'Mamba'", 'models.Mamba.MambaAdapter'],
    ['Models.Mamba:MambaAdapter', "Change to 'models'", 'models.Mamba:MambaAdapter'],
  ])('%s is mended', (written, title, expected) => {
    const edit: Edit = [REGISTRY, '"models.Mamba:MambaAdapter"', `"${written.slice(0, 3)}$0${written.slice(3)}"`];
    const before = trainer().files.get(REGISTRY) ?? '';
    expect(afterAction(trainer(edit), title)[REGISTRY]).toBe(before.replace('models.Mamba:MambaAdapter', expected));
  });
});

describe('a new type', () => {
  const TYPE: Edit = ['configs/ngpt.yaml', 'type: "ngpt"', 'type: "my-mo$0del"'];
  const TITLE = "Register 'my-model' in trainer_registry.py";

  /** The fix puts in one line, and everything around it is what it was, to the byte. */
  function checkInserted(scenario: Scenario, path: string, title: string, line: string): void {
    const before = scenario.files.get(path) ?? '';
    const parts = (afterAction(scenario, title)[path] ?? '').split(line);
    expect([parts.length, parts.join('')]).toEqual([2, before]);
    expect(/^\r?\n[^\r\n]+$/.test(line)).toBe(true);
  }

  it('is registered below the last entry, in the style of the file', () => {
    checkInserted(trainer(TYPE), REGISTRY, TITLE, '\n    "my-model": "models.MyModel:MyModelAdapter",');
    expect(actionTitles(trainer(TYPE))).toEqual([TITLE]);
  });

  it('is then known, and its class is not', () => {
    const opened = open(trainer(['configs/ngpt.yaml', 'type: "ngpt"', 'type: "my-model"']));
    const after = afterAction(trainer(TYPE), TITLE)[REGISTRY] ?? '';
    const lines = problemLines(opened.save(REGISTRY, after));
    expect(lines).toEqual([
      "configs/ngpt.yaml:8:7+10 hint HS310 ngpt.yaml has the type 'my-model', and 'ngpt' is registered too",
      "trainer/trainer_registry.py:41:18+29 error HS402 'models.MyModel:MyModelAdapter': models has no 'MyModel'",
    ]);
  });

  const CONFIG =
    '-- app.py --\nimport hydra\n@hydra.main(config_path="conf")\ndef main(cfg): ...\n-- conf/c.yaml --\ntype: my$0_model\n';
  const check = (registry: string, line: string, flags = '') => {
    const scenario = parseScenario(`${CONFIG}-- registry.py${flags} --\n${registry}`);
    checkInserted(scenario, 'registry.py', "Register 'my_model' in registry.py", line);
  };

  it.each([
    [
      'single quotes',
      "ADAPTER_PATHS = {\n  'a': 'm.A:AAdapter',  # first\n  'b': 'm.B:BAdapter',  # second\n  # own ones here\n}\nx = 1\n",
      "\n  'my_model': 'm.MyModel:MyModelAdapter',",
    ],
    [
      'dots and snake case',
      'ADAPTER_PATHS = {\n\t"a": "m.a_one.AOneAdapter",\n\t"b": "m.b_two.BTwoAdapter",\n}\n',
      '\n\t"my_model": "m.my_model.MyModelAdapter",',
    ],
    [
      'no trailing comma',
      'ADAPTER_PATHS = {\n    "a": "m.A:A",\n    "b": "m.B:B"\n}\nx = 1\n',
      '\nADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
    [
      'one line',
      'ADAPTER_PATHS = {"a": "m.A:A", "b": "m.B:B"}  # all\n',
      '\nADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
    [
      'one module for all',
      "ADAPTER_PATHS = {'a': 'm:AModel', 'b': 'm:BModel'}\n",
      "\nADAPTER_PATHS['my_model'] = 'm:MyModelModel'",
    ],
    [
      'subscripts below',
      'ADAPTER_PATHS = {\n    "a": "m.A:A",\n}\nADAPTER_PATHS["b"] = "m.B:B"  # mine\n\n\ndef f(): ...\n',
      '\nADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
    [
      'an update below',
      'ADAPTER_PATHS = {"a": "m.A:A"}\nADAPTER_PATHS.update({"b": "m.B:B"})\n',
      '\nADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
    [
      'a condition below',
      'ADAPTER_PATHS = {"a": "m.A:A"}\nif X:\n    ADAPTER_PATHS["b"] = "m.B:B"\ny = 1\n',
      '\nADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
    [
      'another module',
      'from lib import reg\nreg.ADAPTER_PATHS["a"] = "m.A:A"\n',
      '\nreg.ADAPTER_PATHS["my_model"] = "m.MyModel:MyModel"',
    ],
  ])('%s', (_title, registry, expected) => {
    check(registry, expected);
    check(registry, `\r${expected}`, ' crlf');
    check(registry.trimEnd(), expected, ' unended');
  });

  it('is not offered where its line cannot be written', () => {
    const titles = (registry: string) => actionTitles(`${CONFIG}-- registry.py --\n${registry}`);
    expect(titles('from m import A\nADAPTER_PATHS = {"a": A}\n')).toEqual([]);
    expect(titles('ADAPTER_PATHS = {"a": "no path of a class"}\n')).toEqual([]);
  });
});
