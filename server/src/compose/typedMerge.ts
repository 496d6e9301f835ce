import { type HydraVersion, keyName, type Leaf, type MapEntry, nearest, type Scalar, toPlain } from '../text/index.ts';
import { type ConfigNode, NO_CHILDREN, type Origin } from './composition.ts';
import {
  containerUnder,
  entryOrigin,
  hasTwin,
  isReadOnly,
  type Merging,
  merge,
  type Written,
  withWrite,
} from './merge.ts';
import { pythonText } from './pythonText.ts';
import { convert, convertKey, pythonTypeOf } from './typedConvert.ts';
import { createElement, createTyped, fromClass, prototypeOf, typesFor } from './typedCreate.ts';
import { details, fault, holder, keyHere, notOptional, type TypeFault } from './typedFaults.ts';
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

function refused(node: ConfigNode, fault: TypeFault, merging: Merging): ConfigNode {
  merging.mismatch(fault);
  return node;
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
export function expanded(node: ConfigNode, version: HydraVersion): ConfigNode {
  const { declared } = node;
  const bare = { ...node, leaf: undefined };
  const { leaf: _, ...empty } = bare;
  if (declared?.kind === 'structured') {
    const { children, shape } = prototypeOf(declared.type, version);
    return { ...empty, shape, children, instance: declared.type };
  }
  return { ...empty, shape: declared?.kind === 'list' ? 'list' : 'map', children: NO_CHILDREN };
}

export function mergeMappings(left: ConfigNode, written: Written, origin: Origin, merging: Merging): ConfigNode {
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
  const keys = under.declared?.kind === 'dict' ? under.declared.key : undefined;
  for (const [text, given] of value.entries) {
    open.name = text;
    const converted = keys === undefined ? given : convertKey(given.key, keys, merging.version);
    if ('mismatch' in converted) {
      merging.mismatch(keyFault(converted.mismatch, under, given, entryOrigin(origin, given), merging));
      continue;
    }
    const isSame = converted.key === given.key;
    const [name, entry] = isSame ? [text, given] : [keyName(converted.key), { ...given, key: converted.key }];
    open.name = name;
    if (merging.version === '1.4' && hasTwin(children, name, entry)) merging.keyConflict(origin, entry, false);
    const next = mergeEntry(under, children.get(name), name, entry, written, origin, merging);
    if (next !== undefined) children.set(name, next);
  }
  merging.open.pop();
  const own = { shape: 'map', children, declared, instance } as const;
  const node = withWrite(left, written, origin, isEmpty ? 'set' : 'merge', own);
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
  if (isReadOnly(merging)) return merge(undefined, next, here, merging);
  if (under.instance !== undefined && expected?.kind === 'list' && entry.value.kind === 'map') {
    merging.conflict(here, entry.value, under);
    return undefined;
  }
  if (expected === undefined || expected.kind === 'any' || next.declared !== undefined) {
    return merge(undefined, next, here, merging);
  }
  return createElement(expected, next, here, merging);
}

/** The type of a key in a mapping, be it there or not; `undefined` where a dataclass has no such field. */
export function expectedType(node: ConfigNode, name: string): TypeRef | undefined {
  if (node.instance !== undefined) return node.instance.fields().get(name);
  return node.declared?.kind === 'dict' ? node.declared.element : undefined;
}

function unknownKey(
  type: StructuredType,
  node: ConfigNode,
  key: Scalar,
  origin: Origin,
  range: TypeFault['range'],
  fullKey: string,
): TypeFault {
  const message = `Key '${pythonText(key)}' not in '${type.name}'`;
  const near = key.t === 'str' ? nearest(key.v, type.fields().keys()) : undefined;
  const fault = { message, details: details(fullKey, node), origin, range };
  return { errorClass: 'ConfigKeyError', ...fault, ...(near !== undefined && { near }) };
}

function keyFault(
  message: string,
  node: ConfigNode,
  { keyRange }: MapEntry,
  origin: Origin,
  merging: Merging,
): TypeFault {
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
