import type { HydraVersion, Scalar, ValueNode } from '../text/index.ts';
import type { ConfigNode, Origin } from './composition.ts';
import { fresh, type Merging, merge } from './merge.ts';
import { createTyped } from './typedCreate.ts';
import type { TypeFault } from './typedFaults.ts';
import { assignTyped, isMapping, isSequence } from './typedMerge.ts';
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
}

/** Sets one value in a mapping or a list as `OmegaConf.update` does at the end of its path. */
export function assign(
  { node, name, force }: Place,
  value: ValueNode,
  origin: Origin,
  merging: Merging,
): ConfigNode | Failure {
  const current = node.children.get(name);
  const faults: TypeFault[] = [];
  const noting: Merging = { ...merging, mismatch: (fault) => faults.push(fault) };
  const made = assigned(current, { node, name, force }, value, origin, noting);
  const [fault] = faults;
  if (fault === undefined) return made ?? ABSENT;
  return { errorClass: fault.errorClass, message: fault.message, absent: fault.errorClass === 'ConfigKeyError' };
}

function assigned(
  current: ConfigNode | undefined,
  { node, name, force }: Place,
  value: ValueNode,
  origin: Origin,
  merging: Merging,
): ConfigNode | Failure | undefined {
  const key: Scalar = { t: 'str', v: name };
  if (current === undefined) {
    const type = elementOf(node);
    if (type !== undefined && type.kind !== 'any') return createTyped(type, { value, key }, origin, merging);
    return fresh(value, origin, merging, key);
  }
  if (value.kind === 'map' && isMapping(current)) {
    if (current.leaf?.t === 'null' && merging.version === '1.3')
      return value.entries.size === 0 ? current : NULL_MAPPING;
    // OmegaConf makes an instance of the class first.
    const isReplaced = current.leaf?.t === 'interp' && current.declared?.kind === 'structured';
    return (force || isReplaced ? undefined : unknownKey(current, value)) ?? merge(current, { value }, origin, merging);
  }
  const isClash = (value.kind === 'map' && isSequence(current)) || (value.kind === 'list' && isMapping(current));
  if (isClash) {
    return { errorClass: 'ConfigTypeError', message: 'Cannot merge DictConfig with ListConfig', absent: false };
  }
  if (current.declared !== undefined) return assignTyped(current, { value }, origin, merging);
  // Unlike a merge, an assignment replaces, also with `???`.
  const made = fresh(value, origin, merging, current.key ?? key);
  return { ...made, writes: [...current.writes, ...made.writes] };
}

/** Hydra 1.3 stumbles over a declared mapping that is null. */
const NULL_MAPPING: Failure = {
  errorClass: 'AttributeError',
  message: "'NoneType' object has no attribute 'get'",
  absent: false,
  raw: true,
};

/** What keeps a path from going on below a value with a declared type; `undefined` where it may go on. */
export function blocked({ node, name, force }: Place, version: HydraVersion): Failure | undefined {
  const below = node.children.get(name);
  const declared = below === undefined ? (force ? elementOf(node) : undefined) : below.declared;
  if (declared === undefined || declared.kind === 'any') return undefined;
  if (below === undefined || (!isMapping(below) && !isSequence(below))) {
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
function unknownKey(current: ConfigNode, value: ValueNode): Failure | undefined {
  if (value.kind !== 'map') return undefined;
  for (const [name, entry] of value.entries) {
    const child = current.children.get(name);
    if (child === undefined) return ABSENT;
    const below = child.shape === 'map' ? unknownKey(child, entry.value) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
}
