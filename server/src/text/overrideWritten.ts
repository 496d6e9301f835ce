import { emitScalar } from './emit.ts';
import { overrideKeyPath, overrideValueToPlain, parseOverride } from './override.ts';
import { type HydraVersion, overrideValueText } from './overrideValue.ts';
import type { Plain } from './plain.ts';

/**
 * The argument that sets a key to a value: `seq_len=1024`, `name='a b'`. It is read back before it is given; `undefined`
 * where the grammar has no words for the key or the value: bytes, a key with a dot.
 */
export function writtenOverride(path: readonly string[], value: Plain, version: HydraVersion): string | undefined {
  const candidates = [
    (plain: Plain) => written(plain, version, bare),
    (plain: Plain) => written(plain, version, quoted),
  ];
  for (const candidate of candidates) {
    const text = `${path.join('.')}=${candidate(value)}`;
    const { override, problems } = parseOverride(text, version);
    if (override?.value === undefined || problems.length > 0 || override.operation !== 'change') continue;
    const read = overrideValueToPlain(override.value);
    const isPath = overrideKeyPath(override).join('\0') === path.join('\0');
    if (isPath && read !== undefined && isSame(read, value)) return text;
  }
  return undefined;
}

type TextOf = (text: string) => string;

function written(plain: Plain, version: HydraVersion, textOf: TextOf): string {
  switch (plain.t) {
    case 'list':
      return `[${plain.v.map((item) => written(item, version, textOf)).join(',')}]`;
    case 'dict':
      return `{${plain.v.map(([key, item]) => `${written(key, version, bare)}:${written(item, version, textOf)}`).join(',')}}`;
    case 'str':
    case 'interp':
      return textOf(plain.v);
    case 'missing':
      return '???';
    case 'float':
      return overrideValueText(plain);
    default:
      return emitScalar(plain, version);
  }
}

function bare(text: string): string {
  return text;
}

function quoted(text: string): string {
  return overrideValueText({ t: 'quoted', v: text, q: 'single' });
}

function isSame(left: Plain, right: Plain): boolean {
  if (left.t !== right.t) return false;
  if (left.t === 'list' && right.t === 'list') {
    return left.v.length === right.v.length && left.v.every((item, index) => isSame(item, right.v[index] as Plain));
  }
  if (left.t === 'dict' && right.t === 'dict') {
    return (
      left.v.length === right.v.length &&
      left.v.every(([key, item], index) => {
        const [otherKey, other] = right.v[index] as (typeof right.v)[number];
        return isSame(key, otherKey) && isSame(item, other);
      })
    );
  }
  return !('v' in left) || !('v' in right) || Object.is(left.v, right.v);
}
