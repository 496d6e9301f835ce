import type { Composition, ConfigNode, KeyPath } from '../../compose/index.ts';
import { type ConfigRoot, configUrisOf, type Project, type Snapshot } from '../../project/index.ts';
import { hasKeysAt } from '../../schema/index.ts';
import type { ConfigFile, Range } from '../../text/index.ts';
import { derivedSchemasAt } from './derived.ts';
import { describe } from './described.ts';

/** A key that a config writes, at one place of a composition that has it. */
export interface KeySite {
  readonly file: ConfigFile;
  readonly key: Range;
  readonly path: KeyPath;
  /** No dataclass says which keys there are, and no `_target_` is above it or below. */
  readonly isFree: boolean;
}

/** The written keys below some keys at the top of a config, those whose names are asked for. */
export function keySitesOf(
  top: ReadonlyMap<string, ConfigNode>,
  root: ConfigNode,
  isAskedFor: (name: string) => boolean,
): readonly KeySite[] {
  const found: KeySite[] = [];
  const path: string[] = [];
  const visit = (node: ConfigNode, isFree: boolean, children = node.children): void => {
    const isOpen = isFree && node.declared?.kind !== 'structured' && node.instance === undefined;
    for (const [name, child] of children) {
      const isOwn = isOpen && !holdsTarget(child);
      if (child.children.size > 0) {
        path.push(name);
        visit(child, isOwn);
        path.pop();
      }
      if (!isAskedFor(name)) continue;
      const at = [...path, name];
      for (const { origin } of child.writes) {
        if (origin.kind !== 'file' || origin.key === undefined) continue;
        found.push({ file: origin.file, key: origin.key, path: at, isFree: isOwn });
      }
    }
  };
  visit(root, true, top);
  return found;
}

const holding = new WeakMap<ConfigNode, boolean>();

/** What is instantiated has the keys of its class. */
function holdsTarget(node: ConfigNode): boolean {
  const { children } = node;
  if (children.size === 0) return false;
  const known = holding.get(node) ?? (children.has('_target_') || [...children.values()].some(holdsTarget));
  holding.set(node, known);
  return known;
}

/** Whether a schema of the user, or one that Python's classes give, says which keys there are in a mapping. */
export function isDescribed(snapshot: Snapshot, project: Project, composition: Composition, above: KeyPath): boolean {
  const parts = derivedSchemasAt(snapshot, project, composition).map((each) => each.path);
  if (parts.some((part) => part.every((name, index) => above[index] === name))) return true;
  const described = describe(snapshot, composition);
  return described !== undefined && hasKeysAt(described.set, described.value, above);
}

const mentioned = new WeakMap<ConfigFile, ReadonlySet<string>>();

/** So many configs are looked through again when one of them is edited. */
const CONFIGS_AT_ONCE = 64;

/** The names that the interpolations of a root's configs mention, in parts: an edit to one config leaves the others' be. */
export function* interpolatedBelow(snapshot: Snapshot, root: ConfigRoot): Generator<ReadonlySet<string>> {
  for (let from = 0; from < configUrisOf(snapshot, root).length; from += CONFIGS_AT_ONCE) {
    yield snapshot.derive(`interpolated in ${root.uri} ${from}`, (at) => {
      const names = new Set<string>();
      for (const uri of configUrisOf(at, root).slice(from, from + CONFIGS_AT_ONCE)) {
        const file = at.config(uri);
        if (file !== undefined) for (const name of interpolatedIn(file)) names.add(name);
      }
      return names;
    });
  }
}

/** The names that a config's interpolations mention: `${seq_len}`, `${model.dim}`, `${oc.select:a.b}`. */
function interpolatedIn(file: ConfigFile): ReadonlySet<string> {
  const known = mentioned.get(file);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const [inside] of file.text.matchAll(/\$\{[^\n]*/g)) for (const name of inside.split(/[^\w-]+/)) names.add(name);
  mentioned.set(file, names);
  return names;
}
