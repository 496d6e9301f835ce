import type { Range, Uri } from '../text/index.ts';
import { evaluateText } from './evaluate.ts';
import { argumentOf, type CallExpression, type Expression } from './expression.ts';
import { importedName } from './imports.ts';
import type { PythonModule } from './module.ts';
import { type PythonModules, resolveName } from './resolve.ts';
import type { Decorator, PythonClass, PythonFunction } from './scope.ts';

/** A name that Python code maps to a thing: an entry of a dictionary, or a class under `@register("name")`. */
export interface RegistryEntry {
  readonly uri: Uri;
  readonly kind: 'mapping' | 'decorator';
  /** The dictionary or the decorator as it is written: `ADAPTER_PATHS`, `MODELS.register`. */
  readonly symbol: string;
  /** The same with its first name replaced by what it was imported as: `trainer_registry.ADAPTER_PATHS`. */
  readonly symbolPath: string;
  readonly name: string;
  /** The name's place, inside its quotes. */
  readonly nameRange: Range;
  /** `models.Mamba:MambaAdapter`; `undefined` where the value is no text that can be known. */
  readonly value?: string;
  readonly valueRange: Range;
  /** The dotted name of the thing itself where it is no text: `MambaAdapter`, to be resolved in this module. */
  readonly target?: string;
}

interface Reader {
  readonly modules: PythonModules;
  readonly module: PythonModule;
  readonly entries: Map<string, RegistryEntry[]>;
  /** Dictionaries of other modules on the way, so that two that spread each other end. */
  readonly active: ReadonlySet<PythonModule>;
}

/**
 * The registry entries that a module writes, names and values followed through constants and imports. Decorators count
 * whose name has `regist` in it, and those that `isRegistry` knows.
 */
export function registryEntriesOf(
  modules: PythonModules,
  module: PythonModule,
  isRegistry: (callee: string) => boolean = () => false,
): RegistryEntry[] {
  return [...mappings(modules, module, new Set()).values()].flat().concat(decorated(modules, module, isRegistry));
}

function mappings(
  modules: PythonModules,
  module: PythonModule,
  active: ReadonlySet<PythonModule>,
): Map<string, RegistryEntry[]> {
  const reader: Reader = { modules, module, entries: new Map(), active: new Set([...active, module]) };
  for (const action of module.actions) {
    if (action.kind === 'assignment') {
      const { name, value, operator } = action.item;
      const entries = value === undefined ? undefined : mappingEntries(reader, name, value);
      if (entries !== undefined)
        reader.entries.set(name, [...(operator === '=' ? [] : (reader.entries.get(name) ?? [])), ...entries]);
    } else if (action.kind === 'item') {
      const entry = entryOf(reader, action.object, action.key, action.value);
      if (entry !== undefined) add(reader, action.object, [entry]);
    } else if (action.call.callee.kind === 'name' && action.call.callee.path.endsWith('.update')) {
      const symbol = action.call.callee.path.slice(0, -'.update'.length);
      add(reader, symbol, callEntries(reader, symbol, action.call));
    }
  }
  return reader.entries;
}

function add({ entries }: Reader, symbol: string, added: readonly RegistryEntry[]): void {
  entries.set(symbol, [...(entries.get(symbol) ?? []), ...added]);
}

/** The entries of a dictionary display, of `dict(…)` and of two joined by `|`; `undefined` for anything else. */
function mappingEntries(reader: Reader, symbol: string, expression: Expression): RegistryEntry[] | undefined {
  switch (expression.kind) {
    case 'dict':
      return expression.entries.flatMap(({ key, value }) => {
        if (key === undefined) return mappingEntries(reader, symbol, value) ?? [];
        return entryOf(reader, symbol, key, value) ?? [];
      });
    case 'binary': {
      if (expression.operator !== '|') return undefined;
      const left = mappingEntries(reader, symbol, expression.left);
      const right = mappingEntries(reader, symbol, expression.right);
      return left === undefined && right === undefined ? undefined : [...(left ?? []), ...(right ?? [])];
    }
    case 'name': {
      const entries = reader.entries.get(expression.path) ?? importedEntries(reader, expression.path);
      // As a dictionary has them: each name once, the last one counts.
      const byName = new Map(entries?.map((entry) => [entry.name, { ...entry, ...symbols(reader, symbol) }]));
      return entries === undefined ? undefined : [...byName.values()];
    }
    case 'call': {
      if (expression.callee.kind !== 'name') return undefined;
      if (expression.callee.path === 'dict') return callEntries(reader, symbol, expression);
      const copied = /^(.+)\.copy$/.exec(expression.callee.path)?.[1];
      return copied === undefined ? undefined : mappingEntries(reader, symbol, { ...expression.callee, path: copied });
    }
    default:
      return undefined;
  }
}

function importedEntries({ modules, module, active }: Reader, path: string): RegistryEntry[] | undefined {
  const found = resolveName(modules, module, path);
  if (found.kind !== 'constant' || active.has(found.module) || active.size > 20) return undefined;
  return mappings(modules, found.module, active).get(found.item.name);
}

function callEntries(reader: Reader, symbol: string, { positional, keywords }: CallExpression): RegistryEntry[] {
  const given = positional.flatMap((each) => mappingEntries(reader, symbol, each) ?? []);
  const named = keywords.flatMap(({ name, nameRange, value }): RegistryEntry[] => {
    if (name === undefined) return mappingEntries(reader, symbol, value) ?? [];
    return [{ ...base(reader, symbol), name, nameRange, ...valueIn(reader, value) }];
  });
  return [...given, ...named];
}

function entryOf(reader: Reader, symbol: string, key: Expression, value: Expression): RegistryEntry | undefined {
  const name = evaluateText(reader.modules, reader.module, key);
  if (name === undefined) return undefined;
  return {
    ...base(reader, symbol),
    name,
    nameRange: key.kind === 'string' ? key.inner : key.range,
    ...valueIn(reader, value),
  };
}

function base(reader: Reader, symbol: string): Pick<RegistryEntry, 'uri' | 'kind' | 'symbol' | 'symbolPath'> {
  return { uri: reader.module.uri, kind: 'mapping', ...symbols(reader, symbol) };
}

function symbols({ module }: Reader, symbol: string): { symbol: string; symbolPath: string } {
  const symbolPath = importedName(module.imports, symbol);
  const original = module.imports.get(symbol)?.name;
  return { symbol: original ?? symbol, symbolPath };
}

function valueIn(
  { modules, module }: Reader,
  value: Expression,
): Pick<RegistryEntry, 'value' | 'valueRange' | 'target'> {
  const text = evaluateText(modules, module, value);
  const isTarget = text === undefined && value.kind === 'name';
  return {
    ...(text !== undefined && { value: text }),
    valueRange: value.kind === 'string' ? value.inner : value.range,
    ...(isTarget && { target: value.path }),
  };
}

/** Decorators of that name register something else. */
const OTHERS = /^(atexit\.register|functools\.|abc\.|pytest\b)/;

function decorated(
  modules: PythonModules,
  module: PythonModule,
  isRegistry: (callee: string) => boolean,
): RegistryEntry[] {
  return [...module.classes, ...module.functions].flatMap((item) =>
    item.decorators.flatMap((decorator) => {
      const path = importedName(module.imports, decorator.callee);
      const isKnown = isRegistry(decorator.callee) || isRegistry(path);
      if (!isKnown && (!/regist/i.test(decorator.callee) || OTHERS.test(path))) return [];
      return decoratorEntry(modules, module, item, decorator, path, isKnown) ?? [];
    }),
  );
}

function decoratorEntry(
  modules: PythonModules,
  module: PythonModule,
  item: PythonClass | PythonFunction,
  { callee, call }: Decorator,
  symbolPath: string,
  isKnown: boolean,
): RegistryEntry | undefined {
  const common = {
    uri: module.uri,
    kind: 'decorator' as const,
    symbol: callee,
    symbolPath,
    target: item.name,
    valueRange: item.nameRange,
  };
  const given =
    call === undefined ? undefined : (argumentOf(call, 'name') ?? argumentOf(call, 'key') ?? call.positional[0]);
  if (given === undefined || given.kind === 'none') {
    // Under a bare decorator the thing has its own name; `_` is one of `singledispatch`.
    const isBare = isKnown || /(^|[._])register(_\w+)?$/i.test(callee);
    return isBare && item.name !== '_' ? { ...common, name: item.name, nameRange: item.nameRange } : undefined;
  }
  const name = evaluateText(modules, module, given);
  if (name === undefined) return undefined;
  return { ...common, name, nameRange: given.kind === 'string' ? given.inner : given.range };
}
