import { entryOf, parseConfigFile, type Range, type Uri, type ValueNode } from '../../text/index.ts';
import { commandsIn, withoutBraces } from './shellText.ts';
import type { WrittenCommand, WrittenWord } from './written.ts';

/** The commands of a shell script. */
export function commandsOfScript(text: string): WrittenCommand[] {
  const commands = commandsIn(text, { start: 0, end: text.length }, 'script', ['']);
  return /^#![^\n]*[/ ](?:da)?sh\b/.test(text) ? commands.map(withoutBraces) : commands;
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

/** A code block of a Markdown document, without its fences. */
interface CodeBlock extends Range {
  readonly isShell: boolean;
  /** A fence without its end: what it holds is not known. */
  readonly isOpen: boolean;
}

/** What begins an item of a list: the text in it is indented by as much. */
const LIST_ITEM = /^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)/;

/**
 * The code blocks of a Markdown document: those in fences, and those that are indented by four columns more than the text
 * around them, behind an empty line. Source: CommonMark, 4.4 "Indented code blocks" and 4.5 "Fenced code blocks".
 */
function codeBlocksOf(text: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let fenced: { readonly fence: string; readonly isShell: boolean; readonly start: number } | undefined;
  let indented: Range | undefined;
  let isAfterBlank = true;
  // How far the texts of the list items around are indented, the innermost last.
  let items: number[] = [];
  let at = 0;
  const endIndented = (): void => {
    if (indented !== undefined) blocks.push({ ...indented, isShell: true, isOpen: false });
    indented = undefined;
  };
  for (const line of text.split('\n')) {
    const written = line.replace(/\r$/, '');
    const [, , fence = '', language = ''] = FENCE.exec(written) ?? [];
    const end = Math.min(at + line.length + 1, text.length);
    const width = widthOf(/^[ \t]*/.exec(written)?.[0] ?? '');
    if (fenced !== undefined) {
      if (fence.startsWith(fenced.fence) && language === '') {
        blocks.push({ start: fenced.start, end: at, isShell: fenced.isShell, isOpen: false });
        fenced = undefined;
      }
    } else if (fence !== '') {
      endIndented();
      fenced = { fence, isShell: SHELLS.has(language.toLowerCase()), start: end };
    } else if (written.trim() !== '') {
      items = items.filter((each) => each <= width);
      const isCode = width >= (items.at(-1) ?? 0) + 4 && (isAfterBlank || indented !== undefined);
      if (isCode) indented = { start: indented?.start ?? at, end };
      else {
        endIndented();
        const item = LIST_ITEM.exec(written)?.[0];
        if (item !== undefined) items.push(widthOf(item));
      }
    }
    isAfterBlank = written.trim() === '' || fence !== '';
    at = end;
  }
  endIndented();
  if (fenced !== undefined) blocks.push({ start: fenced.start, end: text.length, isShell: false, isOpen: true });
  return blocks;
}

/** Columns that blanks and marks take; a tab leads to the next fourth. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += letter === '\t' ? 4 - (width % 4) : 1;
  return width;
}

/** The commands of the code blocks of a Markdown document. */
export function commandsOfMarkdown(text: string): WrittenCommand[] {
  return codeBlocksOf(text).flatMap((block) => {
    const isMeant = block.isShell && !block.isOpen && !FAILING.test(text.slice(block.start, block.end));
    return isMeant ? commandsIn(text, block, 'documentation', ['', '/'], { isDocumentation: true }) : [];
  });
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
  const blocks = codeBlocksOf(text);
  let at = 0;
  for (const line of text.split('\n')) {
    // The fences themselves have no inline code.
    if (!blocks.some(({ start, end }) => start <= at && at < end)) words.push(...wordsInLine(line, at));
    at += line.length + 1;
  }
  return words;
}

function wordsInLine(line: string, at: number): ProseWord[] {
  return [...line.matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g)].flatMap((code) => {
    const start = at + code.index + (code[1]?.length ?? 0);
    const inside = code[2] ?? '';
    return [...inside.matchAll(PROSE_OVERRIDE)].map(({ 0: word, index }): ProseWord => {
      const offsets = Array.from({ length: word.length + 1 }, (_, each) => start + index + each);
      const range = { start: start + index, end: start + index + word.length };
      return { text: word, offsets, range, hazards: [], isAlone: word === inside.trim() };
    });
  });
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
