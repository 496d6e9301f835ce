import { offsetAt, positionAt } from '../../server/src/text/index.ts';

/** A change as `textDocument/didChange` carries it. */
export interface RandomChange {
  readonly range?: { readonly start: Place; readonly end: Place };
  readonly text: string;
}
interface Place {
  readonly line: number;
  readonly character: number;
}

/** Numbers in [0, 1) that are the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PIECES = [
  '',
  'a',
  '😀',
  '\n',
  '\r\n',
  '\r',
  'key: value\n',
  '- 1\r\n',
  '  ',
  '#',
  ': ',
  '"',
  '\u2028',
  'é\n\n',
  'x'.repeat(200),
];

/** What a person, a formatter or a hostile client may do to a text: the change, and the text after it. */
export function randomChange(
  text: string,
  random: () => number,
): { readonly change: RandomChange; readonly text: string } {
  const pick = (below: number) => Math.floor(random() * below);
  const piece = Array.from({ length: pick(3) + 1 }, () => PIECES[pick(PIECES.length)]).join('');
  if (random() < 0.02) return { change: { text: piece }, text: piece };
  let [start, end] = [wholeCharacter(text, pick(text.length + 1)), wholeCharacter(text, pick(text.length + 1))];
  // Mostly short ranges, or the text would never grow.
  if (random() < 0.9) end = wholeCharacter(text, Math.min(text.length, start + pick(8)));
  if (start > end) [start, end] = [end, start];
  const range = { start: positionAt(text, start), end: positionAt(text, end) };
  if (random() < 0.1) range.end = beyond(range.end, pick);
  if (random() < 0.05) range.start = beyond(range.start, pick);
  const [from, to] = [offsetAt(text, range.start), offsetAt(text, range.end)];
  const changed = text.slice(0, Math.min(from, to)) + piece + text.slice(Math.max(from, to));
  return { change: { range, text: piece }, text: changed };
}

function beyond({ line, character }: Place, pick: (below: number) => number): Place {
  const far = [1, 7, 2 ** 31 - 1 - Math.max(line, character)][pick(3)] ?? 1;
  return pick(2) === 0 ? { line: line + far, character } : { line, character: character + far };
}

/** An editor never cuts a character or a line break in two. */
function wholeCharacter(text: string, offset: number): number {
  const isCut =
    /^[\uDC00-\uDFFF]/.test(text.slice(offset, offset + 1)) || text.slice(offset - 1, offset + 1) === '\r\n';
  return isCut ? offset - 1 : offset;
}
