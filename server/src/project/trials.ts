import { type Choice, type Composition, composes } from '../compose/index.ts';
import { addTo, type ConfigFile, type Problem, parentUri, type Uri } from '../text/index.ts';
import { composeApart, ownProblems } from './apart.ts';
import { type CompositionKey, textOfKey, trialKey, withoutOverrides } from './compositionKey.ts';
import type { ConfigRoot } from './discover.ts';
import { type Landed, landedBeside, landedBy } from './landed.ts';
import type { Kind } from './memo.ts';
import {
  choiceKeysOf,
  filesOfComposition,
  type Placed,
  placeOf,
  placing,
  primaryKeysOf,
  reachedBy,
} from './primaries.ts';
import { isSameData, isSameList, isSameMap } from './same.ts';
import { itself, type Snapshot } from './snapshot.ts';
import { configsWalked, isSameWalk, type Walked } from './walk.ts';

/** How a config is seen that no primary config reaches. */
export interface Trial {
  readonly key: CompositionKey;
  /** Those of the composition's files that no primary config reaches: it judges them. */
  readonly files: readonly Uri[];
  /** What it puts where the primary config's own composition does not. */
  readonly landed: readonly Landed[];
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
    const reached = reachedBy(at, placed.root);
    const { key, uris, landed } = found;
    return { key, landed, files: [...new Set(uris)].filter((each) => each.startsWith('file:') && !reached.has(each)) };
  },
  isSame: isSameData,
};

interface Found {
  readonly key: CompositionKey;
  /** The files of the composition. */
  readonly uris: readonly Uri[];
  readonly landed: readonly Landed[];
}

function findTrial(snapshot: Snapshot, placed: Placed, uri: Uri): Found | undefined {
  const best = bestWay(snapshot, placed, uri, (key) => composeApart(snapshot, key).composition);
  if (best === undefined) return undefined;
  const { primary, key, list } = best;
  const landed = landedBeside(list, landedBy(snapshot, primary));
  return { key, uris: list.map(({ file }) => file.uri), landed };
}

/**
 * The key of `trialOf`, for who wants to see that composition anyway: made without what else a trial says, which takes
 * as long again.
 */
export function triedKeyOf(snapshot: Snapshot, placed: Placed, uri: Uri): CompositionKey | undefined {
  return bestWay(snapshot, placed, uri, (key, primary) => {
    if (!filesOfComposition(snapshot, key).includes(uri)) return undefined;
    const composition = snapshot.compose(key);
    const { defaultsList } = composition;
    return { defaultsList, problems: ownProblems(composition, snapshot.compose(primary)) };
  })?.key;
}

type Tried = Pick<Composition, 'defaultsList' | 'problems'>;

interface BestWay {
  readonly primary: CompositionKey;
  readonly key: CompositionKey;
  readonly list: readonly Choice[];
  readonly faults: number;
}

function bestWay(
  snapshot: Snapshot,
  { root, configPath }: Placed,
  uri: Uri,
  tried: (key: CompositionKey, primary: CompositionKey) => Tried | undefined,
): BestWay | undefined {
  const primaries = primaryKeysOf(snapshot, root).slice(0, TRIAL_BUDGET);
  const isOfText = textProblems(snapshot.config(uri));
  let best: BestWay | undefined;
  for (const { primary, choice } of waysTo(snapshot, configPath, primaries)) {
    const key = trialKey(primary, choice);
    const { defaultsList: list, problems } = tried(key, primary) ?? NONE;
    if (!has(list, uri)) continue;
    // What is wrong with the primary config itself is not the option's fault, and what is wrong with its text no way's.
    const isFault = (each: Problem) => each.refusal !== undefined && each.severity !== 'info' && !isOfText(each);
    const faults = problems.filter(isFault).length;
    if (best === undefined || faults < best.faults) best = { primary, key, list, faults };
    if (faults === 0) break;
  }
  return best;
}

const NONE: Tried = { defaultsList: [], problems: [] };

function has(list: readonly Choice[], uri: Uri): boolean {
  return list.some(({ file }) => file.uri === uri);
}

/** Whether a problem is one of those that a config's text has by itself. */
function textProblems(file: ConfigFile | undefined): (problem: Problem) => boolean {
  const own = new Set(file?.problems.map(nameOf));
  return (problem) => own.size > 0 && own.has(nameOf(problem));
}

function nameOf({ code, span, message }: Problem): string {
  return JSON.stringify([code, span, message]);
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
      const key = choiceKeysOf(snapshot, primary).find((name) => name === group || name.startsWith(`${group}@`));
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
    (at) => {
      const placeIn = placing(at);
      return yamlBelow(at, root.uri).filter((uri) => placeIn(uri)?.root.uri === root.uri);
    },
    { isSame: isSameList },
  );
}

/** The same by the folders that they lie in. */
export function configsByFolder(snapshot: Snapshot, root: ConfigRoot): ReadonlyMap<Uri, readonly Uri[]> {
  return snapshot.derive(`configs by folder ${root.uri}`, (at) => byFolder(configUrisOf(at, root)));
}

/** Makes the list in parts. */
export function* lookingForConfigs(snapshot: Snapshot, root: ConfigRoot): Generator<void> {
  yamlBelow(snapshot, root.uri);
  yield;
  configUrisOf(snapshot, root);
  yield;
}

function yamlBelow(snapshot: Snapshot, root: Uri): readonly Uri[] {
  return configsWalkedBelow(snapshot, root).found;
}

/** Every `.yaml` below a config root, with what is left out. */
export function configsWalkedBelow(snapshot: Snapshot, root: Uri): Walked {
  return snapshot.derive(`YAML below ${root}`, ({ files }) => configsWalked(files, root), { isSame: isSameWalk });
}

/** The configs of a root that no primary config reaches. */
export function unreachedIn(snapshot: Snapshot, root: ConfigRoot): readonly Uri[] {
  return snapshot.derive(
    `unreached ${root.uri}`,
    (at) => {
      const reached = reachedBy(at, root);
      return configUrisOf(at, root).filter((uri) => !reached.has(uri));
    },
    { isSame: isSameList },
  );
}

/** The unreached configs of a root by the folders that they lie in. */
function unreachedByFolder(snapshot: Snapshot, root: ConfigRoot): ReadonlyMap<Uri, readonly Uri[]> {
  return snapshot.derive(`unreached by folder ${root.uri}`, (at) => byFolder(unreachedIn(at, root)));
}

function byFolder(uris: readonly Uri[]): ReadonlyMap<Uri, readonly Uri[]> {
  const found = new Map<Uri, Uri[]>();
  for (const uri of uris) addTo(found, parentUri(uri), uri);
  return found;
}

/** The trials of a root's configs, folder by folder: after an edit those of one folder are looked through. */
export function* trialsIn(snapshot: Snapshot, root: ConfigRoot): Generator<ReadonlyMap<Uri, Trial>> {
  for (const folder of unreachedByFolder(snapshot, root).keys()) {
    yield snapshot.derive(
      `trials in ${folder} of ${root.uri}`,
      (at) => {
        const found = new Map<Uri, Trial>();
        for (const uri of unreachedByFolder(at, root).get(folder) ?? []) {
          const trial = trialOf(at, uri);
          if (trial !== undefined) found.set(uri, trial);
        }
        return found;
      },
      { isSame: isSameMap },
    );
  }
}

/**
 * Every composition by which a root's files are judged: its primary configs, and those that try the options which no
 * primary config chose. An option that another one brings in is judged there and not by itself: only its user knows what
 * it is completed with.
 */
export function judgedKeysOf(snapshot: Snapshot, root: ConfigRoot): readonly CompositionKey[] {
  return snapshot.derive(`judged ${root.uri}`, (at) => judgedIn(at, root), { isSame: isSameList });
}

function judgedIn(snapshot: Snapshot, root: ConfigRoot): readonly CompositionKey[] {
  const keys = [...primaryKeysOf(snapshot, root)];
  // Of what a refused config lacks, its options are not to blame.
  const composing = new Set(keys.filter((key) => composesAlone(snapshot, key)).map(textOfKey));
  const bringers = new Map<Uri, Uri[]>();
  for (const trials of trialsIn(snapshot, root)) {
    for (const [uri, { files }] of trials) for (const each of files) if (each !== uri) addTo(bringers, each, uri);
  }
  for (const trials of trialsIn(snapshot, root)) {
    for (const [uri, { key, files }] of trials) {
      // Those that bring in each other are none the other's part.
      const isPart = bringers.get(uri)?.some((each) => !files.includes(each)) === true;
      if (!isPart && composing.has(textOfKey(withoutOverrides(key)))) keys.push(key);
    }
  }
  return keys;
}

/** The trials that judge a root's files by the files that they judge: those that no primary config reaches. */
export function triedBy(snapshot: Snapshot, root: ConfigRoot): ReadonlyMap<Uri, readonly CompositionKey[]> {
  return snapshot.derive(`tried by ${root.uri}`, (at) => {
    const found = new Map<Uri, CompositionKey[]>();
    const judging = new Set(judgedKeysOf(at, root));
    for (const trials of trialsIn(at, root)) {
      for (const trial of trials.values())
        if (judging.has(trial.key)) for (const uri of trial.files) addTo(found, uri, trial.key);
    }
    return found;
  });
}

/** Whether Hydra composes what a key says. */
export function composesAlone(snapshot: Snapshot, key: CompositionKey): boolean {
  return snapshot.derive(`composes ${textOfKey(key)}`, (at) => composes(at.compose(key)));
}
