import type { ConfigNode, KeyPath } from '../../compose/index.ts';

/** A node whose text is an interpolation. */
export interface Interpolating {
  /** From the node that was asked about. */
  readonly at: KeyPath;
  readonly node: ConfigNode;
  readonly text: string;
}

const NONE: readonly Interpolating[] = [];
const known = new WeakMap<ConfigNode, readonly Interpolating[]>();

/** The interpolations in a node, itself included; worked out once, since most compositions have most nodes in common. */
export function interpolationsIn(top: ConfigNode): readonly Interpolating[] {
  const before = known.get(top);
  if (before !== undefined) return before;
  const found: Interpolating[] = [];
  const path: string[] = [];
  const visit = (node: ConfigNode): void => {
    if (node.leaf?.t === 'interp') found.push({ at: [...path], node, text: node.leaf.v });
    for (const [name, child] of node.children) {
      path.push(name);
      visit(child);
      path.pop();
    }
  };
  visit(top);
  const kept = found.length === 0 ? NONE : found;
  known.set(top, kept);
  return kept;
}
