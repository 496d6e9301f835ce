import type { ConfigFile, Fix, MapValue, Range, ValueNode } from '../../text/index.ts';
import { insertion, removeLines } from './fixes.ts';

/** The mapping of a file that has the key at a place. */
export function mappingWith(value: ValueNode | undefined, key: Range): MapValue | undefined {
  if (value === undefined || value.kind === 'scalar') return undefined;
  if (value.kind === 'list') return firstOf(value.items, key);
  for (const entry of value.entries.values()) if (entry.keyRange.start === key.start) return value;
  return firstOf(
    [...value.entries.values()].map((entry) => entry.value),
    key,
  );
}

function firstOf(values: readonly ValueNode[], key: Range): MapValue | undefined {
  for (const each of values) {
    const found = mappingWith(each, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Takes an entry out of a block mapping; `undefined` where it shares its lines, or where the mapping would be left
 * empty, which is null and replaces what others wrote.
 */
export function removeEntry(file: ConfigFile, key: Range, title: string): Fix | undefined {
  const mapping = mappingWith(file.body, key);
  if (mapping === undefined || mapping.flow || mapping.entries.size < 2) return undefined;
  const entry = [...mapping.entries.values()].find((each) => each.keyRange.start === key.start);
  if (entry === undefined) return undefined;
  const lineStart = file.text.lastIndexOf('\n', key.start - 1) + 1;
  if (!/^[ \t]*$/.test(file.text.slice(lineStart, key.start))) return undefined;
  const end = Math.max(entry.keyRange.end, entry.value.range.end);
  // A block's range may reach to the start of the line after it.
  const last = /\n[ \t]*$/.test(file.text.slice(key.start, end)) ? file.text.lastIndexOf('\n', end - 1) : end;
  return { title, edits: [removeLines(file.uri, file.text, { start: key.start, end: last })] };
}

/** Writes `name: ???` below a key of a block mapping, indented as the key is. */
export function addArgument(file: ConfigFile, key: Range, valueEnd: number, name: string): Fix | undefined {
  const mapping = mappingWith(file.body, key);
  if (mapping === undefined || mapping.flow) return undefined;
  const lineStart = file.text.lastIndexOf('\n', key.start - 1) + 1;
  const before = file.text.slice(lineStart, key.start);
  if (!/^[ \t-]*$/.test(before)) return undefined;
  const line = `${before.replaceAll('-', ' ')}${name}: ???`;
  const ending = file.text.includes('\r\n') ? '\r\n' : '\n';
  const lineEnd = file.text.indexOf('\n', valueEnd);
  const edit =
    lineEnd === -1
      ? insertion(file.uri, file.text.length, `${ending}${line}`)
      : insertion(file.uri, lineEnd + 1, `${line}${ending}`);
  return { title: `Add '${name}'`, edits: [edit] };
}
