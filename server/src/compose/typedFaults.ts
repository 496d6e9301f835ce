import type { Range, ValueNode } from '../text/index.ts';
import type { Origin } from './composition.ts';
import type { Merging } from './merge.ts';
import { type StructuredType, type TypeRef, typeText } from './typedTypes.ts';

/** A value that does not fit its declared type: OmegaConf's exception. */
export interface TypeFault {
  readonly errorClass:
    | 'ValidationError'
    | 'ConfigKeyError'
    | 'ConfigAttributeError'
    | 'ConfigTypeError'
    | 'KeyValidationError'
    | 'ReadonlyConfigError';
  /** OmegaConf's words in one line. */
  readonly message: string;
  /** The lines that OmegaConf adds: where, and what is declared there. */
  readonly details: string;
  readonly origin: Origin;
  /** The place of the value or the key that is to blame, in the origin's text. */
  readonly range: Range;
  /** The field that was probably meant. */
  readonly near?: string;
}

/** What is declared of the node that OmegaConf blames. */
export interface Blamed {
  readonly declared?: TypeRef | undefined;
  readonly instance?: StructuredType | undefined;
  readonly isList?: boolean;
}

export function details(fullKey: string, { declared, instance, isList }: Blamed): string {
  const reference =
    declared === undefined || declared.kind === 'any' ? '' : `\n    reference_type=${typeText(declared)}`;
  return `\n    full_key: ${fullKey}${reference}\n    object_type=${instance?.name ?? (isList ? 'list' : 'dict')}`;
}

/** A path as OmegaConf's messages show it. */
export function fullKeyOf(names: readonly string[]): string {
  return names
    .map((name) => name.replace(/^\0[a-z]+:/, ''))
    .join('.')
    .replaceAll('.[', '[');
}

/** Where the merge is, as OmegaConf names it. */
export function keyHere(merging: Merging): string {
  return fullKeyOf(merging.open.map((open) => open.name));
}

/** What is declared of the mapping whose value is being merged. */
export function holder(merging: Merging): Blamed {
  return merging.open.at(-1) ?? {};
}

export function fault(message: string, more: string, value: ValueNode, origin: Origin): TypeFault {
  return { errorClass: 'ValidationError', message, details: more, origin, range: value.range };
}

/** Why nothing may be written where the merge is: the place is in an instance of a frozen dataclass. */
export function readOnly(isNew: boolean, value: ValueNode, origin: Origin, merging: Merging): TypeFault {
  const message = isNew ? 'Cannot change read-only config container' : 'Cannot set value of read-only config node';
  const key = keyHere(merging);
  return { ...fault(message, details(key, holder(merging)), value, origin), errorClass: 'ReadonlyConfigError' };
}

export function notOptional(value: ValueNode, origin: Origin, merging: Merging): TypeFault {
  const key = keyHere(merging);
  return fault(`field '${key}' is not Optional`, details(key, holder(merging)), value, origin);
}
