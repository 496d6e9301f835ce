import type { Range } from '../../text/index.ts';

/** The line that a cursor stands in, cut in two there. */
export interface Line {
  readonly before: string;
  readonly after: string;
  /** The quote that is open at the cursor. */
  readonly quote: '"' | "'" | '';
  /** Where that quote stands in the half before the cursor. */
  readonly quoteAt: number;
  readonly isComment: boolean;
}

/** The word that a completion replaces. */
export interface Word {
  readonly range: Range;
  /** The quote that it stands in, or nothing. */
  readonly quote: string;
  /** A blank where the cursor stands right behind a key's colon or a list's dash. */
  readonly lead: string;
  /** The closing quote where it is not there yet. */
  readonly tail: string;
  /** What the range has before the word itself: who filters compares that too. */
  readonly prefix?: string;
}

export function lineAround(text: string, offset: number): Line {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const rest = text.slice(offset);
  const end = rest.search(/[\r\n]/);
  const before = text.slice(start, offset);
  const scan = scanned(before, brackets(text, start));
  const quote = before.charAt(scan.quoteAt) as Line['quote'];
  return { before, after: end === -1 ? rest : rest.slice(0, end), quote, ...scan };
}

/** Whether a key's colon stands in a text. */
export function hasColon(text: string): boolean {
  return /:(\s|$)/.test(text);
}

/** What is left of a quoted text behind the cursor, its closing quote not included. */
export function insideAfter({ after, quote }: Line): string {
  if (quote === "'") return /^(?:''|[^'])*/.exec(after)?.[0] ?? '';
  return /^(?:\\.|[^"\\])*/.exec(after)?.[0] ?? '';
}

/** Whether the quote is closed behind the cursor. */
export function isClosed(line: Line): boolean {
  return line.after.charAt(insideAfter(line).length) === line.quote;
}

/** Back to the blank, dash or quote, on to the end of the value. */
export function wordRange(line: Line, offset: number): Range {
  const { before, after, quote, quoteAt } = line;
  if (quote !== '') {
    // Where nothing closes it, a comment may stand behind it.
    const forth = isClosed(line) ? insideAfter(line) : (/^[^"'#]*?(?=\s*(?:["'#]|$))/.exec(after)?.[0] ?? '');
    return { start: offset - before.length + quoteAt + 1, end: offset + forth.length };
  }
  const start = offset - (/[^\s:,[\]{}"']*$/.exec(before)?.[0].length ?? 0);
  return { start, end: offset + (/^[^\s:,[\]{}"'#]*/.exec(after)?.[0].length ?? 0) };
}

/** How many brackets and braces are open before a line: counted from the last line that is not further in. */
function brackets(text: string, start: number): number {
  let depth = 0;
  let from = start;
  while (from > 0) {
    from = from === 1 ? 0 : text.lastIndexOf('\n', from - 2) + 1;
    if (/[^\s#\]}]/.test(text.charAt(from))) break;
  }
  for (const line of text.slice(from, start).split(/\r?\n/)) depth = scanned(line, depth).depth;
  return depth;
}

interface Scan {
  readonly depth: number;
  readonly quoteAt: number;
  readonly isComment: boolean;
}

/** Goes through a line as YAML does: a quote opens where a value or a key may begin, and nowhere within a word. */
function scanned(text: string, above: number): Scan {
  let depth = above;
  let begins = true;
  let at = 0;
  while (at < text.length) {
    const letter = text.charAt(at);
    const next = text.charAt(at + 1);
    const isLast = next === '' || /\s/.test(next);
    if (letter === '#' && (at === 0 || /\s/.test(text.charAt(at - 1)))) return { depth, quoteAt: -1, isComment: true };
    if (begins && (letter === '"' || letter === "'")) {
      const pattern = letter === '"' ? /"(?:\\.|[^"\\])*"/y : /'(?:''|[^'])*'(?!')/y;
      pattern.lastIndex = at;
      const end = pattern.exec(text)?.[0].length;
      if (end === undefined) return { depth, quoteAt: at, isComment: false };
      at += end;
      begins = false;
      // Right behind a quoted key of a mapping in braces the colon needs no blank.
      if (depth > 0 && text.charAt(at) === ':') {
        begins = true;
        at += 1;
      }
      continue;
    }
    if (/[[{]/.test(letter) && (begins || depth > 0)) {
      depth += 1;
      begins = true;
    } else if (/[\]}]/.test(letter) && depth > 0) {
      depth -= 1;
      begins = false;
    } else if (letter === ',' && depth > 0) begins = true;
    else if ((letter === ':' || (begins && /[-?]/.test(letter))) && isLast) begins = true;
    else if (begins && /[&!]/.test(letter)) at += /^\S*/.exec(text.slice(at + 1))?.[0].length ?? 0;
    else if (!/\s/.test(letter)) begins = false;
    at += 1;
  }
  return { depth, quoteAt: -1, isComment: false };
}
