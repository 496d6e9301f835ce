import {
  entryOf,
  parseConfigFile,
  type Range,
  type ShellOptions,
  shellCommands,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import { type WrittenCommand, type WrittenWord, wordOfShell } from './written.ts';

/** The commands of a shell script. */
export function commandsOfScript(text: string): WrittenCommand[] {
  const commands = commandsIn(text, { start: 0, end: text.length }, 'script', ['']);
  return /^#![^\n]*[/ ](?:da)?sh\b/.test(text) ? commands.map(withoutBraces) : commands;
}

/** The commands of the recipes of a Makefile. */
export function commandsOfMakefile(text: string): WrittenCommand[] {
  const recipes = text.matchAll(/^\t[@+-]*[ \t]*((?:.*\\\r?\n)*.*)$/gm);
  return [...recipes].flatMap((match) => {
    const [whole, recipe = ''] = match;
    const end = match.index + whole.length;
    return commandsIn(text, { start: end - recipe.length, end }, 'script', ['', '/']).map(withoutBraces);
  });
}

/** A shell that is no Bash leaves braces as they are. */
function withoutBraces(command: WrittenCommand): WrittenCommand {
  const words = command.words.map((word) => ({
    ...word,
    hazards: word.hazards.filter(({ kind }) => kind !== 'braces'),
  }));
  return { ...command, words };
}

/** A fence and what is behind it: the language that the block is in. */
const FENCE = /^([ \t]*)(`{3,}|~{3,})[ \t]*([^\s`{]*).*$/;

const SHELLS = new Set([
  '',
  'bash',
  'sh',
  'shell',
  'zsh',
  'console',
  'shell-session',
  'shellsession',
  'terminal',
  'text',
]);

/** What programs print that refuse: a block with it shows what not to do. */
const FAILING = /Could not override|Could not append|Could not delete|\w(?:Error|Exception)\b/;

/** The commands of the code blocks of a Markdown document. */
export function commandsOfMarkdown(text: string): WrittenCommand[] {
  const commands: WrittenCommand[] = [];
  let open: { readonly fence: string; readonly isShell: boolean; readonly start: number } | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const [, , fence = '', language = ''] = FENCE.exec(line.replace(/\r$/, '')) ?? [];
    const end = at + line.length + 1;
    if (open === undefined && fence !== '') {
      open = { fence, isShell: SHELLS.has(language.toLowerCase()), start: end };
    } else if (open !== undefined && fence.startsWith(open.fence) && language === '') {
      const block = { start: open.start, end: at };
      if (open.isShell && !FAILING.test(text.slice(block.start, block.end))) {
        commands.push(...commandsIn(text, block, 'documentation', ['', '/']));
      }
      open = undefined;
    }
    at = end;
  }
  return commands;
}

/** A word of inline code that reads as an override, or as one that is half typed: `` `lr=0.1` ``, `` `model.` ``. */
const PROSE_OVERRIDE = /(?<![^\s`])(?:\+{0,2}|~)[\w./@-]+(?:=[^\s`]*)?/g;

/** A word of the inline code of a Markdown document. */
export interface ProseWord extends WrittenWord {
  /** Whether its piece of code has nothing else. */
  readonly isAlone: boolean;
}

/** Words of a Markdown document's inline code that may be overrides: nobody runs them as they stand. */
export function wordsInProse(text: string): ProseWord[] {
  const words: ProseWord[] = [];
  let fence: string | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const [, , own = ''] = FENCE.exec(line.replace(/\r$/, '')) ?? [];
    if (fence === undefined && own !== '') fence = own;
    else if (fence !== undefined && own.startsWith(fence)) fence = undefined;
    else if (fence === undefined) {
      for (const code of line.matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g)) {
        const start = at + code.index + (code[1]?.length ?? 0);
        const inside = code[2] ?? '';
        for (const { 0: word, index } of inside.matchAll(PROSE_OVERRIDE)) {
          const offsets = Array.from({ length: word.length + 1 }, (_, each) => start + index + each);
          const range = { start: start + index, end: start + index + word.length };
          words.push({ text: word, offsets, range, hazards: [], isAlone: word === inside.trim() });
        }
      }
    }
    at += line.length + 1;
  }
  return words;
}

/** The commands of the steps of a GitHub workflow. */
export function commandsOfWorkflow(uri: Uri, text: string): WrittenCommand[] {
  const { body } = parseConfigFile(uri, text);
  return body === undefined ? [] : [...stepsIn(body, undefined)].flatMap((each) => commandsOfStep(text, each));
}

interface Step {
  readonly run: Range;
  readonly folder: string | undefined;
}

function* stepsIn(node: ValueNode, inherited: string | undefined): Iterable<Step> {
  if (node.kind === 'list') for (const item of node.items) yield* stepsIn(item, inherited);
  if (node.kind !== 'map') return;
  const defaults = entryOf(entryOf(node, 'defaults')?.value, 'run')?.value;
  const folder = textAt(node, 'working-directory') ?? textAt(defaults, 'working-directory') ?? inherited;
  const run = entryOf(node, 'run')?.value;
  if (run?.kind === 'scalar') yield { run: run.range, folder };
  for (const { value } of node.entries.values()) yield* stepsIn(value, folder);
}

function textAt(node: ValueNode | undefined, name: string): string | undefined {
  const value = entryOf(node, name)?.value;
  return value?.kind === 'scalar' && value.leaf.t === 'str' ? value.leaf.v : undefined;
}

function commandsOfStep(text: string, { run, folder }: Step): WrittenCommand[] {
  const written = text.slice(run.start, run.end);
  const header = /^[|>][^\n]*\n/.exec(written)?.[0];
  const isQuoted = /^["']/.test(written);
  // What YAML's own quotes protect has other places than it seems.
  if (isQuoted && /\\|''/.test(written)) return [];
  const start = run.start + (header?.length ?? (isQuoted ? 1 : 0));
  const range = { start, end: isQuoted ? run.end - 1 : run.end };
  const options = { isFolded: header === undefined || header.startsWith('>') };
  return commandsIn(text, range, 'script', folder === undefined ? ['/'] : [`/${folder}`], options);
}

/** The commands of a piece of a document. Where it changes folders, they are run there, or where it began. */
function commandsIn(
  text: string,
  range: Range,
  kind: WrittenCommand['kind'],
  start: readonly string[],
  options: ShellOptions = {},
): WrittenCommand[] {
  let folders = start;
  return shellCommands(text, range, options).flatMap(({ words }) => {
    const [first, second] = words;
    if (first?.text === 'cd' || first?.text === 'pushd') {
      const to = second?.openAt === undefined ? second?.text : undefined;
      if (to !== undefined) folders = [...folders.map((folder) => `${folder}/${to}`), ...folders];
      return [];
    }
    return [{ kind, folders: folders.slice(0, 8), words: words.map(wordOfShell) }];
  });
}
