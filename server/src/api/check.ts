import { diagnose, type Severities } from '../features/index.ts';
import { leftOutOf, leftOutText } from '../project/index.ts';
import { BUDGETS, type Problem, pathBelow, type Span, type Uri } from '../text/index.ts';
import { fileText, type Opened, regionIn } from './open.ts';
import type { CheckResult, Finding, LeftOutFolder } from './shapes.ts';

/** Which problems are asked for. */
export interface CheckRequest {
  /** Files and folders. */
  readonly uris: readonly Uri[];
  /** By code; they go before those of the project file. */
  readonly severities: Severities;
  /** Whether a code is to be told at all. */
  readonly tells: (code: string) => boolean;
}

/** Everything that is wrong at or below some addresses, in the order of the files' addresses. */
export function findingsOf(opened: Opened, request: CheckRequest): Finding[] {
  const found = [...diagnose(opened.snapshot, request.severities)].sort(([left], [right]) => (left < right ? -1 : 1));
  return found.flatMap(([, problems]) =>
    problems.filter((problem) => isAsked(problem, request)).map((problem) => findingOf(opened, problem)),
  );
}

export function isAsked({ code, span }: Problem, { tells, uris }: CheckRequest): boolean {
  return tells(code) && uris.some((each) => pathBelow(each, span.uri) !== undefined);
}

/** What was found, with what was not looked for. */
export function checkResult(opened: Opened, problems: readonly Finding[]): CheckResult {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of problems) counts[severity] += 1;
  return { version: 1, problems, counts, leftOut: leftOutIn(opened) };
}

/** The folders that the projects' searches left out because a budget was spent, in words that name these budgets. */
export function leftOutIn(opened: Opened): LeftOutFolder[] {
  const nameOf = (uri: Uri) => fileText(opened, uri).replace(/^\.$/, 'this folder');
  return opened.snapshot.projects().flatMap((project) =>
    leftOutOf(opened.snapshot, project).map((left) => ({
      folder: fileText(opened, left.folder),
      budget: left.budget,
      most: BUDGETS[left.budget],
      message: leftOutText(left, nameOf),
    })),
  );
}

function findingOf(opened: Opened, { code, severity, span, message, related, fixes }: Problem): Finding {
  const isOnDisk = ({ uri }: Span) => opened.snapshot.files.file(uri) !== undefined;
  return {
    code,
    severity,
    ...regionIn(opened, span.uri, span),
    message,
    related: (related ?? [])
      .filter((each) => isOnDisk(each.span))
      .map((each) => ({ ...regionIn(opened, each.span.uri, each.span), message: each.message })),
    fixes: (fixes ?? []).map(({ title, isPreferred = false, edits }) => ({
      title,
      isPreferred,
      edits: edits.map(({ span: at, text }) => ({ ...regionIn(opened, at.uri, at), text })),
    })),
  };
}
