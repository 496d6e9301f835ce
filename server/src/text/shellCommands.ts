import { continues, isBlank, lineEnd, readShellWord, type ShellWord } from './shellWords.ts';
import type { Range } from './span.ts';

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
  /** It shows what to type: `<name>` stands for a word, and redirects nothing. */
  readonly isDocumentation?: boolean;
}

/** Commands in the words of others are read so deep. */
const DEPTH_BUDGET = 8;

/**
 * The simple commands of a shell script's text, wherever they stand: in loops, conditions, functions, and in the words of
 * others (`X=$(python app.py)`), which come after them. Nothing is expanded, redirections are left out, and here-documents are skipped. Never fails: a quote without an end runs to the end.
 * Source: POSIX, *Shell Command Language*, 2.3 "Token Recognition"; brace expansion is Bash's.
 */
export function shellCommands(text: string, range: Range, options: ShellOptions = {}): ShellCommand[] {
  return commandsIn(text, range, options, DEPTH_BUDGET);
}

function commandsIn(text: string, range: Range, options: ShellOptions, depth: number): ShellCommand[] {
  const { isFolded = false, isDocumentation = false } = options;
  const commands: ShellCommand[] = [];
  const how = isFolded ? 'folded' : 'script';
  let words: ShellWord[] = [];
  const heres: string[] = [];
  let at = range.start;
  const readWord = (): ShellWord => {
    const word = readShellWord(text, at, range.end, how);
    const inner = depth > 0 ? (word.substitutions ?? []) : [];
    for (const each of inner) commands.push(...commandsIn(text, each, options, depth - 1));
    return word;
  };
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
    } else if (isDocumentation && letter === '<' && words.at(-1)?.range.end !== at && placeholderAt(text, at) !== '') {
      const placeholder = placeholderAt(text, at);
      const offsets = Array.from({ length: placeholder.length + 1 }, (_, index) => at + index);
      at += placeholder.length;
      words.push({
        text: placeholder,
        range: { start: at - placeholder.length, end: at },
        offsets,
        openAt: 0,
        hazards: [],
      });
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
        const target = readWord();
        if (operator.startsWith('<<') && operator !== '<<<') heres.push(target.text);
        at = Math.max(target.range.end, at + 1);
      }
    } else if (/[;&|()]/.test(letter)) {
      finish();
      at++;
    } else {
      const word = readWord();
      words.push(word);
      at = word.range.end;
    }
  }
  finish();
  return commands;
}

/** `<name>` as a word of its own. */
function placeholderAt(text: string, at: number): string {
  return /^<[A-Za-z][\w./-]*>(?=\s|$)/.exec(text.slice(at, at + 80))?.[0] ?? '';
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
