import { firstSegment, type Import } from './imports.ts';
import { linearize } from './linearize.ts';
import type { PythonModule } from './module.ts';
import type { Assignment, Binding, PythonClass, PythonFunction } from './scope.ts';

/** The modules that can be read; the caller knows the disk. Dotted names are absolute. */
export interface PythonModules {
  readonly module: (dotted: string) => PythonModule | undefined;
  /** Also of a folder without `__init__.py`, a namespace package. */
  readonly isPackage: (dotted: string) => boolean;
  /** There is such a module and it has no source: a compiled extension, an archive. */
  readonly isCompiled?: (dotted: string) => boolean;
  /** The absolute name of a module; `undefined` where it has none, and then its relative imports lead nowhere. */
  readonly nameOf: (module: PythonModule) => string | undefined;
}

/** What a single file tells of itself. */
export const NO_MODULES: PythonModules = {
  module: () => undefined,
  isPackage: () => false,
  nameOf: () => undefined,
};

/** A declaration with the module in which its names are to be looked up. */
export interface Located<T> {
  readonly module: PythonModule;
  readonly item: T;
}

export type Resolved =
  | { readonly kind: 'class'; readonly module: PythonModule; readonly item: PythonClass }
  /** `owner` is the class that was asked for the method, which may be below the one that defines it. */
  | {
      readonly kind: 'function';
      readonly module: PythonModule;
      readonly item: PythonFunction;
      readonly owner?: Located<PythonClass>;
    }
  | {
      readonly kind: 'constant';
      readonly module: PythonModule;
      readonly item: Assignment;
      readonly owner?: Located<PythonClass>;
    }
  /** Without a module it is a namespace package. */
  | { readonly kind: 'module'; readonly dotted: string | undefined; readonly module: PythonModule | undefined }
  /** What should have it was read, and it is not there. */
  | {
      readonly kind: 'missing';
      readonly name: string;
      readonly in: 'module' | 'namespace' | 'class';
      readonly parent: string;
    }
  /** `name` is as absolute as could be told, such as `torch.nn.Linear`. */
  | {
      readonly kind: 'unknown';
      readonly because: 'unreadable' | 'dynamic' | 'broken' | 'computed' | 'cycle' | 'framework';
      readonly name: string;
    };

interface Search {
  readonly modules: PythonModules;
  readonly active: Set<string>;
  /** Absolute names at which to stop and answer `framework`. */
  readonly stopsAt: (dotted: string) => boolean;
  steps: number;
}

const STEP_BUDGET = 500;

function searchIn(modules: PythonModules, stopsAt: Search['stopsAt'] = () => false): Search {
  return { modules, active: new Set(), stopsAt, steps: 0 };
}

/** What a dotted text means within a module, or within a class of it: imports, re-exports and aliases followed. */
export function resolveName(
  modules: PythonModules,
  module: PythonModule,
  path: string,
  within?: PythonClass,
): Resolved {
  return resolvePath(searchIn(modules), module, path, within);
}

/** Packages whose names mean something to the readers here, whether they can be read or not. */
const FRAMEWORKS = new Set(
  'abc attr attrs builtins collections dataclasses enum functools hydra hydra_zen omegaconf os pathlib pydantic pydantic_settings sqlmodel types typing typing_extensions'.split(
    ' ',
  ),
);

/** As `resolveName`, but a name of `typing`, `dataclasses`, Pydantic and their like ends the search and is told as such. */
export function resolveKnown(
  modules: PythonModules,
  module: PythonModule,
  path: string,
  within?: PythonClass,
): Resolved {
  const isOwn = FRAMEWORKS.has(firstSegment(modules.nameOf(module) ?? ''));
  return resolvePath(
    searchIn(modules, (dotted) => !isOwn && FRAMEWORKS.has(firstSegment(dotted))),
    module,
    path,
    within,
  );
}

/** The absolute name of what a text means: `pydantic.BaseModel`, whichever way it came here. */
export function knownName(modules: PythonModules, module: PythonModule, path: string): string {
  const found = resolveKnown(modules, module, path);
  if (found.kind === 'unknown') return found.name;
  if (found.kind === 'missing') return found.parent === '' ? found.name : `${found.parent}.${found.name}`;
  if (found.kind === 'module') return found.dotted ?? path;
  const home = modules.nameOf(found.module);
  const own = found.kind === 'constant' ? found.item.name : found.item.qualifiedName;
  return home === undefined ? own : `${home}.${own}`;
}

/** What an absolute path names, as `_target_` and registries write it: `package.module.Class`, `package.module:Class`. */
export function resolveDotted(modules: PythonModules, dotted: string): Resolved {
  const [modulePart = '', ...rest] = dotted.split(':');
  const search = searchIn(modules);
  if (rest.length > 0) return below(search, openModule(search, modulePart), rest.join(':').split('.'));
  const [first = '', ...segments] = dotted.split('.');
  return below(search, openModule(search, first), segments);
}

/** An attribute of what was resolved. */
export function memberOf(modules: PythonModules, found: Resolved, name: string): Resolved {
  return member(searchIn(modules), found, name);
}

function resolvePath(search: Search, module: PythonModule, path: string, within: PythonClass | undefined): Resolved {
  const [first = '', ...rest] = path.split('.');
  const binding = within?.scope.bindings.get(first);
  const own = binding === undefined || within === undefined ? undefined : bound(search, module, within, binding, first);
  return below(search, own ?? nameIn(search, module, first), rest);
}

function below(search: Search, start: Resolved, names: readonly string[]): Resolved {
  return names.reduce((found, name) => member(search, found, name), start);
}

function nameIn(search: Search, module: PythonModule, name: string): Resolved {
  const found = lookUp(search, module, name);
  if (found.kind !== 'missing') return found;
  // Not a global: it may be a builtin, which is read nowhere.
  return BUILTINS.has(name) ? { kind: 'unknown', because: 'framework', name: `builtins.${name}` } : found;
}

function member(search: Search, found: Resolved, name: string): Resolved {
  switch (found.kind) {
    case 'module':
      if (found.dotted !== undefined && search.stopsAt(`${found.dotted}.${name}`))
        return { kind: 'unknown', because: 'framework', name: `${found.dotted}.${name}` };
      if (found.module !== undefined) return lookUp(search, found.module, name);
      return openModule(search, `${found.dotted}.${name}`);
    case 'class':
      return classMember(search, found, name);
    case 'missing':
      return found;
    case 'unknown':
      return { ...found, name: `${found.name}.${name}` };
    case 'function':
    case 'constant':
      return { kind: 'unknown', because: 'computed', name: `${found.item.name}.${name}` };
  }
}

function classMember(search: Search, owner: Located<PythonClass>, name: string): Resolved {
  const { classes, isOpen } = linearize(search.modules, owner);
  for (const { module, item } of classes) {
    const binding = item.scope.bindings.get(name);
    if (binding === undefined) continue;
    const found = bound(search, module, item, binding, name);
    return found.kind === 'function' || found.kind === 'constant' ? { ...found, owner } : found;
  }
  const qualifiedName = `${owner.item.qualifiedName}.${name}`;
  const isBuiltin = name.startsWith('__') || name === 'mro';
  const isOddlyMade = owner.item.keywords.some((each) => each.name !== 'total') || owner.item.decorators.length > 0;
  if (isOpen || isBuiltin || isOddlyMade) return { kind: 'unknown', because: 'unreadable', name: qualifiedName };
  if (classes.some((each) => each.module.hasErrors)) return { kind: 'unknown', because: 'broken', name: qualifiedName };
  return { kind: 'missing', name, in: 'class', parent: owner.item.qualifiedName };
}

function openModule(search: Search, dotted: string): Resolved {
  if (search.stopsAt(`${dotted}.`)) return { kind: 'unknown', because: 'framework', name: dotted };
  const module = search.modules.module(dotted);
  if (module === undefined && search.modules.isCompiled?.(dotted))
    return { kind: 'unknown', because: 'unreadable', name: dotted };
  if (module !== undefined || search.modules.isPackage(dotted)) return { kind: 'module', dotted, module };
  const dot = dotted.lastIndexOf('.');
  if (dot === -1) return { kind: 'unknown', because: 'unreadable', name: dotted };
  const parent = dotted.slice(0, dot);
  const name = dotted.slice(dot + 1);
  const readable = search.modules.module(parent);
  if (readable?.isDynamic || readable?.bindings.has(name)) return { kind: 'unknown', because: 'dynamic', name: dotted };
  if (readable !== undefined) return { kind: 'missing', name, in: 'module', parent };
  if (search.modules.isPackage(parent)) return { kind: 'missing', name, in: 'namespace', parent };
  const above = openModule(search, parent);
  return above.kind === 'missing' ? above : { kind: 'unknown', because: 'unreadable', name: dotted };
}

function lookUp(search: Search, module: PythonModule, name: string): Resolved {
  const dotted = search.modules.nameOf(module);
  const fullName = dotted === undefined ? name : `${dotted}.${name}`;
  const key = `${module.uri}#${name}`;
  if (search.steps++ > STEP_BUDGET) return { kind: 'unknown', because: 'cycle', name: fullName };
  const isCycle = search.active.has(key);
  let found: Resolved | undefined;
  if (!isCycle) {
    search.active.add(key);
    found = lookUpOnce(search, module, name, dotted);
    search.active.delete(key);
    // A star import of which nothing is known hides no submodule.
    if (found !== undefined && (found.kind !== 'unknown' || module.bindings.has(name))) return found;
  }
  if (dotted !== undefined && isPackageFile(module)) {
    const child = search.modules.module(fullName);
    if (child === undefined && search.modules.isCompiled?.(fullName)) return openModule(search, fullName);
    if (child !== undefined || search.modules.isPackage(fullName))
      return { kind: 'module', dotted: fullName, module: child };
  }
  if (found !== undefined) return found;
  if (isCycle) return { kind: 'unknown', because: 'cycle', name: fullName };
  if (module.isDynamic || MODULE_ATTRIBUTES.test(name)) return { kind: 'unknown', because: 'dynamic', name: fullName };
  if (module.hasErrors) return { kind: 'unknown', because: 'broken', name: fullName };
  return { kind: 'missing', name, in: 'module', parent: dotted ?? '' };
}

/** What Python itself gives every module. */
const MODULE_ATTRIBUTES = /^__(name|file|path|doc|all|dict|spec|loader|package|version|builtins|annotations)__$/;

function lookUpOnce(
  search: Search,
  module: PythonModule,
  name: string,
  dotted: string | undefined,
): Resolved | undefined {
  const binding = module.bindings.get(name);
  if (binding !== undefined)
    return bound(search, module, undefined, binding, dotted === undefined ? name : `${dotted}.${name}`);
  let unknown: Resolved | undefined;
  for (const star of module.starImports.toReversed()) {
    const target = absolute(search, module, star.level, star.module);
    const opened = target === undefined ? undefined : openModule(search, target);
    if (opened?.kind !== 'module' || opened.module === undefined) {
      unknown ??= { kind: 'unknown', because: 'unreadable', name: `${target ?? star.module}.${name}` };
      continue;
    }
    const isHidden = opened.module.exports === undefined ? name.startsWith('_') : !opened.module.exports.includes(name);
    if (isHidden && !opened.module.isDynamic) continue;
    const found = lookUp(search, opened.module, name);
    if (found.kind === 'unknown') unknown ??= found;
    else if (found.kind !== 'missing') return found;
  }
  return unknown;
}

function bound(
  search: Search,
  module: PythonModule,
  within: PythonClass | undefined,
  binding: Binding,
  name: string,
): Resolved {
  switch (binding.kind) {
    case 'class':
      return { kind: 'class', module, item: binding };
    case 'function':
      return { kind: 'function', module, item: binding };
    case 'opaque':
      return { kind: 'unknown', because: 'computed', name };
    case 'import':
      return followImport(search, module, binding.item);
    case 'assignment': {
      const { value } = binding;
      const constant: Resolved = { kind: 'constant', module, item: binding };
      if (value?.kind !== 'name' || search.steps++ > STEP_BUDGET) return constant;
      const isOwnName = firstSegment(value.path) === binding.name;
      // `Cfg = Cfg` in a class names the module's.
      if (isOwnName && within === undefined) return constant;
      const aliased = resolvePath(search, module, value.path, isOwnName ? undefined : within);
      return aliased.kind === 'missing' || (aliased.kind === 'unknown' && aliased.because !== 'framework')
        ? constant
        : aliased;
    }
  }
}

function followImport(search: Search, module: PythonModule, item: Import): Resolved {
  const target = absolute(search, module, item.level, item.module);
  const written = '.'.repeat(item.level) + item.module + (item.name === undefined ? '' : `.${item.name}`);
  if (target === undefined) return { kind: 'unknown', because: 'unreadable', name: written };
  if (item.name === undefined) return openModule(search, target);
  if (search.stopsAt(`${target}.${item.name}`))
    return { kind: 'unknown', because: 'framework', name: `${target}.${item.name}` };
  return member(search, openModule(search, target), item.name);
}

function isPackageFile(module: PythonModule): boolean {
  return /\/__init__\.pyi?$/.test(module.uri);
}

function absolute(search: Search, module: PythonModule, level: number, written: string): string | undefined {
  if (level === 0) return written;
  const own = search.modules.nameOf(module);
  if (own === undefined) return undefined;
  const up = isPackageFile(module) ? level - 1 : level;
  const segments = own.split('.');
  if (up > segments.length) return undefined;
  return [...segments.slice(0, segments.length - up), ...(written === '' ? [] : [written])].join('.');
}

const BUILTINS = new Set(
  'int float str bool bytes bytearray complex list dict tuple set frozenset type object range slice len print open min max sum abs any all sorted reversed enumerate zip map filter getattr setattr hasattr super property staticmethod classmethod isinstance issubclass callable iter next repr round pow divmod hash id vars dir format ord chr hex oct bin input memoryview NotImplemented Ellipsis Exception BaseException ValueError TypeError KeyError IndexError AttributeError RuntimeError NotImplementedError ImportError OSError IOError StopIteration AssertionError LookupError ArithmeticError Warning UserWarning DeprecationWarning'.split(
    ' ',
  ),
);
