import {
  type CompositionKey,
  type ConfigRoot,
  configUrisOf,
  discovering,
  filesOfComposition,
  judgedKeysOf,
  lookingForConfigs,
  lookingForNames,
  type Project,
  pathUsesOf,
  placeOf,
  primaryCandidates,
  projectOf,
  reachedBy,
  type Snapshot,
  trialOf,
  trialsIn,
  triedBy,
  unreachedIn,
} from '../../project/index.ts';
import { addTo, type Problem, type Uri } from '../../text/index.ts';
import { commandDocuments, runsIn } from '../commands/index.ts';
import { withoutIgnored } from './ignored.ts';
import {
  type Judgement,
  joined,
  judgementOfDocument,
  judgementOfFile,
  judgementOfProject,
  judgementOfRoot,
  judgementsOf,
  plainly,
} from './judgement.ts';
import type { JudgesOf } from './rule.ts';
import { RULES } from './rules.ts';

/** The problems of a workspace, by document; documents without any are absent. */
export interface Diagnosis {
  readonly problems: ReadonlyMap<Uri, readonly Problem[]>;
  /** As it was found now, for what is asked before everything is looked at again. */
  readonly judgesOf: JudgesOf;
}

/** Work that can be put down between two steps, and taken up as long as the snapshot is the newest one. */
export type Diagnosing = Generator<{ readonly done: number; readonly total: number }, Diagnosis>;

/** Severities by code that go before those of the project file. */
export type Severities = Project['file']['rules'];

const NO_SEVERITIES: Severities = new Map();

/** The problems of every config of the workspace, in one go. */
export function diagnose(snapshot: Snapshot, severities?: Severities): ReadonlyMap<Uri, readonly Problem[]> {
  return inOneGo(diagnosing(snapshot, severities)).problems;
}

function inOneGo<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value as T;
  }
}

/** The same in steps of some milliseconds. What is remembered costs nothing again, so little is lost by beginning anew. */
export function* diagnosing(snapshot: Snapshot, severities: Severities = NO_SEVERITIES): Diagnosing {
  const problems = new Map<Uri, Problem[]>();
  const seen = new Set<string>();
  for (const _ of discovering(snapshot)) yield { done: 0, total: 0 };
  for (const { roots } of snapshot.projects()) {
    for (const root of roots) for (const _ of lookingForConfigs(snapshot, root)) yield { done: 0, total: 0 };
  }
  for (const project of snapshot.projects()) {
    for (const problem of yield* problemsOf(snapshot, project, severities)) {
      const words = wordsOf(problem);
      if (seen.has(words)) continue;
      seen.add(words);
      addTo(problems, problem.span.uri, problem);
    }
  }
  const left = new Map<Uri, readonly Problem[]>();
  for (const [uri, found] of problems) {
    const heard = withoutIgnored(snapshot, uri, found.sort(byPlace));
    if (heard.length > 0) left.set(uri, heard);
  }
  const diagnosis = { problems: left, judgesOf: judgesIn(snapshot) };
  if (severities === NO_SEVERITIES) settled.set(snapshot.files, diagnosis);
  return diagnosis;
}

/** What was found when everything was looked at, by the state of the files that it was found in. */
const settled = new WeakMap<Snapshot['files'], Diagnosis>();

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
    .flatMap((project) => project.roots.flatMap((root) => [reachedBy(snapshot, root), triedBy(snapshot, root)]));
  return (uri) => known.find((each) => each.has(uri))?.get(uri) ?? [];
}

function* problemsOf(
  snapshot: Snapshot,
  own: Project,
  severities: Severities,
): Generator<{ done: number; total: number }, Problem[]> {
  const rules = new Map([...own.file.rules, ...severities]);
  const project = severities.size === 0 ? own : { ...own, file: { ...own.file, rules } };
  const context = { snapshot, project };
  const judgements: Parameters<typeof joined>[1][number][] = [];
  const files: Problem[] = [];
  let all = 0;
  for (const root of project.roots) {
    const total = 2 * configUrisOf(snapshot, root).length;
    all += total;
    let done = 0;
    for (const passed of tried(snapshot, project, root)) {
      done += passed;
      yield { done: Math.min(done, total), total };
    }
    const judging = inParts(
      snapshot,
      `judgements in ${root.uri}`,
      (at) => judgedKeysOf(at, root),
      (at, key) => judgementsOf(at, key).flatMap((found) => nonEmpty({ key, found })),
    );
    for (const part of judging) {
      if (typeof part !== 'number') judgements.push(...part);
      yield { done, total };
    }
    const reading = inParts(
      snapshot,
      `files judged in ${root.uri}`,
      (at) => configUrisOf(at, root),
      (at, uri) => nonEmpty({ found: judgementOfFile(at, uri) }),
    );
    for (const part of reading) {
      if (typeof part !== 'number') for (const { found } of part) files.push(...plainly(context, found));
      else done += part;
      yield { done: Math.min(done, total), total };
    }
    for (const _ of lookingForNames(snapshot, project, root)) yield { done: total, total };
    files.push(...plainly(context, judgementOfRoot(snapshot, root)));
    yield { done: total, total };
  }
  for (const uri of commandDocuments(snapshot, project)) {
    if (runsIn(snapshot, uri).length > 0) files.push(...plainly(context, judgementOfDocument(snapshot, uri)));
    yield { done: all, total: all };
  }
  const found = [...plainly(context, judgementOfProject(snapshot, project)), ...files];
  for (const problem of joined({ ...context, judgesOf: judgesIn(snapshot) }, judgements)) {
    if (problem === undefined) yield { done: all, total: all };
    else found.push(problem);
  }
  return found;
}

function nonEmpty<T extends { readonly found: Judgement }>(each: T): readonly T[] {
  return each.found.size > 0 ? [each] : [];
}

/** So many things are passed over at once while nothing that was found in them is in doubt. */
const PART = 64;

/**
 * What is found in each of many things, part by part, so that an edit costs the parts that it reaches and not the whole
 * workspace. Numbers count the things that were dealt with; `look` works one out by itself, so that there is a moment to
 * pause behind it.
 */
function* inParts<T, F>(
  snapshot: Snapshot,
  name: string,
  thingsIn: (at: Snapshot) => readonly T[],
  find: (at: Snapshot, thing: T) => readonly F[],
  look: (thing: T) => void = (thing) => void find(snapshot, thing),
): Generator<number | readonly F[], void> {
  const things = thingsIn(snapshot);
  for (let from = 0; from < things.length; from += PART) {
    const key = `${name} ${from}`;
    const part = things.slice(from, from + PART);
    if (snapshot.isAtHand(key)) yield part.length;
    else {
      for (const thing of part) {
        look(thing);
        yield 1;
      }
    }
    yield snapshot.derive(key, (at) =>
      thingsIn(at)
        .slice(from, from + PART)
        .flatMap((thing) => find(at, thing)),
    );
  }
}

/** Makes what the list of compositions to judge is worked out from, one by one. */
function* tried(snapshot: Snapshot, project: Project, root: ConfigRoot): Generator<number, void> {
  for (const _ of composingPrimaries(snapshot, project, root)) yield 0;
  const brought = new Set<Uri>();
  const trying = inParts(
    snapshot,
    `brought in ${root.uri}`,
    (at) => unreachedIn(at, root),
    (at, uri) => trialOf(at, uri)?.files.filter((each) => each !== uri) ?? [],
    (uri) => {
      const trial = trialOf(snapshot, uri);
      if (trial === undefined) return;
      for (const each of trial.files) if (each !== uri) brought.add(each);
      // While its composition is at hand: most are judged by themselves in the end.
      if (!brought.has(uri)) judgementsOf(snapshot, trial.key);
    },
  );
  for (const part of trying) {
    if (typeof part === 'number') yield part;
    else for (const uri of part) brought.add(uri);
  }
  for (const _ of trialsIn(snapshot, root)) yield 0;
}

/** Makes what the problems of one config rest on, where nothing was looked at before. */
function* preparing(snapshot: Snapshot, uri: Uri): Generator<void> {
  yield* discovering(snapshot);
  const placed = placeOf(snapshot, uri);
  if (placed !== undefined) yield* composingPrimaries(snapshot, placed.project, placed.root);
}

function* composingPrimaries(snapshot: Snapshot, project: Project, root: ConfigRoot): Generator<void> {
  for (const key of primaryCandidates(snapshot, project, root)) {
    filesOfComposition(snapshot, key);
    yield;
  }
  // Asked for by the first judgement, and long by itself.
  pathUsesOf(snapshot, root);
  yield;
}

function judgesAlone(snapshot: Snapshot, uri: Uri): readonly CompositionKey[] {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return [];
  const reaching = reachedBy(snapshot, placed.root).get(uri);
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
export function* problemsIn(
  snapshot: Snapshot,
  uri: Uri,
  before: Diagnosis | undefined,
): Generator<void, readonly Problem[] | undefined> {
  if (before === undefined) yield* preparing(snapshot, uri);
  const project = projectOf(snapshot, uri);
  if (project !== undefined && runsIn(snapshot, uri).length > 0) {
    return withoutIgnored(
      snapshot,
      uri,
      plainly({ snapshot, project }, judgementOfDocument(snapshot, uri)).sort(byPlace),
    );
  }
  const judges = before?.judgesOf(uri) ?? judgesAlone(snapshot, uri);
  const keys = judges.slice(0, JUDGES_AT_ONCE);
  const isWhole = before !== undefined && keys.length === judges.length;
  if (project === undefined || keys.length === 0 || snapshot.config(uri) === undefined) return undefined;
  const context = { snapshot, project };
  const judgements: Parameters<typeof joined>[1][number][] = [];
  for (const key of keys) {
    for (const found of judgementsOf(snapshot, key)) judgements.push({ key, found });
    yield;
  }
  const found = plainly(context, judgementOfFile(snapshot, uri));
  const isFirst = before === undefined;
  const root = before?.problems.get(uri)?.some(isOfRoot) ? placeOf(snapshot, uri)?.root : undefined;
  if (root !== undefined) found.push(...plainly(context, judgementOfRoot(snapshot, root)));
  for (const problem of joined({ ...context, judgesOf: () => keys, isFirst }, judgements)) {
    if (problem === undefined) yield;
    else found.push(problem);
  }
  const own = found.filter(({ span }) => span.uri === uri);
  // Of what is found twice the first counts, as in `diagnosing`.
  const once = [...new Map(own.reverse().map((problem) => [wordsOf(problem), problem])).values()].reverse();
  const heard = withoutIgnored(snapshot, uri, once.sort(byPlace), isWhole);
  const beside = told.get(snapshot.files) ?? new Map<Uri, readonly Problem[]>();
  told.set(snapshot.files, beside.set(uri, heard));
  return heard;
}

/** It may rest on every config of the root: somebody who types waits for that only where it was found before. */
function isOfRoot({ code }: Problem): boolean {
  return RULES.some((rule) => rule.ofRoot !== undefined && rule.codes.includes(code));
}

/** What was told at once of documents that were edited, by the state of the files. */
const told = new WeakMap<Snapshot['files'], Map<Uri, readonly Problem[]>>();

/**
 * The problems of one document, for what is asked on each move of a cursor: as they were found when everything was looked at,
 * and before that as far as they are known without. Of a config those compositions tell then that judge it, of a Python file
 * or a project file what is found in it alone.
 */
export function problemsOfDocument(snapshot: Snapshot, uri: Uri): readonly Problem[] {
  const found = settled.get(snapshot.files);
  if (found !== undefined) return found.problems.get(uri) ?? [];
  const known = told.get(snapshot.files)?.get(uri);
  const ofConfig = known ?? inOneGo(problemsIn(snapshot, uri, judgesAtHand(snapshot)));
  if (ofConfig !== undefined) return ofConfig;
  const project = projectOf(snapshot, uri);
  if (project === undefined) return [];
  const isConfig = placeOf(snapshot, uri) !== undefined;
  const context = { snapshot, project };
  const own = [
    ...plainly(context, judgementOfProject(snapshot, project)),
    ...(isConfig ? plainly(context, judgementOfFile(snapshot, uri)) : []),
  ];
  const here = own.filter(({ span }) => span.uri === uri).sort(byPlace);
  return withoutIgnored(snapshot, uri, here, false);
}

/** Which compositions judge what, where that is known without looking. */
function judgesAtHand(snapshot: Snapshot): Diagnosis | undefined {
  const roots = snapshot.projects().flatMap((project) => project.roots);
  const isKnown = roots.every((root) => snapshot.isAtHand(`tried by ${root.uri}`));
  return isKnown ? { problems: new Map(), judgesOf: judgesIn(snapshot) } : undefined;
}
