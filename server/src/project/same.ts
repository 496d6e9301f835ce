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
  return prototype === Object.prototype && isSameEach(Object.entries(before), Object.entries(after));
}

function isSameEach(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((each, index) => isSameData(each, after[index]));
}
