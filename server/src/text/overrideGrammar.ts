import {
  type Branch,
  type Cursor,
  cursorOf,
  EOF,
  expect,
  type Follow,
  type Lexed,
  match,
  nested,
  noViableAlternative,
  open,
  peek,
  SyntaxFailure,
  type TokenNames,
  take,
} from './element.ts';
import { DICT_KEY_TOKENS, type LexerRule, lex, PRIMITIVE_RULES, rule } from './elementTokens.ts';
import type { HydraVersion } from './overrideValue.ts';

/**
 * The override grammar: `key=value`, `+key=value`, `++key=value`, `~key`, `~key=value`.
 * Source: https://hydra.cc/docs/advanced/override_grammar/basic/ and .../extended/.
 */

const ID = '[a-zA-Z_][a-zA-Z0-9_-]*';
const KEY_SPECIAL = '[a-zA-Z_$][a-zA-Z0-9_$-]*';
const INT_UNSIGNED = '(?:0|[1-9](?:_?[0-9])*)';
const DOT_PATH = `(?:${KEY_SPECIAL}|${INT_UNSIGNED})(?:\\.(?:${KEY_SPECIAL}|${INT_UNSIGNED}))+`;

const KEY_ESCAPE = '\\\\[.[\\]=]';
const KEY_ESCAPED = `[a-zA-Z0-9_$-]*${KEY_ESCAPE}(?:[a-zA-Z0-9_$-]|${KEY_ESCAPE})*`;
const KEY_BRACKET = `\\[(?:[a-zA-Z0-9_$-]|${KEY_ESCAPE})+\\]`;
const VALUE_PATH = [
  `(?:(?:${DOT_PATH}|${KEY_SPECIAL})${KEY_BRACKET}`,
  `(?:${DOT_PATH}|${KEY_SPECIAL}|${INT_UNSIGNED})\\.${KEY_ESCAPED}`,
  `${KEY_ESCAPED})(?:${KEY_BRACKET}|\\.(?:${KEY_ESCAPED}|${KEY_SPECIAL}|${INT_UNSIGNED}))*`,
].join('|');

const KEY_MODE: readonly LexerRule[] = [
  rule('EQUAL', /=[ \t]*/, { mode: 'value' }),
  rule('TILDE', /~/),
  rule('PLUS', /\+/),
  rule('AT', /@/),
  rule('COLON', /:/),
  rule('SLASH', /\//),
  rule('ID', new RegExp(ID)),
  rule('KEY_SPECIAL', new RegExp(KEY_SPECIAL)),
  rule('DOT_PATH', new RegExp(DOT_PATH)),
];

const VALUE_MODE: readonly LexerRule[] = [
  rule('POPEN', /[ \t]*\([ \t]*/),
  rule('COMMA', /[ \t]*,[ \t]*/),
  rule('PCLOSE', /[ \t]*\)/),
  rule('BRACKET_OPEN', /\[[ \t]*/),
  rule('BRACKET_CLOSE', /[ \t]*\]/),
  rule('BRACE_OPEN', /\{[ \t]*/),
  rule('BRACE_CLOSE', /[ \t]*\}/),
  rule('COLON', /[ \t]*:[ \t]*/),
  rule('EQUAL', /[ \t]*=[ \t]*/),
  ...PRIMITIVE_RULES,
  rule('QUOTED_VALUE', /"(?:(?:\\\\)*|[\s\S]*?[^\\](?:\\\\)*)"|'(?:(?:\\\\)*|[\s\S]*?[^\\](?:\\\\)*)'/),
  rule('INTERPOLATION', /\$\{[^}]+\}/),
];

const MODES: Readonly<Record<HydraVersion, ReadonlyMap<string, readonly LexerRule[]>>> = {
  '1.3': new Map([
    ['key', KEY_MODE],
    ['value', VALUE_MODE],
  ]),
  '1.4': new Map([
    ['key', [...KEY_MODE, rule('VALUE_PATH', new RegExp(VALUE_PATH))]],
    ['value', VALUE_MODE],
  ]),
};

const NAMES: TokenNames = new Map([
  [EOF, '<EOF>'],
  ['EQUAL', 'EQUAL'],
  ['TILDE', "'~'"],
  ['PLUS', "'+'"],
  ['AT', "'@'"],
  ['COLON', "':'"],
  ['SLASH', "'/'"],
  ...[
    ...['VALUE_PATH', 'KEY_SPECIAL', 'DOT_PATH', 'POPEN', 'COMMA', 'PCLOSE', 'BRACKET_OPEN', 'BRACKET_CLOSE'],
    ...['BRACE_OPEN', 'BRACE_CLOSE', 'FLOAT', 'INT', 'BOOL', 'NULL', 'UNQUOTED_CHAR', 'ID', 'ESC', 'WS'],
    ...['QUOTED_VALUE', 'INTERPOLATION'],
  ].map((type) => [type, type] as const),
]);

const UNQUOTED = [...DICT_KEY_TOKENS, 'COLON', 'INTERPOLATION'];
const ELEMENT = [...UNQUOTED, 'QUOTED_VALUE', 'BRACKET_OPEN', 'BRACE_OPEN'];
const VALUE_OR_END = [...ELEMENT, EOF];

/** What may follow a key: `~key` may end after it. */
const AFTER_KEY: Follow = { own: ['EQUAL'] };
const AFTER_DELETED_KEY: Follow = { own: ['EQUAL', EOF] };

/** The tree as far as it goes, and why it goes no further. */
export function parseOverrideTree(text: string, version: HydraVersion): { tree: Branch; failure?: SyntaxFailure } {
  const tree: Branch = { rule: 'override', children: [] };
  try {
    override(cursorOf(lexOverride(text, version), NAMES), tree, version);
    return { tree };
  } catch (failure) {
    if (failure instanceof SyntaxFailure) return { tree, failure };
    throw failure;
  }
}

function lexOverride(text: string, version: HydraVersion): Lexed {
  return lex(text, MODES[version], 'key', (start) => {
    const wrong = String.fromCodePoint(text.codePointAt(start)!);
    const prefix = 'LexerNoViableAltException: ';
    const column = prefix.length + [...text.slice(0, start)].length;
    return new SyntaxFailure('lexer', `${prefix}${text}\n${' '.repeat(column)}^`, { start, end: start + wrong.length });
  });
}

function override(cursor: Cursor, tree: Branch, version: HydraVersion): void {
  const start = ['EQUAL', 'AT', 'KEY_SPECIAL', 'DOT_PATH', 'ID', ...(version === '1.3' ? [] : ['VALUE_PATH'])];
  expect(cursor, [...start, 'TILDE', 'PLUS']);
  switch (peek(cursor).type) {
    case 'TILDE':
      take(cursor, tree);
      key(cursor, tree, AFTER_DELETED_KEY);
      expect(cursor, AFTER_DELETED_KEY.own);
      if (peek(cursor).type === 'EQUAL') assignment(cursor, tree);
      break;
    case 'PLUS':
      take(cursor, tree);
      expect(cursor, [...start, 'PLUS']);
      if (peek(cursor).type === 'PLUS') take(cursor, tree);
      key(cursor, tree, AFTER_KEY);
      assignment(cursor, tree);
      break;
    default:
      key(cursor, tree, AFTER_KEY);
      assignment(cursor, tree);
  }
  match(cursor, tree, EOF, { own: [] });
}

function assignment(cursor: Cursor, tree: Branch): void {
  match(cursor, tree, 'EQUAL', { own: VALUE_OR_END });
  expect(cursor, VALUE_OR_END);
  if (peek(cursor).type !== EOF) value(cursor, tree);
}

/** `group@package`, a dotted path, or nothing at all, which means the global package. */
function key(cursor: Cursor, into: Branch, follow: Follow): void {
  const branch = open(into, 'key');
  if (peek(cursor).type === 'VALUE_PATH') {
    take(cursor, branch);
    return;
  }
  const packageOrGroup = open(branch, 'packageOrGroup');
  if (peek(cursor).type === 'ID' && peek(cursor, 1).type === 'SLASH') {
    take(cursor, packageOrGroup);
    while (peek(cursor).type === 'SLASH') {
      take(cursor, packageOrGroup);
      match(cursor, packageOrGroup, 'ID', { own: ['SLASH', 'AT'], outer: follow });
    }
  } else {
    packageName(cursor, packageOrGroup);
  }
  if (peek(cursor).type === 'AT') {
    take(cursor, branch);
    packageName(cursor, branch);
  }
}

function packageName(cursor: Cursor, into: Branch): void {
  const branch = open(into, 'package');
  switch (peek(cursor).type) {
    case 'ID':
    case 'KEY_SPECIAL':
    case 'DOT_PATH':
      take(cursor, branch);
      break;
    case EOF:
    case 'EQUAL':
    case 'AT':
      break;
    default:
      noViableAlternative(cursor);
  }
}

/** One element, or a sweep over several; which of the two is open until the first comma. */
function value(cursor: Cursor, into: Branch): void {
  const branch = open(into, 'value');
  cursor.undecidedFrom = cursor.position;
  element(cursor, branch);
  cursor.undecidedFrom = undefined;
  if (peek(cursor).type !== 'COMMA') return;
  const sweep: Branch = { rule: 'simpleChoiceSweep', children: [branch.children.pop()!] };
  branch.children.push(sweep);
  while (peek(cursor).type === 'COMMA') {
    take(cursor, sweep);
    element(cursor, sweep);
  }
}

function element(cursor: Cursor, into: Branch): void {
  const branch = open(into, 'element');
  expect(cursor, ELEMENT);
  switch (peek(cursor).type) {
    case 'BRACKET_OPEN':
      nested(cursor, () => listContainer(cursor, branch));
      break;
    case 'BRACE_OPEN':
      nested(cursor, () => dictContainer(cursor, branch));
      break;
    case 'QUOTED_VALUE':
      take(cursor, open(branch, 'primitive'));
      break;
    default:
      if (peek(cursor).type === 'ID' && peek(cursor, 1).type === 'POPEN')
        nested(cursor, () => functionCall(cursor, branch));
      else takeAll(cursor, open(branch, 'primitive'), UNQUOTED);
  }
}

function takeAll(cursor: Cursor, into: Branch, types: readonly string[]): void {
  do take(cursor, into);
  while (types.includes(peek(cursor).type));
}

function functionCall(cursor: Cursor, into: Branch): void {
  const branch = open(into, 'function');
  take(cursor, branch);
  take(cursor, branch);
  expect(cursor, [...ELEMENT, 'PCLOSE']);
  if (peek(cursor).type !== 'PCLOSE') separated(cursor, branch, 'PCLOSE', argument);
  match(cursor, branch, 'PCLOSE', { own: [] });
}

function argument(cursor: Cursor, into: Branch): void {
  expect(cursor, ELEMENT);
  if (peek(cursor).type === 'ID') {
    const after = peek(cursor, 1).type;
    if (after === 'EQUAL') {
      const name = open(into, 'argName');
      take(cursor, name);
      take(cursor, name);
    } else if (!UNQUOTED.includes(after) && !['POPEN', 'COMMA', 'PCLOSE'].includes(after)) {
      const from = cursor.position;
      cursor.position += 1;
      noViableAlternative(cursor, cursor.undecidedFrom ?? from);
    }
  }
  element(cursor, into);
}

function listContainer(cursor: Cursor, into: Branch): void {
  const branch = open(into, 'listContainer');
  take(cursor, branch);
  expect(cursor, [...ELEMENT, 'BRACKET_CLOSE']);
  if (peek(cursor).type !== 'BRACKET_CLOSE') separated(cursor, branch, 'BRACKET_CLOSE', element);
  match(cursor, branch, 'BRACKET_CLOSE', { own: [] });
}

function dictContainer(cursor: Cursor, into: Branch): void {
  const branch = open(into, 'dictContainer');
  take(cursor, branch);
  expect(cursor, [...DICT_KEY_TOKENS, 'BRACE_CLOSE']);
  if (peek(cursor).type !== 'BRACE_CLOSE') separated(cursor, branch, 'BRACE_CLOSE', dictKeyValuePair);
  match(cursor, branch, 'BRACE_CLOSE', { own: [] });
}

function dictKeyValuePair(cursor: Cursor, into: Branch): void {
  const branch = open(into, 'dictKeyValuePair');
  const dictKey = open(branch, 'dictKey');
  expect(cursor, DICT_KEY_TOKENS);
  takeAll(cursor, dictKey, DICT_KEY_TOKENS);
  match(cursor, branch, 'COLON', { own: ELEMENT });
  element(cursor, branch);
}

/** `part` once or more, with commas between, up to `close`. */
function separated(cursor: Cursor, into: Branch, close: string, part: (cursor: Cursor, into: Branch) => void): void {
  part(cursor, into);
  expect(cursor, ['COMMA', close]);
  while (peek(cursor).type === 'COMMA') {
    take(cursor, into);
    part(cursor, into);
    expect(cursor, ['COMMA', close], true);
  }
}
