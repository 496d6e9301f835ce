import type { Chooser, DefaultsBranch, Origin } from './composition.ts';
import { configPath, type DefaultsItem, finalPackage, nameOf, overrideKey } from './defaultsItem.ts';
import { type DefaultsTree, isTree } from './defaultsTree.ts';

/** A defaults tree as it is shown: in the words of `--info defaults-tree`, with who decided what. */
export function shownTree(node: DefaultsTree): DefaultsBranch {
  const { item, file } = node;
  return {
    ...shownItem(item),
    ...(file !== undefined && { uri: file.uri }),
    children: (node.children ?? []).map((child) => {
      if (isTree(child)) return shownTree(child);
      return { ...(child.kind === 'self' ? shownSelf(child, node) : shownItem(child)), children: [] };
    }),
  };
}

function shownItem(item: DefaultsItem): Omit<DefaultsBranch, 'children'> {
  const { kind, optional, deleted, origin, replaced } = item;
  return {
    kind,
    label: labelOf(item),
    configPath: configPath(item),
    package: finalPackage(item),
    ...(kind === 'group' && { overrideKey: overrideKey(item) }),
    chosenBy: chooserOf(origin),
    ...(replaced !== undefined && {
      replaced: { option: optionText(replaced.value), chosenBy: chooserOf(replaced.origin) },
    }),
    isOptional: optional,
    isDeleted: deleted,
  };
}

/** The content of the config whose list holds it. */
function shownSelf(self: DefaultsItem, { item, file }: DefaultsTree): Omit<DefaultsBranch, 'children'> {
  return {
    kind: 'self',
    label: '_self_',
    configPath: configPath(item),
    package: finalPackage(item),
    ...(file !== undefined && { uri: file.uri }),
    chosenBy: chooserOf(self.origin),
    isOptional: false,
    isDeleted: false,
  };
}

function optionText(value: DefaultsItem['value']): string {
  return typeof value === 'string' ? value : value == null ? 'null' : `[${value.join(', ')}]`;
}

function labelOf(item: DefaultsItem): string {
  if (item.kind === 'group') return `${overrideKey(item)}: ${nameOf(item) ?? 'null'}`;
  return item.kind === 'self' ? '_self_' : configPath(item);
}

function chooserOf(origin: Origin): Chooser {
  if (origin.kind !== 'file') return origin;
  return { kind: 'file', uri: origin.file.uri, ...(origin.key !== undefined && { key: origin.key }) };
}
