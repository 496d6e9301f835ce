import type { Range, Uri } from '../text/index.ts';
import type { PythonModule } from './module.ts';
import type { Located } from './resolve.ts';
import type { PythonClass, PythonFunction } from './scope.ts';

/** A key that a program asks its config for, by a dotted path; `*` stands for a key that is not written. */
export interface KeyUse {
  readonly path: string;
  readonly uri: Uri;
  readonly range: Range;
  /** The program fails where the key is missing: it is read on every run, without a default. */
  readonly isRequired: boolean;
}

/** Where a program names a key. */
export interface KeyPlace {
  readonly uri: Uri;
  readonly range: Range;
}

/** How far a mapping of the config goes where its keys cannot be followed. */
export type Reach =
  /** Its keys are gone through, printed or stored: each has a use of a kind. */
  | 'shown'
  /** Other code has it, and may ask for any key. */
  | 'handedOn';

/** What a program does with the config that Hydra gives it, as far as it can be followed. */
export interface ConfigUse {
  /** One for each path. */
  readonly reads: readonly KeyUse[];
  /** Every place that asks for a path: the last key of it, in its quotes. */
  readonly places: ReadonlyMap<string, readonly KeyPlace[]>;
  /** By dotted path; the whole config is the empty path. */
  readonly opens: ReadonlyMap<string, { readonly reach: Reach; readonly why: string }>;
  /** A budget ended the search: anything may be read beyond. */
  readonly isExhausted: boolean;
}

/** What a name may stand for: parts of the config, texts, instances of classes. Encoded, so that sets compare. */
export type Values = ReadonlySet<string>;
export const NONE: Values = new Set();

/** A part of the config, by its dotted path. */
export const PART = 'c:';
/** What goes through the values of parts: `cfg.items()`. */
export const THROUGH = 't:';
export const TEXT = 's:';
export const INSTANCE = 'i:';
export const CLASS = 'k:';

/** A function whose body is to be followed. */
export interface Body {
  readonly module: PythonModule;
  readonly item: PythonFunction;
  readonly owner?: Located<PythonClass>;
}

const PATH_BUDGET = 12;

export function childOf(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

export function pathsIn(values: Values, kind: string = PART): string[] {
  return [...values].flatMap((each) => (each.startsWith(kind) ? [each.slice(kind.length)] : []));
}

export function union(...sets: readonly Values[]): Values {
  const filled = sets.filter((each) => each.size > 0);
  return filled.length <= 1 ? (filled[0] ?? NONE) : new Set(filled.flatMap((each) => [...each]));
}

/** Everything that is known of a program so far. It only grows, until nothing changes any more. */
export class Knowledge {
  readonly variables = new Map<string, Map<string, Set<string>>>();
  readonly attributes = new Map<string, Map<string, Set<string>>>();
  readonly returns = new Map<string, Set<string>>();
  readonly bodies = new Map<string, Body>();
  /** Bodies that every run goes through. */
  readonly certain = new Set<string>();
  readonly classes = new Map<string, Located<PythonClass>>();
  readonly reads = new Map<string, KeyUse>();
  readonly places = new Map<string, Map<string, KeyPlace>>();
  /** Keys that are asked for in a way that allows them to be missing. */
  readonly optional = new Set<string>();
  readonly opens = new Map<string, { readonly reach: Reach; readonly why: string }>();
  hasChanged = false;
  isExhausted = false;

  add(table: Map<string, Map<string, Set<string>>>, owner: string, name: string, values: Values): void {
    if (values.size === 0) return;
    const names = table.get(owner) ?? new Map<string, Set<string>>();
    table.set(owner, names);
    const known = names.get(name) ?? new Set<string>();
    names.set(name, known);
    this.grow(known, values);
  }

  addReturn(owner: string, values: Values): void {
    const known = this.returns.get(owner) ?? new Set<string>();
    this.returns.set(owner, known);
    this.grow(known, values);
  }

  private grow(known: Set<string>, values: Values): void {
    for (const value of values) {
      if (known.has(value)) continue;
      known.add(value);
      this.hasChanged = true;
    }
  }

  read(path: string, uri: Uri, range: Range, isRequired: boolean): string {
    const places = this.places.get(path) ?? new Map<string, KeyPlace>();
    this.places.set(path, places);
    places.set(`${range.start} ${uri}`, { uri, range });
    const before = this.reads.get(path);
    if (before === undefined || (isRequired && !before.isRequired)) {
      this.reads.set(path, { path, uri, range, isRequired });
      this.hasChanged = true;
    }
    if (path.split('.').length > PATH_BUDGET) this.isExhausted = true;
    return path;
  }

  open(values: Values, reach: Reach, why: string): void {
    for (const path of [...pathsIn(values), ...pathsIn(values, THROUGH)]) {
      const before = this.opens.get(path);
      if (before !== undefined && (before.reach === reach || before.reach === 'handedOn')) continue;
      this.opens.set(path, { reach, why });
      this.hasChanged = true;
    }
  }

  result(): ConfigUse {
    const reads = [...this.reads.values()].map((each) =>
      this.optional.has(each.path) ? { ...each, isRequired: false } : each,
    );
    const places = new Map([...this.places].map(([path, each]) => [path, [...each.values()]]));
    return { reads, places, opens: this.opens, isExhausted: this.isExhausted };
  }
}

/** Whether a pattern with `*` fits the beginning of a path. */
function fits(pattern: string, path: readonly string[]): boolean {
  const names = pattern === '' ? [] : pattern.split('.');
  return names.length <= path.length && names.every((name, index) => name === '*' || name === path[index]);
}

/** How far the mapping that holds a key goes, or one around it; `undefined` where it is followed to its end. */
export function reachAround(
  { opens, isExhausted }: Pick<ConfigUse, 'opens' | 'isExhausted'>,
  path: readonly string[],
): Reach | undefined {
  if (isExhausted) return 'handedOn';
  const above = path.slice(0, -1);
  const around = [...opens].filter(([pattern]) => fits(pattern, above)).map(([, { reach }]) => reach);
  return around.includes('handedOn') ? 'handedOn' : around[0];
}
