import {
  type Composition,
  type ConfigNode,
  isHydraOwn,
  type KeyPath,
  OneByOne,
  type ResolvedKeys,
  type ResolvedTree,
  resolveKeys,
  resolveTree,
} from '../../compose/index.ts';
import { hasSchema, isSameList, jsonOf, onceIn, projectOf, type Snapshot, schemaFor } from '../../project/index.ts';
import { type Json, type JsonSchema, keysAt, type SchemaFacts, type SchemaSet } from '../../schema/index.ts';
import type { Uri } from '../../text/index.ts';
import { surroundings } from '../explain.ts';
import { derivedSchemasAt } from './derived.ts';

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
export interface ComposedValue {
  readonly value: Json;
  /** Whether the value at a path cannot be known here: `???`, custom resolvers, unset variables. */
  readonly isUnknown: (path: readonly string[]) => boolean;
}

const values = new WeakMap<Composition, ComposedValue>();

/** The composed values with what interpolations resolve to; worked out once for each composition. */
export function composedValue(snapshot: Snapshot, composition: Composition): ComposedValue {
  const known = values.get(composition);
  if (known !== undefined) return known;
  const made = asJson(resolveTree(composition.root, surroundings(snapshot, composition)));
  values.set(composition, made);
  return made;
}

/** What keys of an option came to, while what was looked at for it is what it was. */
interface Resolved {
  readonly names: readonly string[];
  readonly looked: NonNullable<ResolvedKeys['looked']>;
  readonly environment: Snapshot['environment'];
  readonly made: ComposedValue;
}

const ofOptions = new WeakMap<ReadonlyMap<string, ConfigNode>, Resolved>();

/**
 * The same of some keys at the top, for what rests on no others. Those that an option changes (`own`) are held against the
 * schema of its own and that of the primary config: they are worked out once.
 */
export function composedKeys(
  snapshot: Snapshot,
  composition: Composition,
  names: readonly string[],
  own: ReadonlyMap<string, ConfigNode> | undefined,
): ComposedValue {
  const { environment } = snapshot;
  const { children } = composition.root;
  // What an option that is composed as a whole changes is another object each time.
  const kept = children instanceof OneByOne ? own : undefined;
  const known = kept && ofOptions.get(kept);
  // Looking at it all again also notes it for the answer that is being made.
  const holds =
    known?.environment === environment &&
    isSameList(known.names, names) &&
    [...known.looked].every(([name, node]) => children.get(name) === node);
  if (holds) return known.made;
  const { looked, ...resolved } = resolveKeys(composition.root, names, surroundings(snapshot, composition));
  const made = asJson(resolved);
  if (kept !== undefined && looked !== undefined) ofOptions.set(kept, { names, looked, environment, made });
  return made;
}

function asJson({ value, unknown }: Pick<ResolvedTree, 'value' | 'unknown'>): ComposedValue {
  const names = new Set(unknown.map((path) => path.join('\0')));
  return {
    value: jsonOf(value),
    isUnknown: (path) => names.size > 0 && path.some((_, index) => names.has(path.slice(0, index + 1).join('\0'))),
  };
}

/** A composition with what schemas say of it, for those who explain and propose. Nothing is checked here. */
export interface Described {
  readonly set: SchemaSet;
  readonly value: Json;
}

const described = new WeakMap<Composition, Joined>();
const fully = new WeakMap<Composition, Joined>();

/** A schema and where in the composition it applies. */
interface Part {
  readonly set: SchemaSet;
  readonly path: KeyPath;
}

/**
 * All schemas that apply to a composition, as one: that of its primary config and of each config that has one of its own,
 * at the place where that lands.
 */
export function describe(snapshot: Snapshot, composition: Composition): Described | undefined {
  return join(snapshot, composition, partsOf(snapshot, composition), described);
}

/** The same with what Python says of the parts that no schema knows: the models of registered classes. */
export const describeFully = onceIn((snapshot, composition: Composition): Described | undefined => {
  const written = partsOf(snapshot, composition);
  const primary = composition.defaultsList.find((choice) => choice.primary)?.file.uri;
  const project = primary === undefined ? undefined : projectOf(snapshot, primary);
  const derived = project === undefined ? [] : derivedSchemasAt(snapshot, project, composition);
  return join(snapshot, composition, [...written, ...derived.map(({ set, path }) => ({ set, path }))], fully);
});

type Joined = Described & { readonly parts: readonly Part[] };

function join(
  snapshot: Snapshot,
  composition: Composition,
  parts: readonly Part[],
  memo: WeakMap<Composition, Joined>,
): Described | undefined {
  if (parts.length === 0) return undefined;
  const known = memo.get(composition);
  if (known !== undefined && isSame(known.parts, parts)) return known;
  const { value } = composedValue(snapshot, composition);
  const made = { set: combined(parts), value, parts };
  memo.set(composition, made);
  return made;
}

function partsOf(snapshot: Snapshot, { defaultsList }: Composition): Part[] {
  const parts: Part[] = [];
  const own = defaultsList.filter((choice) => !isHydraOwn(choice) && hasSchema(snapshot, choice.file.uri));
  if (own.length === 0) return parts;
  // What is said first counts: the primary config's schema, then those of the configs that came last.
  for (const choice of own.sort((left, right) => Number(right.primary) - Number(left.primary))) {
    const set = schemaFor(snapshot, choice.file.uri)?.set;
    if (set === undefined || set.refusal !== undefined) continue;
    const path = choice.package === '' ? [] : choice.package.split('.');
    const isKnown = parts.some((part) => part.set === set && part.path.join('.') === choice.package);
    if (!isKnown) parts.push({ set, path });
  }
  return parts;
}

function isSame(left: readonly Part[], right: readonly Part[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ set, path }, index) => {
      const other = right[index];
      return other?.set === set && other.path.join('.') === path.join('.');
    })
  );
}

/** What was joined, by the first of the parts: compositions that have the same have one schema, and what is known of it. */
const joint = new WeakMap<SchemaSet, { readonly parts: readonly Part[]; readonly set: SchemaSet }[]>();

/** More ways to join a schema with others than these are not kept. */
const JOINT_BUDGET = 8;

/** One schema that refers to each of the others where it applies. */
function combined(parts: readonly Part[]): SchemaSet {
  const first = parts[0] as Part;
  if (parts.length === 1 && first.path.length === 0) return first.set;
  const known = joint.get(first.set) ?? [];
  const found = known.find((each) => isSame(each.parts, parts));
  if (found !== undefined) return found.set;
  const set = refer(parts);
  joint.set(first.set, [...known.slice(1 - JOINT_BUDGET), { parts, set }]);
  return set;
}

function refer(parts: readonly Part[]): SchemaSet {
  const root: Uri = 'hydrascope:/combined';
  const allOf = parts.map(({ set, path }) =>
    path.reduceRight<JsonSchema>((schema, name) => ({ properties: { [name]: schema } }), { $ref: set.root }),
  );
  const documents = new Map(parts.flatMap(({ set }) => [...set.documents]));
  const drafts = new Map(parts.flatMap(({ set }) => [...(set.drafts ?? [])]));
  return { root, documents: documents.set(root, { allOf }), drafts };
}
