import { placeOf, type Snapshot } from '../../project/index.ts';
import { type Fix, type Range, touches, type Uri } from '../../text/index.ts';
import { defaultsRefactorings, packageHeaders } from './defaultsRefactorings.ts';
import { interpolating } from './interpolate.ts';
import { droppingCopy, movingToBase, settingAtLayer } from './layers.ts';
import { extractingOption, inliningOption } from './options.ts';
import { quoting } from './quotes.ts';
import { type Site, siteAt } from './site.ts';

/**
 * A change of how something is written, not of what is wrong with it. All compositions stay as they are, unless its title
 * says what becomes of them.
 */
export interface Refactoring extends Fix {
  /** One of the protocol's kinds. */
  readonly kind: string;
}

/** What may be done with a key or its value. */
const OF_KEYS: readonly ((site: Site) => readonly Refactoring[])[] = [
  settingAtLayer,
  droppingCopy,
  movingToBase,
  interpolating,
  extractingOption,
  quoting,
];

/** The refactorings at the start of a range. */
export function refactorings(snapshot: Snapshot, uri: Uri, { start }: Range): readonly Refactoring[] {
  const file = placeOf(snapshot, uri) === undefined ? undefined : snapshot.config(uri);
  if (file === undefined || file.unread !== undefined) return [];
  const site = siteAt(snapshot, file, start);
  const entry = file.defaults?.find((each) => touches(each.range, start));
  return [
    ...(site === undefined ? [] : OF_KEYS.flatMap((make) => make(site))),
    ...defaultsRefactorings(snapshot, file, start),
    ...(entry?.kind === 'group' ? inliningOption({ snapshot, file }, entry) : []),
    ...packageHeaders(snapshot, file, start),
  ];
}
