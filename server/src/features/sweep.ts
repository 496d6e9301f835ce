/** A multirun: which jobs it makes, and what each of them would be refused for. */
import { type Composition, type ConfigNode, nodeAt, plainOf } from '../compose/index.ts';
import { type CompositionKey, groupOptions, keyOf, type Placed, type Snapshot } from '../project/index.ts';
import {
  BUDGETS,
  type HydraVersion,
  isSweep,
  type Override,
  overrideValueText,
  parseOverride,
  sweepValues,
} from '../text/index.ts';

/** The flags that make a multirun of a run; as words of a line of overrides they mean the same. */
const FLAGS = new Set(['--multirun', '-m']);

/** The overrides of a line, and whether they are to make several jobs. */
export interface Line {
  readonly overrides: readonly string[];
  readonly isMultirun: boolean;
}

/** Takes the flag out of the words of a line; a value that sweeps is as good as the flag, since without it Hydra refuses it. */
export function lineOf(words: readonly string[], version: HydraVersion): Line {
  const overrides = words.filter((word) => !FLAGS.has(word));
  const isMultirun = overrides.length < words.length || overrides.some((text) => sweeping(text, version));
  return { overrides, isMultirun };
}

function sweeping(text: string, version: HydraVersion): boolean {
  const { override, problems } = parseOverride(text, version);
  return problems.length === 0 && override?.value !== undefined && isSweep(override.value);
}

/** One job with all of its overrides, those of Hydra's own node first. */
export interface Job {
  readonly number: number;
  readonly overrides: readonly string[];
  /** Those that differ between the jobs. */
  readonly varied: readonly string[];
}

export interface Jobs {
  /** `undefined` where only the sweeper knows. */
  readonly count?: number;
  readonly sweeper: string;
  readonly launcher: string;
  /** At most `BUDGETS.composedJobs`. */
  readonly jobs: readonly Job[];
  /** What does not depend on the job. */
  readonly faults: readonly string[];
  /** What all jobs have in common, composed. */
  readonly common: { readonly key: CompositionKey; readonly composition: Composition };
}

/** An override of the jobs: one text, or one for each value. */
interface Axis {
  readonly name: string;
  readonly texts: readonly string[];
  readonly isVaried: boolean;
}

/**
 * The jobs in the order of Hydra's own sweeper: the last override changes fastest, what the config's
 * `hydra.sweeper.params` say comes first. Source: `BasicSweeper.split_arguments` in hydra/_internal/core_plugins.
 */
export function jobsOf(snapshot: Snapshot, placed: Placed, overrides: readonly string[]): Jobs {
  const { project, root, configPath } = placed;
  const { version } = project;
  const parsed = overrides.map((text) => parseOverride(text, version));
  const isVaried = (index: number) => isSwept(parsed[index]?.override);
  const key = keyOf(
    project,
    root,
    configPath,
    overrides.filter((_, index) => !isVaried(index)),
  );
  const composition = snapshot.compose({ ...key, multirun: true });
  const sweeper = composition.choices.get('hydra/sweeper') ?? 'basic';
  const launcher = composition.choices.get('hydra/launcher') ?? 'basic';
  const own = overrides.filter((_, index) => /^[+~]*hydra[./]/.test(parsed[index]?.override?.key ?? ''));
  const faults = own
    .filter((text) => sweeping(text, version))
    .map((text) => `Sweeping over Hydra's configuration is not supported : '${text}'`);
  const options = (group: string) => groupOptions(snapshot, key, group);
  const words = [...paramsOf(composition.hydra), ...overrides.filter((text) => !own.includes(text))];
  if (sweeper === 'basic' && words.some((text) => parseOverride(text, version).override?.value?.t === 'interval')) {
    faults.push('BasicSweeper does not support sweep type : INTERVAL_SWEEP');
  }
  // A later override takes the place that an earlier one of the same key has.
  const axes = new Map<string, Axis | undefined>();
  for (const text of words) {
    const { override } = parseOverride(text, version);
    axes.set(nameOf(override, text), axisOf(text, override, version, options));
  }
  const known = [...axes.values()].flatMap((axis) => axis ?? []);
  const isKnown = sweeper === 'basic' && known.length === axes.size;
  const count = known.reduce((product, { texts }) => product * texts.length, 1);
  const hydras = own.filter((text) => !sweeping(text, version));
  const numbers = count === 0 ? [] : chosenJobs(known, count);
  const jobs = numbers.map((number): Job => {
    const texts = textsOf(known, number);
    const varied = texts.filter((_, index) => known[index]?.isVaried === true);
    return { number, overrides: [...hydras, ...texts], varied };
  });
  const common = { key, composition };
  return { ...(isKnown && { count }), sweeper, launcher, jobs: isKnown ? jobs : jobs.slice(0, 1), faults, common };
}

function isSwept(override: Override | undefined): boolean {
  return override?.value !== undefined && isSweep(override.value);
}

function nameOf(override: Override | undefined, text: string): string {
  return override === undefined ? text : text.slice(0, override.valueRange?.start ?? text.length);
}

/** The texts of an override; `undefined` where only a sweeper or the run can say them. */
function axisOf(
  text: string,
  override: Override | undefined,
  version: HydraVersion,
  options: (group: string) => readonly string[],
): Axis | undefined {
  const { value, valueRange } = override ?? {};
  const name = nameOf(override, text);
  if (override === undefined || value === undefined || valueRange === undefined || !isSweep(value)) {
    return { name, texts: [text], isVaried: false };
  }
  const lead = text.slice(0, valueRange.start);
  if (value.t === 'glob') {
    const named = (globs: readonly string[], option: string) => globs.some((glob) => globMatches(glob, option));
    const chosen = options(override.key).filter((each) => named(value.include, each) && !named(value.exclude, each));
    return { name, texts: chosen.map((option) => lead + option), isVaried: true };
  }
  const values = sweepValues(value, version);
  if (values === undefined) return undefined;
  return { name, texts: values.map((each) => lead + overrideValueText(each)), isVaried: true };
}

/** Python's `fnmatch`: `*`, `?`, `[ab]`, `[!ab]`; one pass, however many stars there are. */
function globMatches(glob: string, name: string): boolean {
  const parts = [...glob.matchAll(/\[(!?)([^\]]+)\]|[\s\S]/gu)].map(([part, not, set]) => {
    if (part === '*' || part === '?') return part;
    return set === undefined ? { letter: part } : { set: setOf(set, not === '!') };
  });
  const letters = [...name];
  const fits = (part: (typeof parts)[number] | undefined, letter: string) => {
    if (part === undefined || part === '*') return false;
    return part === '?' || ('letter' in part ? part.letter === letter : part.set.test(letter));
  };
  let [at, part] = [0, 0];
  // Where the last star stands, and how far it has taken letters.
  let back: { readonly part: number; at: number } | undefined;
  while (at < letters.length) {
    if (parts[part] === '*') back = { part: ++part, at };
    else if (fits(parts[part], letters[at] ?? '')) [at, part] = [at + 1, part + 1];
    else if (back !== undefined) [at, part] = [++back.at, back.part];
    else return false;
  }
  return parts.slice(part).every((each) => each === '*');
}

function setOf(set: string, isNot: boolean): RegExp {
  try {
    return new RegExp(`^[${isNot ? '^' : ''}${set.replace(/[\\^[\]]/g, '\\$&')}]$`, 'su');
  } catch {
    return /(?!)/; // A range that is the wrong way round: nothing is in it.
  }
}

/** `hydra.sweeper.params`: overrides that every multirun of the config has. */
function paramsOf(hydra: ConfigNode | undefined): string[] {
  const params = hydra === undefined ? undefined : nodeAt(hydra, ['sweeper', 'params']);
  if (params?.shape !== 'map') return [];
  return [...params.children].flatMap(([name, child]) => {
    const leaf = plainOf(child);
    return 'v' in leaf && ['str', 'int', 'float', 'bool'].includes(leaf.t) ? [`${name}=${String(leaf.v)}`] : [];
  });
}

/** All where they are few, else the first, one for each further value of each override, and then those that follow. */
function chosenJobs(axes: readonly Axis[], count: number): readonly number[] {
  const chosen = new Set([0]);
  let step = 1;
  for (const { texts } of axes.toReversed()) {
    for (let value = 1; value < texts.length && chosen.size < BUDGETS.composedJobs; value++) chosen.add(value * step);
    step *= texts.length;
  }
  for (let number = 1; number < count && chosen.size < BUDGETS.composedJobs; number++) chosen.add(number);
  return [...chosen].sort((left, right) => left - right);
}

function textsOf(axes: readonly Axis[], number: number): readonly string[] {
  let rest = number;
  const texts = axes.toReversed().map(({ texts: all }) => {
    const text = all[rest % all.length] as string;
    rest = Math.floor(rest / all.length);
    return text;
  });
  return texts.reverse();
}
