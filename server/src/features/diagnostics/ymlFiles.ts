import { configUrisOf, isSharedRoot, namesInPython, type PythonNames } from '../../project/index.ts';
import { type Fix, joinUri, nameOfUri, type Problem, parentUri, type Uri } from '../../text/index.ts';
import type { Rule, RuleContext } from './rule.ts';

export const ymlFiles: Rule = {
  name: 'yml-file',
  codes: ['HS605'],
  docs:
    'A file among configs ends in `.yml`: Hydra reads `.yaml` only, does not offer it as an option and does not find it ' +
    'where a defaults list names it; Hydra 1.4 refuses the whole group. Rename it. Nothing is said where a Python file ' +
    'names it.',
  example: `
-- configs/app.yaml --
defaults:
  - db: mysql
-- configs/db/mysql.yaml --
port: 3306
-- configs/db/pg.yml --
port: 5432
^ info HS605 Hydra does not find pg.yml: the names of configs end in .yaml
`,
  ofProject: (context) => {
    const { snapshot, project } = context;
    const roots = project.roots.filter((root) => !isSharedRoot(snapshot.files, root));
    const folders = new Set(roots.flatMap((root) => configUrisOf(snapshot, root).map(parentUri)));
    return [...folders].flatMap((folder) => ymlIn(context, folder).map(problemOf));
  },
};

function ymlIn({ snapshot, project }: RuleContext, folder: Uri): Uri[] {
  const names = (snapshot.files.folder(folder) ?? []).flatMap(({ name, isFolder }) => (isFolder ? [] : [name]));
  const found = names.filter((name) => name.endsWith('.yml') && !name.startsWith('.'));
  if (found.length === 0) return [];
  const python = namesInPython(snapshot, project);
  return found
    .filter((name) => !names.includes(yamlOf(name)) && !isNamed(python, name))
    .map((name) => joinUri(folder, name));
}

/** A path in a text is split at its dots. */
function isNamed(python: PythonNames, name: string): boolean {
  return python.has('yml') && python.has(name.slice(0, -'.yml'.length));
}

function yamlOf(name: string): string {
  return `${name.slice(0, -'.yml'.length)}.yaml`;
}

function problemOf(uri: Uri): Problem {
  const name = nameOfUri(uri);
  return {
    code: 'HS605',
    severity: 'info',
    span: { uri, start: 0, end: 1 },
    message: `Hydra does not find ${name}: the names of configs end in .yaml`,
    fixes: [renameYml(uri)],
  };
}

/** Gives a `.yml` file the name by which Hydra finds it. */
export function renameYml(uri: Uri): Fix {
  const name = yamlOf(nameOfUri(uri));
  return { title: `Rename it to ${name}`, edits: [], renames: [{ from: uri, to: joinUri(parentUri(uri), name) }] };
}
