import type { ConfigFile, Uri } from '../text/index.ts';
import type { Plugins } from './hydraConf.ts';
import type { StructuredType } from './typedTypes.ts';

/** One place that Hydra looks for configs in, as `hydra.runtime.config_sources` shows it. */
export interface SearchPathSource {
  /** Who named it: `hydra`, `main`, `command-line`, `hydra.searchpath in main`. */
  readonly provider: string;
  /** `file`, `pkg` or `structured`, unless a person wrote something that Hydra has no source for. */
  readonly scheme: string;
  /** As written: a `file` may be relative to the working directory. */
  readonly path: string;
}

/** A source as Hydra's messages show it. */
export function sourceText({ provider, scheme, path }: SearchPathSource): string {
  return `provider=${provider}, path=${scheme}://${path}`;
}

/** The search path of one composition, as Hydra's configuration sources answer it. */
export interface Repository {
  /** The first source's config of this path, without extension: `model/gpt`. */
  load(configPath: string): ConfigFile | undefined;
  /** The same config without text, body and what is wrong with them: what a defaults list is expanded from, unmoved by edits to the rest. */
  head(configPath: string): ConfigFile | undefined;
  /** The config that a head is of; what no person wrote is its own head. */
  whole(head: ConfigFile): ConfigFile | undefined;
  /** Whether some source has a directory of this path; the empty path is the root. */
  isGroup(path: string): boolean;
  /** The options of a group in all sources, sorted. */
  options(group: string): readonly string[];
  /** Whether some source has files of this group that end in `.yml`, which Hydra 1.4 refuses where it lists. */
  hasYml(group: string): boolean;
  /** The dataclass behind a config that no person wrote as YAML. */
  classOf(file: ConfigFile): StructuredType | undefined;
  /** A config of this path that only the ConfigStore has: Hydra 1.3 merges a file of the same name over it. */
  stored(configPath: string): ConfigFile | undefined;
  /** The program registers configs that cannot be read: what is not found may be there. */
  readonly mayHaveMore?: boolean;
  /** The sources in their order, the ConfigStore last. */
  readonly sources: readonly SearchPathSource[];
  /** The folders among them that are there. */
  readonly folders: readonly Uri[];
  /** Those of them that are not there, or that must not be read: then with how the user lets them be. */
  readonly unavailable: readonly (SearchPathSource & { readonly outside?: string | undefined })[];
  /** Of a config that would lie outside of what may be read: how the user lets it be. */
  outside?(configPath: string): string | undefined;
  /** The official plugins that the run's Python has. */
  readonly plugins: Plugins;
  /** The working directory of the run, as `hydra.runtime.cwd` shows it. */
  readonly cwd: string;
  /** The path of the config root, where there is no such folder. */
  readonly absentRoot?: string | undefined;
  /**
   * Keeps what is made from a repository for every later composition of the same root, name and version, under a name and
   * what else it depends on beside files, nothing where that is all; the repository that `make` is given notes what it
   * reads. Absent: nothing is kept.
   */
  readonly remember?:
    | (<T>(what: 'defaults' | 'merged', more: string, make: (repository: Repository) => T) => T)
    | undefined;
  /** The same with more sources, before the ConfigStore: what `hydra.searchpath` adds. */
  extended(sources: readonly SearchPathSource[]): Repository;
}
