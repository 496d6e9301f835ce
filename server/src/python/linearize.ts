import type { Expression } from './expression.ts';
import { type Located, type PythonModules, resolveKnown } from './resolve.ts';
import type { PythonClass } from './scope.ts';

/** A class's method resolution order, as far as its bases can be read. */
export interface Linearization {
  /** The class itself first. */
  readonly classes: readonly Located<PythonClass>[];
  /** Bases of known libraries by their absolute names: `pydantic.BaseModel`. */
  readonly known: readonly string[];
  /** A base is not known: more may be inherited. */
  readonly isOpen: boolean;
}

/** Bases that add nothing of which a config could know. */
const HARMLESS = new Set([
  'builtins.object',
  'abc.ABC',
  'typing.Generic',
  'typing.Protocol',
  'typing_extensions.Protocol',
  'typing_extensions.Generic',
]);

/** Bases whose meaning the reader of fields knows. */
const UNDERSTOOD =
  /^(pydantic(\.\w+)*\.(BaseModel|RootModel|GenericModel)|pydantic_settings(\.\w+)*\.BaseSettings|pydantic\.BaseSettings|enum\.\w+|typing(_extensions)?\.(NamedTuple|TypedDict)|sqlmodel\.SQLModel)$/;

const DEPTH_BUDGET = 50;
const SIZE_BUDGET = 500;

/** The classes whose bases are being looked up: `class A(A.B)` would ask for its own bases again. */
const active = new Set<PythonClass>();

export function linearize(modules: PythonModules, located: Located<PythonClass>): Linearization {
  if (active.has(located.item)) return { classes: [located], known: [], isOpen: true };
  active.add(located.item);
  try {
    return linearizeOnce(modules, located);
  } finally {
    active.delete(located.item);
  }
}

function linearizeOnce(modules: PythonModules, located: Located<PythonClass>): Linearization {
  const known = new Set<string>();
  let isOpen = false;
  const orders = new Map<PythonClass, readonly Located<PythonClass>[]>();
  const visit = (each: Located<PythonClass>, path: readonly PythonClass[]): readonly Located<PythonClass>[] => {
    const before = orders.get(each.item);
    if (before !== undefined) return before;
    if (path.includes(each.item) || path.length > DEPTH_BUDGET || orders.size > SIZE_BUDGET) {
      isOpen = true;
      return [];
    }
    const bases: Located<PythonClass>[] = [];
    for (const base of each.item.bases) {
      const written = pathOfBase(base);
      const found = written === undefined ? undefined : resolveKnown(modules, each.module, written);
      if (found?.kind === 'class') bases.push(found);
      else if (found?.kind === 'unknown' && (HARMLESS.has(found.name) || UNDERSTOOD.test(found.name)))
        known.add(found.name);
      else {
        isOpen = true;
        if (found?.kind === 'unknown') known.add(found.name);
      }
    }
    const merged = merge([...bases.map((base) => visit(base, [...path, each.item])), bases]);
    const order = [each, ...merged.filter((base) => base.item !== each.item)];
    orders.set(each.item, order);
    return order;
  };
  const classes = visit(located, []);
  return { classes, known: [...known], isOpen };
}

/** `Base`, `pkg.Base` and `Base[T]`. */
function pathOfBase(base: Expression): string | undefined {
  if (base.kind === 'subscript') return pathOfBase(base.object);
  return base.kind === 'name' ? base.path : undefined;
}

/** C3, as Python has it; where it finds no order, Python refuses the class and any order does. */
function merge(lists: readonly (readonly Located<PythonClass>[])[]): Located<PythonClass>[] {
  const order: Located<PythonClass>[] = [];
  let rest = lists.filter((list) => list.length > 0);
  while (rest.length > 0) {
    const isInTail = (item: PythonClass) => rest.some((list) => list.slice(1).some((each) => each.item === item));
    const head = rest.find((list) => list[0] !== undefined && !isInTail(list[0].item))?.[0] ?? rest[0]?.[0];
    if (head === undefined) break;
    order.push(head);
    rest = rest.map((list) => list.filter((each) => each.item !== head.item)).filter((list) => list.length > 0);
  }
  return order;
}
