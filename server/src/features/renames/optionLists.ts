import { placeOf } from '../../project/index.ts';
import {
  type ConfigFile,
  type DefaultsEntry,
  emitScalar,
  type GroupEntry,
  stringLeaf,
  type Uri,
} from '../../text/index.ts';
import { type EntryPath, entriesNaming, type Search } from '../uses/index.ts';
import type { NameEdit } from './renaming.ts';
import { commentOf, listWith, type WrittenList, writtenList } from './writtenList.ts';

/** A config that is about to have another path in its root. */
export interface ConfigMove {
  readonly root: Uri;
  readonly old: string;
  readonly path: string;
}

/** The group of a config, by its path. */
export function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function isBeside(left: string, right: string): boolean {
  return above(left) === above(right);
}

/** A path as a defaults list in a group names it. */
export function seenFrom(group: string, path: string): string {
  if (group === '') return path;
  return path.startsWith(`${group}/`) ? path.slice(group.length + 1) : `/${path}`;
}

/** One entry with what becomes of its options. */
export interface OptionList {
  readonly path: EntryPath;
  readonly entry: GroupEntry;
  readonly root: Uri;
  /** Of each option its new path, `undefined` where it stays. */
  readonly targets: readonly (string | undefined)[];
}

/**
 * What becomes of lists such as `- db: [a, b]` whose options move: where all go to one group, the list names that; what goes
 * into a folder of the group is named by its path there; what goes elsewhere gets an entry of its own. A list that only
 * has options with new names is not seen here; of one behind `override` see `editsOfOverrides`.
 */
export function editsOfLists(search: Search, moves: readonly ConfigMove[]): readonly NameEdit[] {
  return listsNaming(search, moves).flatMap((list) => {
    const { file } = list.path;
    const holder = above(placeOf(search.snapshot, file.uri)?.configPath ?? '');
    return inOneGroup(list, holder) ?? inFolders(list) ?? takenOut(list, holder) ?? [];
  });
}

function listsNaming(search: Search, moves: readonly ConfigMove[]): readonly OptionList[] {
  return optionsNaming(search, moves, (entry) => entry.kind === 'group' && Array.isArray(entry.value));
}

/** The entries of a kind that choose an option which goes to another group. */
export function optionsNaming(
  search: Search,
  moves: readonly ConfigMove[],
  isMeant: (entry: DefaultsEntry) => boolean,
): readonly OptionList[] {
  const found = new Map<string, OptionList>();
  for (const { root, old, path: to } of moves) {
    if (isBeside(old, to)) continue;
    for (const path of entriesNaming(search, root, old)) {
      const { entry, file } = path;
      if (entry.kind !== 'group' || !isMeant(entry)) continue;
      const group = groupOf(path, entry);
      const options = typeof entry.value === 'string' ? [entry.value] : (entry.value ?? []);
      const targets = options.map(
        (option) => moves.find((each) => each.root === root && each.old === `${group}/${option}`)?.path,
      );
      found.set(`${entry.range.start} ${file.uri}`, { path, entry, root, targets });
    }
  }
  return [...found.values()];
}

/** The group of a list from the root down, as one of its options has it. */
export function groupOf({ names, ranges }: EntryPath, { keyRange }: GroupEntry): string {
  const ends = ranges.findIndex((range) => range !== undefined && range.start >= keyRange.end);
  return names.slice(0, ends).join('/');
}

function inOneGroup({ path, entry, targets }: OptionList, holder: string): readonly NameEdit[] | undefined {
  const [first] = targets;
  const group = first === undefined ? '' : above(first);
  if (group === '' || !targets.every((each) => each !== undefined && above(each) === group)) return undefined;
  const { uri, text } = path.file;
  const start = text.indexOf(entry.group, entry.keyRange.start + (entry.words.length - entry.group.length));
  if (start === -1 || start >= entry.keyRange.end) return undefined;
  const named = entry.group.startsWith('/') ? `/${group}` : seenFrom(holder, group);
  const doubt = entry.package === undefined ? { doubt: 'moved' as const } : {};
  const renamed = targets.flatMap((each, index) => optionEdit(path, entry, index, nameIn(each ?? ''), doubt));
  return [{ uri, range: { start, end: start + entry.group.length }, text: named, ...doubt }, ...renamed];
}

/** `[a, b]` becomes `[sub/a, b]`, and the other way round. */
function inFolders({ path, entry, targets }: OptionList): readonly NameEdit[] | undefined {
  const group = groupOf(path, entry);
  if (!targets.every((each) => each === undefined || each.startsWith(`${group}/`))) return undefined;
  const doubt = entry.package === undefined ? { doubt: 'moved' as const } : {};
  return targets.flatMap((each, index) =>
    each === undefined ? [] : optionEdit(path, entry, index, each.slice(group.length + 1), doubt),
  );
}

function optionEdit(
  { file }: EntryPath,
  { valueRanges }: GroupEntry,
  index: number,
  text: string,
  doubt: Pick<NameEdit, 'doubt'>,
): readonly NameEdit[] {
  const range = valueRanges[index];
  if (range === undefined) return [];
  const [quote = ''] = /^["']/.exec(file.text.slice(range.start, range.end)) ?? [];
  return [{ uri: file.uri, range, text: quote + text + quote, ...doubt }];
}

/**
 * What goes to another group gets an entry before the list or behind it; in between what stays has the list again. Where
 * nothing stays, the list is left empty: programs may be started with options for it.
 */
function takenOut({ path, entry, targets }: OptionList, holder: string): readonly NameEdit[] | undefined {
  const { file } = path;
  const { uri, text } = file;
  const list = entry.override ? undefined : writtenList(file, entry);
  const between = list && betweenEntries(file, entry, list);
  if (list === undefined || between === undefined) return undefined;
  const group = groupOf(path, entry);
  const kept = targets.map((target, index) => {
    if (target === undefined) return list.items[index]?.text ?? '';
    return target.startsWith(`${group}/`) ? emitScalar(stringLeaf(target.slice(group.length + 1))) : undefined;
  });
  const firstStaying = kept.findIndex((each) => each !== undefined);
  const [before, behind]: [string[], string[]] = [[], []];
  for (const [index, target] of targets.entries()) {
    if (target === undefined || kept[index] !== undefined) continue;
    const package_ = entry.package === undefined ? '' : `@${entry.package}`;
    const named = above(target) === '' ? seenFrom(holder, target) : seenFrom(holder, above(target));
    const config = `${named}${package_}${above(target) === '' ? '' : `: ${nameIn(target)}`}`;
    const optional = entry.optional && above(target) !== '' ? 'optional ' : '';
    const goesBefore = firstStaying === -1 || index < firstStaying;
    (goesBefore ? before : behind).push(`${optional}${config}${commentOf(list, index)}`);
  }
  const left = listWith(list, kept, '[]');
  const end = list.isBlock ? list.range.end : (commentEnd(text, list.range.end, behind) ?? list.range.end);
  if (left === undefined) return undefined;
  const own = text.slice(entry.range.start, list.range.start) + left + text.slice(list.range.end, end);
  const range = { start: entry.range.start, end };
  return [{ uri, range, text: [...before, own, ...behind].join(between), doubt: 'listed' }];
}

/** What stands between two entries of the defaults list that an entry with a list of options is in. */
function betweenEntries({ text }: ConfigFile, { range }: GroupEntry, list: WrittenList): string | undefined {
  const dash = text.slice(text.lastIndexOf('\n', range.start - 1) + 1, range.start);
  const isAlone = /^[ \t]*-[ \t]+$/.test(dash);
  if (isAlone) return `${list.newline}${dash}`;
  return !list.isBlock && /[[,][ \t]*$/.test(dash) ? ', ' : undefined;
}

/** A comment behind a list stays behind it where entries follow in lines of their own. */
function commentEnd(text: string, end: number, behind: readonly string[]): number | undefined {
  const comment = behind.length === 0 ? null : /^[ \t]+#[^\r\n]*/.exec(text.slice(end));
  return comment === null ? undefined : end + comment[0].length;
}
