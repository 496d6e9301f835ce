import type { SyntaxNode } from '@lezer/common';
import type { Range } from '../text/index.ts';

/** A Python source text and what one needs to read nodes of its tree. */
export interface PythonText {
  readonly text: string;
}

export function rangeOf(node: SyntaxNode): Range {
  return { start: node.from, end: node.to };
}

export function textOf(source: PythonText, node: SyntaxNode): string {
  return source.text.slice(node.from, node.to);
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment') children.push(child);
  }
  return children;
}

const STRING = /^([a-zA-Z]*)('''|"""|'|")([\s\S]*)\2$/;

/** The value of a string literal; `undefined` for anything else, f-strings and byte strings included. */
export function stringOf(source: PythonText, node: SyntaxNode): string | undefined {
  if (node.name === 'ContinuedString') {
    const parts = childrenOf(node).map((part) => stringOf(source, part));
    return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
  }
  if (node.name !== 'String') return undefined;
  const match = STRING.exec(textOf(source, node));
  if (match === null || /[bf]/i.test(match[1] ?? '')) return undefined;
  const body = match[3] ?? '';
  return /r/i.test(match[1] ?? '') ? body : unescapeString(body);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\n', ''],
]);

function unescapeString(body: string): string {
  return body.replace(/\\(\n|.)/g, (whole, letter: string) => {
    return ESCAPES.get(letter) ?? ('\\\'"'.includes(letter) ? letter : whole);
  });
}

/** The place inside the quotes of a string literal. */
export function insideQuotes(source: PythonText, node: SyntaxNode): Range {
  const match = STRING.exec(textOf(source, node));
  const open = (match?.[1]?.length ?? 0) + (match?.[2]?.length ?? 1);
  return { start: node.from + open, end: node.to - (match?.[2]?.length ?? 1) };
}

/** The arguments of a call, keywords by their names. */
export function argumentsOf(
  source: PythonText,
  list: SyntaxNode,
): { positional: SyntaxNode[]; keywords: Map<string, SyntaxNode> } {
  const positional: SyntaxNode[] = [];
  const keywords = new Map<string, SyntaxNode>();
  const children = childrenOf(list).filter((child) => !['(', ')', ','].includes(child.name));
  for (let index = 0; index < children.length; index++) {
    const child = children[index] as SyntaxNode;
    const value = children[index + 2];
    if (children[index + 1]?.name === 'AssignOp' && value !== undefined) {
      keywords.set(textOf(source, child), value);
      index += 2;
    } else positional.push(child);
  }
  return { positional, keywords };
}
