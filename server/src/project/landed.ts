import type { Choice } from '../compose/index.ts';
import type { Uri } from '../text/index.ts';
import { type CompositionKey, textOfKey } from './compositionKey.ts';
import type { Kind } from './memo.ts';
import { isSameData } from './same.ts';
import { listedBy, type Snapshot } from './snapshot.ts';

/** A file with the package, dotted, that a composition puts it in. */
export type Landed = readonly [uri: Uri, packageText: string];

/** The files of a primary config's own composition, each once for each package. */
export function landedBy(snapshot: Snapshot, key: CompositionKey): readonly Landed[] {
  return snapshot.answer(LANDED, key);
}

const LANDED: Kind<CompositionKey, readonly Landed[]> = {
  name: 'landed',
  keyOf: textOfKey,
  make: (at, key) => landedIn(listedBy(at, key).defaultsList),
  isSame: isSameData,
  settles: true,
};

function landedIn(list: readonly Choice[]): readonly Landed[] {
  const all = list.flatMap(({ file, package: packageText }): Landed[] =>
    file.uri.startsWith('file:') ? [[file.uri, packageText]] : [],
  );
  return [...new Map(all.map((each) => [String(each), each])).values()];
}

const sets = new WeakMap<readonly Landed[], ReadonlySet<string>>();

/** What a composition puts where another one does not. */
export function landedBeside(list: readonly Choice[], others: readonly Landed[]): readonly Landed[] {
  const known = sets.get(others) ?? new Set(others.map(String));
  sets.set(others, known);
  return landedIn(list).filter((each) => !known.has(String(each)));
}
