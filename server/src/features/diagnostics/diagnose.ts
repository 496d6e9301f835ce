import {
  type CompositionKey,
  type ConfigRoot,
  configUrisOf,
  filesOfComposition,
  judgedKeysOf,
  type Project,
  placeOf,
  primaryCandidates,
  projectOf,
  reachedBy,
  type Snapshot,
  trialOf,
  triedBy,
  unreachedIn,
} from '../../project/index.ts';
import { addTo, type Problem, type Uri } from '../../text/index.ts';
import { commandDocuments, runsIn } from '../commands/index.ts';
import { joined, judgementOf, judgementOfDocument, judgementOfFile, judgementOfProject, plainly } from './judgement.ts';
import type { JudgesOf } from './rule.ts';

/** The problems of a workspace, by document; documents without any are absent. */
export interface Diagnosis {
  readonly problems: ReadonlyMap<Uri, readonly Problem[]>;
  /** As it was found now, for what is asked before everything is looked at again. */
  readonly judgesOf: JudgesOf;
}

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
  const seen = new Set<string>();
  for (const project of snapshot.projects()) {
    for (const problem of yield* problemsOf(snapshot, project)) {
      const words = wordsOf(problem);
      if (seen.has(words)) continue;
      seen.add(words);
      addTo(problems, problem.span.uri, problem);
    }
  }
  for (const found of problems.values()) found.sort(byPlace);
  return { problems, judgesOf: judgesIn(snapshot) };
}

/** The same thing may be found once for each composition that a file takes part in. */
function wordsOf({ span, code, message }: Problem): string {
  return `${span.uri} ${span.start} ${span.end} ${code} ${message}`;
}

function byPlace(left: Problem, right: Problem): number {
  return left.span.start - right.span.start;
}

function judgesIn(snapshot: Snapshot): JudgesOf {
  const known = snapshot
    .projects()
    .flatMap((project) =>
      project.roots.flatMap((root) => [reachedBy(snapshot, project, root), triedBy(snapshot, project, root)]),
    );
  return (uri) => known.find((each) => each.has(uri))?.get(uri) ?? [];
}

function* problemsOf(snapshot: Snapshot, project: Project): Generator<{ done: number; total: number }, Problem[]> {
  const context = { snapshot, project };
  const judgements: Parameters<typeof joined>[1][number][] = [];
  const files: Problem[] = [];
  let all = 0;
  for (const root of project.roots) {
    const total = 2 * configUrisOf(snapshot, root).length;
    all += total;
    let done = 0;
    for (const _ of tried(snapshot, project, root)) yield { done: Math.min(done++, total), total };
    for (const key of judgedKeysOf(snapshot, project, root)) {
      const found = judgementOf(snapshot, key);
      if (found.size > 0) judgements.push({ key, found });
      yield { done, total };
    }
    for (const uri of configUrisOf(snapshot, root)) {
      files.push(...plainly(context, judgementOfFile(snapshot, uri)));
      yield { done: Math.min(done++, total), total };
    }
  }
  for (const uri of commandDocuments(snapshot, project)) {
    files.push(...plainly(context, judgementOfDocument(snapshot, uri)));
    yield { done: all, total: all };
  }
  const found = [...plainly(context, judgementOfProject(snapshot, project)), ...files];
  for (const problem of joined({ ...context, judgesOf: judgesIn(snapshot) }, judgements)) {
    if (problem === undefined) yield { done: all, total: all };
    else found.push(problem);
  }
  return found;
}

/** Makes what the list of compositions to judge is worked out from, one by one. */
function* tried(snapshot: Snapshot, project: Project, root: ConfigRoot): Generator<void> {
  for (const key of primaryCandidates(snapshot, project, root)) {
    filesOfComposition(snapshot, key);
    yield;
  }
  const brought = new Set<Uri>();
  for (const uri of unreachedIn(snapshot, project, root)) {
    const trial = trialOf(snapshot, uri);
    if (trial !== undefined) {
      for (const each of trial.files) if (each !== uri) brought.add(each);
      // While its composition is at hand: most are judged by themselves in the end.
      if (!brought.has(uri)) judgementOf(snapshot, trial.key);
    }
    yield;
  }
}

function judgesAlone(snapshot: Snapshot, uri: Uri): readonly CompositionKey[] {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return [];
  const reaching = reachedBy(snapshot, placed.project, placed.root).get(uri);
  const trial = reaching === undefined ? trialOf(snapshot, uri) : undefined;
  return reaching ?? (trial === undefined ? [] : [trial.key]);
}

/** More compositions than these say nothing at once of one file that is being edited. */
const JUDGES_AT_ONCE = 64;

/**
 * The problems of one config as those compositions tell that judged it when everything was looked at the last time: what a
 * person who edits it waits for. Whether others have come to judge it, `diagnosing` tells. Before anything was looked at,
 * they are worked out for this one alone.
 */
export function problemsIn(
  snapshot: Snapshot,
  uri: Uri,
  judgesOf: JudgesOf | undefined,
): readonly Problem[] | undefined {
  const project = projectOf(snapshot, uri);
  if (project !== undefined && runsIn(snapshot, uri).length > 0) {
    return plainly({ snapshot, project }, judgementOfDocument(snapshot, uri)).sort(byPlace);
  }
  const keys = (judgesOf?.(uri) ?? judgesAlone(snapshot, uri)).slice(0, JUDGES_AT_ONCE);
  if (project === undefined || keys.length === 0 || snapshot.config(uri) === undefined) return undefined;
  const context = { snapshot, project };
  const judgements = keys.map((key) => ({ key, found: judgementOf(snapshot, key) }));
  const found = [
    ...plainly(context, judgementOfFile(snapshot, uri)),
    ...[...joined({ ...context, judgesOf: () => keys, isFirst: judgesOf === undefined }, judgements)].flatMap(
      (each) => each ?? [],
    ),
  ];
  const own = found.filter(({ span }) => span.uri === uri);
  // Of what is found twice the first counts, as in `diagnosing`.
  return [...new Map(own.reverse().map((problem) => [wordsOf(problem), problem])).values()].reverse().sort(byPlace);
}
