// Every rule has an example in docs/rules.md, which is told exactly as it says there.
import { describe, expect, it } from 'vitest';
import { RULES } from '../../server/src/features/index.ts';
import { checkDiagnostics } from '../support/check.ts';
import { parseScenario } from '../support/scenario.ts';

describe.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_, { codes, shared = [], example }) => {
  it('tells its example as it is shown', () => {
    checkDiagnostics(example);
  });

  it('is what its example is about', () => {
    const told = parseScenario(example).annotations.map(({ text }) => /HS\d+/.exec(text)?.[0]);
    expect([...codes, ...shared]).toEqual(expect.arrayContaining(told));
    expect(told).not.toEqual([]);
  });
});
