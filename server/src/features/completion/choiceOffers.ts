import { CompletionItemKind } from 'vscode-languageserver-types';
import { groupOptions, placeOf } from '../../project/index.ts';
import type { TriedIn } from './failingOffers.ts';
import type { Offer } from './offer.ts';

/**
 * In a defaults list: the groups that another entry chooses an option of; those alone that have an option which is there,
 * where the whole entry, or its option, comes from one. Lists of options take none.
 */
export function choiceOffers({ snapshot, uri, focus, context: { inner, entry, isWhole } }: TriedIn): Offer[] {
  const isInList = entry?.kind === 'group' && entry.value !== null && typeof entry.value !== 'string';
  const placed = placeOf(snapshot, uri);
  if (inner.includes(':') || focus === undefined || placed === undefined || isInList) return [];
  const beside = placed.configPath.slice(0, placed.configPath.lastIndexOf('/') + 1);
  const named = entry?.kind === 'group' ? entry.group : '';
  const group = named.startsWith('/') ? named.slice(1) : (beside + named).replace(/\/$/, '');
  const options = isWhole ? new Set(groupOptions(snapshot, focus.key, group)) : new Set();
  return [...focus.composition.choices].flatMap(([label, option]) =>
    option === null || option.includes('${') || label.startsWith('hydra/') || (options.size > 0 && !options.has(option))
      ? []
      : [{ label, kind: CompletionItemKind.Folder, detail: option, rank: 0 }],
  );
}
