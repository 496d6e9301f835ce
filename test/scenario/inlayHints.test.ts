// What the text of a config does not say, at the end of its lines.
import { describe, expect, it } from 'vitest';
import type { InlayHint, InlayHintLabelPart } from 'vscode-languageserver-types';
import { inlayHints } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import { neutral } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario, trainer } from '../support/scenario.ts';

function hintsOf(snapshot: Snapshot, path: string, range?: { start: number; end: number }): InlayHint[] {
  const text = snapshot.files.file(uriAt(path))?.text ?? '';
  return inlayHints(snapshot, uriAt(path), range ?? { start: 0, end: text.length });
}

/** The text with its hints where an editor shows them. */
function shown(snapshot: Snapshot, path: string): string {
  const lines = (snapshot.files.file(uriAt(path))?.text ?? '').split(/\r?\n/);
  for (const { position, label } of [...hintsOf(snapshot, path)].reverse()) {
    const text = (label as InlayHintLabelPart[]).map(({ value }) => value).join('');
    const line = lines[position.line] ?? '';
    lines[position.line] = `${line.slice(0, position.character)}  «${text}»${line.slice(position.character)}`;
  }
  return lines.join('\n').trimEnd();
}

function shownIn(text: string, path: string, pin?: { name: string; overrides: string[] }): string {
  const { workspace } = open(parseScenario(text));
  if (pin !== undefined) workspace.setPins(new Map([[uriAt('conf'), pin]]));
  return shown(workspace.snapshot(), path);
}

const APP = `
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(cfg): ...
-- conf/train.yaml --
defaults:
  - model: gpt
  - optional experiment: fast
  - _self_
lr: 0.1
batch: 4
tokens: \${oc.eval:1}
size: \${model.dim}
name: "run-\${model.dim}-\${lr}"
sizes: [1, "\${model.dim}"]
-- conf/model/gpt.yaml --
dim: 64
depth: 2
layers: [1, 2]
act: gelu
note: # none yet
text: |
  two
  lines
head: { width: 1 }
-- conf/experiment/fast.yaml --
# @package _global_
model:
  depth: 3
  layers:
    - 4
  act: gelu
  note: fast
  text: one
  head: null
lr: 0.2
batch: \${model.depth}
`;

describe('inlay hints', () => {
  it('tell the value that the composition has instead, with its place', () => {
    expect(shownIn(APP, 'conf/model/gpt.yaml')).toMatchInlineSnapshot(`
      "dim: 64
      depth: 2  «→ 3  experiment/fast.yaml:3»
      layers: [1, 2]  «→ [4]  experiment/fast.yaml:4»
      act: gelu
      note: # none yet  «→ fast  experiment/fast.yaml:7»
      text: |  «→ one  experiment/fast.yaml:8»
        two
        lines
      head: { width: 1 }  «→ null  experiment/fast.yaml:9»"
    `);
  });

  it('tell what interpolations come to', () => {
    expect(shownIn(APP, 'conf/train.yaml')).toMatchInlineSnapshot(`
      "defaults:
        - model: gpt
        - optional experiment: fast
        - _self_
      lr: 0.1
      batch: 4
      tokens: \${oc.eval:1}
      size: \${model.dim}  «= 64»
      name: "run-\${model.dim}-\${lr}"  «= run-64-0.1»
      sizes: [1, "\${model.dim}"  «= 64»]"
    `);
    expect(shownIn(APP, 'conf/experiment/fast.yaml')).toMatchInlineSnapshot(`
      "# @package _global_
      model:
        depth: 3
        layers:
          - 4
        act: gelu
        note: fast
        text: one
        head: null
      lr: 0.2  «→ 0.1  train.yaml:5»
      batch: \${model.depth}  «→ 4  train.yaml:6»"
    `);
  });

  it('are as seen from the pin', () => {
    const pin = { name: 'train', overrides: ['lr=3', 'model=gpt', 'experiment=null'] };
    expect(shownIn(APP, 'conf/train.yaml', pin)).toMatchInlineSnapshot(`
      "defaults:
        - model: gpt
        - optional experiment: fast
        - _self_
      lr: 0.1
      batch: 4
      tokens: \${oc.eval:1}
      size: \${model.dim}  «= 64»
      name: "run-\${model.dim}-\${lr}"  «= run-64-0.1»
      sizes: [1, "\${model.dim}"  «= 64»]"
    `);
  });

  it('tell of another option that is chosen', () => {
    const files = `${APP}-- conf/model/mlp.yaml --\ndim: 1\n-- conf/experiment/small.yaml --\n# @package _global_\ndefaults:\n  - override /model: mlp\n`;
    const pin = { name: 'train', overrides: ['experiment=small'] };
    expect(shownIn(files, 'conf/train.yaml', pin)).toMatchInlineSnapshot(`
      "defaults:
        - model: gpt  «→ mlp  experiment/small.yaml:3»
        - optional experiment: fast  «→ small  experiment=small»
        - _self_
      lr: 0.1
      batch: 4
      tokens: \${oc.eval:1}
      size: \${model.dim}  «= 1»
      name: "run-\${model.dim}-\${lr}"  «= run-1-0.1»
      sizes: [1, "\${model.dim}"  «= 1»]"
    `);
  });

  it('tell where a file lands if neither header nor folder says so', () => {
    const files = `
-- conf/app.yaml --
defaults:
  - db@source: mysql
  - db@target: mysql
  - cache: redis
  - log@_global_: file
  - model/head@model.top: wide
-- conf/db/mysql.yaml --
port: 3306
-- conf/cache/redis.yaml --
port: 6379
-- conf/log/file.yaml --
# @package _group_
path: a.log
-- conf/model/head/wide.yaml --
# wide heads
width: 8
`;
    expect(shownIn(files, 'conf/db/mysql.yaml')).toMatchInlineSnapshot(
      `"port: 3306  «@package source, target  app.yaml:2»"`,
    );
    expect(shownIn(files, 'conf/cache/redis.yaml')).toMatchInlineSnapshot(`"port: 6379"`);
    expect(shownIn(files, 'conf/log/file.yaml')).toMatchInlineSnapshot(`
      "# @package _group_  «@package _global_  app.yaml:5»
      path: a.log"
    `);
    expect(shownIn(files, 'conf/model/head/wide.yaml')).toMatchInlineSnapshot(`
      "# wide heads  «@package model.top  app.yaml:6»
      width: 8"
    `);
  });

  it('say nothing of a package that the header or the folder tells', () => {
    const files = `
-- conf/app.yaml --
defaults:
  - db: mysql
  - log: file
  - opt: adam
-- conf/db/mysql.yaml --
port: 3306
-- conf/log/file.yaml --
# @package _global_.logs
path: a.log
-- conf/opt/adam.yaml --
# @package trainer.opt
lr: 1
`;
    for (const path of ['conf/db/mysql.yaml', 'conf/log/file.yaml', 'conf/opt/adam.yaml', 'conf/app.yaml']) {
      expect(shownIn(files, path)).not.toContain('«');
    }
  });

  it('show nothing that comes from the environment', () => {
    const files = `
-- conf/app.yaml --
defaults: [base, _self_]
token: \${oc.env:TOKEN}
url: "https://\${user}:\${token}@host"
user: \${env.user}
env: { user: "\${oc.env:USER,me}" }
copy: \${env}
path: \${dir}/x
dir: /data
-- conf/base.yaml --
user: nobody
`;
    const { workspace } = open(parseScenario(files), new Map([['TOKEN', 'hunter2']]));
    const snapshot = workspace.snapshot();
    expect(shown(snapshot, 'conf/app.yaml')).toMatchInlineSnapshot(`
      "defaults: [base, _self_]
      token: \${oc.env:TOKEN}
      url: "https://\${user}:\${token}@host"
      user: \${env.user}
      env: { user: "\${oc.env:USER,me}" }
      copy: \${env}
      path: \${dir}/x  «= /data/x»
      dir: /data"
    `);
    expect(shown(snapshot, 'conf/base.yaml')).toMatchInlineSnapshot(`"user: nobody  «→ \${env.user}  app.yaml:4»"`);
    const all = ['conf/app.yaml', 'conf/base.yaml'].flatMap((path) => hintsOf(snapshot, path));
    expect(JSON.stringify(all)).not.toContain('hunter2');
  });

  it('have the chain of writes and a link to the winner', () => {
    const [hint] = hintsOf(open(parseScenario(APP)).snapshot(), 'conf/model/gpt.yaml');
    expect(neutral(JSON.stringify(hint, undefined, 1))).toMatchInlineSnapshot(`
      "{
       "position": {
        "line": 1,
        "character": 8
       },
       "label": [
        {
         "value": "→ 3"
        },
        {
         "value": "  experiment/fast.yaml:3",
         "location": {
          "uri": "conf/experiment/fast.yaml",
          "range": {
           "start": {
            "line": 2,
            "character": 0
           },
           "end": {
            "line": 2,
            "character": 0
           }
          }
         }
        }
       ],
       "paddingLeft": true,
       "tooltip": {
        "kind": "markdown",
        "value": "**\`model.depth: int = 3\`**\\n\\nset in [experiment/fast.yaml:3](conf/experiment/fast.yaml#L3), over ~~\`2\`~~ [model/gpt.yaml:2](conf/model/gpt.yaml#L2)\\n\\nas seen from \`train\`"
       },
       "data": {
        "kind": "values"
       }
      }"
    `);
  });

  it('of what is asked for only', () => {
    const snapshot = open(parseScenario(APP)).snapshot();
    const text = snapshot.files.file(uriAt('conf/train.yaml'))?.text ?? '';
    const start = text.indexOf('size:');
    const found = hintsOf(snapshot, 'conf/train.yaml', { start, end: start + 12 });
    expect(found.map(({ label }) => (label as InlayHintLabelPart[])[0]?.value)).toEqual(['= 64']);
  });

  it('wait for a pin in a base of many configs', () => {
    const { workspace } = open(trainer());
    expect(shown(workspace.snapshot(), 'configs/data.yaml')).not.toContain('«');
    workspace.setPins(new Map([[uriAt('configs'), { name: 'mamba', overrides: [] }]]));
    expect(shown(workspace.snapshot(), 'configs/data.yaml')).toContain('«→ 1024  mamba.yaml:37»');
  });

  it('stand where a merged or aliased value is written, and not twice', () => {
    const files = `
-- conf/app.yaml --
defaults: [_self_]
dim: 2
base: &base
  size: \${dim}
one:
  <<: *base
two: *base
`;
    expect(shownIn(files, 'conf/app.yaml')).toMatchInlineSnapshot(`
      "defaults: [_self_]
      dim: 2
      base: &base
        size: \${dim}  «= 2»
      one:
        <<: *base
      two: *base"
    `);
  });

  it('tell a value only where it is one wherever the file lands', () => {
    const files = `
-- conf/app.yaml --
defaults:
  - db@source: mysql
  - db@target: mysql
  - _self_
source: { port: 1, host: a }
target: { port: 2, host: a }
-- conf/db/mysql.yaml --
port: 3306
host: localhost
url: \${.host}:\${.port}
greeting: hello \${.host}
`;
    expect(shownIn(files, 'conf/db/mysql.yaml')).toMatchInlineSnapshot(`
      "port: 3306  «@package source, target  app.yaml:2»
      host: localhost  «→ a  app.yaml:5»
      url: \${.host}:\${.port}
      greeting: hello \${.host}  «= hello a»"
    `);
  });

  it('survive half-typed text', () => {
    for (const typed of [
      'a: ${',
      'a: ${b\nb: 1',
      'a: "${b',
      'defaults:\n  - ',
      'a: [${b}, ',
      '# @package',
      'a: *b\n',
    ]) {
      const opened = open(parseScenario(APP));
      expect(Array.isArray(hintsOf(opened.type('conf/train.yaml', typed), 'conf/train.yaml'))).toBe(true);
    }
  });

  it.each(['app.py', 'nothing.yaml'])('none in %s', (path) => {
    expect(hintsOf(open(parseScenario(APP)).snapshot(), path)).toEqual([]);
  });
});
