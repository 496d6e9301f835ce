import {
  type Expression,
  evaluate,
  fieldsDecorator,
  fieldsOf,
  knownName,
  type Located,
  linearize,
  type PythonClass,
  type PythonModule,
  type PythonModules,
  parseExpression,
  resolveKnown,
} from '../python/index.ts';
import type { ConfigFile, Scalar, ValueNode } from '../text/index.ts';
import { instanceAt, shown } from './pythonValues.ts';
import { ANY, type EnumType, isOptional, type StructuredType, type TypeRef } from './typedTypes.ts';

/** The classes of one state of the workspace's Python: each is one object, since OmegaConf compares classes. */
export interface PythonTypes {
  readonly modules: PythonModules;
  readonly structured: Map<PythonClass, StructuredType | undefined>;
  readonly enums: Map<PythonClass, EnumType>;
}

export function pythonTypes(modules: PythonModules): PythonTypes {
  return { modules, structured: new Map(), enums: new Map() };
}

const files = new WeakMap<PythonModule, ConfigFile>();

/** A Python file as a document that values come from, so that a click on a value's origin leads to the field. */
export function pythonFile(module: PythonModule): ConfigFile {
  const known = files.get(module);
  if (known !== undefined) return known;
  const made: ConfigFile = { uri: module.uri, text: module.text, defaultsDefects: [], problems: [] };
  files.set(module, made);
  return made;
}

/**
 * A dataclass or an attrs class as OmegaConf sees it (`_utils.get_dataclass_data`); `undefined` for any other class, and
 * for one whose bases cannot be read, since its fields are not known.
 */
export function structuredTypeOf(types: PythonTypes, located: Located<PythonClass>): StructuredType | undefined {
  const { item } = located;
  if (types.structured.has(item)) return types.structured.get(item);
  // A class may hold itself.
  types.structured.set(item, undefined);
  const made = makeType(types, located);
  types.structured.set(item, made);
  return made;
}

function makeType(types: PythonTypes, located: Located<PythonClass>): StructuredType | undefined {
  const { kind, fields, isOpen } = fieldsOf(types.modules, located);
  if ((kind !== 'dataclass' && kind !== 'attrs') || isOpen) return undefined;
  const own = shown(fields);
  let refs: ReadonlyMap<string, TypeRef> | undefined;
  let values: ValueNode | undefined;
  const { classes } = linearize(types.modules, located);
  const bases = classes.slice(1).flatMap((each) => structuredTypeOf(types, each) ?? []);
  const decorator = classes.map((each) => fieldsDecorator(types.modules, each)).find((each) => each !== undefined);
  const frozen = decorator?.options.get('frozen');
  const isFrozen = (frozen?.kind === 'bool' && frozen.value) || decorator?.name.endsWith('.frozen') === true;
  return {
    name: located.item.name,
    bases,
    isFrozen,
    fields: () => {
      refs ??= new Map(own.map((field) => [field.name, typeRefOf(types, field.module, field.annotation)]));
      return refs;
    },
    values: () => {
      values ??= instanceAt(types, located, own);
      return values;
    },
    origins: new Map(
      own.map((field) => [
        field.name,
        { kind: 'file' as const, file: pythonFile(field.module), key: field.assignment.nameRange },
      ]),
    ),
  };
}

const SCALARS: ReadonlyMap<string, Extract<TypeRef, { kind: 'scalar' }>['name']> = new Map([
  ['builtins.str', 'str'],
  ['builtins.int', 'int'],
  ['builtins.float', 'float'],
  ['builtins.bool', 'bool'],
  ['builtins.bytes', 'bytes'],
  ['pathlib.Path', 'Path'],
] as const);

const LITERALS = new Set(['typing.Literal', 'typing_extensions.Literal']);
const LISTS = new Set(['typing.List', 'builtins.list', 'typing.Sequence']);
const TUPLES = new Set(['typing.Tuple', 'builtins.tuple']);
const DICTS = new Set(['typing.Dict', 'builtins.dict', 'typing.Mapping']);
const DEPTH_BUDGET = 40;

/** The type that an annotation declares. What is not understood may be anything. */
export function typeRefOf(
  types: PythonTypes,
  module: PythonModule,
  annotation: Expression | undefined,
  depth = 0,
): TypeRef {
  if (annotation === undefined || depth > DEPTH_BUDGET) return ANY;
  const next = (each: Expression | undefined) => typeRefOf(types, module, each, depth + 1);
  switch (annotation.kind) {
    case 'string':
      return typeRefOf(types, module, parseExpression(annotation.value, annotation.inner.start), depth + 1);
    case 'name':
      return namedType(types, module, annotation.path, depth);
    case 'binary':
      return annotation.operator === '|' ? union([annotation.left, annotation.right], next) : ANY;
    case 'subscript': {
      if (annotation.object.kind !== 'name') return ANY;
      const name = knownName(types.modules, module, annotation.object.path);
      const inner = annotation.index.kind === 'tuple' ? annotation.index.items : [annotation.index];
      if (name === 'typing.Optional') return optional(next(inner[0]));
      if (name === 'typing.Union') return union(inner, next);
      if (LITERALS.has(name)) return literal(types, module, inner);
      if (LISTS.has(name)) return { kind: 'list', element: next(inner[0]), optional: false };
      if (TUPLES.has(name)) return tuple(inner, next);
      if (DICTS.has(name)) return { kind: 'dict', key: next(inner[0]), element: next(inner[1]), optional: false };
      return ANY;
    }
    default:
      return ANY;
  }
}

function namedType(types: PythonTypes, module: PythonModule, path: string, depth: number): TypeRef {
  const found = resolveKnown(types.modules, module, path);
  const name = found.kind === 'unknown' ? found.name : knownName(types.modules, module, path);
  const scalar = SCALARS.get(name);
  if (scalar !== undefined) return { kind: 'scalar', name: scalar, optional: false };
  if (LISTS.has(name)) return { kind: 'list', element: ANY, optional: false };
  if (TUPLES.has(name)) return { kind: 'list', element: ANY, optional: false, isTuple: true };
  if (DICTS.has(name)) return { kind: 'dict', key: ANY, element: ANY, optional: false };
  if (found.kind === 'constant') return typeRefOf(types, found.module, found.item.value, depth + 1);
  if (found.kind !== 'class') return ANY;
  const isEnum = fieldsOf(types.modules, found).kind === 'enum';
  if (isEnum) return { kind: 'enum', type: enumTypeOf(types, found), optional: false };
  const type = structuredTypeOf(types, found);
  return type === undefined ? ANY : { kind: 'structured', type, optional: false };
}

/** `Literal["a", 1, None]`; of which one value is not known, anything may be. */
function literal(types: PythonTypes, module: PythonModule, inner: readonly Expression[]): TypeRef {
  const values: Scalar[] = [];
  for (const each of inner) {
    const value = evaluate(types.modules, module, each);
    if (value === undefined || !LITERAL_VALUES.has(value.t)) return ANY;
    values.push(value as Scalar);
  }
  const optional = values.some(({ t }) => t === 'null');
  return { kind: 'literal', values, optional };
}

const LITERAL_VALUES = new Set(['str', 'int', 'bool', 'null']);

/** `Tuple[int, ...]` has any length, `Tuple[int, str]` two items. */
function tuple(inner: readonly Expression[], next: (each: Expression | undefined) => TypeRef): TypeRef {
  const type = { kind: 'list', element: next(inner[0]), optional: false, isTuple: true } as const;
  if (inner[1]?.kind === 'ellipsis') return type;
  const isEmpty = inner[0]?.kind === 'opaque' || (inner[0]?.kind === 'tuple' && inner[0].items.length === 0);
  return { ...type, items: isEmpty ? [] : inner.map(next) };
}

function optional(type: TypeRef): TypeRef {
  return type.kind === 'any' ? type : { ...type, optional: true };
}

function union(members: readonly Expression[], next: (each: Expression) => TypeRef): TypeRef {
  const isNone = (each: Expression) => each.kind === 'none';
  const refs = members.filter((each) => !isNone(each)).map(next);
  // A union within a union is one union.
  const flat = refs.flatMap((each) => (each.kind === 'union' ? each.members : [each]));
  const hasNone = members.some(isNone) || refs.some((each) => each.kind !== 'any' && isOptional(each));
  const [only, ...more] = flat;
  if (only !== undefined && more.length === 0) return hasNone ? optional(only) : only;
  if (flat.some(({ kind }) => kind === 'literal')) return ANY;
  return { kind: 'union', members: flat, optional: hasNone };
}

export function enumTypeOf(types: PythonTypes, located: Located<PythonClass>): EnumType {
  const known = types.enums.get(located.item);
  if (known !== undefined) return known;
  const members = new Map<string, Scalar>();
  for (const [index, { name, default: value, module }] of fieldsOf(types.modules, located).fields.entries()) {
    const plain = evaluate(types.modules, module, value);
    const isScalar = plain !== undefined && !['list', 'dict', 'interp', 'missing'].includes(plain.t);
    members.set(name, isScalar ? (plain as Scalar) : { t: 'int', v: BigInt(index + 1) });
  }
  const made = { name: located.item.name, members };
  types.enums.set(located.item, made);
  return made;
}
