import { documentUri, isSameDisk, readSchemas, type SchemaSet } from '../schema/index.ts';
import { joinUri, parentUri, type Span, type Uri } from '../text/index.ts';
import type { Project } from './discover.ts';
import { matchesGlobs } from './globs.ts';
import type { Kind } from './memo.ts';
import { placeOf } from './primaries.ts';
import { isSameData } from './same.ts';
import { headIn, itself, projectOf, type Snapshot } from './snapshot.ts';

/** Which schema applies to a config, and who says so. */
export interface SchemaBinding {
  readonly schema: Uri;
  /** The place that names it; of a schema that is found by its name the schema itself. */
  readonly place: Span;
  /** Whether the schema lies on this disk. Nothing is downloaded. */
  readonly isReadable: boolean;
  readonly by: 'comment' | 'projectFile' | 'folder';
}

/** A schema with its binding. */
export interface BoundSchema {
  readonly set: SchemaSet;
  readonly binding: SchemaBinding;
}

/** The folder at the root of a workspace folder where schemas are looked for when `hydrascope.yaml` names none. */
const SCHEMA_FOLDER = 'schemas';

/**
 * The schema that applies to a config: the one that a comment at its head names, else the one that `hydrascope.yaml`
 * binds to it, else, where that binds none at all, the one of its name in the folder `schemas`.
 */
export function schemaBindingOf(snapshot: Snapshot, uri: Uri): SchemaBinding | undefined {
  const project = projectOf(snapshot, uri);
  if (project === undefined || uri === project.projectUri) return undefined;
  return namedInHead(snapshot, project, uri) ?? boundByProject(project, uri) ?? foundByName(snapshot, project, uri);
}

/** The same after most edits, for those who ask it of one config again and again. */
const BINDING: Kind<Uri, SchemaBinding | undefined> = {
  name: 'schema binding',
  keyOf: itself,
  make: schemaBindingOf,
  isSame: isSameData,
};

/** Whether a schema applies to a config. */
export function hasSchema(snapshot: Snapshot, uri: Uri): boolean {
  return snapshot.answer(BINDING, uri) !== undefined;
}

/** The schema that applies to a config, read; `undefined` where there is none or it is no JSON. */
export function schemaFor(snapshot: Snapshot, uri: Uri): BoundSchema | undefined {
  const binding = snapshot.answer(BINDING, uri);
  return binding === undefined ? undefined : readBound(snapshot, binding);
}

/** The schema that a binding names, with the documents that it refers to; read once for each text. */
export function readBound(snapshot: Snapshot, binding: SchemaBinding): BoundSchema | undefined {
  if (!binding.isReadable) return undefined;
  const { schema } = binding;
  const set = snapshot.derive(`schema ${schema}`, ({ files }) => readSchemas(schema, (uri) => files.file(uri)?.text));
  return set === undefined ? undefined : { set, binding };
}

/** The comment that several editors' YAML extensions read: `# yaml-language-server: $schema=…`. */
function namedInHead(snapshot: Snapshot, project: Project, uri: Uri): SchemaBinding | undefined {
  const named = headIn(snapshot, uri)?.schemaComment;
  if (named === undefined) return undefined;
  const { name, range } = named;
  const schema = /^[a-z][a-z0-9+.-]+:/i.test(name) ? documentUri(uri, name) : addressOf(uri, name);
  if (schema === undefined) return undefined;
  return { schema, place: { uri, ...range }, isReadable: isSameDisk(schema, project.folder), by: 'comment' };
}

/** A path relative to a file, or from the root of its disk. */
function addressOf(uri: Uri, path: string): Uri | undefined {
  return path.startsWith('/') ? documentUri(uri, path) : joinUri(parentUri(uri), path);
}

const boundIn = new WeakMap<Project, Map<Uri, Project['file']['schemas'][number] | undefined>>();

function boundByProject(project: Project, uri: Uri): SchemaBinding | undefined {
  const { file, folder, projectUri } = project;
  if (file.schemas.length === 0) return undefined;
  const known = boundIn.get(project) ?? new Map<Uri, Project['file']['schemas'][number] | undefined>();
  boundIn.set(project, known);
  if (!known.has(uri)) {
    known.set(
      uri,
      file.schemas.find(({ files }) => matchesGlobs(files, uri, folder)),
    );
  }
  const bound = known.get(uri);
  if (bound === undefined) return undefined;
  const { schema, range } = bound;
  return { schema, place: { uri: projectUri, ...range }, isReadable: isSameDisk(schema, folder), by: 'projectFile' };
}

/** `schemas/model/gpt.schema.json` for `configs/model/gpt.yaml`. */
function foundByName(snapshot: Snapshot, { file, folder }: Project, uri: Uri): SchemaBinding | undefined {
  if (file.schemas.length > 0 || snapshot.files.folder(joinUri(folder, SCHEMA_FOLDER)) === undefined) return undefined;
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return undefined;
  const path = `${SCHEMA_FOLDER}/${placed.configPath}`;
  const schema = [joinUri(folder, `${path}.schema.json`), joinUri(folder, `${path}.json`)].find(
    (each) => snapshot.files.file(each) !== undefined,
  );
  if (schema === undefined) return undefined;
  return { schema, place: { uri: schema, start: 0, end: 1 }, isReadable: true, by: 'folder' };
}
