import type { Range } from '../text/index.ts';
import type { CallExpression, Expression, Keyword } from './expression.ts';
import type { Import, StarImport } from './imports.ts';
import type { Parameter } from './parameters.ts';

/** `@callee` or `@callee(…)`. */
export interface Decorator {
  /** Dotted, as written; empty where it is no dotted name. */
  readonly callee: string;
  readonly call: CallExpression | undefined;
  readonly range: Range;
}

export interface PythonFunction {
  readonly kind: 'function';
  readonly name: string;
  /** With the classes around it: `Trainer.fit`. */
  readonly qualifiedName: string;
  readonly nameRange: Range;
  readonly range: Range;
  /** From the colon on. */
  readonly bodyRange: Range;
  readonly isAsync: boolean;
  readonly decorators: readonly Decorator[];
  readonly parameters: readonly Parameter[];
  readonly returns: Expression | undefined;
  readonly docstring: string | undefined;
}

/** `name: annotation = value` in a module or in a class. */
export interface Assignment {
  readonly kind: 'assignment';
  readonly name: string;
  readonly nameRange: Range;
  readonly range: Range;
  readonly annotation: Expression | undefined;
  readonly value: Expression | undefined;
  /** `=`, `|=`, `+=`, …; `undefined` for a bare annotation. */
  readonly operator: string | undefined;
  readonly isClassVar: boolean;
  /** A string below it, or the comment beside or above it. */
  readonly documentation: string | undefined;
}

export interface PythonClass {
  readonly kind: 'class';
  readonly name: string;
  /** With the classes around it: `Adapter.Cfg`. */
  readonly qualifiedName: string;
  readonly nameRange: Range;
  readonly range: Range;
  readonly decorators: readonly Decorator[];
  readonly bases: readonly Expression[];
  /** `metaclass=M`, `extra="forbid"`, `kw_only=True`. */
  readonly keywords: readonly Keyword[];
  readonly docstring: string | undefined;
  /** Every assignment to a plain name in the body, in order: fields, constants, members of an enum. */
  readonly fields: readonly Assignment[];
  readonly methods: readonly PythonFunction[];
  readonly classes: readonly PythonClass[];
  readonly scope: Scope;
}

/** `object[key] = value`, a call that stands alone, in the order in which they are written. */
export type Action =
  | { readonly kind: 'assignment'; readonly item: Assignment }
  | {
      readonly kind: 'item';
      readonly object: string;
      readonly key: Expression;
      readonly value: Expression;
      readonly range: Range;
    }
  | { readonly kind: 'call'; readonly call: CallExpression; readonly range: Range };

/** What a name stands for in a module or in a class. */
export type Binding =
  | { readonly kind: 'import'; readonly item: Import }
  | PythonClass
  | PythonFunction
  | Assignment
  /** A loop variable, a piece of an unpacked value: bound, and nothing is known of it. */
  | { readonly kind: 'opaque' };

/** The names that the statements of a module or of a class bind. */
export interface Scope {
  readonly imports: ReadonlyMap<string, Import>;
  readonly starImports: readonly StarImport[];
  readonly classes: readonly PythonClass[];
  readonly functions: readonly PythonFunction[];
  readonly assignments: readonly Assignment[];
  readonly actions: readonly Action[];
  readonly bindings: ReadonlyMap<string, Binding>;
}

export const EMPTY_SCOPE: Scope = {
  imports: new Map(),
  starImports: [],
  classes: [],
  functions: [],
  assignments: [],
  actions: [],
  bindings: new Map(),
};
