import type { Snapshot } from '../../project/index.ts';
import type { ComparedSide, CompareParams, CompareResult, DecidedValue, Difference } from '../../protocol.ts';
import type { Plain } from '../../text/index.ts';
import { inline } from '../explain.ts';
import { decidedBy, nearestNode, plainIn, textOf } from './composed.ts';
import { differencesOf, isSamePlain, type PlainDifference, standingAt } from './differences.ts';
import { type Seen, seenFrom } from './side.ts';

/** The keys whose values differ between two sides, with who decided each. */
export function compare(snapshot: Snapshot, { left, right, isResolved = false }: CompareParams): CompareResult {
  const [before, after] = [seenFrom(snapshot, left), seenFrom(snapshot, right)];
  const sides = { left: comparedSide(before), right: comparedSide(after) };
  if (before === undefined || after === undefined) return { ...sides, differences: [] };
  return { ...sides, differences: differencesBetween(before, after, isResolved) };
}

function differencesBetween(left: Seen, right: Seen, isResolved: boolean): readonly Difference[] {
  const found = valuesThatDiffer(left, right);
  const lines = { left: linesByPath(textOf(left, isResolved)), right: linesByPath(textOf(right, isResolved, left)) };
  return found.map(({ path, isDerived, ...values }) => ({
    key: path.join('.'),
    ...(values.left !== undefined && { left: decided(left, path, values.left, lines.left) }),
    ...(values.right !== undefined && { right: decided(right, path, values.right, lines.right) }),
    isDerived,
  }));
}

interface ValueDifference extends PlainDifference {
  readonly isDerived: boolean;
}

/** By value: what is written in other words and comes to the same is no difference. */
export function valuesThatDiffer(left: Seen, right: Seen): readonly ValueDifference[] {
  const [before, after] = [plainIn(left, false), plainIn(right, false)];
  return differencesOf(plainIn(left, true), plainIn(right, true)).map((difference) => {
    const { path } = difference;
    return { ...difference, isDerived: isSamePlain(standingAt(before, path), standingAt(after, path)) };
  });
}

function comparedSide(seen: Seen | undefined): ComparedSide {
  return {
    ...(seen?.name !== undefined && { name: seen.name }),
    overrides: seen?.overrides ?? [],
    errors: seen?.problems.filter(({ severity }) => severity === 'error').length ?? 0,
  };
}

function linesByPath({ entries }: ReturnType<typeof textOf>): ReadonlyMap<string, number> {
  return new Map(entries.map(({ path, line }) => [path.join('\0'), line]));
}

function decided(seen: Seen, path: readonly string[], value: Plain, lines: ReadonlyMap<string, number>): DecidedValue {
  const [at, node] = nearestNode(seen.usage.composition.root, path);
  const { from, target } = decidedBy(seen, at, node) ?? {};
  // Below an interpolation that stands as it is written, its own line is meant.
  const line = lines.get(path.join('\0')) ?? lines.get(at.join('\0'));
  return {
    value: inline(value),
    ...(from !== undefined && { from }),
    ...(target !== undefined && { target }),
    ...(line !== undefined && { line }),
  };
}
