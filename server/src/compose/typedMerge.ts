import { type HydraVersion, type Leaf, type MapEntry, type Scalar, toPlain, type ValueNode } from '../text/index.ts';
import { type ConfigNode, NO_CHILDREN, type Origin } from './composition.ts';
import { base, containerUnder, entryOrigin, type Merging, merge, mergingAlone, twinOf, type Written } from './merge.ts';
import { pythonText } from './pythonText.ts';
import { convert, pythonTypeOf } from './typedConvert.ts';
import { type Blamed, details, fullKeyOf, type TypeFault } from './typedFaults.ts';
import { derivesFrom, isOptional, type StructuredType, type TypeRef } from './typedTypes.ts';

/** Whether declared types have a say in a merge. */
export function isTyped(left: ConfigNode | undefined, written: Written): boolean {
  return (
    written.declared !== undefined ||
    written.instance !== undefined ||
    left?.declared !== undefined ||
    left?.instance !== undefined
  );
}

/**
 * Merges a written value over what is there, where one of them has a declared type, as `BaseContainer._map_merge` of
 * OmegaConf does: values are converted, and what does not fit is a fault that leaves the value there as it is.
 */
export function mergeTyped(
  left: ConfigNode | undefined,
  written: Written,
  origin: Origin,
  merging: Merging,
): ConfigNode {
  if (left === undefined) return fromClass(written, origin, merging);
  const { value } = written;
  const leaf = value.kind === 'scalar' ? value.leaf : undefined;
  const isLate = leaf?.t === 'interp' && merging.version === '1.4';
  if (isMapping(left) && !isLate) {
    const fault = mappingFault(left, written, origin, merging);
    if (fault !== undefined) return refused(left, fault, merging);
  }
  let under = left;
  const isContainer = isMapping(left) || isSequence(left);
  if (isContainer && left.leaf?.t === 'null' && leaf?.t !== 'null' && leaf?.t !== 'missing' && !isLate) {
    under = expanded(left, merging.version);
  }
  if (under.leaf?.t === 'interp') under = containerUnder(under, merging) ?? under;
  if (leaf?.t === 'missing') return withTypes(under, written, origin, merging);
  const isMappingGiven = value.kind === 'map' || isMappingType(written.declared);
  const isSequenceGiven = value.kind === 'list' || written.declared?.kind === 'list';
  if (isMapping(under) && isMappingGiven) return mergeMappings(under, written, origin, merging);
  if (isSequence(under) && isSequenceGiven) return mergeLists(under, written, origin, merging);
  if ((isMapping(under) && isSequenceGiven) || (isSequence(under) && isMappingGiven)) {
    merging.conflict(origin, value, under);
    return under;
  }
  if (under.declared === undefined) return fromClass(written, origin, merging, under);
  if (isContainer && leaf?.t === 'null' && !isOptional(under.declared)) {
    return refused(under, notOptional(value, origin, merging), merging);
  }
  return assignTyped(under, written, origin, merging);
}

/** Puts a value into a node with a declared type, whatever was there; on a fault the node stays. */
export function assignTyped(node: ConfigNode, written: Written, origin: Origin, merging: Merging): ConfigNode {
  const { value } = written;
  const declared = node.declared as TypeRef;
  const made = createTyped(declared, written, origin, merging);
  if (made === undefined) return node;
  const { instance } = made;
  return {
    ...made,
    ...(node.key !== undefined && { key: node.key }),
    writes: [...node.writes, { origin, op: 'set', value }],
    declared,
    ...(instance !== undefined && { instance }),
  };
}

function isMappingType(type: TypeRef | undefined): boolean {
  return type?.kind === 'dict' || type?.kind === 'structured';
}

/** Whether OmegaConf has a mapping here, be it null, missing or an interpolation. */
export function isMapping(node: ConfigNode): boolean {
  return node.shape === 'map' || isMappingType(node.declared);
}

/** Whether OmegaConf has a list here, be it null, missing or an interpolation. */
export function isSequence(node: ConfigNode): boolean {
  return node.shape === 'list' || node.declared?.kind === 'list';
}

/** Where the merge is, as OmegaConf names it. */
function keyHere(merging: Merging): string {
  return fullKeyOf(merging.open.map((open) => open.name));
}

/** What is declared of the mapping whose value is being merged. */
function holder(merging: Merging): Blamed {
  return merging.open.at(-1) ?? {};
}

function refused(node: ConfigNode, fault: TypeFault, merging: Merging): ConfigNode {
  merging.mismatch(fault);
  return node;
}

function fault(message: string, more: string, value: ValueNode, origin: Origin): TypeFault {
  return { errorClass: 'ValidationError', message, details: more, origin, range: value.range };
}

function notOptional(value: ValueNode, origin: Origin, merging: Merging): TypeFault {
  const key = keyHere(merging);
  return fault(`field '${key}' is not Optional`, details(key, holder(merging)), value, origin);
}

/** What a mapping refuses before anything is merged into it. */
function mappingFault(left: ConfigNode, written: Written, origin: Origin, merging: Merging): TypeFault | undefined {
  const { value, instance } = written;
  const leaf = value.kind === 'scalar' ? value.leaf : undefined;
  if (leaf?.t === 'missing') return undefined;
  const key = keyHere(merging);
  if (leaf?.t === 'null') {
    return isOptional(left.declared)
      ? undefined
      : fault(`field '${key}' is not Optional`, details(key, left), value, origin);
  }
  if (left.instance === undefined || (value.kind === 'map' && instance === undefined)) return undefined;
  if (instance !== undefined && derivesFrom(instance, left.instance)) return undefined;
  const given = instance?.name ?? (leaf === undefined ? 'list' : pythonTypeOf(leaf));
  const shown = pythonText(toPlain(value));
  const message = `Merge error: ${given} is not a subclass of ${left.instance.name}. value: ${shown}`;
  return fault(message, details('', {}), value, origin);
}

/** A new node out of a value that a dataclass brings, or a plain one where nothing is declared. */
function fromClass(written: Written, origin: Origin, merging: Merging, left?: ConfigNode): ConfigNode {
  const { value, declared, instance } = written;
  const node = { ...base(left, written, origin, 'set'), ...(declared !== undefined && { declared }) };
  if (value.kind === 'scalar') {
    return { ...node, shape: value.leaf.t === 'missing' ? 'missing' : 'scalar', leaf: value.leaf };
  }
  if (value.kind === 'list') {
    const element = declared?.kind === 'list' ? declared.element : undefined;
    const items = value.items.map((item) =>
      merge(undefined, { value: item, ...typesFor(element, item) }, origin, merging),
    );
    return { ...node, shape: 'list', children: new Map(items.map((item, index) => [String(index), item])) };
  }
  const children = new Map<string, ConfigNode>();
  for (const [name, entry] of value.entries) {
    const type = instance?.fields().get(name) ?? (declared?.kind === 'dict' ? declared.element : undefined);
    const next = { ...entry, ...typesFor(type, entry.value) };
    children.set(name, merge(undefined, next, entryOrigin(origin, entry), merging));
  }
  return { ...node, shape: 'map', children, ...(instance !== undefined && { instance }) };
}

/** The types of a value that stands where `type` is declared. */
function typesFor(type: TypeRef | undefined, value: ValueNode): Pick<Written, 'declared' | 'instance'> {
  if (type === undefined || type.kind === 'any') return {};
  const isInstance = type.kind === 'structured' && value.kind === 'map';
  return { declared: type, ...(isInstance && { instance: type.type }) };
}

/** A dataclass brings no value but a type: what is there takes it on. */
function withTypes(node: ConfigNode, { declared, value }: Written, origin: Origin, merging: Merging): ConfigNode {
  if (declared === undefined || node.declared !== undefined) return node;
  if (node.shape === 'missing') return { ...node, declared };
  if (node.shape === 'map' && declared.kind === 'structured' && node.instance === undefined) {
    const children = new Map(node.children);
    for (const [name, type] of declared.type.fields()) {
      const missing: Written = {
        value: { kind: 'scalar', leaf: { t: 'missing' }, style: 'plain', range: value.range },
      };
      children.set(name, merge(children.get(name), { ...missing, ...typesFor(type, missing.value) }, origin, merging));
    }
    return { ...node, children, declared, instance: declared.type };
  }
  if (node.shape === 'map' || node.shape === 'list') return adopted({ ...node, declared }, merging);
  const converted = convert(node.leaf as Leaf, declared, merging.version);
  if ('leaf' in converted) return { ...node, leaf: converted.leaf, declared };
  return refused(node, fault(converted.mismatch, details(keyHere(merging), holder(merging)), value, origin), merging);
}

/** The values of a container take on its element type. */
function adopted(node: ConfigNode, { version }: Merging): ConfigNode {
  const { declared } = node;
  const element = declared?.kind === 'dict' || declared?.kind === 'list' ? declared.element : undefined;
  if (element === undefined || element.kind === 'any') return node;
  const children = new Map<string, ConfigNode>();
  for (const [name, child] of node.children) {
    const converted = child.leaf === undefined ? undefined : convert(child.leaf, element, version);
    const leaf = converted !== undefined && 'leaf' in converted ? converted.leaf : child.leaf;
    children.set(name, child.declared === undefined ? { ...child, declared: element, ...(leaf && { leaf }) } : child);
  }
  return { ...node, children };
}

/** A null or an interpolation becomes an empty container, or an instance of its class, before it is merged into. */
function expanded(node: ConfigNode, version: HydraVersion): ConfigNode {
  const { declared } = node;
  const bare = { ...node, leaf: undefined };
  const { leaf: _, ...empty } = bare;
  if (declared?.kind === 'structured') {
    const { children, shape } = prototypeOf(declared.type, version);
    return { ...empty, shape, children, instance: declared.type };
  }
  return { ...empty, shape: declared?.kind === 'list' ? 'list' : 'map', children: NO_CHILDREN };
}

const prototypes = new WeakMap<StructuredType, ConfigNode>();

/** A new instance of a dataclass. */
function prototypeOf(type: StructuredType, version: HydraVersion): ConfigNode {
  const known = prototypes.get(type);
  if (known !== undefined) return known;
  const written: Written = { value: type.values(), instance: type };
  const made = fromClass(written, { kind: 'builtin', name: type.name }, mergingAlone(version));
  prototypes.set(type, made);
  return made;
}

function mergeMappings(left: ConfigNode, written: Written, origin: Origin, merging: Merging): ConfigNode {
  const { value } = written;
  if (value.kind !== 'map')
    return fromClass({ ...written, declared: left.declared ?? written.declared }, origin, merging, left);
  const isEmpty = left.shape !== 'map';
  const under = isEmpty ? expanded(left, merging.version) : left;
  const instance = written.instance ?? under.instance;
  const declared = left.declared ?? written.declared;
  const children = new Map(under.children);
  const open = { children, name: '', declared: under.declared, instance: under.instance };
  merging.open.push(open);
  for (const [name, entry] of value.entries) {
    open.name = name;
    if (merging.version === '1.4' && children.has(twinOf(name))) merging.keyConflict(origin, entry);
    const next = mergeEntry(under, children.get(name), name, entry, written, origin, merging);
    if (next !== undefined) children.set(name, next);
  }
  merging.open.pop();
  const node: ConfigNode = {
    ...base(left, written, origin, isEmpty ? 'set' : 'merge'),
    shape: 'map',
    children,
    ...(declared !== undefined && { declared }),
    ...(instance !== undefined && { instance }),
  };
  return left.declared === undefined && written.declared !== undefined ? adopted(node, merging) : node;
}

function mergeEntry(
  under: ConfigNode,
  child: ConfigNode | undefined,
  name: string,
  entry: MapEntry,
  written: Written,
  origin: Origin,
  merging: Merging,
): ConfigNode | undefined {
  const given =
    written.instance?.fields().get(name) ?? (written.declared?.kind === 'dict' ? written.declared.element : undefined);
  const next: Written = { ...entry, ...typesFor(given, entry.value) };
  const here = entryOrigin(origin, entry);
  if (child !== undefined) return merge(child, next, here, merging);
  const expected = expectedType(under, name);
  if (expected === undefined && under.instance !== undefined && written.instance === undefined) {
    merging.mismatch(unknownKey(under.instance, under, entry.key, here, entry.keyRange, keyHere(merging)));
    return undefined;
  }
  const wrongKey = keyFault(under, entry, here, merging);
  if (wrongKey !== undefined) {
    merging.mismatch(wrongKey);
    return undefined;
  }
  if (expected === undefined || expected.kind === 'any' || next.declared !== undefined) {
    return merge(undefined, next, here, merging);
  }
  return createElement(expected, next, here, merging);
}

/** OmegaConf takes a list or a mapping as it is where a list or a mapping of plain values is declared. */
function createElement(type: TypeRef, written: Written, origin: Origin, merging: Merging): ConfigNode | undefined {
  const isPlain = type.kind === 'scalar' || type.kind === 'enum' || type.kind === 'union';
  if (isPlain && written.value.kind !== 'scalar') return merge(undefined, written, origin, merging);
  return createTyped(type, written, origin, merging);
}

/** The type of a key in a mapping, be it there or not; `undefined` where a dataclass has no such field. */
export function expectedType(node: ConfigNode, name: string): TypeRef | undefined {
  if (node.instance !== undefined) return node.instance.fields().get(name);
  return node.declared?.kind === 'dict' ? node.declared.element : undefined;
}

export function unknownKey(
  type: StructuredType,
  node: ConfigNode,
  key: Scalar,
  origin: Origin,
  range: TypeFault['range'],
  fullKey: string,
): TypeFault {
  const message = `Key '${pythonText(key)}' not in '${type.name}'`;
  return { errorClass: 'ConfigKeyError', message, details: details(fullKey, node), origin, range };
}

function keyFault(
  node: ConfigNode,
  { key, keyRange }: MapEntry,
  origin: Origin,
  merging: Merging,
): TypeFault | undefined {
  const type = node.declared?.kind === 'dict' ? node.declared.key : undefined;
  if (type?.kind !== 'scalar' || type.name === key.t) return undefined;
  const message = `Key ${pythonText(key)} (${pythonTypeOf(key)}) is incompatible with (${type.name})`;
  return {
    errorClass: 'KeyValidationError',
    message,
    details: details(keyHere(merging), node),
    origin,
    range: keyRange,
  };
}

function mergeLists(left: ConfigNode, written: Written, origin: Origin, merging: Merging): ConfigNode {
  const declared = left.declared ?? written.declared;
  if (left.declared === undefined) return fromClass({ ...written, declared }, origin, merging, left);
  return assignTyped(left, written, origin, merging);
}

/** A new node of a declared type; `undefined` after a fault. */
export function createTyped(type: TypeRef, written: Written, origin: Origin, merging: Merging): ConfigNode | undefined {
  const { value } = written;
  if (value.kind === 'scalar') return createLeaf(type, value.leaf, written, origin, merging);
  if (type.kind === 'any') return merge(undefined, written, origin, merging);
  const node = { ...base(undefined, written, origin, 'set'), declared: type };
  if (value.kind === 'list' && type.kind === 'list') {
    const children = new Map<string, ConfigNode>();
    for (const [index, item] of value.items.entries()) {
      const open = { children, name: `[${index}]`, declared: type, instance: undefined };
      merging.open.push(open);
      const made = createElement(type.element, { value: item }, origin, merging);
      merging.open.pop();
      if (made !== undefined) children.set(String(children.size), made);
    }
    return { ...node, shape: 'list', children };
  }
  if (value.kind === 'map' && (type.kind === 'dict' || type.kind === 'structured')) {
    const shape = { ...node, ...(type.kind === 'structured' && prototypeOf(type.type, merging.version)) };
    const empty: ConfigNode = { ...node, shape: 'map', children: type.kind === 'dict' ? NO_CHILDREN : shape.children };
    const start = type.kind === 'structured' ? { ...empty, instance: type.type } : empty;
    return {
      ...mergeMappings(start, { ...written, declared: undefined, instance: undefined }, origin, merging),
      writes: node.writes,
    };
  }
  merging.mismatch(fault(containerMismatch(type, value), details(keyHere(merging), holder(merging)), value, origin));
  return undefined;
}

function createLeaf(
  type: TypeRef,
  leaf: Leaf,
  written: Written,
  origin: Origin,
  merging: Merging,
): ConfigNode | undefined {
  const { value } = written;
  const converted = convert(leaf, type, merging.version);
  if ('mismatch' in converted) {
    const message = converted.mismatch;
    merging.mismatch(fault(message, details(keyHere(merging), holder(merging)), value, origin));
    return undefined;
  }
  const shape = converted.leaf.t === 'missing' ? 'missing' : 'scalar';
  const declared = type.kind === 'any' ? {} : { declared: type };
  return { ...base(undefined, written, origin, 'set'), shape, leaf: converted.leaf, ...declared };
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
  if (type.kind === 'structured') {
    return `Invalid type assigned: list is not a subclass of ${type.type.name}. value: ${shown}`;
  }
  if (type.kind === 'list') return `Invalid value assigned: ${given} is not a ListConfig, list or tuple.`;
  return `Invalid value assigned: ${given}`;
}
