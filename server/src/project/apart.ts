import { type Composition, type ConfigNode, isHydraOwn, touchesHydra } from '../compose/index.ts';
import { type Problem, pathBelow } from '../text/index.ts';
import { isSameNode } from './sameNode.ts';
import { type CompositionKey, composeIn, type Snapshot, storeIn, textOfKey, withoutOverrides } from './snapshot.ts';

/** A composition that tries an option, beside the primary config's own. */
export interface Apart {
  /** Its problems are those that the primary config's own composition has not. */
  readonly composition: Composition;
  /** The keys at the top that have another value than in the primary config's own composition. */
  readonly own: ReadonlyMap<string, ConfigNode>;
}

/**
 * Composes what tries an option, and notes no more of it than the answer that is being made rests on: the expansion of its
 * defaults list, its files that the primary config's own composition has not, and the values at the top of that composition
 * that it changes or that somebody reads of it. An edit to what all of them share then reaches those alone that read it.
 *
 * That this is enough rests on how compositions share nodes: a value at the top is the very same node as long as no file
 * that has a say in it was read anew, so that what a shared file says under a key of the option's is known to be unchanged
 * by the primary config's own value there, its history included. Whoever looks at the composition as a whole or at Hydra's
 * own node rests on the primary config's whole composition.
 */
export function composeApart(at: Snapshot, key: CompositionKey): Apart {
  const primary = withoutOverrides(key);
  const unnoted = at.unnoted();
  if (hasStore(at, key)) return wholly(at, key);
  const over = unnoted.compose(primary);
  const composition = composeIn(unnoted, key, at);
  const { defaultsList, root } = composition;
  if (defaultsList.some((choice) => !isHydraOwn(choice) && touchesHydra(choice))) return wholly(at, key);
  const shared = new Set(over.defaultsList.map(({ file }) => file));
  for (const { file } of defaultsList) if (!shared.has(file) && file.uri.startsWith('file:')) at.files.file(file.uri);
  noteGroup(at, key);
  const own = ownOf(composition, over);
  for (const name of own.keys()) topOf(at, primary, name);
  const all = () => void at.compose(primary);
  const children = readingOne(root.children, own, (name) => void topOf(at, primary, name), all);
  return { composition: seen(composition, { ...root, children }, ownProblems(composition, over), all), own };
}

/** A composition with other eyes; what it makes when it is first asked for is made then. */
function seen(
  of: Composition,
  root: ConfigNode,
  problems: readonly Problem[],
  whole: () => void = () => {},
): Composition {
  const { name, version, defaultsList, choices, listProblems, sources } = of;
  return {
    name,
    version,
    root,
    defaultsList,
    choices,
    problems,
    listProblems,
    sources,
    get whole() {
      whole();
      return of.whole;
    },
    get hydra() {
      whole();
      return of.hydra;
    },
    get defaultsTree() {
      whole();
      return of.defaultsTree;
    },
  };
}

/** With all that the composition rests on. */
function wholly(at: Snapshot, key: CompositionKey): Apart {
  const composition = at.compose(key);
  const over = at.compose(withoutOverrides(key));
  const problems = ownProblems(composition, over);
  return { composition: seen(composition, composition.root, problems), own: ownOf(composition, over) };
}

function ownOf({ root }: Composition, over: Composition): ReadonlyMap<string, ConfigNode> {
  return new Map([...root.children].filter(([name, child]) => child !== over.root.children.get(name)));
}

function ownProblems({ problems }: Composition, over: Composition): readonly Problem[] {
  if (problems.length === 0 || over.problems.length === 0) return problems;
  const known = new Set(over.problems.map((each) => JSON.stringify(each)));
  return problems.filter((each) => !known.has(JSON.stringify(each)));
}

/** What a program registers may be merged anywhere. */
function hasStore(at: Snapshot, { root }: CompositionKey): boolean {
  const folder = at.folders.find((each) => pathBelow(each, root) !== undefined);
  at.projects();
  const store = folder === undefined ? undefined : storeIn(at, folder, root);
  return store !== undefined && (store.isOpen || store.configs.size > 0);
}

/** An override chooses an option where there is a folder of the group's name, else it sets a value. */
function noteGroup({ files }: Snapshot, { root, overrides: [text = ''] }: CompositionKey): void {
  let folder = root;
  files.folder(folder);
  for (const name of (/^\+?([^=@]*)/.exec(text)?.[1] ?? '').split('/')) {
    folder = `${folder}/${encodeURIComponent(name)}`;
    files.folder(folder);
  }
}

/** One value at the top of a composition, with all that was ever written to it: it stays while that stands where it stood. */
function topOf(at: Snapshot, key: CompositionKey, name: string): ConfigNode | undefined {
  return at.derive(`top ${name} of ${textOfKey(key)}`, (from) => from.compose(key).root.children.get(name), {
    isSame: isSameNode,
    settles: true,
  });
}

/** A mapping that says which of its values are read, or that all of them are. */
function readingOne(
  children: ReadonlyMap<string, ConfigNode>,
  own: ReadonlyMap<string, ConfigNode>,
  one: (name: string) => void,
  all: () => void,
): ReadonlyMap<string, ConfigNode> {
  const read = (name: string) => {
    if (!own.has(name)) one(name);
  };
  const whole = () => {
    all();
    return children;
  };
  return {
    get: (name) => {
      read(name);
      return children.get(name);
    },
    has: (name) => {
      read(name);
      return children.has(name);
    },
    get size() {
      return whole().size;
    },
    forEach: (visit, self) => whole().forEach(visit, self),
    entries: () => whole().entries(),
    keys: () => whole().keys(),
    values: () => whole().values(),
    [Symbol.iterator]: () => whole()[Symbol.iterator](),
  };
}
