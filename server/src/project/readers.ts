/** Who reads: each has a number of its own among all readers while it reads anything. */
export interface Reader {
  /** Less than zero while it has none. */
  id: number;
}

/** All readers by their numbers. Those of who reads nothing any more are given again. */
export interface Roll<T extends Reader> {
  readonly byId: (T | undefined)[];
  readonly free: number[];
}

/**
 * Who is to be told of a change: nobody, one, a few in a list, many in a set, and a crowd. Most things have one reader or a
 * few, and a set for each of them would take more room than all else that is remembered of it; of what thousands read, a
 * bit for each reader there is takes a fortieth of the room of a set.
 */
export type Readers<T extends Reader> = T | readonly T[] | Set<T> | Crowd | undefined;

/** One bit for each number. */
type Crowd = Uint32Array;

/** Lists are looked through; a longer one becomes a set. */
const FEW = 8;

/** As many in a set take about the room of a bit for each of fifty thousand. */
const MANY = 256;

export function emptyRoll<T extends Reader>(): Roll<T> {
  return { byId: [], free: [] };
}

/** Takes a reader off the roll: nothing may have it among its readers. */
export function strike<T extends Reader>({ byId, free }: Roll<T>, one: T): void {
  if (one.id < 0) return;
  byId[one.id] = undefined;
  free.push(one.id);
  one.id = -1;
}

function numberOf<T extends Reader>({ byId, free }: Roll<T>, one: T): number {
  if (one.id < 0) {
    one.id = free.pop() ?? byId.length;
    byId[one.id] = one;
  }
  return one.id;
}

export function isReader<T extends Reader>(readers: Readers<T>, one: T): boolean {
  if (readers instanceof Uint32Array) return one.id >= 0 && ((readers[one.id >>> 5] ?? 0) & (1 << (one.id & 31))) !== 0;
  if (readers instanceof Set) return readers.has(one);
  return Array.isArray(readers) ? readers.includes(one) : readers === one;
}

/** With one that is none yet. */
export function withReader<T extends Reader>(roll: Roll<T>, readers: Readers<T>, one: T): Readers<T> {
  if (readers === undefined) return one;
  if (readers instanceof Uint32Array) return inCrowd(roll, readers, one);
  if (readers instanceof Set) {
    if (readers.size < MANY) return readers.add(one);
    let crowd: Crowd = new Uint32Array(0);
    for (const each of readers) crowd = inCrowd(roll, crowd, each);
    return inCrowd(roll, crowd, one);
  }
  if (!Array.isArray(readers)) return [readers as T, one];
  return readers.length < FEW ? [...readers, one] : new Set([...readers, one]);
}

function inCrowd<T extends Reader>(roll: Roll<T>, crowd: Crowd, one: T): Crowd {
  const id = numberOf(roll, one);
  let bits = crowd;
  if (id >>> 5 >= crowd.length) {
    // With some room for those to come.
    bits = new Uint32Array((Math.max(id, roll.byId.length) >>> 5) + 32);
    bits.set(crowd);
  }
  const at = id >>> 5;
  bits[at] = (bits[at] ?? 0) | (1 << (id & 31));
  return bits;
}

/** A crowd stays one, however few are left in it. */
export function withoutReader<T extends Reader>(readers: Readers<T>, one: T): Readers<T> {
  if (readers instanceof Uint32Array) {
    const at = one.id >>> 5;
    if (one.id >= 0 && at < readers.length) readers[at] = (readers[at] ?? 0) & ~(1 << (one.id & 31));
    return readers;
  }
  if (readers instanceof Set) {
    readers.delete(one);
    return readers.size === 0 ? undefined : readers;
  }
  if (!Array.isArray(readers)) return readers === one ? undefined : readers;
  const others = readers.filter((each) => each !== one);
  return others.length > 1 ? others : others[0];
}

export function readersIn<T extends Reader>(roll: Roll<T>, readers: Readers<T>): Iterable<T> {
  if (readers === undefined) return [];
  if (readers instanceof Uint32Array) return crowded(roll, readers);
  return readers instanceof Set || Array.isArray(readers) ? readers : [readers as T];
}

function* crowded<T extends Reader>({ byId }: Roll<T>, crowd: Crowd): Generator<T> {
  for (let at = 0; at < crowd.length; at++) {
    for (let bits = crowd[at] ?? 0; bits !== 0; bits &= bits - 1) {
      const one = byId[(at << 5) + 31 - Math.clz32(bits & -bits)];
      if (one !== undefined) yield one;
    }
  }
}

/** Whether there are many of them. */
export function isCrowd<T extends Reader>(readers: Readers<T>): boolean {
  return readers instanceof Uint32Array;
}

/** Whether anybody reads it. */
export function hasReaders<T extends Reader>(readers: Readers<T>): boolean {
  return readers instanceof Uint32Array ? readers.some((bits) => bits !== 0) : readers !== undefined;
}
