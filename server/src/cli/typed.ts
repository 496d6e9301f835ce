import {
  type Composition,
  type ConfigNode,
  dereference,
  type KeyPath,
  plainOf,
  pythonFloat,
  type ResolvedTree,
  type Surroundings,
} from '../compose/index.ts';
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
  | { t: 'list'; v: TypedNode[] }
  /** With `resolve: "each"` only. */
  | { t: 'resolved'; raw: string; v: TypedNode }
  | { t: 'error'; raw: string; c: string; m: string };

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

/** A config whose interpolations are followed one by one: each shows its text and its value, or why it has none. */
export function typedEach(root: ConfigNode, surroundings: Surroundings, node = root, path: KeyPath = []): TypedNode {
  if (node.leaf?.t === 'interp') {
    const raw = node.leaf.v;
    const found = dereference(root, raw, path, surroundings);
    if (found.kind === 'node') return { t: 'resolved', raw, v: typedEach(root, surroundings, found.node, found.path) };
    if (found.kind === 'value') return { t: 'resolved', raw, v: typedNode(found.value) };
    return { t: 'error', raw, c: found.errorClass, m: found.message };
  }
  const below = ([name, child]: readonly [string, ConfigNode]) => typedEach(root, surroundings, child, [...path, name]);
  if (node.shape === 'list') return { t: 'list', v: [...node.children].map(below) };
  if (node.shape !== 'map') return typedNode(plainOf(node));
  return {
    t: 'dict',
    v: [...node.children].map((entry) => [typedNode(entry[1].key ?? { t: 'str', v: entry[0] }), below(entry)]),
  };
}

/** What Hydra says where it refuses. */
export interface TypedRefusal {
  readonly ok: false;
  readonly error_class: string;
  readonly error_message: string;
}

/** One line: the config and its choices, or what Hydra says where it refuses. */
export function typedAnswer(
  composition: Composition,
  tree: ResolvedTree,
): TypedRefusal | { ok: true; config: TypedNode; choices: object } {
  const refusal = composition.problems.find((problem) => problem.refusal !== undefined)?.refusal;
  const error = refusal ?? tree.failures[0]?.failure;
  if (error !== undefined) return refused(error.errorClass, error.message);
  return { ok: true, config: typedNode(tree.value), choices: typedChoices(composition) };
}

export function refused(errorClass: string, message: string): TypedRefusal {
  return { ok: false, error_class: errorClass, error_message: message };
}

/** Choices by override key, those of Hydra's own groups left out unless they are asked for. */
export function typedChoices(composition: Composition, withHydra = false): object {
  return Object.fromEntries([...composition.choices].filter(([key]) => withHydra || !key.startsWith('hydra/')));
}
