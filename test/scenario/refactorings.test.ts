// Refactorings: what is offered, the files after it, and that no composition changes unless the title says so.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { refactorings } from '../../server/src/features/actions/refactorings.ts';
import { diagnose } from '../../server/src/features/index.ts';
import { composedValue } from '../../server/src/features/keys/described.ts';
import { primariesOf, type Snapshot } from '../../server/src/project/index.ts';
import { afterAction, afterFix, refactoringTitles } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

/** What every primary config of a workspace composes to, by its path, interpolations resolved. */
function valuesIn(snapshot: Snapshot): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const project of snapshot.projects()) {
    for (const root of project.roots) {
      for (const { key, composition } of primariesOf(snapshot, project, root))
        found.set(`${root.uri}/${key.name}`, composedValue(snapshot, composition).value);
    }
  }
  return found;
}

/** The titles of those that may change what is composed. */
const SAYS_SO = / becomes |which decides it$|its keys land at the root$/;

/** Makes every refactoring that is offered anywhere in a scenario's configs: how many there are, and what is wrong. */
function everyRefactoring(
  scenario: Scenario,
  isMeant = /\.yaml$/,
): { readonly count: number; readonly wrong: readonly string[] } {
  const before = open(scenario).snapshot();
  const values = valuesIn(before);
  const words = (snapshot: Snapshot) =>
    [...diagnose(snapshot).values()]
      .flat()
      .filter(({ severity }) => severity !== 'hint')
      .map(({ code, message }) => `${code} ${message}`);
  const had = words(before);
  const wrong: string[] = [];
  const seen = new Set<string>();
  for (const [path, text] of scenario.files) {
    if (!isMeant.test(path)) continue;
    for (const { index } of text.matchAll(/\S+/g)) {
      for (const each of refactorings(before, uriAt(path), { start: index, end: index })) {
        const told = `${path}: ${each.title}`;
        const name = `${told} ${JSON.stringify(each.edits)}`;
        if (seen.has(name)) continue;
        seen.add(name);
        const after = afterFix(scenario, before, each);
        if (!SAYS_SO.test(each.title)) {
          const now = valuesIn(after);
          if (!isDeepStrictEqual(now, values)) wrong.push(`${told} changes what is composed`);
          for (const problem of words(after)) if (!had.includes(problem)) wrong.push(`${told} brings ${problem}`);
        }
      }
    }
  }
  return { count: seen.size, wrong };
}

const BASES = `
-- configs/one.yaml --
defaults: [base, reset, _self_]
model:
  dim: 512  # of a layer
  heads: 4
shared: 1024
steps: 10
-- configs/two.yaml --
defaults: [base, _self_]
model:
  dim: 512
  heads: 8
shared: 1024
steps: 20
-- configs/three.yaml --
defaults: [base, _self_]
model:
  dim: 512
  heads: 8
shared: 2048
steps: 20
-- configs/base.yaml --
steps: 5
-- configs/reset.yaml --
model: null
`;

const GROUPS = `
-- conf/config.yaml --
defaults:
  - base
  - db: mysql
  - server: apache
  - _self_
  - override server/log: verbose
  - override db/pool: large
steps: 1000
db:
  user: "root"
name: '12'
model:
  # the width
  dim: 256  # of each layer

  tags: [a, b]
  text: |
    several
      lines
rate: 0.25
-- conf/other.yaml --
defaults:
  - base
  - _self_
steps: 1000
rate: 0.25
same: \${rate}
-- conf/base.yaml --
rate: 0.25
width: 256
-- conf/db/mysql.yaml --
defaults:
  - pool: small
host: localhost
port: 3306
-- conf/db/pool/small.yaml --
size: 16
-- conf/db/pool/large.yaml --
size: 64
-- conf/server/apache.yaml --
defaults:
  - log: quiet
  - /server/site@main: shop
  - _self_
port: 8080
-- conf/server/log/quiet.yaml --
level: error
-- conf/server/log/verbose.yaml --
level: debug
-- conf/server/site/shop.yaml --
host: shop.example
port: 8080
`;

describe('every refactoring', () => {
  it('of the trainer leaves what is composed as it is, and is no problem', () => {
    const { count, wrong } = everyRefactoring(trainer(), /(data|mamba|base_mtp|megabyte)\.yaml$/);
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(60);
  });

  it.each([
    ['of a tree of groups', GROUPS],
    ['of a tree with CRLF', GROUPS.replaceAll(/^-- (conf\S+) --$/gm, '-- $1 crlf --')],
    ['of files whose last line has no end', GROUPS.replaceAll(/^-- (conf\S+) --$/gm, '-- $1 unended --')],
  ])('%s leaves what is composed as it is, and is no problem', (_, text) => {
    const { count, wrong } = everyRefactoring(parseScenario(text));
    expect(wrong).toEqual([]);
    expect(count).toBeGreaterThan(30);
  });
});

describe('moving a key to a base config', () => {
  it('takes out the copies, and leaves what others set', () => {
    const text = BASES.replace('shared: 1024', 'sha$0red: 1024  # for all');
    expect(afterAction(text, "Move 'shared' to base.yaml, out of 2 configs")).toMatchInlineSnapshot(`
      {
        "configs/base.yaml": "steps: 5
      shared: 1024  # for all
      ",
        "configs/one.yaml": "defaults: [base, reset, _self_]
      model:
        dim: 512  # of a layer
        heads: 4
      steps: 10
      ",
        "configs/two.yaml": "defaults: [base, _self_]
      model:
        dim: 512
        heads: 8
      steps: 20
      ",
      }
    `);
  });

  it('replaces a value of the base that nobody has', () => {
    const text = BASES.replace('steps: 20', 'st$0eps: 20');
    expect(afterAction(text, "Move 'steps' to base.yaml, out of 2 configs")['configs/base.yaml']).toBe('steps: 20\n');
  });

  it('is not offered where a config between replaces the mapping, or where one would get a key', () => {
    expect(refactoringTitles(BASES.replace('dim: 512', 'd$0im: 512'))).toMatchInlineSnapshot(`
      [
        "Quote the value: a number becomes a text",
      ]
    `);
    expect(refactoringTitles(BASES.replace('heads: 8', 'heads: 8\nn$0ew: 16'))).toMatchInlineSnapshot(`
      [
        "Quote the value: a number becomes a text",
      ]
    `);
  });
});

describe('setting a value at another layer', () => {
  it('writes a new line in the primary config, in the mapping that is there', () => {
    expect(
      afterAction(GROUPS.replace('port: 3306', 'po$0rt: 3306'), "Set 'db.port' in config.yaml")['conf/config.yaml'],
    ).toContain('db:\n  user: "root"\n  port: 3306\nname:');
  });

  it('writes into the config that decides it', () => {
    const text = BASES.replace('steps: 5', 'st$0eps: 5');
    const after = afterAction(text, "Set 'steps' to 5 in one.yaml, which decides it");
    expect(after).toEqual({ 'configs/one.yaml': expect.stringContaining('shared: 1024\nsteps: 5') });
  });

  it('takes away what the config before says too', () => {
    const after = afterAction(
      GROUPS.replace('rate: 0.25\n-- conf/other', 'ra$0te: 0.25\n-- conf/other'),
      "Remove 'rate': base.yaml says the same",
    );
    expect(after['conf/config.yaml']).not.toContain('rate');
  });
});

describe('an option', () => {
  it('is made of what is below a key, chosen where the keys stood', () => {
    expect(
      afterAction(GROUPS.replace('model:', 'mo$0del:'), "Extract 'model' into the option model/config.yaml"),
    ).toMatchInlineSnapshot(`
      {
        "conf/config.yaml": "defaults:
        - base
        - db: mysql
        - server: apache
        - model: config
        - _self_
        - override server/log: verbose
        - override db/pool: large
      steps: 1000
      db:
        user: "root"
      name: '12'
      rate: 0.25
      ",
        "conf/model/config.yaml": "# the width
      dim: 256  # of each layer

      tags: [a, b]
      text: |
        several
          lines
      ",
      }
    `);
  });

  it('is inlined where nobody chooses another one', () => {
    const text = `
-- conf/config.yaml --
defaults:
  - base
  - model: gp$0t
a: 1
-- conf/base.yaml --
b: 1
-- conf/model/gpt.yaml --
# @package model
# A small one.
dim: 1  # wide
`;
    expect(afterAction(text, 'Inline model/gpt.yaml')).toMatchInlineSnapshot(`
      {
        "conf/config.yaml": "defaults:
        - base
      a: 1
      model:
        # A small one.
        dim: 1  # wide
      ",
      }
    `);
    expect(refactoringTitles(GROUPS.replace('- db: mysql', '- d$0b: mysql'))).not.toContain('Inline db/mysql.yaml');
  });
});

describe('a value', () => {
  it('is taken from another key that has it in every composition', () => {
    const text = BASES.replace('shared: 1024', 'shared: 1024\nsame: 10$024');
    expect(afterAction(text, "Take the value from 'shared'")['configs/one.yaml']).toContain('same: ${shared}\n');
  });

  it.each([
    ['a: te$0xt', 'Quote the value', 'a: "text"'],
    ["a: 'te$0xt'", 'Remove the quotes', 'a: text'],
    ["a: '1$02' # x", 'Remove the quotes: a text becomes a number', 'a: 12 # x'],
    ['a: 1$02', 'Quote the value: a number becomes a text', 'a: "12"'],
    ['a: [{ b: x$0y }]', undefined, undefined],
    ['a: { b: x$0y }', 'Quote the value', 'a: { b: "xy" }'],
    ["a: 'x # $0y'", undefined, undefined],
    ["a: ''$0", undefined, undefined],
  ])('%s: is quoted, and without quotes', (line, title, expected) => {
    const text = `-- conf/config.yaml --\ndefaults: [_self_]\n${line}\nc: 1\n`;
    if (title === undefined) expect(refactoringTitles(text)).toEqual([]);
    else expect(afterAction(text, title)['conf/config.yaml']).toBe(`defaults: [_self_]\n${expected}\nc: 1\n`);
  });
});

describe('a defaults list', () => {
  it('gets its paths from the root and back, and what it brings lands where it did', () => {
    const far = afterAction(GROUPS.replace('- log: quiet', '- l$0og: quiet'), 'Write the path from the root');
    expect(far['conf/server/apache.yaml']).toContain('- /server/log@log: quiet');
    const near = afterAction(
      GROUPS.replace('- /server/site@main', '- /ser$0ver/site@main'),
      'Write the path from the group of this config',
    );
    expect(near['conf/server/apache.yaml']).toContain('- site@main: shop');
  });

  it('gets `_self_` where it counts', () => {
    const after = afterAction(
      GROUPS.replace('defaults:\n  - pool', 'defa$0ults:\n  - pool'),
      "Add '_self_' where it counts now: at the end",
    );
    expect(after['conf/db/mysql.yaml']).toContain('  - pool: small\n  - _self_\n');
  });

  it('has its overrides sorted', () => {
    const after = afterAction(GROUPS.replace('defaults:', 'de$0faults:'), 'Sort the overrides of this list');
    expect(after['conf/config.yaml']).toContain('- override db/pool: large\n  - override server/log: verbose\nsteps');
  });
});

describe('a package header', () => {
  it('says where the config lands', () => {
    const text = GROUPS.replace('host: localhost', 'host: localhost').replace(
      '-- conf/db/pool/small.yaml --\n',
      '-- conf/db/pool/small.yaml --\n$0',
    );
    expect(refactoringTitles(text)).toMatchInlineSnapshot(`
      [
        "Quote the value: a number becomes a text",
        "Add '# @package _global_': its keys land at the root",
      ]
    `);
  });
});
