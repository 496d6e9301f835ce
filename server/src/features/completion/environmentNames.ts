import type { ConfigNode } from '../../compose/index.ts';
import { focusOf, projectOf, type Snapshot } from '../../project/index.ts';
import type { Uri } from '../../text/index.ts';
import { variablesOf } from '../variables.ts';

/**
 * The environment variables that a project is known to have, each with where it is named. Values are never looked at: a
 * secret that stands in `.env` stays there.
 */
export function environmentNames(snapshot: Snapshot, uri: Uri): ReadonlyMap<string, string> {
  const folder = projectOf(snapshot, uri)?.folder;
  const names = new Map<string, string>(folder === undefined ? [] : variablesOf(snapshot, folder));
  const root = focusOf(snapshot, uri)?.composition.root;
  for (const name of root === undefined ? [] : namesReadIn(root))
    if (!names.has(name)) names.set(name, 'read by a config');
  for (const name of snapshot.files.variables) if (!names.has(name)) names.set(name, 'environment');
  return names;
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
