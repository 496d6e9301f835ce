import { placeOf, type Snapshot } from '../../project/index.ts';
import {
  endOfHead,
  type Fix,
  ignoreComments,
  type Problem,
  positionAt,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import { insertion } from './fixes.ts';

/** Broken text may swallow a comment; and what a comment is about is no problem to ignore. */
const NOT_IGNORED = /^HS(101|604)$/;

/** Ways to say that a problem is none: a comment at its line. */
export function ignoreFixes(snapshot: Snapshot, { code, span }: Problem): readonly Fix[] {
  const text = snapshot.files.file(span.uri)?.text;
  const sign = signIn(span.uri);
  if (text === undefined || text.trim() === '' || NOT_IGNORED.test(code) || sign === undefined) return [];
  const root = placeOf(snapshot, span.uri) === undefined ? undefined : snapshot.config(span.uri)?.body;
  const title = `Ignore ${code} here`;
  const { line } = positionAt(text, span.start);
  const own = ignoreComments(text, root).find((each) => each.line === line);
  const last = own?.names.at(-1);
  // One more name in the comment that is there.
  if (last !== undefined) return [{ title, edits: [insertion(span.uri, last.range.end, `, ${code}`)] }];
  const lineStart = Math.max(text.lastIndexOf('\n', span.start - 1), text.lastIndexOf('\r', span.start - 1)) + 1;
  const lineEnd = span.start + (/^[^\r\n]*/.exec(text.slice(span.start))?.[0].length ?? 0);
  const comment = `${sign} hydrascope: ignore[${code}]`;
  // A shell's command that goes on over the end of a line has no room for comments.
  if (/\\\r?\n?$/.test(text.slice(0, lineStart)) || text[lineEnd - 1] === '\\') return [];
  if (!isWithin(text, root, lineEnd)) {
    const end = text.slice(0, lineEnd).trimEnd().length;
    // A line of nothing but blanks has no end to write behind.
    if (end > lineStart) return [{ title, edits: [insertion(span.uri, end, `  ${comment}`)] }];
  }
  // Above the first line it would speak of the whole file.
  const isFirst = endOfHead(text) >= lineStart;
  if (isFirst || isWithin(text, root, lineStart)) return [];
  const blanks = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return [{ title, edits: [insertion(span.uri, lineStart, `${blanks}${comment}${newline}`)] }];
}

/** How a comment begins in a document, by its name. */
function signIn(uri: Uri): string | undefined {
  if (/\/(?:launch|tasks)\.json$/.test(uri)) return '//';
  return /\.(?:ya?ml|pyi?|sh|bash|zsh|slurm|sbatch)$|\/Makefile$/.test(uri) ? '#' : undefined;
}

/** Whether a text of several lines goes on at a place: what is written there belongs to it. */
function isWithin(text: string, node: ValueNode | undefined, offset: number): boolean {
  if (node === undefined || offset <= node.range.start || offset >= node.range.end) return false;
  if (node.kind === 'map') return [...node.entries.values()].some(({ value }) => isWithin(text, value, offset));
  if (node.kind === 'list') return node.items.some((item) => isWithin(text, item, offset));
  return /[\r\n]/.test(text.slice(node.range.start, node.range.end));
}
