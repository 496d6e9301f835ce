import type { Problem } from '../../text/index.ts';
import type { Rule } from './rule.ts';

export const composition: Rule = {
  name: 'composition',
  codes: ['HS110', 'HS111', 'HS112', 'HS113', 'HS114', 'HS115', 'HS116'],
  docs:
    'Hydra refuses the composition: a malformed defaults list or package header (HS110), a config that is not found ' +
    '(HS111), an override without a target (HS112), an option left as `???` (HS113), a group chosen twice (HS114), a ' +
    'mapping merged with a list (HS115), or defaults lists that go round in a circle (HS116).',
  check: ({ usages }) =>
    usages.flatMap(({ composition: { problems } }) => problems.filter((problem) => codes.has(problem.code))),
};

const codes = new Set<Problem['code']>(composition.codes);
