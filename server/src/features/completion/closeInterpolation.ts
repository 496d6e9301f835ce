import type { TextEdit } from 'vscode-languageserver-types';
import { placeOf, type Snapshot } from '../../project/index.ts';
import { positionAt } from '../../text/index.ts';
import type { At } from '../locate.ts';
import { cursorContext } from './cursorContext.ts';

/** The closing brace behind a `${` that was typed right now, for editors that write none themselves. */
export function closeInterpolation(snapshot: Snapshot, { uri, offset }: At): TextEdit[] {
  const text = snapshot.files.file(uri)?.text ?? '';
  // Before a word it is that word's beginning: its end is not known.
  const isAlone = /^(?:[\s"',\]]|$)/.test(text.slice(offset));
  if (!isAlone || text.slice(offset - 2, offset) !== '${' || placeOf(snapshot, uri) === undefined) return [];
  const context = cursorContext(uri, text, offset);
  if (context?.kind !== 'interpolation' || context.isClosed || context.isBareInFlow) return [];
  const here = positionAt(text, offset);
  return [{ range: { start: here, end: here }, newText: '}' }];
}
