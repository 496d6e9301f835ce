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
 * others (`X=$(python app.py)`, `bash -c 'python app.py'`), which come after them. Nothing is expanded, redirections are left out, and here-documents are skipped but where a shell reads them. Never fails: a quote without an end runs to the end.
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
  /** How many commands there were before the line. */
  let before = 0;
  let at = range.start;
  const within = (inner: readonly Range[]): void => {
    for (const each of depth > 0 ? inner : []) commands.push(...commandsIn(text, each, options, depth - 1));
  };
  const readWord = (): ShellWord => {
    const word = readShellWord(text, at, range.end, how);
    within(word.substitutions ?? []);
    return word;
  };
  const finish = (): void => {
    const [first] = words;
    const last = words.at(-1);
    if (first !== undefined && last !== undefined) {
      for (const each of depth > 0 ? scriptsAmong(text, words) : []) {
        const inner = commandsIn(text, each, options, depth - 1);
        commands.push(
          ...inner.map((own) => ({ ...own, words: own.words.map((word) => ({ ...word, isInQuotes: true as const })) })),
        );
      }
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
      const documents = hereDocuments(text, at + 1, range.end, heres.splice(0));
      if (commands.slice(before).some(({ words: own }) => own.some(isShell))) within(documents.ranges);
      at = documents.end;
      before = commands.length;
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
      const last = words.at(-1);
      // `2>&1`: the number belongs to the redirection.
      if (last !== undefined && last.range.end === at && /^\d$/.test(last.text)) words.pop();
      // Documentation writes `model=<name>`: nobody means a redirection.
      else if (last?.range.end === at) words.splice(-1, 1, { ...last, openAt: last.text.length });
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

/** Programs that run what they read: shells, and what hands scripts to them elsewhere. */
function isShell({ text }: ShellWord): boolean {
  return /^(?:\S*\/)?(?:(?:ba|da|k|z)?sh|ssh|sbatch|qsub|bsub)$/.test(text);
}

/** The scripts among the words of a command: `bash -c '…'`, `eval "…"`, `ssh host '…'`, `sbatch --wrap="…"`. */
function scriptsAmong(text: string, words: readonly ShellWord[]): readonly Range[] {
  if (!words.some((word) => isShell(word) || word.text === 'eval')) return [];
  const isRead = (word: ShellWord, index: number) =>
    /^(?:-[a-z]*c|--wrap)$/.test(words[index - 1]?.text ?? '') ||
    word.text.startsWith('--wrap=') ||
    words.slice(0, index).some((each) => each.text === 'eval' || /(?:^|\/)ssh$/.test(each.text));
  return words.flatMap((word, index): Range[] => {
    const { start, end } = word.range;
    // What a quote within the quotes has changed stands at other places.
    const [, option = '', , script] = /^(--wrap=)?(["'])((?:(?!\2)[^\\])*)\2$/.exec(text.slice(start, end)) ?? [];
    return script === undefined || !isRead(word, index) ? [] : [{ start: start + option.length + 1, end: end - 1 }];
  });
}

/** The here-documents that the line before has announced, and what is behind them. */
function hereDocuments(text: string, start: number, end: number, delimiters: readonly string[]) {
  const ranges: Range[] = [];
  let at = start;
  for (const delimiter of delimiters) {
    const from = at;
    let to = at;
    while (at < end) {
      const line = text.slice(at, lineEnd(text, at, end));
      to = at;
      at = Math.min(end, at + line.length + 1);
      if (line.trim() === delimiter) break;
      to = at;
    }
    ranges.push({ start: from, end: to });
  }
  return { ranges, end: at };
}
