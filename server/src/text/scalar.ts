import { BUDGETS } from './budgets.ts';
import { PythonError, pythonFloat, pythonInt, textRepr } from './overridePython.ts';

/** What OmegaConf's loader takes a plain scalar for; `merge` is `<<`, `value` is `=`. */
export type PlainKind = 'null' | 'bool' | 'int' | 'float' | 'merge' | 'value' | 'str';

/**
 * Types a plain (unquoted) YAML scalar as OmegaConf's loader does: PyYAML's YAML 1.1 resolvers in their order, without
 * timestamps, plus OmegaConf's own float pattern (`1e-4`). Source: `omegaconf/_utils.py`, `yaml/resolver.py`.
 */
export function kindOfPlain(text: string): PlainKind {
  return kindOf(text, FLOAT);
}

/** What PyYAML's dumper takes a text for: the same without OmegaConf's floats, but it knows YAML 1.1's timestamps. */
export function kindOfDumped(text: string): PlainKind | 'timestamp' {
  return TIMESTAMP.test(text) ? 'timestamp' : kindOf(text, DUMPED_FLOAT);
}

function kindOf(text: string, float: RegExp): PlainKind {
  if (text === '') return 'null';
  // Python's `$` matches before a last line feed too.
  const bare = text.endsWith('\n') ? text.slice(0, -1) : text;
  // Nothing but letters and a few signs can start a bool or a null; nothing but digits, signs and dots a number.
  if (text.charCodeAt(0) > 57) return WORDS.get(bare) ?? 'str';
  if (!NUMBER_START.test(bare)) return 'str';
  if (float.test(bare)) return 'float';
  return INT.test(bare) ? 'int' : 'str';
}

const WORDS: ReadonlyMap<string, PlainKind> = new Map<string, PlainKind>([
  ...'yes Yes YES true True TRUE on On ON no No NO false False FALSE off Off OFF'
    .split(' ')
    .map((word) => [word, 'bool'] as const),
  ...'~ null Null NULL'.split(' ').map((word) => [word, 'null'] as const),
  ['<<', 'merge'],
  ['=', 'value'],
]);

const NUMBER_START = /^[-+.0-9]/;

const YAML_FLOAT = [
  '[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?',
  '\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?',
  '[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*',
  '[-+]?\\.(?:inf|Inf|INF)',
  '\\.(?:nan|NaN|NAN)',
];
const OMEGACONF_FLOAT = '[-+]?[0-9]+(?:_[0-9]+)*(?:\\.[0-9_]*)?[eE][-+]?[0-9]+';
const FLOAT = new RegExp(`^(?:${[...YAML_FLOAT, OMEGACONF_FLOAT].join('|')})$`);
const DUMPED_FLOAT = new RegExp(`^(?:${YAML_FLOAT.join('|')})$`);

const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;

const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)\n?$/;

/** The value of a bool's text, in any case. Throws a `PythonError` for another. */
export function boolOf(text: string): boolean {
  const value = BOOLS.get(text.toLowerCase());
  if (value === undefined) throw new PythonError('KeyError', textRepr(text.toLowerCase()));
  return value;
}

const BOOLS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['true', true],
  ['on', true],
  ['no', false],
  ['false', false],
  ['off', false],
]);

/** A float's text as PyYAML reads it: also `.inf` and base 60. Throws a `PythonError` for what Python cannot read. */
export function floatOf(text: string): number {
  const { sign, digits } = signed(text.replaceAll('_', '').toLowerCase());
  const factor = sign === '-' ? -1 : 1;
  if (digits === '.inf') return factor * Infinity;
  if (digits === '.nan') return Number.NaN;
  if (!digits.includes(':')) return factor * pythonFloat(digits);
  let magnitude = 0;
  let base = 1;
  for (const part of digits.split(':').map(pythonFloat).reverse()) {
    magnitude += part * base;
    base *= 60;
  }
  return factor * magnitude;
}

/** An int's text as PyYAML reads it: also of base 2, 8, 16 and 60. Throws a `PythonError` for what Python cannot read. */
export function intOf(text: string): bigint {
  if (PLAIN_INT.test(text)) return BigInt(text);
  const { sign, digits } = signed(text.replaceAll('_', ''));
  const magnitude = magnitudeOf(digits);
  return sign === '-' ? -magnitude : magnitude;
}

/** As nearly all are written. */
const PLAIN_INT = /^[1-9][0-9]{0,14}$/;

function signed(text: string): { sign: string; digits: string } {
  const first = text.charAt(0);
  if (first === '') throw new PythonError('IndexError', 'string index out of range');
  return first === '-' || first === '+' ? { sign: first, digits: text.slice(1) } : { sign: '', digits: text };
}

function magnitudeOf(digits: string): bigint {
  if (digits === '0') return 0n;
  if (digits.startsWith('0b')) return intOfBase(digits.slice(2), 2);
  if (digits.startsWith('0x')) return intOfBase(digits.slice(2), 16);
  if (digits === '') throw new PythonError('IndexError', 'string index out of range');
  if (digits.startsWith('0')) return intOfBase(digits, 8);
  if (digits.includes(':') && digits.length > BUDGETS.integerDigits)
    throw new PythonError('ValueError', tooLong('an integer of base 60', BUDGETS.integerDigits));
  if (digits.includes(':')) return digits.split(':').reduce((total, part) => total * 60n + pythonInt(part), 0n);
  return pythonInt(digits);
}

function tooLong(what: string, most: number = BUDGETS.integerCharacters): string {
  return `${what} of more than ${most} characters is not read`;
}

const BASES = {
  2: { prefix: '0b', pattern: /^[-+]?(?:0b)?[01]+$/i },
  8: { prefix: '0o', pattern: /^[-+]?(?:0o)?[0-7]+$/i },
  16: { prefix: '0x', pattern: /^[-+]?(?:0x)?[0-9a-f]+$/i },
} as const;

function intOfBase(text: string, base: keyof typeof BASES): bigint {
  const { prefix, pattern } = BASES[base];
  const bare = text.trim().toLowerCase();
  if (!pattern.test(bare)) {
    throw new PythonError('ValueError', `invalid literal for int() with base ${base}: ${textRepr(text)}`);
  }
  if (bare.length > BUDGETS.integerCharacters) throw new PythonError('ValueError', tooLong('an integer'));
  const magnitude = BigInt(prefix + bare.replace(/^[-+]/, '').replace(new RegExp(`^${prefix}`), ''));
  return bare.startsWith('-') ? -magnitude : magnitude;
}
