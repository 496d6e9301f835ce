// Edits of block mappings and block lists as people write them: whole lines, their indentation and line ends kept.
import {
  type ConfigFile,
  type DefaultsEntry,
  type Edit,
  entryOf,
  type MapEntry,
  type MapValue,
  parseConfigFile,
  type Range,
  type ValueNode,
} from '../../text/index.ts';
import { insertion } from './fixes.ts';

/** What ends a line in a text. */
export function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

export function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the next line begins, or the text ends. */
export function lineAfter(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/**
 * The lines of a key of a block mapping with all that is below it; blank lines and comments behind it are the next key's.
 * `undefined` where something else stands before the key.
 */
export function linesOf(text: string, keyStart: number): Range | undefined {
  const start = lineStartOf(text, keyStart);
  const indentation = text.slice(start, keyStart);
  if (!/^ *$/.test(indentation)) return undefined;
  let end = lineAfter(text, keyStart);
  const mayBeList = /:[ \t]*(#.*)?\r?\n?$/.test(text.slice(keyStart, end));
  for (let at = end; at < text.length; at = lineAfter(text, at)) {
    const line = text.slice(at, lineAfter(text, at));
    if (line.trim() === '') continue;
    const depth = line.length - line.trimStart().length;
    const isBelow = depth > indentation.length;
    const isItem = mayBeList && depth === indentation.length && /^ *-(\s|$)/.test(line);
    if (!isBelow && !isItem) break;
    end = lineAfter(text, at);
  }
  return { start, end };
}

/** The mapping at a path of a file's own text. */
export function mappingAt(file: ConfigFile, path: readonly string[]): MapValue | undefined {
  let value: ValueNode | undefined = file.body;
  for (const name of path) value = entryOf(value, name)?.value;
  return value?.kind === 'map' ? value : undefined;
}

/** The entries that are written in a mapping, in the order of the text: not those that an alias brings. */
export function writtenIn({ entries, range }: MapValue): MapEntry[] {
  const isHere = ({ keyRange }: MapEntry) => range.start <= keyRange.start && keyRange.end <= range.end;
  return [...entries.values()].filter(isHere).sort((left, right) => left.keyRange.start - right.keyRange.start);
}

/** The entry of a path of names in a file, with the mapping that holds it. */
export function entryAt(file: ConfigFile, path: readonly string[]): MapEntry | undefined {
  const mapping = mappingAt(file, path.slice(0, -1));
  return mapping === undefined ? undefined : mapping.entries.get(path.at(-1) ?? '');
}

/** Whether anchors or aliases tie parts of a text together: what moves would take them along. */
export function hasAnchors(text: string): boolean {
  return /(^|[\s[{,])[&*][\w-]|<<[ \t]*:/.test(text);
}

/** Whether a name may stand plainly as a key and in an interpolation. */
export function isPlainName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !/^(y|n|yes|no|true|false|on|off|null)$/i.test(name);
}

/**
 * Writes a key that is not there yet: below the last one of the innermost mapping that is, in lines of its own, or at the
 * end of a flow mapping. `text` is the value as YAML, on one line. `undefined` where the file has no place for it.
 */
export function insertKey(file: ConfigFile, path: readonly string[], value: string): Edit | undefined {
  const edit = makeInsertion(file, path, value);
  if (edit === undefined) return undefined;
  const text = file.text.slice(0, edit.span.start) + edit.text + file.text.slice(edit.span.start);
  const after = parseConfigFile(file.uri, text);
  return after.problems.length <= file.problems.length && entryAt(after, path) !== undefined ? edit : undefined;
}

function makeInsertion(file: ConfigFile, path: readonly string[], value: string): Edit | undefined {
  const { text, uri, body } = file;
  let depth = path.length - 1;
  while (depth > 0 && mappingAt(file, path.slice(0, depth)) === undefined) depth--;
  // A value of another kind stands in the way.
  if (entryAt(file, path.slice(0, depth + 1)) !== undefined) return undefined;
  const mapping = mappingAt(file, path.slice(0, depth));
  if (mapping === undefined && body !== undefined) return undefined;
  const written = mapping === undefined ? [] : writtenIn(mapping);
  const last = written.at(-1);
  const newline = newlineOf(text);
  const names = path.slice(depth);
  if (mapping?.flow === true && !(depth === 0 && file.defaultsKey !== undefined)) {
    if (last === undefined) return undefined;
    const end = Math.max(last.keyRange.end, last.value.range.end);
    const above = names.slice(0, -1).map((name) => `{ ${name}: `);
    const inner = `${above.join('').replace(/^\{ /, '')}${names.at(-1)}: ${value}${' }'.repeat(above.length)}`;
    return insertion(uri, end, `, ${names.length === 1 ? `${names[0]}: ${value}` : inner}`);
  }
  const indentation = last === undefined ? '' : text.slice(lineStartOf(text, last.keyRange.start), last.keyRange.start);
  if (!/^ *$/.test(indentation) || (last === undefined && depth > 0)) return undefined;
  const lines = names.map(
    (name, index) => `${indentation}${'  '.repeat(index)}${name}:${index === names.length - 1 ? ` ${value}` : ''}`,
  );
  const end = last === undefined ? text.length : (linesOf(text, last.keyRange.start)?.end ?? text.length);
  const isEnded = end === 0 || text[end - 1] === '\n';
  return insertion(uri, end, isEnded ? `${lines.join(newline)}${newline}` : `${newline}${lines.join(newline)}`);
}

/** Takes lines out. */
export function without(file: ConfigFile, lines: Range): Edit {
  return { span: { uri: file.uri, ...lines }, text: '' };
}

/** The line of an entry in a block list of defaults; `undefined` where it shares it. */
export function lineOfDefault(file: ConfigFile, entry: DefaultsEntry): Range | undefined {
  const { text } = file;
  const start = lineStartOf(text, entry.range.start);
  const end = lineAfter(text, entry.range.start);
  const isAlone = /^[ \t]*-[ \t]+$/.test(text.slice(start, entry.range.start));
  return isAlone && entry.range.end <= end ? { start, end } : undefined;
}

/** What stands before an entry on its line: its indentation and dash. */
export function dashOf(file: ConfigFile, entry: DefaultsEntry): string {
  return file.text.slice(lineStartOf(file.text, entry.range.start), entry.range.start);
}

/** Takes an entry out of a list of defaults; of the only one the list goes too. */
export function removeDefault(file: ConfigFile, entry: DefaultsEntry): Edit | undefined {
  const { defaults = [], defaultsKey, text } = file;
  const index = defaults.indexOf(entry);
  const [before, after] = [defaults[index - 1], defaults[index + 1]];
  if (before === undefined && after === undefined) {
    const lines = defaultsKey === undefined ? undefined : linesOf(text, defaultsKey.start);
    return lines === undefined ? undefined : without(file, lines);
  }
  const line = lineOfDefault(file, entry);
  if (line !== undefined) return without(file, line);
  // In a list in brackets it takes a comma along, which may be all that stands between two entries.
  const range =
    after === undefined
      ? { start: before?.range.end ?? 0, end: entry.range.end }
      : { start: entry.range.start, end: after.range.start };
  const rest = text.slice(range.start, range.end).replace(text.slice(entry.range.start, entry.range.end), '');
  return /^[ \t]*,[ \t]*$/.test(rest) ? without(file, range) : undefined;
}

/** A text made again from edits of it, as Hydra would read it. */
export function reparsed(file: ConfigFile, edit: Edit): ConfigFile {
  return parseConfigFile(file.uri, file.text.slice(0, edit.span.start) + edit.text + file.text.slice(edit.span.end));
}
