import type { SyntaxNode, Tree } from '@lezer/common';
import type { Range } from '../text/index.ts';
import { Surroundings } from './calls.ts';
import { insideQuotes, stringOf } from './strings.ts';
import { childrenOf, commaGroups, type PythonText, rangeOf, textOf } from './syntax.ts';

/** One chain of names and literal keys: `cfg.a["b"]`, `getattr(args, "x", 0)`, `OmegaConf.select(cfg, "a.b")`. */
export interface ConfigRead {
  /** The variable that the chain begins with. */
  readonly root: string;
  readonly path: readonly string[];
  /** The place of each name of the path, inside its quotes. */
  readonly pathRanges: readonly Range[];
  readonly range: Range;
  /** `call` where the last name of the path is called as a method. */
  readonly how: 'attribute' | 'getattr' | 'select' | 'in' | 'call';
  /** Its value goes on as a whole, or with a key that is computed: what is below it may be read elsewhere. */
  readonly isOpen: boolean;
  /** It is assigned to. */
  readonly isWrite: boolean;
  /** The variable that it is assigned to at once. */
  readonly assignedTo: string | undefined;
  /** The call that it is an argument of. */
  readonly passedTo: { readonly callee: string; readonly argument: number | string } | undefined;
  readonly within: string | undefined;
}

interface Chain {
  readonly top: SyntaxNode;
  readonly path: readonly string[];
  readonly pathRanges: readonly Range[];
  readonly how: ConfigRead['how'];
  /** It ends before a key that is computed. */
  readonly isCut: boolean;
}

const CHAIN_BUDGET = 50;

/** Every chain of a module, whole variables only where they are handed on. */
export function readReads(source: PythonText, tree: Tree): ConfigRead[] {
  const reads: ConfigRead[] = [];
  const around = new Surroundings(source);
  tree.iterate({
    enter(reference) {
      around.enter(reference);
      if (reference.name !== 'VariableName') return;
      const { node } = reference;
      if (!isRead(source, node)) return;
      const read = readOf(source, node, around.within);
      if (read !== undefined) reads.push(read);
    },
    leave: (reference) => around.leave(reference),
  });
  return reads;
}

const DECLARING = new Set([
  'ParamList',
  'ImportStatement',
  'FunctionDefinition',
  'ClassDefinition',
  'ScopeStatement',
  'Decorator',
  'TypeDef',
]);

function isRead(source: PythonText, node: SyntaxNode): boolean {
  const { parent, nextSibling: next, prevSibling: before } = node;
  if (parent === null || parent.type.isError) return false;
  if (parent.name === 'ParamList') return before?.name === 'AssignOp';
  if (DECLARING.has(parent.name)) return false;
  if (parent.name === 'ArgList' && next?.name === 'AssignOp') return false;
  return !(parent.name === 'AssignStatement' && next !== null && textOf(source, next) === '=');
}

function readOf(source: PythonText, node: SyntaxNode, within: string | undefined): ConfigRead | undefined {
  const chain = climb(source, { top: node, path: [], pathRanges: [], how: 'attribute', isCut: false });
  const { top, path } = chain;
  const { parent } = top;
  if (parent === null) return undefined;
  const isContained = parent.name === 'BinaryExpression' && top.prevSibling?.name === 'in';
  if (isContained) {
    const key = parent.firstChild;
    const text = key === null ? undefined : stringOf(source, key);
    if (text !== undefined && key !== null)
      return made(
        source,
        node,
        within,
        {
          ...chain,
          top: parent,
          path: [...path, text],
          pathRanges: [...chain.pathRanges, insideQuotes(source, key)],
          how: 'in',
        },
        false,
      );
  }
  const isOpen = chain.isCut || isHandedOn(source, top);
  return path.length === 0 && !isOpen ? undefined : made(source, node, within, chain, isOpen);
}

function made(
  source: PythonText,
  root: SyntaxNode,
  within: string | undefined,
  chain: Chain,
  isOpen: boolean,
): ConfigRead {
  const { top, path, pathRanges, how } = chain;
  const parent = top.parent;
  const next = top.nextSibling;
  const isStatement =
    parent?.name === 'AssignStatement' || parent?.name === 'UpdateStatement' || parent?.name === 'DeleteStatement';
  const isWrite =
    isStatement && (parent.name === 'DeleteStatement' || /^(AssignOp|UpdateOp|TypeDef)$/.test(next?.name ?? ''));
  const target = parent?.name === 'AssignStatement' && !isWrite ? parent.firstChild : null;
  return {
    root: textOf(source, root),
    path,
    pathRanges,
    range: rangeOf(top),
    how,
    isOpen: isOpen && !isWrite,
    isWrite,
    assignedTo: target?.name === 'VariableName' ? textOf(source, target) : undefined,
    passedTo: passedTo(source, top),
    within,
  };
}

/** Follows `.name`, `["key"]`, `.get("key")`, `getattr(…, "name")` and `OmegaConf.select(…, "a.b")` outward. */
function climb(source: PythonText, start: Chain): Chain {
  let chain = start;
  for (let step = 0; step < CHAIN_BUDGET; step++) {
    const next = outward(source, chain);
    if (next === undefined) return chain;
    chain = next;
    if (chain.isCut || chain.how === 'call') return chain;
  }
  return { ...chain, isCut: true };
}

function outward(source: PythonText, chain: Chain): Chain | undefined {
  const { top } = chain;
  const { parent } = top;
  if (parent === null) return undefined;
  if (parent.name === 'ParenthesizedExpression') return { ...chain, top: parent };
  if (parent.name === 'MemberExpression' && parent.firstChild?.from === top.from && parent.firstChild.to === top.to) {
    const [, mark, key, ...rest] = childrenOf(parent);
    if (mark?.name === '.' && key !== undefined) return method(source, chain, parent, key);
    const text = key === undefined || rest.length > 1 ? undefined : stringOf(source, key);
    if (key === undefined || text === undefined) return { ...chain, isCut: true };
    return longer(chain, parent, [text], [insideQuotes(source, key)], chain.how);
  }
  if (parent.name !== 'ArgList' || parent.parent?.name !== 'CallExpression') return undefined;
  const callee = parent.parent.firstChild;
  const name = callee === null ? '' : textOf(source, callee);
  const groups = commaGroups(childrenOf(parent));
  if (groups[0]?.[0]?.from !== top.from || groups[0].length !== 1) return undefined;
  const key = groups[1]?.length === 1 ? groups[1][0] : undefined;
  const isAttribute = name === 'getattr' || name === 'hasattr';
  const isSelect = /(^|\.)OmegaConf\.(select|update|is_missing|is_interpolation)$/.test(name);
  if (!isAttribute && !isSelect) return undefined;
  const text = key === undefined ? undefined : stringOf(source, key);
  if (key === undefined || text === undefined) return { ...chain, isCut: true };
  const how = isAttribute ? 'getattr' : 'select';
  const written = insideQuotes(source, key);
  const names = isSelect ? text.split('.') : [text];
  return longer(chain, parent.parent, names, rangesIn(written, names), how);
}

/** The place of each name of a dotted path; of one that is not written as it reads, that of the whole. */
function rangesIn(written: Range, names: readonly string[]): readonly Range[] {
  if (written.end - written.start !== names.join('.').length) return names.map(() => written);
  let at = written.start;
  return names.map((name) => {
    const range = { start: at, end: at + name.length };
    at = range.end + 1;
    return range;
  });
}

/** `.name`; `.get("key")` and `.pop("key")` are a key. */
function method(source: PythonText, chain: Chain, member: SyntaxNode, name: SyntaxNode): Chain {
  const call = member.parent;
  const text = textOf(source, name);
  const isCalled =
    call?.name === 'CallExpression' && call.firstChild?.from === member.from && call.firstChild.to === member.to;
  if (!isCalled) return longer(chain, member, [text], [rangeOf(name)], chain.how);
  const list = call.getChild('ArgList');
  const [first] = list === null ? [] : commaGroups(childrenOf(list));
  const key = /^(get|pop|setdefault)$/.test(text) && first?.length === 1 ? first[0] : undefined;
  if (key === undefined) return longer(chain, call, [text], [rangeOf(name)], 'call');
  const value = stringOf(source, key);
  return value === undefined
    ? { ...chain, isCut: true }
    : longer(chain, call, [value], [insideQuotes(source, key)], chain.how);
}

function longer(
  chain: Chain,
  top: SyntaxNode,
  names: readonly string[],
  ranges: readonly Range[],
  how: Chain['how'],
): Chain {
  return {
    ...chain,
    top,
    how,
    path: [...chain.path, ...names],
    pathRanges: [...chain.pathRanges, ...ranges],
  };
}

const CONSUMING = new Set([
  'BinaryExpression',
  'UnaryExpression',
  'FormatReplacement',
  'IfStatement',
  'WhileStatement',
  'AssertStatement',
  'ExpressionStatement',
  'CallExpression',
  'MemberExpression',
]);

/** Whether the value itself goes on: as an argument, to a variable, out of the function, through a loop. */
function isHandedOn(source: PythonText, top: SyntaxNode): boolean {
  const { parent } = top;
  if (parent === null || parent.type.isError) return false;
  // `a or b` and `a and b` are one of the two.
  if (parent.name === 'BinaryExpression') return /^(or|and|\|)$/.test(textOf(source, operatorOf(top, parent) ?? top));
  if (parent.name === 'ForStatement') return top.prevSibling?.name === 'in';
  if (parent.name === 'ConditionalExpression') return top.prevSibling?.name !== 'if';
  return !CONSUMING.has(parent.name);
}

function operatorOf(top: SyntaxNode, parent: SyntaxNode): SyntaxNode | null {
  return parent.firstChild?.from === top.from ? top.nextSibling : top.prevSibling;
}

function passedTo(source: PythonText, top: SyntaxNode): ConfigRead['passedTo'] {
  const list = top.parent;
  if (list?.name !== 'ArgList' || list.parent?.name !== 'CallExpression') return undefined;
  const callee = source.text.slice(list.parent.from, list.from).replace(/\s+/g, '').slice(0, 200);
  const groups = commaGroups(childrenOf(list));
  const index = groups.findIndex((group) => group.at(-1)?.from === top.from);
  const [first, second] = groups[index] ?? [];
  const isNamed = second?.name === 'AssignOp' && first !== undefined;
  const isSpread = first?.name === '**' || first?.name === '*';
  return { callee, argument: isNamed ? textOf(source, first) : isSpread ? first.name : index };
}
