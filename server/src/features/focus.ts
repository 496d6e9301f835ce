import { composes, nodeAt } from '../compose/index.ts';
import {
  automaticFocus,
  compositionName,
  configUrisOf,
  focusOf,
  type Pinned,
  type Placed,
  packageIn,
  pinnedAt,
  placeOf,
  primariesOf,
  type Snapshot,
  trialKey,
  trialsOf,
  type Usage,
} from '../project/index.ts';
import type { Focus, FocusChoice, FocusChoicesResult, FocusFault, FocusResult } from '../protocol.ts';
import type { Uri } from '../text/index.ts';
import { compositionProblems } from './diagnostics/composition.ts';
import { explain } from './explain.ts';
import { locate } from './locate.ts';

/** What a file is seen from and, where the user pinned something else, why not from that. */
export function focus(snapshot: Snapshot, uri: Uri): FocusResult {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return { errors: 0 };
  const pinned = pinnedAt(snapshot, placed, uri);
  const usage = focusOf(snapshot, uri);
  const seen = usage && focusIn(usage);
  const problems = usage === undefined ? [] : compositionProblems(snapshot, usage);
  const fault = pinned && faultOf(pinned);
  return {
    root: placed.root.uri,
    ...(seen !== undefined && { seen }),
    errors: problems.filter(({ severity }) => severity === 'error').length,
    ...(pinned !== undefined && { pin: { name: pinned.pin.name, overrides: pinned.pin.overrides } }),
    ...(fault !== undefined && { fault }),
  };
}

function focusIn({ key }: Usage): Focus | undefined {
  return key.name === undefined ? undefined : { name: key.name, overrides: key.overrides };
}

function faultOf(pinned: Pinned): FocusFault | undefined {
  const { state, pin } = pinned;
  switch (state) {
    case 'seen':
      return undefined;
    case 'apart':
      return { kind: 'apart', message: `${compositionName(pin)} does not reach this file.` };
    case 'gone':
      return { kind: 'gone', message: `There is no config '${pin.name}'.` };
    case 'refused':
      return { kind: 'refused', message: pinned.problem.message };
  }
}

/** More compositions than these are not tried for one file; each takes a few milliseconds. */
const TRIAL_BUDGET = 150;

/** Every composition that reaches a file, with the value that the key under the cursor has in each. */
export function focusChoices(snapshot: Snapshot, uri: Uri, offset?: number): FocusChoicesResult {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return { errors: 0, choices: [], isCut: false };
  const told = focus(snapshot, uri);
  const path = offset === undefined ? undefined : pathAt(snapshot, uri, offset);
  const choice = (usage: Usage) => choiceOf(snapshot, usage, uri, path);
  const { usages, isCut } = reaching(snapshot, placed, uri);
  const automatic = automaticFocus(snapshot, uri);
  const isAmong = told.pin !== undefined && usages.some(({ key }) => compositionName(key) === nameOf(told.pin));
  const seen = focusOf(snapshot, uri);
  const pinned = told.pin !== undefined && told.fault === undefined && !isAmong ? seen && choice(seen) : undefined;
  return {
    ...told,
    ...(path !== undefined && { key: path.join('.') }),
    ...(automatic !== undefined && { automatic: choice(automatic) }),
    choices: usages.map(choice),
    ...(pinned !== undefined && { pinned }),
    isCut,
  };
}

function nameOf(focused: Focus | undefined): string {
  return focused === undefined ? '' : compositionName(focused);
}

/** The path, within the file, of what the cursor stands on. */
function pathAt(snapshot: Snapshot, uri: Uri, offset: number): readonly string[] | undefined {
  const target = locate(snapshot, { uri, offset });
  return target !== undefined && 'path' in target ? target.path : undefined;
}

function choiceOf(
  snapshot: Snapshot,
  { key, composition }: Usage,
  uri: Uri,
  path: readonly string[] | undefined,
): FocusChoice {
  const full = path && [...(packageIn(composition, uri) ?? []), ...path];
  const node = full && nodeAt(composition.root, full);
  const isShown = node !== undefined && (node.shape !== 'map' || node.children.size === 0);
  return {
    name: key.name ?? '',
    overrides: key.overrides,
    config: composition.defaultsList.find((each) => each.primary)?.file.uri ?? '',
    ...(full !== undefined && isShown && { value: explain(snapshot, composition, full, node).value }),
    composes: composes(composition),
  };
}

interface Reaching {
  readonly usages: readonly Usage[];
  readonly isCut: boolean;
}

/**
 * The primary configs that reach a file, those that an app names first; then each of them with one option chosen: where
 * the option is what brings the file, and where it is an experiment, which is written against the whole config.
 */
function reaching(snapshot: Snapshot, placed: Placed, uri: Uri): Reaching {
  const names = placed.root.apps.map((app) => app.configName?.replace(/\.yaml$/, ''));
  const all = primariesOf(snapshot, placed.project, placed.root);
  const isDefault = ({ key }: Usage) => names.includes(key.name);
  const primaries = [...all.filter(isDefault), ...all.filter((usage) => !isDefault(usage))];
  const found = new Map<string, Usage>();
  for (const usage of primaries) if (takesPart(usage, uri)) found.set(compositionName(usage.key), usage);
  const automatic = automaticFocus(snapshot, uri);
  if (automatic !== undefined) found.set(compositionName(automatic.key), automatic);
  let budget = TRIAL_BUDGET;
  for (const { configPath, isExperiment } of optionsWorthTrying(snapshot, placed)) {
    for (const primary of primaries) {
      if (isChosen(primary, configPath)) continue;
      for (const { choice } of trialsOf(snapshot, configPath, [primary.key])) {
        if (budget-- <= 0) return { usages: [...found.values()], isCut: true };
        const key = trialKey(primary.key, choice);
        const usage = { key, composition: snapshot.compose(key) };
        const isOffered = isExperiment ? takesPart(usage, uri) : brings(usage, configPath, uri);
        if (!isOffered || isFaulty(usage, primary)) continue;
        found.set(compositionName(usage.key), usage);
        // Other ways to choose the same option come to the same.
        break;
      }
    }
  }
  return { usages: [...found.values()], isCut: false };
}

interface Option {
  readonly configPath: string;
  readonly isExperiment: boolean;
}

/**
 * The file's own option, experiments, and options that bring others, in this order; Hydra's own settings are no view of a
 * config. An experiment is an option for the whole config; the group that Hydra's documentation keeps them in comes first.
 */
function optionsWorthTrying(snapshot: Snapshot, placed: Placed): readonly Option[] {
  const options = configUrisOf(snapshot, placed.root).flatMap((uri): (Option & { rank: number })[] => {
    const { root, configPath = '' } = placeOf(snapshot, uri) ?? {};
    if (root?.uri !== placed.root.uri || !configPath.includes('/') || configPath.startsWith('hydra/')) return [];
    const file = snapshot.config(uri);
    const isExperiment = file?.header?.package === '_global_';
    const isOwn = configPath === placed.configPath;
    if (!isOwn && !isExperiment && (file?.defaults ?? []).length === 0) return [];
    return [
      { configPath, isExperiment, rank: isOwn ? 0 : !isExperiment ? 3 : configPath.startsWith('experiment/') ? 1 : 2 },
    ];
  });
  return options.sort((left, right) => left.rank - right.rank);
}

function takesPart({ composition }: Usage, uri: Uri): boolean {
  return composition.defaultsList.some(({ file }) => file.uri === uri);
}

/** Whether a file takes part because of an option: it is the option, or one that the option's defaults list leads to. */
function brings({ composition: { defaultsList } }: Usage, configPath: string, uri: Uri): boolean {
  const seen = new Set<string>();
  let at = defaultsList.find(({ file }) => file.uri === uri);
  while (at !== undefined && !seen.has(at.configPath)) {
    if (at.configPath === configPath) return true;
    seen.add(at.configPath);
    const { parent } = at;
    at = defaultsList.find((each) => each.configPath === parent);
  }
  return false;
}

/** Whether an option makes Hydra refuse, beyond what is wrong with the primary config itself. */
function isFaulty({ composition }: Usage, primary: Usage): boolean {
  return !composes(composition) && composes(primary.composition);
}

function isChosen({ composition }: Usage, configPath: string): boolean {
  return composition.defaultsList.some((choice) => choice.configPath === configPath);
}
