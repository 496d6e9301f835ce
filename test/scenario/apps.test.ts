// Where apps, config roots and registries are found.
import { describe, expect, it } from 'vitest';
import { neutral } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

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
