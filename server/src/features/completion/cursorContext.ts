import type { KeyPath } from '../../compose/index.ts';
import { type DefaultsEntry, parseConfigFile, type Range, type Uri, type ValueNode } from '../../text/index.ts';
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
  | ({ readonly kind: 'defaultsItem' } & DefaultsItemContext)
  | ({ readonly kind: 'defaultsOption' } & DefaultsOptionContext)
  | ({ readonly kind: 'packageHeader'; readonly hasKey: boolean } & Word)
  /** An anchor's name, behind `*`. */
  | { readonly kind: 'alias'; readonly range: Range };

/** The beginning of an entry of a defaults list. */
export interface DefaultsItemContext extends Word {
  /** Configs and groups that the other entries name. */
  readonly present: ReadonlySet<string>;
  /** The word up to the cursor: `/model@tr`. */
  readonly typed: string;
  readonly isOverride: boolean;
  readonly isOptional: boolean;
  /** Whether an option follows. */
  readonly hasColon: boolean;
  /** Nothing but a group with its option can stand there. */
  readonly isInBraces: boolean;
}

/** The option of a group in a defaults list. */
export interface DefaultsOptionContext extends Word {
  /** As written: `/model` is looked up from the root. */
  readonly group: string;
  /** Options that the entry names already. */
  readonly present: ReadonlySet<string>;
  readonly isInList: boolean;
}

/** The inside of a `${…}`. */
export interface InterpolationContext extends OpenInterpolation {
  /** Where the value stands in the file; `undefined` in a defaults list, where groups are read and no keys. */
  readonly path: KeyPath | undefined;
  /** Stands bare among brackets or braces, which YAML refuses. */
  readonly isBareInFlow: boolean;
  /** The file's content as it is without the interpolation, whatever that breaks. */
  readonly body: ValueNode | undefined;
}

/** The word that a completion replaces. */
export interface Word {
  readonly range: Range;
  /** The quote that it stands in, or nothing. */
  readonly quote: string;
  /** A blank where the cursor stands right behind a key's colon or a list's dash. */
  readonly lead: '' | ' ';
  /** The closing quote where it is not there yet. */
  readonly tail: string;
}

/** A word that no config holds. */
const MARKER = 'hydrascopeCursor';

/**
 * Finds out what the cursor stands in, by reading the text once more with a marker at the cursor: the reader's own
 * idea of indentation decides, not a guess.
 */
export function cursorContext(uri: Uri, written: string, offset: number): CursorContext | undefined {
  const text = withoutTabs(written);
  const line = lineAround(text, offset);
  if (/(^|\s)#/.test(line.before.replace(/"[^"]*"|'[^']*'/g, ''))) return headerContext(text, offset, line);
  if (standsBefore(line)) return undefined;
  const isKeyLine = !hasColon(line.before) && !/^\s*-/.test(line.before) && !hasColon(line.after);
  const quote = openQuote(line.before);
  const opened = openInterpolation(line.before, line.after, offset);
  if (opened !== undefined) return interpolationContext(uri, text, offset, opened, quote, line.after);
  const alias = /(?:^\s*(?:-\s+)*|:\s+|-\s+|[[{,]\s*)\*([^\s,[\]{}]*)$/.exec(quote === '' ? line.before : '');
  if (alias !== null) {
    const end = offset + (/^[^\s,[\]{}]*/.exec(line.after)?.[0].length ?? 0);
    return { kind: 'alias', range: { start: offset - (alias[1]?.length ?? 0), end } };
  }
  const lead = /^\s*(?:-\s+)*(?:[^\s:"'#]+:|-)$/.test(line.before) ? ' ' : '';
  if (lead !== '' && /^\s*[^\s#]/.test(line.after)) return undefined;
  const tail = quote !== '' && !line.after.includes(quote) ? quote : '';
  // The colon that is still to come stands behind a key's closing quote.
  const end = quote !== '' && tail === '' ? text.indexOf(quote, offset) + 1 : offset;
  const marked = lead + MARKER + tail + text.slice(offset, end) + (isKeyLine ? ':' : '');
  const file = parseConfigFile(uri, text.slice(0, offset) + marked + text.slice(end));
  const word: Word = {
    range: lead === '' ? wordRange(line, offset, quote) : { start: offset, end: offset },
    quote,
    lead,
    tail,
  };
  const listed = file.defaults?.find(({ range: { start, end } }) => start <= offset && offset + MARKER.length <= end);
  if (listed !== undefined || (file.defaultsKey !== undefined && inDefaults(text, offset))) {
    return defaultsContext(text, offset, line, word, file.defaults ?? [], listed);
  }
  return file.body === undefined ? undefined : search(file.body, [], word, hasColon(line.after));
}

/** Lines that begin with tabs are meant to be further in: YAML refuses them, and an editor may well write them. */
function withoutTabs(text: string): string {
  return text.replace(/^[ \t]*\t[ \t]*/gm, (blank) => ' '.repeat(blank.length));
}

function interpolationContext(
  uri: Uri,
  text: string,
  offset: number,
  opened: OpenInterpolation,
  quote: string,
  after: string,
): CursorContext | undefined {
  const { start, end } = opened.outer;
  const tail = quote !== '' && !after.slice(end - offset).includes(quote) ? quote : '';
  const file = parseConfigFile(uri, text.slice(0, start) + MARKER + tail + text.slice(end));
  const { body } = file;
  const range = { start, end: start + MARKER.length };
  const isListed = file.defaults?.some((entry) => entry.range.start <= range.start && range.end <= entry.range.end);
  if (isListed) return { kind: 'interpolation', ...opened, path: undefined, isBareInFlow: false, body };
  const found = body === undefined ? undefined : search(body, [], NO_WORD, false);
  if (found?.kind !== 'value') return undefined;
  const isBareInFlow = quote === '' && found.isFlow;
  return { kind: 'interpolation', ...opened, path: found.path, isBareInFlow, body };
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

interface Line {
  readonly before: string;
  readonly after: string;
}

function lineAround(text: string, offset: number): Line {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const rest = text.slice(offset);
  const end = rest.search(/[\r\n]/);
  return { before: text.slice(start, offset), after: end === -1 ? rest : rest.slice(0, end) };
}

function hasColon(text: string): boolean {
  return /:(\s|$)/.test(text);
}

/** The quote that is open at the end of a line's text, or nothing. */
function openQuote(before: string): string {
  let open = '';
  for (const letter of before) {
    if (open === '' && (letter === '"' || letter === "'")) open = letter;
    else if (letter === open) open = '';
  }
  return open;
}

/** Back to the blank, dash or quote, on to the end of the value. */
function wordRange({ before, after }: Line, offset: number, quote: string): Range {
  const back = quote === '' ? /[^\s:,[\]{}"']*$/ : /[^"']*$/;
  const forth = quote === '' ? /^[^\s:,[\]{}"'#]*/ : /^[^"'#]*/;
  const start = offset - (back.exec(before)?.[0].length ?? 0);
  return { start, end: offset + (forth.exec(after)?.[0].length ?? 0) };
}

/** Whether the line belongs to the list below a top-level `defaults:`. */
function inDefaults(text: string, offset: number): boolean {
  const above = text.slice(0, offset).split(/\r?\n/);
  if (!/^\s*-/.test(above.at(-1) ?? '')) return false;
  for (const line of above.slice(0, -1).reverse()) {
    if (/^defaults\s*:/.test(line)) return true;
    if (line.trim() !== '' && !/^\s*(-|#)/.test(line)) return false;
  }
  return false;
}

function defaultsContext(
  text: string,
  offset: number,
  { before, after }: Line,
  word: Word,
  entries: readonly DefaultsEntry[],
  own: DefaultsEntry | undefined,
): CursorContext {
  const written = /^\s*-\s*["']?((?:(?:optional|override)\s+)*)([^\s:@"']*)(?:@[^\s:]*)?["']?\s*(:?)(?:\s|$)/.exec(
    before,
  );
  const value = own?.kind === 'group' && own.value !== null ? [own.value].flat() : [];
  if (own?.kind === 'group' && value.some((each) => each.includes(MARKER))) {
    const isInList = typeof own.value !== 'string';
    const present = new Set(value.filter((each) => !each.includes(MARKER)));
    return { kind: 'defaultsOption', group: own.group, present, isInList, ...word };
  }
  if (written?.[3] === ':' && written[2] !== undefined && written[2] !== '') {
    return { kind: 'defaultsOption', group: written[2], present: new Set(), isInList: false, ...word };
  }
  const present = new Set<string>();
  for (const entry of entries) {
    if (entry === own) continue;
    if (entry.kind === 'self') present.add('_self_');
    else present.add(entry.kind === 'config' ? entry.path : entry.group);
  }
  const typed = text.slice(word.range.start, Math.max(word.range.start, offset));
  const keywords = /((?:(?:optional|override)\s+)*)\S*$/.exec(before)?.[1] ?? '';
  const rest = after.slice(word.range.end - offset);
  return {
    kind: 'defaultsItem',
    present,
    typed,
    isOverride: keywords.includes('override'),
    isOptional: keywords.includes('optional'),
    hasColon: /^["']?\s*:/.test(rest),
    isInBraces: isInBraces(text.slice(0, offset)),
    ...word,
  };
}

/** Whether the last bracket that is open is a brace. */
function isInBraces(before: string): boolean {
  let closed = 0;
  for (const letter of [...before].reverse()) {
    if (letter === '}' || letter === ']') closed += 1;
    else if ((letter === '{' || letter === '[') && closed-- === 0) return letter === '{';
  }
  return false;
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

function search(node: ValueNode, path: KeyPath, word: Word, colon: boolean, isFlow = false): CursorContext | undefined {
  if (node.kind === 'scalar') {
    const { leaf } = node;
    return 'v' in leaf && String(leaf.v).includes(MARKER) ? { kind: 'value', path, isFlow, ...word } : undefined;
  }
  if (node.kind === 'list') {
    for (const [index, item] of node.items.entries()) {
      const found = search(item, [...path, String(index)], word, colon, node.flow);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  for (const [name, entry] of node.entries) {
    if (name.includes(MARKER)) {
      const present = new Set([...node.entries.keys()].filter((each) => !each.includes(MARKER)));
      return { kind: 'key', path, present, range: word.range, quote: word.quote, hasColon: colon, isFlow: node.flow };
    }
    const found = search(entry.value, [...path, name], word, colon, node.flow);
    if (found !== undefined) return found;
  }
  return undefined;
}
