import { type FileEntry, isSameData, pythonBelow } from '../../project/index.ts';
import { type Cut, cutOf } from '../../python/index.ts';
import { BUDGETS, type Problem } from '../../text/index.ts';
import type { Rule, RuleContext } from './rule.ts';

export const syntax: Rule = {
  name: 'syntax',
  codes: ['HS101', 'HS102', 'HS103', 'HS104', 'HS105'],
  docs:
    'The text is no YAML that OmegaConf reads: broken syntax (HS101), a key written twice in one mapping (HS102), a ' +
    'tag, alias or key that its loader refuses (HS103), or an interpolation that it cannot read (HS104). Hydra stops at such a file as soon as a config selects it. ' +
    'Mend the text; of a duplicate key keep one. What was probably meant is offered where the loader takes it: a quote or ' +
    'a bracket that is not closed, a tab, a value that needs quotes, a tag. Of a bomb of aliases, of a file that is one ' +
    'value and of what ends in the middle of a structure nobody can tell what was meant. HS105: the file is larger than what ' +
    'is read of one, or Python that is nested too deep: of what is not read nothing is told.',
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
  ofProject: (context) =>
    pythonBelow(context.snapshot, context.project.folder).flatMap((uri) => leftUnread(context, uri)),
};

/** A Python file that is not read to its end: what it registers is not known. */
function leftUnread({ snapshot }: RuleContext, uri: string): Problem[] {
  const cut = snapshot.derive(`why unread ${uri}`, ({ files }) => whyUnread(files.file(uri)), { isSame: isSameData });
  if (cut === undefined) return [];
  const span = { uri, start: cut.at, end: cut.at };
  return [{ code: 'HS105', severity: 'warning', span, message: `The file ${cut.why}` }];
}

function whyUnread(entry: FileEntry | undefined): Cut | undefined {
  if (entry === undefined) return undefined;
  if (entry.unread !== undefined) return { at: 0, why: entry.unread.message };
  const { text } = entry;
  const most = BUDGETS.pythonCharacters;
  if (text.length > most) return { at: 0, why: `is longer than ${most} characters, and is not read` };
  const cut = cutOf(text);
  return cut && { at: cut.at, why: `is not read from here on: ${cut.why}` };
}
