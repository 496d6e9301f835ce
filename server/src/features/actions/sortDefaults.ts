import { CodeActionKind } from 'vscode-languageserver-types';
import type { Composition } from '../../compose/index.ts';
import { type CompositionKey, groupOptions, isSameData, placeOf, type Snapshot } from '../../project/index.ts';
import type { ConfigFile, DefaultsEntry, Edit, Uri } from '../../text/index.ts';
import { lineOfDefault, newlineOf } from './blocks.ts';
import type { Refactoring } from './refactorings.ts';
import { usagesOf } from './site.ts';
import { effectOn } from './tried.ts';

const KIND = CodeActionKind.RefactorRewrite;

/** The entries of a list in the order of their names, as far as that changes nothing. */
export function sortingDefaults(snapshot: Snapshot, file: ConfigFile): Refactoring[] {
  const plain = snapshot.derive(`sorted defaults ${file.uri}`, (at) => sortedPlain(at, file.uri), {
    passing: 'few',
    isSame: isSameData,
  });
  const overrides = sortedOverrides(file);
  return [
    ...(plain === undefined ? [] : [plain]),
    ...(overrides === undefined ? [] : [{ title: 'Sort the overrides of this list', kind: KIND, edits: [overrides] }]),
  ];
}

/** The overrides at the end of a list by their groups: each is of another group, so that their order says nothing. */
function sortedOverrides(file: ConfigFile): Edit | undefined {
  const entries = file.defaults ?? [];
  const overrides = entries.filter(isOverride);
  const first = entries.findIndex(isOverride);
  const own = entries.slice(first, first + overrides.length);
  const keys = own.map(nameOf);
  if (own.length < 2 || !own.every(isOverride) || new Set(keys).size < keys.length) return undefined;
  return sortedRun(file, own, nameOf);
}

/** More compositions than these are not held against each other for one list. */
const MOST_TRIED = 64;

/**
 * The other entries, those between `_self_` and the overrides among themselves: configs before options of groups, else the
 * configs where they are. What is merged later wins, so that every composition that has the list is made of both orders:
 * those of the primary configs, and those with each other option of the groups that move.
 */
function sortedPlain(snapshot: Snapshot, uri: Uri): Refactoring | undefined {
  const file = snapshot.config(uri);
  if (file === undefined || file.defaultsDefects.length > 0) return undefined;
  const runs = runsOf(file.defaults ?? []);
  const wholly = runs.flatMap(
    (run) => sortedRun(file, run, (entry) => `${isGroup(entry) ? 1 : 0}${nameOf(entry)}`) ?? [],
  );
  const groups = runs.flatMap(groupsIn).flatMap((run) => sortedRun(file, run, nameOf) ?? []);
  if (wholly.length === 0) return undefined;
  const keys = keysWith(snapshot, file);
  if (keys === undefined) return undefined;
  for (const edits of isSameData(wholly, groups) ? [wholly] : [wholly, groups]) {
    if (edits.length === 0) continue;
    const text = edits.reduceRight(
      (before, { span, text: made }) => before.slice(0, span.start) + made + before.slice(span.end),
      file.text,
    );
    const effect = effectOn(snapshot, keys, new Map([[uri, text]]), isSameChoice);
    const title = 'Sort the entries of this list';
    if (effect === 'none') return { title, kind: KIND, edits };
    if (effect === 'order') return { title: `${title}: keys come in another order`, kind: KIND, edits };
  }
  return undefined;
}

/** Whether both choose the same options. */
function isSameChoice(before: Composition, after: Composition): boolean {
  const sorted = ({ choices }: Composition) => [...choices].sort(([left], [right]) => (left < right ? -1 : 1));
  return isSameData(sorted(before), sorted(after));
}

/** The compositions that have the list, with each option of its groups; `undefined` where these are too many. */
function keysWith(snapshot: Snapshot, file: ConfigFile): readonly CompositionKey[] | undefined {
  const placed = placeOf(snapshot, file.uri);
  const usages = usagesOf(snapshot, file.uri) ?? [];
  if (placed === undefined || usages.length === 0) return undefined;
  const home = placed.configPath.slice(0, placed.configPath.lastIndexOf('/') + 1);
  const named = (file.defaults ?? []).filter((entry) => isGroup(entry) && !isOverride(entry)).map(nameOf);
  const paths = new Set(named.flatMap((name) => [name.split('@')[0] ?? '', home + (name.split('@')[0] ?? '')]));
  const found: CompositionKey[] = [];
  for (const { key, composition } of usages) {
    found.push(key);
    for (const [chosen, option] of composition.choices) {
      const [group = ''] = chosen.split('@');
      if (!paths.has(group)) continue;
      for (const other of groupOptions(snapshot, key, group))
        if (other !== option) found.push(withOption(key, `${chosen}=${other}`));
    }
    if (found.length > MOST_TRIED) return undefined;
  }
  return found;
}

function withOption({ isTrial: _, ...key }: CompositionKey, choice: string): CompositionKey {
  return { ...key, overrides: [...key.overrides, choice] };
}

/** The runs of entries that are neither `_self_` nor overrides. */
function runsOf(entries: readonly DefaultsEntry[]): DefaultsEntry[][] {
  return parted(entries, (entry) => entry.kind !== 'self' && !isOverride(entry));
}

/** Those of a run that are options of groups, as far as they stand together. */
function groupsIn(run: readonly DefaultsEntry[]): DefaultsEntry[][] {
  return parted(run, isGroup);
}

function parted(entries: readonly DefaultsEntry[], isIn: (entry: DefaultsEntry) => boolean): DefaultsEntry[][] {
  const runs: DefaultsEntry[][] = [[]];
  for (const entry of entries) {
    if (isIn(entry)) runs.at(-1)?.push(entry);
    else runs.push([]);
  }
  return runs;
}

function isGroup({ kind }: DefaultsEntry): boolean {
  return kind === 'group';
}

function isOverride(entry: DefaultsEntry): boolean {
  return entry.kind === 'group' && entry.override;
}

/** By what an entry is sorted: its path, then its package. */
function nameOf(entry: DefaultsEntry): string {
  if (entry.kind === 'self') return '';
  return `${(entry.kind === 'group' ? entry.group : entry.path).replace(/^\//, '')}@${entry.package ?? ''}`;
}

/** Some entries that stand together, sorted; `undefined` where they are, or where their lines cannot be told apart. */
function sortedRun(
  file: ConfigFile,
  run: readonly DefaultsEntry[],
  keyOf: (entry: DefaultsEntry) => string,
): Edit | undefined {
  const lines = run.flatMap((entry) => lineOfDefault(file, entry) ?? []);
  const start = lines[0]?.start ?? 0;
  const end = lines.at(-1)?.end ?? 0;
  // Comments between them belong to one or the other: nobody knows to which.
  const isDense = lines.every((line, index) => index === 0 || line.start === lines[index - 1]?.end);
  if (run.length < 2 || lines.length < run.length || !isDense || run.some((entry) => nameOf(entry).includes('$')))
    return undefined;
  const texts = lines.map((line) => file.text.slice(line.start, line.end).replace(/\r?\n$/, ''));
  const order = run.map((entry, index) => ({ key: keyOf(entry), text: texts[index] ?? '' }));
  order.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  const tail = /\r?\n$/.exec(file.text.slice(start, end))?.[0] ?? '';
  const text = order.map((each) => each.text).join(newlineOf(file.text)) + tail;
  return text === file.text.slice(start, end) ? undefined : { span: { uri: file.uri, start, end }, text };
}
