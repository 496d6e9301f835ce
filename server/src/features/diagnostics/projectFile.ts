import type { Problem, Uri } from '../../text/index.ts';
import type { Rule, RuleContext } from './rule.ts';

export const projectFile: Rule = {
  name: 'project-file',
  codes: ['HS601', 'HS603'],
  docs:
    '`hydrascope.yaml` has an entry that it cannot have (HS601), or names a folder or a schema that is not there ' +
    '(HS603). The entry is left out; the others count.',
  example: `
-- hydrascope.yaml --
roots: [configs, config]
#                ^^^^^^ error HS603 there is no such folder
-- configs/app.yaml --
defaults: [_self_]
`,
  ofProject: (context) => {
    const { file, version } = context.project;
    const own = file.problems.filter((problem) => (problem.version ?? version) === version);
    return [...own, ...missingThings(context)];
  },
};

function missingThings({ snapshot, project }: RuleContext): Problem[] {
  const { file, projectUri } = project;
  const problem = (range: { start: number; end: number }, message: string): Problem => ({
    code: 'HS603',
    severity: 'error',
    span: { uri: projectUri, ...range },
    message,
  });
  const roots = (file.roots ?? []).flatMap(({ uri, range }) =>
    snapshot.files.folder(uri) === undefined ? [problem(range, 'there is no such folder')] : [],
  );
  const schemas = file.schemas.flatMap(({ schema, range }) =>
    fileThere(schema) ? [] : [problem(range, 'there is no such schema, or it is no JSON')],
  );
  function fileThere(uri: Uri): boolean {
    const text = snapshot.files.file(uri)?.text;
    if (text === undefined) return false;
    try {
      return typeof JSON.parse(text) === 'object';
    } catch {
      return false;
    }
  }
  return [...roots, ...schemas];
}
