import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import { type Composition, type ConfigNode, type KeyPath, nodeAt } from '../../compose/index.ts';
import {
  compositionName,
  fileLabel,
  focusOf,
  type Placed,
  packageIn,
  pinnedAt,
  placeOf,
  type Snapshot,
  type Usage,
  usersOf,
} from '../../project/index.ts';
import type { RegistryEntry } from '../../python/index.ts';
import { factsAt } from '../../schema/index.ts';
import { addTo, type Plain, type Range, touches, type Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { type ExplainedWrite, type Explanation, explain, explainValue, explainWrite, inline } from '../explain.ts';
import { describeFully } from '../keys/described.ts';
import { interpolationsIn } from '../keys/interpolations.ts';
import { valuesInOptions } from '../keys/optionSiblings.ts';
import { type At, locate, type Target } from '../locate.ts';
import { code, escapeMarkdown } from '../markdown.ts';
import { registryUsers } from '../registryUsers.ts';
import { aliasContents } from './aliases.ts';
import { defaultsContents, entryContents, headerContents } from './defaults.ts';
import { interpolationContents } from './interpolations.ts';
import { placeText } from './placeText.ts';
import { hoverPython } from './python.ts';
import { targetContents } from './targets.ts';

/** What a run will really get at this place, and who decided it. */
export function hover(snapshot: Snapshot, at: At): Hover | undefined {
  const text = snapshot.files.file(at.uri)?.text ?? '';
  const alias = aliasContents(snapshot, at);
  if (alias !== undefined) {
    const target = alias.path === undefined ? locate(snapshot, at) : undefined;
    const value = alias.path
      ? keyContents(snapshot, at.uri, alias.path)
      : target && contentsOf(snapshot, at.uri, target);
    const parts = [alias.text, ...(value === undefined ? [] : [value])];
    return {
      contents: { kind: MarkupKind.Markdown, value: parts.join('\n\n---\n\n') },
      range: toLspRange(text, alias.range),
    };
  }
  const list = defaultsKeyAt(snapshot, at);
  const target = list === undefined ? locate(snapshot, at) : undefined;
  if (list !== undefined) {
    const value = defaultsContents(snapshot, at.uri);
    return value === undefined
      ? undefined
      : { contents: { kind: MarkupKind.Markdown, value }, range: toLspRange(text, list) };
  }
  if (target === undefined) return at.uri.endsWith('.py') ? hoverPython(snapshot, at) : undefined;
  const value = contentsOf(snapshot, at.uri, target);
  if (value === undefined) return undefined;
  return { contents: { kind: MarkupKind.Markdown, value }, range: toLspRange(text, target.range) };
}

/** The key of the defaults list, where the pointer rests on it. */
function defaultsKeyAt(snapshot: Snapshot, { uri, offset }: At): Range | undefined {
  const range = placeOf(snapshot, uri) === undefined ? undefined : snapshot.config(uri)?.defaultsKey;
  return range !== undefined && touches(range, offset) ? range : undefined;
}

function contentsOf(snapshot: Snapshot, uri: Uri, target: Target): string | undefined {
  switch (target.kind) {
    case 'key':
    case 'value':
      return keyContents(snapshot, uri, target.path);
    case 'interpolation': {
      const value = keyContents(snapshot, uri, target.path);
      const steps = interpolationContents(snapshot, uri, target.path, target.text);
      return [value, steps].flatMap((part) => part ?? []).join('\n\n---\n\n') || undefined;
    }
    case 'targetPath':
    case 'targetArgument': {
      const about = targetContents(snapshot, target);
      const value = keyContents(snapshot, uri, target.path);
      const parts = target.kind === 'targetPath' ? [about, value] : [value, about];
      return parts.flatMap((part) => part ?? []).join('\n\n---\n\n') || undefined;
    }
    case 'registryName':
      return registryNameContents(snapshot, uri, target);
    case 'defaultsEntry':
      return entryContents(snapshot, uri, target.entry);
    case 'packageHeader':
      return headerContents(snapshot, uri, target.header);
  }
}

function keyContents(snapshot: Snapshot, uri: Uri, path: KeyPath): string | undefined {
  const focus = focusOf(snapshot, uri);
  const placed = placeOf(snapshot, uri);
  if (focus === undefined || placed === undefined) return undefined;
  const { composition } = focus;
  const packagePath = packageIn(composition, uri) ?? [];
  const full = [...packagePath, ...path];
  const node = nodeAt(composition.root, full);
  const isPinned = pinnedAt(snapshot, placed, uri)?.state === 'seen';
  const users = usersOf(snapshot, uri);
  // Of the one config that uses the file the whole chain is told: there is nothing to count.
  const isBase =
    users.length > 1 || (users.length === 1 && users[0]?.key !== focus.key && placed.configPath !== focus.key.name);
  if (node === undefined && !isPinned) return undefined;
  const parts: string[] = [];
  if (isPinned || !isBase) parts.push(...seenParts(snapshot, placed, focus, full, node, isPinned));
  else parts.push(...baseParts(snapshot, uri, path, users, true));
  const described = describeFully(snapshot, composition);
  const facts = described === undefined ? undefined : factsAt(described.set, described.value, full);
  if (facts?.description !== undefined) parts.push(escapeMarkdown(facts.description));
  if (facts?.values !== undefined && facts.values.length > 1) {
    parts.push(`One of ${facts.values.map((value) => code(String(value))).join(', ')}.`);
  }
  if (node?.shape === 'missing') parts.push(`Nothing sets it yet: a run needs ${code(`${full.join('.')}=…`)}.`);
  const options = optionValues(snapshot, uri, path);
  if (options !== undefined) parts.push(options);
  const readers = readersOf(composition.root, full);
  if (readers.length > 0) parts.push(`Used by ${readers.map(code).join(', ')}.`);
  if (isPinned && isBase) parts.push('---', ...baseParts(snapshot, uri, path, users, false));
  return parts.join('\n\n');
}

/** Values of options as they are shown: the same few dozen for each key that somebody hovers. */
const optionTexts = new WeakMap<Plain, string>();

/** What the key is in the other options of the file's group. */
function optionValues(snapshot: Snapshot, uri: Uri, path: KeyPath): string | undefined {
  const groups = new Map<string, string[]>();
  for (const { option, value } of valuesInOptions(snapshot, uri, path)) {
    if (value.kind !== 'scalar') return undefined;
    const text = optionTexts.get(value.leaf) ?? inline(value.leaf);
    optionTexts.set(value.leaf, text);
    addTo(groups, text, option);
  }
  if (groups.size === 0) return undefined;
  const told = [...groups].slice(0, MOST_COUNTED).map(([value, options]) => {
    const names = options.length > MOST_COUNTED ? `${options.length} others` : options.map(code).join(', ');
    return `${code(value)} in ${names}`;
  });
  const more = groups.size > MOST_COUNTED ? `, and ${groups.size - MOST_COUNTED} other values` : '';
  return `In other options: ${told.join(', ')}${more}`;
}

/** What the composition that the file is seen from makes of a key, and which one that is where the file does not say it. */
function seenParts(
  snapshot: Snapshot,
  placed: Placed,
  focus: Usage,
  path: KeyPath,
  node: ConfigNode | undefined,
  isPinned: boolean,
): string[] {
  const { name, overrides } = focus.key;
  const composed = code(compositionName(focus.key));
  if (node === undefined) return [`**${code(path.join('.'))}**`, `not there, as seen from ${composed}`];
  const parts = chainParts(snapshot, focus, path, node);
  const isOwn = placed.configPath === name && overrides.length === 0;
  if (!isOwn && (isPinned || overrides.length === 0)) parts.push(`as seen from ${composed}`);
  else if (overrides.length > 0) parts.push(`as composed with ${overrides.map(code).join(' ')}`);
  return parts;
}

/** A key of one composition: the value, and the chain of those who wrote it. */
export function chainParts(snapshot: Snapshot, { composition }: Usage, path: KeyPath, node: ConfigNode): string[] {
  const explained = explain(snapshot, composition, path, node);
  const isMap = node.shape === 'map';
  const value = isMap ? '' : ` = ${explained.value}`;
  const parts = [`**${code(`${path.join('.')}: ${explained.type}${value}`)}**`];
  if (explained.unresolved !== undefined)
    parts.push(`Not known before the run: ${escapeMarkdown(explained.unresolved)}`);
  else if (explained.written !== undefined) parts.push(`from ${code(explained.written)}`);
  if (isMap) parts.push(`${count(node.children.size, 'key')}, from ${sources(composition, node)}`);
  else parts.push(chain(explained.writes));
  return parts;
}

function chain(writes: readonly ExplainedWrite[]): string {
  const [first, ...losers] = writes;
  if (first === undefined) return '';
  const set = `set in ${placeText(first)}`;
  if (losers.length === 0) return set;
  return `${set}, over ${losers.map((loser) => `~~${code(loser.value)}~~ ${placeText(loser)}`).join(', ')}`;
}

/** Those who brought keys to a mapping, the newest first. */
function sources(composition: Composition, node: ConfigNode): string {
  const writes = node.writes.filter(({ value }) => value.kind === 'map');
  return [
    ...new Set((writes.length > 0 ? writes : node.writes).map((write) => placeText(explainWrite(composition, write)))),
  ]
    .reverse()
    .join(', ');
}

/** A base config's key: what it becomes in each of the configs that inherit it. */
function baseParts(snapshot: Snapshot, uri: Uri, path: KeyPath, users: readonly Usage[], hasHead: boolean): string[] {
  const groups = new Map<string, { type: string; names: Usage[] }>();
  // Most of them have the very same value.
  const known = new Map<ConfigNode, Pick<Explanation, 'type' | 'value' | 'written'>>();
  for (const user of users) {
    const full = [...(packageIn(user.composition, uri) ?? []), ...path];
    const node = nodeAt(user.composition.root, full);
    if (node === undefined) continue;
    const explained = known.get(node) ?? explainValue(snapshot, user.composition, full, node);
    if (explained.written === undefined) known.set(node, explained);
    const { type, value } = explained;
    const group = groups.get(value) ?? { type, names: [] };
    group.names.push(user);
    groups.set(value, group);
  }
  const sorted = [...groups].sort((left, right) => right[1].names.length - left[1].names.length);
  const [most] = sorted;
  const name = path.join('.');
  if (most === undefined) return [];
  const isMap = sorted.every(([, { type }]) => type === 'dict');
  if (isMap) {
    const summary = `a mapping in ${count(users.length, 'config')}`;
    return hasHead ? [`**${code(`${name}: dict`)}**`, summary] : [summary];
  }
  const own = snapshot.config(uri);
  const written = own?.body === undefined ? undefined : writtenIn(users, uri, path);
  const head = `**${code(`${name}: ${most[1].type}${written === undefined ? '' : ` = ${written}`}`)}**`;
  const isVaried = sorted.length > MOST_COUNTED;
  const listed = isVaried ? sorted : sorted.slice(1);
  const lines = listed
    .slice(0, MOST_LISTED)
    .map(([value, { names }]) => `- ${code(value)}: ${names.map(userLink).join(', ')}`);
  if (listed.length > MOST_LISTED) lines.push(`- and ${listed.length - MOST_LISTED} more`);
  const summary = isVaried
    ? `${sorted.length} different values in ${count(users.length, 'config')}`
    : counted(sorted, written);
  return [...(hasHead ? [head] : []), summary, ...(lines.length > 0 ? [lines.join('\n')] : [])];
}

/** More values than these are a list, not a sentence. */
const MOST_COUNTED = 4;
/** More lines than these would be scrolled, not read. */
const MOST_LISTED = 10;

/** `65536 in 14 configs, 1024 in 1`; a value of the base file's own that no config keeps is `in none`. */
function counted(groups: readonly [string, { names: readonly Usage[] }][], written: string | undefined): string {
  const counts = groups.map(([value, { names }], index) => {
    const amount = index === 0 ? count(names.length, 'config') : String(names.length);
    return `${code(value)} in ${amount}`;
  });
  const isKept = written === undefined || groups.some(([value]) => value === written);
  return [...counts, ...(isKept ? [] : [`${code(written)} in none`])].join(', ');
}

/** What the base config itself says. */
function writtenIn(users: readonly Usage[], uri: Uri, path: KeyPath): string | undefined {
  for (const { composition } of users) {
    const node = nodeAt(composition.root, [...(packageIn(composition, uri) ?? []), ...path]);
    const write = node?.writes.findLast(({ origin }) => origin.kind === 'file' && origin.file.uri === uri);
    if (write?.value.kind === 'scalar') return inline(write.value.leaf);
  }
  return undefined;
}

function userLink({ key, composition }: Usage): string {
  const primary = composition.defaultsList.find((choice) => choice.primary);
  if (primary === undefined) return escapeMarkdown(key.name ?? '');
  return `[${escapeMarkdown(fileLabel(primary.file.uri))}](${primary.file.uri})`;
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** A name's registration; in a config below what the run gets there. Of a name that has none a diagnostic tells. */
function registryNameContents(
  snapshot: Snapshot,
  uri: Uri,
  target: Extract<Target, { kind: 'registryName' }>,
): string | undefined {
  const value = target.path === undefined ? undefined : keyContents(snapshot, uri, target.path);
  if (target.entry === undefined) return value;
  const registered = registryContents(snapshot, target, target.entry);
  return value === undefined ? registered : `${value}\n\n---\n\n${registered}`;
}

function registryContents(
  snapshot: Snapshot,
  { registry, name }: Extract<Target, { kind: 'registryName' }>,
  entry: RegistryEntry,
): string {
  const text = snapshot.files.file(entry.uri)?.text ?? '';
  const line = toLspRange(text, entry.nameRange).start.line + 1;
  const adapter = entry.value === undefined ? '' : ` → ${code(entry.value)}`;
  const place = `[${escapeMarkdown(fileLabel(entry.uri))}:${line}](${entry.uri}#L${line})`;
  const users = registryUsers(snapshot, registry.key, name);
  const used = users.length === 0 ? 'No config uses it.' : `Used by ${users.map(userLink).join(', ')}.`;
  return `${code(name)}${adapter}, registered in ${place}\n\n${used}`;
}

/** Keys whose interpolation names this one. */
function readersOf(root: ConfigNode, path: KeyPath): string[] {
  const key = path.join('.');
  const found: string[] = [];
  for (const [name, child] of root.children) {
    for (const { at, text } of interpolationsIn(child)) {
      if (hasKey(text, key)) found.push([name, ...at].join('.'));
    }
  }
  return found;
}

function hasKey(text: string, key: string): boolean {
  // A key may have no name, which is found everywhere.
  if (key === '') return false;
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
    const end = at + key.length;
    if (text.slice(0, at).trimEnd().endsWith('${') && text.slice(end).trimStart().startsWith('}')) return true;
  }
  return false;
}
