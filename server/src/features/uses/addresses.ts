import type { KeyPath } from '../../compose/index.ts';
import {
  type CompositionKey,
  type ConfigRoot,
  configUrisOf,
  type Landing,
  landingsIn,
  type Project,
  placeOf,
  rootsOf,
  type Snapshot,
} from '../../project/index.ts';
import type { ConfigFile, MapEntry, Range, Uri, ValueNode } from '../../text/index.ts';
import { landingOf } from '../keys/broughtKeys.ts';

/** A key as a program sees it: a path in what a config root's configs compose to. */
export interface KeyAddress {
  readonly root: Uri;
  readonly path: KeyPath;
}

/** A place where a config writes a key. */
export interface WrittenKey {
  readonly file: ConfigFile;
  readonly entry: MapEntry;
  /** Within the file. */
  readonly path: KeyPath;
}

/** A package that brings a key: the mapping is there because a config lands in it. */
export interface PackagedKey {
  readonly uri: Uri;
  readonly root: Uri;
  readonly landing: Landing;
  /** How many names of the package lead to the key. */
  readonly depth: number;
}

/** All that is one key: whoever gives it another name has to give it to all of these. */
export interface OneKey {
  readonly name: string;
  readonly addresses: readonly KeyAddress[];
  readonly written: readonly WrittenKey[];
  readonly packaged: readonly PackagedKey[];
  readonly has: (root: Uri, path: KeyPath) => boolean;
}

/** What is looked through in answering one request: each thing once. */
export interface Search {
  readonly snapshot: Snapshot;
  readonly roots: readonly { readonly project: Project; readonly root: ConfigRoot }[];
  /** Where a root's compositions put a file. */
  readonly landings: (root: Uri, uri: Uri) => readonly Landing[];
  /** The configs of a root whose text has a name. */
  readonly filesWith: (root: Uri, name: string) => readonly ConfigFile[];
}

export function searchIn(snapshot: Snapshot): Search {
  const roots = rootsOf(snapshot);
  const owner = (uri: Uri) => roots.find(({ root }) => root.uri === uri);
  const landingsOf = (uri: Uri) => {
    const own = owner(uri);
    return own === undefined ? undefined : landingsIn(snapshot, own.root);
  };
  const uris = new Map<Uri, readonly Uri[]>();
  const urisOf = (root: Uri): readonly Uri[] => {
    const known = uris.get(root);
    if (known !== undefined) return known;
    const own = owner(root);
    const made =
      own === undefined ? [] : [...new Set([...configUrisOf(snapshot, own.root), ...(landingsOf(root)?.keys() ?? [])])];
    uris.set(root, made);
    return made;
  };
  return {
    snapshot,
    roots,
    landings: (root, uri) => landingsOf(root)?.get(uri) ?? unchosen(snapshot, root, uri),
    filesWith: (root, name) =>
      urisOf(root).flatMap((uri) => {
        if (!uri.endsWith('.yaml') || snapshot.files.file(uri)?.text.includes(name) !== true) return [];
        return snapshot.config(uri) ?? [];
      }),
  };
}

/** A config that nothing chooses lands where its header or its group says. */
function unchosen(snapshot: Snapshot, root: Uri, uri: Uri): readonly Landing[] {
  const file = placeOf(snapshot, uri)?.root.uri === root ? snapshot.config(uri) : undefined;
  const landing = file === undefined ? undefined : landingOf(snapshot, file);
  return landing === undefined ? [] : [{ package: landing.join('.'), keys: [] }];
}

/** Of compositions that try an option, so many are looked at where one says what all of them say. */
const MOST_TRIED = 20;

/** The compositions that have a key: all of primary configs, and some that try an option. */
export function compositionsWith(
  { landings }: Search,
  { addresses, written, packaged }: OneKey,
): readonly CompositionKey[] {
  const found = new Set<CompositionKey>();
  for (const root of new Set(addresses.map((each) => each.root))) {
    for (const uri of new Set(written.map(({ file }) => file.uri)))
      for (const { keys } of landings(root, uri)) for (const key of keys) found.add(key);
  }
  for (const { landing } of packaged) for (const key of landing.keys) found.add(key);
  const tried = [...found].filter(({ isTrial }) => isTrial === true);
  return [...[...found].filter(({ isTrial }) => isTrial !== true), ...tried.slice(0, MOST_TRIED)];
}

export function packageNames({ package: text }: Landing): KeyPath {
  return text === '' ? [] : text.split('.');
}

/** Addresses of a path within a file, wherever compositions put the file. */
export function addressesOf(search: Search, uri: Uri, path: KeyPath): readonly KeyAddress[] {
  return search.roots.flatMap(({ root }) =>
    search.landings(root.uri, uri).map((landing) => ({ root: root.uri, path: [...packageNames(landing), ...path] })),
  );
}

/**
 * Everything that is the same key as one of these: what writes it in any composition, and as a file may land at several
 * places, what that makes the same in others.
 */
export function oneKey(search: Search, start: readonly KeyAddress[]): OneKey {
  const addresses = new Map<string, KeyAddress>();
  const written = new Map<string, WrittenKey>();
  const packaged: PackagedKey[] = [];
  const waiting = [...start];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { root, path } = next;
    if (path.length === 0 || addresses.has(idOf(root, path))) continue;
    addresses.set(idOf(root, path), next);
    for (const [uri, landing] of landingsOfAll(search, root)) {
      const names = packageNames(landing);
      const depth = path.length;
      if (depth <= names.length && path.every((name, index) => name === names[index]))
        packaged.push({ uri, root, landing, depth });
    }
    for (const each of writersOf(search, next)) {
      const id = `${each.entry.keyRange.start} ${each.file.uri}`;
      if (written.has(id)) continue;
      written.set(id, each);
      for (const inner of pathsOfKey(each.file, each.entry.keyRange))
        waiting.push(...addressesOf(search, each.file.uri, inner));
    }
  }
  const [first] = start;
  return {
    name: first?.path.at(-1) ?? '',
    addresses: [...addresses.values()],
    written: [...written.values()],
    packaged,
    has: (root, path) => addresses.has(idOf(root, path)),
  };
}

function landingsOfAll({ snapshot, roots }: Search, uri: Uri): [Uri, Landing][] {
  const own = roots.find(({ root }) => root.uri === uri);
  const all = own === undefined ? [] : [...landingsIn(snapshot, own.root)];
  return all.flatMap(([each, landings]) => landings.map((landing): [Uri, Landing] => [each, landing]));
}

function idOf(root: Uri, path: KeyPath): string {
  return `${root}\0${path.join('\0')}`;
}

/** The configs that write an address, with the places. */
export function writersOf(search: Search, { root, path }: KeyAddress): readonly WrittenKey[] {
  const name = path.at(-1) ?? '';
  return search.filesWith(root, name).flatMap((file) =>
    search.landings(root, file.uri).flatMap((landing): readonly WrittenKey[] => {
      const names = packageNames(landing);
      const isBelow = names.length < path.length && names.every((each, index) => each === path[index]);
      const inner = path.slice(names.length);
      const entry = isBelow ? entryAt(file.body, inner) : undefined;
      return entry === undefined ? [] : [{ file, entry, path: inner }];
    }),
  );
}

/** The entry that a path within a file leads to; list indices are names. */
export function entryAt(body: ValueNode | undefined, path: KeyPath): MapEntry | undefined {
  let node = body;
  let entry: MapEntry | undefined;
  for (const name of path) {
    entry = node?.kind === 'map' ? node.entries.get(name) : undefined;
    node = node?.kind === 'list' ? node.items[Number(name)] : entry?.value;
  }
  return entry;
}

/** The paths of a key within its file: more than one where an alias or a merge key repeats the mapping that has it. */
function pathsOfKey(file: ConfigFile, range: Range): readonly KeyPath[] {
  const found: KeyPath[] = [];
  const visit = (node: ValueNode, path: KeyPath): void => {
    if (node.kind === 'list') {
      for (const [index, item] of node.items.entries()) visit(item, [...path, String(index)]);
    } else if (node.kind === 'map') {
      for (const [name, { keyRange, value }] of node.entries) {
        const below = [...path, name];
        if (keyRange.start === range.start && keyRange.end === range.end) found.push(below);
        visit(value, below);
      }
    }
  };
  if (file.body !== undefined) visit(file.body, []);
  return found;
}
