import type { Python } from '../../project/index.ts';
import {
  type Expression,
  evaluate,
  fieldsOf,
  knownName,
  type PythonModule,
  parseExpression,
  resolveName,
  type SignatureParameter,
} from '../../python/index.ts';
import type { Plain } from '../../text/index.ts';

/** What an annotation allows, as far as it can be told; `unknown` allows everything. */
export type Allowed =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'scalar'; readonly type: 'int' | 'float' | 'bool' | 'str' | 'None' }
  | { readonly kind: 'literal'; readonly value: Plain }
  /** `length` is that of `tuple[int, int]`; `takesText` where a text is one too, as a `Sequence` is. */
  | {
      readonly kind: 'list';
      readonly items: readonly Allowed[];
      readonly length: number | undefined;
      readonly takesText: boolean;
      readonly takesMap: boolean;
    }
  | { readonly kind: 'dict'; readonly value: Allowed }
  | { readonly kind: 'union'; readonly members: readonly Allowed[] };

const UNKNOWN: Allowed = { kind: 'unknown' };
const NONE: Allowed = { kind: 'scalar', type: 'None' };
const DEPTH_BUDGET = 12;

const LISTS = new Map<string, { readonly takesText: boolean; readonly takesMap: boolean }>(
  (
    [
      ['list List tuple Tuple MutableSequence', false, false],
      ['Sequence', true, false],
      ['Iterable Collection Container', true, true],
    ] as const
  ).flatMap(([names, takesText, takesMap]) => names.split(' ').map((name) => [name, { takesText, takesMap }] as const)),
);

/** The type that an annotation names, names and forward references followed where they are looked up. */
function allowedBy(python: Python, module: PythonModule, annotation: Expression | undefined): Allowed {
  return typeOf(python, module, annotation, 0);
}

function typeOf(python: Python, module: PythonModule, given: Expression | undefined, depth: number): Allowed {
  if (given === undefined || depth > DEPTH_BUDGET) return UNKNOWN;
  const next = (each: Expression | undefined) => typeOf(python, module, each, depth + 1);
  switch (given.kind) {
    case 'none':
      return NONE;
    case 'string':
      return next(parseExpression(given.value));
    case 'binary':
      return given.operator === '|' ? unionOf([next(given.left), next(given.right)]) : UNKNOWN;
    case 'name':
      return namedType(python, module, given.path, depth);
    case 'subscript': {
      if (given.object.kind !== 'name') return UNKNOWN;
      const { name, isTyping } = typeName(python, module, given.object.path);
      if (!isTyping) return UNKNOWN;
      const inner = given.index.kind === 'tuple' ? given.index.items : [given.index];
      return genericType(python, module, name, inner, next);
    }
    default:
      return UNKNOWN;
  }
}

/** The bare name of a type of `builtins`, `typing` or `collections.abc`. */
function typeName(python: Python, module: PythonModule, path: string): { name: string; isTyping: boolean } {
  const known = knownName(python, module, path);
  const match = /^(?:builtins|typing|typing_extensions|types|collections\.abc)\.(\w+)$/.exec(known);
  return { name: match?.[1] ?? known, isTyping: match !== null };
}

function namedType(python: Python, module: PythonModule, path: string, depth: number): Allowed {
  const { name, isTyping } = typeName(python, module, path);
  if (isTyping) {
    if (name === 'int' || name === 'float' || name === 'bool' || name === 'str') return { kind: 'scalar', type: name };
    if (name === 'Text') return { kind: 'scalar', type: 'str' };
    if (name === 'NoneType') return NONE;
    const list = LISTS.get(name);
    if (list !== undefined) return { kind: 'list', items: [UNKNOWN], length: undefined, ...list };
    return /^(dict|Dict|Mapping|MutableMapping)$/.test(name) ? { kind: 'dict', value: UNKNOWN } : UNKNOWN;
  }
  // An alias: `Precision = Literal[16, 32]`.
  const found = resolveName(python, module, path);
  if (found.kind !== 'constant' || found.owner !== undefined) return UNKNOWN;
  const { value, annotation } = found.item;
  const isAlias = annotation === undefined || (annotation.kind === 'name' && /(^|\.)TypeAlias$/.test(annotation.path));
  if (!isAlias || value === undefined || value.kind === 'string') return UNKNOWN;
  return typeOf(python, found.module, value, depth + 1);
}

function genericType(
  python: Python,
  module: PythonModule,
  name: string,
  inner: readonly Expression[],
  next: (each: Expression | undefined) => Allowed,
): Allowed {
  const list = LISTS.get(name);
  if (name === 'tuple' || name === 'Tuple') {
    const isOpen = inner.at(-1)?.kind === 'ellipsis';
    const items = (isOpen ? inner.slice(0, 1) : inner).map(next);
    const length = isOpen || inner.some((each) => each.kind === 'starred') ? undefined : items.length;
    return { kind: 'list', items, length, takesText: false, takesMap: false };
  }
  if (list !== undefined) return { kind: 'list', items: inner.slice(0, 1).map(next), length: undefined, ...list };
  switch (name) {
    case 'Optional':
      return unionOf([next(inner[0]), NONE]);
    case 'Union':
      return unionOf(inner.map(next));
    case 'Annotated':
    case 'Final':
      return next(inner[0]);
    case 'Literal':
      return unionOf(
        inner.map((each) => {
          const value = evaluate(python, module, each);
          return value === undefined ? UNKNOWN : { kind: 'literal', value };
        }),
      );
    case 'dict':
    case 'Dict':
    case 'Mapping':
    case 'MutableMapping':
      return { kind: 'dict', value: next(inner[1]) };
    default:
      return UNKNOWN;
  }
}

function unionOf(members: readonly Allowed[]): Allowed {
  if (members.some((each) => each.kind === 'unknown')) return UNKNOWN;
  const flat = members.flatMap((each) => (each.kind === 'union' ? each.members : [each]));
  const others = flat.filter((each) => !isNone(each));
  // `null` stands last in a text, and once.
  return { kind: 'union', members: others.length < flat.length ? [...others, NONE] : flat };
}

/** Whether a value clearly does not fit; what may be something else by the time it is passed always fits. */
export function misfits(allowed: Allowed, value: Plain): boolean {
  if (value.t === 'missing' || value.t === 'interp' || isInstance(value)) return false;
  switch (allowed.kind) {
    case 'unknown':
      return false;
    case 'union':
      return allowed.members.every((each) => misfits(each, value));
    case 'literal':
      return !isSame(allowed.value, value);
    case 'scalar':
      return !fitsScalar(allowed.type, value);
    case 'list': {
      if (value.t === 'str') return !allowed.takesText;
      if (value.t === 'dict') return !allowed.takesMap;
      if (value.t !== 'list') return true;
      if (allowed.length !== undefined && value.v.length !== allowed.length) return true;
      return value.v.some((each, index) => {
        const item = allowed.length === undefined ? allowed.items[0] : allowed.items[index];
        return item !== undefined && misfits(item, each);
      });
    }
    case 'dict':
      return value.t === 'dict' ? value.v.some(([, each]) => misfits(allowed.value, each)) : true;
  }
}

/** A mapping that becomes whatever its target returns. */
function isInstance(value: Plain): boolean {
  return value.t === 'dict' && value.v.some(([key]) => key.t === 'str' && key.v === '_target_');
}

function fitsScalar(type: 'int' | 'float' | 'bool' | 'str' | 'None', value: Plain): boolean {
  switch (type) {
    case 'None':
      return value.t === 'null';
    case 'str':
      return value.t === 'str';
    // In Python a bool is an int, and `0` and `1` are what many write for one.
    case 'bool':
      return value.t === 'bool' || (value.t === 'int' && (value.v === 0n || value.v === 1n));
    case 'int':
      return value.t === 'int' || value.t === 'bool';
    case 'float':
      return value.t === 'float' || value.t === 'int' || value.t === 'bool';
  }
}

function isSame(left: Plain, right: Plain): boolean {
  if (left.t === 'null' || right.t === 'null') return left.t === right.t;
  return left.t === right.t && 'v' in left && 'v' in right && left.v === right.v;
}

const allowedOf = new WeakMap<SignatureParameter, Allowed>();

/** The type of a parameter; one whose own default contradicts it says nothing, `x: int = None` takes null too. */
export function allowedFor(python: Python, parameter: SignatureParameter): Allowed {
  const known = allowedOf.get(parameter) ?? findAllowed(python, parameter);
  allowedOf.set(parameter, known);
  return known;
}

function findAllowed(python: Python, { annotation, default: fallback, module }: SignatureParameter): Allowed {
  const allowed = allowedBy(python, module, annotation);
  if (fallback === undefined || fallback.kind === 'ellipsis' || allowed.kind === 'unknown') return allowed;
  if (fallback.kind === 'none') return unionOf([allowed, NONE]);
  const value = evaluate(python, module, fallback);
  return value !== undefined && misfits(allowed, value) ? UNKNOWN : allowed;
}

/** `int`, `int or null`, `one of "min", "max"`. */
export function allowedText(allowed: Allowed): string {
  const members = allowed.kind === 'union' ? allowed.members : [allowed];
  const hasLiteral = members.some((each) => each.kind === 'literal');
  if (hasLiteral && members.every((each) => each.kind === 'literal' || isNone(each)))
    return `one of ${members.map((each) => memberText(each)).join(', ')}`;
  return [...new Set(members.map(memberText))].join(' or ');
}

function isNone(allowed: Allowed): boolean {
  return allowed.kind === 'scalar' && allowed.type === 'None';
}

function memberText(allowed: Allowed): string {
  switch (allowed.kind) {
    case 'unknown':
      return 'anything';
    case 'scalar':
      return allowed.type === 'None' ? 'null' : allowed.type;
    case 'literal':
      return literalText(allowed.value);
    case 'list': {
      const [first] = allowed.items;
      const items =
        first === undefined || first.kind === 'unknown' ? '' : ` of ${allowed.items.map(allowedText).join(', ')}`;
      return `list${items}`;
    }
    case 'dict':
      return 'mapping';
    case 'union':
      return allowedText(allowed);
  }
}

function literalText(value: Plain): string {
  if (value.t === 'str') return JSON.stringify(value.v);
  if (value.t === 'null') return 'null';
  return 'v' in value ? String(value.v) : '???';
}

/** The values that can be listed: those of a `Literal`, of an enum with literal values, of a bool; null where it fits. */
export function valuesFor(python: Python, parameter: SignatureParameter): readonly Plain[] {
  const allowed = allowedFor(python, parameter);
  const members = allowed.kind === 'union' ? allowed.members : [allowed];
  const values = members.flatMap((each): Plain[] => {
    if (each.kind === 'literal') return [each.value];
    if (each.kind !== 'scalar') return [];
    if (each.type === 'bool') return [true, false].map((v) => ({ t: 'bool', v }));
    return each.type === 'None' ? [{ t: 'null' }] : [];
  });
  return [...enumValues(python, parameter), ...values];
}

function enumValues(python: Python, { annotation, module }: SignatureParameter): Plain[] {
  if (annotation?.kind !== 'name') return [];
  const found = resolveName(python, module, annotation.path);
  if (found.kind !== 'class') return [];
  const fields = fieldsOf(python, found);
  if (fields.kind !== 'enum') return [];
  return fields.fields.flatMap((field) => evaluate(python, field.module, field.default) ?? []);
}
