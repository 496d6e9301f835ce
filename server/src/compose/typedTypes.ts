import type { Scalar, ValueNode } from '../text/index.ts';
import type { ConfigNode, Origin } from './composition.ts';
import { pythonText } from './pythonText.ts';

/**
 * What a dataclass or Hydra itself declares of a value. A value without a declared type may be anything. Names are
 * Python's; OmegaConf's documentation has the page *Structured configs*.
 */
export type TypeRef =
  | { readonly kind: 'any' }
  | { readonly kind: 'scalar'; readonly name: ScalarName; readonly optional: boolean }
  | { readonly kind: 'enum'; readonly type: EnumType; readonly optional: boolean }
  /** `Literal["a", 1]`, which OmegaConf knows from 2.4 on. */
  | { readonly kind: 'literal'; readonly values: readonly Scalar[]; readonly optional: boolean }
  | {
      readonly kind: 'list';
      readonly element: TypeRef;
      readonly optional: boolean;
      /** A tuple, which is a list to OmegaConf before 2.4. */
      readonly isTuple?: boolean;
      /** Of a tuple of a fixed length, the type of each item. */
      readonly items?: readonly TypeRef[];
    }
  | { readonly kind: 'dict'; readonly key: TypeRef; readonly element: TypeRef; readonly optional: boolean }
  | { readonly kind: 'structured'; readonly type: StructuredType; readonly optional: boolean }
  | { readonly kind: 'union'; readonly members: readonly TypeRef[]; readonly optional: boolean };

export type ScalarName = 'str' | 'int' | 'float' | 'bool' | 'bytes' | 'Path';

export interface EnumType {
  readonly name: string;
  readonly members: ReadonlyMap<string, Scalar>;
}

/** A dataclass. Its fields are asked for when they are needed, since a class may hold itself. */
export interface StructuredType {
  readonly name: string;
  /** The classes that it derives from, in Python's order. */
  readonly bases: readonly StructuredType[];
  readonly fields: () => ReadonlyMap<string, TypeRef>;
  /** The values of a new instance, `???` where a field has none. */
  readonly values: () => ValueNode;
  /** Nothing may be written into its instances. */
  readonly isFrozen?: boolean;
  /** Where each field stands, for a class that a person wrote. */
  readonly origins?: ReadonlyMap<string, Origin>;
}

const instances = new WeakMap<ValueNode, StructuredType>();

/** Notes that a mapping is an instance of a dataclass. */
export function markInstance(value: ValueNode, type: StructuredType): void {
  instances.set(value, type);
}

/** The dataclass that a mapping was noted to be an instance of. */
export function instanceOf(value: ValueNode): StructuredType | undefined {
  return instances.get(value);
}

/** What Python has where a config shows a text: a member of an enum, a path. */
export interface ValueClass {
  readonly t: 'enum' | 'path';
  readonly name: string;
}

const classes = new WeakMap<ValueNode, ValueClass>();

/** Notes that a text stands for a value of a class. */
export function markClass(value: ValueNode, valueClass: ValueClass): ValueNode {
  classes.set(value, valueClass);
  return value;
}

/** The class of a node's text: the declared one, or the one of the value that a program gave it. */
export function valueClassOf(node: ConfigNode): ValueClass | undefined {
  if (node.leaf?.t !== 'str') return undefined;
  const last = node.writes.at(-1);
  return classOfType(node.declared) ?? (last && classes.get(last.value));
}

/** The class that every text of a type has. */
export function classOfType(type: TypeRef | undefined): ValueClass | undefined {
  if (type?.kind === 'enum') return { t: 'enum', name: type.type.name };
  return type?.kind === 'scalar' && type.name === 'Path' ? { t: 'path', name: 'PosixPath' } : undefined;
}

export const ANY: TypeRef = { kind: 'any' };

/** Finds the class of a name; `undefined` where it is not known. */
export type TypeLookup = (name: string) => StructuredType | EnumType | undefined;

/** Reads a type as Python spells it: `Optional[Dict[str, int]]`. What is not understood may be anything. */
export function parseType(text: string, lookup: TypeLookup): TypeRef {
  const bare = text.trim();
  const bracket = bare.indexOf('[');
  const name = bracket === -1 ? bare : bare.slice(0, bracket);
  const inner = bracket === -1 ? [] : splitArguments(bare.slice(bracket + 1, -1));
  const [first = 'Any', second = 'Any'] = inner;
  switch (name) {
    case 'str':
    case 'int':
    case 'float':
    case 'bool':
    case 'bytes':
    case 'Path':
      return { kind: 'scalar', name, optional: false };
    case 'Optional':
      return optional(parseType(first, lookup));
    case 'List':
    case 'list':
      return { kind: 'list', element: parseType(first, lookup), optional: false };
    case 'Dict':
    case 'dict':
      return { kind: 'dict', key: parseType(first, lookup), element: parseType(second, lookup), optional: false };
    case 'Union': {
      const members = inner.filter((each) => each !== 'None').map((each) => parseType(each, lookup));
      return { kind: 'union', members, optional: inner.includes('None') };
    }
    default: {
      const type = lookup(name);
      if (type === undefined) return ANY;
      if ('members' in type) return { kind: 'enum', type, optional: false };
      return { kind: 'structured', type, optional: false };
    }
  }
}

function optional(type: TypeRef): TypeRef {
  return type.kind === 'any' ? type : { ...type, optional: true };
}

/** `str, Dict[str, int]` at its outer commas. */
function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '[') depth += 1;
    if (character === ']') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return [...parts, part.trim()];
}

export function isOptional(type: TypeRef | undefined): boolean {
  return type === undefined || type.kind === 'any' || type.optional;
}

/** A type as OmegaConf's messages spell it. */
export function typeText(type: TypeRef): string {
  const text = requiredText(type);
  return type.kind !== 'any' && type.optional ? `Optional[${text}]` : text;
}

/** The same without `Optional`. */
export function requiredText(type: TypeRef): string {
  switch (type.kind) {
    case 'any':
      return 'Any';
    case 'scalar':
      return type.name;
    case 'enum':
    case 'structured':
      return type.type.name;
    case 'literal':
      return `Literal[${type.values.map(pythonText).join(', ')}]`;
    case 'list':
      return `List[${typeText(type.element)}]`;
    case 'dict':
      return `Dict[${typeText(type.key)}, ${typeText(type.element)}]`;
    case 'union':
      return `Union[${type.members.map(typeText).join(', ')}]`;
  }
}

/** Whether an instance of one class may stand where another is wanted. */
export function derivesFrom(type: StructuredType, wanted: StructuredType): boolean {
  return type === wanted || type.bases.includes(wanted);
}
