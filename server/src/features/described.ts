import { type Composition, resolveTree } from '../compose/index.ts';
import { jsonOf, type Snapshot } from '../project/index.ts';
import { type Json, keysAt, type SchemaFacts, type SchemaSet } from '../schema/index.ts';
import { surroundings } from './explain.ts';

/** A composition as a schema sees it. */
export interface Described {
  readonly set: SchemaSet;
  readonly value: Json;
  /** Whether the value at a path cannot be known here: `???`, custom resolvers, unset variables. */
  /** The keys that the schema knows at a place; worked out once for each. */
  readonly keysAt: (path: readonly string[]) => ReadonlyMap<string, SchemaFacts>;
  readonly isUnknown: (path: readonly string[]) => boolean;
}

const described = new WeakMap<Composition, Described>();

/** The schema that is bound to a composition's primary config, with the composed value to hold against it. */
export function describe(snapshot: Snapshot, composition: Composition): Described | undefined {
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file.uri;
  const set = primary === undefined ? undefined : snapshot.schemaFor(primary);
  if (set === undefined) return undefined;
  const known = described.get(composition);
  if (known?.set === set) return known;
  const { value, unknown } = resolveTree(composition.root, surroundings(snapshot, composition));
  const names = new Set(unknown.map((path) => path.join('\0')));
  const json = jsonOf(value);
  const keys = new Map<string, ReadonlyMap<string, SchemaFacts>>();
  const made: Described = {
    set,
    value: json,
    keysAt: (path) => {
      const place = path.join('\0');
      const found = keys.get(place) ?? keysAt(set, json, path);
      keys.set(place, found);
      return found;
    },
    isUnknown: (path) => path.some((_, index) => names.has(path.slice(0, index + 1).join('\0'))),
  };
  described.set(composition, made);
  return made;
}
