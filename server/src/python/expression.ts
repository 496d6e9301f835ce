import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';
import type { Range } from '../text/index.ts';
import { type Parameter, parametersOf } from './parameters.ts';
import { insideQuotes, stringOf } from './strings.ts';
import { childrenOf, commaGroups, hasErrorNode, NESTING_BUDGET, type PythonText, rangeOf, textOf } from './syntax.ts';

/** What stands right of `=` or in an annotation, as far as it matters; everything else is `opaque`. */
export type Expression =
  | StringExpression
  | { readonly kind: 'int'; readonly value: bigint; readonly range: Range }
  | { readonly kind: 'float'; readonly value: number; readonly range: Range }
  | { readonly kind: 'bool'; readonly value: boolean; readonly range: Range }
  | { readonly kind: 'none' | 'ellipsis'; readonly range: Range }
  | { readonly kind: 'list' | 'tuple' | 'set'; readonly items: readonly Expression[]; readonly range: Range }
  | { readonly kind: 'dict'; readonly entries: readonly DictEntry[]; readonly range: Range }
  | NameExpression
  | {
      readonly kind: 'attribute';
      readonly object: Expression;
      readonly name: string;
      readonly nameRange: Range;
      readonly range: Range;
    }
  | CallExpression
  /** `index` is a tuple where several stand between the brackets, and opaque for a slice. */
  | { readonly kind: 'subscript'; readonly object: Expression; readonly index: Expression; readonly range: Range }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression; readonly range: Range }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly range: Range;
    }
  | {
      readonly kind: 'lambda';
      readonly parameters: readonly Parameter[];
      readonly body: Expression;
      readonly range: Range;
    }
  /** `*x` within a display or a call. */
  | { readonly kind: 'starred'; readonly value: Expression; readonly range: Range }
  | { readonly kind: 'opaque'; readonly range: Range };

export interface StringExpression {
  readonly kind: 'string';
  readonly value: string;
  /** Inside the quotes; the whole of it where several literals are joined. */
  readonly inner: Range;
  readonly range: Range;
}

/** `a` and `a.b.c`. */
export interface NameExpression {
  readonly kind: 'name';
  readonly path: string;
  readonly range: Range;
}

export interface CallExpression {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly positional: readonly Expression[];
  readonly keywords: readonly Keyword[];
  readonly range: Range;
}

/** `name=value` in a call; without a name it is `**value`. */
export interface Keyword {
  readonly name: string | undefined;
  readonly nameRange: Range;
  readonly value: Expression;
}

/** `key: value` in a dictionary; without a key it is `**value`. */
export interface DictEntry {
  readonly key: Expression | undefined;
  readonly value: Expression;
}

/** Reads a text that is one expression, such as a forward reference's; ranges count from `offset`. */
export function parseExpression(text: string, offset = 0): Expression {
  const opaque: Expression = { kind: 'opaque', range: { start: offset, end: offset + text.length } };
  if (text.length > 10_000 || text.trim() === '') return opaque;
  // In brackets, as Python reads a forward reference, so that a line's end or an indentation does not end it.
  const wrapped = { text: `(${text})` };
  const tree = parser.parse(wrapped.text);
  const statement = tree.topNode.firstChild;
  const isOne = statement?.name === 'ExpressionStatement' && statement.nextSibling === null && !hasErrorNode(tree);
  if (!isOne || statement.firstChild === null) return opaque;
  return moved(expressionOf(wrapped, statement.firstChild), offset - 1);
}

export function expressionOf(source: PythonText, node: SyntaxNode | undefined | null, depth = 0): Expression {
  if (node === undefined || node === null) return { kind: 'opaque', range: { start: 0, end: 0 } };
  const range = rangeOf(node);
  const opaque: Expression = { kind: 'opaque', range };
  if (depth > NESTING_BUDGET) return opaque;
  const read = (each: SyntaxNode | undefined) =>
    each === undefined
      ? { kind: 'opaque' as const, range: { start: node.to, end: node.to } }
      : expressionOf(source, each, depth + 1);
  switch (node.name) {
    case 'String':
    case 'ContinuedString': {
      const value = stringOf(source, node);
      return value === undefined ? opaque : { kind: 'string', value, inner: insideQuotes(source, node), range };
    }
    case 'Number':
      return numberOf(textOf(source, node), range);
    case 'Boolean':
      return { kind: 'bool', value: textOf(source, node) === 'True', range };
    case 'None':
      return { kind: 'none', range };
    case 'Ellipsis':
      return { kind: 'ellipsis', range };
    case 'VariableName':
      return { kind: 'name', path: textOf(source, node), range };
    case 'ParenthesizedExpression': {
      const [inner, ...more] = childrenOf(node).filter((child) => child.name !== '(' && child.name !== ')');
      return inner === undefined || more.length > 0 ? opaque : read(inner);
    }
    case 'ArrayExpression':
    case 'TupleExpression':
    case 'SetExpression': {
      const kind = node.name === 'ArrayExpression' ? 'list' : node.name === 'TupleExpression' ? 'tuple' : 'set';
      return { kind, items: commaGroups(childrenOf(node)).map((group) => itemOf(group, read)), range };
    }
    case 'DictionaryExpression':
      return { kind: 'dict', entries: commaGroups(childrenOf(node)).flatMap((group) => entryOf(group, read)), range };
    case 'MemberExpression':
      return memberOf(source, node, read);
    case 'CallExpression': {
      const [callee, list] = childrenOf(node);
      return list?.name === 'ArgList' ? callOf(source, read(callee), list, range, depth) : opaque;
    }
    case 'UnaryExpression': {
      const [operator, operand] = childrenOf(node);
      if (operator === undefined || operand === undefined) return opaque;
      return { kind: 'unary', operator: textOf(source, operator), operand: read(operand), range };
    }
    case 'BinaryExpression': {
      const [left, ...rest] = childrenOf(node);
      const right = rest.pop();
      if (left === undefined || right === undefined || rest.length === 0) return opaque;
      const operator = rest.map((each) => textOf(source, each)).join(' ');
      return { kind: 'binary', operator, left: read(left), right: read(right), range };
    }
    case 'LambdaExpression': {
      const list = node.getChild('ParamList');
      const parameters = list === null ? [] : parametersOf(source, list);
      const [body] = childrenOf(node).slice(-1);
      return body === undefined || body.name === ':' ? opaque : { kind: 'lambda', parameters, body: read(body), range };
    }
    default:
      return opaque;
  }
}

type Read = (node: SyntaxNode | undefined) => Expression;

function itemOf(group: readonly SyntaxNode[], read: Read): Expression {
  const [first, second] = group;
  if (first?.name === '*' && second !== undefined)
    return { kind: 'starred', value: read(second), range: { start: first.from, end: second.to } };
  if (group.length === 1) return read(first);
  return { kind: 'opaque', range: { start: first?.from ?? 0, end: group.at(-1)?.to ?? 0 } };
}

function entryOf(group: readonly SyntaxNode[], read: Read): DictEntry[] {
  const [first, second, third] = group;
  if (first?.name === '**') return second === undefined ? [] : [{ key: undefined, value: read(second) }];
  if (first === undefined || second?.name !== ':') return [];
  const end = { start: second.to, end: second.to };
  return [{ key: read(first), value: third === undefined ? { kind: 'opaque', range: end } : read(third) }];
}

function memberOf(source: PythonText, node: SyntaxNode, read: Read): Expression {
  const range = rangeOf(node);
  const [first, mark, ...rest] = childrenOf(node);
  const object = read(first);
  const [member] = rest;
  if (mark?.name === '.' && member?.name === 'PropertyName') {
    const name = textOf(source, member);
    if (object.kind === 'name') return { kind: 'name', path: `${object.path}.${name}`, range };
    return { kind: 'attribute', object, name, nameRange: rangeOf(member), range };
  }
  if (mark?.name !== '[') return { kind: 'opaque', range };
  const groups = commaGroups(rest);
  const items = groups.map((group) => itemOf(group, read));
  const [only] = items;
  const hasComma = rest.some((each) => each.name === ',');
  const whole = { start: mark.to, end: Math.max(mark.to, rest.findLast((each) => each.name !== ']')?.to ?? mark.to) };
  const index: Expression =
    only !== undefined && !hasComma ? only : { kind: items.length === 0 ? 'opaque' : 'tuple', items, range: whole };
  return { kind: 'subscript', object, index, range };
}

/** The call of `callee` with what stands in `list`; decorators and classes have such lists too. */
export function callOf(
  source: PythonText,
  callee: Expression,
  list: SyntaxNode,
  range: Range,
  depth = 0,
): CallExpression {
  const positional: Expression[] = [];
  const keywords: Keyword[] = [];
  const read: Read = (node) => expressionOf(source, node, depth + 1);
  for (const group of commaGroups(childrenOf(list))) {
    const [first, second, third] = group;
    if (first === undefined) continue;
    const end = { start: group.at(-1)?.to ?? first.to, end: group.at(-1)?.to ?? first.to };
    if (first.name === '**') {
      if (second !== undefined) keywords.push({ name: undefined, nameRange: rangeOf(first), value: read(second) });
    } else if (second?.name === 'AssignOp' && textOf(source, second) === '=') {
      const isLong = group.length > 3;
      const value: Expression =
        third === undefined || isLong
          ? { kind: 'opaque', range: third === undefined ? end : rangeOf(third) }
          : read(third);
      keywords.push({ name: textOf(source, first), nameRange: rangeOf(first), value });
    } else positional.push(itemOf(group, read));
  }
  return { kind: 'call', callee, positional, keywords, range };
}

function numberOf(written: string, range: Range): Expression {
  const text = written.replaceAll('_', '');
  if (/^(0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)$/.test(text)) {
    // Beyond 4,300 digits Python itself refuses the literal.
    return text.length > 4300 ? { kind: 'opaque', range } : { kind: 'int', value: BigInt(text), range };
  }
  const value = Number(text);
  return Number.isNaN(value) ? { kind: 'opaque', range } : { kind: 'float', value, range };
}

function moved<T>(value: T, by: number): T {
  if (by === 0 || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((each) => moved(each, by)) as T;
  if ('start' in value && 'end' in value) return { start: Number(value.start) + by, end: Number(value.end) + by } as T;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, moved(each, by)])) as T;
}

/** The text of a literal, `undefined` for anything else. */
export function textOfString(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'string' ? expression.value : undefined;
}

/** The argument of a call by its keyword, else by its place; `undefined` where it is absent or hidden by `*`/`**`. */
export function argumentOf(call: CallExpression, name: string, position?: number): Expression | undefined {
  const keyword = call.keywords.find((each) => each.name === name);
  if (keyword !== undefined) return keyword.value;
  if (position === undefined) return undefined;
  const before = call.positional.slice(0, position + 1);
  return before.some((each) => each.kind === 'starred') ? undefined : before[position];
}

/** Whether `*x` or `**x` may bring arguments that are not written. */
export function hasHiddenArguments(call: CallExpression): boolean {
  return (
    call.positional.some((each) => each.kind === 'starred') || call.keywords.some((each) => each.name === undefined)
  );
}
