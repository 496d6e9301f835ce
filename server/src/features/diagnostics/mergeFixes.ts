import { placeOf, type Snapshot, type Usage } from '../../project/index.ts';
import {
  type ConfigFile,
  entryOf,
  type Fix,
  type MapEntry,
  type MapValue,
  nameOfUri,
  nearest,
  type Problem,
  type ValueNode,
} from '../../text/index.ts';
import { insertKey, lineAfter, lineStartOf, linesOf, removeDefault, writtenIn } from '../actions/blocks.ts';
import { conversions } from '../actions/convertValue.ts';
import { insertion, rename } from '../actions/fixes.ts';
import { removeEntry } from '../actions/targetFixes.ts';
import { asWholeList } from './wholeList.ts';

/** Ways to mend what cannot be merged, or what is no setting of Hydra. */
export function mergeFixes(snapshot: Snapshot, usage: Usage, problem: Problem): readonly Fix[] {
  const { uri } = problem.span;
  const file = placeOf(snapshot, uri) === undefined ? undefined : snapshot.config(uri);
  if (file === undefined) return [];
  switch (problem.code) {
    case 'HS115':
      return [...asItem(file, problem), ...asWholeList(snapshot, file, problem.span.start), ...removal(file, problem)];
    case 'HS116':
      return withoutCircle(file, problem);
    case 'HS117':
      return [...nearField(file, problem), ...nearMember(file, problem), ...removal(file, problem)];
    case 'HS118':
      return settingFixes(usage, file, problem);
    default:
      return [];
  }
}

interface Found {
  readonly name: string;
  readonly entry: MapEntry;
}

/** The entry whose key or value begins at a place. */
function entryAtStart(node: ValueNode | undefined, start: number): Found | undefined {
  if (node === undefined || node.kind === 'scalar') return undefined;
  if (node.kind === 'list') return firstOf(node.items, start);
  for (const [name, entry] of node.entries)
    if (entry.keyRange.start === start || entry.value.range.start === start) return { name, entry };
  return firstOf(
    [...node.entries.values()].map(({ value }) => value),
    start,
  );
}

function firstOf(nodes: readonly ValueNode[], start: number): Found | undefined {
  for (const node of nodes) {
    const found = entryAtStart(node, start);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Without what this config writes, what it inherits counts, or what the class says. */
function removal(file: ConfigFile, { span }: Problem): Fix[] {
  const found = entryAtStart(file.body, span.start);
  const fix = found === undefined ? undefined : removeEntry(file, found.entry.keyRange, `Remove '${found.name}'`);
  return fix === undefined ? [] : [fix];
}

/** A mapping where a list is: one item, whose dash is missing. */
function asItem(file: ConfigFile, { span }: Problem): Fix[] {
  const found = entryAtStart(file.body, span.start);
  const value = found?.entry.value;
  if (found === undefined || value?.kind !== 'map' || value.entries.size === 0) return [];
  // Numbers are the places of items: the list as a whole is meant.
  if ([...value.entries.values()].some(({ key }) => key.t === 'int')) return [];
  const title = `Make '${found.name}' a list of this one item`;
  if (value.flow) {
    const edits = [insertion(file.uri, value.range.start, '['), insertion(file.uri, value.range.end, ']')];
    return [{ title, edits }];
  }
  const edits = dashed(file, found.entry, value);
  return edits === undefined ? [] : [{ title, edits }];
}

/** A dash before the first key of a block mapping, and all of its lines two columns to the right. */
function dashed(file: ConfigFile, { keyRange }: MapEntry, value: MapValue) {
  const { text, uri } = file;
  const lines = linesOf(text, keyRange.start);
  const [first] = writtenIn(value);
  if (lines === undefined || first === undefined) return undefined;
  const start = lineStartOf(text, first.keyRange.start);
  if (start <= keyRange.start || text.slice(start, first.keyRange.start).trim() !== '') return undefined;
  const edits = [insertion(uri, first.keyRange.start, '- ')];
  for (let at = lineAfter(text, start); at < lines.end; at = lineAfter(text, at))
    if (text.slice(at, lineAfter(text, at)).trim() !== '') edits.push(insertion(uri, at, '  '));
  return edits;
}

/** The entry by which a circle closes; where a config names itself, nothing else can be too many. */
function withoutCircle(file: ConfigFile, { span, message }: Problem): Fix[] {
  const entry = file.defaults?.find(({ range }) => range.start <= span.start && span.end <= range.end);
  const edit = entry === undefined ? undefined : removeDefault(file, entry);
  if (entry === undefined || edit === undefined) return [];
  const title = `Remove '${file.text.slice(entry.range.start, entry.range.end)}' from the defaults list`;
  const isItself = /\(([^ ]+) -> \1\)$/.test(message);
  return [{ title, edits: [edit], ...(isItself && { isPreferred: true }) }];
}

/** The field of nearly the same name, of the class that lacks this one. */
function nearField({ uri, text }: ConfigFile, { span, message }: Problem): Fix[] {
  const near = /^Key '.*; did you mean '([^']+)'\?$/.exec(message)?.[1];
  return near === undefined ? [] : [rename({ uri, start: span.start, end: span.end }, text, near)];
}

/** The member of an enumeration that was meant. */
function nearMember({ text }: ConfigFile, { span, message }: Problem): Fix[] {
  const members = /^Invalid value .*, expected one of \[(.*)\]$/.exec(message)?.[1];
  return members === undefined ? [] : conversions(span, text, { values: members.split(', ') });
}

/** Where Hydra looks for configs: only the primary config may say so, as a list of texts with known schemes. */
function settingFixes({ composition }: Usage, file: ConfigFile, problem: Problem): Fix[] {
  const { span, message } = problem;
  const { uri, text } = file;
  const scheme = /^No config source registered for schema (\w+), supported types : \[(.*)\]$/.exec(message);
  if (scheme !== null) {
    const [, given = '', known = ''] = scheme;
    const near = nearest(given, known.split(', '));
    const start = text.indexOf(`${given}://`, span.start);
    if (near === undefined || start < 0 || start >= span.end) return [];
    return [rename({ uri, start, end: start + given.length }, text, near)];
  }
  const found = entryAtStart(file.body, span.start);
  if (message.startsWith('hydra.searchpath must be a list of strings')) {
    const { value } = found?.entry ?? {};
    if (value?.kind !== 'scalar' || value.leaf.t !== 'str') return [];
    const edits = [insertion(uri, value.range.start, '['), insertion(uri, value.range.end, ']')];
    return [{ title: 'Make it a list', edits, isPreferred: true }];
  }
  if (found === undefined || !/only supported from|only be defined in/.test(message)) return [];
  const removed = removalWithParents(file, ['hydra', found.name]);
  if (removed === undefined) return [];
  const name = `hydra.${found.name}`;
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file;
  const written = text.slice(found.entry.value.range.start, found.entry.value.range.end);
  const isMovable = primary !== undefined && primary.uri !== uri && !/[\r\n]/.test(written);
  const insert = isMovable ? insertKey(primary, ['hydra', found.name], written) : undefined;
  const moved =
    insert === undefined || primary === undefined
      ? []
      : [{ title: `Move '${name}' to ${nameOfUri(primary.uri)}`, edits: [insert, removed] }];
  return [...moved, { title: `Remove '${name}'`, edits: [removed] }];
}

/** Takes a key out, with the mappings above it that hold nothing else. */
function removalWithParents(file: ConfigFile, path: readonly string[]) {
  const entries: MapEntry[] = [];
  let node = file.body;
  for (const name of path) {
    const entry = entryOf(node, name);
    if (entry === undefined || node?.kind !== 'map' || node.flow) return undefined;
    entries.push(entry);
    node = entry.value;
  }
  let depth = path.length - 1;
  const holder = (at: number) => (at === 0 ? file.body : entries[at - 1]?.value);
  while (depth > 0) {
    const above = holder(depth);
    if (above?.kind !== 'map' || above.entries.size > 1) break;
    depth--;
  }
  const entry = entries[depth];
  const lines = entry === undefined ? undefined : linesOf(file.text, entry.keyRange.start);
  return lines === undefined ? undefined : { span: { uri: file.uri, ...lines }, text: '' };
}
