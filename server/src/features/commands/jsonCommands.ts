import { type Node, parseTree } from 'jsonc-parser';
import { shellCommands } from '../../text/index.ts';
import { type WrittenCommand, type WrittenWord, wordOfShell } from './written.ts';

/**
 * The commands of `launch.json` and `tasks.json`: programs and modules with their `args`, command lines, and tasks of our
 * own type. Comments and trailing commas are as allowed as for VS Code, and a half-typed file gives its good half. Where an
 * input is picked from a list, there is a command with its first option, and one for each further option.
 */
export function commandsOfJson(text: string): WrittenCommand[] {
  const root = parseTree(text, [], { allowTrailingComma: true, disallowComments: false });
  const tops = [root, ...itemsOf(child(root, 'launch'))];
  const launches = tops.flatMap((top) => itemsOf(child(top, 'configurations')));
  const tasks = itemsOf(child(root, 'tasks'));
  const inputs = new Map(tops.flatMap((top) => itemsOf(child(top, 'inputs'))).flatMap((each) => inputOf(text, each)));
  const commandsIn = (node: Node, make: (source: Source) => WrittenCommand[]) =>
    picksFor(text, node, inputs).flatMap(({ picked, pick }) =>
      make({ text, picked }).map((command) => (pick === undefined ? command : { ...command, pick })),
    );
  return [
    ...launches.flatMap((each) => commandsIn(each, (source) => launched(source, each))),
    ...tasks.flatMap((each) => commandsIn(each, (source) => [...task(source, each), ...own(source, each)])),
  ];
}

/** A document, with what is put in for its inputs. */
interface Source {
  readonly text: string;
  readonly picked: ReadonlyMap<string, WrittenWord>;
}

/** An input that is picked from a list: its id and its options. What is typed, or what a command says, only the run knows. */
function inputOf(text: string, input: Node): (readonly [string, readonly WrittenWord[]])[] {
  const id: unknown = child(input, 'id')?.value;
  if (typeof id !== 'string' || child(input, 'type')?.value !== 'pickString') return [];
  const options = itemsOf(child(input, 'options')).flatMap(
    (each) => writtenAt(text, each.type === 'object' ? child(each, 'value') : each) ?? [],
  );
  return options.length === 0 ? [] : [[id, options.slice(0, MOST_OPTIONS)]];
}

/** More options than these are not tried. */
const MOST_OPTIONS = 50;

/** What may be picked for a command: the first option of each input, and for each further option of one that it has this. */
function picksFor(
  text: string,
  { offset, length }: Node,
  inputs: ReadonlyMap<string, readonly WrittenWord[]>,
): readonly { readonly picked: Source['picked']; readonly pick?: string }[] {
  const written = text.slice(offset, offset + length);
  const used = [...inputs].filter(([id]) => written.includes(`\${input:${id}}`));
  const first = new Map(used.flatMap(([id, [option]]) => (option === undefined ? [] : [[id, option] as const])));
  const others = used.flatMap(([id, options]) =>
    options.slice(1).map((option) => ({ picked: new Map(first).set(id, option), pick: option.text })),
  );
  return [{ picked: first }, ...others];
}

/** A text with what is picked in the place of its inputs. */
function withPicked(word: WrittenWord, picked: Source['picked']): WrittenWord {
  if (picked.size === 0 || !word.text.includes('${input:')) return word;
  const letters: string[] = [];
  const offsets: number[] = [];
  let at = 0;
  const copy = (from: WrittenWord, start: number, end: number) => {
    letters.push(from.text.slice(start, end));
    offsets.push(...from.offsets.slice(start, end));
  };
  for (const { 0: variable, 1: id = '', index } of word.text.matchAll(/\$\{input:([^}]*)\}/g)) {
    const option = picked.get(id);
    if (option === undefined) continue;
    copy(word, at, index);
    copy(option, 0, option.text.length);
    at = index + variable.length;
  }
  copy(word, at, word.text.length);
  return { ...word, text: letters.join(''), offsets: [...offsets, word.range.end], isPieced: true };
}

/** `program` or `module` with `args`, as the debugger for Python has them. */
function launched(source: Source, configuration: Node): WrittenCommand[] {
  const program = wordAt(source, child(configuration, 'program'));
  const module = wordAt(source, child(configuration, 'module'));
  const started = program ?? module;
  if (started === undefined) return [];
  const before = [bare('python', started), ...(program === undefined ? [bare('-m', started)] : [])];
  const args = argumentsOf(source, child(configuration, 'args'));
  const folders = foldersOf(child(configuration, 'cwd'));
  return [{ kind: 'json', folders, words: [...before, started, ...args] }];
}

/** A `command` with `args`, or a line for the shell. */
function task(source: Source, each: Node): WrittenCommand[] {
  const command = child(each, 'command');
  if (command?.type !== 'string') return [];
  const folders = foldersOf(child(child(each, 'options'), 'cwd'));
  const line = wordAt(source, command);
  const args = argumentsOf(source, child(each, 'args'));
  if (line === undefined) return [];
  const isLine = child(each, 'args') === undefined && child(each, 'type')?.value !== 'process';
  return linesIn(line).map((words) => ({ kind: isLine ? 'script' : 'json', folders, words: [...words, ...args] }));
}

/** `{ "type": "hydrascope", "config": "mamba", "overrides": ["seq_len=2048"] }`. */
function own(source: Source, each: Node): WrittenCommand[] {
  const config = wordAt(source, child(each, 'config'));
  if (child(each, 'type')?.value !== 'hydrascope' || config === undefined) return [];
  return [{ kind: 'json', folders: [], config, words: argumentsOf(source, child(each, 'overrides')) }];
}

/** A list of arguments, or a line that the debugger splits as a shell does. */
function argumentsOf(source: Source, args: Node | undefined): WrittenWord[] {
  if (args?.type === 'string') {
    const line = wordAt(source, args);
    return line === undefined ? [] : linesIn(line).flat();
  }
  return itemsOf(args).flatMap((item) => wordAt(source, item.type === 'object' ? child(item, 'value') : item) ?? []);
}

/** The commands of a line that stands in a string, with their places in the document. */
function linesIn(line: WrittenWord): WrittenWord[][] {
  return shellCommands(line.text, { start: 0, end: line.text.length }, { isFolded: true }).map(({ words }) =>
    words.map((word) => {
      const inLine = wordOfShell(word);
      const offsets = inLine.offsets.map((offset) => line.offsets[offset] ?? line.range.end);
      const range = {
        start: line.offsets[word.range.start] ?? line.range.start,
        end: offsets.at(-1) ?? line.range.end,
      };
      return opened({ ...inLine, offsets, range, ...(line.isPieced && { isPieced: true }) });
    }),
  );
}

/** What VS Code puts in for variables only the run knows; the folder of the workspace is known. */
function opened(word: WrittenWord): WrittenWord {
  const at = word.text.replaceAll('${workspaceFolder}', (found) => ' '.repeat(found.length)).search(VARIABLE);
  if (at === -1 || (word.openAt !== undefined && word.openAt <= at)) return word;
  return { ...word, openAt: at };
}

const VARIABLE =
  /\$\{(?:env|input|config|command|workspaceFolder\w*|userHome|file\w*|relativeFile\w*|cwd|lineNumber|selectedText|execPath|defaultBuildTask|pathSeparator|\/)(?::[^}]*)?\}/;

function wordAt({ text, picked }: Source, node: Node | undefined): WrittenWord | undefined {
  const word = writtenAt(text, node);
  return word && opened(withPicked(word, picked));
}

function writtenAt(text: string, node: Node | undefined): WrittenWord | undefined {
  if (node?.type !== 'string') return undefined;
  const letters: string[] = [];
  const offsets: number[] = [];
  const end = node.offset + node.length;
  const isClosed = node.length > 1 && text[end - 1] === '"';
  const last = isClosed ? end - 1 : end;
  for (let at = node.offset + 1; at < last; ) {
    const [written = ''] = /^(?:\\u[0-9a-fA-F]{4}|\\.|.)/s.exec(text.slice(at, at + 6)) ?? [];
    letters.push(unescaped(written));
    offsets.push(at);
    at += written.length;
  }
  const range = { start: node.offset + 1, end: last };
  return { text: letters.join(''), offsets: [...offsets, last], range, hazards: [] };
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function unescaped(written: string): string {
  if (!written.startsWith('\\') || written.length < 2) return written;
  const letter = written[1] as string;
  return letter === 'u' ? String.fromCharCode(Number.parseInt(written.slice(2), 16)) : (ESCAPES.get(letter) ?? letter);
}

/** A word that the file implies, at the place of the one that does. */
function bare(text: string, { range }: WrittenWord): WrittenWord {
  return { text, offsets: Array.from({ length: text.length + 1 }, () => range.start), range, hazards: [] };
}

function foldersOf(cwd: Node | undefined): string[] {
  return typeof cwd?.value === 'string' ? [cwd.value.replace(/^\$\{workspaceFolder\}/, '/'), '/'] : ['/'];
}

function child(node: Node | undefined, name: string): Node | undefined {
  if (node?.type !== 'object') return undefined;
  return node.children?.find((property) => property.children?.[0]?.value === name)?.children?.[1];
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.type === 'array' ? (node.children ?? []) : [];
}
