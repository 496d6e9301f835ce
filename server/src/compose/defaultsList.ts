import type { ConfigFile } from '../text/index.ts';
import type { Choice } from './composition.ts';
import { configPath, type DefaultsItem, finalPackage, overrideKey } from './defaultsItem.ts';
import { type DefaultsTree, isTree } from './defaultsTree.ts';

/** Walks a tree in merge order and adds what each branch brings to the list. */
export function flatten(node: DefaultsTree | DefaultsItem, holder: DefaultsTree, list: Choice[]): void {
  if (!isTree(node)) {
    if (node.kind === 'self' && holder.file !== undefined) push(list, holder, holder.file, holder.parent, true);
    return;
  }
  const { item, children, file } = node;
  if (children !== undefined) for (const child of children) flatten(child, node, list);
  else if (!item.deleted && file !== undefined) push(list, node, file, holder, false);
}

function push(
  list: Choice[],
  { item }: DefaultsTree,
  file: ConfigFile,
  parent: DefaultsTree | undefined,
  isSelf: boolean,
): void {
  list.push({
    configPath: configPath(item),
    package: finalPackage(item),
    ...(parent !== undefined && { parent: configPath(parent.item) }),
    isSelf,
    primary: item.primary,
    ...(item.kind === 'group' && !isSelf && { overrideKey: overrideKey(item) }),
    file,
    chosenBy: item.origin,
  });
}

/**
 * Of lists that go round in a circle one round: each config where it comes last, which is nearest to the primary config.
 * The others would be merged over themselves, and each of their values would have hundreds of writes.
 */
export function withoutRounds(list: readonly Choice[]): readonly Choice[] {
  const keyOf = ({ configPath, package: packageText }: Choice) => `${configPath}\n${packageText}`;
  const last = new Map(list.map((choice) => [keyOf(choice), choice]));
  return list.filter((choice) => last.get(keyOf(choice)) === choice);
}
