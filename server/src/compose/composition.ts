import type { ConfigFile, HydraVersion, Leaf, Problem, Range, Scalar, Uri, ValueNode } from '../text/index.ts';
import { isUnread } from './pythonStore.ts';
import type { SearchPathSource } from './repository.ts';
import type { StructuredType, TypeRef } from './typedTypes.ts';

/** A path in a config: key names as `keyName` gives them, list indices as decimal digits. */
export type KeyPath = readonly string[];

/** Who wrote a value or chose an option. */
export type Origin =
  | {
      readonly kind: 'file';
      readonly file: ConfigFile /** `undefined` where no key is written: list items, bodies. */;
      readonly key?: Range;
    }
  | { readonly kind: 'override'; readonly text: string; readonly index: number }
  | { readonly kind: 'builtin'; readonly name: string };

/** The document that an override's problems point into: offsets are within the one override. */
export function overrideUri(index: number): Uri {
  return `override:${index}`;
}

/** One hand on a value. `set` replaces what was there, `merge` adds keys to it. */
export interface Write {
  readonly origin: Origin;
  readonly op: 'set' | 'merge';
  /** What was written; its range lies in the origin's text. */
  readonly value: ValueNode;
}

/**
 * One value of a composed config with its history. Nodes are immutable and know neither parent nor path, so that
 * compositions share what they have in common.
 */
export interface ConfigNode {
  readonly shape: 'map' | 'list' | 'scalar' | 'missing';
  /** The value of a scalar: a number, a text, an interpolation not yet resolved; `???` where it is missing. */
  readonly leaf?: Leaf;
  /** The typed key in the parent mapping. */
  readonly key?: Scalar;
  /** The key of the last write, where Python holds it for the same and it is of another type: `1` after `yes`. */
  readonly lastKey?: Scalar;
  readonly children: ReadonlyMap<string, ConfigNode>;
  /** Oldest first; the last one wins. Never empty. */
  readonly writes: readonly Write[];
  /** The type that a dataclass declares for the value; absent where it may be anything. */
  readonly declared?: TypeRef;
  /** The dataclass that a mapping is an instance of, which may derive from the declared one. */
  readonly instance?: StructuredType;
}

/** One config of the flattened defaults list, in the order in which they are merged. */
export interface Choice {
  /** Path in the config root without extension: `model/gpt`. */
  readonly configPath: string;
  /** Where the content lands, dotted; empty is the root. */
  readonly package: string;
  /** The config whose defaults list brought it. */
  readonly parent?: string;
  readonly isSelf: boolean;
  readonly primary: boolean;
  /** As an override names it: `db`, `db@server.db`; absent for configs that cannot be overridden. */
  readonly overrideKey?: string;
  readonly file: ConfigFile;
  readonly chosenBy: Origin;
}

/** Who chose an entry, by its place: a tree is made from the heads of configs, which have no texts. */
export type Chooser =
  | { readonly kind: 'file'; readonly uri: Uri; readonly key?: Range }
  | Exclude<Origin, { readonly kind: 'file' }>;

/** An entry of the defaults tree, with what it brings. */
export interface DefaultsBranch {
  readonly kind: 'config' | 'group' | 'self';
  /** In the words of `--info defaults-tree`. */
  readonly label: string;
  /** Path in the config root without extension; of `_self_` that of the config itself. */
  readonly configPath: string;
  /** Where the content lands, dotted; empty is the root. */
  readonly package: string;
  /** As an override names it; absent for entries that cannot be overridden. */
  readonly overrideKey?: string;
  /** The file; absent where nothing is there to be read, or nothing is chosen. */
  readonly uri?: Uri;
  readonly chosenBy: Chooser;
  /** What the entry itself says, where an `override` entry or the command line says something else. */
  readonly replaced?: { readonly option: string; readonly chosenBy: Chooser };
  readonly isOptional: boolean;
  /** It takes no part: not found, deleted by the command line, not resolved. */
  readonly isDeleted: boolean;
  readonly children: readonly DefaultsBranch[];
}

/** What a defaults list or the command line chose for each group, by override key. */
export type Choices = ReadonlyMap<string, string | null>;

export interface Composition {
  readonly name: string | undefined;
  readonly version: HydraVersion;
  /** What the job gets: without Hydra's own node. */
  readonly root: ConfigNode;
  /** The same with Hydra's own node, as the run has it; made when it is first asked for. */
  readonly whole: ConfigNode;
  /** Hydra's own node: what `${hydra:…}` reads. */
  readonly hydra: ConfigNode | undefined;
  readonly defaultsList: readonly Choice[];
  readonly choices: Choices;
  readonly defaultsTree: DefaultsBranch;
  readonly problems: readonly Problem[];
  /** Those of them that Hydra meets while it works out the defaults list alone. */
  readonly listProblems: readonly Problem[];
  /** Where configs were looked for, in order. */
  readonly sources: readonly SearchPathSource[];
}

/** What a composition has from the start, and how the rest of it is made. */
export interface CompositionParts extends Omit<Composition, 'whole' | 'hydra' | 'defaultsList' | 'defaultsTree'> {
  readonly whole: () => ConfigNode;
  readonly defaultsList: () => readonly Choice[];
  readonly defaultsTree: () => DefaultsBranch;
}

/** A composition whose larger parts are made when somebody asks for them. */
export function compositionOf(parts: CompositionParts): Composition {
  return new LazyComposition(parts);
}

/** The same composition with another node of Hydra's own, or with fewer problems. */
export function compositionWith(
  of: Composition,
  { whole = () => of.whole, problems = of.problems }: Partial<Pick<CompositionParts, 'whole' | 'problems'>>,
): Composition {
  const { name, version, root, choices, listProblems, sources } = of;
  return compositionOf({
    name,
    version,
    root,
    choices,
    problems,
    listProblems,
    sources,
    whole,
    defaultsList: () => of.defaultsList,
    defaultsTree: () => of.defaultsTree,
  });
}

/**
 * A class, since there are thousands of these: an object with getters written into it is a hash table to the engine, takes
 * ten times the room and is read slowly.
 */
class LazyComposition implements Composition {
  readonly name: Composition['name'];
  readonly version: Composition['version'];
  readonly root: ConfigNode;
  readonly choices: Choices;
  readonly problems: readonly Problem[];
  readonly listProblems: readonly Problem[];
  readonly sources: readonly SearchPathSource[];
  readonly #whole: CompositionParts['whole'];
  readonly #defaultsList: CompositionParts['defaultsList'];
  readonly #defaultsTree: CompositionParts['defaultsTree'];

  constructor(parts: CompositionParts) {
    this.name = parts.name;
    this.version = parts.version;
    this.root = parts.root;
    this.choices = parts.choices;
    this.problems = parts.problems;
    this.listProblems = parts.listProblems;
    this.sources = parts.sources;
    this.#whole = parts.whole;
    this.#defaultsList = parts.defaultsList;
    this.#defaultsTree = parts.defaultsTree;
  }

  get whole(): ConfigNode {
    return this.#whole();
  }

  get hydra(): ConfigNode | undefined {
    return this.whole.children.get('hydra');
  }

  get defaultsList(): readonly Choice[] {
    return this.#defaultsList();
  }

  get defaultsTree(): DefaultsBranch {
    return this.#defaultsTree();
  }
}

/** Whether real Hydra composes it too, and no config in it has a content that only the run knows. */
export function composes({ problems, defaultsList }: Pick<Composition, 'problems' | 'defaultsList'>): boolean {
  return (
    problems.every(({ refusal, severity }) => refusal === undefined || severity === 'info') &&
    !defaultsList.some(({ file }) => isUnread(file))
  );
}

export function nodeAt(root: ConfigNode, path: KeyPath): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const name of path) node = node?.children.get(name);
  return node;
}

/** The write that decided the value. */
export function winner(node: ConfigNode): Write {
  const last = node.writes.at(-1);
  if (last === undefined) throw new Error('a node without a write');
  return last;
}

export const NO_CHILDREN: ReadonlyMap<string, ConfigNode> = new Map();
