import type { Rule } from './rule.ts';

export const syntax: Rule = {
  name: 'syntax',
  codes: ['HS101', 'HS102', 'HS103', 'HS104'],
  docs:
    'The text is no YAML that OmegaConf reads: broken syntax (HS101), a key written twice in one mapping (HS102), a ' +
    'tag, alias or key that its loader refuses (HS103), or an interpolation that it cannot read (HS104). Hydra stops at such a file as soon as a config selects it. ' +
    'Mend the text; of a duplicate key keep one. What was probably meant is offered where the loader takes it: a quote or ' +
    'a bracket that is not closed, a tab, a value that needs quotes, a tag. Of a bomb of aliases, of a file that is one ' +
    'value and of what ends in the middle of a structure nobody can tell what was meant.',
  example: `
-- configs/app.yaml --
defaults: [_self_]
model:
  dim: 1
  dim: 2
# ^^^ error HS102 duplicate key 'dim'
`,
  ofFile: ({ project }, file) =>
    file.problems.filter((problem) => (problem.version ?? project.version) === project.version),
};
