import type { Range } from '../text/index.ts';
import { evaluateText } from './evaluate.ts';
import { argumentOf, type CallExpression, type Expression } from './expression.ts';
import type { PythonModule } from './module.ts';
import type { PythonModules } from './resolve.ts';

/** A text that a call was given, or why it is not known. */
export type GivenText =
  | { readonly kind: 'absent' }
  | { readonly kind: 'none'; readonly range: Range }
  | { readonly kind: 'text'; readonly value: string; readonly range: Range }
  /** Computed. */
  | { readonly kind: 'opaque'; readonly range: Range };

export const ABSENT: GivenText = { kind: 'absent' };

/** The argument of a call by its keyword, else by its place. A `*` or `**` that may bring it makes it opaque. */
export function givenText(
  modules: PythonModules,
  module: PythonModule,
  call: CallExpression,
  name: string,
  position?: number,
  read: (expression: Expression) => string | undefined = (expression) => evaluateText(modules, module, expression),
): GivenText {
  const expression = argumentOf(call, name, position);
  if (expression === undefined) {
    const hidden =
      call.keywords.find((each) => each.name === undefined) ?? call.positional.find((each) => each.kind === 'starred');
    if (hidden === undefined) return ABSENT;
    return { kind: 'opaque', range: 'range' in hidden ? hidden.range : hidden.nameRange };
  }
  return textGiven(expression, read);
}

export function textGiven(expression: Expression, read: (expression: Expression) => string | undefined): GivenText {
  if (expression.kind === 'none') return { kind: 'none', range: expression.range };
  const value = read(expression);
  if (value === undefined) return { kind: 'opaque', range: expression.range };
  return { kind: 'text', value, range: expression.kind === 'string' ? expression.inner : expression.range };
}

/** The text, where there is one that is known. */
export function knownText(given: GivenText): string | undefined {
  return given.kind === 'text' ? given.value : undefined;
}
