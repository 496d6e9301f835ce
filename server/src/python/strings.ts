import type { SyntaxNode } from '@lezer/common';
import type { Range } from '../text/index.ts';
import { childrenOf, type PythonText, textOf } from './syntax.ts';

const STRING = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*?)(?:\2)?$/;

/** The value of a string literal, joined ones included; `undefined` for f-strings, byte strings and anything else. */
export function stringOf(source: PythonText, node: SyntaxNode): string | undefined {
  if (node.name === 'ContinuedString') {
    const parts = childrenOf(node).map((part) => stringOf(source, part));
    return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
  }
  if (node.name !== 'String') return undefined;
  const match = STRING.exec(textOf(source, node));
  if (match === null || /[bft]/i.test(match[1] ?? '')) return undefined;
  const body = (match[3] ?? '').replace(/\r\n?/g, '\n');
  return /r/i.test(match[1] ?? '') ? body : unescapeString(body);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', ''],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

function unescapeString(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, ...found) => {
      const [two, four, eight, octal, letter] = found as (string | undefined)[];
      const digits = two ?? four ?? eight;
      if (digits !== undefined) return characterOf(Number.parseInt(digits, 16)) ?? whole;
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return ESCAPES.get(letter ?? '') ?? whole;
    },
  );
}

function characterOf(point: number): string | undefined {
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

/** The place inside the quotes of a string literal; of joined ones, the whole place. */
export function insideQuotes(source: PythonText, node: SyntaxNode): Range {
  if (node.name !== 'String') return { start: node.from, end: node.to };
  const text = textOf(source, node);
  const match = /^([a-zA-Z]*)('''|"""|'|")/.exec(text);
  const quote = match?.[2] ?? '';
  const open = (match?.[1]?.length ?? 0) + quote.length;
  const close = text.length >= open + quote.length && text.endsWith(quote) ? quote.length : 0;
  return { start: node.from + open, end: Math.max(node.from + open, node.to - close) };
}

/** A docstring as `help()` shows it: the indentation that its lines share removed. */
export function cleanDocstring(text: string): string {
  const lines = text.replace(/\t/g, '        ').split('\n');
  const indents = lines.slice(1).flatMap((line) => (line.trim() === '' ? [] : [line.length - line.trimStart().length]));
  const indent = indents.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
  return lines
    .map((line, index) => (index === 0 ? line.trimStart() : line.slice(Math.min(indent, line.length))).trimEnd())
    .join('\n')
    .trim();
}
