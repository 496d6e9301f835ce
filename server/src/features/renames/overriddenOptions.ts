import { placeOf, type Snapshot } from '../../project/index.ts';
import { type ConfigFile, type DefaultsEntry, emitScalar, joinUri, stringLeaf, type Uri } from '../../text/index.ts';
import { entryPathsOf, type Search } from '../uses/index.ts';
import { above, type ConfigMove, groupOf, nameIn, type OptionList, optionsNaming } from './optionLists.ts';
import type { NameEdit } from './renaming.ts';

/**
 * What becomes of `- override db: mysql` when the option moves and what it overrides stays, a choice of another option: it
 * has nothing to override in the new group. The choice is taken away, and the config brought by an entry of its own that
 * lands where the option did. An option that moves into a folder of its group is named by its path there. Where what is
 * overridden moves along, the override is no other entry than that.
 */
export function editsOfOverrides(search: Search, moves: readonly ConfigMove[]): readonly NameEdit[] {
  const isOverride = (entry: DefaultsEntry) => entry.kind === 'group' && entry.override;
  return optionsNaming(search, moves, isOverride).flatMap((list) =>
    staysOverridden(search, list, moves) ? apart(search.snapshot, list, landsAtRoot(search, list)) : [],
  );
}

/** Whether what an override overrides still is an entry of its group after a move, wherever that is written. */
function staysOverridden(search: Search, { path, entry, root }: OptionList, moves: readonly ConfigMove[]): boolean {
  const group = groupOf(path, entry);
  const moved = (option: string) => moves.some((each) => each.root === root && each.old === `${group}/${option}`);
  const plain = search.filesWith(root, nameIn(group)).flatMap((file) => {
    const placed = placeOf(search.snapshot, file.uri);
    if (placed === undefined || placed.root.uri !== root) return [];
    return entryPathsOf(file, placed.configPath).flatMap((each) => {
      if (each.entry.kind !== 'group' || each.entry.override) return [];
      const own = each.isConfig ? groupOf(each, each.entry) : each.names.join('/');
      return own === group ? [each.entry.value] : [];
    });
  });
  const stays = (value: string | null | readonly string[]) =>
    value === null || (typeof value === 'string' ? !moved(value) : !value.every(moved));
  return plain.length > 0 && plain.every(stays);
}

/** Packages are written as they are seen from where the list's config lands. */
function landsAtRoot(search: Search, { path, root }: OptionList): boolean {
  const landings = search.landings(root, path.file.uri);
  return landings.length > 0 && landings.every(({ package: at }) => at === '');
}

function apart(snapshot: Snapshot, { path, entry, root, targets }: OptionList, isAtRoot: boolean): readonly NameEdit[] {
  const { file } = path;
  const { uri, text } = file;
  const group = groupOf(path, entry);
  const [first, last] = [entry.valueRanges[0], entry.valueRanges.at(-1)];
  const options = typeof entry.value === 'string' ? [entry.value] : (entry.value ?? []);
  if (first === undefined || last === undefined) return [];
  const kept: string[] = [];
  const added: string[] = [];
  for (const [index, target] of targets.entries()) {
    const place = entry.valueRanges[index];
    if (target === undefined) kept.push(place === undefined ? '' : text.slice(place.start, place.end));
    else if (target.startsWith(`${group}/`)) kept.push(emitScalar(stringLeaf(target.slice(group.length + 1))));
    else {
      const moved = snapshot.config(joinUri(root, `${group}/${options[index]}.yaml`));
      const at = entry.package ?? (hasOwnPackage(moved) ? undefined : group.replaceAll('/', '.'));
      const option = above(target) === '' ? '' : `: ${nameIn(target)}`;
      const named = above(target) === '' ? target : above(target);
      added.push(`/${named}${at === undefined ? '' : `@${at}`}${option}`);
    }
  }
  const doubt = { doubt: 'listed' as const };
  const values = typeof entry.value === 'string' ? kept[0] : `[${kept.join(', ')}]`;
  const isList = typeof entry.value !== 'string';
  const start = isList ? text.lastIndexOf('[', first.start) : first.start;
  const end = isList ? text.indexOf(']', last.end) + 1 : last.end;
  // Of a list over several lines the comments are not to be lost.
  if (start < entry.keyRange.end || end <= start || /[\n#]/.test(text.slice(start, end))) return [];
  const value: NameEdit = { uri, range: { start, end }, text: kept.length === 0 ? 'null' : (values ?? ''), ...doubt };
  if (added.length === 0) return [value];
  const put = isAtRoot ? beforeOverrides(file, added) : undefined;
  return put === undefined ? [] : [{ ...put, ...doubt }, value];
}

/** A header that says where a config lands, whatever group it lies in. */
function hasOwnPackage(file: ConfigFile | undefined): boolean {
  return file?.header !== undefined && !file.header.package.includes('_group_');
}

/** Entries before the overrides of a list, which have to be its last. */
function beforeOverrides(
  { uri, text, defaults = [] }: ConfigFile,
  entries: readonly string[],
): { uri: Uri; range: { start: number; end: number }; text: string } | undefined {
  const first = defaults.find((entry) => entry.kind === 'group' && entry.override);
  if (first === undefined) return undefined;
  const { start } = first.range;
  const dash = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const isBlock = /^[ \t]*-[ \t]+$/.test(dash);
  if (!isBlock && !/[[,][ \t]*$/.test(dash)) return undefined;
  const between = isBlock ? `${newline}${dash}` : ', ';
  return { uri, range: { start, end: start }, text: entries.map((each) => each + between).join('') };
}
