import type { Snapshot } from '../../project/index.ts';
import type { Fix, Problem } from '../../text/index.ts';
import { fixesByPlace } from './fixesByPlace.ts';

/** Every way to mend a problem: what its rule knows, then what its place alone tells. */
export function fixesOf(snapshot: Snapshot, problem: Problem): readonly Fix[] {
  const known = problem.fixes ?? [];
  const titles = new Set(known.map(({ title }) => title));
  return [...known, ...fixesByPlace(snapshot, problem).filter(({ title }) => !titles.has(title))];
}
