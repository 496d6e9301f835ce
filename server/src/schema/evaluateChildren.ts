import { checkChild, type Frame, isValid, type Seen, spend, tell } from './evaluate.ts';
import { type Json, type JsonSchema, listOf, mapOf, ownOf, schemaOf } from './jsonSchema.ts';
import { effortOf, fits, patternOf } from './patterns.ts';

type JsonMap = { readonly [key: string]: Json };

/** The keywords about the keys of a mapping and their values. */
export function checkProperties(frame: Frame, schema: JsonSchema, value: JsonMap, seen: Seen | undefined): boolean {
  const properties = mapOf(schema.properties);
  const written = mapOf(schema.patternProperties);
  const patterns = written === undefined ? NO_PATTERNS : Object.entries(written);
  const additional = schemaOf(schema.additionalProperties);
  const unevaluated =
    frame.resource.draft < 2019 || seen === undefined ? undefined : schemaOf(schema.unevaluatedProperties);
  const rules = { properties, patterns, additional };
  const names = schemaOf(schema.propertyNames);
  const isOfAll = isAskedOfAll(frame, rules) || names !== undefined || unevaluated !== undefined;
  const keys = isOfAll ? Object.keys(value) : NO_KEYS;
  spend(frame, keys.length >> 4);
  let isFine = names === undefined || checkNames(frame, names, keys);
  if (properties !== undefined || patterns.length > 0 || additional !== undefined) {
    const concerned = isAskedOfAll(frame, rules) ? keys : Object.keys(properties ?? NO_PROPERTIES);
    for (const key of concerned) {
      if (concerned === keys || Object.hasOwn(value, key)) isFine = checkKey(frame, rules, key, value, seen) && isFine;
    }
  }
  if (unevaluated === undefined || seen === undefined || seen.areAllKeys) return isFine;
  for (const key of keys) {
    if (!seen.keys.has(key)) isFine = checkRest(frame, 'unevaluatedProperties', unevaluated, key, value) && isFine;
  }
  seen.areAllKeys = true;
  return isFine;
}

interface Keys {
  readonly properties: JsonSchema | undefined;
  readonly patterns: readonly (readonly [string, unknown])[];
  readonly additional: JsonSchema | boolean | undefined;
}

const NO_PATTERNS: Keys['patterns'] = [];
const NO_KEYS: readonly string[] = [];
const NO_PROPERTIES: JsonSchema = {};

/** Conditions mostly ask for one key. Where findings are wanted, they are in the order of the value. */
function isAskedOfAll({ found }: Frame, { patterns, additional }: Keys): boolean {
  return found !== undefined || patterns.length > 0 || additional !== undefined;
}

function checkKey(
  frame: Frame,
  { properties, patterns, additional }: Keys,
  key: string,
  value: JsonMap,
  seen: Seen | undefined,
): boolean {
  const child = value[key] as Json;
  let isFine = true;
  let isKnown = false;
  const own = schemaOf(ownOf(properties, key));
  if (own !== undefined) {
    isKnown = true;
    isFine = checkChild(frame, own, key, child);
  }
  for (const [pattern, each] of patterns) {
    const expression = patternOf(pattern);
    spend(frame, effortOf(expression, key));
    const inner = schemaOf(each);
    const matches = fits(expression, key);
    // A key that a pattern might know is not called unknown.
    if (matches !== false) isKnown = true;
    if (matches === true && inner !== undefined) isFine = checkChild(frame, inner, key, child) && isFine;
  }
  if (!isKnown && additional !== undefined) {
    isKnown = true;
    isFine = checkRest(frame, 'additionalProperties', additional, key, value) && isFine;
  }
  if (isKnown) seen?.keys.add(key);
  return isFine;
}

function checkRest(frame: Frame, keyword: string, schema: JsonSchema | boolean, key: string, value: JsonMap): boolean {
  if (schema === false) return tell(frame, keyword, 'is not a known key', key);
  return checkChild(frame, schema, key, value[key] as Json);
}

function checkNames(frame: Frame, names: JsonSchema | boolean, keys: readonly string[]): boolean {
  let isFine = true;
  for (const key of keys) {
    if (!isValid(frame, names, key))
      isFine = tell(frame, 'propertyNames', 'is a name that the schema does not allow', key);
  }
  return isFine;
}

/** The keywords about the items of a list. */
export function checkItems(frame: Frame, schema: JsonSchema, value: readonly Json[], seen: Seen | undefined): boolean {
  const { draft } = frame.resource;
  const first = listOf(draft === 2020 ? schema.prefixItems : schema.items);
  const rest = schemaOf(draft === 2020 || first === undefined ? schema.items : schema.additionalItems);
  let isFine = true;
  let count = 0;
  for (; first !== undefined && count < Math.min(first.length, value.length); count++) {
    const inner = schemaOf(first[count]);
    if (inner !== undefined) isFine = checkChild(frame, inner, String(count), value[count] as Json) && isFine;
  }
  if (rest !== undefined) {
    isFine = checkItemsFrom(frame, rest, value, count) && isFine;
    count = value.length;
  }
  if (seen !== undefined) seen.itemCount = Math.max(seen.itemCount, count);
  isFine = checkContained(frame, schema, value, seen) && isFine;
  const unevaluated = draft < 2019 ? undefined : schemaOf(schema.unevaluatedItems);
  if (unevaluated === undefined || seen === undefined) return isFine;
  isFine = checkItemsFrom(frame, unevaluated, value, seen.itemCount, seen.items) && isFine;
  seen.itemCount = value.length;
  return isFine;
}

function checkItemsFrom(
  frame: Frame,
  schema: JsonSchema | boolean,
  value: readonly Json[],
  start: number,
  done?: ReadonlySet<number>,
): boolean {
  let isFine = true;
  for (let index = start; index < value.length; index++) {
    if (done?.has(index)) continue;
    if (schema === false) return tell(frame, 'items', `must NOT have more than ${start} items`);
    isFine = checkChild(frame, schema, String(index), value[index] as Json) && isFine;
  }
  return isFine;
}

function checkContained(frame: Frame, schema: JsonSchema, value: readonly Json[], seen: Seen | undefined): boolean {
  const contains = schemaOf(schema.contains);
  if (contains === undefined) return true;
  const { draft } = frame.resource;
  const least = draft >= 2019 && typeof schema.minContains === 'number' ? schema.minContains : 1;
  const most = draft >= 2019 && typeof schema.maxContains === 'number' ? schema.maxContains : value.length;
  const fitting = value.flatMap((item, index) => (isValid(frame, contains, item) ? [index] : []));
  if (draft === 2020) for (const index of fitting) seen?.items.add(index);
  if (fitting.length >= least && fitting.length <= most) return true;
  const limit = fitting.length < least ? `at least ${least}` : `at most ${most}`;
  return tell(frame, 'contains', `must contain ${limit} valid item(s)`);
}
