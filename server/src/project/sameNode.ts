import type { ConfigNode, Origin, Write } from '../compose/index.ts';
import { type ConfigFile, type Range, toPlain } from '../text/index.ts';

/** Whether two nodes hold the same, by the same writes at the same places with nothing changed above them. */
export function isSameNode(left: ConfigNode | undefined, right: ConfigNode | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined) return false;
  return (
    left.shape === right.shape &&
    isSameScalar(left.leaf, right.leaf) &&
    isSameScalar(left.key, right.key) &&
    isSameScalar(left.lastKey, right.lastKey) &&
    left.declared === right.declared &&
    left.instance === right.instance &&
    isSameList(left.writes, right.writes, isSameWrite) &&
    isSameList([...left.children], [...right.children], ([name, child], [otherName, other]) => {
      return name === otherName && isSameNode(child, other);
    })
  );
}

function isSameList<T>(left: readonly T[], right: readonly T[], isSame: (left: T, right: T) => boolean): boolean {
  return left.length === right.length && left.every((each, index) => isSame(each, right[index] as T));
}

function isSameScalar(left: ConfigNode['leaf'], right: ConfigNode['leaf']): boolean {
  if (left === right) return true;
  if (left === undefined || right === undefined || left.t !== right.t) return false;
  return !('v' in left) || !('v' in right) || Object.is(left.v, right.v);
}

function isSameWrite(left: Write, right: Write): boolean {
  if (left === right) return true;
  const { origin, value } = left;
  if (left.op !== right.op || value.kind !== right.value.kind || !isSameRange(value.range, right.value.range))
    return false;
  if (origin.kind !== 'file' || right.origin.kind !== 'file')
    return isSameElsewhere(origin, right.origin) && textOf(left) === textOf(right);
  return (
    isSameRange(origin.key, right.origin.key) &&
    isSameUpTo(origin.file, right.origin.file, Math.max(value.range.end, origin.key?.end ?? 0))
  );
}

function isSameRange(left: Range | undefined, right: Range | undefined): boolean {
  return left?.start === right?.start && left?.end === right?.end;
}

/** The text says the value and the line where it stands. */
function isSameUpTo(left: ConfigFile, right: ConfigFile, end: number): boolean {
  return left === right || (left.uri === right.uri && left.text.slice(0, end) === right.text.slice(0, end));
}

function isSameElsewhere(left: Origin, right: Origin): boolean {
  if (left.kind === 'override' && right.kind === 'override')
    return left.index === right.index && left.text === right.text;
  return left.kind === 'builtin' && right.kind === 'builtin' && left.name === right.name;
}

function textOf({ value }: Write): string {
  return JSON.stringify(toPlain(value), (_, each) => (typeof each === 'bigint' ? String(each) : each));
}
