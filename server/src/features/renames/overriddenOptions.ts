import { placeOf, type Snapshot } from '../../project/index.ts';
import { type ConfigFile, type DefaultsEntry, emitScalar, joinUri, stringLeaf, type Uri } from '../../text/index.ts';
import { entryPathsOf, type Search } from '../uses/index.ts';
import { above, type ConfigMove, groupOf, nameIn, type OptionList, optionsNaming } from './optionLists.ts';
import type { NameEdit } from './renaming.ts';
import { commentOf, listWith, writtenList } from './writtenList.ts';

/**
 * What becomes of `- override db: mysql` when the option moves and what it overrides stays, a choice of another option: it
 * has nothing to override in the new group. The choice is taken away, and the config brought by an entry of its own that
 * lands where the option did. An option that moves into a folder of its group is named by its path there. Where what is
 * overridden moves along, the override is no other entry than that.
 */
export function editsOfOverrides(search: Search, moves: readonly ConfigMove[]): readonly NameEdit[] {
  const isOverride = (entry: DefaultsEntry) => entry.kind === 'group' && entry.override;
  return optionsNaming(search, moves, isOverride).flatMap((list) =>
    staysOverridden(search, list, moves) ? apart(search.snapshot, list) : [],
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

/** An override has the package that an entry of the same words would have: the config that moves lands there too. */
function apart(snapshot: Snapshot, { path, entry, root, targets }: OptionList): readonly NameEdit[] {
  const { file } = path;
  const { uri } = file;
  const group = groupOf(path, entry);
  const options = typeof entry.value === 'string' ? [entry.value] : (entry.value ?? []);
  const list = typeof entry.value === 'string' ? undefined : writtenList(file, entry);
  const [first] = entry.valueRanges;
  if (first === undefined || (list === undefined && typeof entry.value !== 'string')) return [];
  const added: string[] = [];
  const kept = targets.map((target, index) => {
    if (target === undefined) return list?.items[index]?.text ?? '';
    if (target.startsWith(`${group}/`)) return emitScalar(stringLeaf(target.slice(group.length + 1)));
    const moved = snapshot.config(joinUri(root, `${group}/${options[index]}.yaml`));
    const own = entry.group.replace(/^\//, '').replaceAll('/', '.');
    const at = entry.package ?? (hasOwnPackage(moved) ? undefined : own);
    const option = above(target) === '' ? '' : `: ${nameIn(target)}`;
    const named = above(target) === '' ? target : above(target);
    const comment = list === undefined ? '' : commentOf(list, index);
    added.push(`/${named}${at === undefined ? '' : `@${at}`}${option}${comment}`);
    return undefined;
  });
  const doubt = { doubt: 'listed' as const };
  const text = list === undefined ? (kept[0] ?? 'null') : listWith(list, kept, 'null');
  if (text === undefined) return [];
  const value: NameEdit = { uri, range: list?.range ?? first, text, ...doubt };
  if (added.length === 0) return [value];
  const put = beforeOverrides(file, added);
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
  if (!isBlock && (!/[[,][ \t]*$/.test(dash) || entries.some((entry) => entry.includes('#')))) return undefined;
  const between = isBlock ? `${newline}${dash}` : ', ';
  return { uri, range: { start, end: start }, text: entries.map((each) => each + between).join('') };
}
