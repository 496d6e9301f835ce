import { BUDGETS, type HydraVersion, isDecimal, type Leaf, type Scalar } from '../text/index.ts';
import { pythonQuoted, pythonText } from './pythonText.ts';
import { requiredText, type TypeRef, typeText } from './typedTypes.ts';

/** What OmegaConf makes of a value where a type is declared, or its words for why it cannot. */
export type Converted = { readonly leaf: Leaf } | { readonly mismatch: string };

/**
 * Converts a value to a declared type as OmegaConf's nodes do (`omegaconf/nodes.py`): `"3306"` is a fine int, `5` a fine
 * str. Interpolations and `???` stand anywhere.
 */
export function convert(leaf: Leaf, type: TypeRef, version: HydraVersion): Converted {
  if (leaf.t === 'interp' || leaf.t === 'missing' || type.kind === 'any') return { leaf };
  // Before 2.4 no program with such a class starts: what its values would be nobody can tell.
  if (type.kind === 'literal' && version === '1.3') return { leaf };
  if (leaf.t === 'null') {
    if (type.optional) return { leaf };
    return { mismatch: `Incompatible value 'None' for field of type '${requiredText(type)}'` };
  }
  switch (type.kind) {
    case 'scalar':
      return convertScalar(leaf, type.name);
    case 'enum':
      return convertEnum(leaf, type, version);
    case 'literal': {
      const isOne = type.values.some((each) => each.t === leaf.t && pythonText(each) === pythonText(leaf));
      return isOne ? { leaf } : { mismatch: notOneOf(pythonText(leaf), type.values) };
    }
    case 'union':
      return convertUnion(leaf, type);
    case 'list':
      return { mismatch: notAList(pythonTypeOf(leaf), version) };
    case 'dict':
      return { mismatch: `Cannot assign ${pythonTypeOf(leaf)} to ${requiredText(type)}` };
    case 'structured': {
      const given = pythonTypeOf(leaf);
      const shown = pythonText(leaf);
      return { mismatch: `Invalid type assigned: ${given} is not a subclass of ${type.type.name}. value: ${shown}` };
    }
  }
}

/** OmegaConf's words for a value that a `Literal` does not have. */
export function notOneOf(shown: string, values: readonly Scalar[]): string {
  const words = values.map((each) => (each.t === 'str' ? pythonQuoted(each.v) : pythonText(each)));
  return `Invalid value '${shown}', expected one of [${words.join(', ')}]`;
}

/** OmegaConf's words for what stands where a list is declared. */
export function notAList(given: string, version: HydraVersion): string {
  const lists = version === '1.4' ? 'ListConfig, TupleConfig, list, or tuple' : 'ListConfig, list or tuple';
  return `Invalid value assigned: ${given} is not a ${lists}.`;
}

/** The type of a value as Python names it. */
export function pythonTypeOf(leaf: Leaf): string {
  if (leaf.t === 'interp' || leaf.t === 'missing') return 'str';
  return leaf.t === 'null' ? 'NoneType' : leaf.t;
}

function convertScalar(leaf: Scalar, name: Extract<TypeRef, { kind: 'scalar' }>['name']): Converted {
  switch (name) {
    case 'str':
      if (leaf.t === 'bytes') return { mismatch: `Cannot convert 'bytes' to string: '${pythonText(leaf)}'` };
      return { leaf: { t: 'str', v: pythonText(leaf) } };
    case 'int': {
      const value = leaf.t === 'int' ? leaf.v : leaf.t === 'str' ? pythonInt(leaf.v) : undefined;
      return value === undefined ? notConverted(leaf, 'Integer') : { leaf: { t: 'int', v: value } };
    }
    case 'float': {
      const value =
        leaf.t === 'float'
          ? leaf.v
          : leaf.t === 'int'
            ? Number(leaf.v)
            : leaf.t === 'str'
              ? readFloat(leaf.v)
              : undefined;
      return value === undefined ? notConverted(leaf, 'Float') : { leaf: { t: 'float', v: value } };
    }
    case 'bool':
      return convertBool(leaf);
    case 'bytes':
      return leaf.t === 'bytes' ? { leaf } : { mismatch: `${valueOfType(leaf)} is not of type 'bytes'` };
    case 'Path':
      return leaf.t === 'str' ? { leaf: { t: 'str', v: normalPath(leaf.v) } } : notConverted(leaf, 'Path');
  }
}

function valueOfType(leaf: Leaf): string {
  return `Value '${pythonText(leaf)}' of type '${pythonTypeOf(leaf)}'`;
}

function notConverted(leaf: Leaf, wanted: string): Converted {
  return { mismatch: `${valueOfType(leaf)} could not be converted to ${wanted}` };
}

function convertBool(leaf: Scalar): Converted {
  if (leaf.t === 'bool') return { leaf };
  if (leaf.t === 'int') return { leaf: { t: 'bool', v: leaf.v !== 0n } };
  if (leaf.t === 'str') {
    const number = pythonInt(leaf.v);
    if (number !== undefined) return { leaf: { t: 'bool', v: number !== 0n } };
    const lower = leaf.v.toLowerCase();
    if (['yes', 'y', 'on', 'true'].includes(lower)) return { leaf: { t: 'bool', v: true } };
    if (['no', 'n', 'off', 'false'].includes(lower)) return { leaf: { t: 'bool', v: false } };
  }
  return { mismatch: `Value '${pythonText(leaf)}' is not a valid bool (type ${pythonTypeOf(leaf)})` };
}

function convertEnum(leaf: Scalar, { type }: Extract<TypeRef, { kind: 'enum' }>, version: HydraVersion): Converted {
  const named = leaf.t === 'str' ? leaf.v.replace(`${type.name}.`, '') : undefined;
  const isPrefixed = leaf.t === 'str' && (named === leaf.v || leaf.v.startsWith(`${type.name}.`));
  if (named !== undefined && isPrefixed && type.members.has(named)) return { leaf: { t: 'str', v: named } };
  const byValue = leaf.t === 'int' || (leaf.t === 'str' && version === '1.4');
  if (byValue) {
    for (const [name, member] of type.members) {
      if (member.t === leaf.t && 'v' in member && member.v === leaf.v) return { leaf: { t: 'str', v: name } };
    }
  }
  if (leaf.t === 'float' || leaf.t === 'bytes') {
    const mismatch = `Value ${pythonText(leaf)} (${pythonTypeOf(leaf)}) is not a valid input for <enum '${type.name}'>`;
    return { mismatch };
  }
  return { mismatch: `Invalid value '${pythonText(leaf)}', expected one of [${[...type.members.keys()].join(', ')}]` };
}

/** A path as Python's `pathlib` has it: without doubled slashes, `.` and a slash at its end. */
export function normalPath(text: string): string {
  const root = /^\/\/(?!\/)/.test(text) ? '//' : text.startsWith('/') ? '/' : '';
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  return `${root}${parts.join('/')}` || '.';
}

/** The key that OmegaConf makes of a given one where a type of keys is declared, or its words for why it cannot. */
export function convertKey(
  key: Scalar,
  type: TypeRef | undefined,
  version: HydraVersion,
): { readonly key: Scalar } | { readonly mismatch: string } {
  if (type?.kind === 'enum') {
    const converted = convertEnum(key, type, version);
    if ('leaf' in converted) return { key: converted.leaf as Scalar };
    const valid = [...type.type.members.keys()].join(', ');
    const shown = pythonText(key);
    return { mismatch: `Key '${shown}' is incompatible with the enum type '${type.type.name}', valid: [${valid}]` };
  }
  if (type?.kind !== 'scalar' || type.name === key.t || (type.name === 'int' && key.t === 'bool')) return { key };
  const isBit = (key.t === 'int' || key.t === 'float') && (Number(key.v) === 0 || Number(key.v) === 1);
  if (type.name === 'bool' && isBit) return { key: { t: 'bool', v: Number(key.v) === 1 } };
  return { mismatch: `Key ${pythonText(key)} (${pythonTypeOf(key)}) is incompatible with (${type.name})` };
}

function convertUnion(leaf: Scalar, type: Extract<TypeRef, { kind: 'union' }>): Converted {
  const fits = type.members.some(
    (member) => member.kind === 'any' || (member.kind === 'scalar' && member.name === leaf.t),
  );
  if (fits) return { leaf };
  return { mismatch: `${valueOfType(leaf)} is incompatible with type hint '${typeText(type)}'` };
}

/** Python's `int()` of a text. */
function pythonInt(text: string): bigint | undefined {
  const bare = text.trim();
  if (!isDecimal(bare)) return undefined;
  const digits = bare.replaceAll('_', '').replace(/^[-+]/, '');
  if (digits.length > BUDGETS.integerDigits) return undefined;
  return bare.startsWith('-') ? -BigInt(digits) : BigInt(digits);
}

/** Python's `float()` of a text. */
function readFloat(text: string): number | undefined {
  const bare = text.trim().toLowerCase();
  const special = /^([-+]?)(inf|infinity|nan)$/.exec(bare);
  if (special !== null) {
    if (special[2] === 'nan') return Number.NaN;
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }
  const isNumber = /^[-+]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[-+]?\d+(_\d+)*)?$/.test(bare);
  return isNumber ? Number(bare.replaceAll('_', '')) : undefined;
}
