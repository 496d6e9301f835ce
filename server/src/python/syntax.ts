import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { BUDGETS, type Range } from '../text/index.ts';

/** A Python source text, as the readers of its tree need it. */
export interface PythonText {
  readonly text: string;
}

/** Longer texts, in UTF-16 units, are data or generated: they are not read. */
export const TEXT_BUDGET = BUDGETS.pythonCharacters;

/** CPython refuses deeper nesting of brackets ("too many nested parentheses"): what follows is not read. */
export const NESTING_BUDGET = BUDGETS.pythonNesting;

/** Where reading ends before the text does. */
export interface Cut {
  readonly at: number;
  /** The budget that ends it, as the end of a sentence. */
  readonly why: string;
}

const BRACKETS_CUT = `brackets are within one another more than ${BUDGETS.pythonNesting} deep`;
const TREE_CUT = `statements and expressions are within one another more than ${BUDGETS.pythonTreeDepth} deep`;

/** The tree of what is read of a text. */
export function parseTree(text: string): Tree {
  return parseUntilCut(text).tree;
}

/** Where a text ceases to be read, if it does. Most texts tell at a glance that they are flat, and are not parsed for it. */
export function cutOf(text: string): Cut | undefined {
  return mayBeDeep(text) ? parseUntilCut(text).cut : undefined;
}

function parseUntilCut(text: string): { readonly tree: Tree; readonly cut?: Cut } {
  const length = readableLength(text);
  const tree = parsed(text.slice(0, length));
  const at = tree === undefined ? 0 : tooDeepFrom(tree);
  if (at !== undefined) return { tree: parsed(text.slice(0, at)) ?? parser.parse(''), cut: { at, why: TREE_CUT } };
  return { tree: tree ?? parser.parse(''), ...(length < text.length && { cut: { at: length, why: BRACKETS_CUT } }) };
}

/** The library puts its tree together by recursion, and ends in an exception where that is some 10,000 levels deep. */
function parsed(text: string): Tree | undefined {
  try {
    return parser.parse(text);
  } catch {
    return undefined;
  }
}

/** What one level of a tree takes at the least: a sign or a blank within its statement, or a column of its indentation. */
const FLAT = {
  brackets: NESTING_BUDGET / 4,
  signs: BUDGETS.pythonTreeDepth * 0.4,
  columns: BUDGETS.pythonTreeDepth * 0.15,
};

/** Whether some statement has enough in it to be nested too deep. Of strings and comments it counts the signs, too. */
function mayBeDeep(text: string): boolean {
  let [open, signs, columns] = [0, 0, 0];
  let [before, isIndentation] = [0, true];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === NEWLINE) {
      if (open === 0 && before !== BACKSLASH) signs = 0;
      columns = 0;
      isIndentation = true;
    } else if (code === 32 || code === 9) {
      if (isIndentation) columns++;
      else if (before !== code) signs++;
    } else {
      isIndentation = false;
      if (code === 40 || code === 91 || code === 123) open++;
      else if ((code === 41 || code === 93 || code === 125) && open > 0) open--;
      if (!isWordOrComma(code)) signs++;
    }
    before = code;
    if (open > FLAT.brackets || signs > FLAT.signs || columns > FLAT.columns) return true;
  }
  return false;
}

const [NEWLINE, BACKSLASH] = [10, 92];

/** Letters, digits, quotes and commas bring nothing further down. */
function isWordOrComma(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code >= 128 ||
    code === 95 ||
    code === 44 ||
    code === 34 ||
    code === 39
  );
}

/** Where the first statement begins that is nested too deep without brackets, as `1+1+1+…` is: readers go down by recursion. */
function tooDeepFrom(tree: Tree): number | undefined {
  let depth = 0;
  let statement = 0;
  let found: number | undefined;
  tree.iterate({
    enter(node) {
      if (found !== undefined) return false;
      depth += 1;
      if (depth === 2) statement = node.from;
      if (depth > BUDGETS.pythonTreeDepth) found = statement;
      return true;
    },
    leave() {
      depth -= 1;
    },
  });
  return found;
}

const BRACKETS =
  /'''(?:\\[\s\S]|[^\\])*?'''|"""(?:\\[\s\S]|[^\\])*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|#.*|[()[\]{}]/g;

function readableLength(text: string): number {
  if (!/[([{]{20}/.test(text) && countOpen(text) < NESTING_BUDGET) return text.length;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(BRACKETS)) {
    if ('([{'.includes(token)) depth++;
    else if (')]}'.includes(token)) depth = Math.max(0, depth - 1);
    if (depth > NESTING_BUDGET) return index;
  }
  return text.length;
}

/** The deepest nesting if every closing bracket in a string or comment were real and every opening one too. */
function countOpen(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 40 || code === 91 || code === 123) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if ((code === 41 || code === 93 || code === 125) && depth > 0) depth--;
  }
  return deepest;
}

export function rangeOf(node: { readonly from: number; readonly to: number }): Range {
  return { start: node.from, end: node.to };
}

export function textOf(source: PythonText, node: { readonly from: number; readonly to: number }): string {
  return source.text.slice(node.from, node.to);
}

/** Whether the parser met something that it did not understand. */
export function hasErrorNode(tree: Tree): boolean {
  let found = false;
  tree.iterate({
    enter(node) {
      found ||= node.type.isError;
      return !found;
    },
  });
  return found;
}

/** The children that mean something: neither comments nor the parser's marks of an error. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'Comment' && !child.type.isError) children.push(child);
  }
  return children;
}

/** Nodes between commas, the brackets around them left out. */
export function commaGroups(nodes: readonly SyntaxNode[]): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === ',') groups.push([]);
    else if (!BRACKET_NAMES.has(node.name)) groups.at(-1)?.push(node);
  }
  return groups.filter((group) => group.length > 0);
}

const BRACKET_NAMES = new Set(['(', ')', '[', ']', '{', '}']);

/** A value worked out when it is first asked for, and then kept. */
export function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}
