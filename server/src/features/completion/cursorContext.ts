import type { KeyPath } from '../../compose/index.ts';
import {
  type DefaultsEntry,
  parseContent,
  type Range,
  type Uri,
  type ValueNode,
  type YamlBefore,
} from '../../text/index.ts';
import { hasColon, insideAfter, isClosed, type Line, lineAround, type Word, wordRange } from './cursorLine.ts';
import { type DefaultsContext, defaultsContext, inDefaults } from './defaultsContext.ts';
import { type OpenInterpolation, openInterpolation } from './openInterpolation.ts';

/** What is being written at a cursor, in a text that may be half typed. */
export type CursorContext =
  | {
      readonly kind: 'key';
      /** The mapping's path. */
      readonly path: KeyPath;
      /** Keys that it has already. */
      readonly present: ReadonlySet<string>;
      readonly range: Range;
      /** The quote that it stands in, or nothing. */
      readonly quote: string;
      readonly hasColon: boolean;
      /** In braces: nothing that is inserted may begin a line. */
      readonly isFlow: boolean;
    }
  | ({
      readonly kind: 'value';
      readonly path: KeyPath /** Among brackets or braces. */;
      readonly isFlow: boolean;
    } & Word)
  | ({ readonly kind: 'interpolation' } & InterpolationContext)
  | DefaultsContext
  | ({ readonly kind: 'packageHeader'; readonly hasKey: boolean } & Word)
  /** An anchor's name, behind `*`. */
  | { readonly kind: 'alias'; readonly range: Range };

/** The inside of a `${…}`. */
export interface InterpolationContext extends OpenInterpolation {
  /** Where the value stands in the file; `undefined` in a defaults list, where groups are read and no keys. */
  readonly path: KeyPath | undefined;
  /** Its value is nothing else. */
  readonly isWhole: boolean;
  /** The entry of a defaults list that it stands in. */
  readonly entry?: DefaultsEntry;
  /** Stands bare among brackets or braces, which YAML refuses. */
  readonly isBareInFlow: boolean;
  /** The file's content as it is without the interpolation, whatever that breaks. */
  readonly body: ValueNode | undefined;
}

/** A word that no config holds. */
const MARKER = 'hydrascopeCursor';

/**
 * Finds out what the cursor stands in, by reading the text once more with a marker at the cursor: the reader's own
 * idea of indentation decides, not a guess. `read`: what was read of it without.
 */
export function cursorContext(uri: Uri, written: string, offset: number, read?: YamlBefore): CursorContext | undefined {
  const text = withoutTabs(written);
  const line = lineAround(text, offset);
  const { before, after, quote } = line;
  if (line.isComment) return headerContext(text, offset, line);
  if (quote === '' && standsBefore(line)) return undefined;
  const isKeyLine = !hasColon(before) && !/^\s*-/.test(before) && !hasColon(after);
  const opened = openInterpolation(before, quote === '' ? after : insideAfter(line), offset);
  if (opened !== undefined) return interpolationContext({ uri, text, read }, offset, opened, line);
  const alias = /(?:^\s*(?:-\s+)*|:\s+|-\s+|[[{,]\s*)\*([^\s,[\]{}]*)$/.exec(quote === '' ? before : '');
  if (alias !== null) {
    const end = offset + (/^[^\s,[\]{}]*/.exec(after)?.[0].length ?? 0);
    return { kind: 'alias', range: { start: offset - (alias[1]?.length ?? 0), end } };
  }
  const lead = quote === '' && BEHIND_A_SIGN.test(before) ? ' ' : '';
  if (lead !== '' && /^\s*[^\s#]/.test(after)) return undefined;
  const tail = quote !== '' && !isClosed(line) ? quote : '';
  // The colon that is still to come stands behind a key's closing quote.
  const end = quote !== '' && tail === '' ? offset + insideAfter(line).length + 1 : offset;
  const marked = lead + MARKER + tail + text.slice(offset, end) + (isKeyLine ? ':' : '');
  const file = parseContent(uri, text.slice(0, offset) + marked + text.slice(end), read);
  const range = lead === '' ? wordRange(line, offset) : { start: offset, end: offset };
  const word: Word = { range, quote, lead, tail };
  const listed = file.defaults?.find(({ range: { start, end } }) => start <= offset && offset + MARKER.length <= end);
  if (listed !== undefined || (file.defaultsKey !== undefined && inDefaults(text, offset))) {
    const list = { text, offset, marker: MARKER, entries: file.defaults ?? [], own: listed };
    return defaultsContext(list, line, word);
  }
  const place = { text, lineStart: offset - before.length, word, colon: hasColon(after) };
  return file.body === undefined ? undefined : search(file.body, [], place);
}

/** Right behind a key's colon, or a list's dash. */
const BEHIND_A_SIGN = /^\s*(?:-\s+)*(?:(?:"(?:\\.|[^"\\])*"|'(?:''|[^'])*'|[^\s:"'#]+):|-)$/;

/** Lines that begin with tabs are meant to be further in: YAML refuses them, and an editor may well write them. */
function withoutTabs(text: string): string {
  return text.replace(/^[ \t]*\t[ \t]*/gm, (blank) => ' '.repeat(blank.length));
}

function interpolationContext(
  { uri, text, read }: { readonly uri: Uri; readonly text: string; readonly read: YamlBefore | undefined },
  offset: number,
  opened: OpenInterpolation,
  line: Line,
): CursorContext | undefined {
  const { start, end } = opened.outer;
  const { after, quote } = line;
  const tail = quote !== '' && !after.slice(end - offset).includes(quote) ? quote : '';
  const file = parseContent(uri, text.slice(0, start) + MARKER + tail + text.slice(end), read);
  const { body } = file;
  const range = { start, end: start + MARKER.length };
  const entry = file.defaults?.find((each) => each.range.start <= range.start && range.end <= each.range.end);
  if (entry !== undefined) {
    const isWhole = (entry.kind === 'group' ? entry.value : entry.kind === 'config' ? entry.path : '') === MARKER;
    return { kind: 'interpolation', ...opened, path: undefined, isWhole, entry, isBareInFlow: false, body };
  }
  const found = body === undefined ? undefined : search(body, [], { text, lineStart: 0, word: NO_WORD, colon: false });
  if (found?.kind !== 'value') return undefined;
  const isBareInFlow = quote === '' && found.isFlow;
  const own = found.path.reduce<ValueNode | undefined>(childOf, body);
  const isWhole = own?.kind === 'scalar' && own.leaf.t === 'str' && own.leaf.v === MARKER;
  return { kind: 'interpolation', ...opened, path: found.path, isWhole, isBareInFlow, body };
}

const NO_WORD: Word = { range: { start: 0, end: 0 }, quote: '', lead: '', tail: '' };

/** The value of a key, or the item at an index. */
export function childOf(node: ValueNode | undefined, name: string): ValueNode | undefined {
  if (node?.kind === 'map') return node.entries.get(name)?.value;
  return node?.kind === 'list' && /^\d+$/.test(name) ? node.items[Number(name)] : undefined;
}

/** Whether the cursor stands where nothing has been typed before something that is there: a word would break that. */
function standsBefore({ before, after }: Line): boolean {
  if (/^\s*$/.test(before)) return /^(?:\s+[^\s#]|-(?:\s|$))/.test(after);
  return /[\s:,[{-]$/.test(before) && /^(?:\s*[[{]|\s+[^\s#,\]}])/.test(after);
}

/** A comment at the head of a file, where a package header may stand: nothing but other headers is above it. */
function headerContext(text: string, offset: number, { before, after }: Line): CursorContext | undefined {
  const match = /^\s*#\s*(@\S*|)(\s+)?(\S*)$/.exec(before);
  const above = text.slice(0, offset - before.length);
  if (match === null || !above.split(/\r?\n/).every((each) => /^\s*(#\s*@.*)?$/.test(each))) return undefined;
  const [, key = '', blank = '', name = ''] = match;
  const hasKey = key === '@package' && blank !== '';
  if (!hasKey && (blank !== '' || name !== '' || key === '')) return undefined;
  const back = hasKey ? name.length : key.length;
  const range = { start: offset - back, end: offset + (/^\S*/.exec(after)?.[0].length ?? 0) };
  return { kind: 'packageHeader', hasKey, range, quote: '', lead: '', tail: '' };
}

/** What a search for the marker has to know of the place where it was put. */
interface Place {
  readonly text: string;
  readonly lineStart: number;
  readonly word: Word;
  /** Whether a key's colon follows. */
  readonly colon: boolean;
}

function search(node: ValueNode, path: KeyPath, place: Place, isFlow = false): CursorContext | undefined {
  if (node.kind === 'scalar') {
    const { leaf, range } = node;
    if (!('v' in leaf) || !String(leaf.v).includes(MARKER)) return undefined;
    // In a text that began further up no value can begin.
    return range.start < place.lineStart ? undefined : { kind: 'value', path, isFlow, ...wholeWord(range, place) };
  }
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      const found = search(item, [...path, String(index)], place, node.flow);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const { word, colon } = place;
  for (const [name, entry] of node.entries) {
    if (name.includes(MARKER)) {
      const present = new Set([...node.entries.keys()].filter((each) => !each.includes(MARKER)));
      return { kind: 'key', path, present, range: word.range, quote: word.quote, hasColon: colon, isFlow: node.flow };
    }
    const found = search(entry.value, [...path, name], place, node.flow);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A text without quotes may have blanks: the value is all of its words. */
function wholeWord({ start, end }: Range, { text, word }: Place): Word {
  const { range, quote, lead } = word;
  const before = text.slice(start, range.start);
  const after = text.slice(range.end, end - MARKER.length);
  if (quote !== '' || lead !== '' || /[,:[\]{}\r\n]/.test(before + after)) return word;
  return { ...word, range: { start: range.start - before.length, end: range.end + after.length } };
}
