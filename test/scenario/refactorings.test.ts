// Refactorings: what is offered, the files after it, and that no composition changes unless the title says so.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { refactorings } from '../../server/src/features/actions/refactorings.ts';
import { diagnose } from '../../server/src/features/index.ts';
import { composedValue } from '../../server/src/features/keys/described.ts';
import { primariesOf, type Snapshot } from '../../server/src/project/index.ts';
import { BASES, GROUPS } from '../fixtures/refactored.ts';
import { afterAction, afterFix, refactoringTitles } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

/** What every primary config of a workspace composes to, by its path, interpolations resolved. */
function valuesIn(snapshot: Snapshot): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const project of snapshot.projects()) {
    for (const root of project.roots) {
      for (const { key, composition } of primariesOf(snapshot, root))
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

describe('a value', () => {
  it('is taken from another key that has it in every composition', () => {
    const text = BASES.replace('shared: 1024', 'shared: 1024\nsame: 10$024');
    expect(afterAction(text, "Take the value from 'shared'")['configs/one.yaml']).toContain('same: ${shared}\n');
  });

  it("is taken in quotes where braces are YAML's own", () => {
    const text = BASES.replace('shared: 1024', 'shared: 1024\nof: {same: 10$024, x: y}');
    const after = afterAction(text, "Take the value from 'shared'")['configs/one.yaml'];
    expect(after).toContain('of: {same: "${shared}", x: y}\n');
  });

  it('is not taken from an alias of itself, or from what a merge key brings from it', () => {
    for (const more of ['same: *it', 'of: &all\n  same: *it\nmore: *all']) {
      const text = BASES.replace('shared: 1024', `other: &it 77$077\n${more}`);
      expect(refactoringTitles(text)).not.toContainEqual(expect.stringContaining('Take the value'));
    }
    const merged = BASES.replace('shared: 1024', 'of: &all\n  same: 77$077\nmore:\n  <<: *all');
    expect(refactoringTitles(merged)).not.toContainEqual(expect.stringContaining('Take the value'));
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
