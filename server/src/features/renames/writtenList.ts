import type { ConfigFile, GroupEntry, Range } from '../../text/index.ts';

/** One option of a list as it stands there. */
interface WrittenItem {
  /** The lines of comments before it, with their ends. */
  readonly lead: string;
  /** Indentation and dash; nothing in brackets. */
  readonly dash: string;
  readonly text: string;
  /** What stands behind it on its line: a comment with the blanks before it. */
  readonly comment: string;
}

/** The list of options of an entry, in brackets on one line or with a line for each option. */
export interface WrittenList {
  readonly isBlock: boolean;
  /** From the colon behind the group to the list's end; in a block to the end of its last line. */
  readonly range: Range;
  /** What stands between the colon and the first option: blanks, or the rest of the line. */
  readonly head: string;
  readonly items: readonly WrittenItem[];
  readonly newline: string;
}

/** `undefined` where it is written in another way: over several lines in brackets, in a line with something else. */
export function writtenList({ text }: ConfigFile, { keyRange, valueRanges }: GroupEntry): WrittenList | undefined {
  const start = text.indexOf(':', keyRange.end) + 1;
  const [first, last] = [valueRanges[0], valueRanges.at(-1)];
  if (first === undefined || last === undefined || start === 0 || start > first.start) return undefined;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const flow = /^[ \t]*\[[^\]\n#]*\]/.exec(text.slice(start));
  if (flow !== null) {
    const end = start + flow[0].length;
    if (last.end > end) return undefined;
    const items = valueRanges.map((range) => ({
      lead: '',
      dash: '',
      text: text.slice(range.start, range.end),
      comment: '',
    }));
    return { isBlock: false, range: { start, end }, head: /^[ \t]*/.exec(flow[0])?.[0] ?? '', items, newline };
  }
  const head = /^[ \t]*(?:#.*)?\r?\n/.exec(text.slice(start))?.[0];
  if (head === undefined) return undefined;
  const items: WrittenItem[] = [];
  let at = start + head.length;
  for (const range of valueRanges) {
    const line = text.lastIndexOf('\n', range.start - 1) + 1;
    const end = lineEnd(text, range.end);
    const lead = text.slice(at, Math.max(at, line));
    const dash = text.slice(line, range.start);
    const comment = text.slice(range.end, end);
    const isAlone = line >= at && /^[ \t]*-[ \t]+$/.test(dash) && /^[ \t]*(?:#.*)?$/.test(comment);
    if (!isAlone || !/^(?:[ \t]*(?:#.*)?\r?\n)*$/.test(lead)) return undefined;
    items.push({ lead, dash, text: text.slice(range.start, range.end), comment });
    at = text[end] === '\r' ? end + 2 : end + 1;
  }
  return { isBlock: true, range: { start, end: lineEnd(text, last.end) }, head, items, newline };
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end === -1) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}

/**
 * The text for a list's range with other options, by their places in it; `undefined` for one that goes. `empty` stands where
 * none is left. Lines of comments stay in the list.
 */
export function listWith(
  { isBlock, head, items, newline }: WrittenList,
  options: readonly (string | undefined)[],
  empty: string,
): string | undefined {
  const kept = options.filter((option) => option !== undefined);
  if (!isBlock) return `${head || ' '}${kept.length === 0 ? empty : `[${kept.join(', ')}]`}`;
  if (kept.length === 0) {
    return items.some(({ lead }) => lead.trim() !== '') ? undefined : ` ${empty}${head.trimEnd()}`;
  }
  const lines = items.map(({ lead, dash, comment }, index) => {
    const option = options[index];
    return option === undefined ? lead : `${lead}${dash}${option}${comment}${newline}`;
  });
  return (head + lines.join('')).replace(/\r?\n$/, '');
}

/** The comment that goes with an option to an entry of its own: with the blanks before it. */
export function commentOf({ items }: WrittenList, index: number): string {
  return items[index]?.comment.trimEnd() ?? '';
}
