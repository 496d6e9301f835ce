import type { Range } from './span.ts';

/**
 * What the override grammar and the interpolation grammar share: tokens, the tree of what was parsed, and a cursor that
 * refuses a token with the words of the parsers that Hydra and OmegaConf are built with (ANTLR 4), so that a problem here
 * reads as it does there. Its rules, from ANTLR's reference: where one token too many or too few explains the error, the
 * message says so (`extraneous`, `missing`); else `mismatched`; and `no viable alternative` while a choice between two
 * readings is still open.
 */
export interface Token extends Range {
  readonly type: string;
  readonly text: string;
}

/** A rule of a grammar with what it is made of; after a syntax error the last branches lack their ends. */
export interface Branch {
  readonly rule: string;
  readonly children: Node[];
}

export type Node = Branch | Token;

export function isToken(node: Node | undefined): node is Token {
  return node !== undefined && 'type' in node;
}

export function isBranch(node: Node | undefined, rule?: string): node is Branch {
  return node !== undefined && 'rule' in node && (rule === undefined || node.rule === rule);
}

/** From the first to the last token of a branch; undefined when it holds none. */
export function branchRange(branch: Node): Range | undefined {
  if (isToken(branch)) return { start: branch.start, end: branch.end };
  let start: number | undefined;
  let end: number | undefined;
  for (const child of branch.children) {
    const range = branchRange(child);
    if (range === undefined) continue;
    start ??= range.start;
    end = range.end;
  }
  return start === undefined ? undefined : { start, end: end ?? start };
}

/**
 * Why a text does not parse. `kind`: `lexer`, no token can start here; `report`, one token too many or too few;
 * `nesting`, too deep; `recognition`, any other; Hydra prints each in another frame. Thrown within the grammars only, caught at their doors.
 */
export class SyntaxFailure extends Error {
  readonly kind: 'lexer' | 'report' | 'nesting' | 'recognition';
  readonly range: Range;

  constructor(kind: SyntaxFailure['kind'], message: string, range: Range) {
    super(message);
    this.kind = kind;
    this.range = { start: range.start, end: range.end };
  }
}

/** All tokens, the last one `EOF`; or those before `failure`. */
export interface Lexed {
  readonly tokens: readonly Token[];
  readonly failure?: SyntaxFailure;
}

/** How a grammar names its tokens in messages, in the order of their numbers. */
export type TokenNames = ReadonlyMap<string, string>;

/** Tokens that may follow what is being parsed; `outer` where that may end here too. */
export interface Follow {
  readonly own: readonly string[];
  readonly outer?: Follow;
}

export interface Cursor {
  readonly lexed: Lexed;
  readonly names: TokenNames;
  position: number;
  /** Where the outermost reading that is still undecided started: every error until then is told from there. */
  undecidedFrom: number | undefined;
  /** How many elements and interpolations the next token is inside of. */
  depth: number;
}

export const EOF = 'EOF';

export function cursorOf(lexed: Lexed, names: TokenNames): Cursor {
  const cursor = { lexed, names, position: 0, undecidedFrom: undefined, depth: 0 };
  peek(cursor);
  return cursor;
}

/** The token `ahead` steps on: EOF beyond the end. Throws where the lexer failed before. */
export function peek(cursor: Cursor, ahead = 0): Token {
  const { tokens, failure } = cursor.lexed;
  const token = tokens[cursor.position + ahead];
  if (token !== undefined) return token;
  if (failure !== undefined) throw failure;
  return tokens[tokens.length - 1]!;
}

export function take(cursor: Cursor, into: Branch): Token {
  const token = peek(cursor);
  into.children.push(token);
  cursor.position += 1;
  if (token.type !== EOF) peek(cursor);
  return token;
}

/** Starts a branch inside `into`, so that it stays in the tree when an error ends the parsing. */
export function open(into: Branch, rule: string): Branch {
  const branch: Branch = { rule, children: [] };
  into.children.push(branch);
  return branch;
}

/** Python's parsers give up between 190 and 490 levels, by what is nested and by who calls them. */
const MOST_NESTED = 240;

/** Parses one level deeper. */
export function nested(cursor: Cursor, parse: () => void): void {
  if (cursor.depth >= MOST_NESTED) {
    throw new SyntaxFailure('nesting', 'maximum recursion depth exceeded', peek(cursor));
  }
  cursor.depth += 1;
  parse();
  cursor.depth -= 1;
}

/** Takes one token of `type`; `then`: what may come after it. */
export function match(cursor: Cursor, into: Branch, type: string, then: Follow): Token {
  const token = peek(cursor);
  if (token.type === type) return take(cursor, into);
  if (cursor.undecidedFrom === undefined && peek(cursor, 1).type !== type && mayFollow(then, token.type)) {
    throw new SyntaxFailure('report', `missing ${setName(cursor, [type])} at ${quoted(shownText(token))}`, token);
  }
  return refuse(cursor, [type]);
}

/** Goes on only if the next token is one of `types`. `again`: after one round of a loop, which ANTLR words otherwise. */
export function expect(cursor: Cursor, types: readonly string[], again = false): void {
  const token = peek(cursor);
  if (types.includes(token.type)) return;
  if (again && cursor.undecidedFrom === undefined) throw extraneous(cursor, types);
  refuse(cursor, types);
}

/** No reading goes on with the next token; they all started at token `from`. */
export function noViableAlternative(cursor: Cursor, from = cursor.undecidedFrom ?? cursor.position): never {
  const { tokens, failure } = cursor.lexed;
  if (failure !== undefined) throw failure;
  const [first, last] = [tokens[from]!, peek(cursor)];
  const text = tokens
    .slice(from, cursor.position + 1)
    .filter((token) => token.type !== EOF)
    .map((token) => token.text)
    .join('');
  const input = quoted(first.type === EOF ? shownText(first) : text);
  throw new SyntaxFailure('recognition', `no viable alternative at input ${input}`, last);
}

function refuse(cursor: Cursor, types: readonly string[]): never {
  if (cursor.undecidedFrom !== undefined) noViableAlternative(cursor);
  if (types.includes(peek(cursor, 1).type)) throw extraneous(cursor, types);
  const token = peek(cursor);
  const message = `mismatched input ${quoted(shownText(token))} expecting ${setName(cursor, types)}`;
  throw new SyntaxFailure('recognition', message, token);
}

function extraneous(cursor: Cursor, types: readonly string[]): SyntaxFailure {
  const token = peek(cursor);
  const message = `extraneous input ${quoted(shownText(token))} expecting ${setName(cursor, types)}`;
  return new SyntaxFailure('report', message, token);
}

export function mayFollow(follow: Follow | undefined, type: string): boolean {
  return follow !== undefined && (follow.own.includes(type) || mayFollow(follow.outer, type));
}

function setName(cursor: Cursor, types: readonly string[]): string {
  const shown = [...cursor.names].filter(([type]) => types.includes(type)).map(([, name]) => name);
  return shown.length === 1 ? shown[0]! : `{${shown.join(', ')}}`;
}

function shownText(token: Token): string {
  return token.type === EOF ? '<EOF>' : token.text;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}'`;
}
