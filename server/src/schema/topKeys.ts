import { type JsonSchema, listOf, mapOf, type SchemaSet } from './jsonSchema.ts';
import { follow, type Resource, referencesIn } from './references.ts';

/** What may look at one key of a mapping to judge another, or leads to where nobody knows before there is a value. */
const ACROSS = ['if', 'not', 'anyOf', 'oneOf', 'dependentSchemas', 'dependencies', '$dynamicRef', '$recursiveRef'];

const known = new WeakMap<SchemaSet, boolean>();

/**
 * Whether what a schema says of a key at the top rests on that key's own value: then a part of a config can be held against
 * it, and each mistake in the keys of the part is found. That others are missing is not asked of a part.
 */
export function judgesKeysApart(set: SchemaSet): boolean {
  const before = known.get(set);
  if (before !== undefined) return before;
  const references = referencesIn(set);
  const seen = new Set<JsonSchema>();
  const isApart = (schema: JsonSchema | undefined, outer: Resource): boolean => {
    if (schema === undefined || seen.has(schema)) return true;
    seen.add(schema);
    if (ACROSS.some((keyword) => Object.hasOwn(schema, keyword))) return false;
    const resource = references.homes.get(schema) ?? outer;
    const target = typeof schema.$ref === 'string' ? follow(references, schema.$ref, resource) : undefined;
    return (
      (target === undefined || isApart(mapOf(target.schema), target.resource)) &&
      (listOf(schema.allOf) ?? []).every((each) => isApart(mapOf(each), resource))
    );
  };
  const resource = references.resources.get(set.root);
  const found = resource === undefined || isApart(resource.root, resource);
  known.set(set, found);
  return found;
}
