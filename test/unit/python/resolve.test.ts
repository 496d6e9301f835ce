import { describe, expect, it } from 'vitest';
import {
  evaluate,
  knownName,
  linearize,
  memberOf,
  type PythonModule,
  parseExpression,
  type Resolved,
  resolveDotted,
  resolveKnown,
  resolveName,
} from '../../../server/src/python/index.ts';
import { modulesOf, single } from './modules.ts';

function shown(found: Resolved): string {
  switch (found.kind) {
    case 'class':
    case 'function':
      return `${found.kind} ${found.module.uri.slice('file:///w/'.length)} ${found.item.qualifiedName}`;
    case 'constant':
      return `constant ${found.module.uri.slice('file:///w/'.length)} ${found.item.name}`;
    case 'module':
      return `module ${found.dotted}${found.module === undefined ? ' (namespace)' : ''}`;
    case 'missing':
      return `missing ${found.name} in ${found.in} ${found.parent}`;
    case 'unknown':
      return `${found.because} ${found.name}`;
  }
}

const modules = modulesOf({
  'pkg/__init__.py':
    'from .impl import Thing as Public\nfrom .star import *\nfrom . import sub\nfrom torch import nn\n__all__ = ["Public"]',
  'pkg/impl.py':
    'class Thing:\n  class Inner:\n    x = 1\n  LIMIT = 3\n  @classmethod\n  def make(cls, a): ...\nclass Child(Thing): ...\nAlias = Thing\ndef helper(): ...\nclass Odd(Unknown): ...\nfrom unknown import Unknown',
  'pkg/star.py': 'class Starred: ...\n_hidden = 1\n__all__ = ["Starred", "loop"]\nfrom .loop import loop',
  'pkg/loop.py': 'from .star import loop\nfrom .loop import me as me\nA = B\nB = A',
  'pkg/sub.py': 'import pkg.impl\nimport pkg.impl as i\nfrom ..outside import x\nThing = Thing\nN = 2 * i.Thing.LIMIT',
  'plain/mod.py': 'from pkg import *\nclass C: ...',
  'dynamic.py': 'def __getattr__(name): ...\nclass Known: ...',
  'broken.py': 'class Known: ...\nx = (',
});
const sub = modules.module('pkg.sub') as PythonModule;

describe('dotted paths', () => {
  it.each([
    ['pkg.impl.Thing', 'class pkg/impl.py Thing'],
    ['pkg.impl:Thing', 'class pkg/impl.py Thing'],
    ['pkg.impl:Thing.Inner', 'class pkg/impl.py Thing.Inner'],
    ['pkg.impl.Thing.make', 'function pkg/impl.py Thing.make'],
    ['pkg.impl.Child.make', 'function pkg/impl.py Thing.make'],
    ['pkg.impl.Thing.LIMIT', 'constant pkg/impl.py LIMIT'],
    ['pkg.impl.Alias', 'class pkg/impl.py Thing'],
    ['pkg.impl.helper', 'function pkg/impl.py helper'],
    ['pkg.Public', 'class pkg/impl.py Thing'],
    ['pkg.Starred', 'class pkg/star.py Starred'],
    ['pkg.sub', 'module pkg.sub'],
    ['pkg.star', 'module pkg.star'],
    ['pkg.nn.Linear', 'unreadable torch.nn.Linear'],
    ['pkg.Absent', 'missing Absent in module pkg'],
    ['pkg._hidden', 'missing _hidden in module pkg'],
    ['pkg.absent.X', 'missing absent in module pkg'],
    ['pkg.absent:X', 'missing absent in module pkg'],
    ['pkg.impl.Thing.absent', 'missing absent in class Thing'],
    ['pkg.impl.Thing.__name__', 'unreadable Thing.__name__'],
    ['pkg.impl.Odd.absent', 'unreadable Odd.absent'],
    ['pkg.loop.loop', 'cycle pkg.loop.loop'],
    ['pkg.loop.me', 'cycle pkg.loop.me'],
    ['pkg.loop.A', 'constant pkg/loop.py B'],
    ['plain', 'module plain (namespace)'],
    ['plain.mod.C', 'class plain/mod.py C'],
    ['plain.mod.Public', 'class pkg/impl.py Thing'],
    ['plain.mod.Starred', 'missing Starred in module plain.mod'],
    ['plain.absent', 'missing absent in namespace plain'],
    ['torch.nn.Linear', 'unreadable torch.nn.Linear'],
    ['dynamic.Known', 'class dynamic.py Known'],
    ['dynamic.Any', 'dynamic dynamic.Any'],
    ['dynamic.__file__', 'dynamic dynamic.__file__'],
    ['broken.Absent', 'broken broken.Absent'],
    ['', 'unreadable '],
  ])('%s is %s', (dotted, expected) => {
    expect(shown(resolveDotted(modules, dotted))).toBe(expected);
  });
});

describe('compiled modules', () => {
  it('are there, and what they have is not known', () => {
    const own = modulesOf({ 'pkg/__init__.py': 'from ._c import fast' }, ['pkg._c']);
    expect(shown(resolveDotted(own, 'pkg.fast'))).toBe('unreadable pkg._c.fast');
    expect(shown(resolveDotted(own, 'pkg._c.other'))).toBe('unreadable pkg._c.other');
    expect(shown(resolveDotted(own, 'pkg._d.other'))).toBe('missing _d in module pkg');
  });
});

describe('names in a module', () => {
  it.each([
    ['pkg.impl.Thing', 'class pkg/impl.py Thing'],
    ['i.Thing.Inner', 'class pkg/impl.py Thing.Inner'],
    ['x', 'unreadable outside.x'],
    ['int', 'framework builtins.int'],
    ['absent', 'missing absent in module pkg.sub'],
    ['Thing', 'constant pkg/sub.py Thing'],
  ])('%s is %s', (name, expected) => {
    expect(shown(resolveName(modules, sub, name))).toBe(expected);
  });

  it('may be those of a class', () => {
    const { modules: own, module } = single(
      'class Cfg: ...\nclass A:\n  class In: ...\n  Own = In\n  Cfg = Cfg\n  a = b\n  b = a\n',
    );
    const item = module.classes[1];
    expect(shown(resolveName(own, module, 'In', item))).toBe('class m.py A.In');
    expect(shown(resolveName(own, module, 'A.Own'))).toBe('class m.py A.In');
    expect(shown(resolveName(own, module, 'A.Cfg'))).toBe('class m.py Cfg');
    expect(shown(resolveName(own, module, 'A.a'))).toBe('constant m.py a');
  });

  it('of libraries are told by their own names', () => {
    const { modules: own, module } = single(
      'import typing as t\nfrom pydantic import BaseModel as B\nimport omegaconf',
    );
    expect(knownName(own, module, 't.Optional')).toBe('typing.Optional');
    expect(knownName(own, module, 'B')).toBe('pydantic.BaseModel');
    expect(shown(resolveKnown(own, module, 'omegaconf.MISSING'))).toBe('framework omegaconf.MISSING');
    const library = modulesOf({
      'pydantic/__init__.py': 'class BaseModel: ...',
      'm.py': 'from pydantic import BaseModel',
    });
    const user = library.module('m') as PythonModule;
    expect(shown(resolveName(library, user, 'BaseModel'))).toBe('class pydantic/__init__.py BaseModel');
    expect(knownName(library, user, 'BaseModel')).toBe('pydantic.BaseModel');
  });

  it('have attributes', () => {
    expect(shown(memberOf(modules, resolveDotted(modules, 'pkg.impl'), 'Thing'))).toBe('class pkg/impl.py Thing');
    expect(shown(memberOf(modules, resolveDotted(modules, 'pkg.impl.helper'), 'x'))).toBe('computed helper.x');
  });
});

describe('method resolution order', () => {
  const order = (text: string, name: string) => {
    const { modules: own, module } = single(text);
    const item = module.classes.find((each) => each.name === name);
    if (item === undefined) throw new Error(name);
    const { classes, known, isOpen } = linearize(own, { module, item });
    return [classes.map((each) => each.item.name).join(' '), known, isOpen];
  };

  it.each([
    ['class A: ...\nclass B(A): ...\nclass C(A): ...\nclass D(B, C): ...', 'D', ['D B C A', [], false]],
    ['from x import X\nclass A(X): ...', 'A', ['A', ['x.X'], true]],
    [
      'class A(Generic[T], object): ...\nfrom typing import Generic',
      'A',
      ['A', ['typing.Generic', 'builtins.object'], false],
    ],
    ['class A(make()): ...', 'A', ['A', [], true]],
    ['class A(B): ...\nclass B(A): ...', 'A', ['A B', [], true]],
    ['class A(A.B): ...', 'A', ['A', ['A.B'], true]],
  ])('%s', (text, name, expected) => {
    expect(order(text, name)).toEqual(expected);
  });
});

describe('values', () => {
  const { modules: own, module } = single(
    'from omegaconf import MISSING as M, II\nN = 64 * 1024\nT = "a"\nD = {"a": 1}\nTWICE = 1\nTWICE = 2\nLOOP = LOOP2\nLOOP2 = LOOP\nclass C:\n  x = N\n  y = x\n',
  );
  const json = (text: string) =>
    JSON.stringify(evaluate(own, module, parseExpression(text)), (_, value) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
  const int = (value: number) => `{"t":"int","v":"${value}n"}`;

  it.each([
    ['N', int(65536)],
    ['-N // 3', int(-21846)],
    ['-7 % 3', int(2)],
    ['2 ** 10 - (1 << 3)', int(1016)],
    ['7 / 2', '{"t":"float","v":3.5}'],
    ['1.5 * 2', '{"t":"float","v":3}'],
    ['T + "b"', '{"t":"str","v":"ab"}'],
    ['T * 3', '{"t":"str","v":"aaa"}'],
    ['"???"', '{"t":"missing"}'],
    ['M', '{"t":"missing"}'],
    ['II("a.b")', '{"t":"interp","v":"${a.b}"}'],
    ['not True', '{"t":"bool","v":false}'],
    ['None', '{"t":"null"}'],
    ['(1, *[2])', `{"t":"list","v":[${int(1)},${int(2)}]}`],
    ['{**D, "a": 2}', `{"t":"dict","v":[[{"t":"str","v":"a"},${int(2)}]]}`],
    ['dict(D, b=1)', `{"t":"dict","v":[[{"t":"str","v":"a"},${int(1)}],[{"t":"str","v":"b"},${int(1)}]]}`],
    ['D | {"c": 3}', `{"t":"dict","v":[[{"t":"str","v":"a"},${int(1)}],[{"t":"str","v":"c"},${int(3)}]]}`],
    ['C.y', int(65536)],
    ['float("inf")', '{"t":"float","v":null}'],
    ['TWICE', undefined],
    ['LOOP', undefined],
    ['f"{T}"', undefined],
    ['absent', undefined],
    ['1 // 0', undefined],
    ['9 ** 9 ** 9', undefined],
    ['"a" * 10 ** 9', undefined],
    ['[N, absent]', undefined],
  ])('%s', (text, expected) => {
    expect(json(text)).toBe(expected);
  });

  it('come through imports', () => {
    expect(evaluate(modules, sub, parseExpression('N'))).toEqual({ t: 'int', v: 6n });
  });

  it('that double each other end', () => {
    const lines = Array.from({ length: 40 }, (_, index) => `L${index + 1} = [L${index}, L${index}]`);
    const { modules: all, module: doubled } = single(`L0 = 1\n${lines.join('\n')}\n`);
    expect(evaluate(all, doubled, parseExpression('L40'))).toBeUndefined();
  });
});
