import { pathBelow, type Uri } from '../text/index.ts';
import type { CompositionKey } from './compositionKey.ts';
import { configsBelow } from './discover.ts';
import { type Snapshot, searchedBy } from './snapshot.ts';

/** The names of all options that a composition may choose of a group, sorted: files wherever it looks, the ConfigStore's, Hydra's. */
export function groupOptions(snapshot: Snapshot, key: CompositionKey, group: string): readonly string[] {
  return searchedBy(snapshot, key).options(group);
}

/** The folders that a composition looks for configs in beside its root. */
export function foldersBeside(snapshot: Snapshot, key: CompositionKey): readonly Uri[] {
  return searchedBy(snapshot, key).folders.filter((uri) => uri !== key.root);
}

/** The configs below some folders by their paths, without extension. */
export function configPathsBelow({ files }: Snapshot, folders: readonly Uri[]): readonly string[] {
  return folders.flatMap((folder) =>
    configsBelow(files, folder).flatMap((uri) => pathBelow(folder, uri)?.slice(0, -'.yaml'.length) ?? []),
  );
}
