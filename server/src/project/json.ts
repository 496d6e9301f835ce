import type { Json } from '../schema/index.ts';
import type { Plain, Scalar } from '../text/index.ts';

/**
 * Plain data as JSON, for schemas. `???` and interpolations have no value yet and become null; whoever validates leaves
 * out what is said of their places.
 */
export function jsonOf(plain: Plain): Json {
  switch (plain.t) {
    case 'dict': {
      // Without a prototype `__proto__` and `constructor` are keys like any other.
      const object: Record<string, Json> = Object.create(null);
      for (const [key, value] of plain.v) object[keyText(key)] = jsonOf(value);
      return object;
    }
    case 'list':
      return plain.v.map(jsonOf);
    case 'int':
      return Number(plain.v);
    case 'null':
    case 'missing':
    case 'interp':
      return null;
    default:
      return plain.v;
  }
}

function keyText(key: Scalar): string {
  return key.t === 'null' ? 'null' : String(key.v);
}
