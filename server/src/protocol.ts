/**
 * What the client may ask of the server beyond the Language Server Protocol. Types and names only: this is the one file
 * of the server that the client imports.
 */

/** The files whose changes on the disk the server wants to hear of, apart from folders. */
export const WATCHED =
  '**/{*.yaml,*.yml,*.py,*.pyi,*.ipynb,*.json,.gitignore,requirements*.txt,pyproject.toml,setup.cfg,Pipfile,' +
  '*.sh,*.bash,*.zsh,*.slurm,*.sbatch,*.pbs,*.md,*.mk,Makefile,makefile,GNUmakefile}';

/** Documents that may keep commands which start an app: the server reads them when they are open, too. */
export const COMMANDS =
  '**/{.vscode/launch.json,.vscode/tasks.json,*.sh,*.bash,*.zsh,*.slurm,*.sbatch,*.pbs,*.md,*.mk,' +
  'Makefile,makefile,GNUmakefile}';

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

/** `hydrascope/composed`: the composed YAML of the composition that a file is seen from. */
export interface ComposedParams {
  readonly uri: string;
}
export interface ComposedResult {
  /** The config's name, `undefined` where the file belongs to no composition. */
  readonly name?: string;
  /** What it is composed with, where that is something. */
  readonly overrides?: readonly string[];
  readonly text: string;
  /** Why the composition failed; then `text` holds the good half. */
  readonly problems: readonly LaunchProblem[];
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

/** `hydrascope/changed`, server to client: compositions changed, so what is shown of them is to be asked for again. */
export const CHANGED = 'hydrascope/changed';
/** Request without parameters; answers `PrimaryConfig[]`, sorted by root and name. */
export const PRIMARIES = 'hydrascope/primaries';
export const COMPOSED = 'hydrascope/composed';
export const PLAN = 'hydrascope/plan';
export const COMPLETE_OVERRIDE = 'hydrascope/completeOverride';
export const USERS = 'hydrascope/users';
export const OVERRIDDEN_LENS = 'hydrascope/overriddenLens';
export const FOCUS = 'hydrascope/focus';
export const FOCUS_CHOICES = 'hydrascope/focusChoices';
/** Notification, client to server; `CHANGED` follows. */
export const SET_FOCUS = 'hydrascope/setFocus';

/** The command that a code lens carries; its one argument is the primary config's URI. */
export const COMPOSE_AND_LAUNCH = 'hydrascope.composeAndLaunch';
/** Its arguments, both optional: the config's URI, and `{ pin: Focus | null }` to choose without a window. */
export const CHOOSE_FOCUS = 'hydrascope.chooseFocus';
export const SHOW_COMPOSED = 'hydrascope.showComposedConfig';
/** Lists who uses a config, or who overrides one of its keys; its arguments are those of `UsersParams`. */
export const SHOW_USERS = 'hydrascope.showUsers';
