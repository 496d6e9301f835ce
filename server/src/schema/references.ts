import type { Uri } from '../text/index.ts';
import { documentUri } from './documents.ts';
import { type Draft, type JsonSchema, mapOf, ownOf, resolveUri, type SchemaSet, schemaOf } from './jsonSchema.ts';
import { draftOf, hidesSiblings, subschemas } from './keywords.ts';
import { META_SCHEMAS } from './metaSchemas.ts';

/** A document, or a part of one with an `$id` of its own. */
export interface Resource {
  readonly root: JsonSchema;
  /** What its references are relative to. */
  readonly base: Uri;
  /** Where its document was read. */
  readonly document: Uri;
  readonly draft: Draft;
  readonly anchors: ReadonlyMap<string, JsonSchema>;
  readonly dynamicAnchors: ReadonlyMap<string, JsonSchema>;
}

export interface References {
  readonly resources: ReadonlyMap<Uri, Resource>;
  /** Where each schema belongs. */
  readonly homes: ReadonlyMap<JsonSchema, Resource>;
}

/** A schema with the resource that its references start from. */
export interface Located {
  readonly schema: JsonSchema | boolean;
  readonly resource: Resource;
}

const known = new WeakMap<SchemaSet, References>();

/** The addresses of a schema's parts; worked out once for each set. */
export function referencesIn(set: SchemaSet): References {
  const made = known.get(set) ?? index(set.documents, set.drafts);
  known.set(set, made);
  return made;
}

let metaReferences: References | undefined;

/** The parts of the schemas that the drafts have of themselves. */
export function referencesOfDrafts(): References {
  metaReferences ??= index(META_SCHEMAS, new Map());
  return metaReferences;
}

function index(documents: ReadonlyMap<Uri, JsonSchema>, drafts: ReadonlyMap<Uri, Draft> | undefined): References {
  const resources = new Map<Uri, Resource>();
  const homes = new Map<JsonSchema, Resource>();
  for (const [uri, document] of documents) {
    const draft = drafts?.get(uri) ?? draftOf(document.$schema);
    const queue: [JsonSchema, Resource | undefined][] = [[document, undefined]];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [schema, above] = next;
      const home = resourceOf(schema, above, uri, typeof draft === 'number' ? draft : 2020);
      if (home !== above) {
        if (!resources.has(home.base)) resources.set(home.base, home);
        if (above === undefined) resources.set(uri, home);
      }
      homes.set(schema, home);
      addAnchors(schema, home);
      for (const each of subschemas(schema)) queue.push([each, home]);
    }
  }
  return { resources, homes };
}

function resourceOf(schema: JsonSchema, above: Resource | undefined, uri: Uri, draft: Draft): Resource {
  const own = typeof schema.$id === 'string' && !(hidesSiblings(draft) && '$ref' in schema) ? schema.$id : '';
  const [file = ''] = own.split('#', 1);
  const base = file === '' ? undefined : resolveUri(above?.base ?? uri, file);
  if (above !== undefined && base === undefined) return above;
  const named = draftOf(schema.$schema);
  return {
    root: schema,
    base: base ?? uri,
    document: uri,
    draft: typeof named === 'number' ? named : (above?.draft ?? draft),
    anchors: new Map(),
    dynamicAnchors: new Map(),
  };
}

function addAnchors(schema: JsonSchema, { anchors, dynamicAnchors, draft }: Resource): void {
  const add = (map: ReadonlyMap<string, JsonSchema>, name: unknown): void => {
    if (typeof name === 'string' && !map.has(name)) (map as Map<string, JsonSchema>).set(name, schema);
  };
  if (draft < 2019) add(anchors, typeof schema.$id === 'string' ? /^#(.+)/.exec(schema.$id)?.[1] : undefined);
  add(anchors, schema.$anchor);
  add(anchors, schema.$dynamicAnchor);
  add(dynamicAnchors, schema.$dynamicAnchor);
}

const followed = new WeakMap<References, WeakMap<Resource, Map<string, Located | undefined>>>();

/** What a reference leads to; `undefined` where that is not there. Each is followed for every value that it applies to. */
export function follow(references: References, reference: string, from: Resource): Located | undefined {
  const byResource = followed.get(references) ?? new WeakMap<Resource, Map<string, Located | undefined>>();
  followed.set(references, byResource);
  const known = byResource.get(from) ?? new Map<string, Located | undefined>();
  byResource.set(from, known);
  if (!known.has(reference)) known.set(reference, find(references, reference, from));
  return known.get(reference);
}

function find(references: References, reference: string, from: Resource): Located | undefined {
  const hash = reference.indexOf('#');
  const file = hash === -1 ? reference : reference.slice(0, hash);
  const fragment = hash === -1 ? '' : decode(reference.slice(hash + 1));
  const resource = file === '' ? from : resourceAt(references, file, from);
  if (resource === undefined) return undefined;
  if (fragment === '') return { schema: resource.root, resource };
  if (!fragment.startsWith('/')) {
    const schema = resource.anchors.get(fragment);
    return schema === undefined ? undefined : { schema, resource };
  }
  let found: unknown = resource.root;
  let home = resource;
  for (const part of fragment.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    found = Array.isArray(found) ? found[Number(name)] : ownOf(mapOf(found), name);
    const map = mapOf(found);
    home = (map === undefined ? undefined : references.homes.get(map)) ?? home;
  }
  const schema = schemaOf(found);
  return schema === undefined ? undefined : { schema, resource: home };
}

function resourceAt({ resources }: References, file: string, from: Resource): Resource | undefined {
  const named = resolveUri(from.base, file);
  const beside = documentUri(from.document, file);
  const own =
    resources.get(named ?? '') ?? resources.get(documentUri(from.base, file) ?? '') ?? resources.get(beside ?? '');
  if (own !== undefined || named === undefined) return own;
  const draft = draftOf(named);
  return typeof draft === 'number' || named.startsWith('https://json-schema.org/draft/')
    ? referencesOfDrafts().resources.get(named)
    : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
