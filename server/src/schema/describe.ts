import { EVALUATION_BUDGET } from './budgets.ts';
import { type Effort, evaluateAt } from './evaluate.ts';
import {
  childOf,
  type Json,
  type JsonSchema,
  listOf,
  mapOf,
  ownOf,
  type SchemaSet,
  schemaOf,
  valueAtPath,
} from './jsonSchema.ts';
import { effortOf, fits, patternOf } from './patterns.ts';
import { follow, type References, type Resource, referencesIn } from './references.ts';

/** What a schema says about the value at one place of a config. */
export interface SchemaFacts {
  readonly description?: string;
  /** `integer`, `string`, `integer or null`; absent where the schema leaves it open. */
  readonly type?: string;
  readonly default?: Json;
  readonly values?: readonly Json[];
  /** What editors let schemas say of each value: `enumDescriptions`, by the value's text. */
  readonly valueDescriptions?: ReadonlyMap<string, string>;
  readonly examples?: readonly Json[];
  readonly isDeprecated?: boolean;
  readonly required: boolean;
}

/** One question to a schema: what it has cost so far ends it when it grows too large. */
interface Reading {
  readonly set: SchemaSet;
  readonly references: References;
  readonly effort: Effort;
}

function readingOf(set: SchemaSet): Reading {
  return { set, references: referencesIn(set), effort: { steps: 0 } };
}

interface Applying {
  readonly schema: JsonSchema;
  readonly resource: Resource;
}

/** What the schema says about the value at `path` of `value`; `undefined` where it does not know the place. */
export function factsAt(set: SchemaSet, value: Json, path: readonly string[]): SchemaFacts | undefined {
  const reading = readingOf(set);
  const name = path.at(-1);
  if (name === undefined) return factsOf(schemasAt(reading, value, []), false);
  const above = path.slice(0, -1);
  return factsBelow(reading, schemasAt(reading, value, above), name, valueAtPath(value, above));
}

/** The keys that the schema knows below `path`, with what it says about each. */
export function keysAt(set: SchemaSet, value: Json, path: readonly string[]): ReadonlyMap<string, SchemaFacts> {
  const reading = readingOf(set);
  const keys = new Map<string, SchemaFacts>();
  const here = schemasAt(reading, value, path);
  const parent = valueAtPath(value, path);
  for (const name of new Set(here.flatMap(({ schema }) => Object.keys(mapOf(schema.properties) ?? {})))) {
    const facts = factsBelow(reading, here, name, parent);
    if (facts !== undefined) keys.set(name, facts);
  }
  return keys;
}

/** Whether there is such a key. */
export function hasKeysAt(set: SchemaSet, value: Json, path: readonly string[]): boolean {
  const reading = readingOf(set);
  const here = schemasAt(reading, value, path);
  const parent = valueAtPath(value, path);
  return here.some(({ schema }) =>
    Object.keys(mapOf(schema.properties) ?? {}).some((name) => allBelow(reading, here, name, parent).length > 0),
  );
}

function factsBelow(
  reading: Reading,
  above: readonly Applying[],
  name: string,
  parent: Json | undefined,
): SchemaFacts | undefined {
  const here = allBelow(reading, above, name, parent);
  return factsOf(
    here,
    above.some(({ schema }) => listOf(schema.required)?.includes(name) === true),
  );
}

function schemasAt(reading: Reading, value: Json, path: readonly string[]): readonly Applying[] {
  const { references, set } = reading;
  const resource = references.resources.get(set.root);
  if (resource === undefined) return [];
  let here = applying(reading, { schema: resource.root, resource }, value);
  let current: Json | undefined = value;
  for (const name of path) {
    here = allBelow(reading, here, name, current);
    current = childOf(current, name);
  }
  return here;
}

/** Everything that applies to one child; each schema counts once, so that recursion does not multiply. */
function allBelow(reading: Reading, above: readonly Applying[], name: string, parent: Json | undefined): Applying[] {
  const seen = new Set<JsonSchema>();
  const child = childOf(parent, name);
  return above
    .flatMap((each) => schemasBelow(reading, each, name, parent))
    .flatMap((each) => applying(reading, each, child, seen));
}

/** The subschemas for one key of a mapping or one index of a list. */
function schemasBelow(
  { effort }: Reading,
  { schema, resource }: Applying,
  name: string,
  parent: Json | undefined,
): Applying[] {
  const found: unknown[] = [];
  if (Array.isArray(parent)) {
    const first = listOf(resource.draft === 2020 ? schema.prefixItems : schema.items);
    const rest = resource.draft === 2020 || first === undefined ? schema.items : schema.additionalItems;
    found.push(first?.[Number(name)] ?? mapOf(rest) ?? schema.unevaluatedItems);
  } else {
    const own = ownOf(mapOf(schema.properties), name);
    const patterns = Object.entries(mapOf(schema.patternProperties) ?? {});
    const byPattern = patterns.filter(([pattern]) => isNamedBy(effort, pattern, name)).map(([, each]) => each);
    found.push(...(own === undefined ? [] : [own]), ...byPattern);
    if (found.length === 0) found.push(mapOf(schema.additionalProperties) ?? schema.unevaluatedProperties);
  }
  return found.flatMap((each) => {
    const below = mapOf(each);
    return below === undefined ? [] : [{ schema: below, resource }];
  });
}

function isNamedBy(effort: Effort, text: string, name: string): boolean {
  const pattern = patternOf(text);
  effort.steps += effortOf(pattern, name);
  return effort.steps <= EVALUATION_BUDGET && fits(pattern, name) === true;
}

/** A schema with everything that applies beside it: what it refers to, `allOf`, alternatives, the branch of an `if`. */
function applying(
  reading: Reading,
  { schema, resource: outer }: Applying,
  value: Json | undefined,
  seen = new Set<JsonSchema>(),
): Applying[] {
  const { references, effort } = reading;
  effort.steps += 1;
  if (seen.has(schema) || effort.steps > EVALUATION_BUDGET) return [];
  seen.add(schema);
  const resource = references.homes.get(schema) ?? outer;
  const found: Applying[] = [{ schema, resource }];
  const add = (each: unknown): void => {
    const inner = mapOf(each);
    if (inner !== undefined) found.push(...applying(reading, { schema: inner, resource }, value, seen));
  };
  for (const reference of [schema.$ref, schema.$dynamicRef, schema.$recursiveRef]) {
    const target = typeof reference === 'string' ? follow(references, reference, resource) : undefined;
    const referred = mapOf(target?.schema);
    if (target !== undefined && referred !== undefined)
      found.push(...applying(reading, { schema: referred, resource: target.resource }, value, seen));
  }
  for (const each of [schema.allOf, schema.anyOf, schema.oneOf].flatMap((list) => listOf(list) ?? [])) add(each);
  const condition = schemaOf(schema.if);
  if (condition !== undefined) {
    const evaluation = evaluateAt(references, { schema: condition, resource }, value ?? {}, effort);
    const holds = evaluation.kind === 'given-up' || evaluation.findings.length === 0;
    add(holds ? schema.then : schema.else);
  }
  for (const dependents of [schema.dependentSchemas, schema.dependencies]) {
    for (const [key, each] of Object.entries(mapOf(dependents) ?? {})) if (childOf(value, key) !== undefined) add(each);
  }
  return found;
}

function factsOf(schemas: readonly Applying[], required: boolean): SchemaFacts | undefined {
  if (schemas.length === 0) return undefined;
  const types = new Set<string>();
  const values = new Set<Json>();
  const valueDescriptions = new Map<string, string>();
  for (const { schema } of schemas) {
    for (const type of [schema.type].flat()) if (typeof type === 'string') types.add(type);
    const listed = (listOf(schema.enum) ?? []) as readonly Json[];
    for (const value of [...listed, ...('const' in schema ? [schema.const as Json] : [])]) values.add(value);
    const words = listOf(schema.enumDescriptions) ?? listOf(schema.markdownEnumDescriptions) ?? [];
    for (const [index, value] of listed.entries()) {
      const text = words[index];
      if (typeof text === 'string') valueDescriptions.set(String(value), text);
    }
  }
  const first = (keyword: string): unknown =>
    schemas.map(({ schema }) => schema[keyword]).find((each) => each !== undefined);
  const description = [first('description'), first('markdownDescription')].find((each) => typeof each === 'string');
  const fallback = first('default');
  const examples = listOf(first('examples'));
  return {
    ...(description !== undefined && { description }),
    ...(types.size > 0 && { type: [...types].join(' or ') }),
    ...(fallback !== undefined && { default: fallback as Json }),
    ...(values.size > 0 && { values: [...values] }),
    ...(valueDescriptions.size > 0 && { valueDescriptions }),
    ...(examples !== undefined && { examples: examples as readonly Json[] }),
    ...(first('deprecated') === true && { isDeprecated: true }),
    required,
  };
}
