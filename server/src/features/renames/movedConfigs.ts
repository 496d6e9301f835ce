import { configUrisOf, placeOf, rootsOf, type Snapshot } from '../../project/index.ts';
import { pathBelow, type Range, type Uri } from '../../text/index.ts';
import { type EntryPath, entriesNaming, entryPathsOf, type Search, usesOfGroup } from '../uses/index.ts';
import { isOptionName, namings } from './configRename.ts';
import { groupEdits } from './groupRename.ts';
import { above, type ConfigMove, editsOfLists, isBeside, nameIn, seenFrom } from './optionLists.ts';
import { editsOfOverrides } from './overriddenOptions.ts';
import { isRefused, type NameEdit } from './renaming.ts';

/** A file or a folder that is about to have another address. */
export interface Moved {
  readonly from: Uri;
  readonly to: Uri;
}

/** What has to change in defaults lists, and in the programs that name configs, when files move. */
export function editsForMoved(search: Search, moved: readonly Moved[]): readonly NameEdit[] {
  const moves = moved.flatMap((each) => configMoves(search, each));
  const overrides = editsOfOverrides(search, moves);
  const settled = new Set(overrides.flatMap((each) => entryAround(search.snapshot, each) ?? []));
  const isSettled = (edit: NameEdit) => settled.has(entryAround(search.snapshot, edit) ?? '');
  const lists = [...editsOfLists(search, moves).filter((each) => !isSettled(each)), ...overrides];
  const isInList = (edit: NameEdit) =>
    isSettled(edit) ||
    lists.some(({ uri, range }) => uri === edit.uri && range.start <= edit.range.start && edit.range.end <= range.end);
  const found = new Map<string, NameEdit>();
  for (const each of moved) {
    for (const edit of editsFor(search, each)) {
      const id = `${edit.range.start} ${edit.uri}`;
      const before = found.get(id);
      if (!isInList(edit)) found.set(id, before === undefined ? edit : both(before, edit));
    }
  }
  return [...found.values(), ...lists];
}

/** The entry of a defaults list that an edit lies in; what is put before one is a part of none. */
function entryAround(snapshot: Snapshot, { uri, range: { start, end } }: NameEdit): string | undefined {
  const entries = start === end ? [] : (snapshot.config(uri)?.defaults ?? []);
  const entry = entries.find(({ range }) => range.start <= start && start < range.end);
  return entry === undefined ? undefined : `${entry.range.start} ${uri}`;
}

/** Of two edits at one place one may put the group before a name that the other one changes. */
function both(left: NameEdit, right: NameEdit): NameEdit {
  const [put, named] = left.range.end < right.range.end ? [left, right] : [right, left];
  if (put.range.end > put.range.start || named.range.end === named.range.start) return left;
  return named.text.startsWith('/') ? named : { ...put, ...named, text: put.text + named.text };
}

/** The configs that have another path then; those of a group that keeps its place are not among them. */
function configMoves(search: Search, { from, to }: Moved): readonly ConfigMove[] {
  const placed = placeOf(search.snapshot, from);
  const root = placed?.root.uri;
  if (placed !== undefined && root !== undefined) {
    const path = to.endsWith('.yaml') ? pathBelow(root, to)?.slice(0, -'.yaml'.length) : undefined;
    return path?.split('/').every(isOptionName) ? [{ root, old: placed.configPath, path }] : [];
  }
  return search.roots.flatMap(({ root: { uri } }) => {
    const group = pathBelow(uri, from);
    const path = pathBelow(uri, to);
    if (group === undefined || group === '' || path === undefined || path === '') return [];
    if (!path.split('/').every(isOptionName) || isBeside(group, path)) return [];
    return configsIn(search, uri, group).map((old) => ({ root: uri, old, path: path + old.slice(group.length) }));
  });
}

/** The configs of a group, by their paths. */
function configsIn({ snapshot, roots }: Search, root: Uri, group: string): readonly string[] {
  const own = roots.find((each) => each.root.uri === root);
  const inside = own === undefined ? [] : configUrisOf(snapshot, own.root);
  return inside
    .map((uri) => placeOf(snapshot, uri)?.configPath ?? '')
    .filter((config) => config.startsWith(`${group}/`));
}

function editsFor(search: Search, { from, to }: Moved): readonly NameEdit[] {
  const placed = placeOf(search.snapshot, from);
  if (placed !== undefined) {
    const path = to.endsWith('.yaml') ? pathBelow(placed.root.uri, to)?.slice(0, -'.yaml'.length) : undefined;
    return path === undefined ? [] : editsForConfig(search, placed.root.uri, placed.configPath, path);
  }
  return rootsOf(search.snapshot).flatMap(({ root }) => {
    const group = pathBelow(root.uri, from);
    const path = pathBelow(root.uri, to);
    if (group === undefined || group === '' || path === undefined || path === '') return [];
    return editsForGroup(search, root.uri, group, path);
  });
}

function editsForConfig(search: Search, root: Uri, old: string, path: string): readonly NameEdit[] {
  if (!path.split('/').every(isOptionName)) return [];
  if (isBeside(old, path)) return namings(search, root, old, nameIn(path));
  return [
    ...entriesNaming(search, root, old).flatMap((entry) => rewritten(search.snapshot, entry, path)),
    ...ownEntries(search.snapshot, root, old, path),
  ];
}

function editsForGroup(search: Search, root: Uri, old: string, path: string): readonly NameEdit[] {
  if (!path.split('/').every(isOptionName)) return [];
  if (isBeside(old, path)) {
    const renamed = groupEdits(search, root, old, nameIn(path));
    if (!isRefused(renamed)) return renamed.edits;
    // Keys that cannot have the new name keep theirs: what chooses the options is right all the same.
    return usesOfGroup(search, root, old).map(({ uri, range }) => ({ uri, range, text: nameIn(path) }));
  }
  return configsIn(search, root, old).flatMap((config) =>
    editsForConfig(search, root, config, path + config.slice(old.length)),
  );
}

/** An entry that names a config by its new path; it may land in another package there, unless the entry says where. */
function rewritten(snapshot: Snapshot, path: EntryPath, target: string): readonly NameEdit[] {
  const { file, entry, ranges } = path;
  const holder = above(placeOf(snapshot, file.uri)?.configPath ?? '');
  const shown = (whole: string) => seenFrom(holder, whole);
  const doubt = entry.kind !== 'self' && entry.package === undefined ? { doubt: 'moved' as const } : {};
  const isAbsolute = (range: Range) => file.text[range.start - 1] === '/';
  const make = (range: Range, text: string): NameEdit => {
    const start = isAbsolute(range) ? range.start - 1 : range.start;
    return { uri: file.uri, range: { start, end: range.end }, text, ...doubt };
  };
  const written = ranges.filter((range) => range !== undefined);
  const [first] = written;
  const last = written.at(-1);
  if (first === undefined || last === undefined) return [];
  if (entry.kind === 'config') {
    const text = isAbsolute(first) ? `/${target}` : shown(target);
    return [make({ start: first.start, end: last.end }, text)];
  }
  // Lists of options are seen as a whole: the others may stay where they are.
  if (entry.kind !== 'group' || typeof entry.value !== 'string') return [];
  const [valueRange] = entry.valueRanges;
  const inKey = written.filter((range) => valueRange === undefined || range.end <= valueRange.start);
  const inValue = written.filter((range) => valueRange !== undefined && range.start >= valueRange.start);
  const [groupFirst] = inKey;
  const groupLast = inKey.at(-1);
  const [valueFirst] = inValue;
  const valueLast = inValue.at(-1);
  if (groupFirst === undefined || groupLast === undefined || valueFirst === undefined || valueLast === undefined)
    return [];
  const group = above(target);
  if (group === '') return [];
  const groupText = isAbsolute(groupFirst) ? `/${group}` : shown(group);
  return [
    make({ start: groupFirst.start, end: groupLast.end }, groupText),
    make({ start: valueFirst.start, end: valueLast.end }, nameIn(target)),
  ];
}

/** What a config names relative to its folder is named from the root when it lies in another one. */
function ownEntries(snapshot: Snapshot, root: Uri, old: string, path: string): readonly NameEdit[] {
  const own = rootsOf(snapshot).find((each) => each.root.uri === root);
  const uris = own === undefined ? [] : configUrisOf(snapshot, own.root);
  const uri = uris.find((each) => placeOf(snapshot, each)?.configPath === old);
  const file = uri === undefined ? undefined : snapshot.config(uri);
  if (file === undefined || above(old) === '') return [];
  const target = above(path);
  return entryPathsOf(file, old).flatMap(({ names, ranges, entry }): readonly NameEdit[] => {
    const index = ranges.findIndex((range) => range !== undefined);
    const range = ranges[index];
    if (range === undefined || index === 0 || file.text[range.start - 1] === '/') return [];
    const before = names.slice(0, index).join('/');
    if (before === target) return [];
    const doubt = entry.kind !== 'self' && entry.package === undefined ? { doubt: 'moved' as const } : {};
    return [{ uri: file.uri, range: { start: range.start, end: range.start }, text: `/${before}/`, ...doubt }];
  });
}
