/**
 * What hydrascope answers to programs: the shapes of `--format json` and of the library. This file is types alone and
 * imports nothing, since the build publishes it as it stands as the package's declarations.
 *
 * Lines and columns count from 1, columns in UTF-16 units. Paths are relative to the folder that was asked about, with
 * slashes.
 */

/** Of every answer. It counts up when a field goes or means something else; new fields may come at any time. */
export type ShapesVersion = 1;

/**
 * A config's value. What JSON has no number for is a text: `inf`, `-inf`, `nan`, and whole numbers beyond 2**53. So are an
 * interpolation that is not followed, and `???`.
 */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

export interface FilePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A piece of a file; the end is exclusive. */
export interface FileRegion extends FilePlace {
  readonly endLine: number;
  readonly endColumn: number;
}

/** What to compose, and how. */
export interface ComposeOptions {
  /** The project's folder, to which all paths are relative; the process's own by default. */
  readonly cwd?: string;
  /** The config root; by default the first that the project has. */
  readonly configDir?: string;
  /** The primary config, with or without `.yaml`; by default the one that the project's app is started with. */
  readonly configName?: string;
  /** In Hydra's words: `key=value`, `+key=value`, `~key`, `group=option`. */
  readonly overrides?: readonly string[];
  /** By default what the project says, else 1.3. */
  readonly hydraVersion?: '1.3' | '1.4';
  /** What `${oc.env:…}` sees; the process's own by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Texts to take instead of what the disk has, by path: what is not saved yet, or not there at all. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders outside of the project that its files may lead to; nothing else out there is read. */
  readonly allow?: readonly string[];
}

/** Why Hydra refuses a composition, or why a value cannot be told. */
export interface ConfigError {
  /** In Hydra's words where it has some. */
  readonly message: string;
  /** Python's name of the error that Hydra raises. */
  readonly errorClass?: string;
  /** The key that it is about. */
  readonly key?: string;
  /** The override that is to blame. */
  readonly override?: string;
  readonly place?: FilePlace;
}

/** What every answer about one composition says first. */
export interface Composed {
  readonly version: ShapesVersion;
  /** Whether Hydra would compose it, and everything that was asked for could be told. */
  readonly ok: boolean;
  readonly configName: string | null;
  readonly overrides: readonly string[];
  readonly hydraVersion: '1.3' | '1.4';
  readonly errors: readonly ConfigError[];
}

export interface ComposeResult extends Composed {
  /** `null` where it is refused. */
  readonly config: JsonValue;
  /** What is chosen of each group, Hydra's own left out. */
  readonly choices: Readonly<Record<string, string | null>>;
}

/** Who wrote something, or chose a config. */
export interface Author {
  /** `request`: whoever asked named it, as the primary config. */
  readonly by: 'file' | 'override' | 'hydra' | 'request';
  /** As people say it: `mamba.yaml:37`, `seq_len=2048`. */
  readonly text: string;
  readonly place?: FilePlace;
}

/** A config on the way from the primary one to another that it brings in. */
export interface DefaultsStep {
  /** Its path in the config root, without extension. */
  readonly config: string;
  /** Where its content lands, dotted; empty is the root. */
  readonly package: string;
  readonly chosenBy: Author;
}

export interface KeyWrite extends Author {
  readonly value: JsonValue;
  /** `merge`: a mapping whose keys were added to those that were there. */
  readonly op: 'set' | 'merge';
  /** Whether it decided the value. */
  readonly wins: boolean;
  /** Why it comes after the write before it, which is the next one in the list. */
  readonly why: string;
  /** How its config came into the composition, from the primary config on. */
  readonly via: readonly DefaultsStep[];
}

/** A key with everyone who wrote it. */
export interface ExplainedKey {
  /** Dotted. */
  readonly key: string;
  readonly type: string;
  /** With interpolations followed where they can be; what the environment holds is not shown. */
  readonly value: JsonValue;
  /** As it is written, where that is something else. */
  readonly written?: string;
  /** Why an interpolation has no value yet. */
  readonly unresolved?: string;
  /** The last one first: it wins, over those behind it. */
  readonly writes: readonly KeyWrite[];
}

export interface ExplainResult extends Composed {
  readonly keys: readonly ExplainedKey[];
  /** Keys that were asked about and are not there. */
  readonly missing: readonly { readonly key: string; readonly suggestion?: string }[];
}

/** An entry of a defaults list with what it brings. */
export interface GraphEntry {
  readonly kind: 'config' | 'group' | 'self';
  /** As Hydra's `--info defaults-tree` says it. */
  readonly label: string;
  /** Where the content lands, dotted; empty is the root. */
  readonly package: string;
  /** As an override names it. */
  readonly overrideKey?: string;
  readonly file?: string;
  readonly chosenBy: Author;
  /** What the entry itself says, where something else overrides it. */
  readonly replaced?: { readonly option: string; readonly chosenBy: Author };
  /** When its content is merged, counted from 1. */
  readonly order?: number;
  /** `off`: nothing is chosen, or it is deleted; `absent`: optional and not there; `broken`: Hydra refuses it. */
  readonly state?: 'off' | 'absent' | 'broken';
  readonly reason?: string;
  readonly entries: readonly GraphEntry[];
}

export interface GraphResult extends Composed {
  readonly entries: readonly GraphEntry[];
}

export type FindingSeverity = 'error' | 'warning' | 'info' | 'hint';

/** One problem, as the editor tells it. */
export interface Finding extends FileRegion {
  readonly code: string;
  readonly severity: FindingSeverity;
  readonly message: string;
  /** Further places that help to understand it. */
  readonly related: readonly (FileRegion & { readonly message: string })[];
  /** Ways to mend it. */
  readonly fixes: readonly {
    readonly title: string;
    readonly isPreferred: boolean;
    readonly edits: readonly (FileRegion & { readonly text: string })[];
  }[];
}

export interface CheckOptions {
  /** The project's folder, to which all paths are relative; the process's own by default. */
  readonly cwd?: string;
  /** Files and folders; the project's folder by default. */
  readonly paths?: readonly string[];
  /** By code (`HS301`), before what `hydrascope.yaml` says. */
  readonly severities?: Readonly<Record<string, FindingSeverity | 'off'>>;
  /** Texts to take instead of what the disk has, by path: what is not saved yet, or not there at all. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders outside of the project that its files may lead to; nothing else out there is read. */
  readonly allow?: readonly string[];
}

/** A folder in which configs may lie that were not looked at. */
export interface LeftOutFolder {
  readonly folder: string;
  /** The name of the budget that is spent. */
  readonly budget: string;
  /** What it allows. */
  readonly most: number;
  readonly message: string;
}

export interface CheckResult {
  readonly version: ShapesVersion;
  readonly problems: readonly Finding[];
  readonly counts: Readonly<Record<FindingSeverity, number>>;
  /** What the search for configs left out because a budget was spent; empty for nearly every project. */
  readonly leftOut: readonly LeftOutFolder[];
}

/** Composes as Hydra would. What Hydra refuses is an answer; only what cannot be asked throws. */
export declare function compose(options?: ComposeOptions & { readonly resolve?: boolean }): ComposeResult;

/** Tells of each key its value and everyone who wrote it, of all keys where none is named. */
export declare function explain(keys: string | readonly string[], options?: ComposeOptions): ExplainResult;

/** Tells what a composition is made of: its defaults lists as a tree. */
export declare function graph(options?: ComposeOptions): GraphResult;

/** Tells the problems that an editor would show. */
export declare function check(options?: CheckOptions): CheckResult;
