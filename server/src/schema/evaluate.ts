import { EVALUATION_BUDGET, EVALUATION_NESTING_BUDGET } from './budgets.ts';
import { checkItems, checkProperties } from './evaluateChildren.ts';
import { checkOwn } from './evaluateOwn.ts';
import { type Json, type JsonSchema, listOf, mapOf, type SchemaSet, schemaOf } from './jsonSchema.ts';
import { type Groups, groupsOf, hidesSiblings } from './keywords.ts';
import { follow, type Located, type References, type Resource, referencesIn } from './references.ts';

/** One thing that a keyword finds wrong. */
export interface Finding {
  readonly path: readonly string[];
  readonly keyword: string;
  /** What the keyword names: a missing or unknown key, a type, values. */
  readonly detail?: unknown;
  /** In words, without the place: `must be integer`. */
  readonly message: string;
}

/** A place in the value, from the inside out. */
interface Place {
  readonly name: string;
  readonly above: Place | undefined;
}

/** The resources that were entered on the way, the newest first: `$dynamicRef` looks for the oldest. */
interface Scope {
  readonly resource: Resource;
  readonly outer: Scope | undefined;
}

/** What keywords have looked at in one value: the rest is for `unevaluatedProperties` and `unevaluatedItems`. */
export interface Seen {
  readonly keys: Set<string>;
  areAllKeys: boolean;
  readonly items: Set<number>;
  /** So many items from the first. */
  itemCount: number;
}

/** One schema being held against one value. */
export interface Frame {
  readonly run: Run;
  readonly resource: Resource;
  readonly place: Place | undefined;
  readonly scope: Scope;
  /** Where findings go; absent where only a yes or no is wanted. */
  readonly found: Finding[] | undefined;
}

interface Run {
  readonly references: References;
  readonly effort: Effort;
  /** So many schemas are being held against so many values within each other. */
  depth: number;
}

/** What was done so far of `EVALUATION_BUDGET`. */
export interface Effort {
  steps: number;
}

/** Thrown within this room only, and caught where a value's evaluation begins. */
class GivenUp extends Error {}

/** What a value's evaluation says: findings, or why it was given up. */
export type Evaluation =
  | { readonly kind: 'done'; readonly findings: readonly Finding[] }
  | { readonly kind: 'given-up'; readonly reason: string };

/**
 * Holds a value against the root of a set of schemas. The schema is read as it goes, nothing is made of it: no code that
 * a workspace could steer, no compilation to wait for, and an end when the budget is spent.
 */
export function evaluate(set: SchemaSet, value: Json): Evaluation {
  const references = referencesIn(set);
  const resource = references.resources.get(set.root);
  if (resource === undefined) return { kind: 'done', findings: [] };
  return evaluateAt(references, { schema: resource.root, resource }, value);
}

/** The same from any schema on. */
export function evaluateAt(references: References, { schema, resource }: Located, value: Json): Evaluation {
  const findings: Finding[] = [];
  const frame = outermost({ references, effort: { steps: 0 }, depth: 0 }, resource, findings);
  try {
    check(frame, schema, value, undefined);
    return { kind: 'done', findings };
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
    return { kind: 'given-up', reason: error.message };
  }
}

/** Whether a value may fit, as far as it can be known; several questions may share what they are allowed to do. */
export function mayFit(references: References, { schema, resource }: Located, value: Json, effort: Effort): boolean {
  try {
    return check(outermost({ references, effort, depth: 0 }, resource, undefined), schema, value, undefined);
  } catch (error) {
    if (!(error instanceof GivenUp)) throw error;
    return true;
  }
}

function outermost(run: Run, resource: Resource, found: Finding[] | undefined): Frame {
  return { run, resource, place: undefined, scope: { resource, outer: undefined }, found };
}

/** Tells a finding and answers whether the value is still to be looked at. */
export function tell(frame: Frame, keyword: string, message: string, detail?: unknown): false {
  if (frame.found === undefined) return false;
  const path: string[] = [];
  for (let place = frame.place; place !== undefined; place = place.above) path.push(place.name);
  frame.found.push({ path: path.reverse(), keyword, message, ...(detail !== undefined && { detail }) });
  return false;
}

/** Counts what is done beside the subschemas. */
export function spend({ run }: Frame, steps: number): void {
  run.effort.steps += steps;
  if (run.effort.steps > EVALUATION_BUDGET) throw new GivenUp('it takes too long');
}

/** Holds a child of the value against a schema. */
export function checkChild(frame: Frame, schema: JsonSchema | boolean, name: string, child: Json): boolean {
  if (schema === true) return true;
  return check(frameAt(frame, { name, above: frame.place }, frame.found), schema, child, undefined);
}

/** Whether a value fits, without findings. */
export function isValid(frame: Frame, schema: JsonSchema | boolean, value: Json, seen?: Seen): boolean {
  return check(frameAt(frame, frame.place, undefined), schema, value, seen);
}

/** The same frame at another place, or with findings for somebody else. All frames are made alike: there are very many. */
function frameAt({ run, resource, scope }: Frame, place: Place | undefined, found: Finding[] | undefined): Frame {
  return { run, resource, place, scope, found };
}

/** The same frame in the resource that a schema with an address of its own begins. */
function frameIn(frame: Frame, schema: JsonSchema): Frame {
  const { run, place, found } = frame;
  const resource = typeof schema.$id === 'string' ? run.references.homes.get(schema) : undefined;
  if (resource === undefined || resource === frame.resource) return frame;
  return { run, resource, place, scope: { resource, outer: frame.scope }, found };
}

export function check(outer: Frame, schema: JsonSchema | boolean, value: Json, seen: Seen | undefined): boolean {
  if (schema === true) return true;
  if (schema === false) return tell(outer, 'false schema', 'is not allowed');
  spend(outer, 1);
  const { run } = outer;
  if (run.depth > EVALUATION_NESTING_BUDGET) throw new GivenUp('it refers to itself without end');
  run.depth += 1;
  const groups = groupsOf(schema);
  const frame = groups.identity ? frameIn(outer, schema) : outer;
  const own = seen !== undefined || groups.unevaluated ? newSeen() : undefined;
  let isFine = !groups.references || checkReferences(frame, schema, value, own);
  if (!groups.references || !hidesSiblings(frame.resource.draft) || typeof schema.$ref !== 'string')
    isFine = checkSiblings(frame, groups, schema, value, own) && isFine;
  if (seen !== undefined && own !== undefined) merge(seen, own);
  run.depth -= 1;
  return isFine;
}

/** All keywords but references. */
function checkSiblings(frame: Frame, groups: Groups, schema: JsonSchema, value: Json, seen: Seen | undefined): boolean {
  let isFine = checkOwn(frame, groups, schema, value);
  if (groups.beside) isFine = checkBeside(frame, schema, value, seen) && isFine;
  if (Array.isArray(value)) return (!groups.items || checkItems(frame, schema, value, seen)) && isFine;
  const isMap = typeof value === 'object' && value !== null;
  if (!isMap || !groups.keys) return isFine;
  return checkProperties(frame, schema, value as { readonly [key: string]: Json }, seen) && isFine;
}

export function newSeen(): Seen {
  return { keys: new Set(), areAllKeys: false, items: new Set(), itemCount: 0 };
}

function merge(into: Seen, from: Seen): void {
  for (const key of from.keys) into.keys.add(key);
  for (const item of from.items) into.items.add(item);
  into.areAllKeys ||= from.areAllKeys;
  into.itemCount = Math.max(into.itemCount, from.itemCount);
}

function checkReferences(frame: Frame, schema: JsonSchema, value: Json, seen: Seen | undefined): boolean {
  let isFine = true;
  const { draft } = frame.resource;
  const { $ref, $dynamicRef, $recursiveRef } = schema;
  if (typeof $ref === 'string')
    isFine = checkTarget(frame, follow(frame.run.references, $ref, frame.resource), value, seen);
  if (draft === 2020 && typeof $dynamicRef === 'string')
    isFine = checkTarget(frame, followDynamic(frame, $dynamicRef), value, seen) && isFine;
  if (draft === 2019 && typeof $recursiveRef === 'string')
    isFine = checkTarget(frame, followRecursive(frame, $recursiveRef), value, seen) && isFine;
  return isFine;
}

function checkTarget(frame: Frame, target: Located | undefined, value: Json, seen: Seen | undefined): boolean {
  if (target === undefined) return true;
  const { run, place, found } = frame;
  const { resource } = target;
  return check({ run, resource, place, scope: { resource, outer: frame.scope }, found }, target.schema, value, seen);
}

function followDynamic({ run, resource, scope }: Frame, reference: string): Located | undefined {
  const target = follow(run.references, reference, resource);
  const [, anchor = ''] = reference.split('#', 2);
  if (target === undefined || target.resource.dynamicAnchors.get(anchor) !== target.schema) return target;
  let found = target;
  for (let each: Scope | undefined = scope; each !== undefined; each = each.outer) {
    const schema = each.resource.dynamicAnchors.get(anchor);
    if (schema !== undefined) found = { schema, resource: each.resource };
  }
  return found;
}

function followRecursive({ run, resource, scope }: Frame, reference: string): Located | undefined {
  const target = follow(run.references, reference, resource);
  if (target?.resource.root.$recursiveAnchor !== true) return target;
  let found = target;
  for (let each: Scope | undefined = scope; each !== undefined; each = each.outer) {
    const { root } = each.resource;
    if (root.$recursiveAnchor === true) found = { schema: root, resource: each.resource };
  }
  return found;
}

/** The schemas that hold for the same value: `allOf`, alternatives, conditions. */
function checkBeside(frame: Frame, schema: JsonSchema, value: Json, seen: Seen | undefined): boolean {
  let isFine = true;
  for (const each of listOf(schema.allOf) ?? NO_SCHEMAS) {
    const inner = schemaOf(each);
    if (inner !== undefined) isFine = check(frame, inner, value, seen) && isFine;
  }
  for (const keyword of ['anyOf', 'oneOf'] as const) {
    const schemas = listOf(schema[keyword]);
    if (schemas !== undefined) isFine = checkAlternatives(frame, keyword, schemas, value, seen) && isFine;
  }
  const not = schemaOf(schema.not);
  if (not !== undefined && isValid(frame, not, value)) isFine = tell(frame, 'not', 'must NOT be valid');
  const condition = schemaOf(schema.if);
  if (condition !== undefined && frame.resource.draft > 6) {
    const inner = seen === undefined ? undefined : newSeen();
    const holds = isValid(frame, condition, value, inner);
    if (holds && seen !== undefined && inner !== undefined) merge(seen, inner);
    const branch = schemaOf(holds ? schema.then : schema.else);
    if (branch !== undefined) isFine = check(frame, branch, value, seen) && isFine;
  }
  return checkDependents(frame, schema, value, seen) && isFine;
}

function checkAlternatives(
  frame: Frame,
  keyword: 'anyOf' | 'oneOf',
  schemas: readonly unknown[],
  value: Json,
  seen: Seen | undefined,
): boolean {
  const found: Finding[] | undefined = frame.found === undefined ? undefined : [];
  const seenByAll: Seen[] = [];
  const seenByFitting: Seen[] = [];
  let fitting = 0;
  for (const each of schemas) {
    const schema = schemaOf(each);
    if (schema === undefined) continue;
    const inner = seen === undefined ? undefined : newSeen();
    const fits = check(frameAt(frame, frame.place, found), schema, value, inner);
    if (fits) fitting += 1;
    if (inner !== undefined) (fits ? seenByFitting : seenByAll).push(inner);
    if (seen === undefined && fitting > (keyword === 'anyOf' ? 0 : 1)) break;
  }
  // Where nothing fits, what any of them knows is known: one mistake is not to make all other keys unknown.
  if (seen !== undefined) for (const each of fitting > 0 ? seenByFitting : seenByAll) merge(seen, each);
  if (keyword === 'anyOf' ? fitting > 0 : fitting === 1) return true;
  if (fitting === 0) frame.found?.push(...(found ?? []));
  const wanted = keyword === 'anyOf' ? 'must match a schema in anyOf' : 'must match exactly one schema in oneOf';
  return tell(frame, keyword, wanted);
}

function checkDependents(frame: Frame, schema: JsonSchema, value: Json, seen: Seen | undefined): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  let isFine = true;
  for (const [key, each] of Object.entries(dependentsIn(frame, schema, 'dependentSchemas'))) {
    const dependent = schemaOf(each);
    if (dependent !== undefined && Object.hasOwn(value, key)) isFine = check(frame, dependent, value, seen) && isFine;
  }
  return isFine;
}

/** What a key asks for where it is set, in the words of old drafts, too. */
export function dependentsIn(
  { resource }: Frame,
  schema: JsonSchema,
  keyword: 'dependentSchemas' | 'dependentRequired',
): JsonSchema {
  const own = mapOf(schema[keyword]);
  const old = resource.draft < 2019 ? mapOf(schema.dependencies) : undefined;
  return old === undefined ? (own ?? NONE) : { ...own, ...old };
}

const NONE: JsonSchema = {};
const NO_SCHEMAS: readonly unknown[] = [];
