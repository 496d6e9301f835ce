import type { Registry } from '../../project/index.ts';
import { emitScalar, stringLeaf } from '../../text/index.ts';
import { configsChoosing, registrations, type Search } from '../uses/index.ts';
import type { NameEdit, Refused, Renaming } from './renaming.ts';

/** Gives a registered name another one: where Python registers it, and where configs choose it. */
export function renameRegistered(search: Search, registry: Registry, old: string, name: string): Renaming | Refused {
  if (!/^[\w.-]+$/.test(name))
    return { refused: `'${name}' is no name for a registry: letters, digits, '_', '-', '.'.` };
  if (registry.entries.has(name)) return { refused: `'${name}' is registered already.` };
  const { snapshot } = search;
  const registered = registrations(search, registry, old).map(
    ({ uri, range }): NameEdit => ({ uri, range, text: name }),
  );
  const chosen = configsChoosing(search, registry, old).map(({ uri, range }): NameEdit => {
    const before = snapshot.files.file(uri)?.text[range.start - 1];
    const isQuoted = before === '"' || before === "'";
    return { uri, range, text: isQuoted ? name : emitScalar(stringLeaf(name)) };
  });
  return { edits: [...registered, ...chosen], files: [] };
}
