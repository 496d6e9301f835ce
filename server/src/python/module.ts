import type { Tree } from '@lezer/common';
import type { Uri } from '../text/index.ts';
import { type HydraApp, hydraAppsOf } from './apps.ts';
import { type CallSite, type Calls, readCalls } from './calls.ts';
import { docstringOf, readScope } from './declarations.ts';
import type { Expression } from './expression.ts';
import type { Import } from './imports.ts';
import { type ConfigRead, readReads } from './reads.ts';
import { type RegistryEntry, registryEntriesOf } from './registry.ts';
import { NO_MODULES } from './resolve.ts';
import { EMPTY_SCOPE, type Scope } from './scope.ts';
import { hasErrorNode, once, type PythonText, parseTree, TEXT_BUDGET } from './syntax.ts';

/** What one Python file declares, as far as it can be read without running it. Each part is read when it is asked for. */
export interface PythonModule extends PythonText, Scope {
  readonly uri: Uri;
  /** The text is above the budget: everything else is empty. */
  readonly isTooLarge: boolean;
  /** Something was not understood: what is not found may stand there. */
  readonly hasErrors: boolean;
  /** It may have names that are written nowhere: `__getattr__`, `globals()[…]`, `exec`. */
  readonly isDynamic: boolean;
  /** The names of `__all__`; `undefined` where there is none or it cannot be read. */
  readonly exports: readonly string[] | undefined;
  readonly docstring: string | undefined;
  /** It has `if __name__ == "__main__"`. */
  readonly isScript: boolean;
  /** Every call outside decorators, in the order of the text. */
  readonly calls: readonly CallSite[];
  readonly localImports: ReadonlyMap<string, ReadonlyMap<string, Import>>;
  /** Every chain of names and keys that is read. */
  readonly reads: readonly ConfigRead[];
  /** As far as this file alone tells; `registryEntriesOf` follows imports too. */
  readonly registryEntries: readonly RegistryEntry[];
  /** As far as this file alone tells; `hydraAppsOf` follows imports too. */
  readonly apps: readonly HydraApp[];
  readonly tree: Tree;
}

const DYNAMIC =
  /\b(globals|vars)\s*\(\s*\)|\bsys\s*\.\s*modules\b|\bexec\s*\(|\bsetattr\s*\(|^[ \t]+global[ \t]|def\s+__getattr__\b|\b(lazy_loader|attach)\b/m;
const SCRIPT = /^if\s*\(?\s*(__name__\s*==\s*['"]__main__['"]|['"]__main__['"]\s*==\s*__name__)/m;
const NO_CALLS: Calls = { sites: [], localImports: new Map() };

/** Reads a Python file. Never throws and runs nothing: what is broken or computed is opaque or left out. */
export function parsePython(uri: Uri, text: string): PythonModule {
  const isTooLarge = text.length > TEXT_BUDGET;
  const source: PythonText = { text };
  const tree = once(() => parseTree(isTooLarge ? '' : text));
  const scope = once(() => (isTooLarge ? EMPTY_SCOPE : readScope(source, tree().topNode, '')));
  const calls = once(() => (isTooLarge ? NO_CALLS : readCalls(source, tree(), scope().imports)));
  const exports = once(() => exportsOf(scope()));
  const hasErrors = once(() => isTooLarge || tree().length < text.length || hasErrorNode(tree()));
  const isDynamic = once(() => isTooLarge || DYNAMIC.test(text));
  const reads = once(() => (isTooLarge ? [] : readReads(source, tree())));
  const module: PythonModule = {
    uri,
    text,
    isTooLarge,
    get tree() {
      return tree();
    },
    get hasErrors() {
      return hasErrors();
    },
    get isDynamic() {
      return isDynamic();
    },
    get isScript() {
      return !isTooLarge && SCRIPT.test(text);
    },
    get docstring() {
      return docstringOf(source, tree().topNode);
    },
    get imports() {
      return scope().imports;
    },
    get starImports() {
      return scope().starImports;
    },
    get classes() {
      return scope().classes;
    },
    get functions() {
      return scope().functions;
    },
    get assignments() {
      return scope().assignments;
    },
    get actions() {
      return scope().actions;
    },
    get bindings() {
      return scope().bindings;
    },
    get exports() {
      return exports();
    },
    get calls() {
      return calls().sites;
    },
    get localImports() {
      return calls().localImports;
    },
    get reads() {
      return reads();
    },
    get registryEntries() {
      return entries();
    },
    get apps() {
      return apps();
    },
  };
  const entries = once(() => registryEntriesOf(NO_MODULES, module));
  const apps = once(() => hydraAppsOf(NO_MODULES, module));
  return module;
}

function exportsOf(scope: Scope): string[] | undefined {
  let names: string[] | undefined;
  for (const action of scope.actions) {
    let added: readonly (string | undefined)[] | undefined;
    if (action.kind === 'assignment' && action.item.name === '__all__') {
      added = textsOf(action.item.value);
      if (action.item.operator === '=') names = [];
    } else if (action.kind === 'call' && action.call.callee.kind === 'name') {
      const [given] = action.call.positional;
      if (action.call.callee.path === '__all__.extend') added = textsOf(given);
      else if (action.call.callee.path === '__all__.append')
        added = [given?.kind === 'string' ? given.value : undefined];
      else continue;
    } else continue;
    if (added === undefined || names === undefined) return undefined;
    for (const name of added) {
      if (name === undefined) return undefined;
      names.push(name);
    }
  }
  return names;
}

function textsOf(expression: Expression | undefined): (string | undefined)[] | undefined {
  if (expression?.kind === 'binary' && expression.operator === '+') {
    const left = textsOf(expression.left);
    const right = textsOf(expression.right);
    return left === undefined || right === undefined ? undefined : [...left, ...right];
  }
  if (expression?.kind !== 'list' && expression?.kind !== 'tuple') return undefined;
  return expression.items.map((item) => (item.kind === 'string' ? item.value : undefined));
}
