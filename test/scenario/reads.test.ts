// What a program does with its config, followed through its own code; and the keys that nothing reads.
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../server/src/features/index.ts';
import { toDiagnostic } from '../../server/src/features/toDiagnostic.ts';
import { appUsesOf } from '../../server/src/project/index.ts';
import { checkDiagnostics, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { lightning, open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

function usesOf(scenario: Scenario) {
  const snapshot = open(scenario).snapshot();
  const [project] = snapshot.projects();
  const [root] = project?.roots ?? [];
  return project === undefined || root === undefined ? undefined : appUsesOf(snapshot, project, root);
}

/** The paths that are read, with `!` where they have to be there; `path>` is handed on, `path~` shown or gone through. */
function followed(body: string, more = ''): string {
  const scenario = parseScenario(`
-- conf/config.yaml --
a: 1
-- app.py --
import hydra
from omegaconf import OmegaConf
from types import SimpleNamespace
from argparse import Namespace
${more.startsWith('--') ? '' : more}
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
${body.replace(/^/gm, '    ')}
${more.startsWith('--') ? more : ''}`);
  const [only] = usesOf(scenario) ?? [];
  if (only === undefined) return 'nothing is known';
  const { reads, opens } = only.use;
  const read = reads.map(({ path, isRequired }) => `${path}${isRequired ? '!' : ''}`);
  const open_ = [...opens].map(([path, { reach }]) => `${path}${reach === 'handedOn' ? '>' : '~'}`);
  return [...read, ...open_].sort().join(' ');
}

it('a function that begins where another ends is none inside it', () => {
  const [only] =
    usesOf(
      parseScenario(`
-- conf/config.yaml --
opt: { lr: 1 }
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    use(cfg.opt)
def use(part):
    return part.lr
`),
    ) ?? [];
  expect(only?.use.reads.map(({ path }) => path)).toEqual(['opt', 'opt.lr']);
});

describe('reads are followed', () => {
  it.each([
    ['chains', 'x = cfg.a.b\ny = cfg["c"]["d"]', '', 'a! a.b! c! c.d!'],
    ['defaults', 'x = cfg.get("a", 1)\ny = getattr(cfg, "b", None)\nz = "c" in cfg', '', 'a b c'],
    ['conditions', 'if cfg.a:\n    x = cfg.b\ny = cfg.c if x else cfg.d', '', 'a! b c d'],
    ['early returns', 'if cfg.a:\n    return\nx = cfg.b', '', 'a! b'],
    ['what is looked for first', 'if hasattr(cfg, "a"):\n    pass\nx = cfg.a', '', 'a'],
    ['what fails when it is not there', 'if not hasattr(cfg, "a"):\n    raise ValueError\nx = cfg.a', '', 'a!'],
    ['what is caught', 'try:\n    x = cfg.a\nexcept AttributeError:\n    x = 1\ny = cfg.b', '', 'a b!'],
    ['copies', 'args = SimpleNamespace(**OmegaConf.to_container(cfg, resolve=True))\nx = args.a', '', 'a!'],
    ['another copy', 'args = Namespace(**cfg)\nx = args.a\ny = vars(args)["b"]', '', 'a! b!'],
    [
      'setattr',
      'args = SimpleNamespace()\nfor k, v in cfg.items():\n    setattr(args, k, v)\nx = args.a',
      '',
      '*~ a! ~',
    ],
    ['a dictionary', 'args = {**cfg, "z": 1}\nx = args["a"]', '', 'a!'],
    ['OmegaConf.select', 'x = OmegaConf.select(cfg, "a.b")', '', 'a.b'],
    ['unpacking', 'a, b = cfg.x, cfg.y\nz = a.k, b.l', '', 'x! x.k! y! y.l!'],
    ['functions', 'run(cfg.a, other=cfg.b)', 'def run(first, other):\n    return first.x + other.y', 'a! a.x! b! b.y!'],
    ['results', 'x = part(cfg).x', 'def part(c):\n    return c.a', 'a! a.x!'],
    ['names of keys', 'need(cfg, "a")\nneed(cfg, "b")', 'def need(c, key):\n    return getattr(c, key)', 'a! b!'],
    ['nested functions', 'def inner(c):\n    return c.a\ninner(cfg.part)', '', 'part! part.a'],
    ['spread over parameters', 'run(**cfg.a)', 'def run(x, y=1): ...', 'a! a.x a.y'],
    [
      'spread over a dataclass',
      'x = Args(**cfg)',
      'from dataclasses import dataclass\n@dataclass\nclass Args:\n    lr: float\n    seed: int = 1',
      'lr seed',
    ],
    [
      'instances',
      'Runner(cfg).run()',
      'class Runner:\n    def __init__(self, config):\n        self.config = config\n    def run(self):\n        return self.config.a',
      'a!',
    ],
    [
      'inherited constructors',
      'Child(cfg)',
      'class Base:\n    def __init__(self, c):\n        self.c = c\n    def use(self):\n        return self.c.a\nclass Child(Base):\n    def __init__(self, c):\n        super().__init__(c)\n        self.k = c.b',
      'a b!',
    ],
    [
      'class methods',
      'x = Adapter.from_args(cfg)',
      'class Adapter:\n    def __init__(self, args):\n        self.width = args.width\n    @classmethod\n    def from_args(cls, args):\n        return cls(args)',
      'width!',
    ],
    [
      'other modules',
      'from pkg.run import go\ngo(cfg)',
      '-- pkg/__init__.py --\n-- pkg/run.py --\ndef go(c):\n    return c.a.b',
      'a! a.b!',
    ],
    ['loops over a list', 'for layer in cfg.layers:\n    x = layer.width', '', 'layers! layers.*.width layers~'],
  ])('%s', (_, body, more, expected) => {
    expect(followed(body, more)).toBe(expected);
  });
});

describe('what goes on as a whole is open', () => {
  it.each([
    ['to a library', 'import lib\nlib.train(cfg)', '', '>'],
    ['to instantiate', 'x = hydra.utils.instantiate(cfg.model)', '', 'model! model>'],
    ['into a list', 'x = [cfg.a]', '', 'a! a>'],
    ['into another object', 'import state\nstate.cfg = cfg', '', '>'],
    ['out of a generator', 'yield cfg', '', '>'],
    ['by a lambda', 'x = lambda: cfg', '', '>'],
    [
      'to a base class',
      'Net(cfg)',
      'from torch import nn\nclass Net(nn.Module):\n    def __init__(self, c):\n        super().__init__(c)',
      '>',
    ],
    ['to a function with **kwargs', 'run(**cfg.a)', 'import lib\ndef run(**rest):\n    lib.go(rest)', 'a! a>'],
    ['to a global', 'global CONFIG\nCONFIG = cfg', '', '>'],
    ['by a computed key', 'x = cfg[name()]', '', '* ~'],
    ['printed', 'print(OmegaConf.to_yaml(cfg))', '', '~'],
    ['logged', 'import logging\nlog = logging.getLogger()\nlog.info(f"{cfg}")', '', '~'],
  ])('%s', (_, body, more, expected) => {
    expect(followed(body, more)).toBe(expected);
  });
});

describe('what is broken', () => {
  it('never throws, wherever a file ends', () => {
    const path = 'trainer/mytrainer.py';
    const text = trainer().files.get(path) ?? '';
    for (let end = 0; end < text.length; end += 211) {
      const opened = open(trainer([path, text, text.slice(0, end)]));
      expect(() => diagnose(opened.snapshot())).not.toThrow();
    }
  }, 120_000);

  it('says nothing of an app that cannot be read', () => {
    expect(followed('x = (cfg.a')).toBe('nothing is known');
  });
});

describe('never-read', () => {
  const scenario = `
-- conf/config.yaml --
defaults: [base, _self_]
seed: 1
leftover: 1
model:
  width: 2
  height: 3
  shape: \${model.width}
name: run-\${seed}
anchors: &a {x: 1}
-- conf/base.yaml --
seed: 0
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    print(cfg.seed, cfg.model.shape, cfg.name, cfg.model.height)
`;

  it('HS306: what nothing reads, faded', () => {
    const { snapshot } = open(parseScenario(scenario));
    expect(problemLines(snapshot())).toEqual([
      "conf/config.yaml:3:1+8 hint HS306 'leftover' is read by no Python and used by no interpolation",
      "conf/config.yaml:9:1+7 hint HS306 'anchors' is read by no Python and used by no interpolation",
    ]);
    const [problem] = diagnose(snapshot()).get(uriAt('conf/config.yaml')) ?? [];
    expect(problem && toDiagnostic(snapshot(), problem).tags).toEqual([1]);
  });

  it.each([
    ['an alias of its value', 'conf/config.yaml', 'model:', 'copy: {seed: *a}\nmodel:'],
    [
      'a script that loads configs',
      'tool.py',
      '',
      'from omegaconf import OmegaConf\ncfg = OmegaConf.load("conf/config.yaml")\n',
    ],
    ['a notebook', 'look.ipynb', '', '{"cells": [{"source": ["x = cfg.anchors + cfg.leftover\\n"]}]}'],
  ])('is silent about what %s uses', (_, path, old, text) => {
    const { files } = parseScenario(
      scenario.replace('anchors: &a {x: 1}\n', '').replace('leftover: 1', 'leftover: &a 1'),
    );
    const before = files.get(path) ?? '';
    const after = new Map(files).set(
      path,
      before.replace(old, () => text),
    );
    const lines = problemLines(open({ files: after, annotations: [] }).snapshot());
    expect(lines.filter((line) => line.includes("'leftover'"))).toEqual([]);
  });

  it('is silent where the config is printed', () => {
    expect(problemLines(open(parseScenario(scenario.replace('print(', 'print(cfg, '))).snapshot())).toEqual([]);
  });

  it('follows unsaved edits of Python', () => {
    const opened = open(parseScenario(scenario));
    opened.snapshot();
    expect(problemLines(opened.replace('app.py', 'cfg.seed', 'cfg.leftover, cfg.seed'))).toEqual([
      "conf/config.yaml:9:1+7 hint HS306 'anchors' is read by no Python and used by no interpolation",
    ]);
  });

  it('follows Python once, however often a config is edited', () => {
    const opened = open(parseScenario(scenario));
    const before = usesIn(opened.snapshot());
    const after = usesIn(opened.replace('conf/config.yaml', 'seed: 1', 'seed: 2'));
    expect(before).toBeDefined();
    expect(after).toBe(before);
  });

  function usesIn(snapshot: ReturnType<ReturnType<typeof open>['snapshot']>) {
    const [project] = snapshot.projects();
    const [root] = project?.roots ?? [];
    return project === undefined || root === undefined ? undefined : appUsesOf(snapshot, project, root)?.[0]?.use;
  }
});

describe('unread-key', () => {
  it('HS305: no short name is a misspelt other one', () => {
    checkDiagnostics(`
-- app.py --
import hydra

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    run(cfg.db, cfg.lr, cfg.d_k, cfg.layer1)

def run(*given): ...
-- configs/config.yaml --
defaults: [base, _self_]
b: 1
^ hint HS306 'b' is read by no Python and used by no interpolation
lrs: 1
^^^ hint HS306 'lrs' is read by no Python and used by no interpolation
d_v: 1
^^^ hint HS306 'd_v' is read by no Python and used by no interpolation
layer2: 1
^^^^^^ hint HS306 'layer2' is read by no Python and used by no interpolation
-- configs/base.yaml --
db: 1
lr: 1
d_k: 1
layer1: 1
`);
  });

  it('HS305: in a mapping whose other keys are read, in a base config, below a name that is read', () => {
    checkDiagnostics(`
-- conf/config.yaml --
defaults: [base, _self_]
model:
  hieght: 3
# ^^^^^^ warning HS305 'model.hieght' is read by no Python and set by no base config; did you mean 'height' (base.yaml:4)?
-- conf/base.yaml --
sed: 0
^^^ warning HS305 'sed' is read by no Python and set by no base config; did you mean 'seed' (app.py)?
model:
  width: 1
  height: 2
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    print(cfg.get("seed", 1), cfg.model.width, cfg.model.height)
`);
  });

  it('is silent in what is instantiated, and beside the key that was meant', () => {
    checkDiagnostics(`
-- conf/config.yaml --
defaults: [base, _self_]
seq_len: 1
train_seq_len: 2
model: {hieght: 3}
net: {_target_: lib.Net, witdh: 1}
-- conf/base.yaml --
seq_len: 0
model: {height: 2}
-- app.py --
import hydra
import lib
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    print(cfg, cfg.seq_len)
    lib.make(cfg.model)
    hydra.utils.instantiate(cfg.net)
`);
  });

  it('is silent where a program composes by itself', () => {
    checkDiagnostics(`
-- conf/config.yaml --
defaults: [base, _self_]
sed: 1
-- conf/base.yaml --
seed: 0
-- app.py --
from hydra import compose, initialize
with initialize(version_base=None, config_path="conf"):
    print(compose("config").seed)
`);
  });

  it('is silent in a project where everything is read', () => {
    const told = problemLines(open(lightning()).snapshot());
    expect(told).toEqual([]);
  });
});
