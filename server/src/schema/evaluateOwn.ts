import { dependentsIn, type Frame, spend, tell } from './evaluate.ts';
import { type Json, type JsonSchema, listOf } from './jsonSchema.ts';
import type { Groups } from './keywords.ts';
import { effortOf, fits, patternOf } from './patterns.ts';

/** The keywords about the value itself, whatever stands below it. */
export function checkOwn(frame: Frame, groups: Groups, schema: JsonSchema, value: Json): boolean {
  let isFine = checkType(frame, schema, value);
  if (groups.values) isFine = checkValues(frame, schema, value) && isFine;
  if (typeof value === 'number') return (!groups.number || checkNumber(frame, schema, value)) && isFine;
  if (typeof value === 'string') return (!groups.text || checkText(frame, schema, value)) && isFine;
  if (Array.isArray(value)) return (!groups.list || checkList(frame, schema, value)) && isFine;
  const isMap = typeof value === 'object' && value !== null;
  return (!isMap || !groups.map || checkMap(frame, schema, value)) && isFine;
}

function checkValues(frame: Frame, schema: JsonSchema, value: Json): boolean {
  let isFine = true;
  const allowed = listOf(schema.enum);
  if (allowed !== undefined) {
    spend(frame, allowed.length >> 4);
    if (!allowed.some((each) => isSame(frame, each, value)))
      isFine = tell(frame, 'enum', 'must be one of the values', allowed);
  }
  if (Object.hasOwn(schema, 'const') && !isSame(frame, schema.const, value))
    isFine = tell(frame, 'const', 'must be the value', schema.const);
  return isFine;
}

function checkType(frame: Frame, schema: JsonSchema, value: Json): boolean {
  const { type } = schema;
  const types = typeof type === 'string' ? undefined : listOf(type);
  const isFine =
    types === undefined
      ? typeof type !== 'string' || isOfType(value, type)
      : types.some((each) => isOfType(value, each));
  return isFine || tell(frame, 'type', 'must be of another type', types ?? [type]);
}

function isOfType(value: Json, type: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function checkNumber(frame: Frame, schema: JsonSchema, value: number): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  let isFine = true;
  const want = (isGood: boolean, words: string): void => {
    if (!isGood) isFine = tell(frame, 'limit', `must be ${words}`);
  };
  if (typeof minimum === 'number') want(value >= minimum, `>= ${minimum}`);
  if (typeof maximum === 'number') want(value <= maximum, `<= ${maximum}`);
  if (typeof exclusiveMinimum === 'number') want(value > exclusiveMinimum, `> ${exclusiveMinimum}`);
  if (typeof exclusiveMaximum === 'number') want(value < exclusiveMaximum, `< ${exclusiveMaximum}`);
  if (typeof multipleOf === 'number' && multipleOf > 0)
    want(isMultiple(value, multipleOf), `multiple of ${multipleOf}`);
  return isFine;
}

/** 0.3 is a multiple of 0.1, though no computer's quotient says so. */
function isMultiple(value: number, factor: number): boolean {
  const quotient = value / factor;
  if (!Number.isFinite(quotient)) return Number.isFinite(value) && Number.isInteger(value) && value % factor === 0;
  return Math.abs(quotient - Math.round(quotient)) <= Math.abs(quotient) * Number.EPSILON;
}

/** Two units that are one character. */
const PAIRS = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

function checkText(frame: Frame, schema: JsonSchema, value: string): boolean {
  let isFine = true;
  const { minLength, maxLength, pattern } = schema;
  if (typeof minLength === 'number' || typeof maxLength === 'number') {
    spend(frame, value.length >> 8);
    const length = value.length - (value.match(PAIRS)?.length ?? 0);
    isFine = checkSize(frame, { size: length, min: minLength, max: maxLength, noun: 'characters' });
  }
  if (typeof pattern === 'string') {
    const expression = patternOf(pattern);
    spend(frame, effortOf(expression, value));
    if (fits(expression, value) === false) isFine = tell(frame, 'pattern', `must match pattern "${pattern}"`);
  }
  return isFine;
}

function checkSize(
  frame: Frame,
  { size, min, max, noun }: { size: number; min: unknown; max: unknown; noun: string },
): boolean {
  if (typeof min === 'number' && size < min) return tell(frame, 'limit', `must NOT have fewer than ${min} ${noun}`);
  if (typeof max === 'number' && size > max) return tell(frame, 'limit', `must NOT have more than ${max} ${noun}`);
  return true;
}

function checkList(frame: Frame, schema: JsonSchema, value: readonly Json[]): boolean {
  let isFine = checkSize(frame, { size: value.length, min: schema.minItems, max: schema.maxItems, noun: 'items' });
  if (schema.uniqueItems === true) {
    const places = new Map<string, number>();
    for (const [index, item] of value.entries()) {
      const text = canonical(frame, item);
      const other = places.get(text);
      if (other !== undefined && isFine) {
        isFine = tell(
          frame,
          'uniqueItems',
          `must NOT have duplicate items (items ## ${other} and ${index} are identical)`,
        );
      }
      places.set(text, index);
    }
  }
  return isFine;
}

function checkMap(frame: Frame, schema: JsonSchema, value: object): boolean {
  let isFine = true;
  for (const key of listOf(schema.required) ?? []) {
    if (typeof key === 'string' && !Object.hasOwn(value, key)) isFine = tell(frame, 'required', 'is required', key);
  }
  for (const [key, names] of Object.entries(dependentsIn(frame, schema, 'dependentRequired'))) {
    for (const name of Object.hasOwn(value, key) ? (listOf(names) ?? []) : []) {
      if (typeof name === 'string' && !Object.hasOwn(value, name))
        isFine = tell(frame, 'required', `is required where '${key}' is set`, name);
    }
  }
  const { minProperties: min, maxProperties: max } = schema;
  if (min === undefined && max === undefined) return isFine;
  return checkSize(frame, { size: Object.keys(value).length, min, max, noun: 'properties' }) && isFine;
}

function isSame(frame: Frame, left: unknown, right: Json): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) return false;
  return canonical(frame, left) === canonical(frame, right);
}

/** One text for equal values, whatever the order of their keys. */
function canonical(frame: Frame, value: unknown): string {
  spend(frame, 1);
  if (Array.isArray(value)) return `[${value.map((each) => canonical(frame, each)).join()}]`;
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' ? String(value) : JSON.stringify(value);
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(frame, each)}`).join()}}`;
}
