import type { KeyPath } from '../../compose/index.ts';
import { configsByFolder, placeOf, type Snapshot } from '../../project/index.ts';
import { nameOfUri, parentUri, type Uri, type ValueNode } from '../../text/index.ts';
import { childOf } from '../completion/cursorContext.ts';

/** What the other options of a file's group have at one place: option by option, those that have it. */
export interface OptionValue {
  readonly option: string;
  readonly value: ValueNode;
}

/** More options than these are not looked at: they are alike. */
const LOOKED_AT = 50;

function siblingsOf(snapshot: Snapshot, uri: Uri): readonly Uri[] {
  const placed = placeOf(snapshot, uri);
  // What lies at the top of a root are primary configs and what they share: no options of one thing.
  if (placed === undefined || !placed.configPath.includes('/')) return [];
  const all = configsByFolder(snapshot, placed.root).get(parentUri(uri)) ?? [];
  return all.filter((each) => each !== uri).slice(0, LOOKED_AT);
}

/** The values at a place of the file, in the other options of its group. */
export function valuesInOptions(snapshot: Snapshot, uri: Uri, path: KeyPath): readonly OptionValue[] {
  return siblingsOf(snapshot, uri).flatMap((each) => {
    const value = path.reduce<ValueNode | undefined>(childOf, snapshot.config(each)?.body);
    return value === undefined ? [] : [{ option: nameOfUri(each).replace(/\.yaml$/, ''), value }];
  });
}

/** The keys that a mapping of the file has in the other options of its group. */
export function keysInOptions(
  snapshot: Snapshot,
  uri: Uri,
  path: KeyPath,
): ReadonlyMap<string, readonly OptionValue[]> {
  const keys = new Map<string, OptionValue[]>();
  for (const { option, value } of valuesInOptions(snapshot, uri, path)) {
    if (value.kind !== 'map') continue;
    for (const [name, entry] of value.entries) {
      if (entry.key.t !== 'str') continue;
      keys.set(name, [...(keys.get(name) ?? []), { option, value: entry.value }]);
    }
  }
  return keys;
}
