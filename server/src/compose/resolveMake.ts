import { keyName, MISSING, parseInterpolation } from '../text/index.ts';
import {
  type Content,
  containerOf,
  copyOf,
  hasMissingSpelling,
  isLive,
  type Live,
  leafOf,
  type PythonValue,
  put,
} from './resolveLive.ts';
import { count, type Resolving, Unresolvable } from './resolveState.ts';

/** What a config holds once a value is set in it: texts become interpolations and `???` again, containers are copied. */
export function nodeOfValue(
  resolving: Resolving,
  value: PythonValue,
  parent: Live | undefined,
  key?: Live['key'],
): Live {
  if (isLive(value)) return copyOf(value, parent, key, () => count(resolving));
  count(resolving);
  if (value.t === 'list') {
    const list = containerOf('list', parent, key);
    for (const [index, item] of value.v.entries()) {
      put(list, String(index), nodeOfValue(resolving, item, list, { t: 'int', v: BigInt(index) }));
    }
    return list;
  }
  if (value.t === 'dict') {
    const map = containerOf('map', parent, key);
    if (value.v.some(([name]) => name.t === 'null')) {
      throw new Unresolvable('KeyValidationError', "Incompatible key type 'NoneType'");
    }
    for (const [name, item] of value.v) put(map, keyName(name), nodeOfValue(resolving, item, map, name));
    return map;
  }
  return leafOf(contentOf(resolving, value), parent, key);
}

/** Raises where an interpolation cannot be read. */
export function contentOf({ version }: Resolving, value: Exclude<PythonValue, Live>): Content {
  if (value.t !== 'str' || value.isLiteral === true) return value as Content;
  const { v } = value;
  if (v === '???') return MISSING;
  if (version === '1.4' && hasMissingSpelling(v)) return { t: 'str', v: v.slice(1) };
  if (!v.includes('${')) return value;
  const [problem] = parseInterpolation(v, version).problems;
  if (problem !== undefined) throw new Unresolvable('GrammarParseError', problem.message);
  return { t: 'interp', v };
}
