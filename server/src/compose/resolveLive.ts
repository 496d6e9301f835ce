import {
  type HydraVersion,
  type Interpolated,
  keyName,
  MISSING,
  NULL,
  type Plain,
  type Scalar,
} from '../text/index.ts';
import { type ConfigNode, type KeyPath, NO_CHILDREN } from './composition.ts';
import { pythonText } from './pythonText.ts';
import { type TypeRef, type ValueClass, valueClassOf } from './typedTypes.ts';

/**
 * A node of a config while its interpolations are followed. Unlike a `ConfigNode` it knows where it lives, and
 * `OmegaConf.resolve` writes into it. Children come to be when somebody looks.
 */
export interface Live {
  readonly parent: Live | undefined;
  /** `undefined` for the root, and for a container that a resolver made. */
  readonly key: Scalar | undefined;
  /** See `ConfigNode.lastKey`. */
  readonly lastKey: Scalar | undefined;
  readonly shape: 'map' | 'list' | 'leaf';
  /** What a leaf holds. */
  content: Content;
  /** What a resolver returned: never an interpolation again, whatever its text is. */
  readonly isResult: boolean;
  readonly source: ConfigNode | undefined;
  /** What is declared of a leaf. */
  readonly declared: TypeRef | undefined;
  /** The class of a leaf that shows as a text. */
  valueClass: ValueClass | undefined;
  /** The children that are there by now; all of them where there is no source. Nearly all nodes have none. */
  made: Map<string, Live> | undefined;
  /** What following the node gave the last time. */
  remembered: Remembered | undefined;
  /** What a container comes to with everything in it followed, where it was asked for and comes to something. */
  whole: Whole | undefined;
}

export interface Whole {
  readonly value: Plain;
  /** Values that it took. */
  readonly size: number;
  /** Containers from here down. */
  readonly height: number;
  /** See `Resolving`. */
  readonly generation: number;
}

interface Remembered {
  readonly result: Live;
  /** How many interpolations deep. */
  readonly height: number;
  /** See `Resolving`. */
  readonly generation: number;
}

export type Content = Scalar | PythonList | PythonDict | typeof MISSING | Interpolated;

/** A value in Python's hands, between a config and a resolver. A `Live` in it is a container. */
export type PythonValue =
  | (Scalar & { readonly isLiteral?: true; readonly valueClass?: ValueClass })
  | PythonList
  | PythonDict
  | Live;

export interface PythonList {
  readonly t: 'list';
  readonly v: readonly PythonValue[];
}

export interface PythonDict {
  readonly t: 'dict';
  readonly v: readonly (readonly [Scalar, PythonValue])[];
}

export function isLive(value: PythonValue | Content): value is Live {
  return 'shape' in value;
}

export function isContainer(live: Live): boolean {
  return live.shape !== 'leaf';
}

/** The text of an interpolation that is still to be followed. */
export function interpolationOf(live: Live): string | undefined {
  return live.shape === 'leaf' && !live.isResult && live.content.t === 'interp' ? live.content.v : undefined;
}

export function isMissing(live: Live): boolean {
  return live.shape === 'leaf' && live.content.t === 'missing';
}

export function liveOf(source: ConfigNode, parent?: Live, key?: Scalar): Live {
  const { shape, leaf, declared, lastKey } = source;
  const isContainer = shape === 'map' || shape === 'list';
  return {
    parent,
    key,
    lastKey,
    shape: isContainer ? shape : 'leaf',
    content: shape === 'missing' ? MISSING : (leaf ?? NULL),
    isResult: false,
    source: isContainer ? source : undefined,
    declared,
    valueClass: valueClassOf(source),
    made: undefined,
    remembered: undefined,
    whole: undefined,
  };
}

export function leafOf(
  content: Content,
  parent: Live | undefined,
  key: Scalar | undefined,
  isResult = false,
  valueClass?: ValueClass,
): Live {
  return {
    parent,
    key,
    lastKey: undefined,
    shape: 'leaf',
    content,
    isResult,
    source: undefined,
    declared: undefined,
    valueClass,
    made: undefined,
    remembered: undefined,
    whole: undefined,
  };
}

export function containerOf(shape: 'map' | 'list', parent: Live | undefined, key?: Scalar): Live {
  return { ...leafOf(NULL, parent, key), shape };
}

/** Puts a child into a container, in the place of the one of that name. */
export function put(container: Live, name: string, child: Live): void {
  container.made ??= new Map();
  container.made.set(name, child);
}

export function childOf(live: Live, name: string): Live | undefined {
  const made = live.made?.get(name);
  if (made !== undefined) return made;
  const source = live.source?.children.get(name);
  if (source === undefined) return undefined;
  const key: Scalar = live.shape === 'list' ? { t: 'int', v: BigInt(name) } : (source.key ?? { t: 'str', v: name });
  const child = liveOf(source, live, key);
  put(live, name, child);
  return child;
}

/** Names in the config's order. */
export function namesIn(live: Live): readonly string[] {
  return [...(live.source?.children ?? live.made ?? NO_CHILDREN).keys()];
}

export function sizeOf(live: Live): number {
  return (live.source?.children ?? live.made ?? NO_CHILDREN).size;
}

/** A copy of a container or leaf under another parent, as `copy.deepcopy` makes it; `count` hears of every value. */
export function copyOf(live: Live, parent: Live | undefined, key: Scalar | undefined, count: () => void): Live {
  count();
  if (live.shape === 'leaf') return leafOf(live.content, parent, key, false, live.valueClass);
  const copy = containerOf(live.shape, parent, key);
  for (const name of namesIn(live)) {
    const child = childOf(live, name) as Live;
    put(copy, name, copyOf(child, copy, child.key, count));
  }
  return copy;
}

/** The name that a container has for one of its nodes. */
export function nameOf(live: Live): string | undefined {
  if (live.key === undefined) return undefined;
  return live.parent?.shape === 'list' ? pythonText(live.key) : keyName(live.key);
}

export function rootOf(live: Live): Live {
  let root = live;
  while (root.parent !== undefined) root = root.parent;
  return root;
}

export function pathOf(live: Live): KeyPath {
  const path: string[] = [];
  for (let node: Live | undefined = live; node !== undefined; node = node.parent) {
    const name = nameOf(node);
    if (name !== undefined) path.unshift(name);
  }
  return path;
}

/** What Python code sees of a node: the container itself, else its value. */
export function pythonValueOf(live: Live, version: HydraVersion): PythonValue {
  if (live.shape !== 'leaf') return live;
  const { content } = live;
  if (content.t === 'missing') return { t: 'str', v: '???' };
  if (content.t === 'interp') return { t: 'str', v: content.v };
  if (content.t === 'str' && live.valueClass !== undefined) return { ...content, valueClass: live.valueClass };
  return content.t === 'str' && version === '1.4' && hasMissingSpelling(content.v)
    ? { ...content, isLiteral: true }
    : content;
}

/** `???`, with backslashes before it that make it a text in OmegaConf 2.4. */
export function hasMissingSpelling(text: string): boolean {
  return /^\\*\?\?\?$/.test(text);
}

/** A value as plain data, interpolations in it as written; `count` hears of every value. */
export function plainOfValue(value: PythonValue | Content, count: () => void): Plain {
  count();
  if (isLive(value)) return plainOfLive(value, count);
  if (value.t === 'list') return { t: 'list', v: value.v.map((item) => plainOfValue(item, count)) };
  if (value.t === 'dict') return { t: 'dict', v: value.v.map(([key, item]) => [key, plainOfValue(item, count)]) };
  return value.t === 'str' ? { t: 'str', v: value.v } : value;
}

export function plainOfLive(live: Live, count: () => void): Plain {
  if (live.shape === 'leaf') return plainOfValue(live.content, count);
  count();
  const children = namesIn(live).map((name) => childOf(live, name) as Live);
  if (live.shape === 'list') return { t: 'list', v: children.map((child) => plainOfLive(child, count)) };
  return { t: 'dict', v: children.map((child) => [child.key ?? NULL, plainOfLive(child, count)]) };
}

/** The name of a value's Python class, and the name with its module. */
export function classOf(value: PythonValue): { readonly name: string; readonly shown: string } {
  if (isLive(value)) {
    const name = value.shape === 'list' ? 'ListConfig' : 'DictConfig';
    return { name, shown: `<class 'omegaconf.${name.toLowerCase()}.${name}'>` };
  }
  if (value.t === 'str' && value.isLiteral === true) {
    return { name: '_EscapedMissing', shown: "<class 'omegaconf._missing._EscapedMissing'>" };
  }
  const name = value.t === 'null' ? 'NoneType' : value.t;
  return { name, shown: `<class '${name}'>` };
}
