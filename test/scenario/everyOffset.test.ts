// Every feature at every place of whole, half-typed and broken files: nothing throws, and answers have the protocol's shape.
import { describe, expect, it } from 'vitest';
import { FEATURES, RULES } from '../../server/src/features/index.ts';
import { offsetAt, positionAt } from '../../server/src/text/index.ts';
import { MISTAKES } from '../fixtures/lightningMistakes.ts';
import { askAll } from '../support/askAll.ts';
import { uriAt } from '../support/memoryHost.ts';
import { isPlaced } from '../support/questions.ts';
import { randomFrom } from '../support/random.ts';
import { lightning, type Opened, open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

/** Milliseconds for a sweep, on a machine that does other things too. */
const PATIENCE = 120_000;

/** Everything that Hydra's language has, in a few lines. */
const ALL = parseScenario(`
-- app.py --
import hydra
from dataclasses import dataclass
from hydra.core.config_store import ConfigStore
from omegaconf import MISSING, OmegaConf

OmegaConf.register_new_resolver("double", lambda x: 2 * x)

@dataclass
class Server:
    host: str = MISSING
    port: int = 80

class Net:
    def __init__(self, width: int, depth: int = 2): ...

ConfigStore.instance().store(group="server", name="base", node=Server)

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg):
    print(cfg.dim, cfg.server.port)
-- .env --
TOKEN=secret
-- conf/config.yaml --
defaults:
  - base
  - optional model: gpt
  - server@web.server: [base, big]
  - /data@data.left: text
  - data@data.right: text
  - extra: null
  - _self_
  - override hydra/job_logging: disabled

# a comment \${x}
dim: 64
"quoted key": 'it''s'
anchored: &a { one: 1, two: [x, "y, z"] }
copied:
  <<: *a
  three: \${.one}
list:
  - 1
  - name: n
    ref: \${..[0]}
  - - nested
text: |
  block \${dim} text
  more
folded: >-
  a
  b
net:
  _target_: app.Net
  width: \${dim}
missing: ???
env: \${oc.env:TOKEN,none}
deep: \${model.\${kind}}
kind: width
twice: \${double:\${dim}}
select: \${oc.select:nope.key,1}
run: \${hydra:job.name}
bad: \${nope}
empty:
-- conf/base.yaml --
dim: 32
-- conf/model/gpt.yaml --
defaults: [block: wide, _self_]
width: \${dim}
-- conf/model/block/wide.yaml --
# @package _global_.model.inner
size: 1
-- conf/server/big.yaml --
port: 90
-- conf/data/text.yaml --
path: \${..right.path}
-- conf/exp/one.yaml --
# @package _global_
defaults:
  - override /model: gpt
dim: 1
-- run.sh --
#!/bin/bash
DIM=1 python app.py dim="$DIM" 'model.width=\${dim}' +exp=one ~missing server@web.server=[base,big] \\
  -m net.depth=1,2 --config-name config
-- Makefile --
train:
\tpython app.py dim=1 "text='a b'" $(ARGS)
-- .vscode/launch.json --
{
  // commands
  "configurations": [{ "type": "debugpy", "program": "\${workspaceFolder}/app.py", "args": ["dim=2", "model=gpt", "dmi=\\"1\\""] }]
}
-- .vscode/tasks.json --
{ "tasks": [{ "type": "hydrascope", "config": "config", "overrides": ["dim=2", "nope=1"] }] }
-- .github/workflows/ci.yml --
jobs:
  a:
    steps:
      - run: |
          python app.py dim=3
-- README.md --
Set \`dim=4\`, \`model.width=1\`, \`model=gpt\` or \`dim\`; see \`\${nope}\`.

\`\`\`sh
python app.py dim=5 model.kind=a # "
\`\`\`
-- hydrascope.yaml --
hydra: "1.3"
roots: [conf]
rules:
  HS201: warning
`);

const PATHS = [...ALL.files.keys()].filter((path) => path !== '.env');
const placed = FEATURES.filter(isPlaced);

function sweep(scenario: Scenario, path: string, step = 1): void {
  const snapshot = open(scenario).snapshot();
  const uri = uriAt(path);
  const length = scenario.files.get(path)?.length ?? 0;
  askAll(snapshot, uri, 0);
  const text = snapshot.files.file(uri)?.text ?? '';
  for (let offset = 0; offset <= length; offset += step) {
    // No cursor stands inside a line's end.
    askAll(snapshot, uri, offsetAt(text, positionAt(text, offset)), placed);
  }
}

/** Changes one file of a workspace that stays open and asks at the change. */
function broken(opened: Opened, path: string, text: string, offset: number): void {
  const snapshot = opened.type(path, text);
  askAll(snapshot, uriAt(path), Math.min(offset, text.length));
}

describe('every place', () => {
  it('there are features about places, and others', () => {
    expect(placed.length).toBeGreaterThan(2);
    expect(FEATURES.length).toBeGreaterThan(placed.length);
  });

  it.each(PATHS)('of %s', (path) => sweep(ALL, path), PATIENCE);

  it.each(PATHS)(
    'of %s with CRLF and a byte order mark',
    (path) => {
      const files = new Map([...ALL.files].map(([each, text]) => [each, `\ufeff${text.replaceAll('\n', '\r\n')}`]));
      sweep({ ...ALL, files }, path, 3);
    },
    PATIENCE,
  );

  it.each(['configs/mamba.yaml', 'configs/data.yaml', 'trainer/trainer_registry.py', 'hydrascope.yaml'])(
    'of the trainer: %s',
    (path) => sweep(trainer(), path, 5),
    PATIENCE,
  );

  it.each(RULES.map(({ name, example }) => [name, example] as const))(
    'of the example of %s',
    (_, example) => {
      const scenario = parseScenario(example);
      for (const path of scenario.files.keys()) sweep(scenario, path, 3);
    },
    PATIENCE,
  );

  it(
    'of files with mistakes in them',
    () => {
      for (const [, edit] of MISTAKES) {
        const scenario = lightning(edit);
        const [path, old, text] = edit;
        const start = Math.max(0, (lightning().files.get(path) ?? '').indexOf(old));
        const opened = open(scenario);
        const { length } = scenario.files.get(path) ?? '';
        for (let offset = start; offset <= Math.min(length, start + text.length + 1); offset += 5)
          askAll(opened.snapshot(), uriAt(path), offset, placed);
      }
    },
    PATIENCE,
  );

  it.each(['configs/train.yaml', 'configs/trainer/default.yaml', 'configs/model/classifier.yaml'])(
    'of a Lightning project: %s',
    (path) => {
      const scenario = lightning();
      expect(scenario.files.has(path)).toBe(true);
      sweep(scenario, path, 11);
    },
    PATIENCE,
  );
});

const CONFIG = ALL.files.get('conf/config.yaml') ?? '';
const LINES = CONFIG.split('\n');

/** Pieces that break a text where they are put. */
const PIECES = [
  '"',
  "'",
  '[',
  '{',
  '}',
  '${',
  '${a.',
  ': ',
  '- ',
  '#',
  '&x ',
  '*x',
  '| ',
  '\t',
  '@',
  '!!t ',
  '\n',
  '%',
  '\\',
  '??? ',
];

describe('broken texts', () => {
  it(
    'each line cut at each column',
    () => {
      const opened = open(ALL);
      let start = 0;
      for (const line of LINES) {
        for (let column = 0; column <= line.length; column += 4) {
          const at = start + column;
          broken(opened, 'conf/config.yaml', CONFIG.slice(0, at) + CONFIG.slice(start + line.length), at);
        }
        start += line.length + 1;
      }
    },
    PATIENCE,
  );

  it(
    'all that follows cut away',
    () => {
      const opened = open(ALL);
      for (let at = 0; at <= CONFIG.length; at += 9) broken(opened, 'conf/config.yaml', CONFIG.slice(0, at), at);
    },
    PATIENCE,
  );

  it(
    'something put in anywhere',
    () => {
      const opened = open(ALL);
      const random = randomFrom(7);
      for (let round = 0; round < 200; round++) {
        const at = Math.floor(random() * (CONFIG.length + 1));
        const piece = PIECES[Math.floor(random() * PIECES.length)] ?? '';
        broken(opened, 'conf/config.yaml', CONFIG.slice(0, at) + piece + CONFIG.slice(at), at + piece.length);
      }
    },
    PATIENCE,
  );

  it.each(PATHS)(
    'lines of %s taken away, swapped and doubled',
    (path) => {
      const opened = open(ALL);
      const lines = (ALL.files.get(path) ?? '').split('\n');
      for (const [index, line] of lines.entries()) {
        const start = lines.slice(0, index).join('\n').length;
        const next = lines[index + 1] ?? '';
        const rest = lines.slice(index + 2);
        for (const middle of [[next], [next, line], [line, line, next]]) {
          broken(opened, path, [...lines.slice(0, index), ...middle, ...rest].join('\n'), start + line.length);
        }
      }
    },
    120_000,
  );
});
