import {
  type Composition,
  type ConfigNode,
  dereferenceIn,
  type Failed,
  isHydraOwn,
  isToMissing,
  isUnread,
  type KeyPath,
  leadsStraight,
  nodeAt,
  type Origin,
  overrideUri,
  resolveIn,
  type Session,
  touchesHydra,
  winner,
} from '../../compose/index.ts';
import {
  type CompositionKey,
  filesOfComposition,
  type Snapshot,
  textOfKey,
  withoutOverrides,
} from '../../project/index.ts';
import {
  addTo,
  BUDGETS,
  type Fix,
  type InterpolationPart,
  nearest,
  type Problem,
  parseInterpolation,
  type ResolverInterpolation,
  type Span,
  type Uri,
} from '../../text/index.ts';
import { rename } from '../actions/fixes.ts';
import { sessionFor } from '../explain.ts';
import { bringersOf, broughtByFolder, broughtKeys, isOfRoot, readingConfigs } from '../keys/broughtKeys.ts';
import { interpolationsIn } from '../keys/interpolations.ts';
import { knownResolvers } from '../resolverNames.ts';
import { cycleFrom } from './interpolationCycle.ts';
import type { JoinContext, JudgedUsage, Rule, RuleContext } from './rule.ts';

export const interpolation: Rule<Judged> = {
  name: 'interpolation',
  codes: ['HS201', 'HS202', 'HS209'],
  follows: true,
  docs:
    'An interpolation leads nowhere in every composition that its file takes part in: the key does not exist, or the ' +
    'chain comes back to itself (HS201). Hydra composes such a config; the run fails when it reads the value. Values that ' +
    'only the run can know (custom resolvers, environment variables, `???`) are not reported. HS202: nobody registers a ' +
    'resolver of this name, and one of nearly the same name is there. HS209: what it comes to is larger than what is worked ' +
    'out here, or too many others fail beside it; the run goes on where this ends.',
  example: `
-- configs/app.yaml --
defaults: [_self_]
model: { heads: 4 }
n_head: \${model.hedas}
#       ^^^^^^^^^^^^^^ warning HS201 'model.hedas' is not defined; did you mean 'model.heads'?
`,
  ofUsage: (context, usage) => judge(context, usage),
  *join(context, sightings) {
    const places = new Map<string, { readonly key: CompositionKey; readonly judged: Judged }[]>();
    for (const { key, found } of sightings) {
      for (const judged of found) {
        const place = placeOf(judged.span);
        addTo(places, place, { key, judged });
      }
    }
    const told: Told[] = [];
    const looked = new Set<Uri>();
    for (const [place, failures] of places) {
      yield undefined;
      if (resolvesElsewhere(context, place, failures)) continue;
      for (const { key } of failures) {
        if (context.isRun === true || looked.has(key.root)) continue;
        looked.add(key.root);
        const look = context.isFirst ? readingConfigs : broughtByFolder;
        for (const _ of look(context.snapshot, key.root)) yield undefined;
      }
      const found = firstTold(context, failures);
      if (found !== undefined) told.push(found);
    }
    const texts = new Map<string, string[]>();
    for (const { problem, text } of told) {
      addTo(texts, problem.message, text);
    }
    for (const each of told) if (!isSecondHand(each, texts.get(each.problem.message) ?? [])) yield each.problem;
  },
};

function firstTold(
  context: JoinContext,
  failures: readonly { readonly key: CompositionKey; readonly judged: Judged }[],
): Told | undefined {
  for (const { key, judged } of failures) {
    const problem = problemOf(context, key, judged);
    if (problem !== undefined) return { problem, text: judged.text };
  }
  return undefined;
}

function placeOf({ uri, start }: Pick<Span, 'uri' | 'start'>): string {
  return `${uri} ${start}`;
}

/** Whether another composition that judges the file has the interpolation, and it leads somewhere there. */
function resolvesElsewhere(
  { snapshot, judgesOf }: JoinContext,
  place: string,
  failures: readonly { readonly key: CompositionKey; readonly judged: Judged }[],
): boolean {
  const [first] = failures;
  if (first === undefined) return false;
  const failing = new Set(failures.map(({ key }) => textOfKey(key)));
  return judgesOf(first.judged.span.uri).some(
    (key) => !failing.has(textOfKey(key)) && winningPlaces(snapshot.compose(key)).has(place),
  );
}

const placesIn = new WeakMap<Composition, ReadonlySet<string>>();

/** The interpolations that win in a composition; none where it is not judged. */
function winningPlaces(composition: Composition): ReadonlySet<string> {
  const known = placesIn.get(composition);
  if (known !== undefined) return known;
  const found = new Set<string>();
  if (isJudged(composition)) {
    for (const top of rootOf(composition).children.values()) {
      for (const { node } of interpolationsIn(top)) {
        const { origin, value } = winner(node);
        if (origin.kind === 'file') found.add(placeOf({ uri: origin.file.uri, start: value.range.start }));
      }
    }
  }
  placesIn.set(composition, found);
  return found;
}

interface Told {
  readonly problem: Problem;
  readonly text: string;
}

/** `${tags}`, where an entry of the list `tags` leads nowhere: that entry is told, in the same words. */
function isSecondHand({ problem, text }: Told, texts: readonly string[]): boolean {
  const name = /^'([^']+)' is not defined/.exec(problem.message)?.[1];
  const last = name?.slice(name.lastIndexOf('.') + 1);
  return last !== undefined && !text.includes(last) && texts.some((each) => each.includes(last));
}

/** An interpolation that wins in a composition and leads nowhere. */
interface Judged {
  readonly text: string;
  readonly span: Span;
  /** A key that is not there, or what is to be told. */
  readonly failure: Failure;
}

type Failure = { readonly missing: KeyPath; readonly hydra?: true } | { readonly problem: Problem };

/** What is not found, or refused, takes its keys with it: interpolations of them are not to blame. */
const TAKES_KEYS = /^HS1(0[1-5]|1[0-8])$/;

function judge(context: RuleContext, usage: JudgedUsage): Judged[] {
  const { composition, own } = usage;
  if (!isJudged(composition)) return [];
  const found: Judged[] = [];
  const root = rootOf(composition);
  // What the primary config's own composition has is judged there.
  const tops = (root === composition.root && own) || root.children;
  let made: Session | undefined;
  const session = (): Session => {
    made ??= sessionFor(context.snapshot, composition, root, own !== undefined);
    return made;
  };
  for (const [name, top] of tops) {
    for (const { at, node, text } of interpolationsIn(top)) {
      const { origin, value } = winner(node);
      const uri = uriOf(origin);
      if (uri === undefined || !usage.judges(uri)) continue;
      const path = [name, ...at];
      if (leadsStraight(root, path, node, composition.version)) continue;
      const span: Span = { uri, ...value.range };
      const failure = failureAt({ context, usage, session: session(), path, text, span });
      if (failure === undefined) continue;
      if (found.length === BUDGETS.failingInterpolations) {
        const message = `more than ${BUDGETS.failingInterpolations} interpolations lead nowhere: the others are not looked at`;
        return [...found, { text, span, failure: { problem: { code: 'HS209', severity: 'warning', span, message } } }];
      }
      found.push({ text, span, failure });
    }
  }
  return found;
}

/** Where what is judged is written: in a config, or in an override of a run. */
function uriOf(origin: Origin): Uri | undefined {
  if (origin.kind === 'override') return overrideUri(origin.index);
  if (origin.kind !== 'file') return undefined;
  const { uri } = origin.file;
  return uri.startsWith('hydra-conf:') || !uri.endsWith('.yaml') ? undefined : uri;
}

function isJudged({ problems, defaultsList }: Composition): boolean {
  const isLacking = problems.some(({ code, refusal }) => refusal !== undefined && TAKES_KEYS.test(code));
  return !isLacking && !defaultsList.some(({ file }) => isUnread(file));
}

/** With Hydra's own node where configs of the user's write into it. */
function rootOf(composition: Composition): ConfigNode {
  const isOwn = composition.defaultsList.some((choice) => !isHydraOwn(choice) && touchesHydra(choice));
  return isOwn ? composition.whole : composition.root;
}

/** One interpolation as one composition has it. */
interface Site {
  readonly context: RuleContext;
  readonly usage: JudgedUsage;
  readonly session: Session;
  readonly path: KeyPath;
  readonly text: string;
  readonly span: Span;
}

function failureAt(site: Site): Failure | undefined {
  const { usage, session, path, text } = site;
  const resolved = resolveIn(session, path);
  if (resolved.kind === 'failed' && !isToMissing(resolved)) return failureOf(site, resolved);
  if (resolved.kind === 'opaque' && resolved.isTooLarge) {
    const message = `${resolved.reason}, and is not followed further`;
    return { problem: { code: 'HS209', severity: 'warning', span: site.span, message } };
  }
  // What only the run knows hides what stands beside it, and Hydra gives null for a key of its own that is not there.
  const { parts } = parseInterpolation(text, usage.composition.version).interpolation;
  for (const part of parts) {
    const isHidden = resolved.kind === 'opaque' || part.kind === 'resolver';
    const found = isHidden ? failureOfPart(site, part) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function failureOfPart(site: Site, part: InterpolationPart): Failure | undefined {
  const { context, usage, session, path, text, span } = site;
  if (part.kind === 'text') return undefined;
  if (part.kind === 'resolver') {
    const problem = unknownResolver(context, part, span);
    return problem === undefined ? unknownHydraKey(usage, part) : { problem };
  }
  const slice = text.slice(part.range.start, part.range.end);
  if (slice === text) return undefined;
  const found = dereferenceIn(session, slice, path);
  return found.kind === 'failed' && !isToMissing(found) ? failureOf(site, found) : undefined;
}

function failureOf({ span, session, path, usage }: Site, { message, missing }: Failed): Failure {
  const [line = message] = message.split('\n', 1);
  const cycle = line.startsWith('Recursive') ? cycleFrom(session.source, path, usage.composition.version) : undefined;
  const first = cycle === undefined ? line : `${line}: ${cycle.join(' -> ')}`;
  return missing === undefined
    ? { problem: { code: 'HS201', severity: 'warning', span, message: first } }
    : { missing };
}

/** What to tell of an interpolation that fails in every composition; `undefined` where another choice gives it a meaning. */
function problemOf(context: JoinContext, key: CompositionKey, { failure, span }: Judged): Problem | undefined {
  if ('problem' in failure) return failure.problem;
  const { snapshot } = context;
  const { missing } = failure;
  if (failure.hydra !== true && mayBeBrought(context, key, missing)) return undefined;
  const name = missing.join('.');
  const problem = (near: string | undefined) => undefinedKey(snapshot, span, name, near);
  if (failure.hydra === true) {
    const { hydra } = snapshot.compose(key);
    const keys = hydra === undefined ? [] : keysOf(hydra).map((each) => `hydra.${each}`);
    return problem(nearest(name, keys));
  }
  // Nearly all keys are the primary config's own: what is near among them is looked for once, and is mostly there.
  const own = rootOf(snapshot.compose(withoutOverrides(key)));
  return problem(nearestIn(own, name) ?? nearest(name, keysOf(rootOf(snapshot.compose(key)))));
}

const nearKeys = new WeakMap<ConfigNode, Map<string, string | undefined>>();

function nearestIn(root: ConfigNode, name: string): string | undefined {
  const known = nearKeys.get(root) ?? new Map<string, string | undefined>();
  nearKeys.set(root, known);
  if (!known.has(name)) known.set(name, nearest(name, keysOf(root)));
  return known.get(name);
}

/** Whether a config that this composition did not choose brings the key. */
function mayBeBrought({ snapshot, isFirst, isRun }: JoinContext, key: CompositionKey, missing: KeyPath): boolean {
  if (isRun === true) return false;
  const name = missing.join('.');
  const bringers = isFirst
    ? bringersOf(snapshot, key.root, missing)
    : (broughtKeys(snapshot, key.root).at.get(name) ?? []);
  if (bringers.length === 0) return false;
  const own = new Set(filesOfComposition(snapshot, key));
  // A primary config is a run of its own: what another one says is nothing to it.
  return bringers.some((uri) => !own.has(uri) && !(key.overrides.length === 0 && isOfRoot(snapshot, uri)));
}

/** Another name inside an interpolation: the last ones of a dotted name too, where the first are written relatively. */
function renameWithin({ files }: Snapshot, span: Span, name: string, near: string): Fix[] {
  const text = files.file(span.uri)?.text ?? '';
  const written = text.slice(span.start, span.end);
  const shared = name.split('.').findIndex((part, index) => part !== near.split('.')[index]);
  const [own, meant] = [name, near].map((each) => each.split('.').slice(Math.max(shared, 0)).join('.'));
  for (const [from, to] of [
    [name, near],
    [own, meant],
  ]) {
    if (from === undefined || to === undefined || from === '') continue;
    const places = [...written.matchAll(/[\w.-]+/g)].filter(([found]) => found === from || found.endsWith(`.${from}`));
    const [place, ...others] = places;
    if (place === undefined || others.length > 0) continue;
    const end = span.start + place.index + place[0].length;
    return [rename({ uri: span.uri, start: end - from.length, end }, text, to)];
  }
  return [];
}

function undefinedKey(snapshot: Snapshot, span: Span, name: string, near: string | undefined): Problem {
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  const fixes = near === undefined ? [] : renameWithin(snapshot, span, name, near);
  return { code: 'HS201', severity: 'warning', span, message: `'${name}' is not defined${hint}`, fixes };
}

/** A resolver that only its name's misspelling tells apart from one that is there. */
function unknownResolver(
  { snapshot, project }: RuleContext,
  part: ResolverInterpolation,
  span: Span,
): Problem | undefined {
  const name = part.name.text;
  if (name === undefined) return undefined;
  const { names, isOpen } = knownResolvers(snapshot, project);
  if (names.has(name)) return undefined;
  const near = nearest(name, names);
  const isReserved = name.startsWith('oc.');
  if (!isReserved && (isOpen || near === undefined)) return undefined;
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  const fixes = near === undefined ? [] : renameWithin(snapshot, span, name, near);
  return { code: 'HS202', severity: 'warning', span, message: `'${name}' is not a resolver${hint}`, fixes };
}

/** `${hydra:runtime.out_dir}`: Hydra gives null for a key of its own node that is not there. */
function unknownHydraKey({ composition }: JudgedUsage, part: ResolverInterpolation): Failure | undefined {
  const [argument, ...more] = part.args;
  const element = argument?.element;
  if (part.name.text !== 'hydra' || more.length > 0 || element?.kind !== 'scalar') return undefined;
  const { value } = element;
  const { hydra } = composition;
  if (value.t !== 'str' || hydra === undefined || !/^[\w.]+$/.test(value.v)) return undefined;
  const path = value.v.split('.');
  // Where a person may put keys of his own, nothing is known to be missing.
  const above = nodeAt(hydra, path.slice(0, -1));
  const isTyped = above?.instance !== undefined || above?.declared?.kind === 'structured';
  if (above === undefined || !isTyped || above.children.has(path.at(-1) ?? '')) return undefined;
  return { missing: ['hydra', ...path], hydra: true };
}

function keysOf(node: ConfigNode, path: KeyPath = [], into: string[] = []): string[] {
  for (const [name, child] of node.children) {
    into.push([...path, name].join('.'));
    keysOf(child, [...path, name], into);
  }
  return into;
}
