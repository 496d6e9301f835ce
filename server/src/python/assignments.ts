import type { SyntaxNode } from '@lezer/common';
import { type Expression, expressionOf } from './expression.ts';
import { annotationOf } from './parameters.ts';
import type { Action, Assignment } from './scope.ts';
import { namesBelow } from './statements.ts';
import { cleanDocstring, stringOf } from './strings.ts';
import { childrenOf, once, type PythonText, rangeOf, textOf } from './syntax.ts';

/** An action that is read when it is asked for. */
export type PendingAction = () => Action | undefined;

type Opaque = { readonly kind: 'opaque'; readonly name: string };

/**
 * What an assignment binds, name by name. What it does beyond names (`object[key] = value`) joins `actions`, unread
 * until asked for.
 */
export function assignmentsOf(source: PythonText, node: SyntaxNode, actions: PendingAction[]): (Assignment | Opaque)[] {
  const parts = childrenOf(node);
  const segments: SyntaxNode[][] = [[]];
  let operator: string | undefined;
  let type: SyntaxNode | undefined;
  for (const part of parts) {
    if (part.name === 'AssignOp' || part.name === 'UpdateOp') {
      operator = textOf(source, part);
      segments.push([]);
    } else if (part.name === 'TypeDef') type = part;
    else segments.at(-1)?.push(part);
  }
  const values = operator === undefined ? undefined : (segments.pop() ?? []);
  const value = once(() => (values === undefined ? undefined : valueIn(source, values, node)));
  const found: (Assignment | Opaque)[] = [];
  for (const [target, ...more] of segments) {
    if (target === undefined) continue;
    if (more.length > 0 || target.name === 'TupleExpression' || target.name === 'ArrayExpression') {
      found.push(...unpacked(source, node, [target, ...more], values, actions));
    } else if (target.name === 'VariableName') {
      const item = assignmentOf(source, node, target, type, value, operator);
      found.push(item);
      actions.push(() => ({ kind: 'assignment', item }));
    } else if (target.name === 'MemberExpression' && operator === '=') {
      actions.push(() => {
        const left = expressionOf(source, target);
        const right = value();
        if (left.kind !== 'subscript' || left.object.kind !== 'name' || right === undefined) return undefined;
        return { kind: 'item', object: left.object.path, key: left.index, value: right, range: rangeOf(node) };
      });
    }
  }
  return found;
}

/** `a, b = 1, 2` name by name; nothing is known where the sides do not pair. */
function unpacked(
  source: PythonText,
  node: SyntaxNode,
  target: readonly SyntaxNode[],
  values: readonly SyntaxNode[] | undefined,
  actions: PendingAction[],
): (Assignment | Opaque)[] {
  const targets = target.filter((each) => each.name !== ',');
  const givens = (values ?? []).filter((each) => each.name !== ',');
  const pairs = targets.length === givens.length && targets.every((each) => each.name === 'VariableName');
  if (!pairs) return targets.flatMap((each) => namesBelow(source, each)).map((name) => ({ kind: 'opaque', name }));
  return targets.map((each, index) => {
    const value = once(() => expressionOf(source, givens[index]));
    const item = assignmentOf(source, node, each, undefined, value, '=');
    actions.push(() => ({ kind: 'assignment', item }));
    return item;
  });
}

function valueIn(source: PythonText, values: readonly SyntaxNode[], node: SyntaxNode): Expression {
  const [first] = values;
  if (first === undefined) return { kind: 'opaque', range: { start: node.to, end: node.to } };
  if (values.length === 1) return expressionOf(source, first);
  const items = values.filter((each) => each.name !== ',').map((each) => expressionOf(source, each));
  return { kind: 'tuple', items, range: { start: first.from, end: values.at(-1)?.to ?? first.to } };
}

function assignmentOf(
  source: PythonText,
  node: SyntaxNode,
  target: SyntaxNode,
  type: SyntaxNode | undefined,
  value: () => Expression | undefined,
  operator: string | undefined,
): Assignment {
  const annotation = once(() => annotationOf(source, type));
  const documentation = once(() => documentationOf(source, node));
  const isClassVar = type !== undefined && /^:\s*["']?([\w.]+\.)?ClassVar\b/.test(textOf(source, type));
  return {
    kind: 'assignment',
    name: textOf(source, target),
    nameRange: rangeOf(target),
    range: rangeOf(node),
    operator,
    isClassVar,
    get annotation() {
      return annotation();
    },
    get value() {
      return value();
    },
    get documentation() {
      return documentation();
    },
  };
}

/** The string literal below an assignment, else the comment at its end, else the comment lines right above it. */
function documentationOf(source: PythonText, node: SyntaxNode): string | undefined {
  let next = node.nextSibling;
  while (next !== null && next.name === 'Comment') next = next.nextSibling;
  const text = next?.name === 'ExpressionStatement' ? next.firstChild : null;
  const value = text === null || text === undefined ? undefined : stringOf(source, text);
  if (value !== undefined) return cleanDocstring(value);
  const lineEnd = source.text.indexOf('\n', node.to);
  const rest = source.text.slice(node.to, lineEnd === -1 ? undefined : lineEnd);
  const trailing = /^[\s,;]*#[:!]?\s*(.*?)\s*$/.exec(rest)?.[1];
  if (trailing !== undefined && trailing !== '' && !isDirective(trailing)) return trailing;
  const above: string[] = [];
  let lineStart = source.text.lastIndexOf('\n', node.from - 1) + 1;
  while (lineStart > 0 && above.length < 50) {
    const previous = source.text.lastIndexOf('\n', lineStart - 2) + 1;
    const comment = /^\s*#[:!]?\s*(.*?)\s*$/.exec(source.text.slice(previous, lineStart - 1))?.[1];
    if (comment === undefined) break;
    above.unshift(comment);
    lineStart = previous;
  }
  const told = above.filter((line) => line !== '' && !isDirective(line)).join('\n');
  return told === '' ? undefined : told;
}

function isDirective(comment: string): boolean {
  return /^(noqa|type:|pylint:|pyright:|fmt:|isort:|pragma:|mypy:|[-=#*~]{3,})/i.test(comment);
}
