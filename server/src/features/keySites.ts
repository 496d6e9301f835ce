import type { Composition, ConfigNode, KeyPath } from '../compose/index.ts';
import type { Project, Snapshot, Usage } from '../project/index.ts';
import { keysAt } from '../schema/index.ts';
import { type ConfigFile, pathBelow, type Range, type Uri } from '../text/index.ts';
import { derivedSchemasAt } from './derived.ts';
import { describe } from './described.ts';

/** A key that a config writes, at one place of the compositions that have it. */
export interface KeySite {
  readonly file: ConfigFile;
  readonly key: Range;
  readonly path: KeyPath;
  readonly root: Uri;
  readonly compositions: readonly Composition[];
  /** No dataclass says which keys there are, and no `_target_` is above it or below. */
  readonly isFree: boolean;
}

/** Every written key of a project's compositions, and who writes which path. */
export interface KeySites {
  readonly sites: readonly KeySite[];
  readonly writers: (root: Uri, path: KeyPath) => readonly KeySite[];
  /** Configs that others inherit from. */
  readonly bases: ReadonlySet<Uri>;
}

export function keySitesOf(usages: readonly Usage[]): KeySites {
  const sites = new Map<string, KeySite & { isFree: boolean; readonly compositions: Composition[] }>();
  const bases = new Set<Uri>();
  for (const { key, composition } of usages) {
    for (const choice of composition.defaultsList) if (!choice.primary) bases.add(choice.file.uri);
    for (const each of writtenIn(composition)) {
      if (pathBelow(key.root, each.file.uri) === undefined) continue;
      const id = `${key.root}\0${each.id}`;
      const site = sites.get(id);
      if (site === undefined) sites.set(id, { ...each, root: key.root, compositions: [composition] });
      else {
        site.isFree &&= each.isFree;
        site.compositions.push(composition);
      }
    }
  }
  const byPath = new Map<string, KeySite[]>();
  for (const site of sites.values()) {
    const place = [site.root, ...site.path].join('\0');
    const there = byPath.get(place);
    if (there === undefined) byPath.set(place, [site]);
    else there.push(site);
  }
  return {
    sites: [...sites.values()],
    writers: (root, path) => byPath.get([root, ...path].join('\0')) ?? [],
    bases,
  };
}

interface WrittenKey extends Pick<KeySite, 'file' | 'key' | 'path' | 'isFree'> {
  readonly id: string;
}

/** A composition stays what it is while its files do not change. */
const written = new WeakMap<Composition, readonly WrittenKey[]>();

function writtenIn(composition: Composition): readonly WrittenKey[] {
  const known = written.get(composition);
  if (known !== undefined) return known;
  const found: WrittenKey[] = [];
  const visit = (node: ConfigNode, path: KeyPath, isFree: boolean): void => {
    const isOpen = isFree && node.declared?.kind !== 'structured' && node.instance === undefined;
    for (const [name, child] of node.children) {
      const at = [...path, name];
      const isOwn = isOpen && !holdsTarget(child);
      visit(child, at, isOwn);
      for (const { origin } of child.writes) {
        if (origin.kind !== 'file' || origin.key === undefined) continue;
        const { file, key } = origin;
        found.push({ file, key, path: at, isFree: isOwn, id: [file.uri, key.start, ...at].join('\0') });
      }
    }
  };
  visit(composition.root, [], true);
  written.set(composition, found);
  return found;
}

/** What is instantiated has the keys of its class. */
function holdsTarget({ children }: ConfigNode): boolean {
  return children.has('_target_') || [...children.values()].some(holdsTarget);
}

/** Whether a schema of the user, or one that Python's classes give, says which keys there are beside one. */
export function isDescribed(snapshot: Snapshot, project: Project, { compositions, path }: KeySite): boolean {
  const above = path.slice(0, -1);
  const place = above.join('\0');
  const known = describedIn.get(snapshot) ?? new Map<Composition, Map<string, boolean>>();
  describedIn.set(snapshot, known);
  return compositions.some((composition) => {
    const places = known.get(composition) ?? new Map<string, boolean>();
    known.set(composition, places);
    const isKnown = places.get(place) ?? isMapDescribed(snapshot, project, composition, above);
    places.set(place, isKnown);
    return isKnown;
  });
}

const describedIn = new WeakMap<Snapshot, Map<Composition, Map<string, boolean>>>();

function isMapDescribed(snapshot: Snapshot, project: Project, composition: Composition, above: KeyPath): boolean {
  const parts = derivedSchemasAt(snapshot, project, composition).map((each) => each.path);
  if (parts.some((part) => part.every((name, index) => above[index] === name))) return true;
  const described = describe(snapshot, composition);
  return described !== undefined && keysAt(described.set, described.value, above).size > 0;
}

/** The names that a project's interpolations mention: `${seq_len}`, `${model.dim}`, `${oc.select:a.b}`. */
export function interpolatedNames(files: readonly ConfigFile[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { text } of files) {
    for (const [inside] of text.matchAll(/\$\{[^\n]*/g)) for (const name of inside.split(/[^\w-]+/)) names.add(name);
  }
  return names;
}
