// What is offered in a defaults list and in a package header.
import { describe, expect, it } from 'vitest';
import type { TextEdit } from 'vscode-languageserver-types';
import { accepted, checkCompletion, completionItems, problemLines } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario } from '../support/scenario.ts';

const PROJECT = `
-- app.py --
import hydra
from hydra.core.config_store import ConfigStore

cs = ConfigStore.instance()
cs.store(group="optim", name="stored", node={"lr": 1})

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
  - db: mysql
  - server: apache
  ENTRY
  - _self_
-- conf/base.yaml --
a: 1
b: 2
-- conf/db/mysql.yaml --
port: 1
-- conf/db/pg.yaml --
port: 2
-- conf/db/1.0.yaml --
port: 3
-- conf/optim/adam.yaml --
lr: 1
-- conf/optim/sgd.yaml --
lr: 2
-- conf/robot/g1/arm.yaml --
x: 1
-- conf/server/apache.yaml --
defaults:
  - NESTED
  - _self_
host: a
-- conf/server/db/inner.yaml --
y: 1
-- conf/exp/one.yaml --
# @package _global_
defaults:
  - EXP
  - _self_
z: 1
`;
const withText = (mark: 'ENTRY' | 'NESTED' | 'EXP', text: string) => {
  const rest = { ENTRY: '- optim: adam', NESTED: 'db: inner', EXP: 'override /db: pg', [mark]: text };
  return Object.entries(rest).reduce((all, [name, each]) => all.replace(name, () => each), PROJECT);
};
const labels = (scenario: string) => completionItems(scenario).map(({ label }) => label);
const entry = (text: string) => withText('ENTRY', text);

describe('an entry of the primary config', () => {
  it('configs, groups, keywords; not those that are there', () => {
    checkCompletion(entry('- $0')).toMatchInlineSnapshot(`
      "base  2 keys
      exp  one
      optim  adam, sgd, stored
      robot/g1  arm
      optional
      override"
    `);
  });

  it('groups of a half-typed word, and the colon that it lacks', () => {
    expect(accepted(entry('- op$0'), 'optim')).toContain('\n  - optim: │\n');
    expect(accepted(entry('- op$0: adam'), 'optim')).toContain('\n  - optim│: adam\n');
    expect(accepted(entry('- optional op$0'), 'optim')).toContain('\n  - optional optim: │\n');
    expect(accepted(entry('- ov$0'), 'override')).toContain('\n  - override │\n');
  });

  it('groups from the root', () => {
    expect(labels(entry('- /$0'))).toEqual(expect.arrayContaining(['/base', '/optim', '/robot/g1']));
    expect(accepted(entry('- /op$0'), '/optim')).toContain('\n  - /optim: │\n');
  });

  it('packages', () => {
    expect(labels(entry('- optim@$0: adam'))).toEqual(['_global_', '_here_', 'db', 'server', 'server.db']);
    expect(accepted(entry('- optim@se$0'), 'server.db')).toContain('\n  - optim@server.db: │\n');
    expect(accepted(entry('- optim@se$0: adam'), 'server')).toContain('\n  - optim@server│: adam\n');
    expect(accepted(entry('- base@se$0'), 'server')).toContain('\n  - base@server│\n');
  });

  it('what may be overridden: the choices of others', () => {
    const found = labels(entry('- override $0'));
    expect(found).toEqual(expect.arrayContaining(['server/db', 'hydra/launcher', 'hydra/job_logging']));
    expect(found).not.toContain('db');
    expect(accepted(entry('- override hydra/la$0'), 'hydra/launcher')).toContain('- override hydra/launcher: │');
  });
});

describe('options', () => {
  it.each([
    ['of a group', '- optim: $0', ['adam', 'sgd', 'stored', 'null']],
    ['before another one', '- optim: ad$0am', ['adam', 'sgd', 'stored', 'null']],
    ["of Hydra's own group", '- override hydra/job_logging: $0', ['default', 'disabled', 'none', 'stdout', 'null']],
    ['in a list', '- optim: [adam, $0]', ['sgd', 'stored']],
    ['in a list of lines', '- optim:\n      - adam\n      - $0', ['sgd', 'stored']],
    ['of a group that has folders alone', '- robot: $0', ['g1/arm', 'null']],
    ['in quotes', '- optim: "$0"', ['adam', 'sgd', 'stored']],
    ['of a group that is not there', '- nope: $0', []],
    ['of a group of the root in the wrong folder', '- server/optim: $0', []],
  ])('%s', (_, text, expected) => {
    expect(labels(entry(text))).toEqual(expected);
  });

  it('are written so that they stay texts', () => {
    const scenario = entry('- optim: adam').replace('db: mysql', 'db: $0');
    expect(accepted(scenario, '1.0')).toContain("  - db: '1.0'│\n");
  });
});

describe('an entry in quotes', () => {
  it.each([
    ['a group', '- "op$0"', 'optim', '- "optim": │'],
    ['a group in single quotes', "- 'op$0'", 'optim', "- 'optim': │"],
    ['a group in a quote that is open', '- "op$0', 'optim', '- "optim": │'],
    ['a group that has its colon', '- "op$0": adam', 'optim', '- "optim│": adam'],
    ['a group among brackets', '- {"op$0"}', 'optim', '- {"optim": │}'],
    ['a group with its option behind it', '- "op$0: adam"', 'optim', '- "optim": "adam"│'],
    ['a group behind its keyword', '- "optional op$0"', 'optim', '- "optional optim": │'],
    ['a config', '- "ba$0"', 'base', '- "base│"'],
    ['a config in a quote that is open', "- 'ba$0", 'base', "- 'base'│"],
    ['a keyword', '- "ov$0"', 'override', '- "override │"'],
    ['a keyword before a group', '- "ov$0erride optim": adam', 'override', '- "override │optim": adam'],
    ['an option', '- "optim: a$0"', 'adam', '- "optim": "adam"│'],
    ['an option in single quotes', "- 'optim: $0'", 'sgd', "- 'optim': 'sgd'│"],
    ['an option right behind the colon', '- "optim:$0"', 'sgd', '- "optim": "sgd"│'],
    ['an option in a quote that is open', '- "optim: a$0', 'adam', '- "optim": "adam"│'],
    ['no option', '- "optim: $0"', 'null', '- "optim": null│'],
    ['an option of a group with a package', '- "optim@db: a$0"', 'adam', '- "optim@db": "adam"│'],
    ['an option behind a keyword', '- "override server/db: $0"', 'inner', '- "override server/db": "inner"│'],
    ['an option alone', '- "optim": "a$0"', 'adam', '- "optim": "adam│"'],
    ['an option behind a quoted key', "- 'optim': a$0", 'adam', "- 'optim': adam│"],
    ['an option right behind a quoted key', '- "optim":$0', 'adam', '- "optim": adam│'],
    ['an option in a list', '- "optim": ["a$0", sgd]', 'adam', '- "optim": ["adam│", sgd]'],
    ['what is overridden', '- "override server/d$0"', 'server/db', '- "override server/db": │'],
    ['a package', '- "optim@se$0"', 'server.db', '- "optim@server.db": │'],
    ['a package of a config', "- 'base@se$0'", 'server', "- 'base@server│'"],
  ])('%s', (_, text, label, expected) => {
    const scenario = entry(text);
    expect(accepted(scenario, label)).toContain(`\n  ${expected}\n`);
    const { filterText = '', textEdit } = completionItems(scenario).find((each) => each.label === label) ?? {};
    // Editors compare it with what the edit takes away before the cursor.
    const { start } = (textEdit as TextEdit).range;
    const taken = `  ${text}`.slice(start.character).split('$0')[0];
    expect(filterText.slice(0, taken?.length)).toBe(taken);
  });

  it('is no problem once it is taken', () => {
    for (const [text, label] of [
      ['- "optim: a$0"', 'adam'],
      ["- 'override server/db: $0'", 'inner'],
      ['- "op$0: adam"', 'optim'],
      ['- "ba$0"', 'base'],
    ] as const) {
      const snapshot = open(parseScenario(entry(text))).type(
        'conf/config.yaml',
        accepted(entry(text), label).replace('│', ''),
      );
      expect(problemLines(snapshot).filter((line) => line.includes(' error '))).toEqual([]);
    }
  });

  it('names that are no texts get quotes', () => {
    const scenario = `${entry('- $0')}-- conf/2024.yaml --\nq: 1\n-- conf/007/bond.yaml --\nq: 1\n`;
    expect(accepted(scenario, '2024')).toContain("\n  - '2024'│\n");
    expect(accepted(scenario, '007')).toContain("\n  - '007': │\n");
    expect(accepted(scenario.replace('- $0', '- optional 0$0'), '007')).toContain('\n  - optional 007: │\n');
  });
});

describe('an entry of an option', () => {
  it('is looked up beside it, and from the root behind a slash', () => {
    checkCompletion(withText('NESTED', '$0')).toMatchInlineSnapshot(`
      "db  inner
      optional
      override
      /base  2 keys
      /db  1.0, mysql, pg
      /exp  one
      /optim  adam, sgd, stored
      /robot/g1  arm
      /server  apache
      /server/db  inner"
    `);
    expect(labels(withText('NESTED', 'db: $0'))).toEqual(['inner', 'null']);
    expect(labels(withText('NESTED', '/db: $0'))).toEqual(['1.0', 'mysql', 'pg', 'null']);
    expect(labels(withText('NESTED', 'optim: $0'))).toEqual([]);
  });

  it('never itself', () => {
    expect(labels(withText('NESTED', '$0'))).not.toContain('apache');
    expect(labels(withText('NESTED', '/server: $0'))).not.toContain('apache');
  });

  it('overrides as they must be written there', () => {
    const found = labels(withText('EXP', 'override $0'));
    expect(found).toEqual(expect.arrayContaining(['/db', '/server', '/server/db', '/hydra/launcher']));
    expect(accepted(withText('EXP', 'override /d$0'), '/db')).toContain('  - override /db: │\n');
  });
});

describe('what is taken is accepted by Hydra', () => {
  it.each([
    ['ENTRY', '- $0', ['optim', 'robot/g1'], 'OPTION'],
    ['ENTRY', '- $0', ['base'], ''],
    ['ENTRY', '- override $0', ['server/db', 'hydra/launcher'], 'OPTION'],
    ['EXP', 'override $0', ['/db', '/optim', '/hydra/launcher'], 'OPTION'],
    ['NESTED', '/$0', ['/optim'], 'OPTION'],
  ] as const)('%s %s %s', (mark, text, offered, next) => {
    const scenario = withText(mark, text);
    for (const label of offered) {
      const path = parseScenario(scenario).cursor?.path ?? '';
      let whole = accepted(scenario, label);
      if (next !== '') {
        const asked = scenario.replace(text, () => `${text.replace('$0', label)}: $0`);
        whole = accepted(asked, labels(asked)[0] ?? '');
      }
      const opened = open(parseScenario(scenario));
      const snapshot = opened.type(path, whole.replace('│', ''));
      expect(snapshot.files.file(uriAt(path))).toBeDefined();
      expect(problemLines(snapshot).filter((line) => / error /.test(line))).toEqual([]);
    }
  });
});

describe('a package header', () => {
  const header = (text: string) => withText('EXP', 'override /db: pg').replace('# @package _global_', () => text);
  it.each([
    ['the keyword', '# @$0', '@package', '# @package │'],
    ['the keyword, half typed', '#@pack$0', '@package', '#@package │'],
    ['the root', '# @package $0', '_global_', '# @package _global_│'],
    ['a mapping', '# @package se$0', 'server.db', '# @package server.db│'],
    ['before what is there', '# @package $0_global_', 'db', '# @package db│'],
  ])('%s', (_, text, label, expected) => {
    expect(accepted(header(text), label).split('\n')[0]).toBe(expected);
  });

  it.each(['# x @$0', '# about this file\n# @package $0', '# @package a $0', '# $0', 'a: 1  # @$0'])(
    'nothing in %j',
    (text) => {
      expect(labels(header(text))).toEqual([]);
    },
  );
});
