import type { DefaultsEntry } from '../../text/index.ts';
import { hasColon, insideAfter, isClosed, type Line, type Word } from './cursorLine.ts';

/** What is being written into a defaults list. */
export type DefaultsContext =
  | ({ readonly kind: 'defaultsItem' } & DefaultsItemContext)
  | ({ readonly kind: 'defaultsOption' } & DefaultsOptionContext);

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
  /** The quotes that the option gets beside those that it stands in: of an entry that is in quotes as a whole. */
  readonly requote: string;
}

/** The defaults list around a cursor, in the text with the marker. */
export interface Listed {
  readonly text: string;
  readonly offset: number;
  readonly marker: string;
  readonly entries: readonly DefaultsEntry[];
  /** The entry that the marker came to stand in. */
  readonly own: DefaultsEntry | undefined;
}

/** Whether the line belongs to the list below a top-level `defaults:`. */
export function inDefaults(text: string, offset: number): boolean {
  const above = text.slice(0, offset).split(/\r?\n/);
  if (!/^\s*-/.test(above.at(-1) ?? '')) return false;
  for (const line of above.slice(0, -1).reverse()) {
    if (/^(?:defaults|"defaults"|'defaults')\s*:/.test(line)) return true;
    if (line.trim() !== '' && !/^\s*(-|#)/.test(line)) return false;
  }
  return false;
}

/** What stands at the cursor in an entry: its beginning, or the option that it chooses. */
export function defaultsContext(listed: Listed, line: Line, word: Word): DefaultsContext | undefined {
  const { marker, own } = listed;
  const { before } = line;
  const value = own?.kind === 'group' && own.value !== null ? [own.value].flat() : [];
  if (own?.kind === 'group' && value.some((each) => each.includes(marker))) {
    const isInList = typeof own.value !== 'string';
    const present = new Set(value.filter((each) => !each.includes(marker)));
    return { kind: 'defaultsOption', group: own.group, present, isInList, requote: '', ...word };
  }
  // A quote opens the entry itself where no key stands before it, or where the reader took it for the entry.
  const isEntry = own !== undefined || !hasColon(before.slice(0, line.quoteAt));
  if (line.quote !== '' && isEntry) return contextInQuotes(listed, line, word);
  const written = /^\s*-\s*["']?((?:(?:optional|override)\s+)*)([^\s:@"']*)(?:@[^\s:]*)?["']?\s*(:?)(?:\s|$)/.exec(
    before,
  );
  if (written?.[3] === ':' && written[2] !== undefined && written[2] !== '') {
    return { kind: 'defaultsOption', group: written[2], present: new Set(), isInList: false, requote: '', ...word };
  }
  const keywords = /((?:(?:optional|override)\s+)*)\S*$/.exec(before)?.[1] ?? '';
  return itemContext(listed, line, word, keywords);
}

const WORDS = /^((?:(?:optional|override)\s+)*)([^@]*)/;

/**
 * In an entry that is quoted as a whole. A group and its option are none in one pair of quotes: each gets its own, in the
 * same style, as soon as something is taken.
 */
function contextInQuotes(listed: Listed, line: Line, word: Word): DefaultsContext | undefined {
  const { offset } = listed;
  const { before, quote, quoteAt } = line;
  const inside = before.slice(quoteAt + 1);
  const start = offset - inside.length - 1;
  const rest = isClosed(line) ? insideAfter(line) : line.after.slice(0, word.range.end - offset);
  const end = offset + rest.length + (isClosed(line) ? 1 : 0);
  const hasColonBehind = /^\s*:/.test(line.after.slice(end - offset));
  const [, ofKey, typedOption] = /^(.*?):(?:\s+(.*)|$)/.exec(inside) ?? [];
  const entry = ofKey ?? inside;
  const [, keywords = '', group = ''] = WORDS.exec(entry) ?? [];
  if (ofKey !== undefined) {
    if (hasColonBehind || group.trim() === '') return undefined;
    const lead = `${quote}${entry.trimEnd()}${quote}: `;
    const prefix = quote + inside.slice(0, inside.length - (typedOption ?? '').length);
    const option = { range: { start, end }, quote: '', lead, tail: '', prefix };
    return {
      kind: 'defaultsOption',
      group: group.trim(),
      present: new Set(),
      isInList: false,
      requote: quote,
      ...option,
    };
  }
  const at = { start: start + 1 + keywords.length, end: offset + rest.length };
  const [, option] = /^[^:]*?\s*:\s+(.*)$/.exec(hasColonBehind ? '' : rest) ?? [];
  if (option !== undefined) {
    const tail = `${quote}: ${quote}${option.trimEnd()}${quote}`;
    const whole = { range: { start, end }, quote, lead: quote + keywords, tail, prefix: quote + keywords };
    return { ...itemContext(listed, line, { ...word, range: at }, keywords), ...whole, hasColon: true };
  }
  // A keyword that is typed anew leaves what follows it.
  const isKeyword = /^(?:optional|override)\s/.test(inside.slice(keywords.length) + rest);
  const range = isKeyword ? { ...at, end: offset + (/^\S*\s/.exec(rest)?.[0].length ?? rest.length) } : at;
  return itemContext(listed, line, { ...word, range }, keywords);
}

function itemContext({ text, offset, entries, own }: Listed, line: Line, word: Word, keywords: string) {
  const present = new Set<string>();
  for (const entry of entries) {
    if (entry === own) continue;
    if (entry.kind === 'self') present.add('_self_');
    else present.add(entry.kind === 'config' ? entry.path : entry.group);
  }
  const rest = line.after.slice(word.range.end - offset);
  return {
    kind: 'defaultsItem' as const,
    present,
    typed: text.slice(word.range.start, Math.max(word.range.start, offset)),
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
