import { describe, expect, it } from 'vitest';
import {
  extraOf,
  fieldsOf,
  type PythonModule,
  resolveDotted,
  type Signature,
  signatureOf,
} from '../../../server/src/python/index.ts';
import { modulesOf, single } from './modules.ts';

function fields(text: string, name = 'A') {
  const { modules, module } = single(text);
  const item = module.classes.find((each) => each.name === name);
  if (item === undefined) throw new Error(name);
  return fieldsOf(modules, { module, item });
}

const names = (text: string, name?: string) =>
  fields(text, name).fields.map((each) => `${each.name}${each.isRequired ? '!' : ''}`);

describe('fields', () => {
  const DATACLASS =
    'from dataclasses import dataclass, field, InitVar, KW_ONLY\nfrom typing import ClassVar, Annotated\n';

  it.each([
    [
      'a dataclass',
      '@dataclass\nclass A:\n  x: int\n  y: int = 1\n  z = 3\n  c: ClassVar[int] = 1\n  l: list = field(default_factory=list)',
      ['x!', 'y', 'l'],
    ],
    [
      'overriding keeps the place',
      '@dataclass\nclass B:\n  x: int\n  y: int = 1\n@dataclass\nclass A(B):\n  z: int = 2\n  x: int = 5',
      ['x', 'y', 'z'],
    ],
    ['a base that is no dataclass', 'class B:\n  x: int\n@dataclass\nclass A(B):\n  y: int', ['y!']],
    ['a class below a dataclass', '@dataclass\nclass B:\n  x: int\nclass A(B):\n  y: int', ['x!']],
  ])('of %s', (_, text, expected) => {
    expect(names(DATACLASS + text)).toEqual(expected);
  });

  it('know how they are given', () => {
    const [x, y, z, w] = fields(
      `${DATACLASS}@dataclass\nclass A:\n  x: InitVar[int]\n  y: int = field(init=False, default=2)\n  _: KW_ONLY\n  z: Annotated[int, 1] = 3\n  w: int = field(default_factory=lambda: 1, metadata={})`,
    ).fields;
    expect(x).toMatchObject({ isInitOnly: true, annotation: { path: 'int' }, isKeywordOnly: false });
    expect(y).toMatchObject({ isInit: false, default: { value: 2n } });
    expect(z).toMatchObject({ isKeywordOnly: true, annotation: { path: 'int' } });
    expect(w).toMatchObject({ factory: { kind: 'lambda' }, isRequired: false });
    expect([...(w?.options.keys() ?? [])]).toEqual(['default_factory', 'metadata']);
  });

  it('of a Pydantic model, its options and aliases', () => {
    const text = `from pydantic import BaseModel, Field, ConfigDict, AliasChoices
from typing import Annotated
class B(BaseModel):
  model_config = ConfigDict(extra="forbid")
  a: int = Field(..., ge=1, description="About a.")
  b: Annotated[int, Field(gt=0)] = 3
class A(B):
  """A."""
  c: int = Field(4, alias="see", validation_alias=AliasChoices("x", "y"))
  _private: int = 1
  d: "int"
`;
    const found = fields(text);
    expect(found.kind).toBe('pydantic');
    expect(extraOf(found)).toBe('forbid');
    expect(found.fields.map((each) => [each.name, each.isRequired, [...each.options.keys()], each.aliases])).toEqual([
      ['a', true, ['ge', 'description'], []],
      ['b', false, ['gt'], []],
      ['c', false, ['alias', 'validation_alias'], ['x', 'y', 'see']],
      ['d', true, [], []],
    ]);
    expect(found.fields[0]).toMatchObject({ documentation: 'About a.', owner: { name: 'B' } });
  });

  it.each([
    ['class A(BaseModel, extra="allow"): ...', 'allow'],
    ['class A(BaseModel):\n  class Config:\n    extra = Extra.forbid', 'forbid'],
    ['class A(BaseModel):\n  model_config = {"extra": "allow"}', 'allow'],
    ['class A(BaseModel): ...', 'ignore'],
    ['class A(BaseModel, extra=f()): ...', undefined],
  ])('%s', (text, expected) => {
    expect(extraOf(fields(`from pydantic import BaseModel\n${text}`))).toBe(expected);
  });

  it.each([
    ['enum', 'from enum import Enum\nclass A(str, Enum):\n  X = 1\n  Y = "y"\n  _ignore_ = []', ['X', 'Y']],
    ['namedtuple', 'from typing import NamedTuple\nclass A(NamedTuple):\n  x: int\n  y: int = 1', ['x!', 'y']],
    ['typeddict', 'from typing import TypedDict\nclass A(TypedDict, total=False):\n  x: int', ['x']],
    [
      'attrs',
      'import attr\n@attr.s\nclass A:\n  x = attr.ib()\n  y: int = 1\n  z: int = attr.ib(default=3)',
      ['x!', 'z'],
    ],
    ['attrs', 'from attrs import define, Factory\n@define\nclass A:\n  x: int\n  _y: int = 1', ['x!', '_y']],
    ['plain', 'class A:\n  x: int', []],
  ])('of a class of kind %s', (kind, text, expected) => {
    const found = fields(text);
    expect(found.kind).toBe(kind);
    expect(found.fields.map((each) => `${each.name}${each.isRequired ? '!' : ''}`)).toEqual(expected);
  });

  it('are open below a base that is not known, and read across modules', () => {
    const modules = modulesOf({
      'a.py': 'from b import Base\nfrom dataclasses import dataclass\n@dataclass\nclass A(Base):\n  y: int = 2',
      'b.py': 'import dataclasses as d\nfrom far import Away\n@d.dataclass\nclass Base(Away):\n  x: int = 1',
    });
    const module = modules.module('a') as PythonModule;
    const [item] = module.classes;
    if (item === undefined) throw new Error('no class');
    const found = fieldsOf(modules, { module, item });
    expect(found.isOpen).toBe(true);
    expect(found.fields.map((each) => [each.name, each.module.uri])).toEqual([
      ['x', 'file:///w/b.py'],
      ['y', 'file:///w/a.py'],
    ]);
  });
});

function shown({ parameters, isOpen, isIncomplete, source }: Signature): string {
  const marks = { positionalOnly: '/', positional: '', varPositional: '*', keywordOnly: '=', varKeyword: '**' };
  const list = parameters.map((each) => `${marks[each.kind]}${each.name}${each.isRequired ? '!' : ''}`);
  return `${source}(${list.join(', ')})${isOpen ? ' open' : ''}${isIncomplete ? ' incomplete' : ''}`;
}

describe('signatures', () => {
  const HEAD = 'from dataclasses import dataclass, field\nfrom pydantic import BaseModel\nfrom far import Away, wrap\n';
  const BASE = 'class B:\n  def __init__(self, a, b=1, *, c=2): ...\n';
  it.each([
    ['f', 'def f(a, /, b, *c, d=1): ...', 'function(/a!, b!, *c, =d)'],
    ['f', 'def f(a, **k): ...', 'function(a!, **k) open'],
    ['f', '@wrap\ndef f(a): ...', 'function(a!) open incomplete'],
    ['A.m', 'class A:\n  @classmethod\n  def m(cls, a): ...', 'function(a!)'],
    ['A.m', 'class A:\n  @staticmethod\n  def m(a): ...', 'function(a!)'],
    ['A.m', 'class A:\n  def m(self, a): ...', 'function(self!, a!)'],
    ['A', 'class A: ...', 'object()'],
    ['A', 'class A:\n  def __init__(self, a): ...', 'init(a!)'],
    ['A', 'class A:\n  def __new__(cls, a): ...', 'new(a!)'],
    ['A', `${BASE}class A(B): ...`, 'init(a!, b, =c)'],
    ['A', `${BASE}class A(B):\n  def __init__(self, x, **kw):\n    super().__init__(1, c=3, **kw)`, 'init(x!, =b)'],
    [
      'A',
      `${BASE}class A(B):\n  def __init__(self, *args, **kw):\n    super().__init__(*args, **kw)`,
      'init(a!, b, =c)',
    ],
    [
      'A',
      `${BASE}class A(B):\n  def __init__(self, **kw):\n    kw.pop("z")\n    super().__init__(**kw)`,
      'init(**kw) open',
    ],
    ['A', 'class A(Away):\n  def __init__(self, x, **kw):\n    super().__init__(**kw)', 'init(x!) open incomplete'],
    ['A', 'class A(Away): ...', 'unknown() open incomplete'],
    ['A', 'class A(metaclass=Away):\n  def __init__(self, x): ...', 'init(x!) open incomplete'],
    ['A', '@wrap\nclass A: ...', 'unknown() open incomplete'],
    [
      'A',
      '@dataclass\nclass A:\n  x: int\n  y: int = field(init=False)\n  z: int = field(default=1, kw_only=True)',
      'fields(x!, =z)',
    ],
    ['A', '@dataclass(init=False)\nclass A:\n  x: int', 'object()'],
    ['A', '@dataclass\nclass A:\n  x: int\n  def __init__(self, q): ...', 'init(q!)'],
    ['A', 'class A(BaseModel):\n  x: int\n  y: int = 1', 'fields(=x!, =y) open'],
    ['A', 'class A(BaseModel, extra="forbid"):\n  x: int', 'fields(=x!)'],
    ['A', 'from enum import Enum\nclass A(Enum):\n  X = 1', 'unknown() open incomplete'],
    ['A', 'from typing import NamedTuple\nclass A(NamedTuple):\n  x: int\n  y: int = 1', 'fields(x!, y)'],
    ['A', 'A = wrap(1)', 'unknown() open incomplete'],
  ])('%s of %s', (name, text, expected) => {
    const { modules } = single(HEAD + text);
    expect(shown(signatureOf(modules, resolveDotted(modules, `m.${name}`)))).toBe(expected);
  });
});
