import type { Range } from './span.ts';

/** One word of a command line, as a program is given it. */
export interface CommandLineWord {
  /** Without its quotes and backslashes. */
  readonly text: string;
  /** Where it stands in the line, quotes included. */
  readonly range: Range;
  /** For each UTF-16 unit of `text` its offset in the line, and one more for the end. */
  readonly offsets: readonly number[];
}

export interface CommandLine {
  readonly words: readonly CommandLineWord[];
  readonly problems: readonly { readonly message: string; readonly range: Range }[];
}

/**
 * Splits one line as a POSIX shell does: blanks, both quotes, backslashes, a comment from a `#` on that starts a word.
 * Nothing is expanded, and operators (`;`, `|`, `>`) are ordinary characters. A quote without its end runs to the end of
 * the line and is a problem. Source: POSIX, *Shell Command Language*, 2.2 "Quoting" and 2.3 "Token Recognition".
 */
export function splitCommandLine(line: string): CommandLine {
  const words: CommandLineWord[] = [];
  const problems: { message: string; range: Range }[] = [];
  let offset = 0;
  while (offset < line.length) {
    if (isBlank(line[offset]) || line.startsWith('\\\n', offset)) {
      offset += line[offset] === '\\' ? 2 : 1;
    } else if (line[offset] === '#') {
      while (offset < line.length && line[offset] !== '\n') offset += 1;
    } else {
      const { word, openQuote } = readWord(line, offset);
      words.push(word);
      offset = word.range.end;
      if (openQuote !== undefined) {
        problems.push({ message: 'No closing quotation', range: { start: openQuote, end: line.length } });
      }
    }
  }
  return { words, problems };
}

/** The range in the line of a range in a word's text, so that a problem of an override is shown where it was typed. */
export function rangeInLine({ offsets }: CommandLineWord, { start, end }: Range): Range {
  const last = offsets.at(-1)!;
  const first = offsets[start] ?? last;
  return { start: first, end: end === start ? first : (offsets[end - 1] ?? last) + 1 };
}

function readWord(line: string, start: number): { word: CommandLineWord; openQuote?: number } {
  let text = '';
  const offsets: number[] = [];
  const add = (offset: number) => {
    text += line[offset];
    offsets.push(offset);
  };
  let quote: { character: string; start: number } | undefined;
  let offset = start;
  for (; offset < line.length; offset += 1) {
    const character = line[offset]!;
    if (quote === undefined && isBlank(character)) break;
    if (character === quote?.character) {
      quote = undefined;
    } else if (quote === undefined && (character === "'" || character === '"')) {
      quote = { character, start: offset };
    } else if (character === '\\' && escapes(line[offset + 1], quote?.character)) {
      offset += 1;
      if (line[offset] !== '\n') add(offset);
    } else {
      add(offset);
    }
  }
  const word = { text, range: { start, end: offset }, offsets: [...offsets, offset] };
  return quote === undefined ? { word } : { word, openQuote: quote.start };
}

/** Whether a backslash protects `next`: nothing in single quotes, few in double quotes, else any character. */
function escapes(next: string | undefined, quote: string | undefined): boolean {
  if (next === undefined || quote === "'") return false;
  return quote === undefined || '$`"\\\n'.includes(next);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\n' || character === '\r';
}
