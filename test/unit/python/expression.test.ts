import { describe, expect, it } from 'vitest';
import {
  argumentOf,
  type Expression,
  hasHiddenArguments,
  parseExpression,
  textOfString,
} from '../../../server/src/python/index.ts';

/** An expression in a few signs. */
function shown(expression: Expression): string {
  switch (expression.kind) {
    case 'string':
      return JSON.stringify(expression.value);
    case 'int':
    case 'float':
    case 'bool':
      return `${expression.kind} ${expression.value}`;
    case 'list':
    case 'tuple':
    case 'set':
      return `${expression.kind}(${expression.items.map(shown).join(', ')})`;
    case 'dict':
      return `{${expression.entries.map(({ key, value }) => (key === undefined ? `**${shown(value)}` : `${shown(key)}: ${shown(value)}`)).join(', ')}}`;
    case 'name':
      return expression.path;
    case 'attribute':
      return `${shown(expression.object)} . ${expression.name}`;
    case 'call':
      return `${shown(expression.callee)}(${[...expression.positional.map(shown), ...expression.keywords.map(({ name, value }) => `${name ?? '**'}=${shown(value)}`)].join(', ')})`;
    case 'subscript':
      return `${shown(expression.object)}[${shown(expression.index)}]`;
    case 'unary':
      return `${expression.operator}(${shown(expression.operand)})`;
    case 'binary':
      return `(${shown(expression.left)} ${expression.operator} ${shown(expression.right)})`;
    case 'lambda':
      return `lambda ${expression.parameters.map((each) => each.name).join(',')}: ${shown(expression.body)}`;
    case 'starred':
      return `*${shown(expression.value)}`;
    default:
      return expression.kind;
  }
}

describe('expressions', () => {
  it.each([
    ['"a"', '"a"'],
    ['\'a\' "b"', '"ab"'],
    ['r"\\d"', '"\\\\d"'],
    ['"\\x41\\u00e9\\n"', '"Aé\\n"'],
    ['"""a\nb"""', '"a\\nb"'],
    ['b"a"', 'opaque'],
    ['f"a{b}"', 'opaque'],
    ['1_000', 'int 1000'],
    ['0x10', 'int 16'],
    ['1e-4', 'float 0.0001'],
    ['3j', 'opaque'],
    ['True', 'bool true'],
    ['None', 'none'],
    ['...', 'ellipsis'],
    ['[1, *a]', 'list(int 1, *a)'],
    ['(1,)', 'tuple(int 1)'],
    ['(a)', 'a'],
    ['{1, 2}', 'set(int 1, int 2)'],
    ['{"a": 1, **b}', '{"a": int 1, **b}'],
    ['a.b.c', 'a.b.c'],
    ['a(1, b=2, **c)', 'a(int 1, b=int 2, **=c)'],
    ['a().b', 'a() . b'],
    ['a(x for x in y)', 'a(opaque)'],
    ['Optional[int]', 'Optional[int]'],
    ['Dict[str, int]', 'Dict[tuple(str, int)]'],
    ['a[1:2]', 'a[opaque]'],
    ['int | None', '(int | none)'],
    ['a not in b', '(a not in b)'],
    ['-1', '-(int 1)'],
    ['64 * 1024', '(int 64 * int 1024)'],
    ['lambda a, b=1: [a]', 'lambda a,b: list(a)'],
    ['a if b else c', 'opaque'],
    ['await a', 'opaque'],
    ['a b', 'opaque'],
    ['', 'opaque'],
    ['{"a": }', 'opaque'],
  ])('%s', (text, expected) => {
    expect(shown(parseExpression(text))).toBe(expected);
  });

  it('have places that count from the offset', () => {
    const list = parseExpression('[ab, "cd"]', 100);
    const items = list.kind === 'list' ? list.items : [];
    expect(items.map((each) => each.range)).toEqual([
      { start: 101, end: 103 },
      { start: 105, end: 109 },
    ]);
    expect(items[1]).toMatchObject({ inner: { start: 106, end: 108 } });
  });

  it('give their arguments by keyword and by place', () => {
    const call = parseExpression('f(1, *a, b="x")');
    if (call.kind !== 'call') throw new Error('no call');
    expect(argumentOf(call, 'z', 0)).toMatchObject({ value: 1n });
    expect(argumentOf(call, 'z', 1)).toBeUndefined();
    expect(textOfString(argumentOf(call, 'b'))).toBe('x');
    expect(hasHiddenArguments(call)).toBe(true);
  });

  it('of any depth end', () => {
    expect(parseExpression(`${'['.repeat(5000)}`).kind).toBe('opaque');
    expect(parseExpression(`${'-'.repeat(1000)}1`)).toMatchObject({ kind: 'unary' });
  });
});
