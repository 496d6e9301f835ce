// JSON Schemas from Python classes, held against those that Pydantic itself makes (test/conformance/pydantic.json).
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type PythonModules, resolveDotted } from '../../server/src/python/index.ts';
import {
  ignoredKeys,
  type Json,
  type JsonSchema,
  type PythonSchema,
  schemaOfClass,
} from '../../server/src/schema/index.ts';
import { findPython, NO_PYTHON } from '../support/python.ts';
import { modulesOf } from './python/modules.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['pydantic', 'test/fixtures/pydantic'],
  ['trainer', 'trainer'],
]);

interface Recorded {
  readonly pydantic: string;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

const recorded: Recorded = JSON.parse(readFileSync(join(REPOSITORY, 'test/conformance/pydantic.json'), 'utf8'));

const modules = new Map(
  [...FOLDERS].map(([name, path]) => [name, modulesOf(Object.fromEntries(sourcesBelow(join(REPOSITORY, path), '')))]),
);

function sourcesBelow(folder: string, prefix: string): [path: string, text: string][] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesBelow(path, `${prefix}${entry.name}/`);
    return entry.name.endsWith('.py') ? [[`${prefix}${entry.name}`, readFileSync(path, 'utf8')]] : [];
  });
}

function schemaIn(all: PythonModules, dotted: string): PythonSchema | undefined {
  const found = resolveDotted(all, dotted);
  if (found.kind !== 'class') throw new Error(`${dotted} is no class but ${found.kind}`);
  return schemaOfClass(all, found);
}

/** The schema of the class `Cfg` in a text. */
function derived(text: string): PythonSchema | undefined {
  return schemaIn(modulesOf({ 'm.py': `import pydantic\nfrom pydantic import *\n${text}` }), 'm:Cfg');
}

/** Without what Pydantic makes up (titles) and what we add to it: marks of our own, the values of factories. */
function comparable(schema: unknown, like: unknown = schema, isNames = false): unknown {
  if (Array.isArray(schema))
    return schema.map((each, index) => comparable(each, (like as unknown[] | undefined)?.[index]));
  if (typeof schema !== 'object' || schema === null) return schema;
  const other = (like ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
      if (isNames) return [[key, comparable(value, other[key])]];
      if (key === 'title' || key === '$schema' || key.startsWith('x-hydrascope')) return [];
      // A comment describes a field, too: `is told of … comments` below.
      if (key === 'default' || key === 'description') return key in other ? [[key, value]] : [];
      return [[key, comparable(value, other[key], key === 'properties' || key === '$defs')]];
    }),
  );
}

describe('the models that Pydantic was asked about', () => {
  it.each(Object.entries(recorded.schemas))('%s', (name, expected) => {
    const [folder = '', dotted = ''] = name.split('/');
    const made = schemaIn(modules.get(folder) as PythonModules, dotted);
    // A dataclass's own constructor refuses names that it does not know, Pydantic's validation of it does not.
    const { additionalProperties, ...rest } = made?.schema ?? {};
    const ours = made?.kind === 'dataclass' ? rest : made?.schema;
    if (made?.kind === 'dataclass') expect(additionalProperties).toBe(false);
    expect(comparable(ours, expected)).toEqual(comparable(expected));
  });
});

const python = findPython();

describe(`Pydantic itself${python === undefined ? ` ${NO_PYTHON}` : ''}`, () => {
  it.skipIf(python === undefined)('still says what was recorded', { timeout: 60_000 }, () => {
    const script = join(REPOSITORY, 'test/conformance/record_pydantic.py');
    const folders = [...FOLDERS.values()].map((path) => join(REPOSITORY, path));
    const now: Recorded = JSON.parse(execFileSync(python as string, ['-B', script, ...folders], { encoding: 'utf8' }));
    expect(now.schemas).toEqual(recorded.schemas);
  });
});

const properties = (made: PythonSchema | undefined) => made?.schema.properties;

describe('what a schema of Pydantic does not tell', () => {
  it('is told of names that are left out without a word', () => {
    expect(derived('class Cfg(BaseModel):\n  a: int')?.schema['x-hydrascope-unknown']).toBe('ignored');
    expect(derived('class Cfg(BaseModel, extra="forbid"):\n  a: int')?.schema).toMatchObject({
      additionalProperties: false,
    });
    expect(derived('class Cfg(BaseModel, extra="allow"):\n  a: int')?.schema).toMatchObject({
      additionalProperties: true,
    });
    expect(derived('class Cfg(BaseModel, extra=mode()):\n  a: int')?.schema).not.toHaveProperty('x-hydrascope-unknown');
  });

  it('is told of the values of factories, titles and comments', () => {
    const text = `class Cfg(BaseModel):
  a: list = Field(default_factory=list)
  b: list = Field(default_factory=lambda: [1])
  c: dict = Field(default_factory=dict)
  d: dict = Field(default_factory=make)
  e: int = Field(1, title="The E")  # in tokens`;
    expect(properties(derived(text))).toEqual({
      a: { type: 'array', items: {}, default: [] },
      b: { type: 'array', items: {}, default: [1] },
      c: { type: 'object', additionalProperties: true, default: {} },
      d: { type: 'object', additionalProperties: true },
      e: { type: 'integer', title: 'The E', description: 'in tokens', default: 1 },
    });
  });

  it('is told of strictness and of the places of fields', () => {
    expect(derived('class Cfg(BaseModel, strict=True):\n  a: int')?.isStrict).toBe(true);
    expect(derived('class In(BaseModel):\n  b: int\nclass Cfg(BaseModel, strict=True):\n  a: In')?.isStrict).toBe(
      false,
    );
    const made = derived('class Cfg(BaseModel):\n  a: int = Field(1, alias="b")');
    expect([...(made?.fields.keys() ?? [])]).toEqual(['b']);
    expect(made?.fields.get('b')?.uri).toBe('file:///w/m.py');
  });
});

describe('what cannot be read is left open', () => {
  it.each([
    ['a type of another library', 'class Cfg(BaseModel):\n  a: torch.Tensor', {}],
    ['a type variable', 'class Cfg(BaseModel, Generic[T]):\n  a: T', {}],
    ['a generic model', 'class B(BaseModel): ...\nclass Cfg(BaseModel):\n  a: B[int]', {}],
    [
      'a converted field',
      'class Cfg(BaseModel):\n  a: int\n  @field_validator("a", mode="before")\n  def f(cls, v): ...',
      {},
    ],
    ['one of Pydantic 1', 'class Cfg(BaseModel):\n  a: int\n  @validator("*", pre=True)\n  def f(cls, v): ...', {}],
    [
      'converted metadata',
      'from typing import Annotated\nclass Cfg(BaseModel):\n  a: Annotated[int, BeforeValidator(int)]',
      {},
    ],
    [
      'a computed enum',
      'from enum import Enum, auto\nclass E(Enum):\n  a = auto()\nclass Cfg(BaseModel):\n  a: E',
      { $ref: '#/$defs/E' },
    ],
    ['a bound that is computed', 'class Cfg(BaseModel):\n  a: int = Field(ge=limit())', { type: 'integer' }],
  ])('%s', (_title, text, expected) => {
    expect(properties(derived(text))).toEqual({ a: expected });
  });

  it.each([
    ['a base elsewhere', 'from elsewhere import Base\nclass Cfg(Base, BaseModel, extra="forbid"):\n  a: int'],
    [
      'a validator of the whole',
      'class Cfg(BaseModel, extra="forbid"):\n  a: int\n  @model_validator(mode="before")\n  def f(cls, v): ...',
    ],
    ['a constructor', 'class Cfg(BaseModel, extra="forbid"):\n  a: int\n  def __init__(self, **k): ...'],
    ['generated names', 'class Cfg(BaseModel, extra="forbid", alias_generator=to_camel):\n  a: int'],
    ['a computed alias', 'class Cfg(BaseModel, extra="forbid"):\n  a: int = Field(validation_alias=AliasPath("x", 0))'],
  ])('%s: no name is unknown or required', (_title, text) => {
    const { schema } = derived(text) ?? {};
    expect(Object.keys(schema ?? {}).sort()).toEqual(['$schema', 'properties', 'type']);
  });

  it('takes either name where both are', () => {
    const text = 'class Cfg(BaseModel, extra="forbid", populate_by_name=True):\n  a: int = Field(alias="b")';
    const { schema } = derived(text) ?? {};
    expect(Object.keys(schema?.properties ?? {})).toEqual(['b', 'a']);
    expect(schema).not.toHaveProperty('required');
    const choices = 'class Cfg(BaseModel):\n  a: int = Field(validation_alias=AliasChoices("b", "c"))';
    expect(Object.keys(properties(derived(choices)) ?? {})).toEqual(['b', 'c']);
  });

  it.each([
    'class Cfg: ...',
    'from enum import Enum\nclass Cfg(Enum):\n  a = 1',
    'from elsewhere import B\nclass Cfg(B):\n  a: int',
  ])('is no schema: %s', (text) => {
    expect(derived(text)).toBeUndefined();
  });

  it('ends', () => {
    expect(derived('class Cfg(BaseModel):\n  a: "Cfg"\n  b: "A"\nA = B\nB = A')).toBeDefined();
    const deep = `class Cfg(BaseModel):\n  a: ${'list['.repeat(300)}int${']'.repeat(300)}`;
    expect(derived(deep)).toBeDefined();
    expect(properties(derived('class Cfg(BaseModel):\n  __proto__: int\n  constructor: int = 1'))).toBeDefined();
  });
});

it('keeps two classes of one name apart', () => {
  const all = modulesOf({
    'a.py': 'from pydantic import BaseModel\nclass In(BaseModel):\n  x: int',
    'b.py':
      'from pydantic import BaseModel\nimport a\nclass In(BaseModel):\n  y: int\nclass Cfg(BaseModel):\n  a: a.In\n  b: In',
  });
  const { schema } = schemaIn(all, 'b:Cfg') ?? {};
  expect(Object.keys(schema?.$defs ?? {})).toEqual(['a__In', 'b__In']);
  expect(schema?.properties).toEqual({ a: { $ref: '#/$defs/a__In' }, b: { $ref: '#/$defs/b__In' } });
});

it('finds the names that are left out without a word', () => {
  const text = `class In(BaseModel):
  x: int = 1
class Kept(BaseModel, extra="allow"): ...
class Cfg(BaseModel):
  a: In | None = None
  b: list[In] = []
  c: dict[str, In] = {}
  d: In | int = 1
  e: Kept = Kept()`;
  const value: Json = { a: { x: 1, y: 1 }, b: [{ z: 1 }], c: { k: { w: 1 } }, d: { v: 1 }, e: { u: 1 }, f: 1 };
  const found = ignoredKeys(derived(text)?.schema ?? {}, value).map(({ path, key }) => [...path, key].join('.'));
  expect(found).toEqual(['a.y', 'b.0.z', 'c.k.w', 'f']);
});
