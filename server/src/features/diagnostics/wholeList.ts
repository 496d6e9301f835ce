import type { Snapshot } from '../../project/index.ts';
import {
  type ConfigFile,
  emitScalar,
  emitYaml,
  type Fix,
  keyName,
  type MapEntry,
  type MapValue,
  type Plain,
  toPlain,
  type ValueNode,
} from '../../text/index.ts';
import { hasAnchors, lineStartOf, linesOf, newlineOf } from '../actions/blocks.ts';
import { composedPath, usagesOf, writesAt } from '../actions/site.ts';

/**
 * Of a mapping of indices (`tables: { 0: … }`), by which no item of an inherited list can be changed: the list as a whole,
 * with these items changed. Only where everyone who brings the config inherits the same list.
 */
export function asWholeList(snapshot: Snapshot, file: ConfigFile, start: number): Fix[] {
  const path = pathTo(file.body, start);
  const entry = path?.at(-1)?.entry;
  const lines = entry === undefined ? undefined : linesOf(file.text, entry.keyRange.start);
  if (path === undefined || entry?.value.kind !== 'map' || lines === undefined || hasAnchors(file.text)) return [];
  const names = path.map(({ name }) => name);
  const under = inherited(snapshot, file, names, entry);
  const list = under === undefined ? undefined : withItems(under, entry.value);
  const from = file.text.indexOf(':', entry.keyRange.end) + 1;
  const written = file.text.slice(from, entry.value.range.end);
  // Comments are not to be lost.
  if (list === undefined || from === 0 || from > entry.value.range.start || written.includes('#')) return [];
  const end = from + written.trimEnd().length;
  const text = textOf(list, entry.keyRange.start - lineStartOf(file.text, entry.keyRange.start), newlineOf(file.text));
  const title = `Write '${names.at(-1)}' as the whole list, with ${[...entry.value.entries.values()].length === 1 ? 'this item' : 'these items'} changed`;
  return [{ title, edits: [{ span: { uri: file.uri, start: from, end }, text }] }];
}

interface Step {
  readonly name: string;
  readonly entry: MapEntry;
}

/** The way to the entry whose value begins at a place; there is none through lists. */
function pathTo(node: ValueNode | undefined, start: number): readonly Step[] | undefined {
  if (node?.kind !== 'map') return undefined;
  for (const [name, entry] of node.entries) {
    if (entry.value.range.start === start) return [{ name, entry }];
    const below = pathTo(entry.value, start);
    if (below !== undefined) return [{ name, entry }, ...below];
  }
  return undefined;
}

/** The list that an entry is merged over, where it is the same in all compositions. */
function inherited(
  snapshot: Snapshot,
  file: ConfigFile,
  path: readonly string[],
  { keyRange }: MapEntry,
): readonly Plain[] | undefined {
  const found = (usagesOf(snapshot, file.uri) ?? []).map((usage) => {
    const writes = writesAt(usage, composedPath(usage, file, path));
    const own = writes.findIndex(
      ({ origin }) => origin.kind === 'file' && origin.file.uri === file.uri && origin.key?.start === keyRange.start,
    );
    const before = writes[own - 1]?.value;
    return before?.kind === 'list' ? before : undefined;
  });
  const [first] = found;
  return first !== undefined && found.every((each) => each === first) ? first.items.map(toPlain) : undefined;
}

/** The list with items in the place of those at the indices; what has the next free one is put behind them. */
function withItems(list: readonly Plain[], { entries }: MapValue): readonly Plain[] | undefined {
  const items = [...list];
  const given = [...entries.values()].flatMap(({ key, value }) =>
    key.t === 'int' ? [{ index: Number(key.v), value: toPlain(value) }] : [],
  );
  if (given.length < entries.size) return undefined;
  for (const { index, value } of given.sort((left, right) => left.index - right.index)) {
    if (index < 0 || index > items.length) return undefined;
    const under = items[index];
    items[index] = under === undefined ? value : merged(under, value);
  }
  return items;
}

function merged(under: Plain, over: Plain): Plain {
  if (under.t !== 'dict' || over.t !== 'dict') return over;
  const entries = new Map(under.v.map((entry) => [keyName(entry[0]), entry] as const));
  for (const [key, value] of over.v) {
    const before = entries.get(keyName(key));
    entries.set(keyName(key), [before?.[0] ?? key, before === undefined ? value : merged(before[1], value)]);
  }
  return { t: 'dict', v: [...entries.values()] };
}

/** What stands behind a key's colon. */
function textOf(items: readonly Plain[], indentation: number, newline: string): string {
  const words = items.map((item) => (item.t === 'dict' || item.t === 'list' ? undefined : emitScalar(item)));
  if (words.every((word) => word !== undefined && /^[\w.+-]+$/.test(word))) return ` [${words.join(', ')}]`;
  const lines = emitYaml({ t: 'list', v: items }).trimEnd().split('\n');
  return lines.map((line) => `${newline}${line === '' ? '' : ' '.repeat(indentation + 2)}${line}`).join('');
}
