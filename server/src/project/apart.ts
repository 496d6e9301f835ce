import {
  type Choice,
  type Choices,
  type Composition,
  type ConfigNode,
  compositionOf,
  compositionWith,
  isHydraOwn,
  OneByOne,
  touchesHydra,
  withFiles,
} from '../compose/index.ts';
import type { ConfigFile, Problem } from '../text/index.ts';
import { type CompositionKey, textOfKey, withoutOverrides } from './compositionKey.ts';
import type { Kind } from './memo.ts';
import { isSameNode } from './sameNode.ts';
import { composeUnnoted, hasStore, itself, type Snapshot } from './snapshot.ts';

/** A composition that tries an option, beside the primary config's own. */
export interface Apart {
  /** Its problems are those that the primary config's own composition has not. */
  readonly composition: Composition;
  /** The keys at the top that have another value than in the primary config's own composition. */
  readonly own: ReadonlyMap<string, ConfigNode>;
}

/**
 * Composes what tries an option, and notes no more of it than the answer that is being made rests on: the expansion of its
 * defaults list, the files that it has and the primary config's own composition has not, or the other way round, and the
 * values at the top of that composition that it changes or that somebody reads of it. What it changes is remembered; an
 * edit to what all of them share reaches those alone that read it, and composes none of them anew.
 *
 * That this is enough rests on how compositions share nodes: a value at the top is the very same node as long as no file
 * that has a say in it was read anew, so that what a shared file says under a key of the option's is known to be unchanged
 * by the primary config's own value there, its history included. Whoever looks at the composition as a whole or at Hydra's
 * own node rests on the primary config's whole composition.
 */
export function composeApart(at: Snapshot, key: CompositionKey): Apart {
  const change = at.answer(CHANGE, key);
  return change === undefined ? wholly(at, key) : changed(at, key, change);
}

/** By what a composition differs from the primary config's own. */
interface Change {
  /** The values at the top that are others. */
  readonly own: ReadonlyMap<string, ConfigNode>;
  /** Keys at the top that are no more. */
  readonly gone: ReadonlySet<string>;
  readonly list: readonly Choice[];
  readonly choices: Choices;
  readonly problems: readonly Problem[];
  readonly listProblems: readonly Problem[];
}

const CHANGE: Kind<CompositionKey, Change | undefined> = {
  name: 'change',
  keyOf: textOfKey,
  make: changeBy,
  passing: 'trials',
};

/** `undefined` where a change anywhere in the primary config's own composition may matter. */
function changeBy(at: Snapshot, key: CompositionKey): Change | undefined {
  const primary = withoutOverrides(key);
  const unnoted = at.unnoted();
  if (hasStore(at, key)) return undefined;
  const over = unnoted.compose(primary);
  const composition = composeUnnoted(at, key);
  const { defaultsList: list, choices, root, listProblems } = composition;
  if (list.some((choice) => !isHydraOwn(choice) && touchesHydra(choice))) return undefined;
  noteFiles(at, list, over.defaultsList);
  noteGroup(at, key);
  const own = ownOf(root, over.root);
  const gone = goneFrom(root, over.root);
  for (const names of [own.keys(), gone]) for (const name of names) topOf(at, primary, name);
  if ([...own.values()].some(isOverInterpolation)) at.compose(primary);
  return { own, gone, list, choices, problems: ownProblems(composition, over), listProblems };
}

/** The files of one of the two lists alone. */
function noteFiles({ files }: Snapshot, list: readonly Choice[], over: readonly Choice[]): void {
  const own = new Set(list.map(({ file }) => file.uri));
  const others = new Set(over.map(({ file }) => file.uri));
  for (const uri of new Set([...own, ...others]))
    if (own.has(uri) !== others.has(uri) && uri.startsWith('file:')) files.file(uri);
}

function ownOf({ children }: ConfigNode, over: ConfigNode): Change['own'] {
  return new Map([...children].filter(([name, child]) => child !== over.children.get(name)));
}

const NONE_GONE: Change['gone'] = new Set();

function goneFrom({ children }: ConfigNode, over: ConfigNode): Change['gone'] {
  const gone = [...over.children.keys()].filter((name) => !children.has(name));
  return gone.length === 0 ? NONE_GONE : new Set(gone);
}

/** Something was merged over an interpolation: it has a copy of what that meant, which may stand anywhere. */
function isOverInterpolation(node: ConfigNode): boolean {
  if (node.children.size === 0) return false;
  const known = overInterpolations.get(node);
  if (known !== undefined) return known;
  const found =
    node.writes.some(({ value }) => value.kind === 'scalar' && value.leaf.t === 'interp') ||
    [...node.children.values()].some(isOverInterpolation);
  overInterpolations.set(node, found);
  return found;
}

const overInterpolations = new WeakMap<ConfigNode, boolean>();

/** The primary config's own composition with a change, as it is now. */
function changed(at: Snapshot, key: CompositionKey, change: Change): Apart {
  const primary = withoutOverrides(key);
  const over = at.unnoted().compose(primary);
  const { own, gone, list, choices, problems, listProblems } = change;
  let made: Composition | undefined;
  const whole = (): Composition => {
    made ??= at.compose(key);
    return made;
  };
  const children = new OneByOne(
    (name) => {
      const mine = own.get(name);
      if (mine !== undefined || gone.has(name)) return mine;
      const theirs = topOf(at, primary, name);
      return theirs !== undefined && isOverInterpolation(theirs) ? whole().root.children.get(name) : theirs;
    },
    () => whole().root.children,
  );
  const composition = compositionOf({
    name: key.name,
    version: key.version,
    root: { shape: over.root.shape, children, writes: over.root.writes },
    defaultsList: () => listOver(list, over),
    choices,
    problems,
    listProblems,
    sources: over.sources,
    whole: () => whole().whole,
    defaultsTree: () => whole().defaultsTree,
  });
  return { composition, own };
}

/** What is worked out of the list of a primary config's own composition, for all that try options over it. */
interface Over {
  readonly files: ReadonlyMap<string, ConfigFile>;
  /** The list of a change with these files: the last one, for there are too many of them to keep. */
  last?: { readonly list: readonly Choice[]; readonly made: readonly Choice[] };
}

const overs = new WeakMap<readonly Choice[], Over>();

function overOf(list: readonly Choice[]): Over {
  const known = overs.get(list);
  if (known !== undefined) return known;
  const made: Over = { files: new Map(list.map(({ file }) => [file.uri, file])) };
  overs.set(list, made);
  return made;
}

/** The list of a change with the files as the primary config's own composition has them; several rules ask for it in a row. */
function listOver(list: readonly Choice[], composition: Composition): readonly Choice[] {
  const over = overOf(composition.defaultsList);
  if (over.last?.list === list) return over.last.made;
  const made = withFiles(list, ({ uri }) => over.files.get(uri));
  over.last = { list, made };
  return made;
}

/** With all that the composition rests on. */
function wholly(at: Snapshot, key: CompositionKey): Apart {
  const of = at.compose(key);
  const over = at.compose(withoutOverrides(key));
  const own = ownOf(of.root, over.root);
  return { composition: compositionWith(of, { problems: ownProblems(of, over) }), own };
}

/** The problems that the primary config's own composition has not. */
export function ownProblems({ problems }: Composition, over: Composition): readonly Problem[] {
  if (problems.length === 0 || over.problems.length === 0) return problems;
  const known = new Set(over.problems.map((each) => JSON.stringify(each)));
  return problems.filter((each) => !known.has(JSON.stringify(each)));
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
  return at.answer(topsOf(key), name);
}

/** A kind for each primary config: every option asks for several of its keys, and no text has to be made for that. */
const tops = new WeakMap<CompositionKey, Kind<string, ConfigNode | undefined>>();

function topsOf(key: CompositionKey): Kind<string, ConfigNode | undefined> {
  const known = tops.get(key);
  if (known !== undefined) return known;
  const made: Kind<string, ConfigNode | undefined> = {
    name: `top of ${textOfKey(key)}`,
    keyOf: itself,
    make: (at, name) => at.compose(key).root.children.get(name),
    isSame: isSameNode,
    settles: true,
  };
  tops.set(key, made);
  return made;
}
