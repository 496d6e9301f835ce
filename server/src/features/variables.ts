import { parseTree } from 'jsonc-parser';
import type { Project, Snapshot } from '../project/index.ts';
import { joinUri, type Uri } from '../text/index.ts';

/** Files that name environment variables, as programs that load them know them. */
const FILES = ['.env', '.env.example', '.env.template', '.env.sample'];

/** Where VS Code is told what programs get. */
const LAUNCHES = ['.vscode/launch.json', '.vscode/tasks.json'];

/**
 * The environment variables that a project gives its programs by files, each with the file that names it. Values are never
 * looked at: a secret that stands in `.env` stays there.
 */
export function variablesOf(snapshot: Snapshot, folder: Uri): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const add = (found: Iterable<string>, file: string) => {
    for (const name of found) if (!names.has(name)) names.set(name, file);
  };
  for (const file of FILES) add(namesIn(snapshot, joinUri(folder, file)), file);
  for (const file of LAUNCHES) {
    const { variables, files } = givenIn(snapshot, joinUri(folder, file));
    add(variables, file);
    for (const path of files) add(namesIn(snapshot, joinUri(folder, path)), path);
  }
  return names;
}

function namesIn(snapshot: Snapshot, uri: Uri): readonly string[] {
  return snapshot.derive(`variables in ${uri}`, ({ files }) => {
    const text = files.file(uri)?.text ?? '';
    return [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=/gm)].map(([, name = '']) => name);
  });
}

interface Given {
  readonly variables: readonly string[];
  /** The files that `envFile` names, by their paths in the workspace folder. */
  readonly files: readonly string[];
}

/** The keys of each `env`, and each `envFile`. */
function givenIn(snapshot: Snapshot, uri: Uri): Given {
  return snapshot.derive(`variables given in ${uri}`, ({ files }) => {
    const root = parseTree(files.file(uri)?.text ?? '', [], { allowTrailingComma: true, disallowComments: false });
    const found = { variables: [] as string[], files: [] as string[] };
    const waiting = root === undefined ? [] : [root];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const [key, value] = node.type === 'property' ? (node.children ?? []) : [];
      if (key?.value === 'env' && value?.type === 'object')
        found.variables.push(...(value.children ?? []).map((each) => String(each.children?.[0]?.value)));
      else if (key?.value === 'envFile' && typeof value?.value === 'string')
        found.files.push(value.value.replace(/^\$\{workspaceFolder\}\//, ''));
      waiting.push(...(node.children ?? []));
    }
    return found;
  });
}

/** The files of a project that name variables, as one says them; empty where it keeps them nowhere. */
export function variableFilesOf(snapshot: Snapshot, { folder }: Project): readonly string[] {
  return [...new Set(variablesOf(snapshot, folder).values())];
}
