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
  /** The node in the first of the compositions. */
  readonly node: ConfigNode;
  /** No schema and no dataclass says in any composition which keys there are; no `_target_` is above it or below. */
  isFree: boolean;
  /** A composition has it that is not started by its own file. */
  isInherited: boolean;
}

/** Every written key of a project's compositions, and who writes which path. */
export interface KeySites {
  readonly sites: readonly KeySite[];
  /** By root and dotted path. */
  readonly writers: (root: Uri, path: KeyPath) => readonly KeySite[];
  /** Configs that others inherit from. */
  readonly bases: ReadonlySet<Uri>;
}

export function keySitesOf(snapshot: Snapshot, project: Project, usages: readonly Usage[]): KeySites {
  const sites = new Map<string, KeySite>();
  const byPath = new Map<string, KeySite[]>();
  const bases = new Set<Uri>();
  for (const { key, composition } of usages) {
    const primary = composition.defaultsList.find((choice) => choice.primary)?.file.uri;
    for (const choice of composition.defaultsList) if (!choice.primary) bases.add(choice.file.uri);
    const isCovered = coverage(snapshot, project, composition);
    const visit = (node: ConfigNode, path: KeyPath, isFree: boolean): void => {
      const isOpen = isFree && node.declared?.kind !== 'structured' && node.instance === undefined && !isCovered(path);
      for (const [name, child] of node.children) {
        const at = [...path, name];
        const isOwn = isOpen && !holdsTarget(child);
        visit(child, at, isOwn);
        for (const { origin } of child.writes) {
          if (origin.kind !== 'file' || origin.key === undefined) continue;
          if (pathBelow(key.root, origin.file.uri) === undefined) continue;
          const id = [key.root, origin.file.uri, origin.key.start, ...at].join('\0');
          const { file } = origin;
          const known = sites.get(id);
          const isInherited = file.uri !== primary;
          const site = known ?? { file, key: origin.key, path: at, root: key.root, node: child, isFree: isOwn, isInherited };
          site.isFree &&= isOwn;
          site.isInherited ||= isInherited;
          if (known !== undefined) continue;
          sites.set(id, site);
          const place = [key.root, ...at].join('\0');
          byPath.set(place, [...(byPath.get(place) ?? []), site]);
        }
      }
    };
    visit(composition.root, [], true);
  }
  return {
    sites: [...sites.values()],
    writers: (root, path) => byPath.get([root, ...path].join('\0')) ?? [],
    bases,
  };
}

/** Whether a schema of the user, or one that Python's classes give, says which keys a mapping has. */
function coverage(snapshot: Snapshot, project: Project, composition: Composition): (path: KeyPath) => boolean {
  const described = describe(snapshot, composition);
  const parts = derivedSchemasAt(snapshot, project, composition).map((each) => each.path);
  return (path) => {
    if (parts.some((part) => part.every((name, index) => path[index] === name))) return true;
    return described !== undefined && keysAt(described.set, described.value, path).size > 0;
  };
}

/** What is instantiated has the keys of its class. */
function holdsTarget({ children }: ConfigNode): boolean {
  return children.has('_target_') || [...children.values()].some(holdsTarget);
}

/** The names that a project's interpolations mention: `${seq_len}`, `${model.dim}`, `${oc.select:a.b}`. */
export function interpolatedNames(files: readonly ConfigFile[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { text } of files) {
    for (const [inside] of text.matchAll(/\$\{[^\n]*/g)) for (const name of inside.split(/[^\w-]+/)) names.add(name);
  }
  return names;
}
