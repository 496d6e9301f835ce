import type { Choice, Composition } from '../compose/index.ts';
import { automaticFocus, focusOf, type Snapshot } from '../project/index.ts';
import type { DefaultsEntry, Uri } from '../text/index.ts';

/** What an entry of a defaults list brings. */
export interface EntryChoices {
  /** The configs that it names. */
  readonly written: readonly Choice[];
  /** What is chosen in the place of its option, in the composition that the file is seen from. */
  readonly instead: readonly Choice[];
}

/**
 * The configs of an entry, as the composition that the file is seen from has them. A pin may choose another option: then
 * what the entry names is known from the composition that the file is seen from without the pin.
 */
export function entryChoices(snapshot: Snapshot, uri: Uri, entry: DefaultsEntry): EntryChoices {
  const composition = focusOf(snapshot, uri)?.composition;
  const written = choicesBy(composition, uri, entry);
  if (composition === undefined || written.length > 0) return { written, instead: [] };
  const named = choicesBy(automaticFocus(snapshot, uri)?.composition, uri, entry);
  const keys = new Set(named.flatMap(({ overrideKey }) => overrideKey ?? []));
  const instead = composition.defaultsList.filter(
    ({ overrideKey }) => overrideKey !== undefined && keys.has(overrideKey),
  );
  return { written: named, instead };
}

/** What an entry of a file chose in a composition. */
export function choicesBy(
  composition: Composition | undefined,
  uri: Uri,
  { range }: Pick<DefaultsEntry, 'range'>,
): readonly Choice[] {
  return (composition?.defaultsList ?? []).filter(
    ({ chosenBy: by }) =>
      by.kind === 'file' &&
      by.file.uri === uri &&
      by.key !== undefined &&
      range.start <= by.key.start &&
      by.key.end <= range.end,
  );
}
