import { configUrisOf, placeOf, type Snapshot } from '../project/index.ts';
import type { ConfigFile, Range, Uri, ValueNode } from '../text/index.ts';

/** A key that a config brings to whoever chooses it. */
export interface BroughtKey {
  readonly file: ConfigFile;
  /** `undefined` for the mappings above a package. */
  readonly key: Range | undefined;
  /** The dotted path where it lands, by the config's own header and group; a package that a user names is not in it. */
  readonly path: readonly string[];
  /** Whether the config lands at the root of the config for no other reason than where it lies. */
  readonly isOfRoot: boolean;
}

/** What configs bring, by dotted path. */
export interface BroughtKeys {
  readonly at: ReadonlyMap<string, readonly BroughtKey[]>;
  /** The keys of a mapping, by its path. */
  readonly below: ReadonlyMap<string, readonly BroughtKey[]>;
}

/** What the configs of a root bring: for those who look for a key that a composition lacks. */
export function broughtKeys(snapshot: Snapshot, root: Uri): BroughtKeys {
  return snapshot.derive(`brought keys ${root}`, (snap) => {
    const at = new Map<string, BroughtKey[]>();
    const below = new Map<string, BroughtKey[]>();
    const add = (map: Map<string, BroughtKey[]>, place: string, each: BroughtKey) => {
      const there = map.get(place);
      if (there === undefined) map.set(place, [each]);
      else there.push(each);
    };
    const owner = snap.projects().flatMap(({ roots }) => roots.filter(({ uri }) => uri === root))[0];
    for (const uri of owner === undefined ? [] : configUrisOf(snap, owner)) {
      const file = snap.config(uri);
      const configPath = file === undefined ? undefined : placeOf(snap, uri)?.configPath;
      if (file === undefined || configPath === undefined) continue;
      for (const each of keysOf(file, configPath)) {
        add(at, each.path.join('.'), each);
        if (each.key !== undefined) add(below, each.path.slice(0, -1).join('.'), each);
      }
    }
    return { at, below };
  });
}

const known = new WeakMap<ConfigFile, readonly BroughtKey[]>();

function keysOf(file: ConfigFile, configPath: string): readonly BroughtKey[] {
  const made = known.get(file) ?? readKeys(file, configPath);
  known.set(file, made);
  return made;
}

function readKeys(file: ConfigFile, configPath: string): BroughtKey[] {
  const { header, body } = file;
  if (body === undefined) return [];
  const group = configPath.split('/').slice(0, -1);
  const keywords = new Map<string, readonly string[]>([
    ['_global_', []],
    ['_group_', group],
  ]);
  const landing = header?.package.split('.').flatMap((name) => keywords.get(name) ?? [name]) ?? group;
  const isOfRoot = landing.length === 0 && header === undefined;
  const found: BroughtKey[] = landing.map((_, index) => {
    return { file, key: undefined, path: landing.slice(0, index + 1), isOfRoot };
  });
  const visit = (node: ValueNode, path: readonly string[]): void => {
    if (node.kind !== 'map') return;
    for (const [name, entry] of node.entries) {
      const at = [...path, name];
      found.push({ file, key: entry.keyRange, path: at, isOfRoot });
      visit(entry.value, at);
    }
  };
  visit(body, landing);
  return found;
}
