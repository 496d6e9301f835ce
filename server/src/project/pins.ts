import type { Composition } from '../compose/index.ts';
import type { Problem, Uri } from '../text/index.ts';
import type { Placed, Usage } from './primaries.ts';
import type { Snapshot } from './snapshot.ts';

/** The composition that the user chose to see a config root's files from. */
export interface Pin {
  /** The primary config, as `--config-name` takes it. */
  readonly name: string;
  /** One override an item, without a shell's quotes. */
  readonly overrides: readonly string[];
}

/** One pin for each config root that has one, by the root's address. */
export type Pins = ReadonlyMap<Uri, Pin>;

export const NO_PINS: Pins = new Map();

/** What a root's pin means for one of its files; only in the state `seen` is the file seen from it. */
export type Pinned =
  | { readonly state: 'seen' | 'apart'; readonly pin: Pin; readonly usage: Usage }
  /** The config is not there (any more). */
  | { readonly state: 'gone'; readonly pin: Pin }
  /** Hydra refuses the overrides, for this reason before others. */
  | { readonly state: 'refused'; readonly pin: Pin; readonly problem: Problem };

/**
 * What the pin of a file's root means for the file; `undefined` where the root has none. A pin that means nothing now is
 * kept all the same: the option that it chooses may come back with the next branch.
 */
export function pinnedAt(snapshot: Snapshot, { project, root }: Placed, uri: Uri): Pinned | undefined {
  const pin = snapshot.pins.get(root.uri);
  if (pin === undefined) return undefined;
  const key = { root: root.uri, name: pin.name, overrides: pin.overrides, version: project.version };
  const composition = snapshot.compose(key);
  const refusals = refusalsOf(composition);
  const [problem] = refusals;
  if (!composition.defaultsList.some((choice) => choice.primary)) return { state: 'gone', pin };
  // What is wrong in a file, while somebody types there, takes overrides with it that are right: then they are not to blame.
  if (problem !== undefined && refusals.every(({ span }) => isOfOverride(span.uri)))
    return { state: 'refused', pin, problem };
  if (composition.defaultsList.some(({ file }) => file.uri === uri))
    return { state: 'seen', pin, usage: { key, composition } };
  return problem === undefined
    ? { state: 'apart', pin, usage: { key, composition } }
    : { state: 'refused', pin, problem };
}

function refusalsOf({ problems }: Composition): readonly Problem[] {
  return problems.filter(({ refusal, severity }) => refusal !== undefined && severity !== 'info');
}

function isOfOverride(uri: Uri): boolean {
  return uri.startsWith('override:');
}

/** A composition as one would type it after the app's name: `train +experiment=exp_3 seed=1`. */
export function compositionName({ name, overrides }: { readonly name?: string | undefined } & Pick<Pin, 'overrides'>) {
  return [...(name === undefined ? [] : [name]), ...overrides].join(' ');
}
