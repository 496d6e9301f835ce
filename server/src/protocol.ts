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

/** `hydrascope/newModelPlaces`: where a model config may be written; answers `NewModelPlace[]`. */
export interface NewModelPlacesParams {
  /** A document or a folder: the config root that it is in, or that is in it, comes first. */
  readonly uri?: string;
}
/** A config root. */
export interface NewModelPlace {
  /** The folder, as a URI. */
  readonly root: string;
  /** The folder, as people call it: its path in the workspace. */
  readonly folder: string;
  /** The configs that are there, as `--config-name` takes them. */
  readonly names: readonly string[];
  /** The key that chooses a model, and what it may be; `undefined` where the project has no registry. */
  readonly registry?: ModelRegistry;
}
export interface ModelRegistry {
  /** Dotted: `type`. */
  readonly key: string;
  /** The dictionary, as messages call it: `ADAPTER_PATHS (trainer_registry.py)`. */
  readonly label: string;
  readonly types: readonly ModelType[];
  /** The type that configs have which set none: what a new model is like if nothing else is said. */
  readonly usual?: string;
  /** What joins the words of most names: `-`. */
  readonly joint: string;
  /** The class that all adapters share; `undefined` where they share none. */
  readonly base?: string;
  /** Whether a new name can be written into it. */
  readonly isOpen: boolean;
}
export interface ModelType {
  readonly name: string;
  /** `models.Mamba:MambaAdapter` */
  readonly adapter?: string;
  /** The configs that have it, as `--config-name` takes them. */
  readonly configs: readonly string[];
}

/** `hydrascope/newModel`: what writing a model config would change. Nothing is written over. */
export interface NewModelParams {
  readonly root: string;
  /** As `--config-name` takes it. */
  readonly name: string;
  /** A registered type or a new one; left out where the project has no registry. */
  readonly type?: string;
  /** What a new type is registered with. */
  readonly adapter?: NewAdapter;
  /** An empty document to write into, where the config is to be that one. */
  readonly into?: string;
}
/**
 * `skeleton`: a new class in a file of its own, below the adapter of the type `like`, else below what all share.
 * `shared`: the adapter of the type `like`. `later`: a path that nothing is at yet.
 */
export type NewAdapter =
  | { readonly kind: 'skeleton'; readonly like?: string }
  | { readonly kind: 'shared'; readonly like: string }
  | { readonly kind: 'later' };
export interface NewModelResult {
  /** Why it cannot be made; then nothing would change. */
  readonly refused?: string;
  /** The config's document. */
  readonly config: string;
  readonly changes: readonly FileChange[];
}
/** A new file, or a text that is put into one. */
export type FileChange =
  | { readonly kind: 'create'; readonly uri: string; readonly text: string }
  | {
      readonly kind: 'insert';
      readonly uri: string;
      readonly at: { readonly line: number; readonly character: number };
      readonly text: string;
    };

/** `hydrascope/projects`: what was found in each workspace folder, for the log and for reports; no file's content. */
export interface ProjectFacts {
  readonly folder: string;
  /** `hydrascope.yaml` is there. */
  readonly hasFile: boolean;
  /** The version of Hydra that composes: `1.3`. */
  readonly hydra: string;
  readonly roots: readonly {
    readonly uri: string;
    /** Files of configs, in groups too. */
    readonly configs: number;
    /** Configs that an app can be started with. */
    readonly primaries: number;
    /** The scripts that start with it. */
    readonly apps: readonly string[];
  }[];
  readonly registries: readonly { readonly symbol: string; readonly names: number }[];
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
