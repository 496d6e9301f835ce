/** Counts the language server's crashes, to tell one that is mended by a new start from one that comes again. */
export interface Crashes {
  /** Takes note of one; the answer is what to do about it. */
  crashed(): 'start again' | 'give up';
  /** Somebody wants it to be tried once more. */
  forget(): void;
  /** How many in a row there were when it was given up; `undefined` while it is not. */
  givenUp(): number | undefined;
}

/** So many in a row are no accident. */
const LIMIT = 5;
/** Milliseconds after which a crash has nothing to do with the one before. */
const APART = 3 * 60 * 1000;

/**
 * Gives up after five crashes of which none is three minutes from the one before: a document that takes the server down
 * whenever it is opened would else do so for ever.
 */
export function createCrashes(now = Date.now): Crashes {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  return {
    crashed: () => {
      if (now() - last > APART) count = 0;
      last = now();
      count++;
      return count < LIMIT ? 'start again' : 'give up';
    },
    forget: () => {
      count = 0;
    },
    givenUp: () => (count < LIMIT ? undefined : count),
  };
}
