import { textRepr } from './overridePython.ts';
import {
  characterAt,
  columnOf,
  fail,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isDocumentMark,
  isHex,
  passBlanks,
  passBreak,
  passComment,
  passSpaces,
  type Scanner,
  type Token,
  token,
  YamlRefusal,
} from './yamlTokens.ts';

/** Scans a plain (unquoted) scalar, which may go on over lines that are indented deeper than its collection. */
export function scanPlain(scanner: Scanner): Token {
  const { source, flow } = scanner;
  const start = scanner.at;
  const indent = scanner.indent + 1;
  let end = start;
  let text = '';
  let gap: string | undefined = '';
  while (source.charCodeAt(scanner.at) !== 35) {
    const from = scanner.at;
    scanner.at = plainEnd(scanner, start);
    if (scanner.at === from) break;
    scanner.keyAllowed = false;
    text += gap + source.slice(from, scanner.at);
    end = scanner.at;
    gap = plainGap(scanner, start, indent);
    if (gap === undefined || gap === '' || (flow === 0 && columnOf(scanner) < indent)) break;
  }
  return token('<scalar>', start, end, text);
}

/** The end of the characters without blanks that begin at the scanner's place. */
function plainEnd(scanner: Scanner, start: number): number {
  const { source, flow, libyaml } = scanner;
  for (let at = scanner.at; ; at++) {
    const code = source.charCodeAt(at);
    if (code === 58) {
      const next = source.charCodeAt(at + 1);
      if (isBlank(next)) return at;
      if (flow === 0 || !isFlowIndicatorOrMark(next)) continue;
      scanner.differs = true;
      if (libyaml) {
        fail(scanner, { text: 'while scanning a plain scalar', at: start }, '', "found unexpected ':'", at);
      }
      if (next !== 63) return at;
    } else if (isBlank(code)) return at;
    else if (flow !== 0 && isFlowIndicatorOrMark(code)) {
      if (code !== 63) return at;
      scanner.differs = true;
      if (!libyaml) return at;
    }
  }
}

/** One of `, ? [ ] { }`. */
function isFlowIndicatorOrMark(code: number): boolean {
  return code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125;
}

/** What blanks and line breaks within a plain scalar stand for; `undefined` where the document ends behind them. */
function plainGap(scanner: Scanner, start: number, indent: number): string | undefined {
  const { source, libyaml } = scanner;
  const from = scanner.at;
  passBlanks(scanner);
  if (!isBreak(source.charCodeAt(scanner.at))) return source.slice(from, scanner.at);
  const first = passBreak(scanner);
  scanner.keyAllowed = true;
  let breaks = '';
  while (!isDocumentMark(scanner)) {
    passSpaces(scanner);
    const code = source.charCodeAt(scanner.at);
    if (isBreak(code)) breaks += passBreak(scanner);
    else if (libyaml && code === 9) {
      if (columnOf(scanner) < indent) {
        const context = { text: 'while scanning a plain scalar', at: start };
        fail(scanner, context, '', 'found a tab character that violates indentation');
      }
      scanner.at++;
    } else return folded(first, breaks);
  }
  return undefined;
}

/** One line feed is a blank, more are one less. */
function folded(first: string, breaks: string): string {
  if (first !== '\n') return first + breaks;
  return breaks === '' ? ' ' : breaks;
}

/** Scans a scalar in quotes; indentation means nothing within it. */
export function scanQuoted(scanner: Scanner): Token {
  const { source } = scanner;
  const start = scanner.at;
  const quote = source.charCodeAt(start);
  const double = quote === 34;
  scanner.at++;
  let text = '';
  for (;;) {
    const code = source.charCodeAt(scanner.at);
    if (code === quote) {
      if (double || source.charCodeAt(scanner.at + 1) !== quote) break;
      text += "'";
      scanner.at += 2;
    } else if (double && code === 92) text += scanEscape(scanner, start);
    else if (isBlank(code)) text += quotedGap(scanner, start);
    else {
      const from = scanner.at++;
      for (;;) {
        const next = source.charCodeAt(scanner.at);
        if (next === quote || next === 92 || isBlank(next)) break;
        scanner.at++;
      }
      text += source.slice(from, scanner.at);
    }
  }
  scanner.at++;
  return token('<scalar>', start, scanner.at, text, 'quoted');
}

function quotedGap(scanner: Scanner, start: number): string {
  const { source } = scanner;
  const from = scanner.at;
  passWhite(scanner);
  const code = source.charCodeAt(scanner.at);
  if (code === 0) {
    const message = 'found unexpected end of stream';
    fail(scanner, { text: 'while scanning a quoted scalar', at: start }, message, message);
  }
  if (!isBreak(code)) return source.slice(from, scanner.at);
  const first = passBreak(scanner);
  return folded(first, quotedBreaks(scanner, start));
}

function quotedBreaks(scanner: Scanner, start: number): string {
  let breaks = '';
  for (;;) {
    if (isDocumentMark(scanner)) {
      const context = { text: 'while scanning a quoted scalar', at: start };
      fail(scanner, context, 'found unexpected document separator', 'found unexpected document indicator');
    }
    passWhite(scanner);
    if (!isBreak(scanner.source.charCodeAt(scanner.at))) return breaks;
    breaks += passBreak(scanner);
  }
}

function passWhite(scanner: Scanner): void {
  for (;;) {
    const code = scanner.source.charCodeAt(scanner.at);
    if (code !== 32 && code !== 9) return;
    scanner.at++;
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

const CODE_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

function scanEscape(scanner: Scanner, start: number): string {
  const { source, libyaml } = scanner;
  const backslash = scanner.at++;
  const letter = characterAt(scanner);
  const simple = ESCAPES.get(letter);
  if (simple !== undefined) {
    scanner.at++;
    return simple;
  }
  const length = CODE_LENGTHS.get(letter);
  if (length !== undefined) {
    scanner.at++;
    return scanCode(scanner, start, length);
  }
  if (isBreak(source.charCodeAt(scanner.at))) {
    passBreak(scanner);
    return quotedBreaks(scanner, start);
  }
  const found = `found unknown escape character ${textRepr(letter)}`;
  return fail(
    scanner,
    quotedContext(scanner, start),
    found,
    'found unknown escape character',
    libyaml ? backslash : scanner.at,
  );
}

function quotedContext({ libyaml }: Scanner, at: number): { text: string; at: number } {
  return { text: libyaml ? 'while parsing a quoted scalar' : 'while scanning a double-quoted scalar', at };
}

function scanCode(scanner: Scanner, start: number, length: number): string {
  const { source, libyaml } = scanner;
  const context = quotedContext(scanner, start);
  for (let offset = 0; offset < length; offset++) {
    const at = scanner.at + offset;
    if (isHex(source.charCodeAt(at))) continue;
    const found = `expected escape sequence of ${length} hexadecimal numbers, but found ${textRepr(characterAt(scanner, at))}`;
    fail(scanner, context, found, 'did not find expected hexdecimal number');
  }
  const code = Number.parseInt(source.slice(scanner.at, scanner.at + length), 16);
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  if (isSurrogate) scanner.differs = true;
  if (libyaml && (isSurrogate || code > 0x10ffff)) {
    fail(scanner, context, '', 'found invalid Unicode character escape code');
  }
  if (code > 0x10ffff) {
    const isLarge = code > 0x7fffffff;
    const message = isLarge ? 'Python int too large to convert to C int' : 'chr() arg not in range(0x110000)';
    throw new YamlRefusal(isLarge ? 'OverflowError' : 'ValueError', undefined, { text: message });
  }
  scanner.at += length;
  return String.fromCodePoint(code);
}

/** Scans a literal (`|`) or folded (`>`) scalar. */
export function scanBlock(scanner: Scanner): Token {
  const { source } = scanner;
  const start = scanner.at;
  const isFolded = source.charCodeAt(start) === 62;
  scanner.at++;
  const { chomping, increment, end: headerEnd } = scanBlockHeader(scanner, start);
  const outer = Math.max(scanner.indent + 1, 1);
  const given = increment === undefined ? undefined : outer + increment - 1;
  let { breaks, deepest } = blockBreaks(scanner, start, given);
  const indent = given ?? Math.max(outer, deepest);
  let end = headerEnd;
  let text = '';
  let lineBreak = '';
  while (columnOf(scanner) === indent && source.charCodeAt(scanner.at) !== 0) {
    text += breaks;
    const isIndented = isWhite(source.charCodeAt(scanner.at));
    const from = scanner.at;
    while (!isBreakOrEnd(source.charCodeAt(scanner.at))) scanner.at++;
    text += source.slice(from, scanner.at);
    end = scanner.at;
    lineBreak = isBreak(source.charCodeAt(scanner.at)) ? passBreak(scanner) : '';
    ({ breaks } = blockBreaks(scanner, start, indent));
    const code = source.charCodeAt(scanner.at);
    if (columnOf(scanner) !== indent || code === 0) break;
    if (!isFolded || lineBreak !== '\n' || isIndented || isWhite(code)) text += lineBreak;
    else if (breaks === '') text += ' ';
  }
  if (chomping !== 'strip') text += lineBreak;
  if (chomping === 'keep') text += breaks;
  return token('<scalar>', start, end, text, 'block');
}

function isWhite(code: number): boolean {
  return code === 32 || code === 9;
}

interface BlockHeader {
  readonly chomping: 'clip' | 'strip' | 'keep';
  readonly increment: number | undefined;
  readonly end: number;
}

function scanBlockHeader(scanner: Scanner, start: number): BlockHeader {
  const { source, libyaml } = scanner;
  const context = { text: 'while scanning a block scalar', at: start };
  let chomping: BlockHeader['chomping'] = 'clip';
  let increment: number | undefined;
  for (let round = 0; round < 2; round++) {
    const code = source.charCodeAt(scanner.at);
    if ((code === 43 || code === 45) && chomping === 'clip') {
      chomping = code === 43 ? 'keep' : 'strip';
    } else if (code >= 48 && code <= 57 && increment === undefined) {
      if (code === 48) {
        const found = 'expected indentation indicator in the range 1-9, but found 0';
        fail(scanner, context, found, 'found an indentation indicator equal to 0');
      }
      increment = code - 48;
    } else break;
    scanner.at++;
  }
  const code = source.charCodeAt(scanner.at);
  if (!libyaml && code !== 32 && !isBreakOrEnd(code)) {
    const found = textRepr(characterAt(scanner));
    fail(scanner, context, `expected chomping or indentation indicators, but found ${found}`, '');
  }
  passBlanks(scanner);
  passComment(scanner);
  if (!isBreakOrEnd(source.charCodeAt(scanner.at))) {
    const found = `expected a comment or a line break, but found ${textRepr(characterAt(scanner))}`;
    fail(scanner, context, found, 'did not find expected comment or line break');
  }
  const end = scanner.at;
  if (isBreak(source.charCodeAt(end))) passBreak(scanner);
  return { chomping, increment, end };
}

interface BlockBreaks {
  readonly breaks: string;
  /** The deepest column that blanks lead to. */
  readonly deepest: number;
}

/** Passes empty lines and the indentation of the next one; without `indent` as deep as its blanks go. */
function blockBreaks(scanner: Scanner, start: number, indent: number | undefined): BlockBreaks {
  const { source } = scanner;
  let breaks = '';
  let deepest = 0;
  for (;;) {
    while (source.charCodeAt(scanner.at) === 32 && (indent === undefined || columnOf(scanner) < indent)) scanner.at++;
    deepest = Math.max(deepest, columnOf(scanner));
    const code = source.charCodeAt(scanner.at);
    if (code === 9 && scanner.libyaml && (indent === undefined || columnOf(scanner) < indent)) {
      const context = { text: 'while scanning a block scalar', at: start };
      fail(scanner, context, '', 'found a tab character where an indentation space is expected');
    }
    if (!isBreak(code)) return { breaks, deepest };
    breaks += passBreak(scanner);
  }
}
