import type { Document } from 'yaml';

/**
 * PyYAML lets a flow collection go on at any indentation; the YAML library asks for more than its parent's. Where it
 * complains, the collection's line breaks and comments become blanks, which mean the same and keep every offset.
 * Returns `undefined` where there is nothing to join.
 */
export function joinFlowLines(text: string, errors: Document['errors']): string | undefined {
  const error = errors.find(({ code, message }) => code === 'BAD_INDENT' && message.startsWith('Flow '));
  if (error === undefined) return undefined;
  const start = openBracketBefore(text, error.pos[0]);
  const end = start === undefined ? undefined : closingBracket(text, start);
  if (start === undefined || end === undefined) return undefined;
  const joined = text
    .slice(start, end)
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|#[^\n]*|[\r\n]/g, (piece, at: number) => {
      if (piece.startsWith('"') || piece.startsWith("'")) return piece;
      // A hash begins a comment behind a blank only.
      if (piece.startsWith('#') && !/\s/.test(text[start + at - 1] ?? ' ')) return piece;
      return ' '.repeat(piece.length);
    });
  return joined === text.slice(start, end) ? undefined : text.slice(0, start) + joined + text.slice(end);
}

/** The outermost bracket that is open at an offset: the first one on an earlier line behind which none closes it. */
function openBracketBefore(text: string, offset: number): number | undefined {
  let depth = 0;
  for (let index = offset - 1; index >= 0; index--) {
    const letter = text[index];
    if (letter === ']' || letter === '}') depth++;
    else if ((letter === '[' || letter === '{') && depth-- === 0) return index;
  }
  return undefined;
}

function closingBracket(text: string, start: number): number | undefined {
  let depth = 0;
  for (const { 0: piece, index } of text
    .slice(start)
    .matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?<=\s)#[^\n]*|[[\]{}]/g)) {
    if (piece === '[' || piece === '{') depth++;
    else if ((piece === ']' || piece === '}') && --depth === 0) return start + index + 1;
  }
  return undefined;
}
