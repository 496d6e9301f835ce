import { type Composition, dereference, type KeyPath, nodeAt } from '../../compose/index.ts';
import type { Snapshot } from '../../project/index.ts';
import { surroundings } from '../explain.ts';

/**
 * Where names lead that go through interpolations: `${m.lr}` with `m: ${optimizer}`. `undefined` where none is on the way,
 * as for nearly all of them, or where it leads to nothing that is written.
 */
export function followed(
  snapshot: Snapshot,
  composition: Composition,
  base: KeyPath,
  names: readonly string[],
): KeyPath | undefined {
  if (!goesThrough(composition, base, names)) return undefined;
  let path = base;
  for (const name of names) {
    const node = nodeAt(composition.root, path);
    if (node?.leaf?.t === 'interp') {
      const found = dereference(composition.root, node.leaf.v, path, surroundings(snapshot, composition));
      if (found.kind !== 'node') return undefined;
      path = found.path;
    }
    path = [...path, name];
  }
  return path;
}

function goesThrough({ root }: Composition, base: KeyPath, names: readonly string[]): boolean {
  let node = nodeAt(root, base);
  for (const name of names) {
    if (node?.leaf?.t === 'interp') return true;
    node = node?.children.get(name);
  }
  return false;
}
