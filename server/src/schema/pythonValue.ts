import {
  type CallExpression,
  type Expression,
  evaluate,
  firstSegment,
  knownName,
  type PythonClass,
  type PythonModule,
  type PythonModules,
} from '../python/index.ts';
import type { Plain } from '../text/index.ts';
import type { Json } from './jsonSchema.ts';

/** Where the names of an expression are looked up. */
export interface Scope {
  readonly modules: PythonModules;
  readonly module: PythonModule;
  readonly within: PythonClass | undefined;
}

const BUILTINS = new Set([
  'int',
  'float',
  'str',
  'bool',
  'bytes',
  'list',
  'tuple',
  'set',
  'frozenset',
  'dict',
  'object',
]);

/** The absolute name of what a text means. Nobody's `import *` brings an `int`. */
export function nameIn({ modules, module }: Scope, path: string): string {
  const isBuiltin = BUILTINS.has(path) && !module.bindings.has(firstSegment(path));
  return isBuiltin ? `builtins.${path}` : knownName(modules, module, path);
}

/** What an expression is worth, as JSON; `undefined` where it cannot be known or JSON has no such value. */
export function jsonValue({ modules, module, within }: Scope, expression: Expression | undefined): Json | undefined {
  if (expression?.kind === 'string') return expression.value;
  const value = evaluate(modules, module, expression, within);
  if (value !== undefined) return jsonOfPlain(value);
  return expression?.kind === 'call' ? madeBy({ modules, module, within }, expression) : undefined;
}

/** `set()` and `Path("x")`. */
function madeBy(scope: Scope, { callee, positional, keywords }: CallExpression): Json | undefined {
  if (callee.kind !== 'name' || keywords.length > 0 || positional.length > 1) return undefined;
  const name = nameIn(scope, callee.path);
  const [first] = positional;
  if (first === undefined) return emptyOf(name);
  return name === 'pathlib.Path' ? textOf(scope, first) : undefined;
}

/** What a collection is before anything is in it. */
export function emptyOf(name: string): Json | undefined {
  if (/^builtins\.(list|tuple|set|frozenset)$/.test(name)) return [];
  return name === 'builtins.dict' ? Object.create(null) : undefined;
}

/** In Python's own data `???` and `${…}` are texts like any other. */
function jsonOfPlain(value: Plain): Json | undefined {
  switch (value.t) {
    case 'null':
      return null;
    case 'missing':
      return '???';
    case 'int':
      return Number(value.v);
    case 'float':
      return Number.isFinite(value.v) ? value.v : undefined;
    case 'bytes':
      return undefined;
    case 'list': {
      const items = value.v.map(jsonOfPlain);
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case 'dict': {
      const object: Record<string, Json> = Object.create(null);
      for (const [key, each] of value.v) {
        const item = jsonOfPlain(each);
        if (item === undefined) return undefined;
        object[key.t === 'null' ? 'null' : String(key.v)] = item;
      }
      return object;
    }
    default:
      return value.v;
  }
}

export function textOf(scope: Scope, expression: Expression | undefined): string | undefined {
  const value = jsonValue(scope, expression);
  return typeof value === 'string' ? value : undefined;
}

export function isTrue(expression: Expression | undefined): boolean {
  return expression?.kind === 'bool' && expression.value;
}
