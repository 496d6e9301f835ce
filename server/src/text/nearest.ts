/**
 * The candidate that was most likely meant: the one with the fewest typing errors, else one that the name contains as
 * whole words or the other way round (`train_seq_len`, `seq_len`). `undefined` where none is near.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  let containing: string | undefined;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const allowed = Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 4));
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), allowed);
    // What is left of a short name says nothing: `b` is no `db`.
    const isNear = distance <= allowed && sharesEnough(name, candidate, distance);
    if (isNear && (best === undefined || distance < best.distance)) best = { candidate, distance };
    if (contains(name, candidate) && candidate.length > (containing?.length ?? 0)) containing = candidate;
  }
  return best?.candidate ?? containing;
}

/** Of a name of one letter a typing error leaves nothing, but where it doubles the letter. */
function sharesEnough(name: string, candidate: string, distance: number): boolean {
  return distance === 0 || hasSameLetters(name, candidate) || Math.min(name.length, candidate.length) >= 2;
}

function hasSameLetters(left: string, right: string): boolean {
  const lettersOf = (text: string) => [...new Set(text.toLowerCase())].sort().join('');
  return lettersOf(left) === lettersOf(right);
}

/**
 * Whether a name that is near another one may be taken for an error, where nothing else says that it is one. Names that
 * differ in their numbers (`layer1`, `layer2`) or in a word of one letter (`d_k`, `d_v`) are two names, and so are short
 * ones (`lr`, `lrs`) but for letters that are swapped or doubled.
 */
export function isLikelyMisspelling(name: string, meant: string): boolean {
  const withoutNumbers = (text: string) => text.replaceAll(/\d+/g, '');
  if (withoutNumbers(name) === withoutNumbers(meant)) return false;
  if (Math.min(name.length, meant.length) <= 2) return hasSameLetters(name, meant);
  const wordsOf = (text: string) => text.toLowerCase().split(/[_.-]/);
  const own = wordsOf(name);
  const others = wordsOf(meant);
  return own.length !== others.length || own.every((word, at) => word === others[at] || !isOneLetter(word, others[at]));
}

function isOneLetter(...words: readonly (string | undefined)[]): boolean {
  return words.some((word) => word?.length === 1);
}

function contains(left: string, right: string): boolean {
  const [long, short] = left.length >= right.length ? [left, right] : [right, left];
  if (short.length < 4 || !long.includes(short)) return false;
  return [...long.matchAll(/(?=[_.-]|^)/g)].some(({ index }) => {
    const start = index === 0 ? 0 : index + 1;
    return long.startsWith(short, start) && /^([_.-]|$)/.test(long.slice(start + short.length));
  });
}

/** Edits and swaps of neighbours (optimal string alignment); anything above `limit` is `limit + 1`. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let older: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(
        (previous[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (previous[column - 1] as number) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        cost = Math.min(cost, (older[column - 2] as number) + 1);
      }
      current.push(cost);
    }
    older = previous;
    previous = current;
  }
  return Math.min(previous[right.length] as number, limit + 1);
}
