/** A place as editors and the Language Server Protocol count: lines and UTF-16 columns from 0. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

const starts = new Map<string, Uint32Array>();
/** Characters of the texts that are held for it: what is typed into a long file is another text with each key. */
const REMEMBERED = 4_000_000;
let held = 0;

/** The offset of each line's start. Lines end with LF, CRLF or CR, as in editors. */
function lineStarts(text: string): Uint32Array {
  return starts.get(text) ?? remember(text, startsIn(text));
}

function remember(text: string, found: Uint32Array): Uint32Array {
  held += text.length;
  for (const oldest of starts.keys()) {
    if (held <= REMEMBERED) break;
    held -= oldest.length;
    starts.delete(oldest);
  }
  starts.set(text, found);
  return found;
}

const LF = 10;
const CR = 13;

/** Four bytes for each line, outside of the heap: a text may be nothing but the ends of lines. */
function startsIn(text: string): Uint32Array {
  let found = new Uint32Array(16 + (text.length >> 5));
  let count = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== LF && (code !== CR || text.charCodeAt(at + 1) === LF)) continue;
    if (count === found.length) {
      const larger = new Uint32Array(2 * count);
      larger.set(found);
      found = larger;
    }
    found[count++] = at + 1;
  }
  return found.slice(0, count);
}

/** The text with another piece from `start` to `end`. Its lines are known from those before, without reading it anew. */
export function withPiece(text: string, start: number, end: number, piece: string): string {
  const made = text.slice(0, start) + piece + text.slice(end);
  const isCut = (at: number) => made.charCodeAt(at - 1) === CR && made.charCodeAt(at) === LF;
  const isJoined = text.charCodeAt(start - 1) === CR || isCut(start) || isCut(start + piece.length);
  if (isJoined || starts.has(made)) return made;
  const [before, own] = [lineStarts(text), startsIn(piece)];
  const [kept, next] = [lineAt(before, start) + 1, lineAt(before, end) + 1];
  const found = new Uint32Array(kept + own.length - 1 + before.length - next);
  found.set(before.subarray(0, kept));
  for (let index = 1; index < own.length; index++) found[kept + index - 1] = start + (own[index] ?? 0);
  const moved = piece.length - (end - start);
  for (let from = next, to = kept + own.length - 1; from < before.length; from++, to++)
    found[to] = (before[from] ?? 0) + moved;
  remember(made, found);
  return made;
}

/** The last line that starts at an offset or before it. */
function lineAt(lines: Uint32Array, offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function positionAt(text: string, offset: number): LinePosition {
  const lines = lineStarts(text);
  const line = lineAt(lines, offset);
  return { line, character: Math.min(offset, text.length) - (lines[line] ?? 0) };
}

/** Positions outside the text are moved to its nearest end, as the protocol asks. */
export function offsetAt(text: string, { line, character }: LinePosition): number {
  const lines = lineStarts(text);
  const start = lines[line];
  if (start === undefined) return text.length;
  let offset = Math.min(start + Math.max(0, character), lines[line + 1] ?? text.length);
  while (offset > start && /[\r\n]/.test(text[offset - 1] ?? '')) offset--;
  return offset;
}
