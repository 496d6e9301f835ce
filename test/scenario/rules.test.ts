// Every rule has an example in docs/rules.md, which is told exactly as it says there.
import { describe, expect, it } from 'vitest';
import { RULES } from '../../server/src/features/index.ts';
import { checkDiagnostics, failingFixes, problemLines } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

describe.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_, { codes, shared = [], example }) => {
  it('tells its example as it is shown', () => {
    checkDiagnostics(example);
  });

  it.each([
    ['with CRLF line ends', '-- $1 crlf --\n'],
    ['without an end of the last line', '-- $1 unended --\n'],
    ['behind a byte order mark', '-- $1 --\n\ufeff'],
    ['behind a document mark', '-- $1 --\n---\n'],
    ['behind a comment', '-- $1 --\n# \u{1f389}\n\n'],
  ])('tells as much, and mends it, in a file %s', (_, head) => {
    const codesOf = (text: string) =>
      problemLines(open(parseScenario(text)).snapshot()).map((line) => / (HS\d+) /.exec(line)?.[1]);
    // A package header has to be the first thing in its file.
    const varied = example.replace(/^-- (\S+\.yaml) --\n(?!#)/gm, head);
    expect(codesOf(varied).sort()).toEqual(codesOf(example).sort());
    expect(failingFixes(parseScenario(varied))).toEqual([]);
  });

  it('is what its example is about', () => {
    const told = parseScenario(example).annotations.map(({ text }) => /HS\d+/.exec(text)?.[0]);
    expect([...codes, ...shared]).toEqual(expect.arrayContaining(told));
    expect(told).not.toEqual([]);
  });
});
