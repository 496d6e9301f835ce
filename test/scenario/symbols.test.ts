// The shape of a config: outline, links, folds, selections; and finding things by their names.
import { describe, expect, it } from 'vitest';
import type { DocumentSymbol, SelectionRange } from 'vscode-languageserver-types';
import {
  documentLink,
  documentSymbol,
  foldingRange,
  selectionRange,
  workspaceSymbol,
} from '../../server/src/features/index.ts';
import { offsetAt, positionAt } from '../../server/src/text/index.ts';
import { neutral } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { opened, placeLine } from '../support/navigate.ts';
import { open, parseScenario, trainer } from '../support/scenario.ts';

const FILES = `
-- hydrascope.yaml --
roots: [configs]
schemas:
  - schema: s.json
    files: ["other/*.yaml"]
-- s.json --
{}
-- configs/config.yaml --
# yaml-language-server: $schema=../s.json
# A config that shows everything that
# an outline may have.
defaults:
  - model: gpt
  - db/mysql@store
  - optional override hydra/launcher: null
  - nowhere: [a, b]
  - _self_

seq_len: 1024 # tokens
model:
  dim: \${seq_len}
  "quoted": {a: 1, b: [1, 2]}

  # of the next one
# region layers
layers:
  - name: a
    size: 1
  - name: b
  - plain
empty:
# endregion
text: |
  some
  lines
base: &base
  x: 1
copy: *base
merged:
  <<: *base
  y: true
-- configs/model/gpt.yaml --
dim: 1
-- configs/db/mysql.yaml --
host: h
-- other.yaml --
a: 1
`;

const snapshot = open(parseScenario(FILES)).snapshot();
const config = uriAt('configs/config.yaml');
const text = snapshot.files.file(config)?.text ?? '';

describe('outline', () => {
  it('has nested keys with their values', () => {
    const lines: string[] = [];
    const show = (symbols: readonly DocumentSymbol[], depth: number): void => {
      for (const { name, detail, range, selectionRange: own, children, kind } of symbols) {
        lines.push(
          `${'  '.repeat(depth)}${name} ${detail ?? ''} (${kind}) ${range.start.line + 1}-${range.end.line + 1}`,
        );
        const isInside =
          offsetAt(text, range.start) <= offsetAt(text, own.start) &&
          offsetAt(text, own.end) <= offsetAt(text, range.end);
        expect(isInside, name).toBe(true);
        show(children ?? [], depth + 1);
      }
    };
    show(documentSymbol(snapshot, config) ?? [], 0);
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "defaults  (18) 4-9
        model gpt (1) 5-5
        db/mysql  (1) 6-6
        optional override hydra/launcher null (1) 7-7
        nowhere a, b (1) 8-8
        _self_  (1) 9-9
      seq_len 1024 (16) 11-11
      model  (2) 12-14
        dim \${seq_len} (13) 13-13
        quoted  (2) 14-14
          a 1 (16) 14-14
          b [1, 2] (18) 14-14
      layers [{name: a, size: 1}, {name: b}, plain] (18) 18-22
        0  (2) 19-20
          name a (15) 19-19
          size 1 (16) 20-20
        1  (2) 21-21
          name b (15) 21-21
      empty null (21) 23-23
      text 'some    lines    ' (15) 25-27
      base  (2) 28-29
        x 1 (16) 29-29
      copy  (2) 30-30
      merged  (2) 31-33
        y true (17) 33-33"
    `);
  });

  it('is none of other YAML', () => {
    expect(documentSymbol(snapshot, uriAt('other.yaml'))).toBe(undefined);
    expect(foldingRange(snapshot, uriAt('other.yaml'))).toBe(undefined);
    expect(selectionRange(snapshot, uriAt('other.yaml'), [])).toBe(undefined);
  });
});

describe('links', () => {
  it('lead to the configs of a defaults list and to a schema', () => {
    const links = documentLink(snapshot, config).map(
      ({ range, target }) => `${placeLine(snapshot, config, range)} -> ${neutral(target ?? '')}`,
    );
    expect(links.join('\n')).toMatchInlineSnapshot(`
      "configs/config.yaml:1: # yaml-language-server: $schema=[../s.json] -> s.json
      configs/config.yaml:5: - model: [gpt] -> configs/model/gpt.yaml
      configs/config.yaml:6: - [db/mysql]@store -> configs/db/mysql.yaml"
    `);
    const project = documentLink(snapshot, uriAt('hydrascope.yaml')).map(({ target }) => neutral(target ?? ''));
    expect(project).toEqual(['s.json']);
  });
});

describe('folds', () => {
  it('are mappings, lists, texts, comments and regions', () => {
    const folds = (foldingRange(snapshot, config) ?? []).sort((left, right) => left.startLine - right.startLine);
    const lines = text.split('\n');
    expect(
      folds
        .map(
          ({ startLine, endLine, kind }) =>
            `${lines[startLine]} … ${lines[endLine]?.trim()}${kind ? ` (${kind})` : ''}`,
        )
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=../s.json … # an outline may have. (comment)
      defaults: … - _self_
      model: … "quoted": {a: 1, b: [1, 2]}
      # region layers … # endregion (region)
      layers: … - plain
        - name: a … size: 1
      text: | … lines
      base: &base … x: 1
      merged: … y: true"
    `);
  });
});

describe('selections', () => {
  const steps = (mark: string) => {
    const offset = text.indexOf(mark) + 1;
    const [selection] = selectionRange(snapshot, config, [positionAt(text, offset)]) ?? [];
    const found: string[] = [];
    for (let at: SelectionRange | undefined = selection; at !== undefined; at = at.parent) {
      found.push(text.slice(offsetAt(text, at.range.start), offsetAt(text, at.range.end)));
    }
    return found.slice(0, -1);
  };
  it('grow from a name to the file', () => {
    expect(steps('seq_len}')).toMatchInlineSnapshot(`
      [
        "seq_len",
        "\${seq_len}",
        "dim: \${seq_len}",
        "dim: \${seq_len}
        "quoted": {a: 1, b: [1, 2]}",
        "model:
        dim: \${seq_len}
        "quoted": {a: 1, b: [1, 2]}",
        "defaults:
        - model: gpt
        - db/mysql@store
        - optional override hydra/launcher: null
        - nowhere: [a, b]
        - _self_

      seq_len: 1024 # tokens
      model:
        dim: \${seq_len}
        "quoted": {a: 1, b: [1, 2]}

        # of the next one
      # region layers
      layers:
        - name: a
          size: 1
        - name: b
        - plain
      empty:
      # endregion
      text: |
        some
        lines
      base: &base
        x: 1
      copy: *base
      merged:
        <<: *base
        y: true",
      ]
    `);
    expect(steps('1, 2]')).toMatchInlineSnapshot(`
      [
        "1",
        "[1, 2]",
        "b: [1, 2]",
        "{a: 1, b: [1, 2]}",
        ""quoted": {a: 1, b: [1, 2]}",
        "dim: \${seq_len}
        "quoted": {a: 1, b: [1, 2]}",
        "model:
        dim: \${seq_len}
        "quoted": {a: 1, b: [1, 2]}",
        "defaults:
        - model: gpt
        - db/mysql@store
        - optional override hydra/launcher: null
        - nowhere: [a, b]
        - _self_

      seq_len: 1024 # tokens
      model:
        dim: \${seq_len}
        "quoted": {a: 1, b: [1, 2]}

        # of the next one
      # region layers
      layers:
        - name: a
          size: 1
        - name: b
        - plain
      empty:
      # endregion
      text: |
        some
        lines
      base: &base
        x: 1
      copy: *base
      merged:
        <<: *base
        y: true",
      ]
    `);
    expect(steps('mysql@')).toMatchInlineSnapshot(`
      [
        "db/mysql@store",
        "defaults:
        - model: gpt
        - db/mysql@store
        - optional override hydra/launcher: null
        - nowhere: [a, b]
        - _self_",
      ]
    `);
    expect(selectionRange(snapshot, config, [{ line: 99, character: 0 }])).toHaveLength(1);
  });
});

describe('search by name', () => {
  const found = (query: string, of = snapshot) =>
    workspaceSymbol(of, query).map(({ name, kind, containerName }) => `${name} (${kind}) ${containerName}`);
  it('finds configs, groups and keys, whole names first', () => {
    expect(found('').join('\n')).toMatchInlineSnapshot(`
      "db (4) configs/db/mysql.yaml
      model (4) configs/model/gpt.yaml
      config (1) configs/config.yaml
      db/mysql (1) configs/db/mysql.yaml
      model/gpt (1) configs/model/gpt.yaml"
    `);
    expect(found('dim').join('\n')).toMatchInlineSnapshot(`
      "model.dim (20) configs/config.yaml
      model.dim (20) configs/model/gpt.yaml"
    `);
    expect(found('mdldim').join('\n')).toMatchInlineSnapshot(`
      "model.dim (20) configs/config.yaml
      model.dim (20) configs/model/gpt.yaml"
    `);
    expect(found('seq_len', open(trainer()).snapshot()).join('\n')).toMatchInlineSnapshot(`
      "seq_len (20) configs/data.yaml
      seq_len (20) configs/mamba.yaml"
    `);
    expect(found('zzz')).toEqual([]);
  });
});

describe('half a file', () => {
  it('has an outline all the same', () => {
    const { snapshot: broken, at } = opened('-- configs/a.yaml --\ndefaults: [_self_]\na$0: 1\nb: [1,\nc: {d\n');
    expect(documentSymbol(broken, at.uri)?.map(({ name }) => name)).toContain('a');
    foldingRange(broken, at.uri);
    selectionRange(broken, at.uri, [{ line: 3, character: 4 }]);
  });
});
