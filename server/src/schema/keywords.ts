import { type Draft, type JsonSchema, listOf, mapOf } from './jsonSchema.ts';

/** What a keyword holds: one schema, a list of them, schemas by name. */
type Holding = 'one' | 'list' | 'map';

const KEYWORDS: readonly (readonly [Holding, string])[] = [
  ['one', 'additionalItems unevaluatedItems items contains additionalProperties unevaluatedProperties propertyNames'],
  ['one', 'not if then else contentSchema'],
  ['list', 'prefixItems items allOf anyOf oneOf'],
  ['map', '$defs definitions properties patternProperties dependentSchemas dependencies'],
];

const HOLDINGS = new Map<string, Holding[]>();
for (const [holding, names] of KEYWORDS) {
  for (const name of names.split(' ')) HOLDINGS.set(name, [...(HOLDINGS.get(name) ?? []), holding]);
}

/** Keywords that are looked at together. */
type Group =
  | 'identity'
  | 'references'
  | 'values'
  | 'number'
  | 'text'
  | 'list'
  | 'map'
  | 'beside'
  | 'keys'
  | 'items'
  | 'unevaluated';

const GROUPS: readonly (readonly [Group, string])[] = [
  ['identity', '$id'],
  ['references', '$ref $dynamicRef $recursiveRef'],
  ['values', 'enum const'],
  ['number', 'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf'],
  ['text', 'minLength maxLength pattern'],
  ['list', 'minItems maxItems uniqueItems'],
  ['map', 'required dependentRequired dependencies minProperties maxProperties'],
  ['beside', 'allOf anyOf oneOf not if dependentSchemas dependencies'],
  ['keys', 'properties patternProperties additionalProperties propertyNames unevaluatedProperties'],
  ['items', 'items prefixItems additionalItems contains unevaluatedItems'],
  ['unevaluated', 'unevaluatedProperties unevaluatedItems'],
];

/** Which groups of keywords a schema has. */
export type Groups = Readonly<Record<Group, boolean>>;

const groups = new WeakMap<JsonSchema, Groups>();

/** Most schemas have two or three of some forty keywords: to look for all of them takes longer than what they ask. */
export function groupsOf(schema: JsonSchema): Groups {
  const known = groups.get(schema);
  if (known !== undefined) return known;
  const found = Object.fromEntries(
    GROUPS.map(([group, names]) => [group, names.split(' ').some((name) => Object.hasOwn(schema, name))]),
  ) as Record<Group, boolean>;
  groups.set(schema, found);
  return found;
}

/** A schema within another, with the way to it: `properties/a`. */
interface Below {
  readonly schema: JsonSchema;
  readonly path: string;
}

/** The schemas that a schema holds directly. */
export function subschemas(schema: JsonSchema): JsonSchema[] {
  return schemasBelow(schema).map((each) => each.schema);
}

function schemasBelow(schema: JsonSchema): Below[] {
  const found: Below[] = [];
  const add = (value: unknown, path: string): void => {
    const map = mapOf(value);
    if (map !== undefined) found.push({ schema: map, path });
  };
  for (const [keyword, value] of Object.entries(schema)) {
    for (const holding of HOLDINGS.get(keyword) ?? []) {
      if (holding === 'one') add(value, keyword);
      else {
        const inner = (holding === 'list' ? listOf(value) : mapOf(value)) ?? {};
        for (const [name, each] of Object.entries(inner)) add(each, `${keyword}/${name}`);
      }
    }
  }
  return found;
}

/** The regular expressions that a schema itself holds. */
export function patternsOf(schema: JsonSchema): string[] {
  const { pattern, patternProperties } = schema;
  return [...(typeof pattern === 'string' ? [pattern] : []), ...Object.keys(mapOf(patternProperties) ?? {})];
}

/** Every regular expression of a document, with the way to the schema that holds it. */
export function patternsIn(document: JsonSchema): { readonly pattern: string; readonly path: string }[] {
  const found: { pattern: string; path: string }[] = [];
  const queue: Below[] = [{ schema: document, path: '' }];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { schema, path } = next;
    for (const pattern of patternsOf(schema)) found.push({ pattern, path });
    for (const each of schemasBelow(schema))
      queue.push({ schema: each.schema, path: path === '' ? each.path : `${path}/${each.path}` });
  }
  return found;
}

/** The addresses that a schema itself refers to. */
export function referencesOf(schema: JsonSchema): string[] {
  return [schema.$ref, schema.$dynamicRef, schema.$recursiveRef].filter((each) => typeof each === 'string');
}

/** Before 2019 nothing counted beside a `$ref`. */
export function hidesSiblings(draft: Draft): boolean {
  return draft < 2019;
}

/** The draft that a `$schema` names, or what it names instead. */
export function draftOf($schema: unknown): Draft | string | undefined {
  if (typeof $schema !== 'string') return undefined;
  const name = $schema.replace(/^https?:\/\//, '').replace(/#$/, '');
  const drafts: ReadonlyMap<string, Draft> = new Map([
    ['json-schema.org/draft-06/schema', 6],
    ['json-schema.org/draft-07/schema', 7],
    ['json-schema.org/draft/2019-09/schema', 2019],
    ['json-schema.org/draft/2020-12/schema', 2020],
    ['json-schema.org/schema', 2020],
  ]);
  const draft = drafts.get(name);
  if (draft !== undefined) return draft;
  const old = /^json-schema\.org\/draft-0(\d)\//.exec(name);
  return old === null ? `'${$schema}'` : `draft ${old[1]}`;
}
