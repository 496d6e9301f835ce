import type { Composition } from '../compose/index.ts';
import { addTo, joinUri, pathBelow, type Uri } from '../text/index.ts';
import { type CompositionKey, textOfKey } from './compositionKey.ts';
import type { ConfigRoot, Project } from './discover.ts';
import { isSharedRoot, mayBePrimary, saysItIsConfig } from './hydraYaml.ts';
import type { Kind } from './memo.ts';
import { isSameData, isSameList } from './same.ts';
import { headIn, innermost, itself, listedBy, onceIn, ownerOf, type Snapshot } from './snapshot.ts';

/** One composition with the key that it was asked by. */
export interface Usage {
  readonly key: CompositionKey;
  readonly composition: Composition;
}

/** A file's place in a config root. */
export interface Placed {
  readonly project: Project;
  readonly root: ConfigRoot;
  /** Without extension: `model/gpt`. */
  readonly configPath: string;
}

/** Where a file stands among the config roots; `undefined` for every file that is no config. */
export const placeOf = onceIn((snapshot, uri: Uri): Placed | undefined => {
  const placed = placing(snapshot)(uri);
  if (placed === undefined || headIn(snapshot, uri)?.isOther === undefined) return placed;
  return isConfig(snapshot, placed, uri) ? placed : undefined;
});

/** The same for many files, whose texts it does not look at in a folder of configs. */
export function placing(snapshot: Snapshot): (uri: Uri) => Placed | undefined {
  const projects = snapshot.projects();
  const shared = new Map<Uri, boolean>();
  const isShared = (root: ConfigRoot): boolean => {
    const known = shared.get(root.uri) ?? isSharedRoot(snapshot.files, root);
    shared.set(root.uri, known);
    return known;
  };
  return (uri) => {
    if (!uri.endsWith('.yaml')) return undefined;
    const own = innermost(projects, uri);
    if (uri === own?.projectUri) return undefined;
    // A project may have a root beside its folder (`config_path="../conf"`).
    const placed = (own && placeIn(own, uri)) ?? projects.flatMap((each) => placeIn(each, uri) ?? [])[0];
    // In a root that is a project's own folder, too, most YAML is other programs'.
    return placed === undefined || (isShared(placed.root) && !isConfig(snapshot, placed, uri)) ? undefined : placed;
  };
}

function placeIn(project: Project, uri: Uri): Placed | undefined {
  let found: Placed | undefined;
  for (const root of project.roots) {
    if (found !== undefined && found.root.uri.length >= root.uri.length) continue;
    const path = pathBelow(root.uri, uri);
    if (path !== undefined) found = { project, root, configPath: path.slice(0, -'.yaml'.length) };
  }
  return found;
}

function isConfig(snapshot: Snapshot, { root, configPath }: Placed, uri: Uri): boolean {
  return snapshot.derive(`is config ${uri}`, (at) => {
    if (saysItIsConfig(at.files, root.uri, uri) || reachedBy(at, root).has(uri)) return true;
    const groups = primaryKeysOf(at, root).flatMap((key) => choiceKeysOf(at, key));
    return groups.some((group) => configPath.startsWith(`${group.split('@')[0]}/`));
  });
}

export function keyOf(
  project: Project,
  root: ConfigRoot,
  name: string,
  overrides: readonly string[] = [],
): CompositionKey {
  return { root: root.uri, name, overrides, version: project.version };
}

/** The primary config of a file's root, composed with these overrides. */
export function usageOf(
  snapshot: Snapshot,
  { project, root }: Placed,
  name: string,
  overrides: readonly string[],
): Usage {
  const key = keyOf(project, root, name, overrides);
  return { key, composition: snapshot.compose(key) };
}

/** Which files a composition has, in the order in which they are merged; the same list while only contents change. */
export function filesOfComposition(snapshot: Snapshot, key: CompositionKey): readonly Uri[] {
  return snapshot.answer(FILES, key);
}

const FILES: Kind<CompositionKey, readonly Uri[]> = {
  name: 'files',
  keyOf: textOfKey,
  make: (at, key) => listedBy(at, key).defaultsList.map((choice) => choice.file.uri),
  isSame: isSameList,
  settles: true,
};

/**
 * The configs of a root that an app is started with: those that its apps name, and every file at the top of the root
 * that no other one brings in by its defaults list.
 */
export function primariesOf(snapshot: Snapshot, root: ConfigRoot): readonly Usage[] {
  return snapshot.derive(`primaries ${root.uri}`, (at) =>
    primaryKeysOf(at, root).map((key) => ({ key, composition: at.compose(key) })),
  );
}

/** Their keys alone, which stay the same while only contents change; the same ones for every project that has the root. */
export function primaryKeysOf(snapshot: Snapshot, { uri }: ConfigRoot): readonly CompositionKey[] {
  return snapshot.answer(PRIMARY_KEYS, uri);
}

const PRIMARY_KEYS: Kind<Uri, readonly CompositionKey[]> = {
  name: 'primary keys',
  keyOf: itself,
  make: (at, uri) => {
    const owner = ownerOf(at, uri);
    return owner === undefined ? [] : findPrimaries(at, owner.project, owner.root);
  },
  isSame: isSameData,
};

/** Configs that may be primary ones: those at the top of the root, and those that programs name. */
export function primaryCandidates(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly CompositionKey[] {
  const candidates = (snapshot.files.folder(root.uri) ?? [])
    .filter((entry) => !entry.isFolder && entry.name.endsWith('.yaml'))
    .map((entry) => entry.name.slice(0, -'.yaml'.length))
    .filter((name) => mayBePrimary(snapshot.files, root, name))
    .filter((name) => headIn(snapshot, joinUri(root.uri, `${name}.yaml`))?.isOther === undefined);
  return [...new Set([...candidates, ...namedConfigs(root)])].map((name) => keyOf(project, root, name));
}

/** The configs that programs name. */
function namedConfigs({ apps, composed = [] }: ConfigRoot): ReadonlySet<string> {
  const names = [...apps.flatMap((app) => app.configName ?? []), ...composed];
  return new Set(names.map((name) => name.replace(/\.yaml$/, '')));
}

function findPrimaries(snapshot: Snapshot, project: Project, root: ConfigRoot): readonly CompositionKey[] {
  const keys = primaryCandidates(snapshot, project, root);
  const named = namedConfigs(root);
  const parts = new Map<Uri, ReadonlySet<Uri>>();
  const owns = new Map<CompositionKey, Uri>();
  const bringers = new Map<Uri, Uri[]>();
  for (const key of keys) {
    const own = primaryUri(snapshot, key);
    if (own === undefined) continue;
    owns.set(key, own);
    const uris = new Set(filesOfComposition(snapshot, key));
    parts.set(own, uris);
    for (const uri of uris) if (uri !== own) bringers.set(uri, [...(bringers.get(uri) ?? []), own]);
  }
  // An app may name a file in other letters, where the disk finds it by them.
  const taken = new Set(keys.flatMap((key) => (named.has(key.name ?? '') ? (owns.get(key) ?? []) : [])));
  const found = keys.filter((key) => {
    const own = owns.get(key);
    if (own === undefined || named.has(key.name ?? '')) return own !== undefined;
    if (taken.has(own)) return false;
    // Configs that bring in each other are none the other's base: their circle is to be told.
    return bringers.get(own)?.every((other) => parts.get(own)?.has(other) === true) ?? true;
  });
  // Of a circle so long that no config of it brings in all others, one stands for those that it reaches.
  const reached = new Set(found.flatMap((key) => [...(parts.get(owns.get(key) ?? '') ?? [])]));
  for (const key of keys) {
    const own = owns.get(key);
    if (own === undefined || taken.has(own) || reached.has(own)) continue;
    found.push(key);
    for (const uri of parts.get(own) ?? []) reached.add(uri);
  }
  // Those that an app names come first.
  return [...found.filter(({ name = '' }) => named.has(name)), ...found.filter(({ name = '' }) => !named.has(name))];
}

/** The primary config's own file; `undefined` where there is none. */
function primaryUri(snapshot: Snapshot, key: CompositionKey): Uri | undefined {
  return snapshot.derive(
    `primary of ${textOfKey(key)}`,
    (at) => listedBy(at, key).defaultsList.find((choice) => choice.primary)?.file.uri,
    { settles: true },
  );
}

/** The groups that a composition chooses an option of, as overrides name them. */
export function choiceKeysOf(snapshot: Snapshot, key: CompositionKey): readonly string[] {
  return snapshot.answer(CHOICE_KEYS, key);
}

const CHOICE_KEYS: Kind<CompositionKey, readonly string[]> = {
  name: 'groups',
  keyOf: textOfKey,
  make: (at, key) => [...listedBy(at, key).choices.keys()],
  isSame: isSameList,
  settles: true,
};

/** The primary configs of a root by the files that they reach. */
export function reachedBy(snapshot: Snapshot, root: ConfigRoot): ReadonlyMap<Uri, readonly CompositionKey[]> {
  return snapshot.answer(REACHED, root);
}

const REACHED: Kind<ConfigRoot, ReadonlyMap<Uri, readonly CompositionKey[]>> = {
  name: 'reached',
  keyOf: ({ uri }) => uri,
  make: (at, root) => {
    const found = new Map<Uri, CompositionKey[]>();
    for (const key of primaryKeysOf(at, root))
      for (const uri of new Set(filesOfComposition(at, key))) addTo(found, uri, key);
    return found;
  },
};
