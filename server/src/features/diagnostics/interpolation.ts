import {
  type ConfigNode,
  dereference,
  type Failed,
  isHydraOwn,
  isUnread,
  type KeyPath,
  nodeAt,
  resolveNode,
  touchesHydra,
  winner,
} from '../../compose/index.ts';
import { placeOf, type Usage } from '../../project/index.ts';
import {
  type ConfigFile,
  entryOf,
  type InterpolationPart,
  nearest,
  type Problem,
  parseInterpolation,
  type ResolverInterpolation,
  type Span,
} from '../../text/index.ts';
import { surroundings } from '../explain.ts';
import { knownResolvers } from '../resolverNames.ts';
import type { Rule, RuleContext } from './rule.ts';

export const interpolation: Rule = {
  name: 'interpolation',
  codes: ['HS201', 'HS202'],
  docs:
    'An interpolation leads nowhere in every composition that its file takes part in: the key does not exist, or the ' +
    'chain comes back to itself (HS201). Hydra composes such a config; the run fails when it reads the value. Values that ' +
    'only the run can know (custom resolvers, environment variables, `???`) are not reported. HS202: nobody registers a ' +
    'resolver of this name, and one of nearly the same name is there.',
  check: (context) => {
    const judged = new Map<string, Judged>();
    const isPrimary = ({ key }: Usage) => key.overrides.length === 0;
    // What a primary config reaches is judged by primary configs alone.
    for (const usage of context.usages.filter(isPrimary)) judge(context, usage, judged);
    const others = new Map<string, Judged>();
    for (const usage of context.usages.filter((each) => !isPrimary(each))) judge(context, usage, others, judged);
    const found = [...judged.values(), ...others.values()].flatMap(({ problem, seen, failed, text }) =>
      problem !== undefined && seen === failed ? [{ problem, text }] : [],
    );
    return found.filter((each) => !isSecondHand(each, found)).map(({ problem }) => problem);
  },
};

interface Found {
  readonly problem: Problem;
  readonly text: string;
}

/** `${tags}`, where an entry of the list `tags` leads nowhere: that entry is told. */
function isSecondHand({ problem, text }: Found, all: readonly Found[]): boolean {
  const name = /^'([^']+)' is not defined/.exec(problem.message)?.[1];
  const last = name?.slice(name.lastIndexOf('.') + 1);
  if (last === undefined || text.includes(last)) return false;
  return all.some((each) => each.problem.message === problem.message && each.text.includes(last));
}

interface Judged {
  problem?: Problem;
  readonly text: string;
  seen: number;
  failed: number;
}

/** What is not found, or refused, takes its keys with it: interpolations of them are not to blame. */
const TAKES_KEYS = /^HS1(0[1-5]|1[0-8])$/;

function judge(
  context: RuleContext,
  usage: Usage,
  judged: Map<string, Judged>,
  before: ReadonlyMap<string, Judged> = new Map(),
): void {
  const { composition } = usage;
  const isLacking = composition.problems.some(({ code, refusal }) => refusal !== undefined && TAKES_KEYS.test(code));
  if (isLacking || composition.defaultsList.some(({ file }) => isUnread(file))) return;
  const isOwn = composition.defaultsList.some((choice) => !isHydraOwn(choice) && touchesHydra(choice));
  const root = isOwn ? composition.whole : composition.root;
  const visit = (node: ConfigNode, path: KeyPath): void => {
    for (const [name, child] of node.children) visit(child, [...path, name]);
    if (node.leaf?.t !== 'interp') return;
    const { origin, value } = winner(node);
    if (origin.kind !== 'file' || origin.file.uri.startsWith('hydra-conf:') || !origin.file.uri.endsWith('.yaml'))
      return;
    const span: Span = { uri: origin.file.uri, ...value.range };
    const place = `${span.uri} ${span.start}`;
    if (before.has(place)) return;
    const known = judged.get(place) ?? { text: node.leaf.v, seen: 0, failed: 0 };
    judged.set(place, known);
    known.seen++;
    const problem = problemAt({ context, usage, root, path, text: node.leaf.v, span });
    if (problem === undefined) return;
    known.failed++;
    known.problem ??= problem;
  };
  visit(root, []);
}

/** One interpolation as one composition has it. */
interface Site {
  readonly context: RuleContext;
  readonly usage: Usage;
  readonly root: ConfigNode;
  readonly path: KeyPath;
  readonly text: string;
  readonly span: Span;
}

function problemAt(site: Site): Problem | undefined {
  const { context, usage, root, path, text } = site;
  const around = surroundings(context.snapshot, usage.composition);
  const resolved = resolveNode(root, path, around);
  if (resolved.kind === 'failed' && !isToMissing(resolved)) return failure(site, resolved);
  // What only the run knows hides what stands beside it, and Hydra gives null for a key of its own that is not there.
  const { parts } = parseInterpolation(text, usage.composition.version).interpolation;
  for (const part of parts) {
    const isHidden = resolved.kind === 'opaque' || part.kind === 'resolver';
    const found = isHidden ? partProblem(site, part) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function partProblem(site: Site, part: InterpolationPart): Problem | undefined {
  const { context, usage, root, path, text, span } = site;
  if (part.kind === 'text') return undefined;
  if (part.kind === 'resolver') {
    return unknownResolver(context, part, span) ?? unknownHydraKey(usage, part, span);
  }
  const slice = text.slice(part.range.start, part.range.end);
  if (slice === text) return undefined;
  const found = dereference(root, slice, path, surroundings(context.snapshot, usage.composition));
  return found.kind === 'failed' && !isToMissing(found) ? failure(site, found) : undefined;
}

/** A `???` is to be given, and may be. */
function isToMissing({ errorClass, message }: Failed): boolean {
  return errorClass === 'InterpolationToMissingValueError' || message.startsWith('MissingMandatoryValue');
}

function failure({ context, usage, root, span }: Site, { message, missing }: Failed): Problem | undefined {
  const [first = message] = message.split('\n', 1);
  if (missing === undefined) return { code: 'HS201', severity: 'warning', span, message: first };
  if (context.files.some((file) => mayBring(context, usage, file, missing))) return undefined;
  return undefinedKey(span, missing.join('.'), keysOf(root));
}

/** Whether a config that this composition did not choose brings the key: then another choice gives it its meaning. */
function mayBring({ snapshot }: RuleContext, { key, composition }: Usage, file: ConfigFile, missing: KeyPath): boolean {
  if (composition.defaultsList.some((choice) => choice.file.uri === file.uri)) return false;
  const { header } = file;
  const configPath = placeOf(snapshot, file.uri)?.configPath ?? '';
  const group = configPath.split('/').slice(0, -1);
  const keywords = new Map([
    ['_global_', []],
    ['_group_', group],
  ]);
  const landing = header?.package.split('.').flatMap((name) => keywords.get(name) ?? [name]) ?? group;
  // A primary config is a run of its own: what another one says is nothing to it.
  if (landing.length === 0 && header === undefined && key.overrides.length === 0) return false;
  const shared = Math.min(landing.length, missing.length);
  if (landing.slice(0, shared).join('.') !== missing.slice(0, shared).join('.')) return false;
  let value = file.body;
  for (const name of missing.slice(landing.length)) value = entryOf(value, name)?.value;
  return value !== undefined;
}

function undefinedKey(span: Span, name: string, keys: Iterable<string>): Problem {
  const near = nearest(name, keys);
  const hint = near === undefined ? '' : `; did you mean '${near}'?`;
  return { code: 'HS201', severity: 'warning', span, message: `'${name}' is not defined${hint}` };
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
  return { code: 'HS202', severity: 'warning', span, message: `'${name}' is not a resolver${hint}` };
}

/** `${hydra:runtime.out_dir}`: Hydra gives null for a key of its own node that is not there. */
function unknownHydraKey({ composition }: Usage, part: ResolverInterpolation, span: Span): Problem | undefined {
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
  return undefinedKey(
    span,
    `hydra.${value.v}`,
    [...keysOf(hydra)].map((key) => `hydra.${key}`),
  );
}

function keysOf(node: ConfigNode, path: KeyPath = [], into: string[] = []): string[] {
  for (const [name, child] of node.children) {
    into.push([...path, name].join('.'));
    keysOf(child, [...path, name], into);
  }
  return into;
}
