import type { Uri } from '../text/index.ts';
import type { Project } from './discover.ts';
import { optionsOf } from './searchPath.ts';
import { type Snapshot, storeIn } from './snapshot.ts';

/** The names of all options of a group, sorted: those of files, those that a program's ConfigStore has, and Hydra's own. */
export function groupOptions(
  snapshot: Snapshot,
  { folder, version, plugins }: Project,
  root: Uri,
  group: string,
  added: readonly Uri[] = [],
): string[] {
  const sources = [root, ...added].map((uri) => ({ uri }));
  const names = new Set(optionsOf(snapshot.files, sources, group, version, plugins));
  const above = group === '' ? '' : `${group}/`;
  for (const path of storeIn(snapshot, folder, root).configs.keys()) {
    if (path.startsWith(above) && !path.includes('/', above.length)) names.add(path.slice(above.length));
  }
  return [...names].sort();
}
