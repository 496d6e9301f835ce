/** A place as editors and the Language Server Protocol count: lines and UTF-16 columns from 0. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

const starts = new Map<string, readonly number[]>();
/** Characters of the texts that are held for it: what is typed into a long file is another text with each key. */
const REMEMBERED = 4_000_000;
let held = 0;

/** The offset of each line's start. Lines end with LF, CRLF or CR, as in editors. */
function lineStarts(text: string): readonly number[] {
  const known = starts.get(text);
  if (known !== undefined) return known;
  const found = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) found.push(match.index + match[0].length);
  held += text.length;
  for (const oldest of starts.keys()) {
    if (held <= REMEMBERED) break;
    held -= oldest.length;
    starts.delete(oldest);
  }
  starts.set(text, found);
  return found;
}

export function positionAt(text: string, offset: number): LinePosition {
  const lines = lineStarts(text);
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: Math.min(offset, text.length) - (lines[low] ?? 0) };
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
