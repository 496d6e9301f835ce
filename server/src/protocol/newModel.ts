/** New Model Config, and what was found in the workspace: a part of `protocol.ts`, by which all others know it. */

/** `hydrascope/newModelPlaces`: where a model config may be written; answers `NewModelPlace[]`. */
export interface NewModelPlacesParams {
  /** A document or a folder: the config root that it is in, or that is in it, comes first. `null` for no preference. */
  readonly uri: string | null;
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
  readonly refusal?: string;
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
  /** Budgets that walks have spent, by their names, with how many folders are left out for each. */
  readonly leftOut: readonly { readonly budget: string; readonly folders: number }[];
}
