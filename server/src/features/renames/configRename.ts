import { type Snapshot, schemaBindingOf, shortName } from '../../project/index.ts';
import { emitScalar, joinUri, nameOfUri, parentUri, stringLeaf, type Uri } from '../../text/index.ts';
import { commandsNaming, programsNaming, type Search, usesInProjectFile, usesOfConfig } from '../uses/index.ts';
import type { NameEdit, Refused, Renaming } from './renaming.ts';

/** What an option or a group may be called: a text for YAML, Hydra's grammar and the disk alike. */
export function isOptionName(name: string): boolean {
  return /^[\w-][\w.+-]*$/.test(name) && emitScalar(stringLeaf(name)) === name;
}

/** Gives a config another name in its folder: the file, the entries of defaults lists, the programs that start with it. */
export function renameConfig(search: Search, root: Uri, path: string, name: string): Renaming | Refused {
  const { snapshot } = search;
  const from = joinUri(root, `${path}.yaml`);
  const to = joinUri(parentUri(from), `${name}.yaml`);
  if (snapshot.files.file(from) === undefined) return { refused: `There is no config '${path}'.` };
  if (!isOptionName(name)) return { refused: `'${name}' is no name of a config.` };
  if (snapshot.files.file(to) !== undefined) return { refused: `${shortName(snapshot, to)} is there already.` };
  const edits = namings(search, root, path, name);
  const schema = ownSchema(snapshot, from, name);
  return { edits, files: [{ from, to }, ...(schema === undefined ? [] : [schema])] };
}

/** Another name at all places that name a config. */
export function namings(search: Search, root: Uri, path: string, name: string): readonly NameEdit[] {
  const sure = [
    ...usesOfConfig(search, root, path),
    ...programsNaming(search, root, path),
    ...usesInProjectFile(search, joinUri(root, `${path}.yaml`)),
  ];
  return [
    ...sure.map(({ uri, range }) => ({ uri, range, text: name })),
    ...commandsNaming(search, 'config', root, path).map((each) => ({ ...each, text: name, doubt: 'command' as const })),
  ];
}

/** The schema that belongs to a config by its name goes with it. */
function ownSchema(snapshot: Snapshot, config: Uri, name: string): Renaming['files'][number] | undefined {
  const binding = schemaBindingOf(snapshot, config);
  if (binding?.by !== 'folder') return undefined;
  const ending = /(\.schema)?\.json$/.exec(nameOfUri(binding.schema))?.[0] ?? '.json';
  return { from: binding.schema, to: joinUri(parentUri(binding.schema), `${name}${ending}`) };
}
