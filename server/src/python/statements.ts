import type { SyntaxNode } from '@lezer/common';
import { childrenOf, type PythonText, textOf } from './syntax.ts';

/** One simple or defining statement, taken out of the branches around it. */
export interface Statement {
  readonly node: SyntaxNode;
  /** The decorators' nodes, outermost first. */
  readonly decorators: readonly SyntaxNode[];
  /** Under `if TYPE_CHECKING`. */
  readonly isTypeOnly: boolean;
  /** In an `except`, an `else` or an `elif`: what the branch before it binds counts first. */
  readonly isFallback: boolean;
}

const BRANCH_BUDGET = 100;

/** The statements of a module or of a class, those in `if`, `try`, `with`, `for`, `while` and `match` included. */
export function statementsIn(source: PythonText, body: SyntaxNode): Statement[] {
  const found: Statement[] = [];
  collect(source, body, { isTypeOnly: false, isFallback: false }, found, 0);
  return found;
}

type Branch = Omit<Statement, 'node' | 'decorators'>;

function collect(source: PythonText, body: SyntaxNode, branch: Branch, found: Statement[], depth: number): void {
  if (depth > BRANCH_BUDGET) return;
  for (const node of childrenOf(body)) {
    switch (node.name) {
      case 'StatementGroup':
        collect(source, node, branch, found, depth + 1);
        break;
      case 'DecoratedStatement': {
        const children = childrenOf(node);
        const decorators = children.filter((child) => child.name === 'Decorator');
        const inner = children.find((child) => child.name !== 'Decorator');
        if (inner !== undefined) found.push({ node: inner, decorators, ...branch });
        break;
      }
      case 'IfStatement':
      case 'TryStatement':
      case 'WithStatement':
      case 'ForStatement':
      case 'WhileStatement':
      case 'MatchStatement':
        found.push({ node, decorators: [], ...branch });
        collectBranches(source, node, branch, found, depth + 1);
        break;
      default:
        found.push({ node, decorators: [], ...branch });
    }
  }
}

function collectBranches(
  source: PythonText,
  node: SyntaxNode,
  branch: Branch,
  found: Statement[],
  depth: number,
): void {
  let inner = branch;
  for (const child of childrenOf(node)) {
    switch (child.name) {
      case 'if': {
        const condition = child.nextSibling;
        const isTypeOnly = condition !== null && /^(\w+\.)?TYPE_CHECKING$/.test(textOf(source, condition));
        inner = { ...branch, isTypeOnly: branch.isTypeOnly || isTypeOnly };
        break;
      }
      case 'elif':
      case 'else':
        // The `else` of a `try` runs with its body.
        inner = { ...branch, isFallback: branch.isFallback || node.name === 'IfStatement' };
        break;
      case 'except':
        inner = { ...branch, isFallback: true };
        break;
      case 'finally':
        inner = branch;
        break;
      case 'Body':
        collect(source, child, inner, found, depth);
        break;
      case 'MatchBody':
        for (const clause of child.getChildren('MatchClause')) {
          const body = clause.getChild('Body');
          if (body !== null) collect(source, body, { ...branch, isFallback: true }, found, depth);
        }
        break;
    }
  }
}

/** The names that a compound statement binds itself: loop variables, `with … as`, `except … as`. */
export function boundNames(source: PythonText, node: SyntaxNode): string[] {
  const names: string[] = [];
  let binds = false;
  for (const child of childrenOf(node)) {
    if (child.name === 'for' || child.name === 'as') binds = true;
    else if (child.name === 'in' || child.name === 'Body' || (child.name === ',' && node.name === 'WithStatement'))
      binds = false;
    else if (binds) names.push(...namesBelow(source, child));
  }
  return names;
}

/** Every name within a target: `a, (b, *c)`. */
export function namesBelow(source: PythonText, target: SyntaxNode): string[] {
  if (target.name === 'VariableName') return [textOf(source, target)];
  if (target.name === 'MemberExpression') return [];
  const names: string[] = [];
  target.cursor().iterate((node) => {
    if (node.name === 'VariableName') names.push(textOf(source, node));
    return node.name !== 'MemberExpression';
  });
  return names;
}
