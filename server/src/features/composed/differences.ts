import { keyName, type Plain } from '../../text/index.ts';

/** A value that is not the same in two configs; absent where its key is not there. */
export interface PlainDifference {
  readonly path: readonly string[];
  readonly left?: Plain;
  readonly right?: Plain;
}

/**
 * The smallest values that differ, in the order of the left side, what the right one adds behind what stands before it
 * there. The order of keys is no difference; lists are told as a whole unless they hold mappings and are of one length.
 */
export function differencesOf(left: Plain | undefined, right: Plain | undefined): PlainDifference[] {
  const found: PlainDifference[] = [];
  // A config without keys is none: each key of the other is told.
  const whole = (plain: Plain | undefined) => (plain?.t === 'dict' && plain.v.length === 0 ? undefined : plain);
  compare(whole(left), whole(right), [], found);
  return found;
}

function compare(
  left: Plain | undefined,
  right: Plain | undefined,
  path: readonly string[],
  found: PlainDifference[],
): void {
  const pairs = pairsOf(left, right);
  if (pairs !== undefined) {
    for (const [name, before, after] of pairs) compare(before, after, [...path, name], found);
  } else if (!isSamePlain(left, right)) {
    found.push({ path, ...(left !== undefined && { left }), ...(right !== undefined && { right }) });
  }
}

type Pair = readonly [name: string, left: Plain | undefined, right: Plain | undefined];

/** What two values are compared by, where that is not the values themselves. */
function pairsOf(left: Plain | undefined, right: Plain | undefined): readonly Pair[] | undefined {
  if (left?.t === 'list' && right?.t === 'list') {
    const isOfParts = left.v.length === right.v.length && [...left.v, ...right.v].some(isContainer);
    return isOfParts ? left.v.map((item, index) => [String(index), item, right.v[index]]) : undefined;
  }
  const isMap = (plain: Plain | undefined) => plain === undefined || plain.t === 'dict';
  const isAny = (plain: Plain | undefined) => plain?.t === 'dict' && plain.v.length > 0;
  if (!isMap(left) || !isMap(right) || !(isAny(left) || isAny(right))) return undefined;
  // An empty mapping is a value where the other side has none.
  if ((left !== undefined && !isAny(left)) || (right !== undefined && !isAny(right))) return undefined;
  const [before, after] = [entriesOf(left), entriesOf(right)];
  const names = inOrderOf([...after.keys()], [...before.keys()], true);
  return names.map((name) => [name, before.get(name), after.get(name)]);
}

function isContainer({ t }: Plain): boolean {
  return t === 'dict' || t === 'list';
}

function entriesOf(plain: Plain | undefined): ReadonlyMap<string, Plain> {
  return new Map(plain?.t === 'dict' ? plain.v.map(([key, value]) => [keyName(key), value]) : []);
}

/**
 * Names in the order of others, each that is not among those behind the one that it stands behind. `isUnion`: the others are
 * all wanted, too.
 */
function inOrderOf(names: readonly string[], others: readonly string[], isUnion: boolean): readonly string[] {
  const [own, known] = [new Set(names), new Set(others)];
  const followers = new Map<string | undefined, string[]>();
  let before: string | undefined;
  for (const name of names) {
    if (known.has(name)) before = name;
    else followers.set(before, [...(followers.get(before) ?? []), name]);
  }
  const wanted = isUnion ? others : others.filter((name) => own.has(name));
  return [...(followers.get(undefined) ?? []), ...wanted.flatMap((name) => [name, ...(followers.get(name) ?? [])])];
}

/** A config with its keys in the order that they have in another one. */
export function orderedLike(plain: Plain, model: Plain | undefined): Plain {
  if (plain.t === 'list' && model?.t === 'list') {
    return { t: 'list', v: plain.v.map((item, index) => orderedLike(item, model.v[index])) };
  }
  if (plain.t !== 'dict' || model?.t !== 'dict') return plain;
  const entries = new Map(plain.v.map((entry) => [keyName(entry[0]), entry]));
  const models = entriesOf(model);
  const names = inOrderOf([...entries.keys()], [...models.keys()], false);
  const ordered = names.flatMap((name) => {
    const entry = entries.get(name);
    return entry === undefined ? [] : [[entry[0], orderedLike(entry[1], models.get(name))] as const];
  });
  return { t: 'dict', v: ordered };
}

/** Of one type and one value; the order of a mapping's keys does not matter. */
export function isSamePlain(left: Plain | undefined, right: Plain | undefined): boolean {
  if (left === undefined || right === undefined || left.t !== right.t) return left === right;
  if (left.t === 'list' && right.t === 'list') {
    return left.v.length === right.v.length && left.v.every((item, index) => isSamePlain(item, right.v[index]));
  }
  if (left.t === 'dict' && right.t === 'dict') {
    const [before, after] = [entriesOf(left), entriesOf(right)];
    return before.size === after.size && [...before].every(([name, value]) => isSamePlain(value, after.get(name)));
  }
  // Not a number is no other value than itself.
  return 'v' in left && 'v' in right ? Object.is(left.v, right.v) : true;
}

/** What stands at a path, or the value above it that is no collection. */
export function standingAt(plain: Plain, path: readonly string[]): Plain | undefined {
  let found: Plain | undefined = plain;
  for (const name of path) {
    if (found === undefined || !isContainer(found)) return found;
    found = found.t === 'list' ? found.v[Number(name)] : entriesOf(found).get(name);
  }
  return found;
}
