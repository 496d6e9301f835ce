import { nodeAt } from '../../compose/index.ts';
import type { Usage } from '../../project/index.ts';
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
  example: `
-- configs/app.yaml --
defaults: [_self_]
lr: 0.1
hydra:
  sweeper:
    params:
      rl: 0.1,0.2
#     ^^ error HS502 Could not override 'rl'; did you mean 'lr'?
`,
  ofUsage: (context, usage) => [
    ...usage.composition.problems.filter(({ code }) => codes.has(code)),
    ...sweepParams(context, usage),
  ],
};

const codes = new Set<Problem['code']>(override.codes);

/** Below a key that is `null` nothing can be set, and `+` makes a mapping of it. */
export function withReason({ key, composition }: Usage, problem: Problem): Problem {
  const path = /^Could not override '([^']+)'\.$/.exec(problem.message)?.[1]?.split('.');
  if (problem.code !== 'HS502' || path === undefined) return problem;
  const index = path.findIndex((_, at) => nodeAt(composition.root, path.slice(0, at + 1))?.leaf?.t === 'null');
  const text = key.overrides.find((each) => each.startsWith(`${path.join('.')}=`));
  if (index === -1 || index === path.length - 1 || text === undefined) return problem;
  const above = path.slice(0, index + 1).join('.');
  return { ...problem, message: `'${above}' is null here; +${text} adds it` };
}
