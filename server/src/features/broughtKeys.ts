import { configUrisOf, isSameList, placeOf, type Snapshot } from '../project/index.ts';
import { addTo, type ConfigFile, type Range, type Uri, type ValueNode } from '../text/index.ts';

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
    const owner = from.projects().flatMap(({ roots }) => roots.filter(({ uri }) => uri === root))[0];
    for (const uri of owner === undefined ? [] : configUrisOf(from, owner)) {
      for (const path of pathsIn(from, uri)) {
        const there = at.get(path);
        if (there !== undefined) there.push(uri);
        else {
          at.set(path, [uri]);
          const above = path.slice(0, Math.max(0, path.lastIndexOf('.')));
          addTo(below, above, path);
        }
      }
    }
    return { at, below };
  });
}

/** The configs of a root that bring one path: only those are read whose text has its last name. */
export function bringersOf(snapshot: Snapshot, root: Uri, path: readonly string[]): readonly Uri[] {
  const owner = snapshot.projects().flatMap(({ roots }) => roots.filter(({ uri }) => uri === root))[0];
  const name = path.at(-1) ?? '';
  const uris = owner === undefined ? [] : configUrisOf(snapshot, owner);
  return uris.filter((uri) => mayHave(snapshot, uri, name) && pathsIn(snapshot, uri).includes(path.join('.')));
}

/** A name may also be that of the group that a config lies in, or of its package, and stand nowhere in its text. */
function mayHave({ files }: Snapshot, uri: Uri, name: string): boolean {
  return files.file(uri)?.text.includes(name) === true || uri.split('/').includes(encodeURIComponent(name));
}

function pathsIn(snapshot: Snapshot, uri: Uri): readonly string[] {
  return snapshot.derive(
    `brought by ${uri}`,
    (from) => {
      const file = from.config(uri);
      const landing = file === undefined ? undefined : landingOf(from, file);
      if (file?.body === undefined || landing === undefined) return [];
      const paths = landing.map((_, index) => landing.slice(0, index + 1).join('.'));
      collect(file.body, landing.join('.'), paths);
      return paths;
    },
    { isSame: isSameList },
  );
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
