import type { ScalarStyle } from './valueTree.ts';

/** Kinds of tokens, named as PyYAML's messages name them. A simple key's token is `?` too, without a text of its own. */
export type TokenKind =
  | '<stream end>'
  | '<directive>'
  | '<document start>'
  | '<document end>'
  | '<block sequence start>'
  | '<block mapping start>'
  | '<block end>'
  | '['
  | ']'
  | '{'
  | '}'
  | ','
  | '-'
  | '?'
  | ':'
  | '<alias>'
  | '<anchor>'
  | '<tag>'
  | '<scalar>';

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** A scalar's value, an anchor's name, a tag's suffix, a directive's name; else empty. */
  readonly text: string;
  readonly style: ScalarStyle;
  /** Of a tag: its handle, empty where it has none (`!<…>`). Of a directive: its two values. */
  readonly parts: readonly string[];
}

const NO_PARTS: readonly string[] = [];

export function token(
  kind: TokenKind,
  start: number,
  end: number,
  text = '',
  style: ScalarStyle = 'plain',
  parts = NO_PARTS,
): Token {
  return { kind, start, end, text, style, parts };
}

/** A place within a message: what was being read since `at`, or what is wrong there. */
export interface Remark {
  readonly text: string;
  readonly at?: number;
}

/**
 * What a loader says where it stops reading; thrown within the reader of YAML only, and caught at its door. It is no `Error`:
 * half-typed texts are read on each key press, and a stack that nobody looks at takes longer than the reading.
 */
export class YamlRefusal {
  readonly errorClass: string;
  readonly context: Remark | undefined;
  readonly problem: Remark;
  /** libyaml's words for the problem, where PyYAML was followed and libyaml stops at the same place. */
  readonly other: string | undefined;
  /** Without the places, since those count from the text's start and the caller knows the file. */
  constructor(errorClass: string, context: Remark | undefined, problem: Remark, other?: string) {
    this.errorClass = errorClass;
    this.context = context;
    this.problem = problem;
    this.other = other;
  }
}

/** Where a scanner stands. One for each reading; everything but `source` and `libyaml` moves. */
export interface Scanner {
  /** The text with a NUL at its end, which can stand nowhere else. */
  readonly source: string;
  /** Reads as libyaml does, which Hydra 1.4 loads with; else as PyYAML does. They differ in few places. */
  readonly libyaml: boolean;
  /** Gives half-typed keys their colons. */
  readonly mends: boolean;
  readonly tokens: Token[];
  at: number;
  /** The offset of the current line. */
  lineStart: number;
  /** How many flow collections are open. */
  flow: number;
  /** The column of the open block collection, -1 outside of all. */
  indent: number;
  readonly outerIndents: number[];
  /** Whether a key or a block collection may begin here. */
  keyAllowed: boolean;
  /** For each flow level the token that becomes a key if a colon follows. */
  readonly keys: (SimpleKey | undefined)[];
  /** Set where the two loaders may read the text differently. */
  differs: boolean;
  /** What the text is refused for, where that is not thrown: the scanner stops at the next token. */
  refusal: YamlRefusal | undefined;
  /** The first token that is not as a loader reads it. */
  mended: number;
}

export interface SimpleKey {
  readonly index: number;
  readonly required: boolean;
  readonly at: number;
  readonly lineStart: number;
}

export function columnOf(scanner: Scanner): number {
  return scanner.at - scanner.lineStart;
}

/** Throws in the words of the loader that is being followed; `at` is the scanner's place unless it is given. */
export function fail(
  scanner: Scanner,
  context: Remark | undefined,
  pyyaml: string,
  libyaml: string,
  at = scanner.at,
): never {
  throw new YamlRefusal('ScannerError', context, { text: scanner.libyaml ? libyaml : pyyaml, at });
}

/**
 * The same where both loaders stop at the same place, as in most half-typed texts: one reading says what both do. It is not
 * thrown: an engine takes longer over that than over the text.
 */
export function failAlike(scanner: Scanner, context: Remark | undefined, words: readonly [string, string]): void {
  const { libyaml, at } = scanner;
  const [pyyaml, other] = words;
  const problem = { text: libyaml ? other : pyyaml, at };
  scanner.refusal ??= new YamlRefusal('ScannerError', context, problem, libyaml ? undefined : other);
}

const NEXT_LINE = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || (code >= NEXT_LINE && isWideBreak(code));
}

function isWideBreak(code: number): boolean {
  return code === NEXT_LINE || code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR;
}

export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

/** A blank, a tab, a line's or the text's end. */
export function isBlank(code: number): boolean {
  return code <= 32 ? code === 32 || code === 10 || code === 0 || code === 9 || code === 13 : isBreak(code);
}

/** Passes a line break; gives what it stands for within a scalar. */
export function passBreak(scanner: Scanner): string {
  const code = scanner.source.charCodeAt(scanner.at);
  scanner.at += code === 13 && scanner.source.charCodeAt(scanner.at + 1) === 10 ? 2 : 1;
  scanner.lineStart = scanner.at;
  return code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR ? String.fromCharCode(code) : '\n';
}

export function passSpaces(scanner: Scanner): void {
  while (scanner.source.charCodeAt(scanner.at) === 32) scanner.at++;
}

/** Spaces, and for libyaml tabs. */
export function passBlanks(scanner: Scanner): void {
  const { source, libyaml } = scanner;
  for (let code = source.charCodeAt(scanner.at); code === 32 || (libyaml && code === 9); ) {
    code = source.charCodeAt(++scanner.at);
  }
}

export function passComment(scanner: Scanner): void {
  const { source } = scanner;
  if (source.charCodeAt(scanner.at) !== 35) return;
  while (!isBreakOrEnd(source.charCodeAt(scanner.at))) scanner.at++;
}

/** Whether a line begins here with `---` or `...`. */
export function isDocumentMark(scanner: Scanner): boolean {
  const { source, at } = scanner;
  const code = source.charCodeAt(at);
  if ((code !== 45 && code !== 46) || at !== scanner.lineStart) return false;
  return source.charCodeAt(at + 1) === code && source.charCodeAt(at + 2) === code && isBlank(source.charCodeAt(at + 3));
}

/** A letter, a digit, `-` or `_` of ASCII. */
export function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 95
  );
}

export function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

/** The character at an offset, for a message; the text's end is NUL. */
export function characterAt(scanner: Scanner, at = scanner.at): string {
  return String.fromCodePoint(scanner.source.codePointAt(at) ?? 0);
}
