// Which pieces of a config's text mean something to Hydra, for an editor's colours.
import { describe, expect, it } from 'vitest';
import { semanticTokens, TOKEN_MODIFIERS, TOKEN_TYPES } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import { offsetAt } from '../../server/src/text/index.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario, trainer } from '../support/scenario.ts';

/** `type[.modifier] text` of each token, lines of the text on a line each. */
function tokensIn(snapshot: Snapshot, path: string, range?: { start: number; end: number }): string {
  const uri = uriAt(path);
  const text = snapshot.files.file(uri)?.text ?? '';
  const { data } = semanticTokens(snapshot, uri, range);
  const lines: string[][] = [];
  let line = 0;
  let character = 0;
  for (let index = 0; index < data.length; index += 5) {
    const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = data.slice(index, index + 5);
    character = down === 0 ? character + right : right;
    line += down;
    const start = offsetAt(text, { line, character });
    const modifier = TOKEN_MODIFIERS.filter((_, bit) => modifiers & (1 << bit)).map((each) => `.${each}`);
    const shown = `${TOKEN_TYPES[type]}${modifier.join('')} ${text.slice(start, start + length)}`;
    lines[line] = [...(lines[line] ?? []), shown];
  }
  return lines.flatMap((each) => (each === undefined ? [] : [each.join(' | ')])).join('\n');
}

const APP = `
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="app")
def main(cfg): ...
-- conf/app.yaml`;

function opened(text: string, flags = ''): Snapshot {
  return open(parseScenario(`${APP}${flags} --\n${text}`)).snapshot();
}

function tokens(text: string): string {
  return tokensIn(opened(text), 'conf/app.yaml');
}

describe('semantic tokens', () => {
  it('of a defaults list', () => {
    expect(
      tokens(`
defaults:
  - _self_
  - base
  - "/lib/net@model.net"
  - db: mysql
  - optional override /db@server._global_.db: "mysql"
  - "/logs@_here_": [file, 'console']
  - model: \${size}_net
  - cache: null
  - opt: ???
  - other/\${name}
`),
    ).toMatchInlineSnapshot(`
      "keyword defaults
      keyword _self_
      enumMember base
      enumMember /lib/net | namespace model | namespace net
      enum db | enumMember mysql
      keyword optional | keyword override | enum /db | namespace server | keyword _global_ | namespace db | enumMember mysql
      enum /logs | keyword _here_ | enumMember file | enumMember console
      enum model | keyword \${ | variable size | keyword }
      enum cache
      enum opt | keyword.abstract ???
      keyword \${ | variable name | keyword }"
    `);
  });

  it('of a header', () => {
    expect(tokens('# @package _global_.model.net\ndefaults: []\na: 1\n')).toMatchInlineSnapshot(`
      "keyword @package | keyword _global_ | namespace model | namespace net
      keyword defaults"
    `);
  });

  it('of values: keys of instantiate, missing values, interpolations', () => {
    expect(
      tokens(`
defaults: [_self_]
net:
  _target_: app.Net
  _partial_: true
  size: ???
  dims: ["\${a.b}", 1]
a: \${.b}\${..c[0]}
b: >-
  x-\${oc.env:USER,me}-\${my.own:1,true,'two',"three \${a}",[\${b}],{k:2}}
c: "\${a.\${b}.c}"
d: \${\${name}:1}
`),
    ).toMatchInlineSnapshot(`
      "keyword defaults | keyword _self_
      keyword _target_ | namespace app | class Net
      keyword _partial_
      keyword.abstract ???
      keyword \${ | variable a | variable b | keyword }
      keyword \${ | variable b | keyword } | keyword \${ | variable c | variable 0 | keyword }
      keyword \${ | function.defaultLibrary oc.env | string USER | string me | keyword } | keyword \${ | function my.own | number 1 | keyword true | string 'two' | keyword \${ | variable a | keyword } | keyword \${ | variable b | keyword } | keyword }
      keyword \${ | variable a | keyword \${ | variable b | keyword } | variable c | keyword }
      keyword \${ | keyword \${ | variable name | keyword } | number 1 | keyword }"
    `);
  });

  it('of what a `_target_` names', () => {
    expect(
      tokens(`
defaults: [_self_]
net: { _target_: torch.nn.Linear }
get: { _target_: "app.Net.from_file" }
open: { _target_: open }
own: { _target_: "\${base}.Net" }
half: { _target_: torch. }
`),
    ).toMatchInlineSnapshot(`
      "keyword defaults | keyword _self_
      keyword _target_ | namespace torch | namespace nn | class Linear
      keyword _target_ | namespace app | class Net | function from_file
      keyword _target_ | function open
      keyword _target_ | keyword \${ | variable base | keyword }
      keyword _target_ | namespace torch"
    `);
  });

  it('of interpolations that quotes or lines make another text of', () => {
    expect(
      tokens(`
defaults: [_self_]
a: "tab\\t\${b.c} \${d}"
e: 'it''s \${b.c}'
f: |
  one \${b.c}
  two \${d}
g: >-
  one
  \${b.c}
h: \${oc.select:b.c,
  3}
`),
    ).toMatchInlineSnapshot(`
      "keyword defaults | keyword _self_
      keyword \${ | variable b | variable c | keyword } | keyword \${ | variable d | keyword }
      keyword \${ | variable b | variable c | keyword }
      keyword \${ | variable b | variable c | keyword }
      keyword \${ | variable d | keyword }
      keyword \${ | variable b | variable c | keyword }"
    `);
  });

  it('of a name of a registry', () => {
    const snapshot = open(trainer()).snapshot();
    expect(tokensIn(snapshot, 'configs/mamba.yaml')).toMatchInlineSnapshot(`
      "keyword defaults
      enumMember data
      enumMember training
      keyword _self_
      class mamba"
    `);
  });

  it('of a part of the text', () => {
    const snapshot = opened('defaults: [a, b]\nc: ${d}\ne: ${f}\n');
    const text = snapshot.files.file(uriAt('conf/app.yaml'))?.text ?? '';
    const start = text.indexOf('c:');
    expect(tokensIn(snapshot, 'conf/app.yaml', { start, end: start + 7 })).toMatchInlineSnapshot(
      `"keyword \${ | variable d | keyword }"`,
    );
  });

  it('stand where a value is written, once, whoever refers to it', () => {
    expect(tokens('defaults: [_self_]\na: &a\n  b: ${c}\nd: *a\ne:\n  <<: *a\n')).toMatchInlineSnapshot(`
      "keyword defaults | keyword _self_
      keyword \${ | variable c | keyword }"
    `);
  });

  it('of half-typed text', () => {
    expect(tokens('defaults:\n  - db:\n  - \na: ${\nb: ${c.\nd: "${e:\nf: ${g\n')).toMatchInlineSnapshot(`
      "keyword defaults
      enum db
      keyword \${
      keyword \${ | variable c
      keyword \${ | variable g"
    `);
    for (const typed of ['defaults: ', '# @package', '# @package ', 'defaults:\n  - @', 'a: "${b', '${', '- ${a}']) {
      expect(typeof tokens(typed)).toBe('string');
    }
  });

  it('with CRLF', () => {
    const snapshot = opened('defaults: [_self_]\n\na: ${b}\n', ' crlf');
    expect(tokensIn(snapshot, 'conf/app.yaml')).toMatchInlineSnapshot(`
      "keyword defaults | keyword _self_
      keyword \${ | variable b | keyword }"
    `);
  });

  it.each(['docker-compose.yaml', 'nothing.yaml', 'hydrascope.yaml'])('none in %s', (path) => {
    expect(tokensIn(opened(`a: 1\n-- ${path} --\na: \${b}\n`), path)).toBe('');
  });
});
