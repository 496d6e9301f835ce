import { type HydraVersion, keyName, type Scalar, type ValueNode } from '../text/index.ts';
import type { ConfigNode, Origin } from './composition.ts';
import { fresh, type Merging, merge } from './merge.ts';
import { convertKey } from './typedConvert.ts';
import { createTyped } from './typedCreate.ts';
import type { TypeFault } from './typedFaults.ts';
import { assignTyped, expanded, isMapping, isSequence } from './typedMerge.ts';
import type { TypeRef } from './typedTypes.ts';

/** Why a value of the command line cannot be set. */
export interface Failure {
  readonly errorClass: string;
  readonly message: string;
  /** The key is not there, and struct mode or a dataclass forbids to add it. */
  readonly absent: boolean;
  /** Hydra lets the exception through as it is. */
  readonly raw?: boolean;
}

export const ABSENT: Failure = { errorClass: 'ConfigAttributeError', message: '', absent: true };

/** Where a value is put, and whether new keys may come with it. */
export interface Place {
  readonly node: ConfigNode;
  readonly name: string;
  readonly force: boolean;
  /** The node is in an instance of a frozen dataclass. */
  readonly isReadOnly: boolean;
}

/** Sets one value in a mapping or a list as `OmegaConf.update` does at the end of its path. */
export function assign(place: Place, value: ValueNode, origin: Origin, merging: Merging): ConfigNode | Failure {
  const current = place.node.children.get(place.name);
  const faults: TypeFault[] = [];
  const noting: Merging = { ...merging, mismatch: (fault) => faults.push(fault) };
  const made = assigned(current, place, value, origin, noting);
  const [fault] = faults;
  if (fault === undefined) return made ?? ABSENT;
  return { errorClass: fault.errorClass, message: fault.message, absent: fault.errorClass === 'ConfigKeyError' };
}

function assigned(
  current: ConfigNode | undefined,
  { node, name, force, isReadOnly }: Place,
  value: ValueNode,
  origin: Origin,
  merging: Merging,
): ConfigNode | Failure | undefined {
  const key: Scalar = { t: 'str', v: name };
  if (current === undefined) {
    if (isReadOnly) return READ_ONLY;
    const type = elementOf(node);
    if (type?.kind === 'structured' && value.kind === 'map') return notAnInstance(type);
    if (type !== undefined && type.kind !== 'any') return createTyped(type, { value, key }, origin, merging);
    return fresh(value, origin, merging, key);
  }
  if (value.kind === 'map' && isMapping(current)) {
    if (current.leaf?.t === 'null' && merging.version === '1.3')
      return value.entries.size === 0 ? current : NULL_MAPPING;
    // OmegaConf makes an instance of the class first.
    const isInstance = current.declared?.kind === 'structured';
    const isReplaced = current.leaf?.t === 'interp' && isInstance;
    const known = current.leaf?.t === 'null' && isInstance ? expanded(current, merging.version) : current;
    const unknown = force || isReplaced ? undefined : unknownKey(known, value, merging.version);
    if (unknown === undefined && isReadOnly && value.entries.size > 0) return READ_ONLY;
    return unknown ?? merge(current, { value }, origin, merging);
  }
  if (isReadOnly) return READ_ONLY;
  const isClash = (value.kind === 'map' && isSequence(current)) || (value.kind === 'list' && isMapping(current));
  if (isClash) {
    return { errorClass: 'ConfigTypeError', message: 'Cannot merge DictConfig with ListConfig', absent: false };
  }
  if (current.declared !== undefined) return assignTyped(current, { value }, origin, merging);
  // Unlike a merge, an assignment replaces, also with `???`.
  const made = fresh(value, origin, merging, current.key ?? key);
  return { ...made, writes: [...current.writes, ...made.writes] };
}

/** What is read-only is refused before anything else is said of the value. */
export const READ_ONLY: Failure = { errorClass: 'ReadonlyConfigError', message: 'read-only', absent: false };

/** The command line can change an instance of a dataclass, but not make one. */
function notAnInstance({ type }: Extract<TypeRef, { kind: 'structured' }>): Failure {
  const message = `Invalid type assigned: dict is not a subclass of ${type.name}.`;
  return { errorClass: 'ValidationError', message, absent: false };
}

/** Hydra 1.3 stumbles over a declared mapping that is null. */
const NULL_MAPPING: Failure = {
  errorClass: 'AttributeError',
  message: "'NoneType' object has no attribute 'get'",
  absent: false,
  raw: true,
};

/** What keeps a path from going on below a value with a declared type; `undefined` where it may go on. */
export function blocked({ node, name, force, isReadOnly }: Place, version: HydraVersion): Failure | undefined {
  const below = node.children.get(name);
  if (isReadOnly && force) return READ_ONLY;
  const declared = below === undefined ? (force ? elementOf(node) : undefined) : below.declared;
  if (declared === undefined || declared.kind === 'any') return undefined;
  if (below === undefined || (!isMapping(below) && !isSequence(below))) {
    if (below === undefined && declared.kind === 'structured') return notAnInstance(declared);
    const isContainer = declared.kind === 'dict' || declared.kind === 'structured';
    if (isContainer) return undefined;
    return { errorClass: 'ValidationError', message: "Cannot convert 'dict'", absent: false };
  }
  if (below.leaf?.t === 'interp') return undefined;
  if (below.leaf?.t !== 'null') return { errorClass: 'MissingMandatoryValue', message: '', absent: false };
  if (version === '1.4') return { errorClass: 'ConfigTypeError', message: 'Cannot set below null', absent: false };
  return { errorClass: 'AssertionError', message: 'Unexpected type for root: NoneType', absent: false, raw: true };
}

function elementOf(node: ConfigNode): TypeRef | undefined {
  return node.instance === undefined && node.declared?.kind === 'dict' ? node.declared.element : undefined;
}

/** A mapping given to an existing one in struct mode may only name keys that are there. */
function unknownKey(current: ConfigNode, value: ValueNode, version: HydraVersion): Failure | undefined {
  if (value.kind !== 'map') return undefined;
  for (const entry of value.entries.values()) {
    const name = nameUnder(current, entry.key, version);
    if (typeof name !== 'string') return name;
    const child = current.children.get(name);
    if (child === undefined) return ABSENT;
    const below = child.shape === 'map' ? unknownKey(child, entry.value, version) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
}

/** The name of a key in a mapping, or why its declared type of keys has no such key. */
export function nameUnder({ declared, instance }: ConfigNode, key: Scalar, version: HydraVersion): string | Failure {
  const type = declared?.kind === 'dict' && instance === undefined ? declared.key : undefined;
  const converted = convertKey(key, type, version);
  if ('key' in converted) return keyName(converted.key);
  return { errorClass: 'KeyValidationError', message: converted.mismatch, absent: false };
}
