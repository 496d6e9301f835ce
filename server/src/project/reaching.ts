import { type Choice, composes } from '../compose/index.ts';
import type { Uri } from '../text/index.ts';
import { composeApart } from './apart.ts';
import { type CompositionKey, textOfKey, trialKey, withoutOverrides } from './compositionKey.ts';
import type { ConfigRoot } from './discover.ts';
import { automaticKey } from './focus.ts';
import { rootsOf } from './landings.ts';
import type { Kind } from './memo.ts';
import { compositionName } from './pins.ts';
import { type Placed, placeOf, placing, primaryKeysOf, reachedBy, type Usage } from './primaries.ts';
import { isSameData } from './same.ts';
import { headIn, listedBy, type Snapshot } from './snapshot.ts';
import { composesAlone, configUrisOf, waysTo } from './trials.ts';

/** The compositions that a file is seen from. */
export interface Reaching {
  readonly keys: readonly CompositionKey[];
  /** There are more: not all were looked at. */
  readonly isCut: boolean;
}

/**
 * The primary configs that reach a file, those that an app names first; then each of them with one option chosen: where
 * the option is what brings the file, and where it is an experiment, which is written against the whole config.
 */
export function reachingKeys(snapshot: Snapshot, uri: Uri): Reaching {
  return snapshot.derive(`focus reaching ${uri}`, (at) => {
    const placed = placeOf(at, uri);
    return placed === undefined ? { keys: [], isCut: false } : findReaching(at, placed, uri);
  });
}

function findReaching(snapshot: Snapshot, { root, configPath }: Placed, uri: Uri): Reaching {
  const found = new Map<string, CompositionKey>();
  const add = (key: CompositionKey) => found.set(compositionName(key), key);
  const primaries = primariesInOrder(snapshot, root);
  const reached = new Set(reachedBy(snapshot, root).get(uri));
  for (const key of primaries) if (reached.has(key)) add(key);
  const automatic = automaticKey(snapshot, uri);
  if (automatic !== undefined) add(automatic);
  const own = { configPath, isExperiment: headIn(snapshot, uri)?.header?.package === '_global_' };
  const owns = attemptsOf(snapshot, primaries, isOptionPath(configPath) ? [own] : []);
  const others = attemptsIn(snapshot, root.uri);
  for (const { ways } of [...owns.attempts, ...others.attempts.filter((each) => each.configPath !== configPath)]) {
    // Other ways to choose the same option come to the same.
    const way = ways.find((each) => each.reached.has(uri) && !isFaulty(snapshot, each.key));
    if (way !== undefined) add(way.key);
  }
  return { keys: [...found.values()], isCut: owns.isCut || others.isCut };
}

function primariesInOrder(snapshot: Snapshot, root: ConfigRoot): readonly CompositionKey[] {
  const names = root.apps.map((app) => app.configName?.replace(/\.yaml$/, ''));
  const all = primaryKeysOf(snapshot, root);
  const isDefault = ({ name }: CompositionKey) => names.includes(name);
  return [...all.filter(isDefault), ...all.filter((key) => !isDefault(key))];
}

/** Whether an option makes Hydra refuse, beyond what is wrong with the primary config itself. */
function isFaulty(snapshot: Snapshot, key: CompositionKey): boolean {
  return composesAlone(snapshot, withoutOverrides(key)) && !composes(usageTried(snapshot, key).composition);
}

interface Option {
  readonly configPath: string;
  readonly isExperiment: boolean;
}

/** An option chosen over a primary config. */
interface Attempt {
  readonly configPath: string;
  /** How that may be said, the likeliest first, each with the files that are seen from it. */
  readonly ways: readonly { readonly key: CompositionKey; readonly reached: ReadonlySet<Uri> }[];
}

interface Attempts {
  readonly attempts: readonly Attempt[];
  readonly isCut: boolean;
}

/** What the options of a root reach that bring more than themselves, once for all files. */
function attemptsIn(snapshot: Snapshot, rootUri: Uri): Attempts {
  return snapshot.derive(`focus attempts ${rootUri}`, (at) => {
    const placed = rootsOf(at).find(({ root }) => root.uri === rootUri);
    if (placed === undefined) return attemptsOf(at, [], []);
    const { root } = placed;
    return attemptsOf(at, primariesInOrder(at, root), optionsWorthTrying(at, root));
  });
}

/** More defaults lists than these are not expanded at a time. */
const ATTEMPTS_BUDGET = 150;

/**
 * What options reach over primary configs. It is read off the expansions of defaults lists alone: only what reaches a file
 * is composed, and edits to contents leave all of this as it is.
 */
function attemptsOf(at: Snapshot, primaries: readonly CompositionKey[], options: readonly Option[]): Attempts {
  const attempts: Attempt[] = [];
  let left = ATTEMPTS_BUDGET;
  for (const option of options) {
    for (const primary of primaries) {
      const ways = waysOver(at, primary, option);
      left -= ways.length;
      if (left < 0) return { attempts, isCut: true };
      attempts.push(attempt(at, option, ways));
    }
  }
  return { attempts, isCut: false };
}

/** The compositions in which an option is chosen; none where the primary config chooses it by itself. */
function waysOver(snapshot: Snapshot, primary: CompositionKey, { configPath }: Option): readonly CompositionKey[] {
  const isChosen = listedBy(snapshot, primary).defaultsList.some((choice) => choice.configPath === configPath);
  if (isChosen) return [];
  return waysTo(snapshot, configPath, [primary]).map(({ choice }) => trialKey(primary, choice));
}

function attempt(snapshot: Snapshot, { configPath, isExperiment }: Option, keys: readonly CompositionKey[]): Attempt {
  const ways = keys.map((key) => {
    const { defaultsList } = listedBy(snapshot, key);
    const seen = isExperiment ? defaultsList : broughtBy(defaultsList, configPath);
    return { key, reached: new Set(seen.map(({ file }) => file.uri)) };
  });
  return { configPath, ways };
}

/** What takes part because of an option: the option, and all that its defaults list leads to. */
function broughtBy(list: readonly Choice[], configPath: string): readonly Choice[] {
  const parents = new Map(list.map((choice) => [choice.configPath, choice.parent]));
  return list.filter((choice) => {
    const passed = new Set<string>();
    for (let at: string | undefined = choice.configPath; at !== undefined && !passed.has(at); at = parents.get(at)) {
      if (at === configPath) return true;
      passed.add(at);
    }
    return false;
  });
}

/**
 * Experiments, then options that bring others; Hydra's own settings are no view of a config. An experiment is an option for
 * the whole config; the group that Hydra's documentation keeps them in comes first.
 */
function optionsWorthTrying(snapshot: Snapshot, root: ConfigRoot): readonly Option[] {
  return snapshot.derive(
    `focus options ${root.uri}`,
    (at) => {
      const placeIn = placing(at);
      const options = configUrisOf(at, root).flatMap((uri): (Option & { rank: number })[] => {
        const { configPath = '' } = placeIn(uri) ?? {};
        if (!isOptionPath(configPath)) return [];
        const head = headIn(at, uri);
        const isExperiment = head?.header?.package === '_global_';
        if (!isExperiment && (head?.defaults ?? []).length === 0) return [];
        return [{ configPath, isExperiment, rank: !isExperiment ? 2 : configPath.startsWith('experiment/') ? 0 : 1 }];
      });
      return options.sort((left, right) => left.rank - right.rank);
    },
    { isSame: isSameData },
  );
}

function isOptionPath(configPath: string): boolean {
  return configPath.includes('/') && !configPath.startsWith('hydra/');
}

/** A composition that is shown to a person, one that tries an option too. */
export function usageTried(snapshot: Snapshot, key: CompositionKey): Usage {
  return key.isTrial ? snapshot.answer(TRIED, key) : { key, composition: snapshot.compose(key) };
}

/** Kept while a picker's choices rest on it: each key of a file is looked up in the same compositions. */
const TRIED: Kind<CompositionKey, Usage> = {
  name: 'focus usage',
  keyOf: textOfKey,
  make: (at, key) => ({ key, composition: composeApart(at, key).composition }),
};

/** Whether Hydra composes it. Beside a config that is refused for itself only the whole composition tells. */
export function composesTried(snapshot: Snapshot, { key, composition }: Usage): boolean {
  if (!key.isTrial) return composes(composition);
  return composesAlone(snapshot, withoutOverrides(key)) ? composes(composition) : composesAlone(snapshot, key);
}
