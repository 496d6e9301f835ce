import { type Composition, type KeyPath, nodeAt } from '../../compose/index.ts';
import {
  type Files,
  moduleOf,
  modulesSeenFrom,
  type Project,
  type Registry,
  type Snapshot,
} from '../../project/index.ts';
import {
  memberOf,
  type PythonModules,
  type RegistryEntry,
  type Resolved,
  resolveDotted,
  resolveName,
} from '../../python/index.ts';
import { type JsonSchema, type PythonSchema, type SchemaSet, schemaOfClass } from '../../schema/index.ts';
import type { Uri } from '../../text/index.ts';

/** What the class that a config chooses says of a part of that config. */
export interface Derived {
  readonly registry: Registry;
  /** The name under which the class is registered; `undefined` where the config names the class itself. */
  readonly name: string | undefined;
  /** The part: `model_cfg`. */
  readonly path: KeyPath;
  readonly python: PythonSchema;
  /** For those who validate, explain and propose. */
  readonly set: SchemaSet;
}

/** The schemas that Python has of parts of a composition, by way of the names that it chooses from registries. */
export function derivedSchemasAt(snapshot: Snapshot, project: Project, { root }: Composition): readonly Derived[] {
  return project.registries.flatMap((registry) => {
    const named = nodeAt(root, registry.key.split('.'))?.leaf;
    const instead = registry.unless === undefined ? undefined : nodeAt(root, registry.unless.split('.'));
    if (instead !== undefined && instead.leaf?.t !== 'null') {
      const path = instead.leaf?.t === 'str' ? instead.leaf.v : undefined;
      const from = project.roots.find((each) => each.apps.length > 0)?.apps[0]?.script ?? registry.home;
      if (path === undefined || from === undefined) return [];
      return derivedFrom(snapshot, project, registry, undefined, { from, value: path });
    }
    return named?.t === 'str' ? derivedOf(snapshot, project, registry, named.v) : [];
  });
}

/** What the class under a registered name says, as a list of one or none. */
export function derivedOf(snapshot: Snapshot, project: Project, registry: Registry, name: string): readonly Derived[] {
  const entry = registry.entries.get(name);
  return entry === undefined ? [] : derivedFrom(snapshot, project, registry, name, placeOfClass(entry));
}

/** Where a class is named: by a path, or by a name within a file. */
interface ClassPlace {
  readonly from: Uri;
  readonly value?: string;
  readonly target?: string;
}

function placeOfClass({ uri, value, target }: RegistryEntry): ClassPlace {
  return { from: uri, ...(value !== undefined && { value }), ...(target !== undefined && { target }) };
}

/** The class that is registered under a name. */
export function classOfEntry(snapshot: Snapshot, project: Project, entry: RegistryEntry): Resolved | undefined {
  const modules = modulesSeenFrom(snapshot.files, [...project.pythonFolders, ...project.sitePackages])(entry.uri);
  return classAt(modules, snapshot.files, placeOfClass(entry));
}

function derivedFrom(
  snapshot: Snapshot,
  project: Project,
  registry: Registry,
  name: string | undefined,
  place: ClassPlace,
): readonly Derived[] {
  const folders = [...project.pythonFolders, ...project.sitePackages];
  const made = snapshot.derive(`python schema ${JSON.stringify([folders, place, registry.schema])}`, ({ files }) => {
    const modules = modulesSeenFrom(files, folders)(place.from);
    const found = classAt(modules, files, place);
    const own = found?.kind === 'class' ? memberOf(modules, found, registry.schema) : undefined;
    const python = own?.kind === 'class' ? schemaOfClass(modules, own) : undefined;
    return python === undefined ? undefined : { python, set: setOf(python) };
  });
  return made === undefined ? [] : [{ registry, name, path: registry.config.split('.'), ...made }];
}

function classAt(modules: PythonModules, files: Files, { from, value, target }: ClassPlace): Resolved | undefined {
  if (value !== undefined) return resolveDotted(modules, value);
  const file = files.file(from);
  return file === undefined || target === undefined ? undefined : resolveName(modules, moduleOf(file), target);
}

function setOf({ schema, name }: PythonSchema): SchemaSet {
  const root = `hydrascope:/python/${encodeURIComponent(name)}`;
  // A set is made of any list: what is there twice counts once.
  const text = JSON.stringify(schema, (key, value) => (key === 'uniqueItems' && value === true ? undefined : value));
  return { root, documents: new Map([[root, JSON.parse(text) as JsonSchema]]) };
}
