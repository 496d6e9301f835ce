import { EVALUATION_BUDGET } from './budgets.ts';
import { type Effort, mayFit } from './evaluate.ts';
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
import { groupsOf } from './keywords.ts';
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

type Keys = ReadonlyMap<string, SchemaFacts>;

/** What was found in the last values that were asked about, by their places. */
interface KnownKeys {
  readonly value: Json;
  readonly keys: Map<string, Keys>;
}

const keysOf = new WeakMap<SchemaSet, KnownKeys[]>();

/** As many values as somebody asks about by turns: the composition of a file, and of the one beside it. */
const VALUES_BUDGET = 4;

/** The keys that the schema knows below `path`, with what it says about each; worked out once for each value and place. */
export function keysAt(set: SchemaSet, value: Json, path: readonly string[]): Keys {
  const all = keysOf.get(set) ?? [];
  const found = all.find((each) => each.value === value);
  const { keys } = found ?? { keys: new Map<string, Keys>() };
  if (found === undefined) keysOf.set(set, [{ value, keys }, ...all.slice(0, VALUES_BUDGET - 1)]);
  const place = path.join('\0');
  const known = keys.get(place) ?? readKeys(set, value, path);
  keys.set(place, known);
  return known;
}

function readKeys(set: SchemaSet, value: Json, path: readonly string[]): Keys {
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
  let here: readonly Applying[] = atRoot(reading, resource, value);
  let current: Json | undefined = value;
  for (const name of path) {
    here = allBelow(reading, here, name, current);
    current = childOf(current, name);
  }
  return here;
}

/** The last value that each set was asked about at its root: one composition is asked about place by place. */
const roots = new WeakMap<SchemaSet, { readonly value: Json; readonly here: readonly Applying[] }>();

function atRoot(reading: Reading, resource: Resource, value: Json): readonly Applying[] {
  const known = roots.get(reading.set);
  if (known?.value === value) return known.here;
  const here = applying(reading, { schema: resource.root, resource }, value, new Set());
  roots.set(reading.set, { value, here });
  return here;
}

/** Everything that applies to one child; each schema counts once, so that recursion does not multiply. */
function allBelow(reading: Reading, above: readonly Applying[], name: string, parent: Json | undefined): Applying[] {
  const below: Below = { reading, child: childOf(parent, name), seen: new Set(), found: [] };
  for (const each of above) addBelow(below, each, name, parent);
  return below.found;
}

interface Below {
  readonly reading: Reading;
  readonly child: Json | undefined;
  readonly seen: Set<JsonSchema>;
  readonly found: Applying[];
}

/** Most of many schemas say nothing of one key of a mapping, or of one index of a list. */
function addBelow(below: Below, { schema, resource }: Applying, name: string, parent: Json | undefined): void {
  if (Array.isArray(parent)) {
    const first = listOf(resource.draft === 2020 ? schema.prefixItems : schema.items);
    const rest = resource.draft === 2020 || first === undefined ? schema.items : schema.additionalItems;
    addApplying(below, first?.[Number(name)] ?? mapOf(rest) ?? schema.unevaluatedItems, resource);
    return;
  }
  const own = ownOf(mapOf(schema.properties), name);
  const patterns = mapOf(schema.patternProperties);
  let isNamed = own !== undefined;
  addApplying(below, own, resource);
  if (patterns !== undefined) {
    for (const pattern of Object.keys(patterns)) {
      if (!isNamedBy(below.reading.effort, pattern, name)) continue;
      isNamed = true;
      addApplying(below, patterns[pattern], resource);
    }
  }
  if (!isNamed) addApplying(below, mapOf(schema.additionalProperties) ?? schema.unevaluatedProperties, resource);
}

function addApplying({ reading, child, seen, found }: Below, each: unknown, resource: Resource): void {
  const schema = mapOf(each);
  if (schema !== undefined) applying(reading, { schema, resource }, child, seen, found);
}

function isNamedBy(effort: Effort, text: string, name: string): boolean {
  const pattern = patternOf(text);
  effort.steps += effortOf(pattern, name);
  return effort.steps <= EVALUATION_BUDGET && fits(pattern, name) === true;
}

/** A schema with everything that applies beside it: what it refers to, `allOf`, alternatives, the branch of an `if`. */
function applying(
  reading: Reading,
  one: Applying,
  value: Json | undefined,
  seen: Set<JsonSchema>,
  found: Applying[] = [],
): Applying[] {
  const { references, effort } = reading;
  const { schema, resource: outer } = one;
  effort.steps += 1;
  if (seen.has(schema) || effort.steps > EVALUATION_BUDGET) return found;
  seen.add(schema);
  const resource = references.homes.get(schema) ?? outer;
  found.push(resource === outer ? one : { schema, resource });
  const { references: refers, beside } = groupsOf(schema);
  if (!refers && !beside) return found;
  const add = (each: unknown): void => {
    const inner = mapOf(each);
    if (inner !== undefined) applying(reading, { schema: inner, resource }, value, seen, found);
  };
  for (const keyword of REFERRING) {
    const reference = schema[keyword];
    const target = typeof reference === 'string' ? follow(references, reference, resource) : undefined;
    const referred = mapOf(target?.schema);
    if (target !== undefined && referred !== undefined)
      applying(reading, { schema: referred, resource: target.resource }, value, seen, found);
  }
  for (const keyword of ALTERNATIVES) for (const each of listOf(schema[keyword]) ?? []) add(each);
  const condition = schemaOf(schema.if);
  if (condition !== undefined) {
    add(mayFit(references, { schema: condition, resource }, value ?? {}, effort) ? schema.then : schema.else);
  }
  for (const keyword of DEPENDENT) {
    const dependents = mapOf(schema[keyword]);
    if (dependents === undefined) continue;
    for (const [key, each] of Object.entries(dependents)) if (childOf(value, key) !== undefined) add(each);
  }
  return found;
}

const REFERRING = ['$ref', '$dynamicRef', '$recursiveRef'] as const;
const ALTERNATIVES = ['allOf', 'anyOf', 'oneOf'] as const;
const DEPENDENT = ['dependentSchemas', 'dependencies'] as const;

/** What is said by several schemas in their order: the next ones of those that begin alike. */
interface Said {
  readonly next: WeakMap<JsonSchema, Said>;
  required?: SchemaFacts;
  optional?: SchemaFacts;
}

const said: Said = { next: new WeakMap() };

/** Mostly the same schemas apply to a key before and after an edit: what they say is put together once. */
function factsOf(schemas: readonly Applying[], required: boolean): SchemaFacts | undefined {
  if (schemas.length === 0) return undefined;
  let here = said;
  for (const { schema } of schemas) {
    const next: Said = here.next.get(schema) ?? { next: new WeakMap() };
    here.next.set(schema, next);
    here = next;
  }
  const kind = required ? 'required' : 'optional';
  here[kind] ??= together(schemas, required);
  return here[kind];
}

function together(schemas: readonly Applying[], required: boolean): SchemaFacts {
  const types = new Set<string>();
  const values = new Set<Json>();
  const valueDescriptions = new Map<string, string>();
  for (const { schema } of schemas) {
    if (typeof schema.type === 'string') types.add(schema.type);
    else for (const type of listOf(schema.type) ?? []) if (typeof type === 'string') types.add(type);
    const listed = (listOf(schema.enum) ?? []) as readonly Json[];
    for (const value of listed) values.add(value);
    if ('const' in schema) values.add(schema.const as Json);
    if (listed.length === 0) continue;
    const words = listOf(schema.enumDescriptions) ?? listOf(schema.markdownEnumDescriptions) ?? [];
    for (const [index, value] of listed.entries()) {
      const text = words[index];
      if (typeof text === 'string') valueDescriptions.set(String(value), text);
    }
  }
  const first = (keyword: string): unknown => {
    for (const { schema } of schemas) if (schema[keyword] !== undefined) return schema[keyword];
    return undefined;
  };
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
