import {
  type ConfigRoot,
  configsByFolder,
  configUrisOf,
  glimpseOf,
  isSameList,
  isSameMap,
  itself,
  type Kind,
  lookingForConfigs,
  placeOf,
  type Snapshot,
} from '../../project/index.ts';
import { addTo, type ConfigFile, type Range, type Uri, type ValueNode } from '../../text/index.ts';

/** What the configs of a root bring, whoever chooses them: for those who look for a key that a composition lacks. */
export interface BroughtKeys {
  /** The configs that bring a dotted path, by their own header and group; a package that a user names is not in it. */
  readonly at: ReadonlyMap<string, readonly Uri[]>;
  /** The paths in a mapping, by its own. */
  readonly below: ReadonlyMap<string, readonly string[]>;
}

/** Made of the paths that each config brings: it stays the same object while only values change. */
export function broughtKeys(snapshot: Snapshot, root: Uri): BroughtKeys {
  return snapshot.derive(`brought keys ${root}`, (from) => {
    const at = new Map<string, Uri[]>();
    const below = new Map<string, string[]>();
    for (const found of broughtByFolder(from, root)) {
      for (const [uri, paths] of found) for (const path of paths) bring(at, below, path, uri);
    }
    return { at, below };
  });
}

function bring(at: Map<string, Uri[]>, below: Map<string, string[]>, path: string, uri: Uri): void {
  const there = at.get(path);
  if (there !== undefined) there.push(uri);
  else {
    at.set(path, [uri]);
    addTo(below, path.slice(0, Math.max(0, path.lastIndexOf('.'))), path);
  }
}

/** So many configs are read in one step. */
const STEP = 64;

const NOTHING: ReadonlyMap<Uri, readonly string[]> = new Map();

/** What they are made of, folder by folder; with nothing in between where a folder takes long, so that there is a moment to pause. */
export function* broughtByFolder(snapshot: Snapshot, root: Uri): Generator<ReadonlyMap<Uri, readonly string[]>> {
  const owner = rootAt(snapshot, root);
  for (const [folder, all] of owner === undefined ? [] : configsByFolder(snapshot, owner)) {
    const key = `brought in ${folder} of ${root}`;
    if (all.length > STEP && !snapshot.isAtHand(key)) {
      for (const [index, uri] of all.entries()) {
        pathsIn(snapshot, uri);
        if (index % STEP === 0) yield NOTHING;
      }
    }
    yield snapshot.derive(
      key,
      (from) => {
        const own = rootAt(from, root);
        const uris = own === undefined ? [] : (configsByFolder(from, own).get(folder) ?? []);
        return new Map(uris.map((uri) => [uri, pathsIn(from, uri)]));
      },
      { isSame: isSameMap },
    );
  }
}

function rootAt(snapshot: Snapshot, root: Uri): ConfigRoot | undefined {
  return snapshot.projects().flatMap(({ roots }) => roots.filter(({ uri }) => uri === root))[0];
}

/** The configs of a root that bring one path: only those are read whose text has its last name. */
export function bringersOf(snapshot: Snapshot, root: Uri, path: readonly string[]): readonly Uri[] {
  const owner = rootAt(snapshot, root);
  const name = path.at(-1) ?? '';
  const uris = owner === undefined ? [] : configUrisOf(snapshot, owner);
  return uris.filter((uri) => mayHave(snapshot, uri, name) && pathsIn(snapshot, uri).includes(path.join('.')));
}

/** Reads their texts, one by one. */
export function* readingConfigs(snapshot: Snapshot, root: Uri): Generator<void> {
  const owner = rootAt(snapshot, root);
  if (owner !== undefined) yield* lookingForConfigs(snapshot, owner);
  for (const uri of owner === undefined ? [] : configUrisOf(snapshot, owner)) {
    snapshot.files.file(uri);
    yield;
  }
}

/** A name may also be that of the group that a config lies in, or of its package, and stand nowhere in its text. */
function mayHave({ files }: Snapshot, uri: Uri, name: string): boolean {
  return files.file(uri)?.text.includes(name) === true || uri.split('/').includes(encodeURIComponent(name));
}

function pathsIn(snapshot: Snapshot, uri: Uri): readonly string[] {
  return snapshot.answer(BROUGHT, uri);
}

const BROUGHT: Kind<Uri, readonly string[]> = {
  name: 'brought',
  keyOf: itself,
  make: (at, uri) => {
    const entry = at.files.file(uri);
    const file = entry === undefined ? undefined : glimpseOf(entry);
    const landing = file === undefined ? undefined : landingOf(at, file);
    if (file?.body === undefined || landing === undefined) return [];
    const paths = landing.map((_, index) => landing.slice(0, index + 1).join('.'));
    const above = landing.join('.');
    collect(file.body, above, paths);
    return shared(above, paths);
  },
  isSame: isSameList,
};

const lists = new Map<string, readonly string[]>();
const LISTS_BUDGET = 1_000;

/** The options of a group mostly bring the same paths: then they have one list. */
function shared(group: string, paths: readonly string[]): readonly string[] {
  const known = lists.get(group);
  if (known !== undefined && isSameList(known, paths)) return known;
  if (lists.size >= LISTS_BUDGET) lists.clear();
  lists.set(group, paths);
  return paths;
}

function collect(node: ValueNode, above: string, into: string[]): void {
  if (node.kind !== 'map') return;
  for (const [name, entry] of node.entries) {
    const path = above === '' ? name : `${above}.${name}`;
    into.push(path);
    collect(entry.value, path, into);
  }
}

/** Where a config lands by its own header, else by its group. */
export function landingOf(snapshot: Snapshot, { uri, header }: ConfigFile): readonly string[] | undefined {
  const group = placeOf(snapshot, uri)?.configPath.split('/').slice(0, -1);
  if (group === undefined) return undefined;
  const keywords = new Map<string, readonly string[]>([
    ['_global_', []],
    ['_group_', group],
  ]);
  return header?.package.split('.').flatMap((name) => keywords.get(name) ?? [name]) ?? group;
}

/** Whether a config lands at the root of the config for no other reason than where it lies. */
export function isOfRoot(snapshot: Snapshot, uri: Uri): boolean {
  const file = snapshot.config(uri);
  return file !== undefined && file.header === undefined && landingOf(snapshot, file)?.length === 0;
}

/** Where a config writes the key of a path that it brings; `undefined` for the mappings above its package. */
export function keyOfPath(snapshot: Snapshot, uri: Uri, path: readonly string[]): Range | undefined {
  const file = snapshot.config(uri);
  const landing = file === undefined ? undefined : landingOf(snapshot, file);
  let value = file?.body;
  let key: Range | undefined;
  for (const name of path.slice(landing?.length ?? 0)) {
    const entry = value?.kind === 'map' ? value.entries.get(name) : undefined;
    value = entry?.value;
    key = entry?.keyRange;
  }
  return key;
}
