import { CompletionItemKind } from 'vscode-languageserver-types';
import { anchorsIn, BUDGETS, parseConfigFile, type Range, type Uri } from '../../text/index.ts';
import type { Offer } from './offer.ts';

/**
 * The anchors that an alias may stand for: those above it that the loader takes there, which are none around it, and
 * mappings alone behind a merge key.
 */
export function aliasOffers(uri: Uri, text: string, range: Range): Offer[] {
  const problemsWith = (node: string) =>
    parseConfigFile(uri, text.slice(0, range.start - 1) + node + text.slice(range.end)).problems.length;
  const anchors = new Map(anchorsIn(text.slice(0, range.start)).map((anchor) => [anchor.name, anchor]));
  // Where no alias stands, within a longer text, one of nothing is no problem either.
  const none = problemsWith('{}');
  if (problemsWith(`*${[...anchors.keys(), 'x'].join('')}`) <= none) return [];
  return [...anchors.values()].slice(-BUDGETS.triedAnchors).flatMap(({ name, range: { start } }): Offer[] => {
    if (problemsWith(`*${name}`) > none) return [];
    const lineStart = text.lastIndexOf('\n', start) + 1;
    const [detail = ''] = text.slice(lineStart).split(/\r?\n/, 1);
    return [{ label: name, kind: CompletionItemKind.Reference, detail: detail.trim(), rank: 0 }];
  });
}
