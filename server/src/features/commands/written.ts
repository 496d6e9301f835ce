import type { Range, ShellHazard, ShellWord } from '../../text/index.ts';

/** One word of a command with its places in the document. */
export interface WrittenWord {
  /** As the program is given it. */
  readonly text: string;
  /** For each UTF-16 unit of `text` its offset in the document, and one more for the end. */
  readonly offsets: readonly number[];
  /** Quotes included. */
  readonly range: Range;
  /** Where the first thing stands in `text` that only the run knows. */
  readonly openAt?: number;
  readonly quote?: "'" | '"';
  readonly hazards: readonly ShellHazard[];
  /** Its whole command stands in quotes, and more of them would end those. */
  readonly isInQuotes?: true;
  /** A part of it stands elsewhere in the document: what is picked for an input. */
  readonly isPieced?: true;
}

/** A command that a person keeps in a file. */
export interface WrittenCommand {
  readonly words: readonly WrittenWord[];
  /** Folders that it may be run in, the likeliest first; relative to the document's folder, or to the project's (`/…`). */
  readonly folders: readonly string[];
  /** What a task of our own names instead of a program: the words are overrides. */
  readonly config?: WrittenWord;
  /** `documentation` shows what to type, the others are run as they stand. `json` words are quoted by no shell. */
  readonly kind: 'script' | 'json' | 'documentation';
  /** What is picked for an input of which the same command has another option before. */
  readonly pick?: string;
}

export function wordOfShell({ text, offsets, range, openAt, quote, hazards, isInQuotes }: ShellWord): WrittenWord {
  const more = {
    ...(openAt !== undefined && { openAt }),
    ...(quote !== undefined && { quote }),
    ...(isInQuotes && { isInQuotes }),
  };
  return { text, offsets, range, hazards, ...more };
}

/** The place in the document of a place in a word's text. */
export function placeIn(word: WrittenWord, { start: from, end }: Range): Range {
  const { offsets, range } = word;
  const last = offsets.at(-1) ?? range.end;
  const start = word.isPieced ? pieceStart(word, from, end) : from;
  const first = offsets[start] ?? last;
  return { start: first, end: end <= start ? first : (offsets[end - 1] ?? last) + 1 };
}

/** The longest escape of a letter in JSON. */
const LONGEST_LETTER = 6;

/** Of a range over several pieces the last one counts: where it begins. */
function pieceStart({ offsets }: WrittenWord, start: number, end: number): number {
  for (let at = end - 1; at > start; at--) {
    const step = (offsets[at] ?? 0) - (offsets[at - 1] ?? 0);
    if (step < 1 || step > LONGEST_LETTER) return at;
  }
  return start;
}

/** The place in a word's text of an offset in the document. */
export function offsetIn({ offsets }: WrittenWord, offset: number): number {
  const found = offsets.findIndex((each) => each >= offset);
  return found === -1 ? offsets.length - 1 : found;
}
