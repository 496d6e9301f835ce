import type { Plain } from './plain.ts';
import { plainScalar } from './scalar.ts';

/**
 * YAML as PyYAML's emitter writes it for `OmegaConf.to_yaml`: block style, keys in their order, lists at the indentation
 * of their key.
 */
export function emitYaml(plain: Plain): string {
  if (plain.t === 'dict') return plain.v.length === 0 ? '{}\n' : emitMap(plain.v, '');
  if (plain.t === 'list') return plain.v.length === 0 ? '[]\n' : emitList(plain.v, '');
  return `${emitScalar(plain, '')}\n`;
}

type Entries = Extract<Plain, { t: 'dict' }>['v'];

function emitMap(entries: Entries, indent: string): string {
  return entries.map(([key, value]) => `${indent}${emitScalar(key, indent)}:${emitValue(value, indent)}`).join('');
}

function emitValue(value: Plain, indent: string): string {
  if (value.t === 'dict') return value.v.length === 0 ? ' {}\n' : `\n${emitMap(value.v, `${indent}  `)}`;
  if (value.t === 'list') return value.v.length === 0 ? ' []\n' : `\n${emitList(value.v, indent)}`;
  return ` ${emitScalar(value, indent)}\n`;
}

function emitList(items: readonly Plain[], indent: string): string {
  return items
    .map((item) => {
      if (item.t === 'dict' && item.v.length > 0) return `${indent}- ${emitMap(item.v, `${indent}  `).trimStart()}`;
      if (item.t === 'list' && item.v.length > 0) return `${indent}- ${emitList(item.v, `${indent}  `).trimStart()}`;
      return `${indent}-${emitValue(item, indent)}`;
    })
    .join('');
}

/** A scalar on one line, quoted where it would otherwise be read as something else. */
export function emitScalar(plain: Exclude<Plain, { t: 'dict' | 'list' }>, indent = ''): string {
  switch (plain.t) {
    case 'null':
      return 'null';
    case 'missing':
      return "'???'";
    case 'bool':
      return plain.v ? 'true' : 'false';
    case 'int':
      return String(plain.v);
    case 'float':
      return emitFloat(plain.v);
    case 'bytes':
      return `!!binary |\n${indent}  ${plain.v}`;
    default:
      return emitString(plain.v, indent);
  }
}

function emitFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  if (Object.is(value, -0)) return '-0.0';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    const text = value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
    // PyYAML adds the point that YAML 1.1 asks of a float.
    return text.includes('.') ? text : text.replace('e', '.0e');
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

const SPECIAL_START = /^[-?:,[\]{}#&*!|>'"%@`]/;

function emitString(text: string, indent: string): string {
  if (text === '') return "''";
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]|\t/.test(text)) return emitDouble(text);
  if (text.includes('\n')) {
    return `'${text.replaceAll("'", "''").replace(/\n+/g, (breaks) => `\n${breaks}${indent}  `)}'`;
  }
  return isPlain(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

function isPlain(text: string): boolean {
  if (text !== text.trim() || text === '---' || text === '...' || text === '=' || text === '<<') return false;
  if (SPECIAL_START.test(text) && !/^[-?:][^\s,[\]{}]/.test(text)) return false;
  if (/:(\s|$)|\s#/.test(text)) return false;
  return plainScalar(text).t === 'str' && !/^\d{4}-\d\d?-\d\d?([Tt\s]|$)/.test(text);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['"', '\\"'],
  ['\\', '\\\\'],
]);

function emitDouble(text: string): string {
  const escaped = [...text].map((letter) => {
    const short = ESCAPES.get(letter);
    if (short !== undefined) return short;
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0x20 && code < 0x7f) return letter;
    if (code >= 0xa0 && code !== 0xfeff) return letter;
    return code <= 0xff ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  });
  return `"${escaped.join('')}"`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, '0');
}
