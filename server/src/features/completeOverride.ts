import { CompletionItemKind } from 'vscode-languageserver-types';
import { keyOf, placeOf, type Snapshot } from '../project/index.ts';
import type { OverrideOffer } from '../protocol.ts';
import { rangeInLine, splitCommandLine, type Uri } from '../text/index.ts';
import { overrideOffers } from './commands/complete.ts';
import { lineOf } from './sweep.ts';

/** More are of no use on a screen: what is typed next makes them fewer. */
const MOST = 200;

/**
 * What may stand at a place of a line of overrides that is quoted as in a POSIX shell, as far as it begins with what is
 * written before that place; nothing for a file that is no config.
 */
export function completeOverride(snapshot: Snapshot, uri: Uri, line: string, offset: number): OverrideOffer[] {
  const placed = placeOf(snapshot, uri);
  if (placed === undefined) return [];
  const { project, root, configPath } = placed;
  const at = Math.max(0, Math.min(offset, line.length));
  const words = splitCommandLine(line);
  const index = words.findIndex(({ range }) => range.start <= at && at <= range.end);
  const word = words[index];
  const others = words.filter((_, each) => each !== index).map(({ text }) => text);
  const { overrides } = lineOf(others, project.version);
  const key = keyOf(project, root, configPath, overrides);
  const text = word?.text ?? '';
  const first = word?.offsets.findIndex((each) => each >= at) ?? 0;
  const cursor = first === -1 ? text.length : first;
  const run = { project, root: root.uri, key, isMultirun: true };
  const found = overrideOffers(snapshot, run, text, cursor).flatMap(({ range, label, kind, rank, ...more }) => {
    const typed = text.slice(range.start, cursor);
    if (!label.toLowerCase().startsWith(typed.toLowerCase()) || label === text.slice(range.start, range.end)) return [];
    const { start, end } = word === undefined ? { start: at, end: at } : rangeInLine(word, range);
    const about = more.documentation?.replace(/\s+/g, ' ').trim();
    return [
      {
        rank,
        kind: kindOf(kind),
        label,
        ...(more.detail !== undefined && more.detail !== '' && { detail: more.detail }),
        ...(about !== undefined && about !== '' && { documentation: about }),
        start,
        end,
      },
    ];
  });
  found.sort((left, right) => left.rank - right.rank);
  return found.slice(0, MOST).map(({ rank: _, ...offer }) => offer);
}

function kindOf(kind: CompletionItemKind): OverrideOffer['kind'] {
  if (kind === CompletionItemKind.Folder) return 'group';
  return kind === CompletionItemKind.Property || kind === CompletionItemKind.Module ? 'key' : 'value';
}
