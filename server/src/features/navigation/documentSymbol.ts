import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import { placeOf, type Snapshot } from '../../project/index.ts';
import { type DefaultsEntry, type Range, toPlain, type Uri, type ValueNode } from '../../text/index.ts';
import { toLspRange } from '../convert.ts';
import { inline } from '../explain.ts';

/** The keys of a config as a tree, each with the value that is written there, and its defaults list. */
export function documentSymbol(snapshot: Snapshot, uri: Uri): DocumentSymbol[] | undefined {
  const file = snapshot.config(uri);
  if (file === undefined || placeOf(snapshot, uri) === undefined) return undefined;
  const { text, defaults, defaultsKey, body } = file;
  const whole = { start: 0, end: text.length };
  const keys = body === undefined ? [] : symbolsIn(text, body, whole);
  if (defaults === undefined || defaultsKey === undefined) return keys;
  const end = Math.max(defaultsKey.end, ...defaults.map(({ range }) => range.end));
  const list: DocumentSymbol = {
    name: 'defaults',
    kind: SymbolKind.Array,
    range: toLspRange(text, { start: defaultsKey.start, end }),
    selectionRange: toLspRange(text, defaultsKey),
    children: defaults.filter(({ range }) => range.start >= defaultsKey.start).map((entry) => entrySymbol(text, entry)),
  };
  return [...keys, list].sort((left, right) => left.range.start.line - right.range.start.line);
}

function entrySymbol(text: string, entry: DefaultsEntry): DocumentSymbol {
  const range = toLspRange(text, entry.range);
  const shown = { kind: SymbolKind.File, range, selectionRange: range };
  if (entry.kind === 'self') return { name: '_self_', ...shown };
  if (entry.kind === 'config') return { name: entry.path, ...shown };
  const option = typeof entry.value === 'string' || entry.value === null ? String(entry.value) : entry.value.join(', ');
  return { name: text.slice(entry.keyRange.start, entry.keyRange.end), detail: option, ...shown };
}

/** What comes through an alias or a merge key stands elsewhere, and is shown there. */
function symbolsIn(text: string, node: ValueNode, within: Range): DocumentSymbol[] {
  if (node.kind === 'scalar') return [];
  const parts =
    node.kind === 'map'
      ? [...node.entries.entries()].map(([name, { keyRange, value }]) => ({ name, keyRange, value }))
      : node.items.map((value, index) => ({ name: String(index), keyRange: value.range, value }));
  return parts.flatMap(({ name, keyRange, value }): readonly DocumentSymbol[] => {
    if (!isInside(keyRange, within)) return [];
    const isThere = isInside(value.range, within) && value.range.start >= keyRange.start;
    const range = {
      start: keyRange.start,
      end: isThere ? Math.max(keyRange.end, endOf(text, value.range)) : keyRange.end,
    };
    // Of a list only what has keys in it is worth a line.
    if (node.kind === 'list' && value.kind === 'scalar') return [];
    const children = isThere ? symbolsIn(text, value, range) : [];
    const selection = node.kind === 'list' ? { start: keyRange.start, end: keyRange.start } : keyRange;
    return [
      {
        name: name === '' ? "''" : name,
        ...(value.kind !== 'map' && { detail: inline(toPlain(value)) }),
        kind: kindOf(value),
        range: toLspRange(text, range),
        selectionRange: toLspRange(text, selection),
        ...(children.length > 0 && { children }),
      },
    ];
  });
}

function isInside(range: Range, { start, end }: Range): boolean {
  return start <= range.start && range.end <= end;
}

/** A block's range may run to the next key: blank lines and comments behind it are no part of it. */
export function endOf(text: string, { start, end }: Range): number {
  let at = end;
  while (at > start) {
    const lineStart = Math.max(start, text.lastIndexOf('\n', at - 1) + 1);
    const line = text.slice(lineStart, at).trimEnd();
    const isOver = line.trim() === '' || (lineStart > start && /^[ \t]*#/.test(line));
    if (!isOver || lineStart === start) return lineStart + line.length;
    at = lineStart - 1;
  }
  return end;
}

function kindOf(value: ValueNode): SymbolKind {
  if (value.kind === 'map') return SymbolKind.Module;
  if (value.kind === 'list') return SymbolKind.Array;
  switch (value.leaf.t) {
    case 'int':
    case 'float':
      return SymbolKind.Number;
    case 'bool':
      return SymbolKind.Boolean;
    case 'null':
    case 'missing':
      return SymbolKind.Null;
    case 'interp':
      return SymbolKind.Variable;
    default:
      return SymbolKind.String;
  }
}
