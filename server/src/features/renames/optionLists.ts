import { placeOf } from '../../project/index.ts';
import { type DefaultsEntry, emitScalar, type GroupEntry, stringLeaf, type Uri } from '../../text/index.ts';
import { type EntryPath, entriesNaming, type Search } from '../uses/index.ts';
import type { NameEdit } from './renaming.ts';

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

/** What goes to another group gets an entry before the list or behind it; in between what stays has the list again. */
function takenOut({ path, entry, targets }: OptionList, holder: string): readonly NameEdit[] | undefined {
  const { uri, text } = path.file;
  const { range, valueRanges, override, optional } = entry;
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const dash = text.slice(lineStart, range.start);
  const written = text.slice(range.start, range.end);
  const key = /^[^[\n]*:\s*(?=\[)/.exec(written)?.[0];
  // A list in one line below a dash of its own: of another one the comments and the rest of the line are not to be lost.
  if (override || key === undefined || !/^[ \t]*-[ \t]+$/.test(dash) || !/\[[^\n#]*\]$/.test(written)) return undefined;
  const group = groupOf(path, entry);
  const firstStaying = targets.findIndex((each) => each === undefined || each.startsWith(`${group}/`));
  if (firstStaying === -1) return undefined;
  const kept: string[] = [];
  const before: string[] = [];
  const behind: string[] = [];
  for (const [index, target] of targets.entries()) {
    const place = valueRanges[index];
    const own = place === undefined ? '' : text.slice(place.start, place.end);
    if (target === undefined) kept.push(own);
    else if (target.startsWith(`${group}/`)) kept.push(emitScalar(stringLeaf(target.slice(group.length + 1))));
    else {
      const package_ = entry.package === undefined ? '' : `@${entry.package}`;
      const named = above(target) === '' ? seenFrom(holder, target) : seenFrom(holder, above(target));
      const config = `${named}${package_}${above(target) === '' ? '' : `: ${nameIn(target)}`}`;
      (index < firstStaying ? before : behind).push(`${optional && above(target) !== '' ? 'optional ' : ''}${config}`);
    }
  }
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const list = `${key}[${kept.join(', ')}]`;
  return [{ uri, range, text: [...before, list, ...behind].join(`${newline}${dash}`), doubt: 'listed' }];
}
