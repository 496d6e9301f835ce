import { placeOf, type Snapshot } from '../../project/index.ts';
import { type IgnoreComment, ignoreComments, nearest, type Problem, positionAt, type Uri } from '../../text/index.ts';
import { rename } from '../actions/fixes.ts';
import { ignoreComment } from './ignoreComment.ts';
import { RULES } from './rules.ts';

const [UNUSED] = ignoreComment.codes;

let known: ReadonlyMap<string, ReadonlySet<string>> | undefined;

/** What an ignore comment may call problems, with the codes that it then means. */
function codesByName(): ReadonlyMap<string, ReadonlySet<string>> {
  known ??= new Map([
    ...RULES.flatMap(({ codes }) => codes.map((code) => [code, new Set([code])] as const)),
    ...RULES.map(({ name, codes, shared = [] }) => [name, new Set([...codes, ...shared])] as const),
  ]);
  return known;
}

/** The comments of one document. */
function commentsIn(snapshot: Snapshot, uri: Uri): readonly IgnoreComment[] {
  const text = snapshot.files.file(uri)?.text;
  if (text?.includes('hydrascope:') !== true) return [];
  return ignoreComments(text, placeOf(snapshot, uri) === undefined ? undefined : snapshot.config(uri)?.body);
}

/**
 * What is left of a document's problems when its ignore comments are heard, and what those have not to say.
 * `isWhole`: these are all problems that it has, so a comment that meets none of them is of no use.
 */
export function withoutIgnored(
  snapshot: Snapshot,
  uri: Uri,
  problems: readonly Problem[],
  isWhole = true,
): readonly Problem[] {
  const comments = problems.length === 0 ? [] : commentsIn(snapshot, uri);
  if (comments.length === 0) return problems;
  const text = snapshot.files.file(uri)?.text ?? '';
  const used = new Set<number>();
  const left = problems.filter((problem) => {
    if (problem.code === UNUSED) return true;
    const { line } = positionAt(text, problem.span.start);
    const places = comments.flatMap((comment) => heardAt(comment, line, problem.code) ?? []);
    for (const place of places) used.add(place);
    return places.length === 0;
  });
  return left.flatMap((problem) => {
    if (problem.code !== UNUSED) return [problem];
    const name = text.slice(problem.span.start, problem.span.end);
    if (!/^(?:#|\/\/|<!--)/.test(name) && !codesByName().has(name)) return [unknownName(problem, name, text)];
    return isWhole && !used.has(problem.span.start) ? [problem] : [];
  });
}

/** Where a comment says that such a problem is to be ignored in a line. */
function heardAt({ line, names, range }: IgnoreComment, at: number, code: string): number | undefined {
  if (line !== undefined && line !== at) return undefined;
  if (names.length === 0) return range.start;
  return names.find(({ text }) => codesByName().get(text)?.has(code))?.range.start;
}

function unknownName(problem: Problem, name: string, text: string): Problem {
  const near = nearest(name, codesByName().keys());
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  const { isUnnecessary: _, ...rest } = problem;
  const fixes = near === undefined ? problem.fixes : [rename(problem.span, text, near)];
  return { ...rest, message: `'${name}' is no rule${hint}`, ...(fixes !== undefined && { fixes }) };
}
