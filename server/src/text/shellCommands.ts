import type { CommandLineWord } from './overrideCommandLine.ts';
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

/** A word of a script. What the shell would put in for variables and commands stays in it as it is written. */
export interface ShellWord extends CommandLineWord {
  /** Where the first thing stands in `text` that only the run knows: a variable, a command's output. */
  readonly openAt?: number;
  /** The quotes that the shell takes away, at the word's first quote. */
  readonly quote?: "'" | '"';
  readonly hazards: readonly ShellHazard[];
}

/** One simple command: `cd x && python app.py a=1 | tee log` has three. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  /** From the first word to the last. */
  readonly range: Range;
}

/** How a text is to be read that is not quite a script of its own. */
export interface ShellOptions {
  /** The lines are one: YAML folds them, JSON has none. */
  readonly isFolded?: boolean;
}

/**
 * The simple commands of a shell script's text, wherever they stand: in loops, conditions and functions too. Nothing is
 * expanded, redirections are left out, and here-documents are skipped. Never fails: a quote without an end runs to the end.
 * Source: POSIX, *Shell Command Language*, 2.3 "Token Recognition"; brace expansion is Bash's.
 */
export function shellCommands(text: string, range: Range, { isFolded = false }: ShellOptions = {}): ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: ShellWord[] = [];
  const heres: string[] = [];
  let at = range.start;
  const finish = (): void => {
    const [first] = words;
    const last = words.at(-1);
    if (first !== undefined && last !== undefined) {
      commands.push({ words, range: { start: first.range.start, end: last.range.end } });
    }
    words = [];
  };
  const skipBlanks = (): void => {
    while (at < range.end && isBlank(text[at])) at++;
  };
  while (at < range.end) {
    const letter = text[at] as string;
    if (isBlank(letter) || (isFolded && letter === '\n')) at++;
    else if (continues(text, at)) at = text.indexOf('\n', at) + 1;
    else if (letter === '#') at = lineEnd(text, at, range.end);
    else if (letter === '\n') {
      finish();
      at = afterDocuments(text, at + 1, range.end, heres);
    } else if (letter === '<' || letter === '>') {
      const before = words.at(-1);
      // `2>&1`: the number belongs to the redirection.
      if (before !== undefined && before.range.end === at && /^\d$/.test(before.text)) words.pop();
      // Documentation writes `model=<name>`: nobody means a redirection.
      else if (before?.range.end === at) words.splice(-1, 1, { ...before, openAt: before.text.length });
      const [operator = letter] = /^(?:<<<|<<-?|[<>][>&|]*)/.exec(text.slice(at, at + 3)) ?? [];
      at += operator.length;
      skipBlanks();
      if (at < range.end && !/[\n;|&()]/.test(text[at] as string)) {
        const target = readShellWord(text, at, range.end, isFolded);
        if (operator.startsWith('<<') && operator !== '<<<') heres.push(target.text);
        at = Math.max(target.range.end, at + 1);
      }
    } else if (/[;&|()]/.test(letter)) {
      finish();
      at++;
    } else {
      const word = readShellWord(text, at, range.end, isFolded);
      words.push(word);
      at = word.range.end;
    }
  }
  finish();
  return commands;
}

/** Behind the here-documents that the line before has announced. */
function afterDocuments(text: string, start: number, end: number, heres: string[]): number {
  let at = start;
  for (const delimiter of heres.splice(0)) {
    while (at < end) {
      const line = text.slice(at, lineEnd(text, at, end));
      at = Math.min(end, at + line.length + 1);
      if (line.trim() === delimiter) break;
    }
  }
  return at;
}

function readShellWord(text: string, start: number, end: number, isFolded: boolean): ShellWord {
  const letters: string[] = [];
  const offsets: number[] = [];
  const hazards: ShellHazard[] = [];
  const braces: { readonly start: number; hasComma: boolean }[] = [];
  let openAt: number | undefined;
  let firstQuote: "'" | '"' | undefined;
  let quote: string | undefined;
  let at = start;
  const take = (to: number): void => {
    for (; at < to && at < end; at++) {
      letters.push(text[at] as string);
      offsets.push(at);
    }
  };
  while (at < end) {
    const letter = text[at] as string;
    if (quote === undefined && (isBlank(letter) || /[\n;&|<>)]/.test(letter))) break;
    if (quote === undefined && letter === '(') {
      // Behind a `=` an array begins where a command does; an override goes on, and the shell stumbles over it.
      if (!letters.includes('=')) break;
      const to = Math.min(afterGroup(text, at, '(', ')'), lineEnd(text, at, end));
      hazards.push({ kind: 'parenthesis', range: { start: at, end: to } });
      take(to);
    } else if (letter === quote) {
      quote = undefined;
      at++;
    } else if (quote === undefined && (letter === "'" || letter === '"')) {
      quote = letter;
      firstQuote ??= letter;
      at++;
    } else if (letter === '\\' && quote !== "'") {
      if (continues(text, at)) at = text.indexOf('\n', at) + 1;
      else {
        if (quote === undefined || '$`"\\'.includes(text[at + 1] ?? ' ')) at++;
        take(at + 1);
      }
    } else if ((letter === '$' || letter === '`') && quote !== "'") {
      const to = Math.min(afterExpansion(text, at), end);
      if (to > at + 1) {
        openAt ??= letters.length;
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
      if (letter === '\n' && isFolded) {
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
  };
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

function continues(text: string, at: number): boolean {
  return text[at] === '\\' && (text[at + 1] === '\n' || text.startsWith('\r\n', at + 1));
}

function lineEnd(text: string, at: number, end: number): number {
  const found = text.indexOf('\n', at);
  return found === -1 || found > end ? end : found;
}

function isBlank(letter: string | undefined): boolean {
  return letter === ' ' || letter === '\t' || letter === '\r';
}
