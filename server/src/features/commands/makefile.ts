import type { Range } from '../../text/index.ts';
import { commandsIn, withoutBraces } from './shellText.ts';
import type { WrittenCommand, WrittenWord } from './written.ts';

/** A variable of a Makefile that holds text. */
interface Definition {
  readonly name: string;
  readonly value: Range;
}

const VALUE = '((?:.*\\\\\\r?\\n)*.*)';
const RECIPE = new RegExp(`^(?:\\t|[^\\s#:=][^\\n:=]*:[^\\n=;]*;)[@+-]*[ \\t]*${VALUE}$`, 'gm');
const DEFINITION = new RegExp(
  `^ *(?:(?:export|override|private) +)*([\\w.-]+)[ \\t]*(?:::?:?|\\?|\\+|!)?=[ \\t]*${VALUE}$`,
  'gm',
);
const BLOCK_EDGE = /^ *(?:(?:override +)?define +([\w.-]+)[^\n]*\n|endef\b)/gm;

/** What Make itself does with the words behind it; the shell sees what comes of that. */
const FUNCTIONS =
  /^(?:abspath|add(?:pre|suf)fix|and|basename|call|dir|error|eval|file|filter(?:-out)?|findstring|firstword|flavor|foreach|if|info|intcmp|join|lastword|let|notdir|or|origin|patsubst|realpath|sort|strip|subst|suffix|value|warning|wildcard|words?|wordlist)$/;

/**
 * The commands of a Makefile: of its recipes, of `$(shell …)` and of variables. A recipe may begin with a variable that
 * names a program, `$(TRAIN) lr=1`; the words of one with overrides of its own are judged where it is defined.
 * Source: the manual of GNU make, 5.1 "Recipe Syntax", 6.5 "Setting Variables" and 8.14 "The `shell` Function".
 */
export function commandsOfMakefile(text: string): WrittenCommand[] {
  const blocks = blocksIn(text);
  const outside = blanked(text, blocks);
  const definitions = definitionsIn(outside);
  const programs = new Map(
    definitions.flatMap((each): [string, WrittenCommand][] => {
      const command = programIn(text, each.value);
      return command === undefined ? [] : [[each.name, command]];
    }),
  );
  const recipes = [...outside.matchAll(RECIPE)].flatMap((match): WrittenCommand[] => {
    const [whole, recipe = ''] = match;
    const end = match.index + whole.length;
    return shellOf(text, { start: end - recipe.length, end }).map((command) => withProgram(text, command, programs));
  });
  const used = new Set([...text.matchAll(/\$[({]([\w.-]+)[)}]/g)].map(([, name]) => name));
  const held = [...definitions, ...blocks].flatMap(({ name, value }) =>
    shellOf(text, value).map((command) => (used.has(name) ? withMore(command) : command)),
  );
  return [...recipes, ...held];
}

function definitionsIn(text: string): Definition[] {
  return [...text.matchAll(DEFINITION)].map((match) => {
    const [whole, name = '', value = ''] = match;
    const end = match.index + whole.length;
    return { name, value: { start: end - value.length, end } };
  });
}

/** What stands between `define` and `endef`. */
function blocksIn(text: string): Definition[] {
  const blocks: Definition[] = [];
  let open: { readonly name: string; readonly start: number } | undefined;
  for (const { 0: edge, 1: name, index } of text.matchAll(BLOCK_EDGE)) {
    if (name !== undefined) open ??= { name, start: index + edge.length };
    else if (open !== undefined) {
      blocks.push({ name: open.name, value: { start: open.start, end: index } });
      open = undefined;
    }
  }
  return blocks;
}

/** The text with nothing in the blocks, and all else at its place. */
function blanked(text: string, blocks: readonly Definition[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { value } of blocks) {
    pieces.push(text.slice(at, value.start), ' '.repeat(value.end - value.start));
    at = value.end;
  }
  return pieces.join('') + text.slice(at);
}

/** The shell's commands in a piece of the text, without what stands among the words of Make's own functions. */
function shellOf(text: string, range: Range): WrittenCommand[] {
  return commandsIn(text, range, 'script', ['', '/']).flatMap((command) => {
    const [first, ...rest] = command.words;
    const isCall = first !== undefined && /\$[({]$/.test(text.slice(range.start, first.range.start));
    if (isCall && FUNCTIONS.test(first.text)) return [];
    const words = isCall && first.text === 'shell' ? rest : command.words;
    return [withoutBraces({ ...command, words })];
  });
}

/** The command of a variable that ends with the program's name: what is given to it stands where the variable is used. */
function programIn(text: string, value: Range): WrittenCommand | undefined {
  const command = shellOf(text, value).at(-1);
  const last = command?.words.at(-1);
  const isProgram = last?.text.endsWith('.py') === true || command?.words.at(-2)?.text === '-m';
  return isProgram && last !== undefined && text.slice(last.range.end, value.end).trim() === '' ? command : undefined;
}

/** A command that begins with such a variable, with the words that it stands for; each of them has its place. */
function withProgram(
  text: string,
  command: WrittenCommand,
  programs: ReadonlyMap<string, WrittenCommand>,
): WrittenCommand {
  const index = command.words.findIndex(({ text: each }) => !/^\w+=/.test(each));
  const variable = command.words[index];
  const [, name = ''] =
    /^\$[({]([\w.-]+)[)}]$/.exec(variable === undefined ? '' : text.slice(variable.range.start, variable.range.end)) ??
    [];
  const program = programs.get(name);
  if (variable === undefined || program === undefined) return command;
  const { start, end } = variable.range;
  const placed = program.words.map((word): WrittenWord => {
    const offsets = Array.from({ length: word.text.length + 1 }, (_, at) => (at === word.text.length ? end : start));
    return { ...word, offsets, range: variable.range, hazards: [] };
  });
  const words = [...command.words.slice(0, index), ...placed, ...command.words.slice(index + 1)];
  return { ...command, words, folders: [...program.folders, ...command.folders] };
}

/** A command that more words may follow where its variable is used. */
function withMore(command: WrittenCommand): WrittenCommand {
  const end = command.words.at(-1)?.range.end ?? 0;
  const more = { text: '$', offsets: [end, end], range: { start: end, end }, openAt: 0, hazards: [] };
  return { ...command, words: [...command.words, more] };
}
