import { type DocumentHighlight, DocumentHighlightKind } from 'vscode-languageserver-types';
import { focusOf, packageIn, placeOf, type Snapshot } from '../../project/index.ts';
import { anchorAt, type Range } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { type At, locate } from '../locate.ts';
import { baseOf, entryAt, mentionsIn } from '../uses/index.ts';

/**
 * The places of a document that name the key under the cursor, as the composition that the file is seen from has it. It is
 * asked with each move of the cursor: nothing but the document is looked through.
 */
export function documentHighlight(snapshot: Snapshot, at: At): DocumentHighlight[] {
  const file = placeOf(snapshot, at.uri) === undefined ? undefined : snapshot.config(at.uri);
  const named = anchorAt(file?.text ?? '', at.offset);
  if (file !== undefined && named !== undefined) {
    const aliases = named.aliases.map((range) => shown(file.text, range, DocumentHighlightKind.Read));
    return [shown(file.text, named.anchor.range, DocumentHighlightKind.Write), ...aliases];
  }
  const target = file === undefined ? undefined : locate(snapshot, at);
  if (file === undefined || target === undefined) return [];
  const composition = focusOf(snapshot, at.uri)?.composition;
  const above = (composition && packageIn(composition, at.uri)) ?? [];
  const landing = { package: above.join('.'), keys: [] };
  const names = mentionsIn(file).flatMap((mention) =>
    mention.names.flatMap(({ range }, index) => {
      const base = baseOf(mention, landing);
      if (range === undefined || base === undefined) return [];
      return [{ range, path: [...base, ...mention.names.slice(0, index + 1).map(({ name }) => name)] }];
    }),
  );
  const isWritten = target.kind === 'key' || target.kind === 'targetArgument';
  const touched = names.find(({ range }) => range.start <= at.offset && at.offset <= range.end)?.path;
  const path = isWritten ? [...above, ...target.path] : touched;
  if (path === undefined) return [];
  const isBelow = above.length < path.length && above.every((name, index) => name === path[index]);
  const entry = isBelow ? entryAt(file.body, path.slice(above.length)) : undefined;
  const same = names.filter((each) => each.path.join('\0') === path.join('\0'));
  return [
    ...(entry === undefined ? [] : [shown(file.text, entry.keyRange, DocumentHighlightKind.Write)]),
    ...same.map(({ range }) => shown(file.text, range, DocumentHighlightKind.Read)),
  ];
}

function shown(text: string, range: Range, kind: DocumentHighlightKind): DocumentHighlight {
  return { range: toLspRange(text, range), kind };
}
