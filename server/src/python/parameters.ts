import type { SyntaxNode } from '@lezer/common';
import type { Range } from '../text/index.ts';
import { type Expression, expressionOf } from './expression.ts';
import { childrenOf, once, type PythonText, rangeOf, textOf } from './syntax.ts';

export type ParameterKind = 'positionalOnly' | 'positional' | 'varPositional' | 'keywordOnly' | 'varKeyword';

/** One parameter as it is written, `self` included. */
export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly annotation: Expression | undefined;
  readonly default: Expression | undefined;
  /** The place of the name. */
  readonly nameRange: Range;
  readonly range: Range;
}

export function parametersOf(source: PythonText, list: SyntaxNode): Parameter[] {
  const parameters: Parameter[] = [];
  let kind: ParameterKind = 'positional';
  let group: SyntaxNode[] = [];
  let groupStart = list.from;
  const close = (end: number) => {
    const [first] = group;
    if (first === undefined) {
      // The parser gives `/` no node of its own.
      const between = source.text.slice(groupStart, end).replace(/#.*/g, '');
      if (between.includes('/')) markPositionalOnly(parameters);
    } else if (first.name === '*' && group.length === 1) kind = 'keywordOnly';
    else {
      const own = first.name === '*' ? 'varPositional' : first.name === '**' ? 'varKeyword' : kind;
      const parameter = parameterOf(source, group, own);
      if (parameter !== undefined) parameters.push(parameter);
      if (own === 'varPositional') kind = 'keywordOnly';
    }
    group = [];
  };
  for (const node of childrenOf(list)) {
    if (node.name === '(') groupStart = node.to;
    else if (node.name === ',' || node.name === ')') {
      close(node.from);
      groupStart = node.to;
    } else group.push(node);
  }
  close(list.to);
  return parameters;
}

function markPositionalOnly(parameters: Parameter[]): void {
  for (const [index, each] of parameters.entries()) parameters[index] = withKind(each, 'positionalOnly');
}

/** The same parameter in another role. */
export function withKind(parameter: Parameter, kind: ParameterKind): Parameter {
  return {
    name: parameter.name,
    kind,
    nameRange: parameter.nameRange,
    range: parameter.range,
    get annotation() {
      return parameter.annotation;
    },
    get default() {
      return parameter.default;
    },
  };
}

function parameterOf(source: PythonText, group: readonly SyntaxNode[], kind: ParameterKind): Parameter | undefined {
  const name = group.find((node) => node.name === 'VariableName');
  const last = group.at(-1);
  if (name === undefined || last === undefined) return undefined;
  const type = group.find((node) => node.name === 'TypeDef');
  const operator = group.findIndex((node) => node.name === 'AssignOp');
  const value = operator === -1 ? undefined : group[operator + 1];
  const annotation = once(() => annotationOf(source, type));
  const given = once(() => (operator === -1 ? undefined : expressionOf(source, value ?? group[operator])));
  return {
    name: textOf(source, name),
    kind,
    nameRange: rangeOf(name),
    range: { start: group[0]?.from ?? name.from, end: last.to },
    get annotation() {
      return annotation();
    },
    get default() {
      return given();
    },
  };
}

/** The type in `: int` or `-> int`. */
export function annotationOf(source: PythonText, node: SyntaxNode | undefined | null): Expression | undefined {
  if (node === undefined || node === null) return undefined;
  const type = childrenOf(node).find((child) => child.name !== ':');
  return type === undefined ? undefined : expressionOf(source, type);
}
