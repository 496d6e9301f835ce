import type { Problem } from '../../text/index.ts';
import type { Rule } from './rule.ts';
import { sweepParams } from './sweepParams.ts';

export const override: Rule = {
  name: 'override',
  codes: ['HS501', 'HS502'],
  docs:
    'An override of a run cannot be read (HS501), or does not fit the config: a key that is not there and would need ' +
    '`+`, a deletion of what does not exist, a value where a mapping stands (HS502). Hydra refuses to compose. The ' +
    'entries of `hydra.sweeper.params` are overrides too, of every job of a sweep.',
  check: (context) => [
    ...context.usages.flatMap(({ composition }) => composition.problems.filter(({ code }) => codes.has(code))),
    ...sweepParams(context),
  ],
};

const codes = new Set<Problem['code']>(override.codes);
