import { type HydraVersion, type Leaf, toPlain, type ValueNode } from '../text/index.ts';
import { type ConfigNode, NO_CHILDREN, type Origin } from './composition.ts';
import { entryOrigin, type Merging, merge, mergingAlone, type Written, withWrite } from './merge.ts';
import { pythonText } from './pythonText.ts';
import { convert, notOneOf } from './typedConvert.ts';
import { details, fault, holder, keyHere, notOptional } from './typedFaults.ts';
import { mergeMappings } from './typedMerge.ts';
import { instanceOf, isOptional, requiredText, type StructuredType, type TypeRef } from './typedTypes.ts';

/** A new node out of a value that a dataclass brings, or a plain one where nothing is declared. */
export function fromClass(given: Written, origin: Origin, merging: Merging, left?: ConfigNode): ConfigNode {
  const { value, declared, instance } = given;
  if (value.kind === 'scalar') {
    const converted = declared === undefined ? value : convert(value.leaf, declared, merging.version);
    const leaf = 'leaf' in converted ? converted.leaf : value.leaf;
    const shape = leaf.t === 'missing' ? 'missing' : 'scalar';
    return withWrite(left, given, origin, 'set', { shape, leaf, declared });
  }
  if (value.kind === 'list') {
    const element = declared?.kind === 'list' ? declared.element : undefined;
    const types = declared?.kind === 'list' && merging.version === '1.4' ? declared.items : undefined;
    const items = value.items.map((item, index) =>
      merge(undefined, { value: item, ...typesFor(types?.[index] ?? element, item) }, origin, merging),
    );
    const children = new Map(items.map((item, index) => [String(index), item]));
    return withWrite(left, given, origin, 'set', { shape: 'list', children, declared });
  }
  const children = new Map<string, ConfigNode>();
  for (const [name, entry] of value.entries) {
    const type = instance?.fields().get(name) ?? (declared?.kind === 'dict' ? declared.element : undefined);
    const next = { ...entry, ...typesFor(type, entry.value) };
    children.set(name, merge(undefined, next, instance?.origins?.get(name) ?? entryOrigin(origin, entry), merging));
  }
  return withWrite(left, given, origin, 'set', { shape: 'map', children, declared, instance });
}

/** The types of a value that stands where `type` is declared. */
export function typesFor(type: TypeRef | undefined, value: ValueNode): Pick<Written, 'declared' | 'instance'> {
  const declaredType = type?.kind === 'structured' && value.kind === 'map' ? type.type : undefined;
  const instance = instanceOf(value) ?? declaredType;
  const declared = type === undefined || type.kind === 'any' ? undefined : type;
  return { ...(declared !== undefined && { declared }), ...(instance !== undefined && { instance }) };
}

const prototypes = new WeakMap<StructuredType, ConfigNode>();

/** A new instance of a dataclass. */
export function prototypeOf(type: StructuredType, version: HydraVersion): ConfigNode {
  const known = prototypes.get(type);
  if (known !== undefined) return known;
  const written: Written = { value: type.values(), instance: type };
  const made = fromClass(written, { kind: 'builtin', name: type.name }, mergingAlone(version));
  prototypes.set(type, made);
  return made;
}

/** OmegaConf takes a list or a mapping as it is where a list or a mapping of plain values is declared. */
export function createElement(
  type: TypeRef,
  written: Written,
  origin: Origin,
  merging: Merging,
): ConfigNode | undefined {
  const isPlain = ['scalar', 'enum', 'literal', 'union'].includes(type.kind);
  const { value } = written;
  if (type.kind === 'list' && type.isTuple && value.kind === 'list' && merging.version === '1.4') {
    const message = `'ListConfig' is incompatible with type hint 'typing.${requiredText(type)}'`;
    merging.mismatch(fault(message, details(keyHere(merging), holder(merging)), value, origin));
    return undefined;
  }
  if (isPlain && value.kind !== 'scalar') return merge(undefined, written, origin, merging);
  if (value.kind === 'scalar' && value.leaf.t === 'null' && !isOptional(type)) {
    const isItem = merging.open.at(-1)?.declared?.kind === 'list';
    const words = `Invalid type assigned: NoneType is not a subclass of ${requiredText(type)}. value: None`;
    const isNot = notOptional(value, origin, merging);
    merging.mismatch(isItem ? { ...isNot, message: words } : isNot);
    return undefined;
  }
  return createTyped(type, written, origin, merging);
}

/** A new node of a declared type; `undefined` after a fault. */
export function createTyped(type: TypeRef, given: Written, origin: Origin, merging: Merging): ConfigNode | undefined {
  const { value } = given;
  if (value.kind === 'scalar') return createLeaf(type, value.leaf, given, origin, merging);
  if (type.kind === 'any') return merge(undefined, given, origin, merging);
  if (value.kind === 'list' && type.kind === 'list') {
    const types = merging.version === '1.4' ? type.items : undefined;
    if (types !== undefined && types.length !== value.items.length) {
      const message = `TupleConfig length ${value.items.length} does not match type hint length ${types.length}`;
      merging.mismatch(fault(message, details(keyHere(merging), holder(merging)), value, origin));
      return undefined;
    }
    const children = new Map<string, ConfigNode>();
    for (const [index, item] of value.items.entries()) {
      const open = { children, name: `[${index}]`, declared: type, instance: undefined, isList: true };
      merging.open.push(open);
      const made = createElement(types?.[index] ?? type.element, { value: item }, origin, merging);
      merging.open.pop();
      if (made !== undefined) children.set(String(children.size), made);
    }
    return withWrite(undefined, given, origin, 'set', { shape: 'list', children, declared: type });
  }
  if (value.kind === 'map' && (type.kind === 'dict' || type.kind === 'structured')) {
    const isClass = type.kind === 'structured';
    const start = withWrite(undefined, given, origin, 'set', {
      shape: 'map',
      children: isClass ? prototypeOf(type.type, merging.version).children : NO_CHILDREN,
      declared: type,
      instance: isClass ? type.type : undefined,
    });
    return {
      ...mergeMappings(start, { ...given, declared: undefined, instance: undefined }, origin, merging),
      writes: start.writes,
    };
  }
  merging.mismatch(fault(containerMismatch(type, value), details(keyHere(merging), holder(merging)), value, origin));
  return undefined;
}

function createLeaf(
  type: TypeRef,
  leaf: Leaf,
  given: Written,
  origin: Origin,
  merging: Merging,
): ConfigNode | undefined {
  const { value } = given;
  const converted = convert(leaf, type, merging.version);
  if ('mismatch' in converted) {
    const message = converted.mismatch;
    merging.mismatch(fault(message, details(keyHere(merging), holder(merging)), value, origin));
    return undefined;
  }
  const shape = converted.leaf.t === 'missing' ? 'missing' : 'scalar';
  const declared = type.kind === 'any' ? undefined : type;
  return withWrite(undefined, given, origin, 'set', { shape, leaf: converted.leaf, declared });
}

const CONVERSIONS = { int: 'Integer', float: 'Float', Path: 'Path' } as const;

/** OmegaConf's words for a list or a mapping where something else is declared. */
function containerMismatch(type: TypeRef, value: ValueNode): string {
  const given = value.kind === 'list' ? 'ListConfig' : 'DictConfig';
  const shown = pythonText(toPlain(value));
  if (type.kind === 'scalar') {
    if (type.name === 'str') return `Cannot convert '${given}' to string: '${shown}'`;
    if (type.name === 'bool') return `Value '${shown}' is not a valid bool (type ${given})`;
    if (type.name === 'bytes') return `Value '${shown}' of type '${given}' is not of type 'bytes'`;
    return `Value '${shown}' of type '${given}' could not be converted to ${CONVERSIONS[type.name]}`;
  }
  if (type.kind === 'enum') return `Value ${shown} (${given}) is not a valid input for <enum '${type.type.name}'>`;
  if (type.kind === 'literal') return notOneOf(shown, type.values);
  if (type.kind === 'structured') {
    return `Invalid type assigned: list is not a subclass of ${type.type.name}. value: ${shown}`;
  }
  if (type.kind === 'list') return `Invalid value assigned: ${given} is not a ListConfig, list or tuple.`;
  return `Invalid value assigned: ${given}`;
}
