import { moduleOf, modulesSeenFrom, type Project, pythonOf, type Snapshot, walk } from '../../project/index.ts';
import {
  type Import,
  namesWritten,
  type PythonModule,
  type PythonModules,
  type Resolved,
  resolveDotted,
  resolveName,
  type WrittenName,
} from '../../python/index.ts';
import { parseOverride, type Range, type Uri } from '../../text/index.ts';
import { commandDocuments, placeIn, runsIn } from '../commands/index.ts';
import { callableOf, declarationOf } from '../targets/target.ts';
import type { Search } from './addresses.ts';

/** A class or function at the top of a Python file. */
export interface Declared {
  readonly uri: Uri;
  /** Of its name in the statement that declares it. */
  readonly range: Range;
}

/** A place that names a class or a function. */
export interface PythonUse {
  readonly uri: Uri;
  readonly range: Range;
  /** It is this one for certain; else it likely is. */
  readonly isSure: boolean;
}

/** Where the project's Python names a class or a function, the statement that declares it included. */
export function usesInPython({ snapshot }: Search, declared: Declared): readonly PythonUse[] {
  const name = nameOf(snapshot, declared);
  const found = new Map<string, PythonUse>();
  for (const project of snapshot.projects()) {
    const seenFrom = modulesSeenFrom(snapshot.files, [...project.pythonFolders, ...project.sitePackages]);
    for (const uri of walk(snapshot.files, project.folder)) {
      const entry = uri.endsWith('.py') ? snapshot.files.file(uri) : undefined;
      if (entry === undefined || !entry.text.includes(name)) continue;
      const reader = readerOf(seenFrom(uri), moduleOf(entry), declared, name);
      const registered = registeredIn(project, uri);
      for (const use of usesIn(reader, registered)) found.set(`${use.range.start} ${uri}`, use);
    }
  }
  return [...found.values()];
}

export function nameOf(snapshot: Snapshot, { uri, range }: Declared): string {
  return snapshot.files.file(uri)?.text.slice(range.start, range.end) ?? '';
}

/** The places of the texts that registries have as paths to classes. */
function registeredIn({ registries }: Project, uri: Uri): readonly Range[] {
  return registries.flatMap(({ written }) =>
    written.flatMap(({ entry }) => (entry.uri === uri && entry.value !== undefined ? [entry.valueRange] : [])),
  );
}

interface Reader {
  readonly modules: PythonModules;
  readonly module: PythonModule;
  readonly declared: Declared;
  readonly name: string;
  /** Whether what was found is the declaration. */
  readonly isIt: (found: Resolved) => boolean;
}

function readerOf(modules: PythonModules, module: PythonModule, declared: Declared, name: string): Reader {
  const isIt = (found: Resolved) => {
    const at = declarationOf(found);
    return at?.module.uri === declared.uri && at.range.start === declared.range.start;
  };
  return { modules, module, declared, name, isIt };
}

function usesIn(reader: Reader, registered: readonly Range[]): readonly PythonUse[] {
  const { module, modules, name, isIt } = reader;
  const { uri } = module;
  const all = [...module.imports.values(), ...[...module.localImports.values()].flatMap((each) => [...each.values()])];
  const own = all.filter((each) => each.name === name && isIt(imported(modules, module, each)));
  const written = namesWritten(module, name);
  const top = module.imports.get(name);
  // `from nets import Net as Net`: what is imported has the other name then, and the rest of the file keeps its own.
  const isAliased = top !== undefined && top.localRange.start !== top.nameRange.start;
  const isOther = all.some((each) => each.local === name && !own.includes(each));
  const seen: Seen = {
    isGlobal: !isAliased && isIt(resolveName(modules, module, name)),
    isLocal: own.some(({ localRange, nameRange }) => localRange.start === nameRange.start),
    isShadowed: isOther || written.some(({ kind, range }) => kind === 'binding' && !isAt(uri, range, reader.declared)),
    registered,
  };
  return [
    ...own.map(({ nameRange }): PythonUse => ({ uri, range: nameRange, isSure: true })),
    ...written.flatMap((each): readonly PythonUse[] => {
      const isSure = isSureOf(reader, seen, each);
      return isSure === undefined ? [] : [{ uri, range: each.range, isSure }];
    }),
  ];
}

/** What the name alone means in a file. */
interface Seen {
  readonly isGlobal: boolean;
  /** A function imports it. */
  readonly isLocal: boolean;
  /** Somewhere in the file the name stands for something else. */
  readonly isShadowed: boolean;
  readonly registered: readonly Range[];
}

/** Whether a place is a use for certain; `undefined` where it is none. */
function isSureOf(reader: Reader, seen: Seen, { kind, range, text }: WrittenName): boolean | undefined {
  const { modules, module, declared, name, isIt } = reader;
  switch (kind) {
    case 'binding':
      return isAt(module.uri, range, declared) ? true : undefined;
    case 'name':
      return seen.isGlobal || seen.isLocal ? !seen.isShadowed : undefined;
    case 'attribute':
      if (isIt(resolveName(modules, module, text))) return true;
      return isLikeModule(text, declared) && isUnknown(modules, module, text) ? false : undefined;
    case 'export':
      return seen.isGlobal ? true : undefined;
    case 'text':
      if (text === name) return seen.isGlobal ? false : undefined;
      if (!isIt(resolveDotted(modules, text))) return undefined;
      return seen.registered.some((each) => each.start <= range.start && range.end <= each.end);
  }
}

function isAt(uri: Uri, range: Range, declared: Declared): boolean {
  return uri === declared.uri && range.start === declared.range.start;
}

/** What an import takes out of a module. */
function imported(modules: PythonModules, module: PythonModule, { module: from, level, name }: Import): Resolved {
  const own = modules.nameOf(module)?.split('.') ?? [];
  const isPackage = /\/__init__\.pyi?$/.test(module.uri);
  const above = level === 0 ? [] : own.slice(0, own.length - (isPackage ? level - 1 : level));
  return resolveDotted(
    modules,
    [...above, ...(from === '' ? [] : [from]), ...(name === undefined ? [] : [name])].join('.'),
  );
}

/** `nets.Net` of a name that is not known here, where the class is in `nets.py`. */
function isLikeModule(text: string, { uri }: Declared): boolean {
  const [owner = ''] = text.split('.').slice(-2);
  return uri.endsWith(`/${owner}.py`) || uri.endsWith(`/${owner}/__init__.py`);
}

function isUnknown(modules: PythonModules, module: PythonModule, text: string): boolean {
  const { kind } = resolveName(modules, module, text);
  return kind === 'unknown' || kind === 'missing';
}

/** The names in commands that set a `_target_`: `model._target_=nets.Net`. */
export function targetsInCommands({ snapshot }: Search, declared: Declared): readonly PythonUse[] {
  const name = nameOf(snapshot, declared);
  return snapshot.projects().flatMap((project) =>
    commandDocuments(snapshot, project).flatMap((uri) => {
      if (snapshot.files.file(uri)?.text.includes(name) !== true) return [];
      return runsIn(snapshot, uri).flatMap(({ key, overrides, root }) => {
        const python = pythonOf(
          snapshot,
          project,
          project.roots.find((each) => each.uri === root),
        );
        return overrides.flatMap((word): readonly PythonUse[] => {
          const { override } = parseOverride(word.text, key.version);
          const range = /(^|\.)_target_$/.test(override?.key ?? '') ? override?.valueRange : undefined;
          const written = range === undefined ? '' : word.text.slice(range.start, range.end);
          const dotted = /^(["']?)([\w.]+)\1$/.exec(written)?.[2];
          if (range === undefined || dotted === undefined) return [];
          const start = range.start + (dotted === written ? 0 : 1);
          return partsLeadingTo(dotted, name, (path) => callableOf(python, path).found, declared).map((part) => ({
            uri,
            range: placeIn(word, { start: start + part.start, end: start + part.end }),
            isSure: false,
          }));
        });
      });
    }),
  );
}

/** The places in a dotted path of the names that lead to a declaration, within the path. */
export function partsLeadingTo(
  dotted: string,
  name: string,
  look: (path: string) => Resolved,
  declared: Declared,
): readonly Range[] {
  let end = 0;
  const found: Range[] = [];
  for (const part of dotted.split('.')) {
    const start = end;
    end += part.length;
    const to = part === name ? declarationOf(look(dotted.slice(0, end))) : undefined;
    if (to?.module.uri === declared.uri && to.range.start === declared.range.start) found.push({ start, end });
    end += 1;
  }
  return found;
}
