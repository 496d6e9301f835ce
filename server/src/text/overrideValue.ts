import { type Plain, type Scalar, stringLeaf } from './plain.ts';

/** The versions of Hydra whose behaviour is known; OmegaConf 2.3 goes with 1.3, 2.4 with 1.4. */
export type HydraVersion = '1.3' | '1.4';

export type NumberValue =
  | { readonly t: 'bool'; readonly v: boolean }
  | { readonly t: 'int'; readonly v: bigint }
  | { readonly t: 'float'; readonly v: number };

export interface QuotedValue {
  readonly t: 'quoted';
  /** Without the quotes, unescaped. */
  readonly v: string;
  readonly q: 'single' | 'double';
}

/** `a,b` (`simple`) or `choice(a,b)`. */
export interface ChoiceValue {
  readonly t: 'choice';
  readonly simple: boolean;
  readonly shuffle: boolean;
  /** Sorted, each once. */
  readonly tags: readonly string[];
  readonly v: readonly OverrideValue[];
}

export interface RangeValue {
  readonly t: 'range';
  readonly start: NumberValue;
  /** Exclusive. */
  readonly stop: NumberValue;
  readonly step: NumberValue;
  readonly shuffle: boolean;
  readonly tags: readonly string[];
  /** Hydra 1.4: casts that each number goes through, innermost first; 1.3 casts the bounds instead. */
  readonly casts?: readonly ('int' | 'float')[];
}

export interface IntervalValue {
  readonly t: 'interval';
  readonly start: NumberValue;
  readonly end: NumberValue;
  readonly tags: readonly string[];
}

/** Selects among the options of the config group that the override names. */
export interface GlobValue {
  readonly t: 'glob';
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/** A value with which a run becomes several jobs. */
export type SweepValue = ChoiceValue | RangeValue | IntervalValue | GlobValue;

export type DictEntry = readonly [Scalar, OverrideValue];

/**
 * A parsed value, with its functions evaluated. A sweep means something at the top only, but the grammar lets it stand
 * inside a list too; so does `extend_list` (Hydra 1.4, deprecated).
 */
export type OverrideValue =
  | Scalar
  | QuotedValue
  | { readonly t: 'list'; readonly v: readonly OverrideValue[] }
  | { readonly t: 'dict'; readonly v: readonly DictEntry[] }
  | { readonly t: 'extend_list'; readonly v: readonly OverrideValue[] }
  | SweepValue;

export function isSweep(value: OverrideValue): value is SweepValue {
  return value.t === 'choice' || value.t === 'range' || value.t === 'interval' || value.t === 'glob';
}

/** What a value means for a config, as OmegaConf would store it; undefined for sweeps, and for what holds one. */
export function overrideValueToPlain(value: OverrideValue): Plain | undefined {
  switch (value.t) {
    case 'str':
    case 'quoted':
      return stringLeaf(value.v);
    case 'list': {
      const items = value.v.map(overrideValueToPlain);
      return items.every((item) => item !== undefined) ? { t: 'list', v: items } : undefined;
    }
    case 'dict': {
      const entries: (readonly [Scalar, Plain])[] = [];
      for (const [key, item] of value.v) {
        const plain = overrideValueToPlain(item);
        if (plain === undefined) return undefined;
        entries.push([key, plain]);
      }
      return { t: 'dict', v: entries };
    }
    case 'choice':
    case 'range':
    case 'interval':
    case 'glob':
    case 'extend_list':
      return undefined;
    default:
      return value;
  }
}

/**
 * A value written as an element again, as a sweeper passes it to a job (`Override.get_value_element_as_str`): what it
 * gives parses to the same value, except that bools come out as Python's `True`, and a `glob` or an `extend_list` inside a
 * list as a dict. Hydra refuses sweeps here; they come out as the call that makes them.
 */
export function overrideValueText(value: OverrideValue): string {
  switch (value.t) {
    case 'null':
      return 'null';
    case 'bool':
      return value.v ? 'True' : 'False';
    case 'int':
      return String(value.v);
    case 'float':
      return pythonFloatText(value.v);
    case 'str':
      return escaped(value.v);
    case 'bytes':
      return value.v;
    case 'quoted':
      return quotedText(value);
    case 'list':
      return `[${listed(value.v)}]`;
    case 'dict':
      return `{${value.v.map(([key, item]) => `${overrideValueText(key)}:${overrideValueText(item)}`).join(',')}}`;
    case 'extend_list':
      return `{values:[${listed(value.v)}]}`;
    case 'choice':
      return value.simple ? listed(value.v) : `choice(${listed(value.v)})`;
    case 'range':
      return `range(${listed([value.start, value.stop, value.step])})`;
    case 'interval':
      return `interval(${listed([value.start, value.end])})`;
    case 'glob':
      return `{include:[${value.include.map(escaped).join(',')}],exclude:[${value.exclude.map(escaped).join(',')}]}`;
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[\\()[\]{}:=, \t]/g, '\\$&');
}

function listed(values: readonly OverrideValue[]): string {
  return values.map(overrideValueText).join(',');
}

/** Quotes are escaped, and backslashes only where they stand before a quote or the end. */
function quotedText({ v, q }: QuotedValue): string {
  const quote = q === 'single' ? "'" : '"';
  const doubled = `${v}${quote}`.replaceAll(q === 'single' ? /\\+'/g : /\\+"/g, (run) => {
    return '\\'.repeat((run.length - 1) * 2) + quote;
  });
  return `${quote}${doubled.slice(0, -1).replaceAll(quote, `\\${quote}`)}${quote}`;
}

/** A float as Python's `repr` writes it: `1.0`, `1e-05`, `1e+16`, `inf`. */
export function pythonFloatText(number: number): string {
  if (Number.isNaN(number)) return 'nan';
  if (!Number.isFinite(number)) return number < 0 ? '-inf' : 'inf';
  if (number === 0) return Object.is(number, -0) ? '-0.0' : '0.0';
  const [mantissa, exponentText] = number.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const text = String(number);
  if (text.includes('e')) return number.toFixed(mantissa!.replace(/^-?\d\.?/, '').length - exponent);
  return text.includes('.') ? text : `${text}.0`;
}
