import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import { placeOf, type Snapshot } from '../../project/index.ts';
import { positionAt, type Range, type Uri, type ValueNode } from '../../text/index.ts';
import { endOf } from '../navigation/documentSymbol.ts';

/** What can be folded in a config: mappings, lists, long texts, comments and `#region`s. In other YAML the editor folds. */
export function foldingRange(snapshot: Snapshot, uri: Uri): FoldingRange[] | undefined {
  const file = snapshot.config(uri);
  if (file === undefined || placeOf(snapshot, uri) === undefined) return undefined;
  const { text, body, defaults, defaultsKey } = file;
  const found = new Map<number, FoldingRange>();
  const add = ({ start, end }: Range, kind?: FoldingRangeKind): void => {
    const [startLine, endLine] = [positionAt(text, start).line, positionAt(text, end).line];
    if (endLine <= startLine || (found.get(startLine)?.endLine ?? -1) >= endLine) return;
    found.set(startLine, { startLine, endLine, ...(kind !== undefined && { kind }) });
  };
  const visit = (node: ValueNode): void => {
    if (node.kind === 'scalar') return;
    if (node.kind === 'list') {
      for (const item of node.items) {
        if (item.kind !== 'scalar') add({ start: item.range.start, end: endOf(text, item.range) });
        visit(item);
      }
      return;
    }
    for (const { keyRange, value } of node.entries.values()) {
      if (value.range.start < keyRange.end) continue;
      add({ start: keyRange.start, end: endOf(text, value.range) });
      visit(value);
    }
  };
  if (body !== undefined) visit(body);
  const last = defaults?.at(-1);
  if (defaultsKey !== undefined && last !== undefined) add({ start: defaultsKey.start, end: last.range.end });
  return [...found.values(), ...commentsIn(text)];
}

/** Comments of several lines, and what stands between `# region` and `# endregion`. */
function commentsIn(text: string): FoldingRange[] {
  const found: FoldingRange[] = [];
  const open: number[] = [];
  let first: number | undefined;
  const lines = text.split(/\r\n|\r|\n/);
  for (const [line, written] of [...lines, ''].entries()) {
    if (/^\s*#\s*region\b/.test(written)) open.push(line);
    else if (/^\s*#\s*endregion\b/.test(written)) {
      const startLine = open.pop();
      if (startLine !== undefined) found.push({ startLine, endLine: line, kind: FoldingRangeKind.Region });
    } else if (/^\s*#/.test(written)) {
      first ??= line;
      continue;
    }
    if (first !== undefined && line - first > 1)
      found.push({ startLine: first, endLine: line - 1, kind: FoldingRangeKind.Comment });
    first = undefined;
  }
  return found;
}
