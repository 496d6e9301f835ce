import type { Leaf } from '../text/index.ts';
import { valueNodeOf } from './convert.ts';
import { mergingAlone } from './merge.ts';
import {
  classOf,
  isLive,
  isMissing,
  type Live,
  leafOf,
  liveOf,
  type PythonValue,
  plainOfLive,
  pythonValueOf,
} from './resolveLive.ts';
import { count, type Resolving, textOf, Unresolvable } from './resolveState.ts';
import { convert } from './typedConvert.ts';
import { createTyped } from './typedCreate.ts';
import type { TypeFault } from './typedFaults.ts';
import { classOfType, derivesFrom, requiredText, type TypeRef, typeText } from './typedTypes.ts';

/** A result where a type is declared is converted to it. */
export function fitted(resolving: Resolving, result: Live, { declared, parent, key }: Live, text: string): Live {
  if (declared === undefined || declared.kind === 'any' || isMissing(result)) return result;
  const value = pythonValue(resolving, result);
  const isPlain = !isLive(value) && value.t !== 'list' && value.t !== 'dict';
  const isContainerDeclared = ['structured', 'list', 'dict'].includes(declared.kind);
  if (isContainerDeclared && resolving.version === '1.3') return result;
  if (!isPlain && declared.kind !== 'scalar') {
    if (!isLive(value) || resolving.version === '1.3' || resolving.keysOnly) return result;
    if (declared.kind === 'list' || declared.kind === 'dict') return converted(resolving, value, declared, parent, key);
    const misfit = misfitOf(resolving, value, declared);
    if (misfit !== undefined) throw new Unresolvable('InterpolationValidationError', misfit);
    return result;
  }
  const isMember = isPlain && value.t === 'str' && value.valueClass?.t === 'enum';
  // Python's `str()` of a member has its class.
  const leaf = isMember && declared.kind !== 'enum' ? { ...value, v: textOf(resolving, value) } : value;
  const made = isPlain ? convert(leaf as Leaf, declared, resolving.version) : notConverted(resolving, value, declared);
  if ('mismatch' in made) {
    const place = isContainerDeclared ? '' : `While dereferencing interpolation '${text}': `;
    throw new Unresolvable('InterpolationValidationError', `${place}${made.mismatch}`);
  }
  const isSame = isPlain && made.leaf.t === value.t && !isMember && classOfType(declared) === undefined;
  return isSame ? result : leafOf(made.leaf, parent, key, true, classOfType(declared));
}

/** OmegaConf 2.4 makes a container anew where another type is declared for it. */
function converted(
  resolving: Resolving,
  value: Live,
  declared: TypeRef,
  parent: Live | undefined,
  key: Live['key'],
): Live {
  if (value.declared !== undefined && typeText(value.declared) === typeText(declared)) return value;
  const faults: TypeFault[] = [];
  const merging = { ...mergingAlone(resolving.version), mismatch: (fault: TypeFault) => faults.push(fault) };
  const written = {
    value: valueNodeOf(
      plainOfLive(value, () => count(resolving)),
      { start: 0, end: 0 },
    ),
  };
  const made = createTyped(declared, written, { kind: 'builtin', name: 'interpolation' }, merging);
  const [fault] = faults;
  if (fault !== undefined) throw new Unresolvable('InterpolationValidationError', `${fault.message}${fault.details}`);
  return made === undefined ? value : liveOf(made, parent, key);
}

/** OmegaConf 2.4 asks for the declared class; its words where a container is no instance of it. */
function misfitOf(resolving: Resolving, value: Live, declared: TypeRef): string | undefined {
  const instance = value.source?.instance;
  if (declared.kind !== 'structured' || (instance !== undefined && derivesFrom(instance, declared.type)))
    return undefined;
  const given = instance?.name ?? (value.shape === 'list' ? 'list' : 'dict');
  return `Invalid type assigned: ${given} is not a subclass of ${declared.type.name}. value: ${textOf(resolving, value)}`;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['int', 'Integer'],
  ['float', 'Float'],
]);

/** OmegaConf's words for a container where a primitive is declared. */
export function notConverted(
  resolving: Resolving,
  value: PythonValue,
  declared: TypeRef,
): { readonly mismatch: string } {
  const name = requiredText(declared);
  const shown = `'${textOf(resolving, value)}' of type '${classOf(value).name}'`;
  return { mismatch: `Value ${shown} could not be converted to ${NAMES.get(name) ?? name}` };
}

export function pythonValue({ version }: Resolving, found: PythonValue | Live): PythonValue {
  return isLive(found) ? pythonValueOf(found, version) : found;
}
