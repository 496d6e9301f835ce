import {
  type Composition,
  type ConfigNode,
  classOfType,
  type Each,
  plainOf,
  type ResolvedTree,
  type ValueClass,
  valueClassOf,
} from '../compose/index.ts';
import { type Plain, pythonFloatText } from '../text/index.ts';

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
  /** A member of an enum or a path, with the name of its class. */
  | { t: 'enum' | 'path'; v: string; c: string }
  /** With `resolve: "each"` only. */
  | { t: 'resolved'; raw: string; v: TypedNode }
  /** `raw` where an interpolation stands. */
  | { t: 'error'; raw?: string; c: string; m: string };

export function typedNode(plain: Plain, valueClass?: ValueClass): TypedNode {
  if (plain.t === 'str' && valueClass !== undefined) return { t: valueClass.t, v: plain.v, c: valueClass.name };
  switch (plain.t) {
    case 'null':
    case 'missing':
      return { t: plain.t };
    case 'int':
      return { t: 'int', v: String(plain.v) };
    case 'float':
      return { t: 'float', v: pythonFloatText(plain.v) };
    case 'dict':
      return { t: 'dict', v: plain.v.map(([key, value]) => [typedNode(key), typedNode(value)]) };
    case 'list':
      return { t: 'list', v: plain.v.map((item) => typedNode(item)) };
    case 'bool':
      return { t: 'bool', v: plain.v };
    default:
      return { t: plain.t, v: plain.v };
  }
}

/** A config whose interpolations are followed one by one: each shows its text and its value, or why it has none. */
export function typedEach(each: Each): TypedNode {
  switch (each.kind) {
    case 'value':
      return typedNode(each.value, each.valueClass);
    case 'list':
      return { t: 'list', v: each.items.map(typedEach) };
    case 'dict':
      return { t: 'dict', v: each.entries.map(([key, value]) => [typedNode(key, each.keyClass), typedEach(value)]) };
    case 'resolved':
      return { t: 'resolved', raw: each.raw, v: typedEach(each.value) };
    case 'unresolved': {
      const { raw, why } = each;
      return { t: 'error', ...(raw !== undefined && { raw }), c: why.errorClass, m: why.message };
    }
  }
}

/** A config with its types as they are declared: a member of an enum is more than its name. */
export function typedConfig(node: ConfigNode): TypedNode {
  const { declared } = node;
  const keyClass = declared?.kind === 'dict' ? classOfType(declared.key) : undefined;
  if (node.shape === 'list') return { t: 'list', v: [...node.children.values()].map(typedConfig) };
  if (node.shape === 'map') {
    const entries = [...node.children].map(([name, child]): [TypedNode, TypedNode] => [
      typedNode(child.key ?? { t: 'str', v: name }, keyClass),
      typedConfig(child),
    ]);
    return { t: 'dict', v: entries };
  }
  return typedNode(plainOf(node), valueClassOf(node));
}

/** What Hydra says where it refuses. */
export interface TypedRefusal {
  readonly ok: false;
  readonly error_class: string;
  readonly error_message: string;
}

/** One line: the config, as written or as resolved in `tree`, and its choices, or what Hydra says where it refuses. */
export function typedAnswer(
  composition: Composition,
  tree: ResolvedTree | undefined,
): TypedRefusal | { ok: true; config: TypedNode; choices: object } {
  const refusal = composition.problems.find((problem) => problem.refusal !== undefined)?.refusal;
  const error = refusal ?? tree?.failures[0]?.failure;
  if (error !== undefined) return refused(error.errorClass, error.message);
  const config = tree === undefined ? typedConfig(composition.root) : typedEach(tree.each());
  return { ok: true, config, choices: typedChoices(composition) };
}

export function refused(errorClass: string, message: string): TypedRefusal {
  return { ok: false, error_class: errorClass, error_message: message };
}

/** Choices by override key, those of Hydra's own groups left out unless they are asked for. */
export function typedChoices(composition: Composition, withHydra = false): object {
  return Object.fromEntries([...composition.choices].filter(([key]) => withHydra || !key.startsWith('hydra/')));
}
