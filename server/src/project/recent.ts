/** The last things that were made. */
export interface Recent<K, T> {
  readonly get: (key: K) => T | undefined;
  readonly values: () => Iterable<T>;
  /** Puts it last, and answers what is kept no longer. */
  readonly add: (key: K, value: T) => readonly T[];
  readonly remove: (key: K) => void;
  readonly clear: () => void;
}

const NONE: readonly never[] = [];

/** So many are kept of what is too much to be kept. */
const FEW = 128;

/**
 * Keeps the last things, `budget` at most. Who has more goes through them in rounds, as when all of a large workspace is
 * looked at: each is gone before its turn comes again, however many are kept. Then a few of them do, for those who
 * come back at once.
 */
export function makeRecent<K, T>(budget: number): Recent<K, T> {
  const kept = new Map<K, T>();
  let limit = budget;
  return {
    get: (key) => kept.get(key),
    values: () => kept.values(),
    add: (key, value) => {
      // The newest one comes last.
      kept.delete(key);
      kept.set(key, value);
      if (kept.size <= limit) return NONE;
      limit = Math.min(limit, FEW);
      const gone: T[] = [];
      for (const [each, one] of kept) {
        if (kept.size <= limit) break;
        kept.delete(each);
        gone.push(one);
      }
      return gone;
    },
    remove: (key) => {
      kept.delete(key);
    },
    clear: () => {
      limit = budget;
      kept.clear();
    },
  };
}
