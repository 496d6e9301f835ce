import {
  type Composition,
  type ConfigNode,
  type KeyPath,
  nodeAt,
  overrideUri,
  resolveNode,
  winner,
} from '../compose/index.ts';
import {
  type App,
  type Placed,
  packageIn,
  pathOf,
  placeOf,
  primariesOf,
  type Snapshot,
  usageOf,
} from '../project/index.ts';
import type { Change, LaunchProblem, PlanResult, PrimaryConfig, SweepJob, SweepPlan } from '../protocol.ts';
import {
  joinUri,
  nearest,
  type Problem,
  parentUri,
  positionAt,
  type Range,
  splitCommandLine,
  type Uri,
} from '../text/index.ts';
import { problemsOfUsage } from './diagnostics/index.ts';
import { explain, surroundings } from './explain.ts';
import { type Jobs, jobsOf, lineOf } from './sweep.ts';

/** What else a plan is asked to tell. */
export interface PlanOptions {
  /** Whether the composition reaches this document. */
  readonly reached?: Uri | undefined;
  /** Whether overrides may sweep; then the folder of the run's output is told, too. */
  readonly sweeps?: boolean | undefined;
}

/** What a launch of a primary config with these overrides would do; `undefined` for a file that is no config. */
export function plan(snapshot: Snapshot, uri: Uri, line: string, options: PlanOptions = {}): PlanResult | undefined {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return undefined;
  const { reached, sweeps = false } = options;
  const words = splitCommandLine(line);
  const texts = words.map((word) => word.text);
  const { version } = placed.project;
  const { overrides, isMultirun } = sweeps ? lineOf(texts, version) : { overrides: texts, isMultirun: false };
  const before = usageOf(snapshot, placed, placed.configPath, []);
  const swept = isMultirun ? jobsOf(snapshot, placed, overrides) : undefined;
  const after = swept?.common ?? usageOf(snapshot, placed, placed.configPath, overrides);
  const isOpen = words.some(({ openQuote }) => openQuote !== undefined);
  const broken: LaunchProblem[] = isOpen ? [{ severity: 'error', message: 'No closing quotation' }] : [];
  const told = swept === undefined ? usageProblems(snapshot, placed, after) : sweepProblems(snapshot, placed, swept);
  const app = appOf(placed);
  return {
    name: placed.configPath,
    overrides,
    problems: [...broken, ...told.problems],
    changes: [...changes(snapshot, before, after)],
    ...(reached !== undefined && { reaches: packageIn(after.composition, reached) !== undefined }),
    ...(told.sweep !== undefined && { sweep: told.sweep }),
    ...(sweeps && app !== undefined && { outputs: outputsOf(snapshot, after.composition, app, isMultirun) }),
    ...(app !== undefined && { command: commandOf(app, placed, overrides, isMultirun) }),
  };
}

interface Told {
  readonly problems: readonly LaunchProblem[];
  readonly sweep?: SweepPlan;
}

function usageProblems(snapshot: Snapshot, { project }: Placed, usage: UsageOf): Told {
  const { key, composition } = usage;
  const problems = [...problemsOfUsage(snapshot, project, usage).map(ofLaunch), ...missingValues(composition)];
  return { problems: problems.flatMap((each) => launchProblem(snapshot, each, key.overrides, composition.root) ?? []) };
}

/** Hydra composes what leads nowhere, and the run ends where it reads the value: a launch is to be meant. */
function ofLaunch(problem: Problem): Problem {
  return problem.code === 'HS201' ? { ...problem, severity: 'error' } : problem;
}

/** What has to be given, and is not. */
function missingValues({ root }: Composition): readonly Problem[] {
  const missingBelow = (node: ConfigNode, path: KeyPath, isItem: boolean): Problem[] => {
    if (node.shape !== 'missing') {
      const isOfItem = isItem || node.shape === 'list';
      return [...node.children].flatMap(([name, child]) => missingBelow(child, [...path, name], isOfItem));
    }
    const { origin, value } = winner(node);
    const uri = origin.kind === 'file' ? origin.file.uri : origin.kind === 'override' ? overrideUri(origin.index) : '';
    const key = path.join('.');
    // An override replaces a list as a whole.
    const message = `'${key}' has no value yet (???)${isItem ? '' : `: give it, as ${key}=…`}`;
    return [{ code: 'HS208', severity: 'error', span: { uri, ...value.range }, message }];
  };
  return missingBelow(root, [], false);
}

/** What all jobs have in common is told once; what one has alone, with its number. */
function sweepProblems(snapshot: Snapshot, placed: Placed, swept: Jobs): Told {
  const { jobs, faults, common: _, ...rest } = swept;
  const problems: LaunchProblem[] = faults.map((message) => ({ severity: 'error', message }));
  const judged = jobs.map((job) => ({
    job,
    own: usageProblems(snapshot, placed, usageOf(snapshot, placed, placed.configPath, job.overrides)).problems,
  }));
  const spread = new Map<string, number>();
  for (const { own } of judged) {
    for (const text of new Set(own.map((each) => JSON.stringify(each)))) spread.set(text, (spread.get(text) ?? 0) + 1);
  }
  const isShared = (problem: LaunchProblem) => jobs.length > 1 && spread.get(JSON.stringify(problem)) === jobs.length;
  for (const [text, count] of spread) if (jobs.length > 1 && count === jobs.length) problems.push(JSON.parse(text));
  const listed = judged.map(({ job, own }): SweepJob => {
    const alone = own.filter((problem) => !isShared(problem));
    const where = `Job ${job.number}${job.varied.length > 0 ? ` (${job.varied.join(' ')})` : ''}`;
    problems.push(
      ...alone.map((problem) => ({ ...problem, message: `${where}: ${problem.message}`, job: job.number })),
    );
    const errors = alone.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    return { number: job.number, overrides: job.varied, errors };
  });
  return { problems, sweep: { ...rest, jobs: listed } };
}

/** The folder below which a run makes its own: what of `hydra.run.dir` or `hydra.sweep.dir` is known before it starts. */
function outputsOf(snapshot: Snapshot, composition: Composition, { script }: App, isMultirun: boolean): string {
  const path = ['hydra', isMultirun ? 'sweep' : 'run', 'dir'];
  const { whole } = composition;
  const resolved = resolveNode(whole, path, surroundings(snapshot, composition));
  const written = nodeAt(whole, path)?.leaf;
  const text = [resolved.kind === 'value' ? resolved.value : undefined, written].find((each) => each && 'v' in each);
  const dir = text === undefined || !('v' in text) ? '' : String(text.v);
  const open = dir.indexOf('${');
  const fixed = open === -1 ? dir : dir.slice(0, Math.max(dir.lastIndexOf('/', open), 0));
  const folder = parentUri(script);
  return pathOf(fixed.startsWith('/') ? joinUri('file://', fixed) : joinUri(folder, fixed));
}

type UsageOf = ReturnType<typeof usageOf>;

/** A problem as it stands in a window; `undefined` for what is no more than a notice. */
export function launchProblem(
  snapshot: Snapshot,
  problem: Problem,
  overrides: readonly string[],
  root: ConfigNode,
): LaunchProblem | undefined {
  const { span, message, severity, code } = problem;
  if (severity !== 'error' && severity !== 'warning') return undefined;
  const text = snapshot.files.file(span.uri)?.text;
  if (text !== undefined) {
    const place = { uri: span.uri, ...positionAt(text, span.start) };
    return { severity, message, place };
  }
  const index = overrides.findIndex((_, each) => overrideUri(each) === span.uri);
  const override = overrides[index];
  if (override === undefined) return { severity, message };
  return { severity, message: code === 'HS502' ? `${message}${remedy(root, override, span)}` : message };
}

/** What Hydra's first line leaves out of a key that is not there: the nearest one, or the way to add it. */
function remedy(root: ConfigNode, override: string, { start, end }: Range): string {
  const key = override.slice(start, end);
  if (nodeAt(root, key.split('.')) !== undefined) return '';
  const near = nearest(key, keysOf(root));
  if (near !== undefined) return ` Did you mean '${near}'?`;
  return /^[+~]/.test(override) ? '' : ` To add it, write +${override}`;
}

function keysOf(node: ConfigNode, path: KeyPath = []): string[] {
  return [...node.children].flatMap(([name, child]) => {
    const below = [...path, name];
    return [below.join('.'), ...keysOf(child, below)];
  });
}

/** The keys whose value the overrides change, in the config's order. */
function* changes(snapshot: Snapshot, before: UsageOf, after: UsageOf): Iterable<Change> {
  const names = new Set([...leaves(before.composition.root), ...leaves(after.composition.root)]);
  for (const key of names) {
    const path = key.split('\0');
    const old = shown(snapshot, before, path);
    const now = shown(snapshot, after, path);
    if (old?.value === now?.value) continue;
    yield {
      key: path.join('.'),
      ...(old !== undefined && { before: old.value }),
      ...(now !== undefined && { after: now.value }),
      ...(old?.from !== undefined && { from: old.from }),
    };
  }
}

function* leaves(node: ConfigNode, path: KeyPath = []): Iterable<string> {
  if (node.shape === 'map' && node.children.size > 0) {
    for (const [name, child] of node.children) yield* leaves(child, [...path, name]);
  } else if (path.length > 0) yield path.join('\0');
}

function shown(snapshot: Snapshot, { composition }: UsageOf, path: KeyPath) {
  const node = nodeAt(composition.root, path);
  if (node === undefined) return undefined;
  const { value, writes } = explain(snapshot, composition, path, node);
  return { value, from: writes[0]?.place };
}

/** The app that a config of a root is started with. */
function appOf({ root, configPath }: Placed): App | undefined {
  const score = (each: App) => (each.configName === configPath ? 1 : 0);
  return [...root.apps].sort((left, right) => score(right) - score(left))[0];
}

/** How it is started with one of them. */
function commandOf({ script }: App, { configPath }: Placed, overrides: readonly string[], isMultirun: boolean) {
  const args = [`--config-name=${configPath}`, ...(isMultirun ? ['--multirun'] : []), ...overrides];
  return { script: pathOf(script), args, cwd: pathOf(parentUri(script)) };
}

export function primaries(snapshot: Snapshot): PrimaryConfig[] {
  const found = snapshot.projects().flatMap((project) =>
    project.roots.flatMap((root) =>
      primariesOf(snapshot, root).flatMap(({ key, composition }) => {
        const uri = composition.defaultsList.find((choice) => choice.primary)?.file.uri;
        return uri === undefined || key.name === undefined ? [] : [{ uri, name: key.name, root: root.uri }];
      }),
    ),
  );
  // Two workspace folders may have the same root.
  const once = [...new Map(found.map((each) => [`${each.root} ${each.name}`, each])).values()];
  return once.sort((left, right) => (left.root + left.name < right.root + right.name ? -1 : 1));
}
