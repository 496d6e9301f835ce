import type { ConfigNode } from '../../compose/index.ts';
import { primaryKeysOf } from '../../project/index.ts';
import { BUDGETS, type Range, touches, type Uri } from '../../text/index.ts';
import type { KeyAddress, Search } from './addresses.ts';

/** The keys that the field of a dataclass at a place gives its value, wherever the class lands. */
export function keysOfField(
  { snapshot, roots }: Search,
  uri: Uri,
  offset: number,
): { readonly addresses: readonly KeyAddress[]; readonly range: Range } | undefined {
  // Every way to make such a class has the word in its text: `@dataclass`, `attr.s`, `@define` of attrs.
  if (!/dataclass|attr/.test(snapshot.files.file(uri)?.text ?? '')) return undefined;
  const addresses = new Map<string, KeyAddress>();
  let range: Range | undefined;
  for (const { root } of roots) {
    for (const key of primaryKeysOf(snapshot, root).slice(0, BUDGETS.dataclassConfigs)) {
      const visit = (node: ConfigNode, path: readonly string[]): void => {
        for (const { origin } of node.writes) {
          if (origin.kind !== 'file' || origin.file.uri !== uri || origin.key === undefined) continue;
          if (!touches(origin.key, offset)) continue;
          range = origin.key;
          addresses.set(`${root.uri} ${path.join('\0')}`, { root: root.uri, path });
        }
        for (const [name, child] of node.children) visit(child, [...path, name]);
      };
      visit(snapshot.compose(key).root, []);
    }
  }
  return range === undefined ? undefined : { addresses: [...addresses.values()], range };
}
