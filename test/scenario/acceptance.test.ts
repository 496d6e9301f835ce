// The list by which an editor for Hydra is judged, item by item, and the inputs at which others break. Items that have
// tests of their own are named at the end with the place where they are.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { composed } from '../../server/src/features/index.ts';
import { checkDefinition, checkDiagnostics, hoverText, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario } from '../support/scenario.ts';

/** The composed config of `conf/config.yaml` as YAML; nothing may be flagged anywhere but what is annotated. */
function composedText(files: string): string {
  const { snapshot } = open(parseScenario(files));
  checkDiagnostics(files);
  return composed(snapshot(), uriAt('conf/config.yaml')).text;
}

const DB = `
-- conf/db/mysql.yaml --
host: my
-- conf/db/pg.yaml --
host: pg
`;
const APP = `-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
`;
/** A name that lacks a letter of one that is there would be taken for a mistake. */
const config = (text: string, more = text.includes('db') ? DB : '') =>
  `${APP}-- conf/config.yaml --\n${text}${more.replace(/^\n/, '')}`;

describe('the acceptance list: composition', () => {
  it.each([
    [
      'a group default, and its package as a prefix',
      'defaults:\n  - db: mysql\nurl: ${db.host}\n',
      'db:\n  host: my\nurl: ${db.host}\n',
    ],
    ['_self_ first', 'defaults:\n  - _self_\n  - db: mysql\ndb:\n  host: own\n', 'db:\n  host: my\n'],
    ['_self_ last', 'defaults:\n  - db: mysql\n  - _self_\ndb:\n  host: own\n', 'db:\n  host: own\n'],
    ['a path from the root with a package', 'defaults:\n  - /db@a.b: pg\n', 'a:\n  b:\n    host: pg\n'],
    ['a list of options', 'defaults:\n  - db: [mysql, pg]\n', 'db:\n  host: pg\n'],
    ['an optional one that is missing', 'defaults:\n  - db: mysql\n  - optional cache: nope\n', 'db:\n  host: my\n'],
    ['no option', 'defaults:\n  - db: null\n  - _self_\nx: 1\n', 'x: 1\n'],
    ['the same group twice', 'defaults:\n  - db@src: mysql\n  - db@dst: pg\n', 'src:\n  host: my\ndst:\n  host: pg\n'],
    ['a mapping in braces', 'a: { b: { c: 1 }, d: [1, 2] }\n', 'a:\n  b:\n    c: 1\n  d:\n  - 1\n  - 2\n'],
    ['quoted keys', '"a": 1\n\'b c\': 2\n', 'a: 1\nb c: 2\n'],
    ['comments behind values', 'a: 1  # one\nb: "x # y"  # two\n', "a: 1\nb: 'x # y'\n"],
    ['names with hyphens', 'my-key: 1\nother: ${my-key}\n', 'my-key: 1\nother: ${my-key}\n'],
    ['anchors and merge keys', 'a: &a\n  x: 1\nb:\n  <<: *a\n  z: 2\n', 'a:\n  x: 1\nb:\n  x: 1\n  z: 2\n'],
  ])('%s', (_, text, expected) => {
    expect(composedText(config(text))).toBe(expected);
  });

  it('_self_ in the middle, and absent', () => {
    const base = '\n-- conf/a.yaml --\nx: a\n-- conf/b.yaml --\nx: b\n';
    const middle = open(parseScenario(config('defaults:\n  - a\n  - _self_\n  - b\nx: own\n', base)));
    expect(composed(middle.snapshot(), uriAt('conf/config.yaml')).text).toBe('x: b\n');
    expect(problemLines(middle.snapshot())).toEqual([expect.stringContaining('info HS206 never counts: b.yaml:1')]);
    const { snapshot } = open(parseScenario(config('defaults:\n  - a\n  - b\nx: own\n', base)));
    expect(composed(snapshot(), uriAt('conf/config.yaml')).text).toBe('x: own\n');
    // Hydra 1.3 warns of it too.
    expect(problemLines(snapshot())).toEqual([expect.stringContaining("info HS121 no '_self_' here")]);
  });

  it('an option chosen by another choice', () => {
    const more = `${DB}-- conf/pool/mysql_big.yaml --\nsize: 9\n-- conf/pool/pg_big.yaml --\nsize: 8\n`;
    expect(composedText(config('defaults:\n  - db: mysql\n  - pool: ${db}_big\n', more))).toBe(
      'db:\n  host: my\npool:\n  size: 9\n',
    );
  });

  it('an experiment that overrides a group', () => {
    const more = `${DB}-- conf/exp/one.yaml --\n# @package _global_\ndefaults:\n  - override /db: pg\nx: 1\n`;
    expect(composedText(config('defaults:\n  - db: mysql\n  - exp: one\n', more))).toBe('db:\n  host: pg\nx: 1\n');
  });

  it('a null that wipes a mapping, and a list that replaces one', () => {
    const base = '\n-- conf/base.yaml --\nm:\n  a: 1\nl: [1, 2]\n';
    const { snapshot } = open(parseScenario(config('defaults:\n  - base\n  - _self_\nm:\nl: [3]\n', base)));
    expect(composed(snapshot(), uriAt('conf/config.yaml')).text).toBe('m: null\nl:\n- 3\n');
  });
});

describe('the acceptance list: interpolations', () => {
  const text = `items: [10, 20]
outer:
  inner: { up: "\${..level}", same: 1 }
  level: 2
table: { one: 7 }
kind: one
first: \${items[0]}
nested: \${table.\${kind}}
picked: \${oc.select:nope,1}
whole: \${outer}
`;
  it.each([
    ['${..level}', '${..lev$0el}', 'outer.inner.up: int = 2'],
    ['${items[0]}', '${ite$0ms[0]}', 'first: int = 10'],
    ['${table.', '${tab$0le.', 'nested: int = 7'],
    ['${oc.select', '${oc.sel$0ect', 'picked: int = 1'],
    ['${outer}', '${out$0er}', 'whole: dict'],
  ])('%s', (old, at, expected) => {
    composedText(config(text));
    expect(hoverText(config(text).replace(old, () => at))).toContain(expected);
  });
});

describe('where others break', () => {
  it('what `${db.host}` names lies in another file', () => {
    composedText(config('defaults:\n  - db: mysql\nurl: http://${db.host}\n'));
    expect(hoverText(config('defaults:\n  - db: mysql\nurl: http://${db.ho$0st}\n'))).toContain('url: str = http://my');
  });

  it('a nested default is looked up beside its file', () => {
    const nested = `-- conf/config.yaml --
defaults:
  - server: apache
-- conf/server/apache.yaml --
defaults:
  - db$0: mysql
-- conf/server/db/mysql.yaml --
port: 1
-- conf/db/mysql.yaml --
port: 2
^^^^ hint HS606 no config reaches 'db/mysql', and nothing in the workspace chooses an option of 'db'
`;
    expect(composedText(nested.replace('$0', ''))).toBe('server:\n  db:\n    port: 1\n');
    checkDefinition(nested).toMatchInlineSnapshot(`"conf/server/db/mysql.yaml:1:"`);
  });

  it('a name of JavaScript is no key', () => {
    const { snapshot } = open(parseScenario(config('a: ${constructor}\nb: ${toString}\n')));
    expect(problemLines(snapshot()).map((line) => line.split(' ').slice(1, 3))).toEqual([
      ['warning', 'HS201'],
      ['warning', 'HS201'],
    ]);
  });

  it.each([
    [
      'hyphens in groups and options',
      'defaults:\n  - my-group: resnet-50\n',
      '\n-- conf/my-group/resnet-50.yaml --\nx: 1\n',
      'my-group:\n  x: 1\n',
    ],
    [
      'a list of options on one line',
      'defaults: [callbacks: [a, b]]\n',
      '\n-- conf/callbacks/a.yaml --\na: 1\n-- conf/callbacks/b.yaml --\nb: 2\n',
      'callbacks:\n  a: 1\n  b: 2\n',
    ],
    [
      'a list of options in lines, an anchor in a file',
      'defaults:\n  - callbacks:\n      - a\n      - b\n',
      '\n-- conf/callbacks/a.yaml --\na: &x [1]\nc: *x\n-- conf/callbacks/b.yaml --\nb: 2\n',
      'callbacks:\n  a:\n  - 1\n  c:\n  - 1\n  b: 2\n',
    ],
    ['an interpolation in a comment', '# ${nope}\na: 1  # ${nope}\n', '', 'a: 1\n'],
    [
      'the environment, and a sibling',
      'home: ${oc.env:HOME}\na:\n  b: 1\n  c: ${.b}\n',
      '',
      'home: ${oc.env:HOME}\na:\n  b: 1\n  c: ${.b}\n',
    ],
    ['a group that is null', 'defaults:\n  - callbacks: null\n  - _self_\na: 1\n', '', 'a: 1\n'],
  ])('%s', (_, text, more, expected) => {
    expect(composedText(config(text, more))).toBe(expected);
  });

  it('a `_target_`: in a comment, partial, its arguments in another file, a class that is exported again', () => {
    const text = `-- conf/config.yaml --
defaults:
  - net: small
  - _self_
# _target_: pkg.Nope
net:
  width: 1
other: { _target_: pkg.Net, _partial_: true }
#  _target_: pkg.Nope
-- conf/net/small.yaml --
_target_: pkg.Net
-- pkg/__init__.py --
from .nets import Net
-- pkg/nets.py --
class Net:
    def __init__(self, width): ...
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
`;
    composedText(text);
    expect(hoverText(text.replace('small.yaml --\n_target_: pkg.Net', 'small.yaml --\n_target_: pkg.N$0et'))).toContain(
      'class `pkg.Net`',
    );
  });

  it('what another editor window has not saved counts', () => {
    const opened = open(
      parseScenario(config('defaults:\n  - db: mysql\nurl: ${db.host}\n', '-- conf/db/mysql.yaml --\nhost: my\n')),
    );
    expect(problemLines(opened.snapshot())).toEqual([]);
    const snapshot = opened.type('conf/db/mysql.yaml', 'server: my\n');
    expect(problemLines(snapshot)).toEqual([expect.stringContaining("'db.host' is not defined")]);
  });
});

/** Items that are tested elsewhere, by the file and a title in it. */
const ELSEWHERE: readonly (readonly [item: string, file: string, title: string])[] = [
  ['a workflow, a compose file and a Helm chart stay silent', 'whichYaml.test.ts', '.github/workflows/ci.yml'],
  ['a workflow of our own names', 'mistakes.test.ts', '.github/workflows/ci.yaml'],
  ['stars and re-exports', 'target.test.ts', 're-exports are followed, and stars'],
  ['required arguments that another file gives', 'targetArguments.test.ts', '_partial_: true'],
  [
    'beside the YAML extension',
    '../wire/besideYaml.test.ts',
    'semantic tokens are ours alone, formatting is theirs alone',
  ],
  ['answers of unsaved edits are those of saved ones', 'incremental.test.ts', 'edit'],
];

describe('elsewhere', () => {
  it.each(ELSEWHERE)('%s: %s', (_, file, title) => {
    const path = new URL(file, import.meta.url);
    expect(existsSync(path) && readFileSync(path, 'utf8')).toContain(title);
  });
});
