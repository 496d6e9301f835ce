import type { ConfigNode, KeyPath, Write } from '../../compose/index.ts';
import type { ConfigFile, Range } from '../../text/index.ts';

/** A write of a config under a key that is written there. */
export interface FileWrite extends Write {
  readonly file: ConfigFile;
  readonly key: Range;
}

export function fileWrite(write: Write | undefined): FileWrite | undefined {
  const { origin } = write ?? {};
  if (write === undefined || origin?.kind !== 'file' || origin.key === undefined) return undefined;
  return { origin, op: write.op, value: write.value, file: origin.file, key: origin.key };
}

/** Something found at a value, with the way to it. */
export interface Located<T> {
  readonly path: KeyPath;
  readonly found: T;
}

/**
 * Looks for something in the values that were written more than once, or `fewest` times. What there is to find in one depends on nothing
 * but its history, and most compositions have most of their values in common: it is looked through once.
 */
export function findingOverwrites<T>(find: (node: ConfigNode) => T | undefined, fewest = 2) {
  const known = new WeakMap<ConfigNode, readonly Located<T>[]>();
  const below = (node: ConfigNode): readonly Located<T>[] => {
    const own = node.writes.length < fewest ? undefined : find(node);
    // Most nodes are leaves with one write: to remember them would take more than to look at them.
    if (node.children.size === 0) return own === undefined ? NOTHING : [{ path: [], found: own }];
    const before = known.get(node);
    if (before !== undefined) return before;
    const found: Located<T>[] = own === undefined ? [] : [{ path: [], found: own }];
    // Of what a dataclass declares its own rules tell; list items are nobody's but their list's.
    if (node.shape === 'map') found.push(...among(node.children));
    const all = found.length === 0 ? NOTHING : found;
    known.set(node, all);
    return all;
  };
  const among = (children: ReadonlyMap<string, ConfigNode>): Located<T>[] => {
    const found: Located<T>[] = [];
    for (const [name, child] of children)
      for (const each of below(child)) found.push({ path: [name, ...each.path], found: each.found });
    return found;
  };
  return among;
}

const NOTHING: readonly never[] = [];
