import {
  type CallExpression,
  type Expression,
  firstSegment,
  type Located,
  type PythonClass,
  parseExpression,
  resolveKnown,
} from '../python/index.ts';
import type { Json, JsonSchema } from './jsonSchema.ts';
import { constrained, type Options, optionsOfCall } from './pythonConstraints.ts';
import { jsonValue, nameIn, type Scope } from './pythonValue.ts';

/** A place where a class is named: it has one definition, however often it is used. */
export type Refer = (located: Located<PythonClass>) => JsonSchema;

/** What every type may be of which nothing is known. */
const OPEN: JsonSchema = {};
const DEPTH_BUDGET = 40;

/** Types that a name alone says everything of, as Pydantic writes them in its schemas. */
const SIMPLE: ReadonlyMap<string, JsonSchema> = new Map<string, JsonSchema>([
  ['builtins.int', { type: 'integer' }],
  ['builtins.float', { type: 'number' }],
  ['builtins.str', { type: 'string' }],
  ['builtins.bool', { type: 'boolean' }],
  ['builtins.bytes', { type: 'string', format: 'binary' }],
  ['builtins.list', { type: 'array', items: {} }],
  ['builtins.tuple', { type: 'array', items: {} }],
  ['builtins.set', { type: 'array', items: {}, uniqueItems: true }],
  ['builtins.frozenset', { type: 'array', items: {}, uniqueItems: true }],
  ['builtins.dict', { type: 'object', additionalProperties: true }],
  ['typing.Text', { type: 'string' }],
  ['pathlib.Path', { type: 'string', format: 'path' }],
  ['pathlib.PurePath', { type: 'string', format: 'path' }],
  ['pydantic.StrictInt', { type: 'integer' }],
  ['pydantic.StrictFloat', { type: 'number' }],
  ['pydantic.StrictStr', { type: 'string' }],
  ['pydantic.StrictBool', { type: 'boolean' }],
  ['pydantic.FiniteFloat', { type: 'number' }],
  ['pydantic.PositiveInt', { type: 'integer', exclusiveMinimum: 0 }],
  ['pydantic.NonNegativeInt', { type: 'integer', minimum: 0 }],
  ['pydantic.NegativeInt', { type: 'integer', exclusiveMaximum: 0 }],
  ['pydantic.NonPositiveInt', { type: 'integer', maximum: 0 }],
  ['pydantic.PositiveFloat', { type: 'number', exclusiveMinimum: 0 }],
  ['pydantic.NonNegativeFloat', { type: 'number', minimum: 0 }],
  ['pydantic.NegativeFloat', { type: 'number', exclusiveMaximum: 0 }],
  ['pydantic.NonPositiveFloat', { type: 'number', maximum: 0 }],
]);

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['List', 'list'],
  ['Sequence', 'list'],
  ['MutableSequence', 'list'],
  ['Tuple', 'tuple'],
  ['Set', 'set'],
  ['MutableSet', 'set'],
  ['AbstractSet', 'set'],
  ['FrozenSet', 'frozenset'],
  ['Dict', 'dict'],
  ['Mapping', 'dict'],
  ['MutableMapping', 'dict'],
]);

/** `typing.List` and `collections.abc.Sequence` are what `list` is. */
function canonical(name: string): string {
  const bare = /^(?:typing|typing_extensions|collections\.abc)\.(\w+)$/.exec(name)?.[1];
  if (bare === undefined)
    return name.replace(/^pydantic\.types\./, 'pydantic.').replace(/^typing_extensions\./, 'typing.');
  const builtin = ALIASES.get(bare);
  return builtin === undefined ? `typing.${bare}` : `builtins.${builtin}`;
}

/** The JSON Schema of a type annotation; an empty one where the annotation is not understood. */
export function typeSchema(scope: Scope, refer: Refer, annotation: Expression | undefined, depth = 0): JsonSchema {
  if (annotation === undefined || depth > DEPTH_BUDGET) return OPEN;
  const read = (each: Expression | undefined) => typeSchema(scope, refer, each, depth + 1);
  switch (annotation.kind) {
    case 'none':
      return { type: 'null' };
    case 'string':
      return read(parseExpression(annotation.value, annotation.inner.start));
    case 'name':
      return named(scope, refer, annotation.path, depth);
    case 'binary':
      return annotation.operator === '|' ? union(alternatives(scope, annotation), read) : OPEN;
    case 'subscript':
      if (annotation.object.kind !== 'name') return OPEN;
      return generic(scope, annotation, canonical(nameIn(scope, annotation.object.path)), read);
    case 'call':
      return constrainedCall(scope, annotation, read);
    default:
      return OPEN;
  }
}

function named(scope: Scope, refer: Refer, path: string, depth: number): JsonSchema {
  const { modules, module } = scope;
  const first = firstSegment(path);
  const own = scope.within?.scope.bindings.get(first);
  // A field may be called as a type is: `date: date`.
  const isField = own?.kind === 'assignment' && own.annotation !== undefined;
  const found = resolveKnown(modules, module, path, isField ? undefined : scope.within);
  if (found.kind === 'class') return refer(found);
  // `Size = Literal["s", "l"]`
  if (found.kind === 'constant' && found.item.value !== undefined) {
    const home = { modules, module: found.module, within: found.owner?.item };
    return typeSchema(home, refer, found.item.value, depth + 1);
  }
  return found.kind === 'unknown' || found.kind === 'missing'
    ? (SIMPLE.get(canonical(nameIn(scope, path))) ?? OPEN)
    : OPEN;
}

function generic(
  scope: Scope,
  annotation: Extract<Expression, { kind: 'subscript' }>,
  name: string,
  read: (each: Expression | undefined) => JsonSchema,
): JsonSchema {
  const { index } = annotation;
  const given = index.kind === 'tuple' ? index.items : [index];
  const [first, second] = given;
  switch (name) {
    case 'typing.Optional':
    case 'typing.Union':
      return union(alternatives(scope, annotation), read);
    case 'typing.Literal':
      return literal(scope, given);
    case 'typing.Annotated':
      return annotated(scope, read(first), given.slice(1));
    case 'builtins.list':
      return { type: 'array', items: read(first) };
    case 'builtins.set':
    case 'builtins.frozenset':
      return { type: 'array', items: read(first), uniqueItems: true };
    case 'builtins.dict': {
      const values = read(second);
      return { type: 'object', additionalProperties: Object.keys(values).length === 0 ? true : values };
    }
    case 'builtins.tuple': {
      if (second?.kind === 'ellipsis') return { type: 'array', items: read(first) };
      const items = given.map(read);
      return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
    }
    default:
      return OPEN;
  }
}

/** The members of a union, unions within it opened. */
function alternatives(scope: Scope, annotation: Expression): Expression[] {
  const none: Expression = { kind: 'none', range: annotation.range };
  if (annotation.kind === 'binary' && annotation.operator === '|')
    return [...alternatives(scope, annotation.left), ...alternatives(scope, annotation.right)];
  if (annotation.kind === 'string') {
    const inner = parseExpression(annotation.value, annotation.inner.start);
    return inner.kind === 'string' ? [annotation] : alternatives(scope, inner);
  }
  if (annotation.kind !== 'subscript' || annotation.object.kind !== 'name') return [annotation];
  const name = canonical(nameIn(scope, annotation.object.path));
  const { index } = annotation;
  if (name === 'typing.Optional') return [...alternatives(scope, index), none];
  if (name !== 'typing.Union') return [annotation];
  return (index.kind === 'tuple' ? index.items : [index]).flatMap((each) => alternatives(scope, each));
}

function union(members: readonly Expression[], read: (each: Expression) => JsonSchema): JsonSchema {
  const schemas = new Map(members.map(read).map((schema) => [JSON.stringify(schema), schema]));
  const empty = JSON.stringify({ type: 'null' });
  const isNullable = schemas.delete(empty);
  const others = [...schemas.values()];
  const [only] = others;
  if (only === undefined) return { type: 'null' };
  if (!isNullable && others.length === 1) return only;
  return { anyOf: [...others, ...(isNullable ? [{ type: 'null' }] : [])] };
}

function literal(scope: Scope, given: readonly Expression[]): JsonSchema {
  const values: Json[] = [];
  for (const each of given) {
    const value = jsonValue(scope, each);
    if (value === undefined) return OPEN;
    if (!values.includes(value)) values.push(value);
  }
  const [only] = values;
  return values.length === 1 && only !== undefined ? { const: only, type: typeOfValue(only) } : enumeration(values);
}

/** One of some values, with their type where they share one. */
export function enumeration(values: readonly Json[]): JsonSchema {
  const types = new Set(values.map(typeOfValue));
  const [type] = types;
  const shared = types.size === 1 && type !== undefined ? { type } : {};
  return { enum: values, ...shared };
}

function typeOfValue(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'object') return Array.isArray(value) ? 'array' : 'object';
  return typeof value;
}

/** Metadata that makes another value of what is given, before its type is looked at. */
const CONVERTS =
  /^pydantic\.(\w+\.)?(BeforeValidator|WrapValidator|PlainValidator|SkipValidation|WithJsonSchema|Discriminator|Tag|Json\w*)$/;

function annotated(scope: Scope, schema: JsonSchema, metadata: readonly Expression[]): JsonSchema {
  let found = schema;
  for (const each of metadata) {
    const callee = each.kind === 'call' ? each.callee : each;
    if (callee.kind === 'string') continue;
    if (callee.kind !== 'name') return OPEN;
    const name = nameIn(scope, callee.path);
    if (CONVERTS.test(name)) return OPEN;
    if (each.kind === 'call') found = constrained(scope, found, metadataOptions(name, each));
  }
  return found;
}

/** `annotated_types.Ge(1)` says what `Field(ge=1)` says. */
function metadataOptions(name: string, call: CallExpression): Options {
  const own = /^(?:annotated_types|pydantic\.types|pydantic)\.(Ge|Gt|Le|Lt|MultipleOf|MinLen|MaxLen|Len)$/.exec(
    name,
  )?.[1];
  const [first, second] = call.positional;
  if (own === undefined || first === undefined) return optionsOfCall(call);
  if (own === 'Len') {
    return new Map([['min_length', first], ...(second === undefined ? [] : [['max_length', second] as const])]);
  }
  const option = own
    .replace(/^(Min|Max)Len$/, '$1_length')
    .replace('MultipleOf', 'multiple_of')
    .toLowerCase();
  return new Map([[option, first]]);
}

const CONSTRAINED: ReadonlyMap<string, JsonSchema> = new Map<string, JsonSchema>([
  ['pydantic.conint', { type: 'integer' }],
  ['pydantic.confloat', { type: 'number' }],
  ['pydantic.constr', { type: 'string' }],
  ['pydantic.conlist', { type: 'array' }],
  ['pydantic.conset', { type: 'array', uniqueItems: true }],
]);

/** `conint(ge=1)` */
function constrainedCall(scope: Scope, call: CallExpression, read: (each: Expression) => JsonSchema): JsonSchema {
  if (call.callee.kind !== 'name') return OPEN;
  const base = CONSTRAINED.get(canonical(nameIn(scope, call.callee.path)));
  if (base === undefined) return OPEN;
  const [item] = call.positional;
  const items = base.type === 'array' ? { items: item === undefined ? OPEN : read(item) } : {};
  return constrained(scope, { ...base, ...items }, optionsOfCall(call));
}
