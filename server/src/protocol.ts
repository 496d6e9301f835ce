/**
 * What the client may ask of the server beyond the Language Server Protocol. Types and names only: this is the one file
 * of the server that the client imports.
 */

export * from './protocol/effective.ts';
export * from './protocol/files.ts';
export * from './protocol/newModel.ts';

/**
 * The files whose changes on the disk the server wants to hear of, apart from folders: configs and programs, what keeps
 * commands, and all texts that may name a config.
 */
export const WATCHED =
  '**/{*.yaml,*.yml,*.py,*.pyi,*.ipynb,*.json,.gitignore,.env,.env.*,*.env,Pipfile,' +
  '*.sh,*.bash,*.zsh,*.slurm,*.sbatch,*.pbs,*.md,*.mk,Makefile,makefile,GNUmakefile,' +
  '*.jsonc,*.toml,*.cfg,*.ini,*.conf,*.txt,*.rst,*.tex,*.org,*.bat,*.cmd,*.ps1,*.fish,*.R,*.jl,*.nix,*.gin,*.in,' +
  '*.tmpl,*.j2,*.jinja,*.jinja2,Dockerfile*,Justfile*,justfile*,Jenkinsfile*,Snakefile*,Procfile*,noxfile*}';

/** Documents that may keep commands which start an app: the server reads them when they are open, too. */
export const COMMANDS =
  '**/{.vscode/launch.json,.vscode/tasks.json,*.sh,*.bash,*.zsh,*.slurm,*.sbatch,*.pbs,*.md,*.mk,' +
  'Makefile,makefile,GNUmakefile}';

/**
 * What Node starts the server's process with. The engine takes twice 16 MB for what it has just made; half of that costs no
 * time that could be measured.
 */
export const SERVER_FLAGS: readonly string[] = ['--max-semi-space-size=8'];

/** A place in a document that the client can open: 0-based lines and UTF-16 columns. */
export interface Place {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

/** A primary config that an app can be started with. */
export interface PrimaryConfig {
  readonly uri: string;
  /** As `--config-name` takes it. */
  readonly name: string;
  /** The config root's folder, as a URI. */
  readonly root: string;
}

/** A composition to see files from: a primary config with overrides. */
export interface Focus {
  /** As `--config-name` takes it. */
  readonly name: string;
  /** One an item, without a shell's quotes. */
  readonly overrides: readonly string[];
}

/** `hydrascope/setFocus`: sees every file of a config root that the composition reaches from it. */
export interface SetFocusParams {
  /** The config root's folder, as the server spells it in `FocusResult`. */
  readonly root: string;
  /** `null`: each file from what the server thinks best. */
  readonly pin: Focus | null;
}
/** The client's initialization option `pins`: what it remembers of `setFocus`. */
export interface RememberedPin extends Focus {
  readonly root: string;
}

/** `hydrascope/focus`: what a file is seen from, and why. */
export interface FocusParams {
  readonly uri: string;
}
export interface FocusResult {
  /** The file's config root; `undefined` for a file that is no config, and then nothing else is told. */
  readonly root?: string;
  /** What the file is seen from; `undefined` where nothing leads to it. */
  readonly seen?: Focus;
  /** How many errors Hydra would stop at in what is seen. */
  readonly errors: number;
  /** What is pinned in this root. */
  readonly pin?: Focus;
  /** Why the file is not seen from the pin. */
  readonly fault?: FocusFault;
}
export interface FocusFault {
  /** `apart`: the pin does not reach this file; `gone`: its config is not there; `refused`: its overrides fail. */
  readonly kind: 'apart' | 'gone' | 'refused';
  readonly message: string;
}

/** `hydrascope/focusChoices`: every composition that reaches a file, and what the key at a position is in each. */
export interface FocusChoicesParams {
  readonly uri: string;
  readonly position?: { readonly line: number; readonly character: number };
}
export interface FocusChoicesResult extends FocusResult {
  /** The dotted path of the key at the position, within the file. */
  readonly key?: string;
  /** What the file is seen from where nothing is pinned. */
  readonly automatic?: FocusChoice;
  /** Plain primary configs first, the app's default before others; then those with a group's option chosen. */
  readonly choices: readonly FocusChoice[];
  /** The pin, where it reaches the file and is none of the choices. */
  readonly pinned?: FocusChoice;
  /** Not every option was tried: there are too many. */
  readonly isCut: boolean;
}
export interface FocusChoice extends Focus {
  /** The primary config's document, for `hydrascope/plan`. */
  readonly config: string;
  /** The key's value on one line; `undefined` without a position, for a mapping, and where the key is not there. */
  readonly value?: string;
  /** Whether Hydra would compose it. */
  readonly composes: boolean;
}

/** A config as a whole, to be shown, written or compared. */
export interface Side {
  /** A config's document; of an earlier run its folder. */
  readonly uri: string;
  /** Overrides to compose the document with, as a primary config; without them it is composed as the file is seen from. */
  readonly composedWith?: readonly string[];
  /** As the files are on the disk, without what is typed and not saved. */
  readonly isSaved?: boolean;
  /** What the run left in its `.hydra`, which is read and not composed anew. */
  readonly isRun?: boolean;
}

/** `hydrascope/composed`: the composed YAML of a side, with who decided what stands in each line. */
export interface ComposedParams extends Side {
  /** With interpolations followed; what comes from the environment stays as it is written. */
  readonly isResolved?: boolean;
  /** With comments that say who decided each value. */
  readonly isExplained?: boolean;
  /** Keys come in this other side's order, so that the two texts can be laid side by side. */
  readonly like?: Side;
}
export interface ComposedResult {
  /** The config's name, `undefined` where the file belongs to no composition. */
  readonly name?: string;
  /** What it is composed with, where that is something. */
  readonly overrides?: readonly string[];
  readonly text: string;
  /** Why the composition failed; then `text` holds the good half. */
  readonly problems: readonly LaunchProblem[];
  /** In the order of the text; a line that goes on with a value of the one before it has none. */
  readonly lines: readonly ComposedLine[];
}
/** A key, or an item of a list, of a composed text. */
export interface ComposedLine {
  /** Of `text`, from 0. */
  readonly line: number;
  /** Dotted path. */
  readonly key: string;
  /** Who decided the value: `mamba.yaml:37`, or an override's text; absent for mappings, which many make. */
  readonly from?: string;
  /** The value that it won over, with who wrote that: `65536 data.yaml:8`. */
  readonly over?: string;
  /** Where a click leads. */
  readonly target?: Place;
  /** What a hover says, as Markdown. */
  readonly about: string;
}

/** `hydrascope/compare`: the keys whose values differ between two sides, in the order of the left one. */
export interface CompareParams {
  readonly left: Side;
  readonly right: Side;
  /** Whether the lines are those of the texts with interpolations followed. */
  readonly isResolved?: boolean;
}
export interface CompareResult {
  readonly left: ComparedSide;
  readonly right: ComparedSide;
  readonly differences: readonly Difference[];
}
export interface ComparedSide {
  /** `undefined` where there is nothing to compare: no composition, no recorded run. */
  readonly name?: string;
  readonly overrides: readonly string[];
  /** How many errors Hydra would stop at. */
  readonly errors: number;
}
/** A key whose value, interpolations followed, is not the same on both sides. */
export interface Difference {
  /** Dotted path. */
  readonly key: string;
  /** Absent where the key is not there. */
  readonly left?: DecidedValue;
  readonly right?: DecidedValue;
  /** Both sides say the same: an interpolation, which leads to a value that differs. */
  readonly isDerived: boolean;
}
export interface DecidedValue {
  /** On one line. */
  readonly value: string;
  /** Who decided it. */
  readonly from?: string;
  readonly target?: Place;
  /** The line of the key in the composed text, from 0. */
  readonly line?: number;
}

/** `hydrascope/compareChoices`: what a config, as it is seen, or an earlier run may be compared with. */
export interface CompareChoicesParams {
  /** A config's document; or a run's folder, its `.hydra`, or a file in it; or a folder of runs. */
  readonly uri: string;
}
export interface CompareChoicesResult {
  /** What is asked about, where it is a composition. */
  readonly seen?: Focus;
  /** The document of its primary config. */
  readonly config?: string;
  /** What is asked about, where it is a run, or the one run of a folder. */
  readonly run?: EarlierRun;
  /** The groups that the composition chooses an option of, Hydra's own left out, with the other options of each. */
  readonly groups: readonly GroupChoice[];
  /** The root's primary configs. */
  readonly configs: readonly PrimaryConfig[];
  /** Newest first: the project's, or those of the folder. */
  readonly runs: readonly EarlierRun[];
  /** Files of the composition whose text is not what is on the disk. */
  readonly unsaved: readonly string[];
}
export interface GroupChoice {
  /** As an override names it: `db`, `db@server.db`. */
  readonly key: string;
  /** `null` where no option is chosen. */
  readonly chosen: string | null;
  readonly others: readonly string[];
}
export interface EarlierRun {
  /** The run's output folder. */
  readonly uri: string;
  /** The folder's path as one would say it: from the project's folder, or from the app's. */
  readonly path: string;
  readonly name?: string;
  readonly overrides: readonly string[];
  /** When its config was written, in milliseconds since 1970. */
  readonly changedAt?: number;
  /** The document of the config that it was composed from, where that is there. */
  readonly config?: string;
}

/** `hydrascope/plan`: what a launch with these overrides would do; asked at each key press in the composer. */
export interface PlanParams {
  /** The primary config's document. */
  readonly uri: string;
  /** Overrides as typed on one line, separated by blanks, quoted as in a POSIX shell. */
  readonly overrides: string;
  /** A document to tell of whether the composition reaches it. */
  readonly reaches?: string;
  /** To launch: overrides that sweep (`a=1,2`), and the word `--multirun` among them, make several jobs of it. */
  readonly sweeps?: boolean;
}
export interface LaunchProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** `undefined` when the overrides, not a file, are to blame. */
  readonly place?: Place;
  /** The one job of a sweep that has it: the message says which. */
  readonly job?: number;
}
/** One key whose value the overrides change. */
export interface Change {
  /** Dotted path. */
  readonly key: string;
  /** The value without the overrides; `undefined` when they add the key. */
  readonly before?: string;
  /** The value with them; `undefined` when they delete the key. */
  readonly after?: string;
  /** Who set the value before, e.g. `mamba.yaml:37`. */
  readonly from?: string;
}
export interface PlanResult {
  readonly name: string;
  /** The overrides of the line, one an item, without quotes. */
  readonly overrides: readonly string[];
  /** Errors block a launch. */
  readonly problems: readonly LaunchProblem[];
  readonly changes: readonly Change[];
  /** Where it was asked. */
  readonly reaches?: boolean;
  /** The jobs, where it is a sweep; what is wrong in one of them is among `problems`, too. */
  readonly sweep?: SweepPlan;
  /** The folder below which the run makes its own, absolute; where it was asked for a launch. */
  readonly outputs?: string;
  /** What to run, `undefined` when no app drives this config root. */
  readonly command?: LaunchCommand;
}
export interface LaunchCommand {
  /** The script's path, absolute. */
  readonly script: string;
  /** Everything after the script, one item an argument: `--config-name=mamba`, `seq_len=2048`. */
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
}

/** The jobs of a multirun. */
export interface SweepPlan {
  /** `undefined` where a sweeper of another package decides it, or a range has no end. */
  readonly count?: number;
  /** The options of `hydra/sweeper` and `hydra/launcher`. */
  readonly sweeper: string;
  readonly launcher: string;
  /** Those that were composed, in their order: all where they are few, else the first and one for each further value. */
  readonly jobs: readonly SweepJob[];
}
export interface SweepJob {
  /** Hydra's `hydra.job.num`. */
  readonly number: number;
  /** What differs between the jobs: `seq_len=1024`. */
  readonly overrides: readonly string[];
  readonly errors: readonly string[];
}

/** `hydrascope/completeOverride`: what may stand at a place of a line of overrides; answers `OverrideOffer[]`. */
export interface CompleteOverrideParams {
  /** The primary config's document. */
  readonly uri: string;
  /** As for `hydrascope/plan`. */
  readonly overrides: string;
  /** Where in the line, in UTF-16 units. */
  readonly offset: number;
}
export interface OverrideOffer {
  readonly kind: 'group' | 'key' | 'value';
  /** What is written: `seq_len=`, `mamba`. */
  readonly label: string;
  /** What it is, or is now: `int = 1024`. */
  readonly detail?: string;
  /** What a schema says of it, as plain text on one line. */
  readonly documentation?: string;
  /** What it replaces in the line. */
  readonly start: number;
  readonly end: number;
}

/**
 * `hydrascope/users`: the primary configs that a file takes part in, as `Location[]`: of each the entry that brings it.
 * With the position of a key: the places by which they override that key.
 */
export interface UsersParams {
  readonly uri: string;
  readonly position?: { readonly line: number; readonly character: number };
}

/** `hydrascope/overriddenLens`: code lenses above the keys of a base that others override, for those who want them. */
export interface OverriddenLensParams {
  readonly uri: string;
}

/** What an inlay hint is about, in the `data` of each: the client has a setting for every kind. */
export type HintKind = 'values' | 'interpolations' | 'packages';

/** `hydrascope/setReads`: what may be read outside of the workspace's folders and the repositories that these lie in. */
export interface SetReadsParams {
  /** `true` for the whole disk, since the user trusts the workspace; else the addresses of further folders. */
  readonly outside: boolean | readonly string[];
}

/** `hydrascope/changed`, server to client: compositions changed, so what is shown of them is to be asked for again. */
export const CHANGED = 'hydrascope/changed';
/** Request without parameters; answers `PrimaryConfig[]`, sorted by root and name. */
export const PRIMARIES = 'hydrascope/primaries';
export const COMPOSED = 'hydrascope/composed';
export const COMPARE = 'hydrascope/compare';
export const COMPARE_CHOICES = 'hydrascope/compareChoices';
export const PLAN = 'hydrascope/plan';
export const COMPLETE_OVERRIDE = 'hydrascope/completeOverride';
export const USERS = 'hydrascope/users';
export const OVERRIDDEN_LENS = 'hydrascope/overriddenLens';
export const FOCUS = 'hydrascope/focus';
export const FOCUS_CHOICES = 'hydrascope/focusChoices';
export const NEW_MODEL_PLACES = 'hydrascope/newModelPlaces';
export const NEW_MODEL = 'hydrascope/newModel';
/** Request without parameters; answers `ProjectFacts[]`. */
export const PROJECTS = 'hydrascope/projects';
export const EFFECTIVE_CONFIG = 'hydrascope/effectiveConfig';
export const EFFECTIVE_VALUE = 'hydrascope/effectiveValue';
export const DEFAULTS_TREE = 'hydrascope/defaultsTree';
export const FOCUS_PROBLEMS = 'hydrascope/focusProblems';
/** Notification, client to server; `CHANGED` follows. */
export const SET_FOCUS = 'hydrascope/setFocus';
/**
 * Notification, client to server, with `SetReadsParams`: what may be read outside of the workspace is not what it was. As the
 * initialization option `readsOutside` it says so from the start.
 */
export const SET_READS = 'hydrascope/setReads';

/** The command that a code lens carries; its one argument is the primary config's URI. */
export const COMPOSE_AND_LAUNCH = 'hydrascope.composeAndLaunch';
/** Its arguments, both optional: the config's URI, and `{ pin: Focus | null }` to choose without a window. */
export const CHOOSE_FOCUS = 'hydrascope.chooseFocus';
export const SHOW_COMPOSED = 'hydrascope.showComposedConfig';
/** Its arguments, both optional: a config's or a run's URI, and two sides to compare without a window. */
export const COMPARE_COMPOSED = 'hydrascope.compareComposedConfig';
/** Lists who uses a config, or who overrides one of its keys; its arguments are those of `UsersParams`. */
export const SHOW_USERS = 'hydrascope.showUsers';
/** Asks for a new model config; its arguments, both optional: a folder's or a document's URI, and what to make without a window. */
export const NEW_MODEL_CONFIG = 'hydrascope.newModelConfig';
