import type { SyntaxNode } from '@lezer/common';
import type { Range } from '../text/index.ts';
import { childrenOf, type PythonText, rangeOf, textOf } from './syntax.ts';

/** What one local name was imported as. */
export interface Import {
  /** The name that it binds here. */
  readonly local: string;
  readonly localRange: Range;
  /** Dotted, without the leading dots; empty in `from . import x`. */
  readonly module: string;
  /** The number of leading dots; 0 is an absolute import. */
  readonly level: number;
  /** The name taken out of the module; `undefined` where the module itself is bound. */
  readonly name: string | undefined;
  /** The place of the name, or of the module where there is none. */
  readonly nameRange: Range;
  readonly range: Range;
  readonly isTypeOnly: boolean;
}

/** `from module import *`. */
export interface StarImport {
  readonly module: string;
  readonly level: number;
  readonly range: Range;
}

interface Dotted {
  readonly path: string;
  readonly range: Range;
  readonly alias: string | undefined;
  readonly aliasRange: Range;
}

/** What an import statement binds. `import a.b` binds `a`. */
export function importsOf(
  source: PythonText,
  node: SyntaxNode,
  isTypeOnly: boolean,
): { readonly imports: readonly Import[]; readonly star: StarImport | undefined } {
  const children = childrenOf(node);
  const range = rangeOf(node);
  if (children[0]?.name === 'import') {
    const imports = dottedNames(source, children.slice(1)).map(
      ({ path, range: nameRange, alias, aliasRange }): Import => {
        const local = alias ?? firstSegment(path);
        const module = alias === undefined ? local : path;
        return { local, localRange: aliasRange, module, level: 0, name: undefined, nameRange, range, isTypeOnly };
      },
    );
    return { imports, star: undefined };
  }
  const at = children.findIndex((child) => child.name === 'import');
  if (at === -1) return { imports: [], star: undefined };
  const from = children.slice(1, at);
  const names = from.filter((child) => child.name === 'VariableName');
  const end = names[0]?.from ?? children[at]?.from ?? node.to;
  const level = source.text.slice(children[0]?.to ?? node.from, end).replace(/[^.]/g, '').length;
  const module = names.map((child) => textOf(source, child)).join('.');
  const rest = children.slice(at + 1);
  if (rest[0]?.name === '*') return { imports: [], star: { module, level, range } };
  const imports = dottedNames(source, rest).map(({ path, range: nameRange, alias, aliasRange }): Import => {
    return { local: alias ?? path, localRange: aliasRange, module, level, name: path, nameRange, range, isTypeOnly };
  });
  return { imports, star: undefined };
}

function dottedNames(source: PythonText, nodes: readonly SyntaxNode[]): Dotted[] {
  const found: Dotted[] = [];
  let group: SyntaxNode[] = [];
  const close = () => {
    const as = group.findIndex((node) => node.name === 'as');
    const names = (as === -1 ? group : group.slice(0, as)).filter((node) => node.name === 'VariableName');
    const aliasNode = as === -1 ? undefined : group[as + 1];
    const [first] = names;
    const last = names.at(-1);
    if (first !== undefined && last !== undefined) {
      found.push({
        path: names.map((node) => textOf(source, node)).join('.'),
        range: { start: first.from, end: last.to },
        alias: aliasNode === undefined ? undefined : textOf(source, aliasNode),
        aliasRange: rangeOf(aliasNode ?? first),
      });
    }
    group = [];
  };
  for (const node of nodes) {
    if (node.name === ',') close();
    else if (node.name !== '(' && node.name !== ')') group.push(node);
  }
  close();
  return found;
}

export function firstSegment(path: string): string {
  const dot = path.indexOf('.');
  return dot === -1 ? path : path.slice(0, dot);
}

/**
 * What a dotted text names by the imports alone: `h.main` under `import hydra as h` is `hydra.main`. A relative import
 * keeps its dots. A name that is not imported stays as it is.
 */
export function importedName(imports: ReadonlyMap<string, Import>, path: string): string {
  const first = firstSegment(path);
  const found = imports.get(first);
  if (found === undefined) return path;
  const module = '.'.repeat(found.level) + found.module;
  const joint = found.name === undefined || module.endsWith('.') || module === '' ? '' : '.';
  return `${module}${joint}${found.name ?? ''}${path.slice(first.length)}`;
}
