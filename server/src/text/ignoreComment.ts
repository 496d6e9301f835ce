import { positionAt } from './lines.ts';
import type { Range } from './span.ts';
import type { ValueNode } from './valueTree.ts';

/** `# hydrascope: ignore`, `# hydrascope: ignore[HS301, interpolation]`: a person knows better. */
export interface IgnoreComment {
  /** From its `#` to the end of what it says. */
  readonly range: Range;
  /** What it names, codes and names of rules; empty: whatever it is. */
  readonly names: readonly { readonly text: string; readonly range: Range }[];
  /** The line that it speaks of, from 0; `undefined` at the head of a file, where it speaks of the whole file. */
  readonly line: number | undefined;
}

const MARK = /(?:#|\/\/|<!--)[ \t]*hydrascope:[ \t]*ignore\b(?:[ \t]*\[([^\]\r\n]*)\])?/g;

/**
 * The ignore comments of a text: YAML, Python or a shell's, with `//` JSON, with `<!--` Markdown. One behind something speaks of its own line, one on a line of its own of
 * the next line that is no comment; one above everything in the file but other comments, of the whole file. `root` is
 * what the text says: a value may have the letters of a comment.
 */
export function ignoreComments(text: string, root?: ValueNode): readonly IgnoreComment[] {
  if (!text.includes('hydrascope:')) return [];
  const headEnd = endOfHead(text);
  const comments: IgnoreComment[] = [];
  for (const match of text.matchAll(MARK)) {
    const start = match.index;
    const lineStart = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
    const before = text.slice(lineStart, start);
    if (!/(?:^|[\s#,])$/.test(before) || isInScalar(root, text, start)) continue;
    const isAlone = /^[ \t]*(?:(?:#|\/\/).*)?$/.test(before);
    const line = start < headEnd ? undefined : positionAt(text, isAlone ? nextContent(text, start) : start).line;
    comments.push({ range: { start, end: start + match[0].length }, names: namesIn(match), line });
  }
  return comments;
}

/** Where the first line begins that is neither empty nor a comment. */
export function endOfHead(text: string): number {
  // Line by line: one pattern for all of them would run out of stack over millions.
  const line = /[ \t]*(?:(?:#|\/\/|<!--).*)?(?:\r\n|\n|\r|$)/y;
  let end = 0;
  while (end < text.length && line.test(text)) end = line.lastIndex;
  return end;
}

function namesIn(match: RegExpExecArray): IgnoreComment['names'] {
  const [whole, list] = match;
  if (list === undefined) return [];
  const from = match.index + whole.length - 1 - list.length;
  return [...list.matchAll(/[^,\s]+/g)].map(({ 0: text, index }) => {
    return { text, range: { start: from + index, end: from + index + text.length } };
  });
}

/** Where the first line below begins that is neither empty nor a comment. */
function nextContent(text: string, offset: number): number {
  const below = /[^\r\n]*(?:\r\n|\n|\r|$)(?:[ \t]*(?:(?:#|\/\/)[^\r\n]*)?(?:\r\n|\n|\r))*[ \t]*/y;
  below.lastIndex = offset;
  return offset + (below.exec(text)?.[0].length ?? 0);
}

/** Behind the head of a block scalar (`key: |  # …`) a comment may stand; in no other scalar. */
function isInScalar(node: ValueNode | undefined, text: string, offset: number): boolean {
  if (node === undefined || offset < node.range.start || offset >= node.range.end) return false;
  if (node.kind === 'map') return [...node.entries.values()].some(({ value }) => isInScalar(value, text, offset));
  if (node.kind === 'list') return node.items.some((item) => isInScalar(item, text, offset));
  return node.style !== 'block' || /[\r\n]/.test(text.slice(node.range.start, offset));
}
