import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  composingsOf,
  cutOf,
  fieldsOf,
  importedName,
  initializationsOf,
  NO_MODULES,
  parsePython,
  resolverRegistrationsOf,
  signatureOf,
  storeRegistrationsOf,
  TEXT_BUDGET,
} from '../../../server/src/python/index.ts';

const parse = (text: string) => parsePython('file:///m.py', text);

describe('imports', () => {
  it.each([
    ['import a.b', 'a.b.C', 'a.b.C'],
    ['import a.b as x', 'x.C', 'a.b.C'],
    ['from a.b import C as D, E', 'D.f', 'a.b.C.f'],
    ['from a import (\n  B,  # one\n  C as D,\n)', 'D', 'a.C'],
    ['from . import x', 'x.y', '.x.y'],
    ['from ... import x', 'x', '...x'],
    ['from ..p.q import x', 'x', '..p.q.x'],
    ['try:\n  from a import x\nexcept ImportError:\n  from b import x', 'x', 'a.x'],
    ['if TYPE_CHECKING:\n  from a import x', 'x', 'a.x'],
    ['import a', 'other', 'other'],
  ])('%s: %s', (text, name, expected) => {
    expect(importedName(parse(text).imports, name)).toBe(expected);
  });

  it('tell their places, and whether they are for types only', () => {
    const text = 'if typing.TYPE_CHECKING:\n  from .a import bc as d\nelse:\n  from e import *';
    const { imports, starImports } = parse(text);
    const item = imports.get('d');
    expect(item).toMatchObject({ module: 'a', level: 1, name: 'bc', isTypeOnly: true });
    expect(text.slice(item?.nameRange.start, item?.nameRange.end)).toBe('bc');
    expect(text.slice(item?.localRange.start, item?.localRange.end)).toBe('d');
    expect(starImports).toMatchObject([{ module: 'e', level: 0 }]);
  });

  it.each([
    ['__all__ = ["a"]\n__all__ += ["b"]\n__all__.append("c")\n__all__.extend(["d"])', ['a', 'b', 'c', 'd']],
    ['__all__ = ["a"] + ("b",)', ['a', 'b']],
    ['__all__ = ["a"] + other.__all__', undefined],
    ['x = 1', undefined],
  ])('%s', (text, expected) => {
    expect(parse(text).exports).toEqual(expected);
  });
});

describe('classes', () => {
  const text = `
@register("a")
@dataclass(frozen=True)
class A(Base[int], pkg.Other, metaclass=M, extra="forbid"):
    """First.

        Second.
    """
    # about x
    x: int = 1
    y: ClassVar[str] = "s"
    z = 3  # about z
    n: "list[int]"
    """About n."""
    if True:
        late: int
    class Config:
        extra = "forbid"
    def f(self): ...
`;
  const [item] = parse(text).classes;

  it('have names, bases, keywords, decorators and a docstring', () => {
    expect(item?.bases.map((each) => text.slice(each.range.start, each.range.end))).toEqual(['Base[int]', 'pkg.Other']);
    expect(item?.keywords.map((each) => each.name)).toEqual(['metaclass', 'extra']);
    expect(item?.decorators.map((each) => [each.callee, each.call?.positional.length])).toEqual([
      ['register', 1],
      ['dataclass', 0],
    ]);
    expect(item?.docstring).toBe('First.\n\nSecond.');
    expect(text.slice(item?.nameRange.start, item?.nameRange.end)).toBe('A');
  });

  it('have fields in order, with what is said of them', () => {
    expect(item?.fields.map((each) => [each.name, each.isClassVar, each.documentation])).toEqual([
      ['x', false, 'about x'],
      ['y', true, undefined],
      ['z', false, 'about z'],
      ['n', false, 'About n.'],
      ['late', false, undefined],
    ]);
    expect(item?.fields[0]).toMatchObject({ annotation: { path: 'int' }, value: { value: 1n } });
    expect(item?.fields[3]?.value).toBeUndefined();
  });

  it('have methods and classes of their own', () => {
    expect(item?.methods.map((each) => each.qualifiedName)).toEqual(['A.f']);
    expect(item?.classes.map((each) => [each.qualifiedName, each.fields.map((field) => field.name)])).toEqual([
      ['A.Config', ['extra']],
    ]);
  });
});

describe('functions', () => {
  const text =
    'async def f(a, b: int = 1, /, c=2, *d: str, e, g: "X" = None, **h) -> list[int]:\n    "Doc."\n    return 1\n';
  const [item] = parse(text).functions;

  it('have parameters of every kind', () => {
    expect(
      item?.parameters.map(({ name, kind, annotation, default: value }) => [name, kind, annotation?.kind, value?.kind]),
    ).toEqual([
      ['a', 'positionalOnly', undefined, undefined],
      ['b', 'positionalOnly', 'name', 'int'],
      ['c', 'positional', undefined, 'int'],
      ['d', 'varPositional', 'name', undefined],
      ['e', 'keywordOnly', undefined, undefined],
      ['g', 'keywordOnly', 'string', 'none'],
      ['h', 'varKeyword', undefined, undefined],
    ]);
  });

  it('have a return type and a docstring', () => {
    expect(item).toMatchObject({ isAsync: true, docstring: 'Doc.', returns: { kind: 'subscript' } });
  });

  it('read a bare star and a slash at the end', () => {
    const kinds = (header: string) => parse(`def f(${header}): ...`).functions[0]?.parameters.map((each) => each.kind);
    expect(kinds('a, *, b')).toEqual(['positional', 'keywordOnly']);
    expect(kinds('a, /')).toEqual(['positionalOnly']);
    expect(kinds('a=1 / 2, b=3')).toEqual(['positional', 'positional']);
  });
});

describe('assignments and calls', () => {
  it('are read in order', () => {
    const text = 'a = b = 1\nc, d = 2, 3\n(e, f) = g()\nX["k"] = 4\nX.update(y=5)\nX |= {}\nn: int\n';
    const { actions, bindings } = parse(text);
    expect(
      actions.map((each) => (each.kind === 'assignment' ? `${each.item.name} ${each.item.operator}` : each.kind)),
    ).toEqual(['a =', 'b =', 'c =', 'd =', 'item', 'call', 'X |=', 'n undefined']);
    expect(bindings.get('e')?.kind).toBe('opaque');
    expect([...bindings.keys()]).toContain('n');
  });

  it('are found in functions, with the names that are imported there', () => {
    const text =
      'def f():\n  from hydra import compose as c\n  x = c("a")\n  for i in y:\n    g(i)\nclass A:\n  def m(self):\n    def inner():\n      h()\n';
    expect(
      parse(text).calls.map(({ name, within, assignedTo, isRepeated }) => [name, within, assignedTo, isRepeated]),
    ).toEqual([
      ['hydra.compose', 'f', 'x', false],
      ['g', 'f', undefined, true],
      ['h', 'A.m', undefined, false],
    ]);
  });

  it.each([
    ['for i in x:\n  pass', 'i'],
    ['with open(a) as b:\n  pass', 'b'],
    ['for i, (j, k) in x:\n  pass', 'k'],
    ['type T = int', 'T'],
  ])('%s binds %s', (text, name) => {
    expect(parse(text).bindings.get(name)?.kind).toBe('opaque');
  });
});

describe('a module', () => {
  it('says what may hide names', () => {
    expect(parse('def __getattr__(name): ...').isDynamic).toBe(true);
    expect(parse('globals()["a"] = 1').isDynamic).toBe(true);
    expect(parse('a = 1').isDynamic).toBe(false);
    expect(parse('a = (').hasErrors).toBe(true);
    expect(parse('a = 1').hasErrors).toBe(false);
    expect(parse('"""Doc."""\nif __name__ == "__main__":\n  main()').isScript).toBe(true);
    expect(parse('"""Doc."""\n').docstring).toBe('Doc.');
  });

  it('that is too large is not read', () => {
    const module = parse(`a = 1\n${'#'.repeat(TEXT_BUDGET)}`);
    expect(module).toMatchObject({
      isTooLarge: true,
      hasErrors: true,
      isDynamic: true,
      classes: [],
      calls: [],
      reads: [],
    });
  });

  it.each([
    ['brackets', `a = 1\nb = ${'['.repeat(100_000)}`],
    ['calls', `a = 1\nb = ${'f('.repeat(100_000)}`],
    ['attributes', `a = 1\nb = ${'x.'.repeat(50_000)}`],
    ['sums', `a = 1\nb = ${'1+'.repeat(50_000)}`],
    ['blocks', `a = 1\n${Array.from({ length: 1300 }, (_, depth) => `${' '.repeat(depth)}if x:`).join('\n')}`],
    ['classes', `a = 1\n${Array.from({ length: 800 }, (_, depth) => `${' '.repeat(depth)}class A:`).join('\n')}`],
  ])('of deep %s keeps its beginning', (_, text) => {
    const module = parse(text);
    expect(module.bindings.has('a')).toBe(true);
    expect(() => visit(text)).not.toThrow();
    const cut = cutOf(text);
    expect(cut?.why).toMatch(/ are within one another more than (200|1000) deep$/);
    expect(cut?.at).toBe(module.tree.length);
  });

  it.each([
    ['few brackets', `a = ${'['.repeat(190)}${']'.repeat(190)}`],
    ['a long sum', `a = ${'1+'.repeat(900)}1`],
    ['a long list', `a = [${'1.5, -2, '.repeat(5_000)}]`],
    ['many keys', `a = {${'"x": f(1), '.repeat(5_000)}}`],
    ['many lines', 'a = f(1)[2].b\n'.repeat(5_000)],
    ['brackets in strings', `a = "${'('.repeat(500)}"\nb = 1\n# ${'['.repeat(500)}`],
    ['many branches', `if a: b\n${'elif a: b\n'.repeat(2_000)}`],
  ])('of %s is read to its end', (_, text) => {
    expect(cutOf(text)).toBeUndefined();
    expect(parse(text).tree.length).toBe(text.length);
  });

  it.each([
    ['calls of calls', (count: number) => `a${'()'.repeat(count)}`],
    ['lambdas', (count: number) => `a = ${'lambda: '.repeat(count)}1`],
    ['conditions', (count: number) => `a = ${'1 if 1 else '.repeat(count)}2`],
    ['nots', (count: number) => `a = ${'not '.repeat(count)}1`],
    ['attributes in brackets', (count: number) => `a = ${'f('.repeat(100)}x${'.x'.repeat(count)}${')'.repeat(100)}`],
    ['blocks on a line', (count: number) => `if a:\n${'  if a: '.repeat(count)}b`],
    ['blocks', (count: number) => Array.from({ length: count }, (_, at) => `${' '.repeat(at)}with x:`).join('\n')],
  ])('of %s says where it is cut, whenever it is', (_, made) => {
    for (const count of [300, 450, 480, 700, 990, 1_010, 2_000]) {
      const text = made(count);
      const { length } = parse(text).tree;
      expect([count, cutOf(text)?.at ?? text.length]).toEqual([count, length]);
    }
  });
});

/** Asks a module for everything. */
function visit(text: string): unknown {
  const module = parse(text);
  const all = [
    module.registryEntries,
    module.apps,
    module.reads,
    module.exports,
    module.hasErrors,
    module.docstring,
    module.isScript,
  ];
  const asked = [storeRegistrationsOf, initializationsOf, composingsOf, resolverRegistrationsOf].map((ask) =>
    ask(NO_MODULES, module),
  );
  const classes = module.classes.map((item) => [
    fieldsOf(NO_MODULES, { module, item }),
    signatureOf(NO_MODULES, { kind: 'class', module, item }),
    item.docstring,
    item.decorators,
    item.fields.map((field) => [field.annotation, field.value, field.documentation]),
  ]);
  const functions = module.functions.map((item) => [
    item.docstring,
    item.returns,
    signatureOf(NO_MODULES, { kind: 'function', module, item }),
  ]);
  return [all, asked, classes, functions, module.calls.map((site) => site.call)];
}

describe('broken texts', () => {
  const folder = fileURLToPath(new URL('../../../trainer/', import.meta.url));
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.py'))
    .map((path) => readFileSync(join(folder, path), 'utf8'));
  // A small generator with a fixed seed, so that a failure happens again.
  let state = 12345;
  const random = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const PIECES = [
    '(',
    ')',
    '[',
    '{',
    '"',
    "'''",
    ':',
    '\n',
    '    ',
    '@',
    'class ',
    'def f(',
    '=',
    '**',
    '\\',
    '#',
    'import ',
    '.',
    '\u{1f600}',
  ];

  it('never throw', () => {
    expect(texts.length).toBeGreaterThan(15);
    for (const text of texts) {
      expect(() => visit(text)).not.toThrow();
      for (let round = 0; round < 12; round++) {
        const at = random(text.length);
        const piece = PIECES[random(PIECES.length)] ?? '';
        const cut = random(3) === 0 ? text.slice(0, at) : text.slice(0, at) + piece + text.slice(at + random(30));
        expect(() => visit(cut)).not.toThrow();
      }
    }
  });
});
