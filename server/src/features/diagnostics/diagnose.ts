import {
  type CompositionKey,
  type ConfigRoot,
  configUrisOf,
  filesOfComposition,
  judgedKeysOf,
  type Project,
  primaryCandidates,
  projectOf,
  type Snapshot,
  trialOf,
  unreachedIn,
} from '../../project/index.ts';
import type { Problem, Uri } from '../../text/index.ts';
import { type Judgement, joined, judgementOf, judgementOfFile, judgementOfProject, plainly } from './judgement.ts';

/** The problems of a workspace, by document; documents without any are absent. */
export interface Diagnosis {
  readonly problems: ReadonlyMap<Uri, readonly Problem[]>;
  readonly judges: JudgesOf;
}

/** The compositions that judge a file. */
export type JudgesOf = ReadonlyMap<Uri, readonly CompositionKey[]>;

/** Work that can be put down between two steps, and taken up as long as the snapshot is the newest one. */
export type Diagnosing = Generator<{ readonly done: number; readonly total: number }, Diagnosis>;

/** The problems of every config of the workspace, in one go. */
export function diagnose(snapshot: Snapshot): ReadonlyMap<Uri, readonly Problem[]> {
  const work = diagnosing(snapshot);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value.problems;
  }
}

/** The same in steps of some milliseconds. What is remembered costs nothing again, so little is lost by beginning anew. */
export function* diagnosing(snapshot: Snapshot): Diagnosing {
  const problems = new Map<Uri, Problem[]>();
  const judges = new Map<Uri, CompositionKey[]>();
  const seen = new Set<string>();
  for (const project of snapshot.projects()) {
    for (const problem of yield* problemsOf(snapshot, project, judges)) {
      const { span, code, message } = problem;
      // The same thing may be found once for each composition that a file takes part in.
      const place = `${span.uri} ${span.start} ${span.end} ${code} ${message}`;
      if (seen.has(place)) continue;
      seen.add(place);
      const there = problems.get(span.uri);
      if (there === undefined) problems.set(span.uri, [problem]);
      else there.push(problem);
    }
  }
  for (const found of problems.values()) found.sort((left, right) => left.span.start - right.span.start);
  return { problems, judges };
}

function* problemsOf(
  snapshot: Snapshot,
  project: Project,
  judges: Map<Uri, CompositionKey[]>,
): Generator<{ done: number; total: number }, Problem[]> {
  const context = { snapshot, project };
  const judgements: { key: CompositionKey; found: Judgement }[] = [];
  const files: Problem[] = [];
  for (const root of project.roots) {
    const total = 2 * configUrisOf(snapshot, root).length;
    let done = 0;
    for (const _ of tried(snapshot, project, root)) yield { done: Math.min(done++, total), total };
    for (const key of judgedKeysOf(snapshot, project, root)) {
      const found = judgementOf(snapshot, key);
      if (found.size > 0) judgements.push({ key, found });
      for (const uri of filesOfComposition(snapshot, key)) {
        const there = judges.get(uri);
        if (there === undefined) judges.set(uri, [key]);
        else if (there.at(-1) !== key) there.push(key);
      }
      yield { done, total };
    }
    for (const uri of configUrisOf(snapshot, root)) {
      files.push(...plainly(context, judgementOfFile(snapshot, uri)));
      yield { done: Math.min(done++, total), total };
    }
  }
  return [...plainly(context, judgementOfProject(snapshot, project)), ...files, ...joined(context, judgements)];
}

/** Makes what the list of compositions to judge is worked out from, one by one. */
function* tried(snapshot: Snapshot, project: Project, root: ConfigRoot): Generator<void> {
  for (const key of primaryCandidates(snapshot, project, root)) {
    filesOfComposition(snapshot, key);
    yield;
  }
  const brought = new Set<Uri>();
  for (const uri of unreachedIn(snapshot, project, root)) {
    const key = trialOf(snapshot, uri);
    if (key !== undefined) {
      for (const each of filesOfComposition(snapshot, key)) if (each !== uri) brought.add(each);
      // While its composition is at hand.
      if (!brought.has(uri)) judgementOf(snapshot, key);
    }
    yield;
  }
}

/** More compositions than these say nothing at once of one file that is being edited. */
const JUDGES_AT_ONCE = 64;

/**
 * The problems of one config as the compositions tell that judged it before the last change: what a person who edits it
 * waits for. Whether others have come to judge it, `diagnosing` tells.
 */
export function problemsIn(snapshot: Snapshot, uri: Uri, judges: JudgesOf): readonly Problem[] | undefined {
  const project = projectOf(snapshot, uri);
  const keys = judges.get(uri)?.slice(0, JUDGES_AT_ONCE);
  if (project === undefined || keys === undefined || snapshot.config(uri) === undefined) return undefined;
  const primaries = keys.filter(({ overrides }) => overrides.length === 0);
  const judging = primaries.length > 0 ? primaries : keys;
  const context = { snapshot, project };
  const judgements = judging.map((key) => ({ key, found: judgementOf(snapshot, key) }));
  const found = [...plainly(context, judgementOfFile(snapshot, uri)), ...joined(context, judgements)];
  const own = new Map(
    found
      .filter(({ span }) => span.uri === uri)
      .map((problem) => [`${problem.span.start} ${problem.span.end} ${problem.code} ${problem.message}`, problem]),
  );
  return [...own.values()].sort((left, right) => left.span.start - right.span.start);
}
