// A new name for a class or a function that configs name: in Python, in configs, in registries and commands.
import { describe, expect, it } from 'vitest';
import { renamedName, renameLines } from '../support/navigate.ts';
import { cursorIn, trainer } from '../support/scenario.ts';

const project = `
-- app.py --
import hydra
import lib.nets
import lib.nets as n
from lib import Net as Other
from lib.nets import Net, make

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    net: Net = Net(Net=1)
    other: "Net | None" = lib.nets.Net() or n.Net()
    paths = {"_target_": "lib.nets.Net", "text": "a Net is made", "other": "lib.nets.Network"}
    return isinstance(net, (Net, Other)), f"{Net.__name__}", make
-- lib/__init__.py --
from .nets import Net
__all__ = ["Net"]
-- lib/nets.py --
class Net:
    """A Net."""
    def copy(self) -> "Net":
        return Net()

class Deep(Net): ...

def make(): return Net()
-- lib/shadow.py --
from lib.nets import Net

def build(Net): return Net
-- lib/late.py --
def build():
    from lib.nets import Net
    return Net()
-- lib/apart.py --
class Net: ...
Net()
-- configs/config.yaml --
defaults: [_self_]
net:
  _target_: lib.nets.N$0et
again:
  _target_: 'lib.Net'
  _partial_: true
apart:
  _target_: lib.apart.Net
made: { _target_: lib.nets.make }
text: lib.nets.Net
-- README.md --
\`\`\`sh
python app.py net._target_=lib.Net again._target_=lib.nets.Deep
\`\`\`
`;

const at = (mark: string) => cursorIn(project, mark);

describe('rename of a class', () => {
  it('in Python, in every path to it and in commands', () => {
    const lines = renameLines(project, 'Mesh');
    expect(lines).toMatchInlineSnapshot(`
      "README.md:2: python app.py net._target_=lib.Mesh again._target_=lib.nets.Deep  (command?)
      app.py:10: other: "Mesh | None" = lib.nets.Mesh() or n.Mesh()  (python?)
      app.py:11: paths = {"_target_": "lib.nets.Mesh", "text": "a Net is made", "other": "lib.nets.Network"}  (python?)
      app.py:12: return isinstance(net, (Mesh, Other)), f"{Mesh.__name__}", make
      app.py:4: from lib import Mesh as Other
      app.py:5: from lib.nets import Mesh, make
      app.py:9: net: Mesh = Mesh(Net=1)
      configs/config.yaml:3: _target_: lib.nets.Mesh
      configs/config.yaml:5: _target_: 'lib.Mesh'
      lib/__init__.py:1: from .nets import Mesh
      lib/__init__.py:2: __all__ = ["Mesh"]
      lib/late.py:2: from lib.nets import Mesh
      lib/late.py:3: return Mesh()
      lib/nets.py:1: class Mesh:
      lib/nets.py:3: def copy(self) -> "Mesh":  (python?)
      lib/nets.py:4: return Mesh()
      lib/nets.py:6: class Deep(Mesh): ...
      lib/nets.py:8: def make(): return Mesh()
      lib/shadow.py:1: from lib.nets import Mesh"
    `);
    expect(renamedName(project)).toBe('Net');
    expect(renameLines(at("'lib.N|et'"), 'Mesh')).toBe(lines);
    expect(renameLines(at('class N|et:\n    """'), 'Mesh')).toBe(lines);
  });

  it('of a function', () => {
    expect(renameLines(at('lib.nets.ma|ke'), 'build')).toMatchInlineSnapshot(`
      "app.py:12: return isinstance(net, (Net, Other)), f"{Net.__name__}", build
      app.py:5: from lib.nets import Net, build
      configs/config.yaml:9: made: { _target_: lib.nets.build }
      lib/nets.py:8: def build(): return Net()"
    `);
  });

  it('is refused where the name is none, or taken', () => {
    expect(renameLines(project, 'a-b')).toMatchInlineSnapshot(`"refused: 'a-b' is no name in Python."`);
    expect(renameLines(project, 'class')).toMatchInlineSnapshot(`"refused: 'class' is no name in Python."`);
    expect(renameLines(project, 'Deep')).toMatchInlineSnapshot(`"refused: 'Deep' is there already: lib/nets.py."`);
  });

  it('is left to Python where no config names it', () => {
    expect(renamedName(at('class De|ep'))).toBe('Deep');
    expect(renamedName(at('class De|ep').replace('=lib.nets.Deep', '=lib.nets.Net'))).toBe(undefined);
  });

  it('of what is no name of its own is refused', () => {
    const files = `
-- nets.py --
class Net:
    @classmethod
    def make(cls): ...
Alias = Net
-- configs/config.yaml --
defaults: [_self_]
name: Net
a: { _target_: nets.Net.ma$0ke }
b: { _target_: nets.Alias }
c: { _target_: "nets.\${name}" }
d: { _target_: nets.Net }
e: { _target_: os.path.join }
`;
    const move = (mark: string) => cursorIn(files, mark);
    expect(renamedName(files)).toMatchInlineSnapshot(
      `"'make' is a part of something else in Python: it is renamed there."`,
    );
    expect(renamedName(move('nets.Ali|as'))).toMatchInlineSnapshot(`"'Alias' is another name of 'Net'."`);
    expect(renameLines(move('_: nets.N|et }'), 'Mesh')).toMatchInlineSnapshot(
      `"refused: configs/config.yaml puts a path to it together by an interpolation."`,
    );
    expect(renamedName(move('path.jo|in'))).toMatchInlineSnapshot(`undefined`);
  });

  it('of the trainer, in its registry', () => {
    const given = trainer(['trainer/models/Mamba.py', 'class MambaAdapter', 'class Mamba$0Adapter']);
    expect(renameLines(given, 'StateSpaceAdapter')).toMatchInlineSnapshot(`
      "trainer/models/Mamba.py:41: class StateSpaceAdapter(DefaultAdapter):
      trainer/trainer_registry.py:25: "mamba": "models.Mamba:StateSpaceAdapter","
    `);
  });
});

it('the names of a dotted text are renamed one by one', () => {
  const at = (yaml: string) => `-- app.py --
import hydra
from omegaconf import OmegaConf
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    print(OmegaConf.select(cfg, "opt.lr"))
if __name__ == "__main__":
    main()
-- conf/config.yaml --
${yaml}
`;
  expect(renameLines(at('opt: { l$0r: 1 }'), 'rate')).toContain('OmegaConf.select(cfg, "opt.rate")');
  expect(renameLines(at('o$0pt: { lr: 1 }'), 'optim')).toContain('OmegaConf.select(cfg, "optim.lr")');
});
