import {
  type ClassField,
  type Expression,
  evaluate,
  fieldsOf,
  knownName,
  type Located,
  type PythonClass,
  type PythonModule,
  resolveName,
} from '../python/index.ts';
import { keyName, type Leaf, type MapEntry, type Range, type Scalar, type ValueNode } from '../text/index.ts';
import { valueNodeOf } from './convert.ts';
import { enumTypeOf, type PythonTypes, structuredTypeOf } from './pythonTypes.ts';
import { zenValue } from './pythonZen.ts';
import { normalPath } from './typedConvert.ts';
import { markClass, markInstance } from './typedTypes.ts';

const DEPTH_BUDGET = 40;

/** Stands for a value that Python computes: an interpolation that nobody can resolve before the run. */
const COMPUTED: Leaf = { t: 'interp', v: '${python:}' };

/** A new instance of a dataclass: its defaults, `???` where a field has none, and what its call is given. */
export function instanceAt(
  types: PythonTypes,
  located: Located<PythonClass>,
  fields: readonly ClassField[],
  given: ReadonlyMap<string, { readonly module: PythonModule; readonly value: Expression }> = new Map(),
  depth = 0,
): ValueNode {
  const entries = new Map<string, MapEntry>();
  for (const field of fields) {
    const { name, assignment } = field;
    const own = given.get(name);
    const value =
      own === undefined ? defaultOf(types, field, depth) : valueOfExpression(types, own.module, own.value, depth + 1);
    entries.set(name, { key: { t: 'str', v: name }, keyRange: assignment.nameRange, value });
  }
  const value: ValueNode = { kind: 'map', entries, flow: false, range: located.item.nameRange };
  const type = structuredTypeOf(types, located);
  if (type !== undefined) markInstance(value, type);
  return value;
}

function defaultOf(types: PythonTypes, field: ClassField, depth: number): ValueNode {
  const { module, assignment, factory } = field;
  if (factory !== undefined) return madeBy(types, module, factory, depth + 1);
  if (field.default !== undefined) return valueOfExpression(types, module, field.default, depth + 1);
  return { kind: 'scalar', leaf: { t: 'missing' }, style: 'plain', range: assignment.nameRange };
}

/** What a `default_factory` makes: a class's instance, an empty container, what a lambda says. */
function madeBy(types: PythonTypes, module: PythonModule, factory: Expression, depth: number): ValueNode {
  const { range } = factory;
  if (factory.kind === 'lambda') return valueOfExpression(types, module, factory.body, depth + 1);
  const call: Expression = { kind: 'call', callee: factory, positional: [], keywords: [], range };
  return valueOfExpression(types, module, call, depth + 1);
}

/** A Python expression as a value of a config, with its places in the Python text. */
export function valueOfExpression(
  types: PythonTypes,
  module: PythonModule,
  expression: Expression,
  depth = 0,
): ValueNode {
  const { range } = expression;
  if (depth > DEPTH_BUDGET) return scalar(COMPUTED, range);
  const next = (each: Expression) => valueOfExpression(types, module, each, depth + 1);
  switch (expression.kind) {
    case 'list':
    case 'tuple':
      if (expression.items.some((item) => item.kind === 'starred')) break;
      return { kind: 'list', items: expression.items.map(next), flow: true, range };
    case 'dict': {
      const entries = new Map<string, MapEntry>();
      for (const { key, value } of expression.entries) {
        const name = key === undefined ? undefined : keyOf(types, module, key);
        if (name === undefined || key === undefined) return scalar(COMPUTED, range);
        entries.set(keyName(name), { key: name, keyRange: key.range, value: next(value) });
      }
      return { kind: 'map', entries, flow: true, range };
    }
    case 'call':
      return called(types, module, expression, depth) ?? plainly(types, module, expression);
    case 'name':
      return named(types, module, expression.path, range, depth) ?? plainly(types, module, expression);
    default:
  }
  return plainly(types, module, expression);
}

function plainly(types: PythonTypes, module: PythonModule, expression: Expression): ValueNode {
  const bytes = expression.kind === 'opaque' ? bytesIn(module.text, expression.range) : undefined;
  if (bytes !== undefined) return scalar({ t: 'bytes', v: bytes }, expression.range);
  const plain = evaluate(types.modules, module, expression);
  return plain === undefined ? scalar(COMPUTED, expression.range) : valueNodeOf(plain, expression.range);
}

function keyOf(types: PythonTypes, module: PythonModule, key: Expression): Scalar | undefined {
  if (key.kind === 'string') return { t: 'str', v: key.value };
  const value = valueOfExpression(types, module, key);
  if (value.kind !== 'scalar' || value.leaf.t === 'interp' || value.leaf.t === 'missing') return undefined;
  return value.leaf;
}

/** An enum's member, or a variable that holds something that `evaluate` does not read: an instance, a class's list. */
function named(
  types: PythonTypes,
  module: PythonModule,
  path: string,
  range: Range,
  depth: number,
): ValueNode | undefined {
  const found = resolveName(types.modules, module, path);
  if (found.kind === 'class') {
    const { kind, fields } = fieldsOf(types.modules, found);
    if (kind === 'dataclass' || kind === 'attrs') return instanceAt(types, found, shown(fields), undefined, depth + 1);
  }
  if (found.kind !== 'constant') return undefined;
  const { owner } = found;
  if (
    owner !== undefined &&
    fieldsOf(types.modules, owner).kind === 'enum' &&
    enumTypeOf(types, owner).members.has(found.item.name)
  )
    return markClass(scalar({ t: 'str', v: found.item.name }, range), { t: 'enum', name: owner.item.name });
  const { value } = found.item;
  // What stands in another text has no place in this one.
  return value?.kind === 'call' && found.module === module ? called(types, module, value, depth + 1) : undefined;
}

function called(
  types: PythonTypes,
  module: PythonModule,
  call: Extract<Expression, { kind: 'call' }>,
  depth: number,
): ValueNode | undefined {
  if (call.callee.kind !== 'name' || depth > DEPTH_BUDGET) return undefined;
  const name = knownName(types.modules, module, call.callee.path);
  const [first] = call.positional;
  if (/^(omegaconf\.(OmegaConf\.(structured|create)|DictConfig|ListConfig))$/.test(name)) {
    return first === undefined ? undefined : valueOfExpression(types, module, first, depth + 1);
  }
  const zen = zenValue(types, module, call, (within, each) => valueOfExpression(types, within, each, depth + 1));
  if (zen !== undefined) return zen;
  if (name === 'pathlib.Path') return first && pathOf(valueOfExpression(types, module, first, depth + 1));
  if (name === 'dataclasses.field') {
    const own = (keyword: string) => call.keywords.find((each) => each.name === keyword)?.value;
    const factory = own('default_factory');
    const value = own('default');
    if (factory !== undefined) return madeBy(types, module, factory, depth + 1);
    return value === undefined ? undefined : valueOfExpression(types, module, value, depth + 1);
  }
  const found = resolveName(types.modules, module, call.callee.path);
  if (found.kind !== 'class') return undefined;
  const { kind, fields } = fieldsOf(types.modules, found);
  if (kind !== 'dataclass' && kind !== 'attrs') return undefined;
  const all = shown(fields);
  const positional = all.filter((field) => field.isInit && !field.isKeywordOnly);
  const given = new Map<string, { readonly module: PythonModule; readonly value: Expression }>();
  for (const [index, value] of call.positional.entries()) {
    const field = positional[index];
    if (field === undefined || value.kind === 'starred') return undefined;
    given.set(field.name, { module, value });
  }
  for (const { name: keyword, value } of call.keywords) {
    if (keyword === undefined) return undefined;
    given.set(keyword, { module, value });
  }
  return instanceAt(types, found, all, given, depth + 1);
}

/** The fields that OmegaConf sees: not `InitVar`, not `field(metadata={"omegaconf_ignore": True})`. */
export function shown(fields: readonly ClassField[]): ClassField[] {
  return fields.filter((field) => !field.isInitOnly && !isIgnored(field));
}

function isIgnored({ options }: ClassField): boolean {
  const metadata = options.get('metadata');
  return (
    metadata?.kind === 'dict' &&
    metadata.entries.some(
      ({ key, value }) =>
        key?.kind === 'string' && key.value === 'omegaconf_ignore' && value.kind === 'bool' && value.value,
    )
  );
}

function pathOf(value: ValueNode): ValueNode | undefined {
  if (value.kind !== 'scalar' || value.leaf.t !== 'str') return undefined;
  return markClass(scalar({ t: 'str', v: normalPath(value.leaf.v) }, value.range), { t: 'path', name: 'PosixPath' });
}

const BYTES = /\s*(?:(rb|br|b)('''|"""|'|")((?:\\[\s\S]|(?!\2)[^\\])*)\2)/iy;

/** The value of `b"…"`, joined ones included, in base64; `undefined` for any other text. */
function bytesIn(text: string, { start, end }: Range): string | undefined {
  let bytes = '';
  BYTES.lastIndex = start;
  while (BYTES.lastIndex < end) {
    const match = BYTES.exec(text);
    if (match === null) return undefined;
    const [, prefix = '', , body = ''] = match;
    bytes += prefix.length > 1 ? body : unescapeBytes(body);
  }
  // Only ASCII stands in such a literal.
  return /^[\x00-\xff]*$/.test(bytes) ? btoa(bytes) : undefined;
}

const ESCAPES = new Map(Object.entries({ '\n': '', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }));

function unescapeBytes(body: string): string {
  return body.replace(/\\(?:x([\da-f]{2})|([0-7]{1,3})|([\s\S]))/gi, (whole, hex, octal, letter) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return /[\\'"]/.test(letter) ? letter : (ESCAPES.get(letter) ?? whole);
  });
}

function scalar(leaf: Leaf, range: Range): ValueNode {
  return { kind: 'scalar', leaf, style: 'plain', range };
}
