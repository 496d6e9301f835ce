import type { DefaultsBranch } from './composition.ts';
import { configPath, type DefaultsItem, nameOf, overrideKey } from './defaultsItem.ts';
import { type DefaultsTree, isTree } from './defaultsTree.ts';

/** A defaults tree in the words of `--info defaults-tree`. */
export function shownTree(node: DefaultsTree | DefaultsItem): DefaultsBranch {
  if (isTree(node)) return { label: labelOf(node.item), children: (node.children ?? []).map(shownTree) };
  return { label: labelOf(node), children: [] };
}

function labelOf(item: DefaultsItem): string {
  if (item.kind === 'group') return `${overrideKey(item)}: ${nameOf(item) ?? 'null'}`;
  return item.kind === 'self' ? '_self_' : configPath(item);
}
