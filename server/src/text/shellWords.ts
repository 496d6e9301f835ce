// The words of shell commands, with places: of scripts, and of a line that a person types for one command.
import { BUDGETS } from './budgets.ts';
import type { Range } from './span.ts';

/** What a shell does to a word that its writer hardly meant. */
export interface ShellHazard {
  /**
   * `braces`: `{a,b}` without quotes becomes several words; `parenthesis`: `f(1)` without quotes is no word at all;
   * `interpolation`: `${a.b}` is read by the shell, which knows no such variable.
   */
  readonly kind: 'braces' | 'parenthesis' | 'interpolation';
  readonly range: Range;
}

/**
 * A word as a program is given it, without its quotes and backslashes. What the shell would put in for variables and
 * commands stays in it as it is written.
 */
export interface ShellWord {
  readonly text: string;
  /** Where it stands, quotes included. */
  readonly range: Range;
  /** For each UTF-16 unit of `text` its offset in the document, and one more for the end. */
  readonly offsets: readonly number[];
  /** Where the first thing stands in `text` that only the run knows: a variable, a command's output. */
  readonly openAt?: number;
  /** The quotes that the shell takes away, at the word's first quote. */
  readonly quote?: "'" | '"';
  /** The start of a quote that has no end: the word runs to the end of the text. */
  readonly openQuote?: number;
  readonly hazards: readonly ShellHazard[];
  /** Its whole command stands in quotes, and more of them would end those. */
  readonly isInQuotes?: true;
  /** The commands in it whose output the shell puts there, without `$(…)` or backticks around. */
  readonly substitutions?: readonly Range[];
}

/**
 * What a word stands in: `script`, where operators end it; `folded`, a script whose lines are one; `line`, the words of one
 * command, where operators are ordinary characters and nothing is expanded.
 */
export type ShellText = 'script' | 'folded' | 'line';

/** The range in the line of a range in a word's text, so that what is said of an override is shown where it was typed. */
export function rangeInLine({ offsets, range }: Pick<ShellWord, 'offsets' | 'range'>, { start, end }: Range): Range {
  const last = offsets.at(-1) ?? range.end;
  const first = offsets[start] ?? last;
  return { start: first, end: end === start ? first : (offsets[end - 1] ?? last) + 1 };
}

/**
 * Splits one line as a POSIX shell does: blanks, both quotes, backslashes, a comment from a `#` on that starts a word.
 * Nothing is expanded, and operators (`;`, `|`, `>`) are ordinary characters. A quote without its end runs to the end of
 * the line. A line that is longer than an override may be is one word that is refused as an override.
 */
export function splitCommandLine(line: string): readonly ShellWord[] {
  if (line.length > BUDGETS.overrideCharacters) return [tooLong(line)];
  const words: ShellWord[] = [];
  let at = 0;
  while (at < line.length) {
    const letter = line[at] as string;
    if (continues(line, at)) at = line.indexOf('\n', at) + 1;
    else if (isBlank(letter) || letter === '\n') at++;
    else if (letter === '#') at = lineEnd(line, at, line.length);
    else {
      const word = readShellWord(line, at, line.length, 'line');
      words.push(word);
      at = word.range.end;
    }
  }
  return words;
}

/** As much of a line as is too long for an override. */
function tooLong(line: string): ShellWord {
  const text = line.slice(0, BUDGETS.overrideCharacters + 1);
  const offsets = Array.from({ length: text.length + 1 }, (_, offset) => offset);
  return { text, offsets, range: { start: 0, end: text.length }, hazards: [] };
}

/**
 * The word that starts at an offset. Never fails. Source: POSIX, *Shell Command Language*, 2.2 "Quoting" and 2.3 "Token
 * Recognition".
 */
export function readShellWord(text: string, start: number, end: number, how: ShellText): ShellWord {
  const letters: string[] = [];
  const offsets: number[] = [];
  const hazards: ShellHazard[] = [];
  const substitutions: Range[] = [];
  const braces: { readonly start: number; hasComma: boolean }[] = [];
  let openAt: number | undefined;
  let firstQuote: "'" | '"' | undefined;
  let quote: { readonly letter: string; readonly start: number } | undefined;
  const isLine = how === 'line';
  let at = start;
  const take = (to: number): void => {
    for (; at < to && at < end; at++) {
      letters.push(text[at] as string);
      offsets.push(at);
    }
  };
  while (at < end) {
    const letter = text[at] as string;
    if (quote === undefined && (isBlank(letter) || (isLine ? letter === '\n' : /[\n;&|<>)]/.test(letter)))) break;
    if (quote === undefined && !isLine && letter === '(') {
      // Behind a `=` an array begins where a command does; an override goes on, and the shell stumbles over it.
      if (!letters.includes('=')) break;
      const to = Math.min(afterGroup(text, at, '(', ')'), lineEnd(text, at, end));
      hazards.push({ kind: 'parenthesis', range: { start: at, end: to } });
      take(to);
    } else if (letter === quote?.letter) {
      quote = undefined;
      at++;
    } else if (quote === undefined && (letter === "'" || letter === '"')) {
      quote = { letter, start: at };
      firstQuote ??= letter;
      at++;
    } else if (letter === '\\' && quote?.letter !== "'") {
      if (continues(text, at)) at = text.indexOf('\n', at) + 1;
      else {
        if (at + 1 < end && (quote === undefined || '$`"\\'.includes(text[at + 1] as string))) at++;
        take(at + 1);
      }
    } else if (!isLine && (letter === '$' || letter === '`') && quote?.letter !== "'") {
      const to = Math.min(afterExpansion(text, at), end);
      if (to > at + 1) {
        openAt ??= letters.length;
        const inside = substitutionIn(text, at, to);
        if (inside !== undefined) substitutions.push(inside);
        if (isInterpolation(text.slice(at, to))) hazards.push({ kind: 'interpolation', range: { start: at, end: to } });
      }
      take(Math.max(to, at + 1));
    } else {
      if (quote === undefined && letter === '{') braces.push({ start: at, hasComma: false });
      else if (quote === undefined && letter === ',') {
        const inner = braces.at(-1);
        if (inner !== undefined) inner.hasComma = true;
      } else if (quote === undefined && letter === '}') {
        const inner = braces.pop();
        if (inner?.hasComma) hazards.push({ kind: 'braces', range: { start: inner.start, end: at + 1 } });
      }
      if (letter === '\n' && how === 'folded') {
        letters.push(' ');
        offsets.push(at++);
      } else take(at + 1);
    }
  }
  return {
    text: letters.join(''),
    range: { start, end: at },
    offsets: [...offsets, at],
    hazards,
    ...(openAt !== undefined && { openAt }),
    ...(firstQuote !== undefined && { quote: firstQuote }),
    ...(quote !== undefined && { openQuote: quote.start }),
    ...(substitutions.length > 0 && { substitutions }),
  };
}

/** The commands of `$(…)` and of backticks; `$((…))` is arithmetic. One that is half typed has no end yet. */
function substitutionIn(text: string, start: number, end: number): Range | undefined {
  if (text[start] !== '`' && (!text.startsWith('$(', start) || text.startsWith('$((', start))) return undefined;
  const open = text[start] === '`' ? 1 : 2;
  const isClosed = end > start + open && text[end - 1] === (open === 1 ? '`' : ')');
  return { start: start + open, end: isClosed ? end - 1 : end };
}

/** Where `$name`, `${…}`, `$(…)` or `` `…` `` ends; `${{ … }}` is GitHub's. */
function afterExpansion(text: string, start: number): number {
  if (text[start] === '`') {
    const close = text.indexOf('`', start + 1);
    return close === -1 ? text.length : close + 1;
  }
  if (text.startsWith('${{', start)) {
    const close = text.indexOf('}}', start);
    return close === -1 ? text.length : close + 2;
  }
  if (text[start + 1] === '{') return afterGroup(text, start + 1, '{', '}');
  if (text[start + 1] === '(') return afterGroup(text, start + 1, '(', ')');
  const [name = ''] = /^(?:\w+|[@*#?!$-])/.exec(text.slice(start + 1, start + 80)) ?? [];
  return start + 1 + name.length;
}

function afterGroup(text: string, start: number, open: string, close: string): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text[at] === open) depth++;
    else if (text[at] === close && --depth === 0) return at + 1;
  }
  return text.length;
}

/** No variable of a shell has a dot in its name: an interpolation is meant. */
function isInterpolation(expansion: string): boolean {
  return /^\$\{\.*[A-Za-z_][\w-]*\.[\w.]+(?::[^}]*)?\}$/.test(expansion);
}

/** Whether a backslash joins a line with the next one. */
export function continues(text: string, at: number): boolean {
  return text[at] === '\\' && (text[at + 1] === '\n' || text.startsWith('\r\n', at + 1));
}

/** Where the line of an offset ends, its line end left out. */
export function lineEnd(text: string, at: number, end: number): number {
  const found = text.indexOf('\n', at);
  return found === -1 || found > end ? end : found;
}

/** What parts words on a line. */
export function isBlank(letter: string | undefined): boolean {
  return letter === ' ' || letter === '\t' || letter === '\r';
}
