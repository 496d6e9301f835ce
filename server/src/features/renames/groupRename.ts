import type { Choice } from '../../compose/index.ts';
import { configUrisOf, landingsIn, placeOf, type Snapshot, schemaBindingOf, shortName } from '../../project/index.ts';
import { joinUri, parentUri, type Uri } from '../../text/index.ts';
import {
  commandsNaming,
  entryPathsOf,
  type KeyAddress,
  packageNames,
  type Search,
  usesInProjectFile,
  usesOfGroup,
  usesOfKey,
} from '../uses/index.ts';
import { isOptionName } from './configRename.ts';
import { renameKey } from './keyRename.ts';
import { isRefused, type NameEdit, type Refused, type Renaming } from './renaming.ts';

/**
 * Gives a group another name: its folder, the entries of defaults lists, and, where configs land in a package for no other
 * reason than the group that they lie in, the keys of that name.
 */
export function renameGroup(search: Search, root: Uri, group: string, name: string): Renaming | Refused {
  const { snapshot } = search;
  const from = joinUri(root, group);
  const to = joinUri(parentUri(from), name);
  if (snapshot.files.folder(from) === undefined) return { refused: `There is no group '${group}' in this folder.` };
  if (!isOptionName(name)) return { refused: `'${name}' is no name of a group.` };
  if (snapshot.files.folder(to) !== undefined) return { refused: `${shortName(snapshot, to)} is there already.` };
  const renamed = groupEdits(search, root, group, name);
  if (isRefused(renamed)) return renamed;
  return { edits: renamed.edits, files: [{ from, to }, ...ownSchemas(search, root, group, name)] };
}

/** What a group's new name changes in texts. */
export function groupEdits(search: Search, root: Uri, group: string, name: string): Pick<Renaming, 'edits'> | Refused {
  const entries: readonly NameEdit[] = [
    ...usesOfGroup(search, root, group).map((each) => ({ ...each, text: name })),
    ...usesInProjectFile(search, joinUri(root, group)).map((each) => ({ ...each, text: name })),
    ...commandsNaming(search, 'group', root, group).map((each) => ({ ...each, text: name, doubt: 'command' as const })),
  ];
  const addresses = packagedAddresses(search, root, group);
  if (addresses.length === 0) return { edits: entries };
  const uses = usesOfKey(search, addresses, '');
  const other = uses.unnamed.find(({ uri }) => !isInGroup(search.snapshot, uri, group));
  if (other !== undefined) {
    const text = shortName(search.snapshot, other.uri);
    return { refused: `${text} lands in the same package by the name of another group.` };
  }
  const keys = renameKey(search, { ...uses, unnamed: [] }, name);
  if (isRefused(keys)) return keys;
  const known = new Set(entries.map(({ uri, range }) => `${range.start} ${uri}`));
  return { edits: [...entries, ...keys.edits.filter(({ uri, range }) => !known.has(`${range.start} ${uri}`))] };
}

function isInGroup(snapshot: Snapshot, uri: Uri, group: string): boolean {
  return placeOf(snapshot, uri)?.configPath.startsWith(`${group}/`) === true;
}

/** The keys whose name is the group's, since a config of the group lands there by default. */
function packagedAddresses({ snapshot, roots }: Search, root: Uri, group: string): readonly KeyAddress[] {
  const own = roots.find((each) => each.root.uri === root);
  if (own === undefined) return [];
  const depth = group.split('/').length;
  const found = new Map<string, KeyAddress>();
  for (const [uri, landings] of landingsIn(snapshot, own.root)) {
    const inside = placeOf(snapshot, uri);
    if (inside?.root.uri !== root || !isInGroup(snapshot, uri, group)) continue;
    const length = inside.configPath.split('/').length - 1;
    for (const landing of landings) {
      const names = packageNames(landing);
      for (const key of landing.keys) {
        for (const choice of snapshot.compose(key).defaultsList) {
          if (choice.file.uri !== uri || choice.package !== landing.package) continue;
          // Of the group's names those count that stand in the entry; the others are in the package around it.
          const written = namesOfGroupIn(snapshot, choice, length);
          const index = written === undefined ? -1 : names.length - (length - (depth - 1));
          if (written === undefined || index < 0 || depth <= length - written) continue;
          const path = names.slice(0, index + 1);
          found.set(path.join('.'), { root, path });
        }
      }
    }
  }
  return [...found.values()];
}

/** How many names of a config's group an entry has, where they make the package; `undefined` where another text makes it. */
function namesOfGroupIn(
  snapshot: Snapshot,
  { file, chosenBy, overrideKey }: Choice,
  length: number,
): number | undefined {
  if (chosenBy.kind !== 'file' || chosenBy.key === undefined) {
    return file.header === undefined && overrideKey?.includes('@') !== true ? length : undefined;
  }
  const { uri } = chosenBy.file;
  const { key } = chosenBy;
  const holder = snapshot.config(uri);
  const configPath = placeOf(snapshot, uri)?.configPath;
  if (holder === undefined || configPath === undefined) return undefined;
  const paths = entryPathsOf(holder, configPath).filter(
    ({ entry }) => entry.range.start <= key.start && key.end <= entry.range.end,
  );
  const [path] = paths;
  if (path === undefined || path.entry.kind === 'self') return undefined;
  if (path.entry.package !== undefined || file.header !== undefined) return undefined;
  return path.entry.kind === 'config'
    ? path.ranges.filter((range) => range !== undefined).length - 1
    : path.entry.group.split('/').filter((each) => each !== '').length;
}

/** The schemas that belong to a group's configs by their names go with it. */
function ownSchemas({ snapshot, roots }: Search, root: Uri, group: string, name: string): Renaming['files'] {
  const own = roots.find((each) => each.root.uri === root);
  if (own === undefined) return [];
  const folders = configUrisOf(snapshot, own.root).flatMap((uri) => {
    const binding = isInGroup(snapshot, uri, group) ? schemaBindingOf(snapshot, uri) : undefined;
    if (binding?.by !== 'folder') return [];
    return [joinUri(own.project.folder, `schemas/${group}`)];
  });
  return [...new Set(folders)].map((from) => ({ from, to: joinUri(parentUri(from), name) }));
}
