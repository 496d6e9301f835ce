import type { Project, Registry, Snapshot } from '../../project/index.ts';
import type { JsonSchema } from '../../schema/index.ts';
import { derivedOf } from './derived.ts';

/** The JSON Schemas that Python has of the registered names of a registry, by name. */
export function schemasByName(
  snapshot: Snapshot,
  project: Project,
  registry: Registry,
): ReadonlyMap<string, JsonSchema> {
  const found = [...registry.entries.keys()].flatMap((name) =>
    derivedOf(snapshot, project, registry, name).map(({ python }) => [name, python.schema] as const),
  );
  return new Map(found);
}

/** One schema of a whole primary config: what a name chooses holds for the part that it is about. */
export function documentOf(registries: readonly (readonly [Registry, ReadonlyMap<string, JsonSchema>])[]): JsonSchema {
  const definitions = new Map<string, JsonSchema>();
  const allOf = registries.flatMap(([registry, schemas]) =>
    [...schemas].map(([name, { $schema: _, ...schema }]) => {
      const id = definitions.has(name) ? `${registry.symbol}.${name}` : name;
      const pointer = `#/$defs/${encodeURIComponent(id.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
      definitions.set(id, moved(schema, pointer));
      const conditions = [at(registry.key, { const: name }, true)];
      if (registry.unless !== undefined) conditions.push(at(registry.unless, { type: 'null' }, false));
      // biome-ignore lint/suspicious/noThenProperty: so JSON Schema calls it
      return { if: { allOf: conditions }, then: at(registry.config, { $ref: pointer }, false) };
    }),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    allOf,
    $defs: Object.fromEntries(definitions),
  };
}

/** What a schema says of the value at a dotted key. */
function at(key: string, schema: JsonSchema, isRequired: boolean): JsonSchema {
  return key.split('.').reduceRight<JsonSchema>((inner, name) => {
    return { properties: { [name]: inner }, ...(isRequired && { required: [name] }) };
  }, schema);
}

/** A schema with its references counted from where it stands now. */
function moved<T>(value: T, pointer: string): T {
  if (Array.isArray(value)) return value.map((each) => moved(each, pointer)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, each] of Object.entries(value)) {
    const isReference = key === '$ref' && typeof each === 'string' && each.startsWith('#/');
    copy[key] = isReference ? `${pointer}${each.slice(1)}` : moved(each, pointer);
  }
  return copy as T;
}
