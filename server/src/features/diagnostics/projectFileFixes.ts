import { PROJECT_SCHEMA, type Snapshot } from '../../project/index.ts';
import { keysAt } from '../../schema/index.ts';
import {
  type ConfigFile,
  entryOf,
  type Fix,
  joinUri,
  nearest,
  type Problem,
  parentUri,
  type Span,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import { lineAfter, lineStartOf, reparsed } from '../actions/blocks.ts';
import { conversions, quoted } from '../actions/convertValue.ts';
import { rename } from '../actions/fixes.ts';
import { removeEntry } from '../actions/targetFixes.ts';

/** Ways to mend an entry of the project file that it cannot have (HS601). */
export function entryFixes(file: ConfigFile, { span, message }: Problem): readonly Fix[] {
  const name = /^'(.*)' is not a known key/.exec(message)?.[1];
  if (name !== undefined) return keyFixes(file, span, name.split('.').slice(0, -1));
  const values = /must be one of (.*)$/.exec(message)?.[1];
  if (values !== undefined) return conversions(span, file.text, { values: JSON.parse(`[${values}]`) as unknown[] });
  if (!message.endsWith('must be string')) return [];
  const written = file.text.slice(span.start, span.end);
  if (!/^[\w.-]+$/.test(written)) return [];
  return [{ title: `Change to ${quoted(written)}`, edits: [{ span, text: quoted(written) }], isPreferred: true }];
}

/** The key that was meant, where it is not there yet. */
function keyFixes(file: ConfigFile, span: Span, above: readonly string[]): Fix[] {
  const name = file.text.slice(span.start, span.end).replaceAll(/^["']|["']$/g, '');
  let holder: ValueNode | undefined = file.body;
  for (const each of above)
    holder = holder?.kind === 'list' ? holder.items[Number(each)] : entryOf(holder, each)?.value;
  const taken = holder?.kind === 'map' ? holder.entries : new Map();
  const keys = [...keysAt(PROJECT_SCHEMA, {}, above).keys()].filter((each) => !taken.has(each));
  const near = nearest(name, keys);
  const removed = removeEntry(file, span, `Remove '${name}'`);
  return [...(near === undefined ? [] : [rename(span, file.text, near)]), ...(removed === undefined ? [] : [removed])];
}

/** Ways to mend a name of what is not there (HS603): what has nearly its name beside it, or none. */
export function nameFixes(
  snapshot: Snapshot,
  span: Span,
  target: Uri,
  isFolder: boolean,
  others: readonly Uri[],
): Fix[] {
  const text = snapshot.files.file(span.uri)?.text ?? '';
  const parent = parentUri(target);
  const beside = snapshot.files.folder(parent) ?? [];
  const names = beside.filter((each) => each.isFolder === isFolder && (isFolder || each.name.endsWith('.json')));
  const last = decodeURIComponent(target.slice(parent.length + 1));
  const free = names.map(({ name }) => name).filter((name) => !others.includes(joinUri(parent, name)));
  const near = nearest(last, free);
  const start = text.slice(span.start, span.end).lastIndexOf(last);
  if (near === undefined || start < 0) return [];
  const place = { uri: span.uri, start: span.start + start, end: span.start + start + last.length };
  return [rename(place, text, near)];
}

/** Takes an item out of a list, with the comma or the line that it has for itself. */
export function withoutItem(file: ConfigFile, span: Span): Fix[] {
  const { text, uri } = file;
  const title = `Remove '${text.slice(span.start, span.end)}'`;
  const start = lineStartOf(text, span.start);
  const end = lineAfter(text, span.end);
  const isLine = /^[ \t]*-[ \t]+$/.test(text.slice(start, span.start)) && /^\s*(#.*)?$/.test(text.slice(span.end, end));
  const [after = ''] = /^[ \t]*,[ \t]*/.exec(text.slice(span.end)) ?? [];
  const [before = ''] = /,[ \t]*$/.exec(text.slice(0, span.start)) ?? [];
  const range = isLine
    ? { start, end }
    : after !== ''
      ? { start: span.start, end: span.end + after.length }
      : { start: span.start - before.length, end: span.end };
  const edit = { span: { uri, ...range }, text: '' };
  // An empty list means something else than the item that was in it.
  return (isLine || after !== '' || before !== '') && reparsed(file, edit).problems.length <= file.problems.length
    ? [{ title, edits: [edit] }]
    : [];
}
