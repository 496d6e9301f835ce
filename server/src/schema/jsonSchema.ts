import type { Uri } from '../text/index.ts';

/** A JSON Schema of draft 2020-12, as far as hydrascope reads it itself; ajv reads all of it. */
export interface JsonSchema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly unevaluatedProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | boolean;
  readonly prefixItems?: readonly (JsonSchema | boolean)[];
  readonly allOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly if?: JsonSchema;
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** A schema and every document that it refers to, by address. */
export interface SchemaSet {
  readonly root: Uri;
  readonly documents: ReadonlyMap<Uri, JsonSchema>;
}

/** A value as JSON has it, mappings without a prototype. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The documents that a schema names, relative to itself. */
export function referencedDocuments(schema: JsonSchema, base: Uri): Uri[] {
  const found = new Set<Uri>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, below] of Object.entries(value)) {
        if (key === '$ref' && typeof below === 'string') {
          const [file = ''] = below.split('#', 1);
          const uri = file === '' ? undefined : resolveUri(base, file);
          if (uri !== undefined) found.add(uri);
        } else visit(below);
      }
    }
  };
  visit(schema);
  return [...found];
}

export function resolveUri(base: Uri, relative: string): Uri | undefined {
  try {
    return new URL(relative, base).href;
  } catch {
    return undefined;
  }
}
