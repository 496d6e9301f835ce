import type { Uri } from '../text/index.ts';

/** The drafts that are read, as numbers that grow with time. */
export type Draft = 6 | 7 | 2019 | 2020;

/**
 * A mapping of JSON that is meant as a schema. Nothing of it is known before it was held against the schema of its
 * draft, so that readers look at each keyword's kind themselves: `mapOf`, `listOf`, `schemaOf`.
 */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** A schema and every document that it refers to, by address. */
export interface SchemaSet {
  readonly root: Uri;
  readonly documents: ReadonlyMap<Uri, JsonSchema>;
  /** Drafts of those documents that are not of the newest. */
  readonly drafts?: ReadonlyMap<Uri, Draft>;
  /** Why the schema cannot be used: the first thing that was found. */
  readonly refusal?: string;
}

/** A value as JSON has it, mappings without a prototype. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export function resolveUri(base: Uri, relative: string): Uri | undefined {
  try {
    return new URL(relative, base).href;
  } catch {
    return undefined;
  }
}

export function mapOf(value: unknown): JsonSchema | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonSchema) : undefined;
}

export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

/** What a keyword holds that may be a schema: a mapping, `true` or `false`. */
export function schemaOf(value: unknown): JsonSchema | boolean | undefined {
  return typeof value === 'boolean' ? value : mapOf(value);
}

/** What a mapping holds under a name that a user chose: `constructor` is nobody's default. */
export function ownOf(map: JsonSchema | undefined, name: string): unknown {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
}

/** The child of a value, by key or index. */
export function childOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as { readonly [key: string]: Json })[name];
}

/** The value at a path. */
export function valueAtPath(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce(childOf, value);
}
