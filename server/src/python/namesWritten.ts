import type { SyntaxNode } from '@lezer/common';
import type { Range } from '../text/index.ts';
import type { PythonModule } from './module.ts';
import { stringOf } from './strings.ts';
import { rangeOf, textOf } from './syntax.ts';

/** A place where a file has a name, whatever it means there. Those of import statements are told by `imports`. */
export interface WrittenName {
  /** `binding`: a parameter, an assignment, a class or function of the name. `export`: a text of `__all__`. */
  readonly kind: 'name' | 'binding' | 'attribute' | 'export' | 'text';
  /** The name alone. */
  readonly range: Range;
  /** Of an attribute the chain up to it, of a text what leads to the name: `nets.Net`; else the name. */
  readonly text: string;
}

/** Texts that are a name, a path, or a type with brackets: no sentences. */
const NO_PROSE = /^(?!.*\w\s+\w)[\w.:[\], |]+$/;

/**
 * Every place of a file where a name is written in code, or in a text that is a path, a type or the name itself; those of
 * variables of a function are left out.
 */
export function namesWritten(module: PythonModule, name: string): readonly WrittenName[] {
  const found: (WrittenName & { readonly within?: Range | undefined })[] = [];
  module.tree.iterate({
    enter({ name: kind, node }) {
      if (kind === 'VariableName' && textOf(module, node) === name) {
        const how = kindOf(module, node);
        const within = how === 'binding' ? scopeOf(node) : undefined;
        if (how !== undefined) found.push({ kind: how, range: rangeOf(node), text: name, within });
      } else if (kind === 'PropertyName' && textOf(module, node) === name) {
        const { parent } = node;
        const chain = parent === null ? '' : module.text.slice(parent.from, node.to).replaceAll(/\s+/g, '');
        if (/^[A-Za-z_]\w*(\.\w+)+$/.test(chain)) found.push({ kind: 'attribute', range: rangeOf(node), text: chain });
      } else if (kind === 'String') found.push(...inText(module, node, name));
    },
  });
  const scopes = found.flatMap(({ within }) => within ?? []);
  const isLocal = ({ start, end }: Range) => scopes.some((each) => each.start <= start && end <= each.end);
  return found.flatMap(({ within, ...each }) =>
    within !== undefined || (/^(name|text)$/.test(each.kind) && isLocal(each.range)) ? [] : [each],
  );
}

/** The function, or what is like one, whose variable a binding makes. */
function scopeOf(node: SyntaxNode): Range | undefined {
  if (node.parent?.name === 'ScopeStatement') return undefined;
  // The name of a function or class is bound around it.
  const isDeclared = /^(Function|Class)Definition$/.test(node.parent?.name ?? '');
  for (let each = isDeclared ? node.parent?.parent : node.parent; each; each = each.parent) {
    if (/^(FunctionDefinition|LambdaExpression)$|Comprehension/.test(each.name)) return rangeOf(each);
    if (each.name === 'ClassDefinition') return undefined;
  }
  return undefined;
}

function kindOf(module: PythonModule, node: SyntaxNode): 'name' | 'binding' | undefined {
  const { parent, prevSibling: before, nextSibling: next } = node;
  const isBeforeOperator = next !== null && /^(AssignOp|TypeDef)$/.test(next.name);
  switch (parent?.name) {
    case 'ImportStatement':
      // `import nets as Net` binds it; what is taken out of a module under its own name binds nothing else.
      return before?.name === 'as' ? 'binding' : undefined;
    case 'ClassDefinition':
    case 'FunctionDefinition':
    case 'ScopeStatement':
      return 'binding';
    case 'ParamList':
      return before?.name === 'AssignOp' ? 'name' : 'binding';
    case 'ArgList':
      return isBeforeOperator ? undefined : 'name';
    case 'AssignStatement':
    case 'UpdateStatement':
    case 'NamedExpression':
      return isBeforeOperator || isTarget(module, node, parent) ? 'binding' : 'name';
    case 'ForStatement':
    case 'ComprehensionExpression':
    case 'ArrayComprehensionExpression':
    case 'DictionaryComprehensionExpression':
    case 'SetComprehensionExpression':
      return before?.name === 'for' || next?.name === 'in' ? 'binding' : 'name';
    case 'WithStatement':
    case 'TryStatement':
      return before?.name === 'as' ? 'binding' : 'name';
    default:
      return 'name';
  }
}

/** One of several names on the left: `Net, other = …`. */
function isTarget(module: PythonModule, node: SyntaxNode, { to }: SyntaxNode): boolean {
  return /^\s*(,[\s\w,]*)?=(?!=)/.test(module.text.slice(node.to, to));
}

function inText(module: PythonModule, node: SyntaxNode, name: string): readonly WrittenName[] {
  const written = textOf(module, node);
  const value = written.includes(name) ? stringOf(module, node) : undefined;
  if (value === undefined || !NO_PROSE.test(value)) return [];
  const isExport = value === name && isInExports(module, node);
  return [...written.matchAll(new RegExp(`(?<![\\w])${name}(?!\\w)`, 'g'))].map(({ index }): WrittenName => {
    const range = { start: node.from + index, end: node.from + index + name.length };
    const text = /[\w.:]*$/.exec(written.slice(0, index))?.[0] ?? '';
    return { kind: isExport ? 'export' : 'text', range, text: text + name };
  });
}

function isInExports(module: PythonModule, node: SyntaxNode): boolean {
  const statement = node.parent?.parent ?? node;
  return /^__all__\b/.test(module.text.slice(statement.from, statement.from + '__all__ '.length));
}
