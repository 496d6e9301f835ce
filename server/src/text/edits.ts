import type { Edit } from './problem.ts';
import type { Range, Uri } from './span.ts';

/** A document that is being changed: pieces of the text that it began with, and new text between them. */
export type Pieces = readonly (Range | string)[];

export function piecesOf(text: string): Pieces {
  return [{ start: 0, end: text.length }];
}

/** The text after edits of one document that do not overlap. */
export function editedText(text: string, edits: readonly Edit[]): string {
  return textOfPieces(text, editPieces(piecesOf(text), edits));
}

/** Edits of the text as the pieces have it by now. */
export function editPieces(pieces: Pieces, edits: readonly Edit[]): Pieces {
  let left = [...pieces];
  const done: (Range | string)[] = [];
  let at = 0;
  for (const { span, text } of inOrder(edits)) {
    const before = takeFrom(left, span.start - at);
    const dropped = takeFrom(before.rest, span.end - span.start);
    done.push(...before.taken, text);
    left = dropped.rest;
    at = span.end;
  }
  return [...done, ...left].filter((piece) => lengthOf(piece) > 0);
}

export function textOfPieces(original: string, pieces: Pieces): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : original.slice(piece.start, piece.end))).join('');
}

/** The edits that lead from the first text to the pieces in one step. */
export function editsOfPieces(uri: Uri, original: string, pieces: Pieces): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let text = '';
  for (const piece of [...pieces, { start: original.length, end: original.length }]) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    if (piece.start > at || text !== '') edits.push({ span: { uri, start: at, end: piece.start }, text });
    at = piece.end;
    text = '';
  }
  return edits;
}

/** Whether two edits of one document cannot both be made: insertions at one place have no order either. */
export function overlap(left: Edit, right: Edit): boolean {
  if (left.span.uri !== right.span.uri) return false;
  if (left.span.start === right.span.start) return true;
  return left.span.start < right.span.end && right.span.start < left.span.end;
}

/** In the order of their places. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  return edits.toSorted((left, right) => left.span.start - right.span.start || left.span.end - right.span.end);
}

function takeFrom(pieces: readonly (Range | string)[], length: number) {
  const taken: (Range | string)[] = [];
  const rest = [...pieces];
  let wanted = length;
  while (wanted > 0) {
    const piece = rest.shift();
    if (piece === undefined) break;
    const size = lengthOf(piece);
    if (size <= wanted) taken.push(piece);
    else {
      const [first, second] = cut(piece, wanted);
      taken.push(first);
      rest.unshift(second);
    }
    wanted -= Math.min(size, wanted);
  }
  return { taken, rest };
}

function lengthOf(piece: Range | string): number {
  return typeof piece === 'string' ? piece.length : piece.end - piece.start;
}

function cut(piece: Range | string, at: number): [Range | string, Range | string] {
  if (typeof piece === 'string') return [piece.slice(0, at), piece.slice(at)];
  return [
    { start: piece.start, end: piece.start + at },
    { start: piece.start + at, end: piece.end },
  ];
}
