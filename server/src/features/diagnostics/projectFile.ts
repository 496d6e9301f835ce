import type { Fix, Problem, Range, Uri } from '../../text/index.ts';
import { entryFixes, nameFixes, withoutItem } from './projectFileFixes.ts';
import type { Rule, RuleContext } from './rule.ts';

export const projectFile: Rule = {
  name: 'project-file',
  codes: ['HS601', 'HS603'],
  docs:
    '`hydrascope.yaml` has an entry that it cannot have (HS601), or names a folder or a schema that is not there ' +
    'or that lies outside of the workspace, where nothing is read before you allow it (HS603; an app may name such a ' +
    'folder, too). The entry is left out; the others count. Write the name that was meant; a schema on the web cannot be ' +
    'mended, since nothing is downloaded.',
  example: `
-- hydrascope.yaml --
roots: [configs, config]
#                ^^^^^^ error HS603 there is no such folder
-- configs/app.yaml --
defaults: [_self_]
`,
  ofProject: (context) => {
    const { snapshot, project } = context;
    const { file, version, projectUri } = project;
    const config = snapshot.config(projectUri);
    const own = file.problems.filter((problem) => (problem.version ?? version) === version);
    const mended = own.map((problem) => {
      const fixes = config === undefined || problem.code !== 'HS601' ? [] : entryFixes(config, problem);
      return fixes.length === 0 ? problem : { ...problem, fixes };
    });
    return [...mended, ...missingThings(context), ...appsOutside(context)];
  },
};

function outsideText(what: string, remedy: string): string {
  return `${what} lies outside of the workspace, and is not read: ${remedy}`;
}

/** Told where the program names the folder of its configs, else at its start. */
function appsOutside({ snapshot, project }: RuleContext): Problem[] {
  return project.outside.map(({ script, remedy }) => {
    const start = Math.max(0, snapshot.files.file(script)?.text.search(/\bconfig_(?:path|dir)\b/) ?? 0);
    const span = { uri: script, start, end: start + 'config_path'.length };
    return {
      code: 'HS603',
      severity: 'warning',
      span,
      message: outsideText("the folder of the app's configs", remedy),
    };
  });
}

function missingThings({ snapshot, project }: RuleContext): Problem[] {
  const { file, projectUri } = project;
  const config = snapshot.config(projectUri);
  const problem = (range: Range, message: string, fixes: readonly Fix[]): Problem => {
    const span = { uri: projectUri, ...range };
    return { code: 'HS603', severity: 'error', span, message, ...(fixes.length > 0 && { fixes }) };
  };
  const named = (file.roots ?? []).map(({ uri }) => uri);
  const roots = (file.roots ?? []).flatMap(({ uri, range }) => {
    if (snapshot.files.folder(uri) !== undefined) return [];
    const remedy = snapshot.files.outside(uri);
    if (remedy !== undefined) return [problem(range, outsideText('the folder', remedy), [])];
    const span = { uri: projectUri, ...range };
    const removed = config === undefined ? [] : withoutItem(config, span);
    return [problem(range, 'there is no such folder', [...nameFixes(snapshot, span, uri, true, named), ...removed])];
  });
  const schemas = file.schemas.flatMap(({ schema, range }) => {
    if (fileThere(schema)) return [];
    const remedy = snapshot.files.outside(schema);
    if (remedy !== undefined) return [problem(range, outsideText('the schema', remedy), [])];
    const fixes = nameFixes(snapshot, { uri: projectUri, ...range }, schema, false, []);
    return [problem(range, 'there is no such schema, or it is no JSON', fixes)];
  });
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
