import {
  firstSegment,
  importedName,
  type PythonModule,
  type PythonModules,
  type RegistryEntry,
  registryEntriesOf,
  resolveName,
} from '../python/index.ts';
import type { Uri } from '../text/index.ts';
import { type Files, moduleOf } from './files.ts';
import type { RegistryBinding } from './projectFile.ts';
import type { SeenFrom } from './pythonFolders.ts';

export type GlobMatch = (glob: string, uri: Uri, folder: Uri) => boolean;

/** Names that Python maps to things, and that are the values of a config key: a dictionary, or what a decorator fills. */
export interface Registry {
  readonly symbol: string;
  /** Dotted config key. */
  readonly key: string;
  /** Dotted key that replaces the registry where it is not null. */
  readonly unless?: string;
  /** Dotted key of what the registered class validates. */
  readonly config: string;
  /** The class attribute that validates it. */
  readonly schema: string;
  /** The one that counts for each name. */
  readonly entries: ReadonlyMap<string, RegistryEntry>;
  readonly written: readonly WrittenEntry[];
  /** Where to write a new entry: the file with the most entries of a dictionary. */
  readonly home?: Uri;
}

/** An entry as it stands in a file, whether or not a later one replaces it. */
export interface WrittenEntry {
  readonly entry: RegistryEntry;
  /** The dictionary by the file that makes it and its name there; `undefined` where that cannot be told. */
  readonly dictionary: string | undefined;
}

/** The registry of a trainer, looked for where no project file names any. */
const DEFAULT_REGISTRY: RegistryBinding = {
  symbol: 'ADAPTER_PATHS',
  file: '**/*.py',
  key: 'type',
  unless: 'model_adapter',
  config: 'model_cfg',
  schema: 'Cfg',
};

export function bindingsOf(registries: readonly RegistryBinding[] | undefined): readonly RegistryBinding[] {
  return registries ?? [DEFAULT_REGISTRY];
}

/** Whether a file may have entries: a look at its text, which spares reading most files. */
export function mentions(text: string, { symbol }: RegistryBinding): boolean {
  return text.includes(symbol.slice(symbol.lastIndexOf('.') + 1));
}

/** A registry of a project folder, read from those of its Python files that mention it. */
export function registryOf(
  files: Files,
  folder: Uri,
  binding: RegistryBinding,
  python: readonly Uri[],
  seenFrom: SeenFrom,
  matches: GlobMatch,
): Registry {
  const { symbol, key, unless, config, schema } = binding;
  const found = python.flatMap((uri) => {
    const entry = files.file(uri);
    if (entry === undefined || !mentions(entry.text, binding)) return [];
    return writtenIn(seenFrom(uri), moduleOf(entry), symbol).filter(
      ({ dictionary }) =>
        matches(binding.file, uri, folder) ||
        (dictionary !== undefined && matches(binding.file, fileOfDictionary(dictionary), folder)),
    );
  });
  // What other modules add comes after what the dictionary has of its own.
  const isOwn = ({ entry, dictionary }: WrittenEntry) =>
    dictionary === undefined || entry.uri === fileOfDictionary(dictionary);
  const written = [...found.filter(isOwn), ...found.filter((each) => !isOwn(each))];
  const home = mostFrequent(written.flatMap(({ entry }) => (entry.kind === 'mapping' ? [entry.uri] : [])));
  return {
    symbol,
    key,
    ...(unless !== undefined && { unless }),
    config,
    schema,
    entries: new Map(written.map(({ entry }) => [entry.name, entry])),
    written,
    ...(home !== undefined && { home }),
  };
}

function writtenIn(modules: PythonModules, module: PythonModule, symbol: string): WrittenEntry[] {
  const isNamed = (name: string) => name === symbol || name.endsWith(`.${symbol}`);
  const own = modules.nameOf(module);
  return registryEntriesOf(modules, module, (callee) => isNamed(callee) || isNamed(parentOf(callee)))
    .filter((entry) => {
      const names = [entry.symbol, entry.symbolPath, `${own ?? ''}.${entry.symbol}`];
      return names.some((name) => isNamed(name) || (entry.kind === 'decorator' && isNamed(parentOf(name))));
    })
    .map((entry) => ({ entry: localTwin(module, entry), dictionary: dictionaryOf(modules, module, entry) }));
}

/** `MODELS` of `MODELS.register`. */
function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')));
}

/** The same entry as the module itself tells it, where imports add nothing to it: one object for one entry. */
function localTwin(module: PythonModule, entry: RegistryEntry): RegistryEntry {
  if (entry.uri !== module.uri) return entry;
  const twin = module.registryEntries.find(
    (each) =>
      each.nameRange.start === entry.nameRange.start &&
      each.name === entry.name &&
      each.symbol === entry.symbol &&
      each.value === entry.value &&
      each.target === entry.target,
  );
  return twin ?? entry;
}

function dictionaryOf(modules: PythonModules, module: PythonModule, entry: RegistryEntry): string | undefined {
  if (entry.kind === 'decorator') return undefined;
  const { symbol, symbolPath } = entry;
  for (const local of module.imports.keys()) {
    const path = importedName(module.imports, local);
    if (symbolPath !== path && !symbolPath.startsWith(`${path}.`)) continue;
    const found = resolveName(modules, module, local + symbolPath.slice(path.length));
    return found.kind === 'constant' ? `${found.module.uri}#${found.item.name}` : undefined;
  }
  return module.bindings.has(firstSegment(symbol)) ? `${module.uri}#${symbol}` : undefined;
}

function fileOfDictionary(dictionary: string): Uri {
  return dictionary.slice(0, dictionary.indexOf('#'));
}

function mostFrequent(uris: readonly Uri[]): Uri | undefined {
  const counts = new Map<Uri, number>();
  for (const uri of uris) counts.set(uri, (counts.get(uri) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0];
}
