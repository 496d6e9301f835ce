import type { CodeLens, Location } from 'vscode-languageserver-types';
import { type KeyPath, nodeAt, winner } from '../../compose/index.ts';
import { packageIn, placeOf, reachedBy, type Snapshot, type Usage, usersOf } from '../../project/index.ts';
import { SHOW_USERS } from '../../protocol.ts';
import { BUDGETS, type MapValue, positionAt, type Range, touches, type Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { placeOfWrite } from '../explain.ts';

/** Above each key of a base config that others override: how many of those that use it do. */
export function overriddenLens(snapshot: Snapshot, uri: Uri): CodeLens[] {
  const file = snapshot.config(uri);
  const placed = placeOf(snapshot, uri);
  if (file?.body?.kind !== 'map' || placed === undefined) return [];
  const { root } = placed;
  const count = reachedBy(snapshot, root).get(uri)?.length ?? 0;
  // Of what one config alone uses, the hints tell who overrides it.
  if (count < 2 || count > BUDGETS.overriddenLensConfigs) return [];
  const views = viewsOf(snapshot, uri);
  return leavesIn(file.body, []).flatMap(({ path, keyRange }): CodeLens[] => {
    const { length } = overriders(views, uri, path);
    if (length === 0) return [];
    const range = toLspRange(file.text, keyRange);
    const title = `Overridden by ${length} of ${count} configs`;
    return [
      { range, command: { title, command: SHOW_USERS, arguments: [uri, positionAt(file.text, keyRange.start)] } },
    ];
  });
}

/** Where the key at a place is overridden, a place for each of those who do. */
export function overriding(snapshot: Snapshot, uri: Uri, offset: number): Location[] {
  const body = snapshot.config(uri)?.body;
  const leaf = body?.kind === 'map' ? leavesIn(body, []).find(({ keyRange }) => touches(keyRange, offset)) : undefined;
  if (leaf === undefined) return [];
  const places = overriders(viewsOf(snapshot, uri), uri, leaf.path).flatMap((place): Location[] => {
    const text = snapshot.files.file(place.uri)?.text;
    return text === undefined ? [] : [{ uri: place.uri, range: toLspRange(text, place.range) }];
  });
  return [...new Map(places.map((each) => [JSON.stringify(each), each])).values()];
}

/** A composition with the place where it puts the file's content. */
interface View extends Usage {
  readonly packagePath: KeyPath;
}

function viewsOf(snapshot: Snapshot, uri: Uri): readonly View[] {
  return usersOf(snapshot, uri).map((usage) => ({ ...usage, packagePath: packageIn(usage.composition, uri) ?? [] }));
}

/** The winning places of a key in the compositions where another file wins. */
function overriders(
  views: readonly View[],
  uri: Uri,
  path: KeyPath,
): readonly { readonly uri: Uri; readonly range: Range }[] {
  return views.flatMap(({ composition, packagePath }) => {
    const node = nodeAt(composition.root, [...packagePath, ...path]);
    const place = node && placeOfWrite(winner(node), 'key');
    return place === undefined || place.uri === uri ? [] : [{ uri: place.uri, range: place }];
  });
}

interface LeafKey {
  readonly path: KeyPath;
  readonly keyRange: Range;
}

/** The keys that hold no mapping, where they are written. */
function leavesIn(map: MapValue, path: KeyPath): readonly LeafKey[] {
  return [...map.entries].flatMap(([name, { keyRange, value }]): readonly LeafKey[] => {
    if (keyRange.start < map.range.start || value.range.start < keyRange.end) return [];
    const below = [...path, name];
    return value.kind === 'map' ? leavesIn(value, below) : [{ path: below, keyRange }];
  });
}
