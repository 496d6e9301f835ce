import type { Position, SelectionRange } from 'vscode-languageserver-types';
import { placeOf, type Snapshot } from '../../project/index.ts';
import {
  nestedInterpolations,
  offsetAt,
  parseInterpolation,
  type Range,
  type ScalarValue,
  touches,
  type Uri,
  type ValueNode,
} from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { endOf } from '../navigation/documentSymbol.ts';

/** What a selection grows to, step by step: a name, its interpolation, the value, the key with it, the mapping, the file. */
export function selectionRange(
  snapshot: Snapshot,
  uri: Uri,
  positions: readonly Position[],
): SelectionRange[] | undefined {
  const file = snapshot.config(uri);
  if (file === undefined || placeOf(snapshot, uri) === undefined) return undefined;
  const { text, body, defaults, defaultsKey } = file;
  return positions.map((position) => {
    const offset = offsetAt(text, position);
    const chain: Range[] = [{ start: 0, end: text.length }];
    const last = defaults?.at(-1);
    if (defaultsKey !== undefined && last !== undefined) {
      const list = { start: defaultsKey.start, end: last.range.end };
      const entry = defaults?.find(({ range }) => touches(range, offset));
      if (touches(list, offset)) chain.push(list, ...(entry === undefined ? [] : [entry.range]));
    }
    if (body !== undefined) chain.push(...rangesIn(text, body, offset));
    return selectionOf(text, chain, { start: offset, end: offset });
  });
}

function rangesIn(text: string, node: ValueNode, offset: number): readonly Range[] {
  const own = { start: node.range.start, end: Math.max(node.range.start, endOf(text, node.range)) };
  if (node.kind === 'scalar') return touches(node.range, offset) ? [node.range, ...insideOf(text, node, offset)] : [];
  if (node.kind === 'list') {
    const item = node.items.find(({ range }) => touches(range, offset));
    return [own, ...(item === undefined ? [] : rangesIn(text, item, offset))];
  }
  for (const { keyRange, value } of node.entries.values()) {
    const end = value.range.start >= keyRange.end ? Math.max(keyRange.end, endOf(text, value.range)) : keyRange.end;
    const entry = { start: keyRange.start, end };
    if (!touches(entry, offset)) continue;
    if (touches(keyRange, offset)) return [own, entry, keyRange];
    return [own, entry, ...rangesIn(text, value, offset)];
  }
  return [own];
}

/** Inside a scalar: what is in its quotes, an interpolation, a name of it. */
function insideOf(text: string, { leaf, range }: ScalarValue, offset: number): readonly Range[] {
  if (leaf.t !== 'str' && leaf.t !== 'interp') return [];
  const start = text.indexOf(leaf.v, range.start);
  if (leaf.v === '' || start === -1 || start + leaf.v.length > range.end) return [];
  const shifted = (part: Range): Range => ({ start: part.start + start, end: part.end + start });
  const parts = leaf.t === 'str' ? [] : nestedInterpolations(parseInterpolation(leaf.v, '1.3').interpolation.parts);
  const inner = parts.flatMap((part) => [
    part.range,
    ...(part.kind === 'node' ? part.segments.map((each) => each.range) : []),
  ]);
  return [{ start, end: start + leaf.v.length }, ...inner.map(shifted)].filter((each) => touches(each, offset));
}

/** Ranges that hold each other, the outermost first; what does not fit into the one before it is left out. */
function selectionOf(text: string, chain: readonly Range[], at: Range): SelectionRange {
  let selection: SelectionRange | undefined;
  let around: Range = { start: 0, end: text.length };
  for (const range of chain) {
    const isInside = around.start <= range.start && range.end <= around.end;
    const isSmaller = selection === undefined || range.end - range.start < around.end - around.start;
    if (!isInside || !isSmaller) continue;
    selection = { range: toLspRange(text, range), ...(selection !== undefined && { parent: selection }) };
    around = range;
  }
  return selection ?? { range: toLspRange(text, at) };
}
