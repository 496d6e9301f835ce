import { type Json, type JsonSchema, resolveUri, type SchemaSet } from './jsonSchema.ts';

/** What a schema says about the value at one place of a config. */
export interface SchemaFacts {
  readonly description?: string;
  /** `integer`, `string`, `integer or null`; absent where the schema leaves it open. */
  readonly type?: string;
  readonly default?: Json;
  readonly values?: readonly Json[];
  readonly required: boolean;
}

interface Located {
  readonly schema: JsonSchema;
  readonly base: string;
}

/** What the schema says about the value at `path` of `value`; `undefined` where it does not know the place. */
export function factsAt(set: SchemaSet, value: Json, path: readonly string[]): SchemaFacts | undefined {
  const name = path.at(-1);
  const above = schemasAt(set, value, path.slice(0, -1));
  const here = schemasAt(set, value, path);
  if (here.length === 0) return undefined;
  return merged(
    here,
    above.some(({ schema }) => name !== undefined && schema.required?.includes(name) === true),
  );
}

/** The keys that the schema knows below `path`, with what it says about each. */
export function keysAt(set: SchemaSet, value: Json, path: readonly string[]): ReadonlyMap<string, SchemaFacts> {
  if (typeof value !== 'object' || value === null) return findKeys(set, value, path);
  const known = keysOfValues.get(value);
  const memo = known?.set === set ? known.keys : new Map<string, ReadonlyMap<string, SchemaFacts>>();
  if (known?.set !== set) keysOfValues.set(value, { set, keys: memo });
  const name = JSON.stringify(path);
  const keys = memo.get(name) ?? findKeys(set, value, path);
  memo.set(name, keys);
  return keys;
}

/** A config of a thousand unknown keys asks for the known ones a thousand times. */
const keysOfValues = new WeakMap<object, { set: SchemaSet; keys: Map<string, ReadonlyMap<string, SchemaFacts>> }>();

function findKeys(set: SchemaSet, value: Json, path: readonly string[]): ReadonlyMap<string, SchemaFacts> {
  const keys = new Map<string, SchemaFacts>();
  const here = schemasAt(set, value, path);
  const names = new Set(here.flatMap(({ schema }) => Object.keys(schema.properties ?? {})));
  for (const name of names) {
    const facts = factsAt(set, value, [...path, name]);
    if (facts !== undefined) keys.set(name, facts);
  }
  return keys;
}

function schemasAt(set: SchemaSet, value: Json, path: readonly string[]): Located[] {
  const root = set.documents.get(set.root);
  if (root === undefined) return [];
  let here = applying(set, { schema: root, base: set.root }, value);
  let current: Json | undefined = value;
  for (const name of path) {
    const below = current;
    current = childOf(current, name);
    const inner = current;
    here = here.flatMap((each) => schemasBelow(each, name, below)).flatMap((each) => applying(set, each, inner));
  }
  return here;
}

function childOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as { readonly [key: string]: Json })[name];
}

/** The subschemas for one key of a mapping or one index of a list. */
function schemasBelow({ schema, base }: Located, name: string, value: Json | undefined): Located[] {
  const found: (JsonSchema | boolean | undefined)[] = [];
  if (Array.isArray(value)) found.push(schema.prefixItems?.[Number(name)] ?? schema.items);
  else if (schema.properties !== undefined && Object.hasOwn(schema.properties, name))
    found.push(schema.properties[name]);
  else found.push(objectOf(schema.additionalProperties) ?? objectOf(schema.unevaluatedProperties));
  return found.flatMap((each) => (objectOf(each) === undefined ? [] : [{ schema: each as JsonSchema, base }]));
}

function objectOf(schema: JsonSchema | boolean | undefined): JsonSchema | undefined {
  return typeof schema === 'object' ? schema : undefined;
}

/**
 * A schema with everything that applies beside it: what it refers to, `allOf`, alternatives, the branch of an `if`. Each
 * counts once, so that schemas that refer to themselves come to an end.
 */
function applying(
  set: SchemaSet,
  { schema, base }: Located,
  value: Json | undefined,
  seen = new Set<JsonSchema>(),
): Located[] {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return [];
  seen.add(schema);
  const inner = (each: JsonSchema | undefined): Located[] =>
    each === undefined ? [] : applying(set, { schema: each, base }, value, seen);
  const found: Located[] = [{ schema, base }];
  if (schema.$ref !== undefined) {
    const target = follow(set, schema.$ref, base);
    if (target !== undefined) found.push(...applying(set, target, value, seen));
  }
  for (const each of [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
    found.push(...inner(each));
  if (schema.if !== undefined) found.push(...inner(matches(schema.if, value) ? schema.then : schema.else));
  return found;
}

function follow(set: SchemaSet, reference: string, base: string): Located | undefined {
  const [file = '', pointer = ''] = reference.split('#', 2);
  const uri = file === '' ? base : resolveUri(base, file);
  const document = uri === undefined ? undefined : set.documents.get(uri);
  if (uri === undefined || document === undefined) return undefined;
  let schema: unknown = document;
  for (const part of pointer.split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof schema !== 'object' || schema === null || !Object.hasOwn(schema, name)) return undefined;
    schema = (schema as Record<string, unknown>)[name];
  }
  return typeof schema === 'object' && schema !== null ? { schema: schema as JsonSchema, base: uri } : undefined;
}

/** Whether a value fits an `if`: constants, lists of values and required keys; anything else counts as fitting. */
function matches(condition: JsonSchema, value: Json | undefined): boolean {
  if (condition.const !== undefined && value !== undefined && value !== condition.const) return false;
  if (condition.enum !== undefined && value !== undefined && !condition.enum.includes(value)) return false;
  if (condition.required?.some((name) => childOf(value, name) === undefined)) return false;
  return Object.entries(condition.properties ?? {}).every(([name, each]) => {
    const child = childOf(value, name);
    return child === undefined || typeof each === 'boolean' || matches(each, child);
  });
}

function merged(schemas: readonly Located[], required: boolean): SchemaFacts {
  const description = schemas.map(({ schema }) => schema.description).find((each) => each !== undefined);
  const fallback = schemas.map(({ schema }) => schema.default).find((each) => each !== undefined);
  const types = new Set<string>();
  const values = new Set<Json>();
  for (const { schema } of schemas) {
    for (const type of [schema.type ?? []].flat()) types.add(type);
    for (const value of [...(schema.enum ?? []), ...('const' in schema ? [schema.const] : [])])
      values.add(value as Json);
  }
  return {
    ...(description !== undefined && { description }),
    ...(types.size > 0 && { type: [...types].join(' or ') }),
    ...(fallback !== undefined && { default: fallback as Json }),
    ...(values.size > 0 && { values: [...values] }),
    required,
  };
}
