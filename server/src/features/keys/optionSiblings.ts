import type { KeyPath } from '../../compose/index.ts';
import { type ConfigRoot, configsByFolder, placeOf, type Snapshot } from '../../project/index.ts';
import { addTo, BUDGETS, nameOfUri, parentUri, type Uri, type ValueNode } from '../../text/index.ts';
import { childOf } from '../completion/cursorContext.ts';

/** What the other options of a file's group have at one place: option by option, those that have it. */
export interface OptionValue {
  readonly option: string;
  readonly value: ValueNode;
}

interface Option {
  readonly name: string;
  readonly body: ValueNode | undefined;
}

/**
 * The first options of a file's group beside itself, with what they say: hovers and completions ask for it again and again,
 * and who types in the file changes nothing of it.
 */
function optionsBeside(snapshot: Snapshot, root: ConfigRoot, uri: Uri): readonly Option[] {
  return snapshot.derive(`options beside ${uri}`, (at) =>
    (configsByFolder(at, root).get(parentUri(uri)) ?? [])
      .slice(0, BUDGETS.alikeConfigs + 1)
      .filter((each) => each !== uri)
      .map((each) => ({ name: nameOfUri(each).replace(/\.yaml$/, ''), body: at.config(each)?.body })),
  );
}

/** The values at a place of the file, in the other options of its group. */
export function valuesInOptions(snapshot: Snapshot, uri: Uri, path: KeyPath): readonly OptionValue[] {
  const placed = placeOf(snapshot, uri);
  // What lies at the top of a root are primary configs and what they share: no options of one thing.
  if (placed === undefined || !placed.configPath.includes('/')) return [];
  const found: OptionValue[] = [];
  for (const { name, body } of optionsBeside(snapshot, placed.root, uri)) {
    const value = path.reduce<ValueNode | undefined>(childOf, body);
    if (value !== undefined && found.length < BUDGETS.alikeConfigs) found.push({ option: name, value });
  }
  return found;
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
      addTo(keys, name, { option, value: entry.value });
    }
  }
  return keys;
}
