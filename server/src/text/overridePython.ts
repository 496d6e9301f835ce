import { BUDGETS } from './budgets.ts';
import { type NumberValue, type OverrideValue, pythonFloatText } from './overrideValue.ts';

/**
 * What Python does with the values of an override where Hydra leaves it to Python: the built-in functions `int`, `float`,
 * `repr`, `json.dumps` and `sorted`, with their errors. Source: Python's reference of each.
 */

/** An exception of Python's; thrown while a function of the override grammar is evaluated, caught by the evaluation. */
export class PythonError extends Error {
  readonly pythonClass: string;

  constructor(pythonClass: string, message: string) {
    super(message);
    this.pythonClass = pythonClass;
  }
}

const CLASS_NAMES: Readonly<Record<OverrideValue['t'], string>> = {
  null: 'NoneType',
  bool: 'bool',
  int: 'int',
  float: 'float',
  str: 'str',
  bytes: 'bytes',
  quoted: 'QuotedString',
  list: 'list',
  dict: 'dict',
  choice: 'ChoiceSweep',
  range: 'RangeSweep',
  interval: 'IntervalSweep',
  glob: 'Glob',
  extend_list: 'ListExtensionOverrideValue',
};

/** The name of the Python class that Hydra keeps such a value in. */
export function className(value: OverrideValue): string {
  return CLASS_NAMES[value.t];
}

export function isNumber(value: OverrideValue): value is NumberValue {
  return value.t === 'int' || value.t === 'float' || value.t === 'bool';
}

/** Whether Python's `int` takes a text without blanks around it. */
export function isDecimal(bare: string): boolean {
  return /^[+-]?[0-9][0-9_]*$/.test(bare) && !bare.includes('__') && !bare.endsWith('_');
}

/** `int(x)` of a number or a text. */
export function pythonInt(value: NumberValue | string): bigint {
  if (typeof value === 'string') {
    const bare = value.trim();
    if (isDecimal(bare)) {
      const digits = bare.replaceAll('_', '').replace(/^[+-]/, '');
      if (digits.length > BUDGETS.integerDigits) {
        const limit = `Exceeds the limit (${BUDGETS.integerDigits} digits) for integer string conversion`;
        const advice = 'use sys.set_int_max_str_digits() to increase the limit';
        throw new PythonError('ValueError', `${limit}: value has ${digits.length} digits; ${advice}`);
      }
      return bare.startsWith('-') ? -BigInt(digits) : BigInt(digits);
    }
    throw new PythonError('ValueError', `invalid literal for int() with base 10: ${textRepr(value).slice(0, 200)}`);
  }
  if (value.t === 'bool') return value.v ? 1n : 0n;
  if (value.t === 'int') return value.v;
  if (Number.isNaN(value.v)) throw new PythonError('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(value.v)) throw new PythonError('OverflowError', 'cannot convert float infinity to integer');
  return BigInt(Math.trunc(value.v));
}

const FLOAT_TEXT =
  /^[+-]?(?:(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:e[+-]?[0-9]+(?:_[0-9]+)*)?|inf|infinity|nan)$/;

/** `float(x)` of a number or a text. */
export function pythonFloat(value: NumberValue | string): number {
  if (typeof value === 'string') {
    const bare = value.trim().toLowerCase();
    if (!FLOAT_TEXT.test(bare)) {
      throw new PythonError('ValueError', `could not convert string to float: ${textRepr(value)}`);
    }
    const magnitude = bare.replace(/^[+-]/, '').replaceAll('_', '');
    const number = magnitude.startsWith('inf') ? Infinity : magnitude === 'nan' ? Number.NaN : Number(magnitude);
    return bare.startsWith('-') ? -number : number;
  }
  if (value.t === 'float') return value.v;
  const number = Number(value.v);
  if (!Number.isFinite(number)) throw new PythonError('OverflowError', 'int too large to convert to float');
  return number;
}

/** `repr(x)`. */
export function pythonRepr(value: OverrideValue): string {
  switch (value.t) {
    case 'null':
      return 'None';
    case 'bool':
      return value.v ? 'True' : 'False';
    case 'int':
      return String(value.v);
    case 'float':
      return pythonFloatText(value.v);
    case 'str':
    case 'bytes':
      return textRepr(value.v);
    case 'quoted':
      return `QuotedString(text=${textRepr(value.v)}, quote=<Quote.${value.q}: ${value.q === 'single' ? 0 : 1}>)`;
    case 'list':
      return listRepr(value.v);
    case 'dict':
      return `{${value.v.map(([key, item]) => `${pythonRepr(key)}: ${pythonRepr(item)}`).join(', ')}}`;
    case 'choice': {
      const flags = `simple_form=${flag(value.simple)}, shuffle=${flag(value.shuffle)}`;
      return `ChoiceSweep(tags=${tagsRepr(value.tags)}, list=${listRepr(value.v)}, ${flags})`;
    }
    case 'range': {
      const bounds = (['start', 'stop', 'step'] as const).map((name) => `${name}=${pythonRepr(value[name])}`);
      const flags = `shuffle=${flag(value.shuffle)}${value.casts === undefined ? '' : castsRepr(value.casts)}`;
      return `RangeSweep(tags=${tagsRepr(value.tags)}, ${bounds.join(', ')}, ${flags})`;
    }
    case 'interval':
      return `IntervalSweep(tags=${tagsRepr(value.tags)}, start=${pythonRepr(value.start)}, end=${pythonRepr(value.end)})`;
    case 'glob':
      return `Glob(include=[${value.include.map(textRepr).join(', ')}], exclude=[${value.exclude.map(textRepr).join(', ')}])`;
    case 'extend_list':
      return `ListExtensionOverrideValue(values=${listRepr(value.v)})`;
  }
}

/** Python adds the addresses of the functions. */
function castsRepr(casts: readonly string[]): string {
  const functions = casts.map((cast) => `<function cast_${cast} at 0x>`);
  return `, transformers=(${functions.join(', ')}${casts.length === 1 ? ',' : ''})`;
}

function listRepr(values: readonly OverrideValue[]): string {
  return `[${values.map(pythonRepr).join(', ')}]`;
}

/** `repr` of the tuple of a function's arguments. */
export function tupleRepr(values: readonly OverrideValue[]): string {
  return values.length === 1 ? `(${pythonRepr(values[0]!)},)` : `(${values.map(pythonRepr).join(', ')})`;
}

function flag(value: boolean): string {
  return value ? 'True' : 'False';
}

function tagsRepr(tags: readonly string[]): string {
  return tags.length === 0 ? 'set()' : `{${tags.map(textRepr).join(', ')}}`;
}

export function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = [...text].map((character) => {
    if (character === quote || character === '\\') return `\\${character}`;
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    if (character === '\t') return '\\t';
    if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) return character;
    const code = character.codePointAt(0)!;
    if (code < 0x100) return `\\x${hexadecimal(code, 2)}`;
    return code < 0x10000 ? `\\u${hexadecimal(code, 4)}` : `\\U${hexadecimal(code, 8)}`;
  });
  return quote + escaped.join('') + quote;
}

function hexadecimal(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

/** `json.dumps(x)`. */
export function jsonText(value: OverrideValue): string {
  switch (value.t) {
    case 'null':
      return 'null';
    case 'bool':
      return String(value.v);
    case 'int':
      return String(value.v);
    case 'float':
      if (Number.isNaN(value.v)) return 'NaN';
      return Number.isFinite(value.v) ? pythonFloatText(value.v) : value.v < 0 ? '-Infinity' : 'Infinity';
    case 'str':
      return jsonString(value.v);
    case 'list':
      return `[${value.v.map(jsonText).join(', ')}]`;
    case 'dict': {
      const entries = value.v.map(([key, item]) => {
        return `${key.t === 'str' ? jsonString(key.v) : `"${jsonText(key)}"`}: ${jsonText(item)}`;
      });
      return `{${entries.join(', ')}}`;
    }
    default:
      throw new PythonError('TypeError', `Object of type ${className(value)} is not JSON serializable`);
  }
}

function jsonString(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007f-\uffff]/g, (unit) => {
    return unit === '\u007f' ? unit : `\\u${hexadecimal(unit.charCodeAt(0), 4)}`;
  });
}

/** `sorted(values, reverse=reverse)`; a TypeError names the same two classes as Python does for short lists. */
export function pythonSorted(values: readonly OverrideValue[], reverse: boolean): OverrideValue[] {
  const items = reverse ? values.toReversed() : [...values];
  // Python's sort first looks how far the list runs in one direction, then inserts the rest one by one.
  let run = Math.min(2, items.length);
  if (run === 2) {
    const descending = isLess(items[1]!, items[0]!);
    while (run < items.length && isLess(items[run]!, items[run - 1]!) === descending) run += 1;
    if (descending) items.splice(0, run, ...items.slice(0, run).toReversed());
  }
  for (let next = run; next < items.length; next += 1) {
    const pivot = items[next]!;
    let [low, high] = [0, next];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isLess(pivot, items[middle]!)) high = middle;
      else low = middle + 1;
    }
    items.splice(next, 1);
    items.splice(low, 0, pivot);
  }
  return reverse ? items.toReversed() : items;
}

/** `left < right`. */
function isLess(left: OverrideValue, right: OverrideValue): boolean {
  if (isNumber(left) && isNumber(right)) return numeric(left) < numeric(right);
  if (left.t === 'str' && right.t === 'str') return isTextLess(left.v, right.v);
  if (left.t === 'list' && right.t === 'list') {
    const different = left.v.findIndex((item, index) => index >= right.v.length || !isEqual(item, right.v[index]!));
    if (different < 0) return left.v.length < right.v.length;
    return different < right.v.length && isLess(left.v[different]!, right.v[different]!);
  }
  const classes = `'${className(left)}' and '${className(right)}'`;
  throw new PythonError('TypeError', `'<' not supported between instances of ${classes}`);
}

/** For comparisons; JavaScript compares ints and floats exactly. */
export function numeric(value: NumberValue): number | bigint {
  return value.t === 'bool' ? Number(value.v) : value.v;
}

/** By code points, as Python compares; JavaScript compares UTF-16 units. */
function isTextLess(left: string, right: string): boolean {
  const [a, b] = [[...left], [...right]];
  const different = a.findIndex((character, index) => character !== b[index]);
  if (different < 0) return a.length < b.length;
  return different < b.length && a[different]!.codePointAt(0)! < b[different]!.codePointAt(0)!;
}

/** `left == right`, which also says whether two keys of a dict are one: `1`, `1.0` and `true` are. */
export function isEqual(left: OverrideValue, right: OverrideValue): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: an int and a float of the same value are equal
  if (isNumber(left) && isNumber(right)) return numeric(left) == numeric(right);
  if (left.t === 'list' && right.t === 'list') {
    return left.v.length === right.v.length && left.v.every((item, index) => isEqual(item, right.v[index]!));
  }
  return left.t === right.t && pythonRepr(left) === pythonRepr(right);
}
