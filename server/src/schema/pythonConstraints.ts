import type { CallExpression, Expression } from '../python/index.ts';
import { type Json, type JsonSchema, listOf, mapOf } from './jsonSchema.ts';
import { isTrue, jsonValue, type Scope, textOf } from './pythonValue.ts';

/** The keywords of a `Field(…)`. */
export type Options = ReadonlyMap<string, Expression>;

export function optionsOfCall({ keywords }: CallExpression): Options {
  return new Map(keywords.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const])));
}

/** What an option is called in JSON Schema, by the type that it constrains. */
const KEYWORDS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries({
    ge: { number: 'minimum' },
    gt: { number: 'exclusiveMinimum' },
    le: { number: 'maximum' },
    lt: { number: 'exclusiveMaximum' },
    multiple_of: { number: 'multipleOf' },
    min_length: { string: 'minLength', array: 'minItems', object: 'minProperties' },
    max_length: { string: 'maxLength', array: 'maxItems', object: 'maxProperties' },
    pattern: { string: 'pattern' },
    regex: { string: 'pattern' },
  }).map(([option, keywords]) => [option, new Map(Object.entries(keywords))]),
);

/** A type's schema with the bounds of a field, and with what the field says of itself. */
export function constrained(scope: Scope, schema: JsonSchema, options: Options): JsonSchema {
  const title = textOf(scope, options.get('title'));
  const description = textOf(scope, options.get('description'));
  const examples = listOf(jsonValue(scope, options.get('examples')));
  return {
    ...bounded(scope, schema, options),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(examples !== undefined && { examples }),
    ...(isDeprecated(scope, options.get('deprecated')) && { deprecated: true }),
  };
}

function isDeprecated(scope: Scope, given: Expression | undefined): boolean {
  return isTrue(given) || textOf(scope, given) !== undefined;
}

function bounded(scope: Scope, schema: JsonSchema, options: Options): JsonSchema {
  // Of an optional value the bounds are those of the value.
  const [first, second, ...more] = alternativesOf(schema);
  if (first !== undefined && second?.type === 'null' && more.length === 0)
    return { ...schema, anyOf: [bounded(scope, first, options), second] };
  const kind = schema.type === 'integer' ? 'number' : schema.type;
  if (typeof kind !== 'string' || 'const' in schema || 'enum' in schema) return schema;
  const bounds: Record<string, Json> = {};
  for (const [option, keywords] of KEYWORDS) {
    const keyword = keywords.get(kind);
    const value = keyword === undefined ? undefined : jsonValue(scope, options.get(option));
    if (keyword !== undefined && (typeof value === 'number' || typeof value === 'string')) bounds[keyword] = value;
  }
  return { ...schema, ...bounds };
}

/** The members of an `anyOf`. */
export function alternativesOf(schema: JsonSchema): readonly JsonSchema[] {
  return (listOf(schema.anyOf) ?? []).map(mapOf).filter((each) => each !== undefined);
}
