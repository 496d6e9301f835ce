import { keyName, type Plain, pythonFloatText } from '../text/index.ts';

/** Python's `==` of two values: numbers and bools compare by value, everything else by type and content. */
export function equalInPython(left: Plain, right: Plain): boolean {
  const numbers = [left, right].map(numberOf);
  if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] === numbers[1];
  if (left.t === 'list' && right.t === 'list') {
    return (
      left.v.length === right.v.length && left.v.every((item, index) => equalInPython(item, right.v[index] as Plain))
    );
  }
  if (left.t === 'dict' && right.t === 'dict') {
    const names = new Map(right.v.map(([key, value]) => [keyName(key), value]));
    return (
      left.v.length === right.v.length &&
      left.v.every(([key, value]) => {
        const other = names.get(keyName(key));
        return other !== undefined && equalInPython(value, other);
      })
    );
  }
  if (!('v' in left) || !('v' in right)) return left.t === right.t;
  return left.t === right.t && left.v === right.v;
}

function numberOf(plain: Plain): number | undefined {
  return plain.t === 'bool' || plain.t === 'int' || plain.t === 'float' ? Number(plain.v) : undefined;
}

/** Python's `str()` of a value, as OmegaConf's messages and string interpolations show it. */
export function pythonText(plain: Plain): string {
  if (plain.t === 'missing') return '???';
  return plain.t === 'str' || plain.t === 'interp' ? plain.v : pythonRepr(plain);
}

function pythonRepr(plain: Plain): string {
  switch (plain.t) {
    case 'null':
      return 'None';
    case 'missing':
      return "'???'";
    case 'bool':
      return plain.v ? 'True' : 'False';
    case 'int':
      return String(plain.v);
    case 'float':
      return pythonFloatText(plain.v);
    case 'bytes':
      return bytesRepr(plain.v);
    case 'list':
      return `[${plain.v.map(pythonRepr).join(', ')}]`;
    case 'dict':
      return `{${plain.v.map(([key, value]) => `${pythonRepr(key)}: ${pythonRepr(value)}`).join(', ')}}`;
    default:
      return pythonQuoted(plain.v);
  }
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Python's `repr` of a text. */
export function pythonQuoted(text: string): string {
  const quote = quoteFor(text);
  const escaped = text.replaceAll(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, (character) => {
    if (character === '"' || character === "'") return character === quote ? `\\${character}` : character;
    return ESCAPES.get(character) ?? numbered(character.codePointAt(0) as number);
  });
  return `${quote}${escaped}${quote}`;
}

function quoteFor(text: string): string {
  return text.includes("'") && !text.includes('"') ? '"' : "'";
}

function numbered(code: number): string {
  const digits = code.toString(16);
  if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

function bytesRepr(base64: string): string {
  const bytes = atob(base64);
  const quote = quoteFor(bytes);
  const escaped = bytes.replaceAll(/[\\'"\x00-\x1f\x7f-\xff]/g, (character) => {
    if (character === '"' || character === "'") return character === quote ? `\\${character}` : character;
    return ESCAPES.get(character) ?? numbered(character.charCodeAt(0));
  });
  return `b${quote}${escaped}${quote}`;
}
