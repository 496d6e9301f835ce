import type { SyntaxNode, Tree } from '@lezer/common';
import type { Range } from '../text/index.ts';
import { type CallExpression, callOf, expressionOf } from './expression.ts';
import { firstSegment, type Import, importedName, importsOf } from './imports.ts';
import { once, type PythonText, rangeOf, textOf } from './syntax.ts';

/** A call, wherever it is written: in the module, in a function, in another call. Decorators are not among them. */
export interface CallSite {
  /** As written without white space: `ConfigStore.instance().store`; empty where it is long. */
  readonly callee: string;
  /** The callee with its first name replaced by what it was imported as. */
  readonly name: string;
  /** The qualified name of the outermost function around it; `undefined` at module level. */
  readonly within: string | undefined;
  /** In a loop or a comprehension. */
  readonly isRepeated: boolean;
  /** The variable that the result is assigned to at once. */
  readonly assignedTo: string | undefined;
  readonly range: Range;
  readonly call: CallExpression;
}

export interface Calls {
  readonly sites: readonly CallSite[];
  /** What functions import for themselves, by the function's qualified name. */
  readonly localImports: ReadonlyMap<string, ReadonlyMap<string, Import>>;
}

const LOOPS = new Set([
  'ForStatement',
  'WhileStatement',
  'ComprehensionExpression',
  'ArrayComprehensionExpression',
  'DictionaryComprehensionExpression',
  'SetComprehensionExpression',
]);

const CALLEE_BUDGET = 200;

/** Follows which function a walk is in: give it every node that is entered and left. */
export class Surroundings {
  private readonly names: { readonly name: string; readonly isFunction: boolean }[] = [];
  private readonly source: PythonText;
  loops = 0;

  constructor(source: PythonText) {
    this.source = source;
  }

  /** The qualified name of the outermost function. */
  get within(): string | undefined {
    const first = this.names.findIndex((each) => each.isFunction);
    if (first === -1) return undefined;
    return this.names
      .slice(0, first + 1)
      .map((each) => each.name)
      .join('.');
  }

  enter(node: { readonly name: string; readonly node: SyntaxNode }): void {
    if (LOOPS.has(node.name)) this.loops++;
    if (node.name !== 'FunctionDefinition' && node.name !== 'ClassDefinition') return;
    const name = node.node.getChild('VariableName');
    this.names.push({ name: name === null ? '' : textOf(this.source, name), isFunction: node.name[0] === 'F' });
  }

  leave(node: { readonly name: string }): void {
    if (LOOPS.has(node.name)) this.loops--;
    if (node.name === 'FunctionDefinition' || node.name === 'ClassDefinition') this.names.pop();
  }
}

export function readCalls(source: PythonText, tree: Tree, imports: ReadonlyMap<string, Import>): Calls {
  const localImports = new Map<string, Map<string, Import>>();
  const found: (Omit<CallSite, 'name' | 'call'> & { readonly node: SyntaxNode })[] = [];
  const around = new Surroundings(source);
  tree.iterate({
    enter(reference) {
      around.enter(reference);
      const { within } = around;
      if (reference.name === 'ImportStatement' && within !== undefined) {
        const names = localImports.get(within) ?? new Map<string, Import>();
        for (const item of importsOf(source, reference.node, false).imports) names.set(item.local, item);
        localImports.set(within, names);
      }
      if (reference.name !== 'CallExpression') return;
      const { node } = reference;
      const list = node.getChild('ArgList');
      if (list === null) return;
      const isLong = list.from - node.from > CALLEE_BUDGET;
      found.push({
        callee: isLong ? '' : source.text.slice(node.from, list.from).replace(/\s+/g, ''),
        within,
        isRepeated: around.loops > 0,
        assignedTo: assignedTo(source, node),
        range: rangeOf(node),
        node,
      });
    },
    leave: (reference) => around.leave(reference),
  });
  const sites = found.map(({ node, ...site }): CallSite => {
    const call = once(() => callAt(source, node));
    const own = site.within === undefined ? undefined : localImports.get(site.within);
    const known = own?.has(firstSegment(site.callee).replace(/\(.*/, '')) ? own : imports;
    return {
      ...site,
      name: importedName(known, site.callee),
      get call() {
        return call();
      },
    };
  });
  return { sites, localImports };
}

function callAt(source: PythonText, node: SyntaxNode): CallExpression {
  const list = node.getChild('ArgList');
  const callee = expressionOf(source, node.firstChild);
  if (list !== null) return callOf(source, callee, list, rangeOf(node));
  return { kind: 'call', callee, positional: [], keywords: [], range: rangeOf(node) };
}

function assignedTo(source: PythonText, node: SyntaxNode): string | undefined {
  const { parent } = node;
  if (parent?.name !== 'AssignStatement' && parent?.name !== 'WithStatement') return undefined;
  const target = parent.name === 'AssignStatement' ? parent.firstChild : node.nextSibling?.nextSibling;
  if (parent.name === 'WithStatement' && node.nextSibling?.name !== 'as') return undefined;
  return target?.name === 'VariableName' ? textOf(source, target) : undefined;
}
