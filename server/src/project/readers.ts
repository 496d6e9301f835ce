/**
 * Who is to be told of a change: nobody, one, a few in a list, many in a set, and everyone where a list of them would be as
 * long as the workspace is large. Most things have one reader or a few, and a set for each of them would take more room
 * than all else that is remembered of it; and what thousands read is read by most.
 */
export type Readers<T extends object> = T | readonly T[] | Set<T> | 'everyone' | undefined;

/** Lists are looked through; a longer one becomes a set. */
const FEW = 8;

/** More readers than these are not written down. */
const CROWD = 4_096;

/** Whether it is known to be one; of everyone nobody is known. */
export function isReader<T extends object>(readers: Readers<T>, one: T): boolean {
  if (readers instanceof Set) return readers.has(one);
  return Array.isArray(readers) ? readers.includes(one) : readers === one;
}

/** With one that is none yet. */
export function withReader<T extends object>(readers: Readers<T>, one: T): Readers<T> {
  if (readers === undefined) return one;
  if (readers === 'everyone') return readers;
  if (readers instanceof Set) return readers.size < CROWD ? readers.add(one) : 'everyone';
  if (!Array.isArray(readers)) return [readers as T, one];
  return readers.length < FEW ? [...readers, one] : new Set([...readers, one]);
}

export function withoutReader<T extends object>(readers: Readers<T>, one: T): Readers<T> {
  if (readers instanceof Set) {
    readers.delete(one);
    return readers.size === 0 ? undefined : readers;
  }
  if (!Array.isArray(readers)) return readers === one ? undefined : readers;
  const others = readers.filter((each) => each !== one);
  return others.length > 1 ? others : others[0];
}

export function readersIn<T extends object>(readers: Exclude<Readers<T>, 'everyone'>): Iterable<T> {
  if (readers === undefined) return [];
  return readers instanceof Set || Array.isArray(readers) ? readers : [readers as T];
}
