import { type Composition, compositionWith } from '../../compose/index.ts';
import {
  configOfRun,
  focusOf,
  placeOf,
  projectOf,
  runAt,
  type Snapshot,
  type Usage,
  usageOf,
} from '../../project/index.ts';
import type { LaunchProblem, Side } from '../../protocol.ts';
import { canonicalUri, parentUri } from '../../text/index.ts';
import { compositionProblems } from '../diagnostics/composition.ts';
import { launchProblem } from '../plan.ts';

/** A side as it is composed. */
export interface Seen {
  /** Where it is composed: what is typed, or what lies on the disk. */
  readonly snapshot: Snapshot;
  readonly usage: Usage;
  /** As `--config-name` takes it: of a run, what it was started with. */
  readonly name?: string;
  readonly overrides: readonly string[];
  readonly problems: readonly LaunchProblem[];
}

/** `undefined` where there is nothing: a file of no composition, a folder without a recorded run. */
export function seenFrom(newest: Snapshot, side: Side): Seen | undefined {
  const snapshot = side.isSaved === true ? newest.saved() : newest;
  return side.isRun === true ? seenRun(snapshot, side) : seenConfig(snapshot, side);
}

function seenConfig(snapshot: Snapshot, { uri: given, composedWith }: Side): Seen | undefined {
  const uri = snapshot.files.listed(canonicalUri(given));
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return undefined;
  const usage =
    composedWith === undefined ? focusOf(snapshot, uri) : usageOf(snapshot, placed, placed.configPath, composedWith);
  if (usage === undefined) return undefined;
  const { key, composition } = usage;
  const problems = compositionProblems(snapshot, usage).flatMap(
    (problem) => launchProblem(snapshot, problem, key.overrides, composition.root) ?? [],
  );
  return { snapshot, usage, ...(key.name !== undefined && { name: key.name }), overrides: key.overrides, problems };
}

/** What a run recorded is data. Its own `hydra` node, which was recorded too, is what its interpolations see. */
function seenRun(snapshot: Snapshot, { uri }: Side): Seen | undefined {
  const run = runAt(snapshot, snapshot.files.listed(canonicalUri(uri)));
  if (run === undefined) return undefined;
  const root = parentUri(configOfRun(run.folder));
  const version = projectOf(snapshot, run.folder)?.version ?? '1.3';
  const key = { root, name: 'config', overrides: [], version };
  const config = snapshot.compose(key);
  const recorded = snapshot.compose({ ...key, name: 'hydra' });
  const usage = { key, composition: withHydra(config, recorded) };
  const problems = compositionProblems(snapshot, { key, composition: config }).flatMap(
    (problem) => launchProblem(snapshot, problem, [], config.root) ?? [],
  );
  return { snapshot, usage, name: run.name ?? 'config', overrides: run.overrides, problems };
}

const joined = new WeakMap<Composition, { readonly recorded: Composition; readonly made: Composition }>();

/** The same object for the same two, since what is known of a composition is remembered by it. */
function withHydra(config: Composition, recorded: Composition): Composition {
  const known = joined.get(config);
  if (known?.recorded === recorded) return known.made;
  const { hydra } = recorded;
  const children = new Map(config.root.children);
  if (hydra !== undefined) children.set('hydra', hydra);
  const whole = { ...config.root, children };
  const made = compositionWith(config, { whole: () => whole });
  joined.set(config, { recorded, made });
  return made;
}
