import type { LocationLink } from 'vscode-languageserver-types';
import { type Composition, dereference, nodeAt } from '../../compose/index.ts';
import { focusOf, packageIn, placeOf, primaryKeysOf, type Snapshot } from '../../project/index.ts';
import { anchorAt, joinUri, type Range, touches, type Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { entryChoices } from '../entryChoices.ts';
import { surroundings, winningPlace } from '../explain.ts';
import { type At, locate, type Target } from '../locate.ts';
import { declarationOf } from '../targets/target.ts';
import { baseOf, followed, keyInPython, mentionsIn, nameInCommand, namesInPrograms, searchIn } from '../uses/index.ts';

/** Where the thing under the cursor is decided: the winning write, the chosen file, the registration. */
export function definition(snapshot: Snapshot, at: At): LocationLink[] {
  const alias = aliasAt(snapshot, at);
  if (alias !== undefined) return linksTo(snapshot, at.uri, alias.range, [alias.place]);
  const target = locate(snapshot, at);
  if (target !== undefined) return linksTo(snapshot, at.uri, target.range, placesOf(snapshot, at, target));
  const named = at.uri.endsWith('.py') ? namedInPython(snapshot, at) : namedInCommand(snapshot, at);
  return named === undefined ? [] : linksTo(snapshot, at.uri, named.range, named.places);
}

/** An alias of YAML's in a config, which stands for its anchor. */
function aliasAt(
  snapshot: Snapshot,
  { uri, offset }: At,
): { readonly range: Range; readonly place: Place } | undefined {
  if (placeOf(snapshot, uri) === undefined) return undefined;
  const found = anchorAt(snapshot.config(uri)?.text ?? '', offset);
  const range = found?.aliases.find(({ start, end }) => start - 1 <= offset && offset <= end);
  return found === undefined || range === undefined ? undefined : { range, place: { uri, range: found.anchor.range } };
}

/** Links from a range of a document to places. */
export function linksTo(snapshot: Snapshot, from: Uri, origin: Range, places: readonly Place[]): LocationLink[] {
  const originSelectionRange = toLspRange(snapshot.files.file(from)?.text ?? '', origin);
  return places.map(({ uri, range, selection }) => {
    const text = snapshot.files.file(uri)?.text ?? '';
    return {
      targetUri: uri,
      targetRange: toLspRange(text, range),
      targetSelectionRange: toLspRange(text, selection ?? range),
      originSelectionRange,
    };
  });
}

/** Where a link leads. */
export interface Place {
  readonly uri: Uri;
  /** All of it. */
  readonly range: Range;
  /** Its name. */
  readonly selection?: Range;
}

const TOP: Range = { start: 0, end: 0 };

/** What a command in a script or a launch configuration names: the key as it is without the override, a config. */
function namedInCommand(snapshot: Snapshot, at: At): { readonly range: Range; readonly places: Place[] } | undefined {
  if (placeOf(snapshot, at.uri) !== undefined) return undefined;
  const named = nameInCommand(searchIn(snapshot), at);
  if (named === undefined) return undefined;
  const { range, kind, root, path, started } = named;
  if (kind === 'key') return { range, places: winnerIn(snapshot.compose(started), path) };
  const uri = joinUri(root, `${path.join('/')}.yaml`);
  return { range, places: kind === 'config' && snapshot.files.file(uri) !== undefined ? [{ uri, range: TOP }] : [] };
}

/** From Python back: a key that is read, where the first primary config that has it decides it, and a config by its name. */
function namedInPython(snapshot: Snapshot, at: At): { readonly range: Range; readonly places: Place[] } | undefined {
  const search = searchIn(snapshot);
  const name = namesInPrograms(search).find((each) => each.uri === at.uri && touches(each.range, at.offset));
  if (name !== undefined) {
    const uri = joinUri(name.root, `${name.configPath}.yaml`);
    return { range: name.range, places: snapshot.files.file(uri) === undefined ? [] : [{ uri, range: TOP }] };
  }
  const read = keyInPython(search, at.uri, at.offset);
  if (read === undefined) return undefined;
  for (const { root: rootUri, path } of read.addresses) {
    const own = search.roots.find(({ root }) => root.uri === rootUri);
    for (const key of own === undefined ? [] : primaryKeysOf(snapshot, own.root)) {
      const places = winnerIn(snapshot.compose(key), path);
      if (places.length > 0) return { range: read.range, places };
    }
  }
  return undefined;
}

function placesOf(snapshot: Snapshot, { uri, offset }: At, target: Target): Place[] {
  switch (target.kind) {
    case 'key':
    case 'value':
      return winnerOf(snapshot, uri, target.path);
    case 'interpolation':
      return interpolated(snapshot, { uri, offset }, target);
    case 'targetPath': {
      const declared = declarationOf(target.callable.found);
      return declared === undefined ? [] : [{ uri: declared.module.uri, range: declared.range }];
    }
    case 'targetArgument': {
      const { module, nameRange } = target.parameter;
      // The value of a key that is written here is decided elsewhere, where it is overridden.
      const decided = winnerOf(snapshot, uri, target.path).filter(
        (each) => each.selection?.start !== target.range.start,
      );
      return [{ uri: module.uri, range: nameRange }, ...decided];
    }
    case 'registryName':
      return target.entry === undefined ? [] : [{ uri: target.entry.uri, range: target.entry.nameRange }];
    case 'defaultsEntry': {
      const { written, instead } = entryChoices(snapshot, uri, target.entry);
      return [...new Set([...instead, ...written].map((choice) => choice.file.uri))].map((each) => ({
        uri: each,
        range: TOP,
      }));
    }
    case 'packageHeader':
      return packagePlaces(snapshot, uri);
  }
}

/** The key that an interpolation leads to, as the composition that the file is seen from has it. */
function interpolated(snapshot: Snapshot, at: At, target: Extract<Target, { kind: 'interpolation' }>): Place[] {
  const composition = focusOf(snapshot, at.uri)?.composition;
  if (composition === undefined) return [];
  const above = packageIn(composition, at.uri) ?? [];
  const mentions = mentionsIn(target.file).filter(({ whole }) => whole.start === target.value.range.start);
  // One that stands in another is written behind it.
  const mention = mentions.findLast(({ names }) =>
    names.some(({ range }) => range !== undefined && touches(range, at.offset)),
  );
  const base = mention && baseOf(mention, { package: above.join('.'), keys: [] });
  if (mention !== undefined && base !== undefined && mention.computed === undefined) {
    const names = mention.names.map(({ name }) => name);
    return winnerIn(composition, followed(snapshot, composition, base, names) ?? [...base, ...names]);
  }
  const around = surroundings(snapshot, composition);
  const found = dereference(composition.root, target.text, [...above, ...target.path], around);
  return found.kind === 'node' ? winnerIn(composition, found.path) : [];
}

/** Who else writes the mapping that a file lands in. */
function packagePlaces(snapshot: Snapshot, uri: Uri): Place[] {
  const composition = focusOf(snapshot, uri)?.composition;
  const path = (composition && packageIn(composition, uri)) ?? [];
  const node = composition === undefined || path.length === 0 ? undefined : nodeAt(composition.root, path);
  return (node?.writes ?? []).toReversed().flatMap(({ origin, value }) => {
    if (origin.kind !== 'file' || origin.key === undefined || origin.file.uri === uri) return [];
    return [{ uri: origin.file.uri, range: value.range, selection: origin.key }];
  });
}

function winnerOf(snapshot: Snapshot, uri: Uri, path: readonly string[]): Place[] {
  const composition = focusOf(snapshot, uri)?.composition;
  if (composition === undefined) return [];
  return winnerIn(composition, [...(packageIn(composition, uri) ?? []), ...path]);
}

function winnerIn(composition: Composition, path: readonly string[]): Place[] {
  const node = nodeAt(path[0] === 'hydra' ? composition.whole : composition.root, path);
  const place = node === undefined ? undefined : winningPlace(node);
  // Hydra's own configs are no documents that an editor can open.
  return place === undefined || !place.uri.startsWith('file:')
    ? []
    : [{ uri: place.uri, range: place.value, selection: place.key }];
}
