import { composes } from '../compose/index.ts';
import type { Uri } from '../text/index.ts';
import { type ConfigRoot, type Project, walk } from './discover.ts';
import { isSameJson, isSameList, type Placed, placeOf, primaryKeysOf, reachedBy } from './primaries.ts';
import { type CompositionKey, type Snapshot, textOfKey, withoutOverrides } from './snapshot.ts';

/**
 * The composition by which a config is seen that no primary config reaches: a group's option as if it were chosen, where
 * the group's choice stands, else added. Of several primary configs the first counts to which it fits best.
 */
export function trialOf(snapshot: Snapshot, uri: Uri): CompositionKey | undefined {
  return snapshot.derive(
    `trial ${uri}`,
    (at) => {
      const placed = placeOf(at, uri);
      return placed === undefined ? undefined : findTrial(at, placed, uri);
    },
    { isSame: isSameJson },
  );
}

function findTrial(snapshot: Snapshot, placed: Placed, uri: Uri): CompositionKey | undefined {
  const primaries = primaryKeysOf(snapshot, placed.project, placed.root).slice(0, TRIAL_BUDGET);
  let best: { readonly key: CompositionKey; readonly faults: number } | undefined;
  for (const { primary, choice } of trialsOf(snapshot, placed.configPath, primaries)) {
    const key = trialKey(primary, choice);
    const { defaultsList, problems } = snapshot.compose(key);
    if (!defaultsList.some(({ file }) => file.uri === uri)) continue;
    // What is wrong with the primary config itself is not the option's fault.
    const own = new Set(problems.length === 0 ? [] : snapshot.compose(primary).problems.map(({ span }) => span.uri));
    const faults = problems.filter(
      ({ refusal, severity, span }) => refusal !== undefined && severity !== 'info' && !own.has(span.uri),
    ).length;
    if (faults === 0) return key;
    if (best === undefined || faults < best.faults) best = { key, faults };
  }
  return best?.key;
}

/** A primary config's composition with an option chosen; it is remembered as the primary config's own is. */
export function trialKey(primary: CompositionKey, choice: string): CompositionKey {
  return { ...primary, overrides: [choice], isTrial: true };
}

interface Trial {
  readonly primary: CompositionKey;
  /** The override that chooses the option: `db=mysql`, `+robot=g1/arm`. */
  readonly choice: string;
}

/** More primary configs than this are not tried for one option. */
const TRIAL_BUDGET = 8;

/** Ways to choose an option, the likeliest first: where the group may be chosen anyway, its options are meant for. */
export function trialsOf(snapshot: Snapshot, configPath: string, primaries: readonly CompositionKey[]): Trial[] {
  const segments = configPath.split('/');
  const chosen: Trial[] = [];
  const added: Trial[] = [];
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

/** The groups that a composition chooses an option of, as overrides name them. */
function choiceKeysOf(snapshot: Snapshot, key: CompositionKey): readonly string[] {
  return snapshot.derive(`groups of ${textOfKey(key)}`, (at) => [...at.compose(key).choices.keys()], {
    isSame: isSameList,
  });
}

/** Every config file of a root, whoever reaches it. */
export function configUrisOf(snapshot: Snapshot, root: ConfigRoot): readonly Uri[] {
  return snapshot.derive(
    `configs of ${root.uri}`,
    ({ files }) => walk(files, root.uri).filter((uri) => uri.endsWith('.yaml')),
    { isSame: isSameList },
  );
}

/** The configs of a root that no primary config reaches. */
export function unreachedIn(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly Uri[] {
  return snapshot.derive(
    `unreached ${root.uri}`,
    (at) => {
      const reached = reachedBy(at, project, root);
      return configUrisOf(at, root).filter((uri) => !reached.has(uri) && placeOf(at, uri)?.root.uri === root.uri);
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
    const files = new Map<Uri, readonly Uri[]>();
    const bringers = new Map<Uri, Uri[]>();
    const keys = new Map<Uri, CompositionKey>();
    for (const uri of unreachedIn(at, project, root)) {
      const key = trialOf(at, uri);
      if (key === undefined) continue;
      const uris = triedFiles(at, project, root, key);
      keys.set(uri, key);
      files.set(uri, uris);
      for (const each of uris) {
        const there = bringers.get(each);
        if (there === undefined) bringers.set(each, [uri]);
        else there.push(uri);
      }
    }
    // Those that bring in each other are none the other's part.
    const isPart = (uri: Uri) => bringers.get(uri)?.some((each) => files.get(uri)?.includes(each) === false) === true;
    const trials = [...keys].filter(([uri, key]) => !isPart(uri) && primaryComposes(at, key));
    return [...primaryKeysOf(at, project, root), ...trials.map(([, key]) => key)];
  });
}

/** The files of a trial that no primary config reaches: those that it judges. */
export function triedFiles(
  snapshot: Snapshot,
  project: Project,
  root: ConfigRoot,
  key: CompositionKey,
): readonly Uri[] {
  return snapshot.derive(
    `tried files of ${textOfKey(key)}`,
    (at) => {
      const reached = reachedBy(at, project, root);
      const uris = at.compose(key).defaultsList.map(({ file }) => file.uri);
      return [...new Set(uris)].filter((uri) => uri.startsWith('file:') && !reached.has(uri));
    },
    { isSame: isSameList },
  );
}

/** The trials that judge a root's files by the files that they judge: those that no primary config reaches. */
export function triedBy(
  snapshot: Snapshot,
  project: Project,
  root: ConfigRoot,
): ReadonlyMap<Uri, readonly CompositionKey[]> {
  return snapshot.derive(`tried by ${root.uri}`, (at) => {
    const found = new Map<Uri, CompositionKey[]>();
    for (const key of judgedKeysOf(at, project, root)) {
      if (key.isTrial !== true) continue;
      for (const uri of triedFiles(at, project, root, key)) {
        const there = found.get(uri);
        if (there === undefined) found.set(uri, [key]);
        else there.push(key);
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
