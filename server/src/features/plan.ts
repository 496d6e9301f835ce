import { type ConfigNode, type KeyPath, nodeAt, overrideUri } from '../compose/index.ts';
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
import type { Change, LaunchCommand, LaunchProblem, PlanResult, PrimaryConfig } from '../protocol.ts';
import { nearest, type Problem, parentUri, positionAt, type Range, splitCommandLine, type Uri } from '../text/index.ts';
import { problemsOfUsage } from './diagnostics/index.ts';
import { explain } from './explain.ts';

/** What a launch of a primary config with these overrides would do; `undefined` for a file that is no config. */
export function plan(snapshot: Snapshot, uri: Uri, line: string, reached?: Uri): PlanResult | undefined {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return undefined;
  const words = splitCommandLine(line);
  const overrides = words.map((word) => word.text);
  const before = usageOf(snapshot, placed, placed.configPath, []);
  const after = usageOf(snapshot, placed, placed.configPath, overrides);
  const isOpen = words.some(({ openQuote }) => openQuote !== undefined);
  const problems: LaunchProblem[] = isOpen ? [{ severity: 'error', message: 'No closing quotation' }] : [];
  for (const problem of problemsOfUsage(snapshot, placed.project, after)) {
    const told = launchProblem(snapshot, problem, overrides, after.composition.root);
    if (told !== undefined) problems.push(told);
  }
  const command = commandOf(placed, overrides);
  return {
    name: placed.configPath,
    overrides,
    problems,
    changes: [...changes(snapshot, before, after)],
    ...(reached !== undefined && { reaches: packageIn(after.composition, reached) !== undefined }),
    ...(command !== undefined && { command }),
  };
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

/** How the app that drives a root is started with one of its configs. */
function commandOf({ root, configPath }: Placed, overrides: readonly string[]): LaunchCommand | undefined {
  const [app] = [...root.apps].sort((left, right) => score(right) - score(left));
  if (app === undefined) return undefined;
  return {
    script: pathOf(app.script),
    args: [`--config-name=${configPath}`, ...overrides],
    cwd: pathOf(parentUri(app.script)),
  };
  function score(each: App): number {
    return each.configName === configPath ? 1 : 0;
  }
}

export function primaries(snapshot: Snapshot): PrimaryConfig[] {
  const found = snapshot.projects().flatMap((project) =>
    project.roots.flatMap((root) =>
      primariesOf(snapshot, project, root).flatMap(({ key, composition }) => {
        const uri = composition.defaultsList.find((choice) => choice.primary)?.file.uri;
        return uri === undefined || key.name === undefined ? [] : [{ uri, name: key.name, root: root.uri }];
      }),
    ),
  );
  return found.sort((left, right) => (left.root + left.name < right.root + right.name ? -1 : 1));
}
