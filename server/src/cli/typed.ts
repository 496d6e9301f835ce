import { type Composition, pythonFloat, type ResolvedTree } from '../compose/index.ts';
import type { Plain } from '../text/index.ts';

/**
 * The `typed` output: values with their types, for programs. Numbers travel as text, so that every JSON reader keeps
 * `10**30`, `-0.0` and `1e400`; floats are written as Python's `repr` writes them.
 */
export type TypedNode =
  | { t: 'null' | 'missing' }
  | { t: 'bool'; v: boolean }
  | { t: 'int' | 'float' | 'str' | 'bytes' | 'interp'; v: string }
  | { t: 'dict'; v: [TypedNode, TypedNode][] }
  | { t: 'list'; v: TypedNode[] };

export function typedNode(plain: Plain): TypedNode {
  switch (plain.t) {
    case 'null':
    case 'missing':
      return { t: plain.t };
    case 'int':
      return { t: 'int', v: String(plain.v) };
    case 'float':
      return { t: 'float', v: pythonFloat(plain.v) };
    case 'dict':
      return { t: 'dict', v: plain.v.map(([key, value]) => [typedNode(key), typedNode(value)]) };
    case 'list':
      return { t: 'list', v: plain.v.map(typedNode) };
    case 'bool':
      return { t: 'bool', v: plain.v };
    default:
      return { t: plain.t, v: plain.v };
  }
}

/** One line: the config and its choices, or what Hydra says where it refuses. */
export function typedAnswer(composition: Composition, tree: ResolvedTree, resolve: boolean): object {
  const refusal = composition.problems.find((problem) => problem.refusal !== undefined)?.refusal;
  const failure = resolve ? tree.failures[0]?.failure : undefined;
  const error = refusal ?? failure;
  if (error !== undefined) return { ok: false, error_class: error.errorClass, error_message: error.message };
  const choices = [...composition.choices].filter(([key]) => !key.startsWith('hydra/'));
  return { ok: true, config: typedNode(tree.value), choices: Object.fromEntries(choices) };
}
