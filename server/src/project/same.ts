/** Whether two lists hold the same things. */
export function isSameList(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((each, index) => each === after[index]);
}

/** Whether two maps hold the same things in the same order. */
export function isSameMap(before: ReadonlyMap<unknown, unknown>, after: ReadonlyMap<unknown, unknown>): boolean {
  return isSameList([...before].flat(), [...after].flat());
}

/** Whether two values of plain data say the same. What is no plain data is the same where it is one object. */
export function isSameData(before: unknown, after: unknown): boolean {
  if (Object.is(before, after)) return true;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return false;
  const prototype = Object.getPrototypeOf(before);
  if (prototype !== Object.getPrototypeOf(after)) return false;
  if (Array.isArray(before)) return isSameEach(before, after as unknown[]);
  if (before instanceof Map || before instanceof Set)
    return isSameEach([...before], [...(after as ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>)]);
  return prototype === Object.prototype && isSameRecord(before as Fields, after as Fields);
}

type Fields = Readonly<Record<string, unknown>>;

/** Asked at each key press of all that a defaults list says: a list of the fields would cost more than the comparison. */
function isSameRecord(before: Fields, after: Fields): boolean {
  let count = 0;
  for (const name in before) {
    if (!isSameData(before[name], after[name]) || !(name in after)) return false;
    count++;
  }
  for (const _ in after) count--;
  return count === 0;
}

function isSameEach(before: readonly unknown[], after: readonly unknown[]): boolean {
  if (before.length !== after.length) return false;
  for (let index = 0; index < before.length; index++) if (!isSameData(before[index], after[index])) return false;
  return true;
}
