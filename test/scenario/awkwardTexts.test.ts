// Texts as people write them besides the plain ones: braces, tabs, anchors, names of other alphabets, lists of options.
import { describe, expect, it } from 'vitest';
import {
  accepted,
  actionTitles,
  afterAction,
  checkDefinition,
  completionItems,
  refactoringTitles,
} from '../support/check.ts';
import { highlightLines, renameLines } from '../support/navigate.ts';
import { parseScenario } from '../support/scenario.ts';

const project = (config: string, more = '') => `
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
${config}
-- conf/base.yaml --
dim: 64
'é🔑': two
model:
  width: 10
  depth: 2
-- conf/db/mysql.yaml --
host: h
-- conf/db/pg.yaml --
host: p
-- conf/model/gpt.yaml --
width: 1
${more}`;
const labels = (text: string) => completionItems(text).map(({ label }) => label);

describe('completion', () => {
  it('offers in braces of a defaults list what may stand there: groups, and what may be said of them', () => {
    expect(labels(project('defaults: [base, { $0'))).toEqual(['db', 'model', 'optional', 'override']);
    expect(labels(project('defaults: [base, { d$0: pg }]'))).toEqual(expect.arrayContaining(['db', 'model']));
    expect(labels(project('defaults: [base, $0]'))).toEqual(expect.arrayContaining(['db', '_self_']));
    const overriding = labels(project('defaults: [{ db: mysql }, { override $0 }]'));
    expect(overriding).toContain('hydra/launcher');
    expect(overriding).not.toContain('override');
  });

  it('offers no choice that is made before a file is read', () => {
    const gpt = '-- conf/model/gpt.yaml --\ndefaults:\n  - override $0\n';
    const found = labels(project('defaults:\n  - db: mysql\n  - model: gpt', gpt));
    expect(found).toContain('/db@_global_.db');
    expect(found).not.toContain('/model@_global_.model');
  });

  it('takes a line that begins with a tab for one further in', () => {
    expect(labels(project('defaults: [base, _self_]\nmodel:\n\twi$0'))).toEqual(['depth', 'width']);
    expect(labels(project('defaults: [base, _self_]\nmodel:\n\twidth: 1\n\tde$0'))).toEqual(['depth']);
  });

  it('offers behind a star the anchors that the loader takes there', () => {
    const config = (line: string) =>
      `defaults: [_self_]\na: &map { x: 1 }\n# &no\nb: &num 3\nc: &own\n  ${line}\nd: &late 4`;
    expect(labels(project(config('e: *$0')))).toEqual(['map', 'num']);
    expect(labels(project(config('<<: *$0')))).toEqual(['map']);
    expect(labels(project(config('e: [1, *n$0]')))).toEqual(['map', 'num']);
    expect(labels(project(config('e: 2 *$0')))).toEqual([]);
    expect(labels(project(config('e: "*$0"')))).toEqual([]);
    expect(labels(project(config('e: |\n    *$0')))).toEqual([]);
    expect(accepted(project(config('e: *$0')), 'map')).toContain('e: *map│\n');
  });

  it('offers a resolver no key whose name may not stand there without quotes', () => {
    expect(labels(project('defaults: [base, _self_]\nx: ${$0}'))).toContain('é🔑');
    expect(labels(project('defaults: [base, _self_]\nx: ${oc.select:$0}'))).not.toContain('é🔑');
    const nested = labels(project('defaults: [base, _self_]\nx: ${oc.select:na,${oc.select:nb,${oc.select:mod$0}}}'));
    expect(nested).toEqual(expect.arrayContaining(['model', 'model.width']));
  });

  it('offers in a package header no package that the half-typed header makes itself', () => {
    const header = (text: string) =>
      project('defaults: [{ db: pg }, base]', `-- conf/db/pg.yaml --\n${text}\nhost: p\n`);
    expect(labels(header('#   @package    _glo$0'))).toEqual(['_global_', 'model']);
    expect(labels(header('# @package mod$0'))).toEqual(['_global_', 'model']);
  });
});

describe('fixes', () => {
  it.each([
    ['defaults: [base, { db: [mysql, no$0pe] }, _self_]', 'defaults: [base, { db: [mysql] }, _self_]'],
    ["defaults:\n  - db: ['mysql', 'no$0pe', pg] # both", "defaults:\n  - db: ['mysql', pg] # both"],
    ['defaults:\n  - db:\n      - no$0pe # why\n      - pg\n  - base', 'defaults:\n  - db:\n      - pg\n  - base'],
  ])('take one option out of a list, and leave the others: %j', (before, after) => {
    const title = "Remove 'nope' from the options of 'db'";
    expect(afterAction(project(before), title)).toEqual({ 'conf/config.yaml': `${after}\n` });
    expect(actionTitles(project(before))).not.toContainEqual(expect.stringContaining('from the defaults list'));
    const crlf = parseScenario(project(before).replace('-- conf/config.yaml --', '-- conf/config.yaml crlf --'));
    expect(afterAction(crlf, title)).toEqual({ 'conf/config.yaml': `${after}\n`.replaceAll('\n', '\r\n') });
  });
});

describe('refactorings', () => {
  it('inline no option of a group whose choice another list overrides', () => {
    const config = 'defaults: [{ d$0b: mysql }, _self_]';
    expect(refactoringTitles(project(config))).toContainEqual(expect.stringContaining('Inline db/mysql.yaml'));
    const experiment = '-- conf/experiment/one.yaml --\n# @package _global_\ndefaults:\n  - override /db: pg\n';
    expect(refactoringTitles(project(config, experiment))).not.toContainEqual(
      expect.stringContaining('Inline db/mysql.yaml'),
    );
    expect(refactoringTitles(project(config, experiment.replace('/db', '/model')))).toContainEqual(
      expect.stringContaining('Inline db/mysql.yaml'),
    );
  });
});

describe('an alias', () => {
  const config = (text: string) =>
    project(
      `defaults: [_self_]\na: &m$0ap { x: 1 }\nb: *map\nc: { <<: *map, t: "*map" } # *map`.replace('m$0ap', text),
    );

  it('leads to its anchor, and both are highlighted with all others', () => {
    const alias = config('map').replace('b: *map', 'b: *m$0ap');
    checkDefinition(alias).toBe('conf/config.yaml:2: map');
    const all = ['write conf/config.yaml:2: a: &[map] { x: 1 }', 'read conf/config.yaml:3: b: *[map]'];
    const lines = [...all, 'read conf/config.yaml:4: c: { <<: *[map], t: "*map" } # *map'].join('\n');
    expect(highlightLines(alias)).toBe(lines);
    expect(highlightLines(config('m$0ap'))).toBe(lines);
  });
});

describe('rename', () => {
  const config = `defaults:
  - base
  - db: [mysql, pg]
  - optional /db@second.db: pg
  - db@_global_.third: pg
  - _self_
  - override /db@second.db: mysql
third: { host: x }
y: \${third.host}`;
  const run =
    "-- run.sh --\npython app.py db=pg 'db=[mysql, pg]' db@third=mysql third.host=1 db.host=1 -m 'db=[pg],[pg,mysql]'\n";
  const at = (mark: string) => project(config.replace(mark.replace('$0', ''), mark), run);

  it('of an option reaches lists of options, in configs and in commands', () => {
    expect(renameLines(at('mysql, p$0g]'), 'postgres')).toMatchInlineSnapshot(`
      "conf/config.yaml:3: - db: [mysql, postgres]
      conf/config.yaml:4: - optional /db@second.db: postgres
      conf/config.yaml:5: - db@_global_.third: postgres
      conf/db/pg.yaml -> conf/db/postgres.yaml
      run.sh:1: python app.py db=postgres 'db=[mysql, postgres]' db@third=mysql third.host=1 db.host=1 -m 'db=[postgres],[postgres,mysql]'  (command?)"
    `);
  });

  it('of a group before a list of options writes its new name once', () => {
    expect(renameLines(at('d$0b: [mysql'), 'database')).toMatchInlineSnapshot(`
      "conf/config.yaml:3: - database: [mysql, pg]
      conf/config.yaml:4: - optional /database@second.db: pg
      conf/config.yaml:5: - database@_global_.third: pg
      conf/config.yaml:7: - override /database@second.db: mysql
      conf/db -> conf/database
      run.sh:1: python app.py database=pg 'database=[mysql, pg]' database@third=mysql third.host=1 database.host=1 -m 'database=[pg],[pg,mysql]'  (command?)"
    `);
  });

  it('of a package follows the entry that says it, whoever chooses the option', () => {
    expect(renameLines(at('_global_.thi$0rd'), 'extra')).toMatchInlineSnapshot(`
      "conf/config.yaml:5: - db@_global_.extra: pg
      conf/config.yaml:8: extra: { host: x }
      conf/config.yaml:9: y: \${extra.host}
      run.sh:1: python app.py db=pg 'db=[mysql, pg]' db@extra=mysql extra.host=1 db.host=1 -m 'db=[pg],[pg,mysql]'  (command?)"
    `);
  });
});
