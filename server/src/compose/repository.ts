import type { ConfigFile } from '../text/index.ts';

/** The search path of one composition, as Hydra's configuration sources answer it. */
export interface Repository {
  /** The first source's config of this path, without extension: `model/gpt`. */
  load(configPath: string): ConfigFile | undefined;
  /** Whether some source has a directory of this path; the empty path is the root. */
  isGroup(path: string): boolean;
  /** The options of a group in all sources, sorted. */
  options(group: string): readonly string[];
  /** Whether some source has files of this group that end in `.yml`, which Hydra 1.4 refuses where it lists. */
  hasYml(group: string): boolean;
  /** `provider=main, path=file:///…`, a line for each source, for Hydra's own messages. */
  readonly sources: readonly string[];
  /** The path of the config root, where there is no such folder. */
  readonly absentRoot?: string;
}
