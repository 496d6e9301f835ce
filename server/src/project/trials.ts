import { composes } from '../compose/index.ts';
import { addTo, type Uri } from '../text/index.ts';
import { composeApart } from './apart.ts';
import { type ConfigRoot, configsBelow, type Project } from './discover.ts';
import type { Kind } from './memo.ts';
import { choiceKeysOf, isSameJson, isSameList, type Placed, placeOf, primaryKeysOf, reachedBy } from './primaries.ts';
import { type CompositionKey, itself, type Snapshot, textOfKey, trialKey, withoutOverrides } from './snapshot.ts';

/** How a config is seen that no primary config reaches. */
export interface Trial {
  readonly key: CompositionKey;
  /** Those of the composition's files that no primary config reaches: it judges them. */
  readonly files: readonly Uri[];
}

/**
 * The composition by which a config is seen that no primary config reaches: a group's option as if it were chosen, where
 * the group's choice stands, else added. Of several primary configs the first counts to which it fits best.
 */
export function trialOf(snapshot: Snapshot, uri: Uri): Trial | undefined {
  return snapshot.answer(TRIAL, uri);
}

const TRIAL: Kind<Uri, Trial | undefined> = {
  name: 'trial',
  keyOf: itself,
  make: (at, uri) => {
    const placed = placeOf(at, uri);
    const found = placed === undefined ? undefined : findTrial(at, placed, uri);
    if (placed === undefined || found === undefined) return undefined;
    const reached = reachedBy(at, placed.project, placed.root);
    const { key, uris } = found;
    return { key, files: [...new Set(uris)].filter((each) => each.startsWith('file:') && !reached.has(each)) };
  },
  isSame: isSameJson,
};

interface Found {
  readonly key: CompositionKey;
  /** The files of the composition. */
  readonly uris: readonly Uri[];
  readonly faults: number;
}

function findTrial(snapshot: Snapshot, placed: Placed, uri: Uri): Found | undefined {
  let best: Found | undefined;
  const primaries = primaryKeysOf(snapshot, placed.project, placed.root).slice(0, TRIAL_BUDGET);
  for (const { primary, choice } of waysTo(snapshot, placed.configPath, primaries)) {
    const key = trialKey(primary, choice);
    const { defaultsList, problems } = composeApart(snapshot, key).composition;
    if (!defaultsList.some(({ file }) => file.uri === uri)) continue;
    // What is wrong with the primary config itself is not the option's fault.
    const faults = problems.filter(({ refusal, severity }) => refusal !== undefined && severity !== 'info').length;
    const found = { key, uris: defaultsList.map(({ file }) => file.uri), faults };
    if (faults === 0) return found;
    if (best === undefined || faults < best.faults) best = found;
  }
  return best;
}

/** A way to choose an option. */
export interface Way {
  readonly primary: CompositionKey;
  /** The override that chooses the option: `db=mysql`, `+robot=g1/arm`. */
  readonly choice: string;
}

/** More primary configs than this are not tried for one option. */
const TRIAL_BUDGET = 8;

/** Ways to choose an option, the likeliest first: where the group may be chosen anyway, its options are meant for. */
export function waysTo(snapshot: Snapshot, configPath: string, primaries: readonly CompositionKey[]): Way[] {
  const segments = configPath.split('/');
  const chosen: Way[] = [];
  const added: Way[] = [];
  // An option may lie in a folder of its group: `robot=g1/arm`.
  for (let length = segments.length - 1; length > 0; length--) {
    const group = segments.slice(0, length).join('/');
    const option = segments.slice(length).join('/');
    for (const primary of primaries) {
      const key = choiceKeysOf(snapshot, primary).find((name) => name.split('@')[0] === group);
      if (key !== undefined) chosen.push({ primary, choice: `${key}=${option}` });
      else added.push({ primary, choice: `+${group}=${option}` });
    }
  }
  return [...chosen, ...added];
}

/** Every config of a root, whoever reaches it, but for those of a root further in. */
export function configUrisOf(snapshot: Snapshot, root: ConfigRoot): readonly Uri[] {
  return snapshot.derive(
    `configs of ${root.uri}`,
    (at) => yamlBelow(at, root.uri).filter((uri) => placeOf(at, uri)?.root.uri === root.uri),
    { isSame: isSameList },
  );
}

function yamlBelow(snapshot: Snapshot, root: Uri): readonly Uri[] {
  return snapshot.derive(`YAML below ${root}`, ({ files }) => configsBelow(files, root), { isSame: isSameList });
}

/** The configs of a root that no primary config reaches. */
export function unreachedIn(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly Uri[] {
  return snapshot.derive(
    `unreached ${root.uri}`,
    (at) => {
      const reached = reachedBy(at, project, root);
      return configUrisOf(at, root).filter((uri) => !reached.has(uri));
    },
    { isSame: isSameList },
  );
}

/**
 * Every composition by which a root's files are judged: its primary configs, and those that try the options which no
 * primary config chose. An option that another one brings in is judged there and not by itself: only its user knows what
 * it is completed with.
 */
export function judgedKeysOf(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly CompositionKey[] {
  return snapshot.derive(`judged ${root.uri}`, (at) => {
    const trials = new Map<Uri, Trial>();
    const bringers = new Map<Uri, Uri[]>();
    for (const uri of unreachedIn(at, project, root)) {
      const trial = trialOf(at, uri);
      if (trial === undefined) continue;
      trials.set(uri, trial);
      for (const each of trial.files) addTo(bringers, each, uri);
    }
    // Those that bring in each other are none the other's part.
    const isPart = (uri: Uri) =>
      bringers.get(uri)?.some((each) => trials.get(uri)?.files.includes(each) === false) === true;
    const judging = [...trials].filter(([uri, { key }]) => !isPart(uri) && primaryComposes(at, key));
    return [...primaryKeysOf(at, project, root), ...judging.map(([, { key }]) => key)];
  });
}

/** The trials that judge a root's files by the files that they judge: those that no primary config reaches. */
export function triedBy(
  snapshot: Snapshot,
  project: Project,
  root: ConfigRoot,
): ReadonlyMap<Uri, readonly CompositionKey[]> {
  return snapshot.derive(`tried by ${root.uri}`, (at) => {
    const found = new Map<Uri, CompositionKey[]>();
    const judging = new Set(judgedKeysOf(at, project, root));
    for (const each of unreachedIn(at, project, root)) {
      const trial = trialOf(at, each);
      if (trial === undefined || !judging.has(trial.key)) continue;
      for (const uri of trial.files) {
        addTo(found, uri, trial.key);
      }
    }
    return found;
  });
}

/** Of what a refused config lacks, its options are not to blame. */
function primaryComposes(snapshot: Snapshot, key: CompositionKey): boolean {
  const primary = withoutOverrides(key);
  return snapshot.derive(`composes ${textOfKey(primary)}`, (at) => composes(at.compose(primary)));
}
