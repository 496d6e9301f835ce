import { type Composition, resolveTree } from '../compose/index.ts';
import { jsonOf, type Snapshot } from '../project/index.ts';
import { type Json, keysAt, type SchemaFacts, type SchemaSet } from '../schema/index.ts';
import { surroundings } from './explain.ts';

/** The keys that a schema knows at a place. */
export type KnownKeys = (path: readonly string[]) => ReadonlyMap<string, SchemaFacts>;

/** Works the known keys of each place out once: a config may have thousands of unknown ones beside them. */
export function knownKeysOf(set: SchemaSet, value: Json): KnownKeys {
  const known = new Map<string, ReadonlyMap<string, SchemaFacts>>();
  return (path) => {
    const place = path.join('\0');
    const found = known.get(place) ?? keysAt(set, value, path);
    known.set(place, found);
    return found;
  };
}

/** A composition as a schema sees it. */
export interface Described {
  readonly set: SchemaSet;
  readonly value: Json;
  readonly keysAt: KnownKeys;
  /** Whether the value at a path cannot be known here: `???`, custom resolvers, unset variables. */
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
  const made: Described = {
    set,
    value: json,
    keysAt: knownKeysOf(set, json),
    isUnknown: (path) => path.some((_, index) => names.has(path.slice(0, index + 1).join('\0'))),
  };
  described.set(composition, made);
  return made;
}
