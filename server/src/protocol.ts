/**
 * What the client may ask of the server beyond the Language Server Protocol. Types and names only: this is the one file
 * of the server that the client imports.
 */

/** The files whose changes on the disk the server wants to hear of, apart from folders. */
export const WATCHED =
  '**/{*.yaml,*.yml,*.py,*.pyi,*.ipynb,*.json,.gitignore,requirements*.txt,pyproject.toml,setup.cfg,Pipfile}';

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

/** `hydrascope/composed`: the composed YAML of the composition that a file is seen from. */
export interface ComposedParams {
  readonly uri: string;
}
export interface ComposedResult {
  /** The config's name, `undefined` where the file belongs to no composition. */
  readonly name?: string;
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
  /** Errors block a launch. */
  readonly problems: readonly LaunchProblem[];
  readonly changes: readonly Change[];
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

/** `hydrascope/changed`, server to client: compositions changed, so what is shown of them is to be asked for again. */
export const CHANGED = 'hydrascope/changed';
/** Request without parameters; answers `PrimaryConfig[]`, sorted by root and name. */
export const PRIMARIES = 'hydrascope/primaries';
export const COMPOSED = 'hydrascope/composed';
export const PLAN = 'hydrascope/plan';

/** The command that a code lens carries; its one argument is the primary config's URI. */
export const COMPOSE_AND_LAUNCH = 'hydrascope.composeAndLaunch';
export const SHOW_COMPOSED = 'hydrascope.showComposedConfig';
