import type { SyntaxNode } from '@lezer/common';
import { assignmentsOf, type PendingAction } from './assignments.ts';
import { callOf, type Expression, expressionOf } from './expression.ts';
import { type Import, importsOf, type StarImport } from './imports.ts';
import { annotationOf, parametersOf } from './parameters.ts';
import {
  type Assignment,
  type Binding,
  type Decorator,
  EMPTY_SCOPE,
  type PythonClass,
  type PythonFunction,
  type Scope,
} from './scope.ts';
import { boundNames, type Statement, statementsIn } from './statements.ts';
import { cleanDocstring, stringOf } from './strings.ts';
import { childrenOf, once, type PythonText, rangeOf, textOf } from './syntax.ts';

interface Reading {
  readonly imports: Map<string, Import>;
  readonly starImports: StarImport[];
  readonly classes: PythonClass[];
  readonly functions: PythonFunction[];
  readonly assignments: Assignment[];
  readonly actions: PendingAction[];
  readonly bindings: Map<string, { readonly binding: Binding; readonly isFallback: boolean }>;
}

/** Reads the statements of a module or of a class's body; `owner` is the qualified name around it. */
export function readScope(source: PythonText, body: SyntaxNode, owner: string): Scope {
  const reading: Reading = {
    imports: new Map(),
    starImports: [],
    classes: [],
    functions: [],
    assignments: [],
    actions: [],
    bindings: new Map(),
  };
  for (const statement of statementsIn(source, body)) readStatement(source, reading, statement, owner);
  const actions = once(() => reading.actions.flatMap((action) => action() ?? []));
  const { imports, starImports, classes, functions, assignments } = reading;
  return {
    imports,
    starImports,
    classes,
    functions,
    assignments,
    get actions() {
      return actions();
    },
    bindings: new Map([...reading.bindings].map(([name, { binding }]) => [name, binding])),
  };
}

function readStatement(source: PythonText, reading: Reading, statement: Statement, owner: string): void {
  const { node, isFallback } = statement;
  const bind = (name: string, binding: Binding) => {
    const before = reading.bindings.get(name);
    // `try: from a import X` / `except: X = None`: what was tried first tells more.
    if (before !== undefined && isFallback && !before.isFallback) return;
    reading.bindings.set(name, { binding, isFallback });
  };
  switch (node.name) {
    case 'ImportStatement': {
      const { imports, star } = importsOf(source, node, statement.isTypeOnly);
      for (const item of imports) {
        bind(item.local, { kind: 'import', item });
        if (!isFallback || !reading.imports.has(item.local)) reading.imports.set(item.local, item);
      }
      if (star !== undefined) reading.starImports.push(star);
      break;
    }
    case 'ClassDefinition': {
      const item = classOf(source, statement, owner);
      if (item === undefined) break;
      reading.classes.push(item);
      bind(item.name, item);
      break;
    }
    case 'FunctionDefinition': {
      const item = functionOf(source, statement, owner);
      if (item === undefined) break;
      reading.functions.push(item);
      bind(item.name, item);
      break;
    }
    case 'AssignStatement':
    case 'UpdateStatement':
      for (const item of assignmentsOf(source, node, reading.actions)) {
        if (item.kind === 'opaque') bind(item.name, { kind: 'opaque' });
        else {
          reading.assignments.push(item);
          if (node.name === 'AssignStatement' || !reading.bindings.has(item.name)) bind(item.name, item);
        }
      }
      break;
    case 'TypeDefinition': {
      const name = node.getChild('VariableName');
      if (name !== null) bind(textOf(source, name), { kind: 'opaque' });
      break;
    }
    case 'ExpressionStatement': {
      const [child] = childrenOf(node);
      if (child?.name !== 'CallExpression') break;
      reading.actions.push(() => {
        const call = expressionOf(source, child);
        return call.kind === 'call' ? { kind: 'call', call, range: call.range } : undefined;
      });
      break;
    }
    default:
      for (const name of boundNames(source, node)) bind(name, { kind: 'opaque' });
  }
}

function decoratorsOf(source: PythonText, nodes: readonly SyntaxNode[]): Decorator[] {
  return nodes.map((node) => {
    const children = childrenOf(node);
    const names = children.filter((child) => child.name === 'VariableName');
    const list = children.find((child) => child.name === 'ArgList');
    const [first] = names;
    const range = rangeOf(node);
    if (first === undefined) return { callee: '', call: undefined, range };
    const path = names.map((child) => textOf(source, child)).join('.');
    const callee: Expression = { kind: 'name', path, range: { start: first.from, end: names.at(-1)?.to ?? first.to } };
    const call = list === undefined ? undefined : callOf(source, callee, list, { start: first.from, end: list.to });
    return { callee: path, call, range };
  });
}

function functionOf(source: PythonText, statement: Statement, owner: string): PythonFunction | undefined {
  const { node } = statement;
  const name = node.getChild('VariableName');
  if (name === null) return undefined;
  const list = node.getChild('ParamList');
  const body = node.getChild('Body');
  const decorators = once(() => decoratorsOf(source, statement.decorators));
  const parameters = once(() => (list === null ? [] : parametersOf(source, list)));
  const returns = once(() => annotationOf(source, node.getChild('TypeDef')));
  const docstring = once(() => docstringOf(source, body));
  return {
    kind: 'function',
    name: textOf(source, name),
    qualifiedName: qualified(owner, textOf(source, name)),
    nameRange: rangeOf(name),
    range: rangeOf(node),
    bodyRange: body === null ? { start: node.to, end: node.to } : rangeOf(body),
    isAsync: node.firstChild?.name === 'async',
    get decorators() {
      return decorators();
    },
    get parameters() {
      return parameters();
    },
    get returns() {
      return returns();
    },
    get docstring() {
      return docstring();
    },
  };
}

function classOf(source: PythonText, statement: Statement, owner: string): PythonClass | undefined {
  const { node } = statement;
  const nameNode = node.getChild('VariableName');
  if (nameNode === null) return undefined;
  const name = textOf(source, nameNode);
  const qualifiedName = qualified(owner, name);
  const list = node.getChild('ArgList');
  const body = node.getChild('Body');
  const decorators = once(() => decoratorsOf(source, statement.decorators));
  const header = once(() => {
    const callee: Expression = { kind: 'name', path: name, range: rangeOf(nameNode) };
    return list === null ? undefined : callOf(source, callee, list, rangeOf(list));
  });
  const isTooDeep = qualifiedName.split('.').length > 20;
  const scope = once(() => (body === null || isTooDeep ? EMPTY_SCOPE : readScope(source, body, qualifiedName)));
  const docstring = once(() => docstringOf(source, body));
  return {
    kind: 'class',
    name,
    qualifiedName,
    nameRange: rangeOf(nameNode),
    range: rangeOf(node),
    get decorators() {
      return decorators();
    },
    get bases() {
      return header()?.positional ?? [];
    },
    get keywords() {
      return header()?.keywords ?? [];
    },
    get docstring() {
      return docstring();
    },
    get fields() {
      return scope().assignments;
    },
    get methods() {
      return scope().functions;
    },
    get classes() {
      return scope().classes;
    },
    get scope() {
      return scope();
    },
  };
}

function qualified(owner: string, name: string): string {
  return owner === '' ? name : `${owner}.${name}`;
}

/** The string that begins a body. */
export function docstringOf(source: PythonText, body: SyntaxNode | null): string | undefined {
  const first = body === null ? undefined : childrenOf(body).find((child) => child.name !== ':');
  const text = first?.name === 'ExpressionStatement' ? first.firstChild : null;
  const value = text === null || text === undefined ? undefined : stringOf(source, text);
  return value === undefined ? undefined : cleanDocstring(value);
}
