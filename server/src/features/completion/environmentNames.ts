import type { ConfigNode } from '../../compose/index.ts';
import { focusOf, projectOf, type Snapshot } from '../../project/index.ts';
import { joinUri, type Uri } from '../../text/index.ts';

/** Files that name environment variables, as programs that load them know them. */
const FILES = ['.env', '.env.example', '.env.template', '.env.sample'];

/**
 * The environment variables that a project is known to have, each with where it is named. Values are never looked at: a
 * secret that stands in `.env` stays there.
 */
export function environmentNames(snapshot: Snapshot, uri: Uri): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const folder = projectOf(snapshot, uri)?.folder;
  for (const file of folder === undefined ? [] : FILES) {
    for (const name of namesIn(snapshot, joinUri(folder as Uri, file))) if (!names.has(name)) names.set(name, file);
  }
  const root = focusOf(snapshot, uri)?.composition.root;
  for (const name of root === undefined ? [] : namesReadIn(root))
    if (!names.has(name)) names.set(name, 'read by a config');
  for (const name of snapshot.files.variables) if (!names.has(name)) names.set(name, 'environment');
  return names;
}

function namesIn(snapshot: Snapshot, uri: Uri): readonly string[] {
  return snapshot.derive(`variables in ${uri}`, ({ files }) => {
    const text = files.file(uri)?.text ?? '';
    return [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=/gm)].map(([, name = '']) => name);
  });
}

const read = new WeakMap<ConfigNode, ReadonlySet<string>>();

/** The variables that the interpolations of a config read. */
function namesReadIn(root: ConfigNode): ReadonlySet<string> {
  const known = read.get(root);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const visit = (node: ConfigNode): void => {
    const text = node.leaf?.t === 'interp' ? node.leaf.v : '';
    for (const [, name = ''] of text.matchAll(/\$\{\s*oc\.env:\s*([A-Za-z_]\w*)\s*[,}]/g)) names.add(name);
    for (const child of node.children.values()) visit(child);
  };
  visit(root);
  read.set(root, names);
  return names;
}
