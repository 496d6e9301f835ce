// Fixes of texts that OmegaConf's loader refuses. What is written may have been meant in more than one way: each way is
// tried, and offered where the loader has less to refuse after it.
import {
  anchorsIn,
  type ConfigFile,
  type Edit,
  editedText,
  type Fix,
  nearest,
  type Problem,
  parseConfigFile,
} from '../../text/index.ts';
import { lineAfter, lineStartOf } from './blocks.ts';
import { quoted } from './convertValue.ts';
import { insertion, removeLines } from './fixes.ts';

/** One way to write a text again. */
interface Way {
  readonly title: string;
  readonly edits: readonly Edit[];
  /** Whether nothing else can have been meant, but for another way of which this is said too. */
  readonly isCertain?: boolean;
}

/** Ways to mend broken YAML (HS101), what the loader refuses of it (HS103), and interpolations (HS104). */
export function textFixes(file: ConfigFile, problem: Problem): readonly Fix[] {
  const ways = waysOf(file, problem).filter((way) => mends(file, way));
  // Two ways that both are likely leave the choice to a person.
  const isAlone = ways.filter(({ isCertain }) => isCertain).length === 1;
  return ways.map(({ title, edits, isCertain }) => ({
    title,
    edits,
    ...(isAlone && isCertain && { isPreferred: true }),
  }));
}

function waysOf(file: ConfigFile, problem: Problem): readonly Way[] {
  switch (problem.code) {
    case 'HS101':
      return [
        ...withoutTabs(file, problem),
        ...withoutControl(file, problem),
        ...closed(file, problem),
        ...spaced(file, problem),
        ...anchored(file, problem),
        ...asText(file, problem),
        ...inLine(file, problem),
      ];
    case 'HS103':
      return [...untagged(file, problem), ...namedKey(file, problem), ...asText(file, problem)];
    default:
      return [...closedInterpolation(file, problem), ...escaped(file, problem)];
  }
}

function mends(file: ConfigFile, { edits }: Way): boolean {
  const text = editedText(file.text, edits);
  return text !== file.text && parseConfigFile(file.uri, text).problems.length < file.problems.length;
}

interface Line {
  readonly start: number;
  /** Without what ends the line. */
  readonly end: number;
  readonly text: string;
}

function lineAt({ text }: ConfigFile, offset: number): Line {
  const start = lineStartOf(text, offset);
  const line = /^[^\r\n]*/.exec(text.slice(start))?.[0] ?? '';
  return { start, end: start + line.length, text: line };
}

/** Where what is not closed began, else where it is told. */
function beginningOf({ span, related = [] }: Problem): number {
  return related[0]?.span.uri === span.uri ? related[0].span.start : span.start;
}

/** A tab indents nothing, and separates nothing but what stands in a flow. */
function withoutTabs(file: ConfigFile, { span }: Problem): Way[] {
  const { text, uri } = file;
  if (text[span.start] !== '\t') return [];
  const line = lineAt(file, span.start);
  if (/\S/.test(text.slice(line.start, span.start))) {
    const [tabs = ''] = /^\t+/.exec(text.slice(span.start)) ?? [];
    const edit = { span: { uri, start: span.start, end: span.start + tabs.length }, text: ' ' };
    return [{ title: 'Write a space instead of the tab', edits: [edit], isCertain: true }];
  }
  const indentations = [...text.matchAll(/^[ \t]+(?=[^\s#])/gm)].map((match) => ({
    at: match.index,
    written: match[0],
  }));
  const tabbed = indentations.filter(({ written }) => written.includes('\t'));
  const depths = indentations.filter(({ written }) => !written.includes('\t')).map(({ written }) => written.length);
  const unit = ' '.repeat(Math.min(...depths, depths.length === 0 ? 2 : 8));
  const edits = tabbed.map(({ at, written }) => ({
    span: { uri, start: at, end: at + written.length },
    text: written.replaceAll('\t', unit),
  }));
  // Within a block of text a tab is part of what is said.
  const isCertain = tabbed.every(({ written }) => /^\t+$/.test(written)) && !/[|>][+-]?\d?[ \t]*(#.*)?$/m.test(text);
  return [{ title: 'Indent with spaces instead of tabs', edits, isCertain }];
}

function withoutControl({ uri, text }: ConfigFile, { span, message }: Problem): Way[] {
  const code = /^unacceptable character #x([0-9a-f]+)/.exec(message)?.[1];
  if (code === undefined) return [];
  const edit = { span: { uri, start: span.start, end: span.start + 1 }, text: '' };
  return text.length === 0 ? [] : [{ title: `Remove the character U+${code.toUpperCase()}`, edits: [edit] }];
}

const CLOSING: Readonly<Record<string, string>> = { '[': ']', '{': '}' };

/** A quote, a list or a mapping ends with the line that it begins on, or with the lines that are below it. */
function closed(file: ConfigFile, problem: Problem): Way[] {
  const start = beginningOf(problem);
  const opening = file.text[start] ?? '';
  const line = lineAt(file, start);
  if (opening === '"' || opening === "'") {
    const ends = new Set([endOf(line.text), endOf(line.text.replace(/\s#.*$/, ''))]);
    const title = `Close the quotes with ${opening}`;
    return [...ends].map((end) => ({
      title: ends.size === 1 || end === line.text.trimEnd().length ? title : `${title} before the comment`,
      edits: [insertion(file.uri, Math.max(start + 1, line.start + end), opening)],
      isCertain: true,
    }));
  }
  const closing = CLOSING[opening];
  if (closing === undefined) return [];
  const title = `Close the ${opening === '[' ? 'list' : 'mapping'} with ${closing}`;
  const last = lastBelow(file, line);
  const ends = new Set([line.start + withoutComment(line.text), last.start + withoutComment(last.text)]);
  return [...ends].map((end) => ({
    title: ends.size === 1 ? title : `${title} on line ${file.text.slice(0, end).split('\n').length}`,
    edits: [
      insertion(
        file.uri,
        end,
        file.text[start + 1] === ' ' && end === line.start + withoutComment(line.text) ? ` ${closing}` : closing,
      ),
    ],
    isCertain: true,
  }));
}

function endOf(text: string): number {
  return text.trimEnd().length;
}

function withoutComment(line: string): number {
  return endOf(line.replace(/\s#.*$/, ''));
}

/** The last line that is indented more than one. */
function lastBelow(file: ConfigFile, first: Line): Line {
  const depth = indentOf(first.text);
  let last = first;
  for (let at = lineAfter(file.text, first.start); at < file.text.length; at = lineAfter(file.text, at)) {
    const line = lineAt(file, at);
    if (line.text.trim() === '') continue;
    if (indentOf(line.text) <= depth) break;
    last = line;
  }
  return last;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The lines that a problem may be of: where it is told, and the one before. */
function linesAround(file: ConfigFile, { span }: Problem): Line[] {
  const line = lineAt(file, span.start);
  const before = file.text.slice(0, line.start).trimEnd();
  return before === '' ? [line] : [line, lineAt(file, before.length - 1)];
}

/** `key:value` is a text and no key. */
function spaced(file: ConfigFile, problem: Problem): Way[] {
  return linesAround(file, problem).flatMap((line): Way[] => {
    const [before, key] = /^\s*(?:-\s+)*([\w.-]+):(?=[^\s:/])/.exec(line.text) ?? [];
    if (before === undefined) return [];
    const edits = [insertion(file.uri, line.start + before.length, ' ')];
    return [{ title: `Write a space behind '${key}:'`, edits, isCertain: true }];
  });
}

/** An alias of nothing: the anchor of nearly its name. */
function anchored({ uri, text }: ConfigFile, { span, message }: Problem): Way[] {
  const name = /^found undefined alias '([^']+)'|^found undefined alias$/.exec(message)?.[1];
  if (name === undefined) return [];
  const start = text.indexOf(name, span.start);
  const near = nearest(
    name,
    anchorsIn(text.slice(0, span.start)).map((anchor) => anchor.name),
  );
  if (near === undefined || start < 0) return [];
  return [{ title: `Change to '${near}'`, edits: [{ span: { uri, start, end: start + name.length }, text: near }] }];
}

/** A value that YAML would read as something else, as the text that it looks like. */
function asText(file: ConfigFile, problem: Problem): Way[] {
  if (problem.message.startsWith('unacceptable character')) return [];
  const starts = new Set([problem.span.start, beginningOf(problem)]);
  const lines = new Map([...starts].map((start) => lineAt(file, start)).map((line) => [line.start, line]));
  return [...lines.values()].flatMap((line): Way[] => {
    const match =
      /^(\s*(?:-\s+)*(?:[^\s'"#:[\]{},&*!|>%@`-][^\s'"#:]*[ \t]*:[ \t]+|(?<=-[ \t]+)))(\S.*?)(\s+#.*|\s*)$/.exec(
        line.text,
      );
    const [, before = '', value = ''] = match ?? [];
    // Of what begins as a list or a mapping the end is missing; two braces are a template's.
    if (match === null || /^(?:[|>&![]|\{(?!\{))/.test(value)) return [];
    const inner = /^(['"])(.*)\1$/.exec(value);
    const meant = inner === null ? value : (inner[2] ?? '');
    // What is in quotes lacks nothing but care for those within it.
    if (inner === null && /^['"]/.test(value)) return [];
    const text = inner?.[1] === "'" ? `'${meant.replaceAll("'", "''")}'` : quoted(meant);
    const start = line.start + before.length;
    const edits = [{ span: { uri: file.uri, start, end: start + value.length }, text }];
    return [{ title: 'Write the value as text, in quotes', edits, isCertain: !/^[*{]/.test(value) }];
  });
}

/** A line that is indented as none above it, as its neighbour is. */
function inLine(file: ConfigFile, problem: Problem): Way[] {
  const [line, above] = linesAround(file, problem);
  if (line === undefined || above === undefined) return [];
  const depth = indentOf(line.text);
  const wanted = indentOf(above.text);
  if (depth === wanted || above.text.includes('\t') || line.text.trim() === '') return [];
  const edits = [
    { span: { uri: file.uri, start: line.start, end: line.start + depth }, text: above.text.slice(0, wanted) },
  ];
  return [{ title: 'Indent the line as the one above it', edits }];
}

/** A tag that the loader has no constructor for. */
function untagged(file: ConfigFile, { span, message }: Problem): Way[] {
  if (!message.includes('could not determine a constructor for the tag')) return [];
  const line = lineAt(file, span.start);
  const tags = [...line.text.matchAll(/(?<=[\s[{,:-])(![^\s,[\]{}]*)[ \t]*/g)];
  return tags.flatMap((match): Way[] => {
    const start = line.start + match.index;
    if (start > span.start) return [];
    const edits = [{ span: { uri: file.uri, start, end: start + match[0].length }, text: '' }];
    return [{ title: `Remove the tag '${match[1]}'`, edits }];
  });
}

/** A key that is read as null, as its name; of a number and a text of the same name one goes. */
function namedKey(file: ConfigFile, { span, message }: Problem): Way[] {
  const written = file.text.slice(span.start, span.end);
  if (message.startsWith('Incompatible key type') && /^[\w~]+$/.test(written)) {
    const edits = [{ span, text: quoted(written) }];
    return [{ title: `Write the key as the text ${quoted(written)}`, edits, isCertain: true }];
  }
  if (!message.startsWith('Conflicting integer and string keys')) return [];
  const isOneLine = file.text.slice(span.end, lineAt(file, span.end).end).trim() !== ':';
  return isOneLine && /^\s*$/.test(file.text.slice(lineStartOf(file.text, span.start), span.start))
    ? [{ title: `Remove this ${written}`, edits: [removeLines(file.uri, file.text, span)] }]
    : [];
}

/** A brace that closes the last interpolation, behind its name or at the end. */
function closedInterpolation(file: ConfigFile, { span }: Problem): Way[] {
  const text = file.text.slice(span.start, span.end);
  if (/[\r\n]/.test(text)) return [];
  const quote = /^["']/.test(text) && text.length > 1 ? 1 : 0;
  const from = text.lastIndexOf('${');
  const name = /^\$\{[\w.]*/.exec(text.slice(from))?.[0].length ?? 0;
  if (from === -1) return [];
  const end = text.length - quote;
  return [...new Set([from + name, end])].map((at) => ({
    title: `Close the interpolation: ${text.slice(from, at)}}`,
    edits: [insertion(file.uri, span.start + at, '}')],
    isCertain: true,
  }));
}

/** What is no interpolation: a backslash says so, and in double quotes two do. */
function escaped(file: ConfigFile, { span }: Problem): Way[] {
  const text = file.text.slice(span.start, span.end);
  if (/[\r\n]/.test(text) || text.includes('\\')) return [];
  const backslash = text.startsWith('"') ? '\\\\' : '\\';
  const edits = [...text.matchAll(/\$\{/g)].map(({ index }) => insertion(file.uri, span.start + index, backslash));
  return [{ title: 'Write it as text that is no interpolation', edits }];
}
