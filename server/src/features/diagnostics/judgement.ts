import {
  type CompositionKey,
  type ConfigRoot,
  composeApart,
  itself,
  type Kind,
  type Project,
  placeOf,
  projectOf,
  reachedBy,
  type Snapshot,
  textOfKey,
} from '../../project/index.ts';
import type { Problem, Uri } from '../../text/index.ts';
import type { JoinContext, JudgedUsage, Rule, RuleContext, Sighting } from './rule.ts';
import { RULES } from './rules.ts';

/** What the rules found in one thing, in their order; a rule that found nothing has none. */
export type Judgement = ReadonlyMap<number, readonly unknown[]>;

const NOTHING: Judgement = new Map();

/** A rule with the number that its findings have. */
interface Numbered {
  readonly rule: Rule<unknown>;
  readonly index: number;
}

const NUMBERED: readonly Numbered[] = RULES.map((rule, index) => ({ rule, index }));
const OF_FILES = NUMBERED.filter(({ rule }) => rule.ofFile !== undefined);

/**
 * What the rules find in one composition; remembered until it changes. What follows values to where they come from is
 * found apart: an edit to a key that a thousand options read leaves all else that was found in them as it is.
 */
export function judgementsOf(snapshot: Snapshot, key: CompositionKey): readonly Judgement[] {
  return [snapshot.answer(OF_COMPOSITION, key), snapshot.answer(FOLLOWED, key)];
}

const OF_COMPOSITION = judging('judgement', ({ follows }) => follows !== true);
const FOLLOWED = judging('judgement of what is followed', ({ follows }) => follows === true);

function judging(name: string, isMeant: (rule: Rule<unknown>) => boolean): Kind<CompositionKey, Judgement> {
  const rules = NUMBERED.filter(({ rule }) => rule.ofUsage !== undefined && isMeant(rule));
  return {
    name,
    keyOf: textOfKey,
    make: (at, key) => {
      const project = projectOf(at, key.root);
      if (project === undefined) return NOTHING;
      const context = { snapshot: at, project };
      const usage = judged(context, key);
      return judgementFrom(rules, (rule) => rule.ofUsage?.(context, usage));
    },
  };
}

/** What the rules find in one config, whoever uses it. */
export function judgementOfFile(snapshot: Snapshot, uri: Uri): Judgement {
  return snapshot.answer(OF_FILE, uri);
}

const OF_FILE: Kind<Uri, Judgement> = {
  name: 'judgement of file',
  keyOf: itself,
  make: (at, uri) => {
    const project = projectOf(at, uri);
    const file = at.config(uri);
    if (project === undefined || file === undefined) return NOTHING;
    if (file.isOther && placeOf(at, uri) === undefined) return NOTHING;
    const context = { snapshot: at, project };
    return judgementFrom(OF_FILES, (rule) => rule.ofFile?.(context, file));
  },
};

/** What the rules find in a document with commands. */
export function judgementOfDocument(snapshot: Snapshot, uri: Uri): Judgement {
  return snapshot.derive(`judgement of commands in ${uri}`, (at) => {
    const project = projectOf(at, uri);
    if (project === undefined) return NOTHING;
    const context = { snapshot: at, project };
    return judgementFrom(NUMBERED, (rule) => rule.ofDocument?.(context, uri));
  });
}

/** What the rules find in a config root as a whole. */
export function judgementOfRoot(snapshot: Snapshot, { uri }: ConfigRoot): Judgement {
  return snapshot.derive(`judgement of root ${uri}`, (at) => {
    const project = projectOf(at, uri);
    const root = project?.roots.find((each) => each.uri === uri);
    if (project === undefined || root === undefined) return NOTHING;
    const context = { snapshot: at, project };
    return judgementFrom(NUMBERED, (rule) => rule.ofRoot?.(context, root));
  });
}

/** What the rules find outside of configs. */
export function judgementOfProject(snapshot: Snapshot, { folder }: Project): Judgement {
  return snapshot.derive(`judgement in ${folder}`, (at) => {
    const project = at.projects().find((each) => each.folder === folder);
    if (project === undefined) return NOTHING;
    const context = { snapshot: at, project };
    return judgementFrom(NUMBERED, (rule) => rule.ofProject?.(context));
  });
}

function judgementFrom(
  rules: readonly Numbered[],
  find: (rule: Rule<unknown>) => readonly unknown[] | undefined,
): Judgement {
  let judgement: Map<number, readonly unknown[]> | undefined;
  for (const { rule, index } of rules) {
    const found = find(rule);
    if (found === undefined || found.length === 0) continue;
    judgement ??= new Map();
    judgement.set(index, found);
  }
  return judgement ?? NOTHING;
}

/** Which files a composition speaks for: what a primary config reaches is judged by those that do. */
function judged({ snapshot, project }: RuleContext, key: CompositionKey): JudgedUsage {
  const root = project.roots.find(({ uri }) => uri === key.root);
  if (key.isTrial !== true || root === undefined)
    return { key, composition: snapshot.compose(key), judges: () => true };
  const reached = reachedBy(snapshot, root);
  return { key, ...composeApart(snapshot, key), judges: (uri) => !reached.has(uri) };
}

/** What was found of each composition, made problems of; `undefined` is a moment to pause. */
export function* joined(
  context: JoinContext,
  judgements: readonly { readonly key: CompositionKey; readonly found: Judgement }[],
): Iterable<Problem | undefined> {
  const sightingsOf = RULES.map((): Sighting<unknown>[] => []);
  for (const { key, found } of judgements)
    for (const [index, own] of found) sightingsOf[index]?.push({ key, found: own });
  for (const [index, rule] of RULES.entries()) {
    const sightings = sightingsOf[index] ?? [];
    if (sightings.length === 0) continue;
    const problems = rule.join?.(context, sightings) ?? (sightings.flatMap(({ found }) => found) as Problem[]);
    for (const problem of problems) {
      yield undefined;
      if (problem !== undefined) yield* shown(context, index, problem);
    }
  }
}

/** What was found in a file or a project: problems as they are. */
export function plainly(context: RuleContext, judgement: Judgement): Problem[] {
  return [...judgement].flatMap(([index, found]) =>
    (found as readonly Problem[]).flatMap((problem) => shown(context, index, problem)),
  );
}

/** A project may give a rule another severity, or switch it off. */
function shown({ snapshot, project }: RuleContext, index: number, problem: Problem): Problem[] {
  const { rules } = project.file;
  const severity = rules.get(problem.code) ?? rules.get(RULES[index]?.name ?? '') ?? problem.severity;
  if (severity === 'off') return [];
  const seen = visible(snapshot, problem);
  return [severity === seen.severity ? seen : { ...seen, severity }];
}

/** What is missing at the end of a file has no text to underline there: the last letter stands for it. */
function visible(snapshot: Snapshot, problem: Problem): Problem {
  const { span } = problem;
  const end = snapshot.files.file(span.uri)?.text.trimEnd().length ?? 0;
  return span.start < end || end === 0 ? problem : { ...problem, span: { ...span, start: end - 1, end } };
}
