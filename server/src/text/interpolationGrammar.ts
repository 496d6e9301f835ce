import {
  type Branch,
  type Cursor,
  cursorOf,
  EOF,
  expect,
  type Follow,
  isToken,
  type Lexed,
  match,
  type Node,
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
 * OmegaConf's grammar of strings with interpolations: `text ${node.path} ${resolver:argument}`.
 * Source: https://omegaconf.readthedocs.io/en/2.3_branch/grammar.html.
 */

const ESCAPES: readonly LexerRule[] = [
  rule('ESC_INTER', /(?:\\\\)*\\\$\{/),
  rule('TOP_ESC', /(?:\\\\)+/),
  rule('ANY_STR', /\\+/),
  rule('ANY_STR', /\$/),
];

const INTER_OPEN = rule('INTER_OPEN', /\$\{[ \t]*/, { push: 'interpolation' });

const TEXT_MODE: readonly LexerRule[] = [INTER_OPEN, rule('ANY_STR', /[^$]*[^\\$]/), ...ESCAPES];

const VALUE_MODE: readonly LexerRule[] = [
  INTER_OPEN,
  rule('BRACE_OPEN', /\{[ \t]*/, { push: 'value' }),
  rule('BRACE_CLOSE', /[ \t]*\}/, 'pop'),
  rule('QUOTE_OPEN_SINGLE', /'/, { push: 'single' }),
  rule('QUOTE_OPEN_DOUBLE', /"/, { push: 'double' }),
  rule('COMMA', /[ \t]*,[ \t]*/),
  rule('BRACKET_OPEN', /\[[ \t]*/),
  rule('BRACKET_CLOSE', /[ \t]*\]/),
  rule('COLON', /[ \t]*:[ \t]*/),
  ...PRIMITIVE_RULES,
];

function interpolationMode(key: RegExp): readonly LexerRule[] {
  return [
    INTER_OPEN,
    rule('COLON', /[ \t]*:[ \t]*/, { mode: 'value' }),
    rule('INTER_CLOSE', /[ \t]*\}/, 'pop'),
    rule('DOT', /\./),
    rule('BRACKET_OPEN', /\[/),
    rule('BRACKET_CLOSE', /\]/),
    rule('ID', /[a-zA-Z_][a-zA-Z0-9_-]*/),
    rule('INTER_KEY', key),
  ];
}

function quotedMode(quote: "'" | '"'): readonly LexerRule[] {
  return [
    INTER_OPEN,
    rule('MATCHING_QUOTE_CLOSE', new RegExp(quote), 'pop'),
    rule('ANY_STR', new RegExp(`[^${quote}$]*[^${quote}\\\\$]`)),
    rule('ESC', new RegExp(`(?:\\\\\\\\)*\\\\${quote}`)),
    ...ESCAPES.map((run) => (run.type === 'TOP_ESC' ? { ...run, type: 'QUOTED_ESC' } : run)),
  ];
}

function modesOf(key: RegExp): ReadonlyMap<string, readonly LexerRule[]> {
  return new Map([
    ['text', TEXT_MODE],
    ['value', VALUE_MODE],
    ['interpolation', interpolationMode(key)],
    ['single', quotedMode("'")],
    ['double', quotedMode('"')],
  ]);
}

/** Where no token starts, the message shows how far one might have: blanks, and in OmegaConf 2.4 a backslash. */
const MODES = {
  '1.3': { modes: modesOf(/[^\\{}()[\]:. \t'"]+/), begun: /[ \t]*/y },
  '1.4': { modes: modesOf(/(?:[^\\{}()[\]:. \t'"]|\\[\\.[\]:=])+/), begun: /[ \t]+|\\|/y },
} as const;

const NAMES: TokenNames = new Map([
  [EOF, '<EOF>'],
  ...[
    ...['ANY_STR', 'ESC_INTER', 'TOP_ESC', 'INTER_OPEN', 'BRACE_OPEN', 'BRACE_CLOSE', 'QUOTE_OPEN_SINGLE'],
    ...['QUOTE_OPEN_DOUBLE', 'COMMA', 'BRACKET_OPEN', 'BRACKET_CLOSE', 'COLON', 'FLOAT', 'INT', 'BOOL', 'NULL'],
    ...['UNQUOTED_CHAR', 'ID', 'ESC', 'WS', 'INTER_CLOSE'],
  ].map((type) => [type, type] as const),
  ['DOT', "'.'"],
  ...['INTER_KEY', 'MATCHING_QUOTE_CLOSE', 'QUOTED_ESC'].map((type) => [type, type] as const),
]);

const TEXT = ['ANY_STR', 'ESC_INTER', 'TOP_ESC', 'INTER_OPEN', 'ESC', 'QUOTED_ESC'];
const PRIMITIVE = [...DICT_KEY_TOKENS, 'COLON', 'INTER_OPEN'];
const ELEMENT = [...PRIMITIVE, 'BRACE_OPEN', 'QUOTE_OPEN_SINGLE', 'QUOTE_OPEN_DOUBLE', 'BRACKET_OPEN'];
const SEQUENCE = [...ELEMENT, 'COMMA'];
const CONFIG_KEY = ['INTER_OPEN', 'ID', 'INTER_KEY'];
const AFTER_CONFIG_KEY: Follow = { own: ['BRACKET_OPEN', 'INTER_CLOSE', 'DOT'] };

export interface InterpolationTree {
  /** As far as it goes. */
  readonly tree: Branch;
  readonly failure?: SyntaxFailure;
}

/** Parses a whole string of a config. */
export function parseConfigValueTree(value: string, version: HydraVersion): InterpolationTree {
  return parse(value, version, 'text', 'configValue', (cursor, tree) => {
    text(cursor, tree, { own: [EOF] });
    match(cursor, tree, EOF, { own: [] });
  });
}

/** Parses a string as one element, as the resolver `oc.decode` does. */
export function parseSingleElementTree(value: string, version: HydraVersion): InterpolationTree {
  return parse(value, version, 'value', 'singleElement', (cursor, tree) => {
    element(cursor, tree, { own: [EOF] });
    match(cursor, tree, EOF, { own: [] });
  });
}

function parse(
  value: string,
  version: HydraVersion,
  mode: string,
  ruleName: string,
  start: (cursor: Cursor, tree: Branch) => void,
): InterpolationTree {
  const tree: Branch = { rule: ruleName, children: [] };
  try {
    start(cursorOf(lexValue(value, version, mode), NAMES), tree);
    return { tree };
  } catch (failure) {
    if (failure instanceof SyntaxFailure) return { tree, failure };
    throw failure;
  }
}

function lexValue(value: string, version: HydraVersion, startMode: string): Lexed {
  const { modes, begun } = MODES[version];
  return lex(value, modes, startMode, (start, mode) => {
    begun.lastIndex = start;
    const length = mode === 'interpolation' ? begun.exec(value)![0].length : 0;
    const wrong = value.codePointAt(start + length);
    const end = start + length + (wrong === undefined ? 0 : String.fromCodePoint(wrong).length);
    const shown = value.slice(start, end).replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
    return new SyntaxFailure('lexer', `token recognition error at: '${shown}'`, { start, end });
  });
}

function text(cursor: Cursor, into: Branch, follow: Follow): void {
  const branch = open(into, 'text');
  expect(cursor, TEXT);
  while (TEXT.includes(peek(cursor).type)) {
    if (peek(cursor).type === 'INTER_OPEN') interpolation(cursor, branch, { own: TEXT, outer: follow });
    else take(cursor, branch);
  }
}

function element(cursor: Cursor, into: Branch, follow: Follow): void {
  const branch = open(into, 'element');
  expect(cursor, ELEMENT);
  switch (peek(cursor).type) {
    case 'QUOTE_OPEN_SINGLE':
    case 'QUOTE_OPEN_DOUBLE':
      nested(cursor, () => quotedValue(cursor, branch, follow));
      break;
    case 'BRACKET_OPEN':
      nested(cursor, () => listContainer(cursor, branch, follow));
      break;
    case 'BRACE_OPEN':
      nested(cursor, () => dictContainer(cursor, branch));
      break;
    default:
      primitive(cursor, branch, follow);
  }
}

function primitive(cursor: Cursor, into: Branch, follow: Follow): void {
  const branch = open(into, 'primitive');
  while (PRIMITIVE.includes(peek(cursor).type)) {
    if (peek(cursor).type === 'INTER_OPEN') interpolation(cursor, branch, { own: PRIMITIVE, outer: follow });
    else take(cursor, branch);
  }
}

function quotedValue(cursor: Cursor, into: Branch, follow: Follow): void {
  const branch = open(into, 'quotedValue');
  take(cursor, branch);
  expect(cursor, [...TEXT, 'MATCHING_QUOTE_CLOSE']);
  if (peek(cursor).type !== 'MATCHING_QUOTE_CLOSE') text(cursor, branch, { own: ['MATCHING_QUOTE_CLOSE'] });
  match(cursor, branch, 'MATCHING_QUOTE_CLOSE', follow);
}

function listContainer(cursor: Cursor, into: Branch, follow: Follow): void {
  const branch = open(into, 'listContainer');
  take(cursor, branch);
  expect(cursor, [...SEQUENCE, 'BRACKET_CLOSE']);
  if (peek(cursor).type !== 'BRACKET_CLOSE') sequence(cursor, branch, { own: ['BRACKET_CLOSE'] });
  match(cursor, branch, 'BRACKET_CLOSE', follow);
}

function dictContainer(cursor: Cursor, into: Branch): void {
  const branch = open(into, 'dictContainer');
  const ends = ['BRACE_CLOSE', 'COMMA'];
  take(cursor, branch);
  expect(cursor, [...DICT_KEY_TOKENS, 'BRACE_CLOSE']);
  if (peek(cursor).type !== 'BRACE_CLOSE') {
    dictKeyValuePair(cursor, branch, { own: ends });
    expect(cursor, ends);
    while (peek(cursor).type === 'COMMA') {
      take(cursor, branch);
      dictKeyValuePair(cursor, branch, { own: ends });
      expect(cursor, ends, true);
    }
  }
  take(cursor, branch);
}

function dictKeyValuePair(cursor: Cursor, into: Branch, follow: Follow): void {
  const branch = open(into, 'dictKeyValuePair');
  const dictKey = open(branch, 'dictKey');
  expect(cursor, DICT_KEY_TOKENS);
  while (DICT_KEY_TOKENS.includes(peek(cursor).type)) take(cursor, dictKey);
  match(cursor, branch, 'COLON', { own: ELEMENT });
  element(cursor, branch, follow);
}

/** Elements with commas between; all but the first may be empty, and all if the first is. */
function sequence(cursor: Cursor, into: Branch, follow: Follow): void {
  const branch = open(into, 'sequence');
  const after: Follow = { own: ['COMMA'], outer: follow };
  if (peek(cursor).type !== 'COMMA') element(cursor, branch, after);
  while (peek(cursor).type === 'COMMA') {
    take(cursor, branch);
    if (ELEMENT.includes(peek(cursor).type)) element(cursor, branch, after);
  }
}

/**
 * A node or a resolver. Both may start with the same names and dots: the reading is open until a token comes that only one
 * of them can have there.
 */
function interpolation(cursor: Cursor, into: Branch, follow: Follow): void {
  nested(cursor, () => nodeOrResolver(cursor, into, follow));
}

function nodeOrResolver(cursor: Cursor, into: Branch, follow: Follow): void {
  const branch = open(into, 'interpolation');
  const node = open(branch, 'interpolationNode');
  const start = cursor.undecidedFrom ?? cursor.position;
  const decides = cursor.undecidedFrom === undefined;
  cursor.undecidedFrom = start;
  take(cursor, node);
  let isNamed = false;
  while (isNamed ? peek(cursor).type === 'DOT' : isName(peek(cursor).type)) {
    if (isNamed) take(cursor, node);
    else configKey(cursor, node, AFTER_CONFIG_KEY);
    isNamed = !isNamed;
  }
  const { type } = peek(cursor);
  const deciding = isNamed ? AFTER_NAMES : node.children.length === 1 ? OPENINGS : ['INTER_KEY'];
  if (!deciding.includes(type)) noViableAlternative(cursor);
  if (decides) cursor.undecidedFrom = undefined;
  if (type === 'COLON') resolver(cursor, branch, follow);
  else nodePath(cursor, node);
}

const AFTER_NAMES = ['BRACKET_OPEN', 'INTER_CLOSE', 'COLON'];
const OPENINGS = ['DOT', 'BRACKET_OPEN', 'INTER_KEY'];

function isName(type: string): boolean {
  return type === 'ID' || type === 'INTER_OPEN';
}

/** Goes on with a node after the names and dots that it has so far. */
function nodePath(cursor: Cursor, node: Branch): void {
  const isKey = (child: Node) => 'rule' in child;
  if (!node.children.some(isKey)) {
    while (peek(cursor).type === 'DOT') {
      take(cursor, node);
      expect(cursor, [...CONFIG_KEY, 'BRACKET_OPEN', 'DOT'], true);
    }
  }
  if (isToken(node.children.at(-1))) {
    if (peek(cursor).type === 'BRACKET_OPEN') bracketKey(cursor, node);
    else configKey(cursor, node, AFTER_CONFIG_KEY);
  }
  for (;;) {
    expect(cursor, AFTER_CONFIG_KEY.own, node.children.filter(isKey).length > 1);
    switch (peek(cursor).type) {
      case 'DOT':
        take(cursor, node);
        configKey(cursor, node, AFTER_CONFIG_KEY);
        break;
      case 'BRACKET_OPEN':
        bracketKey(cursor, node);
        break;
      default:
        take(cursor, node);
        return;
    }
  }
}

function bracketKey(cursor: Cursor, node: Branch): void {
  take(cursor, node);
  configKey(cursor, node, { own: ['BRACKET_CLOSE'] });
  match(cursor, node, 'BRACKET_CLOSE', AFTER_CONFIG_KEY);
}

function configKey(cursor: Cursor, into: Branch, follow: Follow): void {
  const branch = open(into, 'configKey');
  expect(cursor, CONFIG_KEY);
  if (peek(cursor).type === 'INTER_OPEN') interpolation(cursor, branch, follow);
  else take(cursor, branch);
}

/** Turns the names that were read so far into the name of a resolver, and goes on with its arguments. */
function resolver(cursor: Cursor, into: Branch, follow: Follow): void {
  const [opening, ...names] = (into.children.pop() as Branch).children;
  const resolverName = names.flatMap((name) => ('rule' in name ? name.children : [name]));
  const branch = open(into, 'interpolationResolver');
  branch.children.push(opening!, { rule: 'resolverName', children: resolverName });
  take(cursor, branch);
  expect(cursor, [...SEQUENCE, 'BRACE_CLOSE']);
  if (peek(cursor).type !== 'BRACE_CLOSE') sequence(cursor, branch, { own: ['BRACE_CLOSE'] });
  match(cursor, branch, 'BRACE_CLOSE', follow);
}
