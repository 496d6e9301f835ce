// What is wrong with registries themselves, and with what their entries name.
import { describe, expect, it } from 'vitest';
import { afterAction, checkDiagnostics } from '../support/check.ts';
import { type Edit, trainer } from '../support/scenario.ts';

const REGISTRY = 'trainer/trainer_registry.py';

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
