import { NULL, type Scalar } from './plain.ts';

/**
 * Types a plain (unquoted) YAML scalar as OmegaConf's loader does: PyYAML's YAML 1.1 resolvers in their order, without
 * timestamps, plus OmegaConf's own float pattern (`1e-4`). Source: `omegaconf/_utils.py`, `yaml/resolver.py`.
 */
export function plainScalar(text: string): Scalar {
  if (text === '') return NULL;
  const first = text.charCodeAt(0);
  // Nothing but these letters can start a bool or a null; nothing but digits, signs and dots a number.
  if (first > 57) return BOOL_OR_NULL.get(text) ?? { t: 'str', v: text };
  if (FLOAT.test(text)) return { t: 'float', v: floatOf(text) };
  if (INT.test(text)) return intOf(text);
  return { t: 'str', v: text };
}

const BOOL_OR_NULL: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, bool(true)] as const),
  ...['no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, bool(false)] as const),
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, NULL] as const),
]);

function bool(v: boolean): Scalar {
  return { t: 'bool', v };
}

const FLOAT = new RegExp(
  '^(?:' +
    [
      '[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?',
      '\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?',
      '[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*',
      '[-+]?\\.(?:inf|Inf|INF)',
      '\\.(?:nan|NaN|NAN)',
      '[-+]?[0-9]+(?:_[0-9]+)*(?:\\.[0-9_]*)?[eE][-+]?[0-9]+',
    ].join('|') +
    ')$',
);

const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;

function floatOf(text: string): number {
  const bare = text.replaceAll('_', '').toLowerCase();
  const negative = bare.startsWith('-');
  const digits = bare.replace(/^[-+]/, '');
  if (digits === '.inf') return negative ? -Infinity : Infinity;
  if (digits === '.nan') return Number.NaN;
  const magnitude = digits.includes(':')
    ? digits.split(':').reduce((total, part) => total * 60 + Number(part), 0)
    : Number(digits);
  return negative ? -magnitude : magnitude;
}

function intOf(text: string): Scalar {
  const bare = text.replaceAll('_', '');
  const negative = bare.startsWith('-');
  const digits = bare.replace(/^[-+]/, '');
  const magnitude = magnitudeOf(digits);
  // `0b_`, `0x_` and `0_` match PyYAML's patterns, and then Python's int() refuses them; kept as text here.
  if (magnitude === undefined) return { t: 'str', v: text };
  return { t: 'int', v: negative ? -magnitude : magnitude };
}

function magnitudeOf(digits: string): bigint | undefined {
  if (digits === '0b' || digits === '0x') return undefined;
  if (digits.startsWith('0b') || digits.startsWith('0x')) return BigInt(digits);
  if (digits.includes(':')) return digits.split(':').reduce((total, part) => total * 60n + BigInt(part), 0n);
  return digits.length > 1 && digits.startsWith('0') ? BigInt(`0o${digits}`) : BigInt(digits);
}
