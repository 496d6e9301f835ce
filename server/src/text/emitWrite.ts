import type { Emitted } from './emitScalar.ts';
import type { HydraVersion } from './overrideValue.ts';

/** What has been written, and where that leaves the pen. */
export interface Emitter {
  readonly version: HydraVersion;
  /** Lines are folded at the first blank behind this column. */
  readonly width: number;
  out: string;
  column: number;
  /** The column of the open collection, -1 outside of all. */
  indent: number;
  /** Whether a blank or a line's start was written last. */
  isWhitespace: boolean;
  /** Whether the line holds nothing but indentation and indicators. */
  isIndentation: boolean;
}

const WIDTH = 80;

export function startEmitter(version: HydraVersion, width = WIDTH): Emitter {
  return { version, width, out: '', column: 0, indent: -1, isWhitespace: true, isIndentation: true };
}

/** Goes to the collection's column, on a new line unless nothing but indentation stands on this one. */
export function beginLine(emitter: Emitter): void {
  const indent = Math.max(emitter.indent, 0);
  const { column, isIndentation, isWhitespace } = emitter;
  if (!isIndentation || column > indent || (column === indent && !isWhitespace)) writeBreak(emitter, '\n');
  if (emitter.column < indent) {
    emitter.out += ' '.repeat(indent - emitter.column);
    emitter.column = indent;
    emitter.isWhitespace = true;
  }
}

function writeBreak(emitter: Emitter, lineBreak: string): void {
  emitter.out += lineBreak;
  emitter.column = 0;
  emitter.isWhitespace = true;
  emitter.isIndentation = true;
}

interface IndicatorKind {
  /** Whether no blank stands before it. */
  readonly isAttached?: boolean;
  /** Whether what follows may stand on the same line as if indented. */
  readonly isIndentation?: boolean;
}

export function beginIndicator(emitter: Emitter, text: string, kind: IndicatorKind = {}): void {
  write(emitter, emitter.isWhitespace || kind.isAttached ? text : ` ${text}`);
  emitter.isWhitespace = false;
  emitter.isIndentation = emitter.isIndentation && kind.isIndentation === true;
}

function write(emitter: Emitter, text: string): void {
  emitter.out += text;
  emitter.column += lengthOf(text);
}

/** In characters, of which some are two code units. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) === 0xdc00) length--;
  return length;
}

/** Writes a scalar; a simple key is never folded. */
export function writeScalar(emitter: Emitter, emitted: Emitted, isKey: boolean): void {
  const { text, style, tag, isTagged } = emitted;
  const outer = emitter.indent;
  if (isTagged) beginIndicator(emitter, `!!${tag}`);
  emitter.indent = outer < 0 ? 2 : outer + 2;
  switch (style) {
    case 'literal':
      writeLiteral(emitter, text);
      break;
    case 'double':
      beginIndicator(emitter, '"');
      if (emitter.version === '1.4') writeDouble(emitter, text, !isKey);
      else writePyyamlDouble(emitter, text, !isKey);
      beginIndicator(emitter, '"', { isAttached: true });
      break;
    case 'single':
      beginIndicator(emitter, "'");
      writeWords(emitter, text, !isKey, true);
      beginIndicator(emitter, "'", { isAttached: true });
      break;
    case 'plain':
      beginIndicator(emitter, '');
      writeWords(emitter, text, !isKey, false);
  }
  emitter.isWhitespace = false;
  emitter.isIndentation = false;
  emitter.indent = outer;
  if (style === 'literal') {
    emitter.isWhitespace = true;
    emitter.isIndentation = true;
  }
}

/** Bytes: their lines end with line feeds all. */
function writeLiteral(emitter: Emitter, text: string): void {
  beginIndicator(emitter, '|');
  for (const line of text.split('\n').slice(0, -1)) {
    beginLine(emitter);
    write(emitter, line);
    emitter.isIndentation = false;
  }
  writeBreak(emitter, '\n');
}

/** A plain or single-quoted text: folded at single blanks, line feeds doubled, quotes doubled where it stands in some. */
function writeWords(emitter: Emitter, text: string, mayFold: boolean, isQuoted: boolean): void {
  const pieces = text.match(/ +|[\n\x85\u2028\u2029]+|[^ \n\x85\u2028\u2029]+/g) ?? [];
  for (const [index, piece] of pieces.entries()) {
    const first = piece.charAt(0);
    if (first === ' ') {
      const isOuter = isQuoted && (index === 0 || index === pieces.length - 1);
      if (piece === ' ' && mayFold && !isOuter && emitter.column > emitter.width) {
        emitter.isIndentation = false;
        beginLine(emitter);
      } else write(emitter, piece);
    } else if (isBreak(first)) {
      if (first === '\n') writeBreak(emitter, '\n');
      for (const lineBreak of piece) writeBreak(emitter, lineBreak);
      beginLine(emitter);
    } else {
      write(emitter, isQuoted ? piece.replaceAll("'", "''") : piece);
      emitter.isIndentation = false;
    }
  }
}

function isBreak(letter: string): boolean {
  return letter === '\n' || letter === '\x85' || letter === '\u2028' || letter === '\u2029';
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x85', '\\N'],
  ['\xa0', '\\_'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

const BARE = /^[\x20\x21\x23-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/;

/** A character within double quotes, escaped unless it is printable. */
function escaped(letter: string): string {
  if (BARE.test(letter)) return letter;
  const short = ESCAPES.get(letter);
  if (short !== undefined) return short;
  const code = letter.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${hex(code, 2)}`;
  return code <= 0xffff ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, '0');
}

/** Double-quoted as libyaml folds: at a blank, which the line's end stands for; more blanks need a backslash. */
function writeDouble(emitter: Emitter, text: string, mayFold: boolean): void {
  const letters = [...text];
  for (const [index, letter] of letters.entries()) {
    const isInner = index > 0 && index < letters.length - 1 && letters[index - 1] !== ' ';
    if (letter === ' ' && mayFold && isInner && emitter.column > emitter.width) {
      emitter.isIndentation = false;
      beginLine(emitter);
      if (letters[index + 1] === ' ') write(emitter, '\\');
    } else write(emitter, escaped(letter));
  }
}

/** Double-quoted as PyYAML folds: before a blank or behind an escape, with a backslash at the line's end. */
function writePyyamlDouble(emitter: Emitter, text: string, mayFold: boolean): void {
  const letters = [...text];
  let start = 0;
  const flush = (end: number, tail: string) => {
    write(emitter, letters.slice(start, end).join('') + tail);
    start = Math.max(start, end);
  };
  for (let end = 0; end <= letters.length; end++) {
    const letter = letters[end];
    const piece = letter === undefined ? undefined : escaped(letter);
    if (letter === undefined || piece !== letter) {
      if (start < end) flush(end, '');
      if (piece !== undefined) {
        write(emitter, piece);
        start = end + 1;
      }
    }
    const isInner = end > 0 && end < letters.length - 1;
    if (!isInner || !mayFold || !(letter === ' ' || start >= end)) continue;
    if (emitter.column + (end - start) <= emitter.width) continue;
    flush(end, '\\');
    emitter.isIndentation = false;
    beginLine(emitter);
    if (letters[start] === ' ') write(emitter, '\\');
  }
}
