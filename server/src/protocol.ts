/**
 * What the client may ask of the server beyond the Language Server Protocol. Types and names only: this is the one file
 * of the server that the client imports.
 */

export * from './protocol/newModel.ts';

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
}
export interface LaunchProblem {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** `undefined` when the overrides, not a file, are to blame. */
  readonly place?: Place;
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

/** `hydrascope/effectiveConfig`: every key of the composition that a file is seen from, with all who wrote it. */
export interface EffectiveParams {
  readonly uri: string;
}
export interface EffectiveResult {
  /** The file's config root; `undefined` for a file that is no config, and then nothing else is told. */
  readonly root?: string;
  /** What the file is seen from; `undefined` where nothing leads to it, and then there are no keys. */
  readonly seen?: Focus;
  /** The documents of the writes, which name them by their index. */
  readonly files: readonly string[];
  /** Of a composition that fails this is the good half. */
  readonly keys: readonly EffectiveKey[];
  /** What is wrong with the composition. */
  readonly problems: readonly LaunchProblem[];
}
/** A key of a mapping, or an item of a list. */
export interface EffectiveKey {
  /** As `a.b` paths have it; the index of an item. */
  readonly name: string;
  /** `int`, `str`, `dict`, `list`, …; `missing` for `???`. */
  readonly type: string;
  /** On one line, interpolations resolved where they can be; absent for a mapping that has keys. */
  readonly value?: string;
  /** As written, where that differs: `${model.dim}`. */
  readonly written?: string;
  /** `later`: what the environment or a resolver gives to the run. What is in the environment is never told. */
  readonly state?: 'missing' | 'unresolved' | 'later';
  /** Why there is no value. */
  readonly reason?: string;
  /** Set where the value is another than that of the configs which the primary config inherits. */
  readonly differs?: true;
  /** Newest first. */
  readonly writes: readonly EffectiveWrite[];
  readonly keys?: readonly EffectiveKey[];
}
export interface EffectiveWrite {
  /** On one line. */
  readonly value: string;
  /** `mamba.yaml:37`, the text of an override, or `hydra`'s own name for what it brings. */
  readonly by: string;
  /** Where it is written: an index into `files`, a line and a column from 0; absent for the command line. */
  readonly at?: readonly [file: number, line: number, character: number];
  /** Nothing of it is left in the value. */
  readonly lost?: true;
}

/** `hydrascope/effectiveValue`: one value in full, for copying. */
export interface EffectiveValueParams {
  readonly uri: string;
  /** Names of keys from the root. */
  readonly path: readonly string[];
}
export interface EffectiveValueResult {
  /** As YAML, interpolations resolved where they can be; a text is without quotes. */
  readonly value: string;
  /** The override that sets it, without a shell's quotes; `undefined` where none can. */
  readonly override?: string;
}

/** `hydrascope/defaultsTree`: what the composition of a file consists of, in the order of merging. */
export interface DefaultsTreeParams {
  readonly uri: string;
}
export interface DefaultsTreeResult {
  readonly root?: string;
  readonly seen?: Focus;
  /** The primary config, before it what Hydra itself brings. */
  readonly entries: readonly DefaultsTreeEntry[];
}
export interface DefaultsTreeEntry {
  readonly kind: 'config' | 'group' | 'self';
  /** As `--info defaults-tree` has it: `model: gpt`, `data`, `_self_`. */
  readonly label: string;
  /** Where it lands, dotted; empty is the root. */
  readonly package: string;
  /** As an override names it: `db@server.db`. */
  readonly overrideKey?: string;
  /** The config that it brings. */
  readonly file?: string;
  readonly chosenBy: Chooser;
  /** What the entry itself says, where that was overridden. */
  readonly replaced?: Chooser & { readonly option: string };
  /** Its place in the order of merging, from 1; absent for what merges nothing itself. */
  readonly order?: number;
  /** `broken`: Hydra refuses it; `absent`: an optional one that is not there; `off`: nothing is chosen, or deleted. */
  readonly state?: 'broken' | 'absent' | 'off';
  /** Why, where it is broken. */
  readonly reason?: string;
  readonly entries: readonly DefaultsTreeEntry[];
}
export interface Chooser {
  /** `train.yaml:3`, the text of an override, or `hydra`. */
  readonly by: string;
  readonly at?: Place;
}

/** `hydrascope/focusProblems`: what is wrong with the composition that a file is seen from, errors first. */
export interface FocusProblemsParams {
  readonly uri: string;
}
export type FocusProblemsResult = readonly LaunchProblem[];

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

/** The command that a code lens carries; its one argument is the primary config's URI. */
export const COMPOSE_AND_LAUNCH = 'hydrascope.composeAndLaunch';
/** Its arguments, both optional: the config's URI, and `{ pin: Focus | null }` to choose without a window. */
export const CHOOSE_FOCUS = 'hydrascope.chooseFocus';
export const SHOW_COMPOSED = 'hydrascope.showComposedConfig';
/** Lists who uses a config, or who overrides one of its keys; its arguments are those of `UsersParams`. */
export const SHOW_USERS = 'hydrascope.showUsers';
/** Asks for a new model config; its arguments, both optional: a folder's or a document's URI, and what to make without a window. */
export const NEW_MODEL_CONFIG = 'hydrascope.newModelConfig';
