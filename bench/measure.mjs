// What all measurements have in common: rounds of pairs, and the numbers that stand for them.

/**
 * @typedef {object} Measured
 * @property {string} row
 * @property {string} workspace
 * @property {Numbers} [ours]
 * @property {Numbers} [theirs]
 * @property {number} [ratio] median of theirs through ours, pair by pair
 * @property {string} [note]
 * @property {string} [missing] why there are no numbers
 * @property {boolean} [isWished] whether the one who ran the bench wanted none
 */

/** @typedef {{ median: number, p95: number, count: number }} Numbers */

/** Fewer rounds say nothing of the slow ones; where each takes longer than all together should, one has to do. */
const FEWEST = 5;
const PATIENCE = 3;

/**
 * Rounds until there are enough of them or the time is over, after a few that do not count. A round gives one or more
 * pairs; where one side is slower than its limit by far, its row must not take an hour.
 * @param {{ rounds: number, seconds: number, warmup?: number }} effort
 * @param {(round: number) => Promise<readonly { ours: number, theirs?: number }[]>} once
 */
export async function pairs({ rounds, seconds, warmup = 3 }, once) {
  const found = [];
  let start = performance.now();
  const isOver = (share = 1) => performance.now() - start > seconds * 1000 * share;
  for (let round = 0; round < warmup && !isOver(0.5); round++) await once(round);
  start = performance.now();
  for (let round = 0; round < rounds && (round < FEWEST ? round === 0 || !isOver(PATIENCE) : !isOver()); round++) {
    found.push(...(await once(round + warmup)));
  }
  return found;
}

/** @returns {Measured} */
export function measured(row, workspace, found, note) {
  const theirs = found.map((pair) => pair.theirs).filter((value) => value !== undefined);
  return {
    row,
    workspace,
    ours: numbers(found.map((pair) => pair.ours)),
    ...(theirs.length > 0 && {
      theirs: numbers(theirs),
      ratio: middle(found.map((pair) => pair.theirs / pair.ours)),
    }),
    ...(note !== undefined && { note }),
  };
}

/** @returns {Numbers} */
export function numbers(values) {
  const sorted = values.toSorted((left, right) => left - right);
  return { median: middle(values), p95: sorted[Math.ceil(sorted.length * 0.95) - 1], count: sorted.length };
}

export function middle(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}
