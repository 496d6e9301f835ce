import type { Composition, KeyPath } from '../../compose/index.ts';
import { readBound, type Snapshot, schemaBindingOf } from '../../project/index.ts';
import { documentUri } from '../../schema/index.ts';
import { entryOf, type Range, type Uri, type ValueNode } from '../../text/index.ts';
import { compositionsWith, type OneKey, type Search } from '../uses/index.ts';

interface Place {
  readonly uri: Uri;
  /** Quotes included. */
  readonly range: Range;
}

/** Where the JSON Schemas of the configs that have a key name it: as a property, and among those that are required. */
export function schemaKeys(search: Search, key: OneKey): readonly Place[] {
  const found = new Map<string, Place>();
  const read = reading(search.snapshot);
  for (const { schema, path } of schemasAround(search, key)) {
    for (const place of placesIn(schema, path, read)) found.set(`${place.range.start} ${place.uri}`, place);
  }
  return [...found.values()];
}

type Read = (uri: Uri) => ValueNode | undefined;

/** JSON is YAML, and our reader of YAML knows the places; each text is read once. */
function reading(snapshot: Snapshot): Read {
  return (uri) => snapshot.config(uri)?.body;
}

/** A schema with the path that the key has in what it describes. */
interface Described {
  readonly schema: Uri;
  readonly path: KeyPath;
}

/** The schemas of all files of the compositions that have the key, each with the key's path below where its file lands. */
function schemasAround(search: Search, key: OneKey): readonly Described[] {
  const { snapshot } = search;
  const found = compositionsWith(search, key).flatMap((composed) =>
    key.addresses.flatMap(({ root, path }) =>
      root === composed.root ? schemasAt(snapshot, snapshot.compose(composed), path) : [],
    ),
  );
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

function schemasAt(snapshot: Snapshot, { defaultsList }: Composition, path: KeyPath): readonly Described[] {
  return defaultsList.flatMap((choice) => {
    const schema = schemaOf(snapshot, choice.file.uri);
    const above = choice.package === '' ? [] : choice.package.split('.');
    const isBelow = above.length < path.length && above.every((name, index) => name === path[index]);
    return schema === undefined || !isBelow ? [] : [{ schema, path: path.slice(above.length) }];
  });
}

/** Where the schemas of a composition's files say what a key is. */
export function schemaPlaces(snapshot: Snapshot, composition: Composition, path: KeyPath): readonly Place[] {
  const read = reading(snapshot);
  return schemasAt(snapshot, composition, path).flatMap((each) => placesIn(each.schema, each.path, read, false));
}

function schemaOf(snapshot: Snapshot, uri: Uri): Uri | undefined {
  const binding = schemaBindingOf(snapshot, uri);
  return binding !== undefined && readBound(snapshot, binding) !== undefined ? binding.schema : undefined;
}

/** Walks a schema along a path, through references and all that holds other schemas, to the property at its end. */
function placesIn(schema: Uri, path: KeyPath, read: Read, withRequired = true): readonly Place[] {
  const found: Place[] = [];
  const seen = new Map<ValueNode, Set<number>>();
  const visit = (node: ValueNode | undefined, uri: Uri, depth: number): void => {
    if (node === undefined || node.kind === 'scalar') return;
    const depths = seen.get(node) ?? new Set<number>();
    seen.set(node, depths);
    if (depths.has(depth)) return;
    depths.add(depth);
    if (node.kind === 'list') {
      for (const item of node.items) visit(item, uri, depth);
      return;
    }
    const name = path[depth] ?? '';
    const property = entryOf(entryOf(node, 'properties')?.value, name);
    const isLast = depth === path.length - 1;
    if (property !== undefined && isLast) found.push({ uri, range: property.keyRange });
    if (property !== undefined && !isLast) visit(property.value, uri, depth + 1);
    const required = entryOf(node, 'required')?.value;
    for (const item of withRequired && isLast && required?.kind === 'list' ? required.items : []) {
      if (item.kind === 'scalar' && item.leaf.t === 'str' && item.leaf.v === name)
        found.push({ uri, range: item.range });
    }
    const reference = entryOf(node, '$ref')?.value;
    if (reference?.kind === 'scalar' && reference.leaf.t === 'str') {
      const [file = '', pointer = ''] = reference.leaf.v.split('#');
      const document = file === '' ? uri : documentUri(uri, file);
      if (document !== undefined) visit(pointed(read(document), pointer), document, depth);
    }
    for (const [keyword, { value }] of node.entries) {
      if (keyword === 'dependentSchemas' && value.kind === 'map') {
        for (const each of value.entries.values()) visit(each.value, uri, depth);
      } else if (APPLYING.has(keyword)) visit(value, uri, depth);
    }
  };
  visit(read(schema), schema, 0);
  return found;
}

/** Keywords whose schemas say something of the same value. */
const APPLYING = new Set(['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'not']);

function pointed(root: ValueNode | undefined, pointer: string): ValueNode | undefined {
  let node = root;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    node = node?.kind === 'list' ? node.items[Number(name)] : entryOf(node, name)?.value;
  }
  return node;
}
