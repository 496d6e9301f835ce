import type { Range } from '../text/index.ts';
import type { Origin } from './composition.ts';
import { type StructuredType, type TypeRef, typeText } from './typedTypes.ts';

/** A value that does not fit its declared type: OmegaConf's exception. */
export interface TypeFault {
  readonly errorClass:
    | 'ValidationError'
    | 'ConfigKeyError'
    | 'ConfigAttributeError'
    | 'ConfigTypeError'
    | 'KeyValidationError';
  /** OmegaConf's words in one line. */
  readonly message: string;
  /** The lines that OmegaConf adds: where, and what is declared there. */
  readonly details: string;
  readonly origin: Origin;
  /** The place of the value or the key that is to blame, in the origin's text. */
  readonly range: Range;
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
  return names.map((name) => name.replace(/^\0[a-z]+:/, '')).join('.');
}
