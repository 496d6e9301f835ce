import type { Rule } from './rule.ts';

export const syntax: Rule = {
  name: 'syntax',
  codes: ['HS101', 'HS102', 'HS103'],
  docs:
    'The text is no YAML that OmegaConf reads: broken syntax (HS101), a key written twice in one mapping (HS102), or a ' +
    'tag, alias or key that its loader refuses (HS103). Hydra stops at such a file as soon as a config selects it. ' +
    'Mend the text; of a duplicate key keep one.',
  check: ({ files }) => files.flatMap((file) => file.problems),
};
