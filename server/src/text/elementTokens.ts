import { EOF, type Lexed, SyntaxFailure, type Token } from './element.ts';
import { NULL, type Scalar } from './plain.ts';

/** One way a token can look. Of the rules of a mode the longest match wins, the first of equal length. */
export interface LexerRule {
  readonly type: string;
  /** Sticky. */
  readonly pattern: RegExp;
  /** The mode to go on in; `pop` returns to the one before. */
  readonly then?: { readonly push: string } | { readonly mode: string } | 'pop';
}

export function rule(type: string, pattern: RegExp, then?: LexerRule['then']): LexerRule {
  const sticky = new RegExp(pattern.source, `${pattern.flags}y`);
  return then === undefined ? { type, pattern: sticky } : { type, pattern: sticky, then };
}

const INT = '(?:0|[1-9](?:_?[0-9])*)';
const DIGITS = '[0-9](?:_?[0-9])*';
const POINT_FLOAT = `(?:${INT}?\\.${DIGITS}|${INT}\\.)`;

/** Numbers, words and single characters: the unquoted pieces that both grammars build their primitives from. */
export const PRIMITIVE_RULES: readonly LexerRule[] = [
  rule('FLOAT', new RegExp(`[+-]?(?:(?:${POINT_FLOAT}|${INT})[eE][+-]?${DIGITS}|${POINT_FLOAT}|inf|nan)`, 'i')),
  rule('INT', new RegExp(`[+-]?${INT}`)),
  rule('BOOL', /true|false/i),
  rule('NULL', /null/i),
  rule('UNQUOTED_CHAR', /[/\-\\+.$%*@?|]/),
  rule('ID', /[a-zA-Z_][a-zA-Z0-9_-]*/),
  rule('ESC', /(?:\\[\\()[\]{}:=, \t])+/),
  rule('WS', /[ \t]+/),
];

/** The tokens that an unquoted key of a dict is made of; values may hold more. */
export const DICT_KEY_TOKENS: readonly string[] = ['FLOAT', 'INT', 'BOOL', 'NULL', 'UNQUOTED_CHAR', 'ID', 'ESC', 'WS'];

/**
 * Cuts a text into tokens. `failureAt` words a place where no rule applies.
 * Errors: `Empty Stack` when a text that started inside a mode closes more than it opened, as OmegaConf says it.
 */
export function lex(
  text: string,
  modes: ReadonlyMap<string, readonly LexerRule[]>,
  startMode: string,
  failureAt: (offset: number, mode: string) => SyntaxFailure,
): Lexed {
  const tokens: Token[] = [];
  const stack: string[] = [];
  let mode = startMode;
  let offset = 0;
  while (offset < text.length) {
    let found: LexerRule | undefined;
    let length = 0;
    for (const candidate of modes.get(mode)!) {
      candidate.pattern.lastIndex = offset;
      const matched = candidate.pattern.exec(text)?.[0].length ?? 0;
      if (matched > length) {
        found = candidate;
        length = matched;
      }
    }
    if (found === undefined) return { tokens, failure: failureAt(offset, mode) };
    const end = offset + length;
    const { type, then } = found;
    if (then === 'pop') {
      const back = stack.pop();
      if (back === undefined)
        return { tokens, failure: new SyntaxFailure('lexer', 'Empty Stack', { start: offset, end }) };
      mode = back;
    } else if (then !== undefined) {
      if ('push' in then) stack.push(mode);
      mode = 'push' in then ? then.push : then.mode;
    }
    tokens.push({ type, text: text.slice(offset, end), start: offset, end });
    offset = end;
  }
  tokens.push({ type: EOF, text: '', start: text.length, end: text.length });
  return { tokens };
}

/** What one unquoted token means when it stands alone. Source: Hydra's page *Basic Override syntax*, "Primitives". */
export function primitiveScalar(token: Token): Scalar {
  switch (token.type) {
    case 'INT':
      return { t: 'int', v: integerOf(token.text) };
    case 'FLOAT':
      return { t: 'float', v: floatOf(token.text) };
    case 'BOOL':
      return { t: 'bool', v: token.text.toLowerCase() === 'true' };
    case 'NULL':
      return NULL;
    default:
      return { t: 'str', v: token.type === 'ESC' ? unescaped(token.text) : token.text };
  }
}

/** Every other character: an escape is a backslash and what it protects. */
export function unescaped(text: string): string {
  return text.replaceAll(/\\([\s\S])/g, '$1');
}

function integerOf(text: string): bigint {
  const digits = text.replaceAll('_', '').replace(/^[+-]/, '');
  return text.startsWith('-') ? -BigInt(digits) : BigInt(digits);
}

function floatOf(text: string): number {
  const bare = text.replaceAll('_', '').toLowerCase();
  const magnitude = bare.replace(/^[+-]/, '');
  const value = magnitude === 'inf' ? Infinity : magnitude === 'nan' ? Number.NaN : Number(magnitude);
  return bare.startsWith('-') ? -value : value;
}
