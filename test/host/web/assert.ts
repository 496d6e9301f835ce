/** What suites use of `node:assert`, where there is no Node. */
class AssertionError extends Error {}

function shown(value: unknown): string {
  return JSON.stringify(value, undefined, 2) ?? String(value);
}

function fail(message: string | undefined, otherwise: string): never {
  throw new AssertionError(message === undefined ? otherwise : `${message}\n${otherwise}`);
}

/** Plain data, as tests compare it: the order of keys is none. */
function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [names, others] = [Object.keys(left), Object.keys(right)];
  const at = (from: object, name: string) => (from as Record<string, unknown>)[name];
  return (
    names.length === others.length && names.every((name) => name in right && isSame(at(left, name), at(right, name)))
  );
}

export function strict(value: unknown, message?: string): asserts value {
  strict.ok(value, message);
}
strict.ok = (value: unknown, message?: string): void => {
  if (!value) fail(message, `${shown(value)} is not true`);
};
strict.equal = (left: unknown, right: unknown, message?: string): void => {
  if (!Object.is(left, right)) fail(message, `${shown(left)} is not ${shown(right)}`);
};
strict.notEqual = (left: unknown, right: unknown, message?: string): void => {
  if (Object.is(left, right)) fail(message, `both are ${shown(left)}`);
};
strict.deepEqual = (left: unknown, right: unknown, message?: string): void => {
  if (!isSame(left, right)) fail(message, `${shown(left)} is not ${shown(right)}`);
};
strict.match = (text: string, pattern: RegExp, message?: string): void => {
  if (!pattern.test(text)) fail(message, `${pattern} is not in\n${text}`);
};
strict.doesNotMatch = (text: string, pattern: RegExp, message?: string): void => {
  if (pattern.test(text)) fail(message, `${pattern} is in\n${text}`);
};
strict.fail = (message?: string): never => fail(message, 'failed');
strict.rejects = async (work: PromiseLike<unknown> | (() => PromiseLike<unknown>), pattern: RegExp): Promise<void> => {
  const error = await (typeof work === 'function' ? work() : work).then(
    () => undefined,
    (reason: unknown) => String(reason instanceof Error ? reason.message : reason),
  );
  if (error === undefined) fail(undefined, `it does not fail with ${pattern}`);
  strict.match(error, pattern);
};
