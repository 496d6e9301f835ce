import type { Location } from 'vscode-languageserver-types';
import type { Composition } from '../../compose/index.ts';
import { type Snapshot, usersOf } from '../../project/index.ts';
import type { Range, Uri } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';

/** The primary configs that a file takes part in: of each the entry of its defaults list that brings the file, at any remove. */
export function users(snapshot: Snapshot, uri: Uri): Location[] {
  return usersOf(snapshot, uri).flatMap(({ composition }) => {
    const place = entryFor(composition, uri);
    const text = place === undefined ? undefined : snapshot.files.file(place.uri)?.text;
    return place === undefined || text === undefined ? [] : [{ uri: place.uri, range: toLspRange(text, place.range) }];
  });
}

function entryFor({ defaultsList }: Composition, uri: Uri): { readonly uri: Uri; readonly range: Range } | undefined {
  const primary = defaultsList.find((choice) => choice.primary);
  if (primary === undefined) return undefined;
  const seen = new Set<string>();
  let at = defaultsList.find(({ file }) => file.uri === uri);
  while (at !== undefined && !seen.has(at.configPath)) {
    const { chosenBy, configPath, parent } = at;
    if (chosenBy.kind === 'file' && chosenBy.file.uri === primary.file.uri && chosenBy.key !== undefined) {
      return { uri: primary.file.uri, range: chosenBy.key };
    }
    seen.add(configPath);
    at = defaultsList.find((each) => each.configPath === parent);
  }
  return { uri: primary.file.uri, range: { start: 0, end: 0 } };
}
