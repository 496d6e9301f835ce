import { type Plain, pythonFloatText, type Scalar } from '../text/index.ts';
import type { JsonValue } from './shapes.ts';

/** A value for programs, of which nothing is lost: what JSON has no number for, and what has no value yet, is its text. */
export function jsonValue(plain: Plain): JsonValue {
  switch (plain.t) {
    case 'dict': {
      // Without a prototype `__proto__` and `constructor` are keys like any other.
      const object: Record<string, JsonValue> = Object.create(null);
      for (const [key, value] of plain.v) object[keyText(key)] = jsonValue(value);
      return object;
    }
    case 'list':
      return plain.v.map(jsonValue);
    case 'int':
      return Number.isSafeInteger(Number(plain.v)) ? Number(plain.v) : String(plain.v);
    case 'float':
      return Number.isFinite(plain.v) ? plain.v : pythonFloatText(plain.v);
    case 'null':
      return null;
    case 'missing':
      return '???';
    default:
      return plain.v;
  }
}

/** A key's name; of one that is no text as Python's `json` writes it, but for what only YAML knows. */
function keyText(key: Scalar): string {
  if (key.t === 'null') return 'null';
  return key.t === 'float' ? pythonFloatText(key.v) : String(key.v);
}
