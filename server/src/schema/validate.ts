import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import type { Json, JsonSchema, SchemaSet } from './jsonSchema.ts';
import { precompiled } from './precompiled.generated.mjs';

/** One thing that a schema finds wrong with a value. */
export interface SchemaError {
  /** The place in the value. */
  readonly path: readonly string[];
  readonly kind: 'unknown-key' | 'missing-key' | 'wrong-value';
  /** The key that is not allowed, or missing. */
  readonly key?: string;
  /** In words, without the place: `must be integer`. */
  readonly message: string;
}

export type Validator = (value: Json) => readonly SchemaError[];

/** A schema that is no schema. */
export interface BadSchema {
  readonly message: string;
}

const compiled = new WeakMap<SchemaSet, Validator | BadSchema>();

/**
 * A validator for a schema. The schemas that ship with hydrascope were compiled when it was built; any other is compiled
 * here, once for each set (about a millisecond for each object in it).
 */
export function validatorOf(set: SchemaSet): Validator | BadSchema {
  const known = compiled.get(set);
  if (known !== undefined) return known;
  const made = make(set);
  compiled.set(set, made);
  return made;
}

function make(set: SchemaSet): Validator | BadSchema {
  const ready = findPrecompiled(set);
  if (ready !== undefined) return wrap(ready);
  try {
    const ajv = new Ajv2020({ allErrors: true, strict: false, logger: false, validateFormats: false });
    for (const [uri, schema] of set.documents) if (uri !== set.root) ajv.addSchema({ ...schema, $id: uri });
    const root = set.documents.get(set.root);
    return root === undefined
      ? { message: 'the schema cannot be read' }
      : wrap(ajv.compile({ ...root, $id: set.root }));
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
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

function wrap(validate: ValidateFunction): Validator {
  return (value) => {
    try {
      if (validate(value)) return [];
    } catch {
      // A schema that refers to itself without end: nothing can be said.
      return [];
    }
    return distinct((validate.errors ?? []).flatMap(errorOf));
  };
}

/** One error of a kind for each place: `anyOf` repeats what its branches say, and a wrong type is in no `enum` either. */
function distinct(errors: readonly SchemaError[]): SchemaError[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    const place = JSON.stringify([error.kind, error.path, error.kind === 'wrong-value' ? '' : error.key]);
    return !seen.has(place) && seen.add(place);
  });
}

function errorOf(error: ErrorObject): SchemaError[] {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const { params } = error;
  switch (error.keyword) {
    case 'additionalProperties':
      return [{ path, kind: 'unknown-key', key: params.additionalProperty, message: 'is not a known key' }];
    case 'unevaluatedProperties':
      return [{ path, kind: 'unknown-key', key: params.unevaluatedProperty, message: 'is not a known key' }];
    case 'required':
      return [{ path, kind: 'missing-key', key: params.missingProperty, message: 'is required' }];
    case 'if':
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return error.keyword === 'anyOf' || error.keyword === 'oneOf'
        ? [{ path, kind: 'wrong-value', message: error.message ?? 'is not allowed' }]
        : [];
    case 'enum':
      return [{ path, kind: 'wrong-value', message: `must be one of ${params.allowedValues.map(quote).join(', ')}` }];
    case 'const':
      return [{ path, kind: 'wrong-value', message: `must be ${quote(params.allowedValue)}` }];
    case 'type':
      return [{ path, kind: 'wrong-value', message: `must be ${[params.type].flat().join(' or ')}` }];
    default:
      return [{ path, kind: 'wrong-value', message: error.message ?? 'is not allowed' }];
  }
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}
