import { type Choice, type Composition, type ConfigNode, isHydraOwn, type KeyPath } from '../../compose/index.ts';
import {
  compositionName,
  fileLabel,
  focusOf,
  groupOptions,
  packageIn,
  placeOf,
  type Snapshot,
  shortName,
  usersOf,
} from '../../project/index.ts';
import { type ConfigFile, type DefaultsEntry, type PackageHeader, positionAt, type Uri } from '../../text/index.ts';
import { entryChoices } from '../entryChoices.ts';
import { explainWrite } from '../explain.ts';
import { code, escapeMarkdown } from '../markdown.ts';
import { placeText } from './placeText.ts';

/** What an entry of a defaults list brings, where that lands, and which of its values last. */
export function entryContents(snapshot: Snapshot, uri: Uri, entry: DefaultsEntry): string | undefined {
  if (entry.kind === 'self')
    return 'This file itself: entries above it are overridden by it, entries below override it.';
  const focus = focusOf(snapshot, uri);
  const placed = placeOf(snapshot, uri);
  if (focus === undefined || placed === undefined) return undefined;
  const { composition } = focus;
  const { written, instead } = entryChoices(snapshot, uri, entry);
  const line = (choice: Choice) => {
    const size = choice.file.body?.kind === 'map' ? choice.file.body.entries.size : 0;
    const name = `[${escapeMarkdown(shortName(snapshot, choice.file.uri))}](${choice.file.uri})`;
    return `${name}: ${count(size, 'key')} into ${packageName(choice.package)}`;
  };
  const lines = written.flatMap((choice) => {
    const fate = composition.defaultsList.includes(choice) ? fateOf(composition, choice.file) : undefined;
    return fate === undefined ? [line(choice)] : [line(choice), fate];
  });
  if (instead.length > 0) lines.push(`As seen from ${code(compositionName(focus.key))} instead:`, ...instead.map(line));
  if (entry.kind === 'group') {
    const before = entry.override ? replacedBy(snapshot, composition, uri, written) : undefined;
    if (before !== undefined) lines.push(before);
    const slash = placed.configPath.lastIndexOf('/') + 1;
    const group = entry.group.startsWith('/') ? entry.group.slice(1) : placed.configPath.slice(0, slash) + entry.group;
    const options = groupOptions(snapshot, focus.key, group);
    if (options.length > 0) lines.push(`Options of ${code(group)}: ${listed(options.map(code))}`);
  }
  return lines.length === 0 ? undefined : lines.join('\n\n');
}

/** More than these are counted. */
const MOST_LISTED = 12;

function listed(texts: readonly string[]): string {
  const more = texts.length - MOST_LISTED;
  return more <= 0 ? texts.join(', ') : `${texts.slice(0, MOST_LISTED).join(', ')} and ${more} more`;
}

/** Which values of a config it takes from others, and which others take from it. */
function fateOf(composition: Composition, file: ConfigFile): string | undefined {
  const over = new Map<string, string[]>();
  const under = new Map<string, string[]>();
  const visit = (node: ConfigNode, path: KeyPath): void => {
    for (const [name, child] of node.children) visit(child, [...path, name]);
    if (node.shape === 'map' || path.length === 0) return;
    const index = node.writes.findLastIndex(({ origin }) => origin.kind === 'file' && origin.file.uri === file.uri);
    if (index === -1) return;
    const last = node.writes.at(-1);
    const before = node.writes[index - 1];
    if (last !== undefined && index < node.writes.length - 1) note(under, placeOfWrite(composition, last), path);
    else if (before !== undefined) note(over, placeOfWrite(composition, before), path);
  };
  visit(composition.root, []);
  const parts = [
    ...[...over].map(([place, keys]) => `overrides ${keysText(keys)} of ${place}`),
    ...[...under].map(([place, keys]) => `${keysText(keys)} is overridden in ${place}`),
  ];
  return parts.length === 0
    ? undefined
    : parts
        .slice(0, MOST_LISTED)
        .map((each) => `- ${each}`)
        .join('\n');
}

function placeOfWrite(composition: Composition, write: ConfigNode['writes'][number]): string {
  const { place, target } = explainWrite(composition, write);
  // The keys of one file are told together.
  return target === undefined ? code(place) : `[${escapeMarkdown(place.replace(/:\d+$/, ''))}](${target.uri})`;
}

function note(into: Map<string, string[]>, place: string, path: KeyPath): void {
  into.set(place, [...(into.get(place) ?? []), path.join('.')]);
}

function keysText(keys: readonly string[]): string {
  return listed(keys.map(code));
}

/** What an `override` takes the place of: the option that another list chose. */
function replacedBy(
  snapshot: Snapshot,
  composition: Composition,
  uri: Uri,
  written: readonly Choice[],
): string | undefined {
  const key = written.find(({ overrideKey }) => overrideKey !== undefined)?.overrideKey;
  const [group] = key?.split('@') ?? [];
  if (group === undefined) return undefined;
  for (const { file } of composition.defaultsList) {
    if (file.uri === uri || snapshot.files.file(file.uri) === undefined) continue;
    for (const each of file.defaults ?? []) {
      if (each.kind !== 'group' || each.override || typeof each.value !== 'string') continue;
      const name = each.group.replace(/^\//, '');
      if (name !== group && !group.endsWith(`/${name}`)) continue;
      const { line } = positionAt(file.text, each.range.start);
      const place = placeText({ place: `${fileLabel(file.uri)}:${line + 1}`, target: { uri: file.uri, line } });
      return `Takes the place of ${code(each.value)}, chosen in ${place}`;
    }
  }
  return undefined;
}

/** The flattened defaults list: every config in the order in which they are merged. */
export function defaultsContents(snapshot: Snapshot, uri: Uri): string | undefined {
  const focus = focusOf(snapshot, uri);
  if (focus === undefined) return undefined;
  const list = focus.composition.defaultsList.filter((choice) => !isHydraOwn(choice));
  const lines = list.map(({ file, package: landing, isSelf }) => {
    const own = file.uri === uri && isSelf ? ' (this file)' : '';
    return `1. [${escapeMarkdown(shortName(snapshot, file.uri))}](${file.uri}) into ${packageName(landing)}${own}`;
  });
  if (lines.length === 0) return undefined;
  const more = lines.length - MOST_MERGED;
  const shown = more > 0 ? [...lines.slice(0, MOST_MERGED), `\nand ${more} more`] : lines;
  return `Merged in this order for ${code(compositionName(focus.key))}; later ones win:\n\n${shown.join('\n')}`;
}

const MOST_MERGED = 30;

/** Where a file lands, and where it would without its header. */
export function headerContents(snapshot: Snapshot, uri: Uri, header: PackageHeader): string {
  const group = placeOf(snapshot, uri)?.configPath.split('/').slice(0, -1).join('.') ?? '';
  const own = header.package === '_global_' ? '' : header.package.replace(/^_global_\./, '');
  const lines = [`The content of this file lands in ${packageName(header.package)}.`];
  if (group !== own) lines.push(`Without this line it would be ${packageName(group)}, by the folder that it lies in.`);
  const packages = new Map<string, string[]>();
  for (const { key, composition } of usersOf(snapshot, uri)) {
    const landing = packageIn(composition, uri)?.join('.');
    if (landing === undefined || landing === own) continue;
    packages.set(landing, [...(packages.get(landing) ?? []), key.name ?? '']);
  }
  for (const [landing, names] of packages) {
    lines.push(
      `Where it is chosen with another package, it lands there: ${packageName(landing)} in ${listed(names.map(code))}.`,
    );
  }
  return lines.join('\n\n');
}

export function packageName(packageText: string): string {
  return packageText === '_global_' || packageText === '' ? 'the root of the config' : code(packageText);
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
