import type { ErrorObject, ValidateFunction } from 'ajv';
import { nameOfUri } from '../text/index.ts';
import { evaluate, evaluateAt, type Finding } from './evaluate.ts';
import { type Draft, type Json, type JsonSchema, listOf, type SchemaSet } from './jsonSchema.ts';
import { patternsIn, referencesOf } from './keywords.ts';
import { META_SCHEMA_URIS } from './metaSchemas.ts';
import { patternOf } from './patterns.ts';
import { precompiled } from './precompiled.generated.mjs';
import { follow, referencesIn, referencesOfDrafts } from './references.ts';

/** One thing that a schema finds wrong with a value. */
export interface SchemaError {
  /** The place in the value. */
  readonly path: readonly string[];
  /** `no-answer`: the schema was given up on. */
  readonly kind: 'unknown-key' | 'bad-key' | 'missing-key' | 'wrong-value' | 'no-answer';
  /** The key that is not allowed, or missing. */
  readonly key?: string;
  /** In words, without the place: `must be integer`. */
  readonly message: string;
  /** What the value would have to be: JSON Schema's types, or one of these values. */
  readonly expected?: { readonly types?: readonly string[]; readonly values?: readonly unknown[] };
}

/** `isLeftOut`: for places of which nothing is to be told. */
export type Validator = (value: Json, isLeftOut?: IsLeftOut) => readonly SchemaError[];

type IsLeftOut = (path: readonly string[]) => boolean;

/** A schema that is no schema. */
export interface BadSchema {
  readonly message: string;
}

const validators = new WeakMap<SchemaSet, Validator | BadSchema>();

/**
 * A validator for a schema, once for each set. The schemas that ship with hydrascope were compiled when it was built; any
 * other is interpreted, so that nothing of a workspace becomes code.
 */
export function validatorOf(set: SchemaSet): Validator | BadSchema {
  const known = validators.get(set);
  if (known !== undefined) return known;
  const made = make(set);
  validators.set(set, made);
  return made;
}

function make(set: SchemaSet): Validator | BadSchema {
  if (set.refusal !== undefined) return { message: set.refusal };
  const ready = findPrecompiled(set);
  // Compiled code takes `constructor` and its like for known: it asks objects that have them from their prototype.
  if (ready !== undefined) {
    return (value, isLeftOut) =>
      hasNamesOfObjects(value) ? interpret(set, value, isLeftOut) : run(ready, value, isLeftOut);
  }
  const message = defectOf(set);
  return message === undefined ? (value, isLeftOut) => interpret(set, value, isLeftOut) : { message };
}

function interpret(set: SchemaSet, value: Json, isLeftOut?: IsLeftOut): readonly SchemaError[] {
  const evaluation = evaluate(set, value);
  if (evaluation.kind === 'given-up') return [{ path: [], kind: 'no-answer', message: evaluation.reason }];
  return errorsOf(evaluation.findings, isLeftOut);
}

function run(validate: ValidateFunction, value: Json, isLeftOut?: IsLeftOut): readonly SchemaError[] {
  if (validate(value)) return [];
  return errorsOf(
    (validate.errors ?? []).flatMap((error) => findingOf(error) ?? []),
    isLeftOut,
  );
}

/** Most of what is found is often to be left out, and words are dear. */
function errorsOf(findings: readonly Finding[], isLeftOut: IsLeftOut | undefined): readonly SchemaError[] {
  const told = isLeftOut === undefined ? findings : findings.filter(({ path }) => !isLeftOut(path));
  return told.length === 0 ? NO_ERRORS : distinct(told.map(errorOf));
}

const NO_ERRORS: readonly SchemaError[] = [];

function hasNamesOfObjects(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  // Its mappings have no prototype: these are their own names.
  for (const name in value) {
    if (name in Object.prototype || hasNamesOfObjects((value as { readonly [key: string]: Json })[name] ?? null))
      return true;
  }
  return false;
}

/** The first thing that makes documents no schemas. */
function defectOf(set: SchemaSet): string | undefined {
  const references = referencesIn(set);
  for (const [uri, document] of set.documents) {
    const name = uri === set.root ? '' : ` of '${nameOfUri(uri)}'`;
    const draft = references.resources.get(uri)?.draft ?? 2020;
    const [fault] = faultsOf(document, draft);
    if (fault !== undefined) return `'${fault.path.join('/')}'${name} ${fault.message}`;
  }
  for (const [schema, home] of references.homes) {
    for (const reference of referencesOf(schema)) {
      if (follow(references, reference, home) !== undefined) continue;
      return /^https?:/.test(reference)
        ? `'${reference}' is not fetched: nothing is downloaded`
        : `'${reference}' leads to nothing`;
    }
  }
  return undefined;
}

/** What the draft's own schema says. */
function faultsOf(document: JsonSchema, draft: Draft): readonly SchemaError[] {
  const references = referencesOfDrafts();
  const resource = references.resources.get(META_SCHEMA_URIS[draft]);
  if (resource === undefined) return [];
  const evaluation = evaluateAt(references, { schema: resource.root, resource }, document as Json);
  return evaluation.kind === 'done' ? errorsOf(evaluation.findings, undefined) : [];
}

const ignored = new WeakMap<SchemaSet, readonly string[]>();

/** The regular expressions that are left out, each once: what, where and why. */
export function ignoredPatterns(set: SchemaSet): readonly string[] {
  const known = ignored.get(set) ?? findIgnored(set);
  ignored.set(set, known);
  return known;
}

function findIgnored(set: SchemaSet): string[] {
  const found = new Map<string, string>();
  for (const [uri, document] of set.documents) {
    const file = uri === set.root ? '' : ` of '${nameOfUri(uri)}'`;
    for (const { pattern: text, path } of patternsIn(document)) {
      const pattern = patternOf(text);
      if (pattern.kind === 'pattern' || found.has(text)) continue;
      const place = path === '' ? 'at the top' : `at '${path}'`;
      found.set(text, `the pattern '${shortened(text)}' ${place}${file} ${pattern.reason}`);
    }
  }
  return [...found.values()];
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** The build's validator for exactly these documents. */
function findPrecompiled(set: SchemaSet): ValidateFunction | undefined {
  const root = set.documents.get(set.root);
  const candidate = precompiled.find(({ name }) => set.root.endsWith(`/${name}`));
  if (candidate === undefined || root === undefined) return undefined;
  const given = [...set.documents].map(([uri, schema]) => [uri.slice(uri.lastIndexOf('/') + 1), schema] as const);
  if (given.length !== Object.keys(candidate.documents).length) return undefined;
  const same = given.every(
    ([name, schema]: readonly [string, JsonSchema]) => candidate.documents[name] === JSON.stringify(schema),
  );
  return same ? candidate.validate : undefined;
}

/** One error of a kind for each place: `anyOf` repeats what its branches say, and a wrong type is in no `enum` either. */
function distinct(errors: readonly SchemaError[]): SchemaError[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    const place = JSON.stringify([error.kind, error.path, error.kind === 'wrong-value' ? '' : error.key]);
    return !seen.has(place) && seen.add(place);
  });
}

/** What a compiled validator says, as the interpreter would. */
function findingOf({ instancePath, keyword, message = 'is not allowed', params }: ErrorObject): Finding | undefined {
  if (keyword === 'if' || keyword === 'allOf') return undefined;
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const { additionalProperty, unevaluatedProperty, missingProperty, allowedValues, allowedValue, type } = params;
  const detail = additionalProperty ?? unevaluatedProperty ?? missingProperty ?? allowedValues ?? allowedValue ?? type;
  return { path, keyword, message, detail };
}

function errorOf({ path, keyword, message, detail }: Finding): SchemaError {
  const wrong = (words: string, expected?: SchemaError['expected']): SchemaError => ({
    path,
    kind: 'wrong-value',
    message: words,
    ...(expected !== undefined && { expected }),
  });
  switch (keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return { path, kind: 'unknown-key', key: String(detail), message: 'is not a known key' };
    case 'propertyNames':
      return { path, kind: 'bad-key', key: String(detail), message };
    case 'required':
      return {
        path,
        kind: 'missing-key',
        key: String(detail),
        message: message.startsWith('is ') ? message : 'is required',
      };
    case 'enum':
      return wrong(`must be one of ${listed(listOf(detail) ?? [])}`, { values: listOf(detail) ?? [] });
    case 'const':
      return wrong(`must be ${quote(detail)}`, { values: [detail] });
    case 'type':
      return wrong(`must be ${[detail].flat().join(' or ')}`, { types: [detail].flat().map(String) });
    default:
      return wrong(message);
  }
}

/** More values than these are no message. */
const MOST_LISTED = 20;

function listed(values: readonly unknown[]): string {
  const rest = values.length - MOST_LISTED;
  return values.slice(0, MOST_LISTED).map(quote).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function quote(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}
