import type { LocationLink } from 'vscode-languageserver-types';
import { configUrisOf, placeOf, rootsOf, type Snapshot } from '../../project/index.ts';
import { joinUri, parentUri } from '../../text/index.ts';
import type { At } from '../locate.ts';
import { entryAtPlace } from '../uses/index.ts';
import { linksTo } from './definition.ts';

/** The options of the group that an entry of a defaults list names or chooses from. */
export function implementation(snapshot: Snapshot, at: At): LocationLink[] {
  const named = entryAtPlace(snapshot, at);
  if (named === undefined) return [];
  const { root, path, kind, range } = named;
  const group = joinUri(root, kind === 'group' ? path : path.split('/').slice(0, -1).join('/'));
  // At the top of a root every config is one of its own.
  const own = group === root ? undefined : rootsOf(snapshot).find((each) => each.root.uri === root);
  const options = own === undefined ? [] : configUrisOf(snapshot, own.root);
  const places = options
    .filter((uri) => parentUri(uri) === group && placeOf(snapshot, uri) !== undefined)
    .map((uri) => ({ uri, range: { start: 0, end: 0 } }));
  return linksTo(snapshot, at.uri, range, places);
}
