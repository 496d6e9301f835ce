import type { Import, PythonModule, PythonModules } from '../python/index.ts';
import type { Uri } from '../text/index.ts';
import { type Files, moduleOf } from './files.ts';

/** A Python file, read; `undefined` where there is none. */
export function moduleAt(files: Files, uri: Uri): PythonModule | undefined {
  const entry = files.file(uri);
  return entry === undefined ? undefined : moduleOf(entry);
}

/** The project's own files that scripts import, at any remove. */
export function reachedFrom(
  files: Files,
  modules: PythonModules,
  own: ReadonlySet<Uri>,
  scripts: readonly Uri[],
): Set<Uri> {
  const reached = new Set<Uri>();
  const queue = [...scripts];
  for (let uri = queue.pop(); uri !== undefined; uri = queue.pop()) {
    if (reached.has(uri) || !own.has(uri)) continue;
    reached.add(uri);
    const module = moduleAt(files, uri);
    if (module !== undefined) queue.push(...importedFiles(modules, module));
  }
  return reached;
}

function* importedFiles(modules: PythonModules, module: PythonModule): Iterable<Uri> {
  const name = modules.nameOf(module);
  const imports: Pick<Import, 'module' | 'level' | 'name'>[] = [
    ...module.imports.values(),
    ...[...module.localImports.values()].flatMap((each) => [...each.values()]),
    ...module.starImports.map((each) => ({ ...each, name: undefined })),
  ];
  for (const item of imports) {
    const dotted = absolute(item, name, /\/__init__\.pyi?$/.test(module.uri));
    if (dotted === undefined) continue;
    // Python runs every package on the way, and what is taken out of a package may be a module of it.
    const segments = [...dotted.split('.'), ...(item.name === undefined ? [] : [item.name])];
    for (const index of segments.keys()) {
      const found = modules.module(segments.slice(0, index + 1).join('.'));
      if (found !== undefined) yield found.uri;
    }
  }
}

function absolute(
  { module, level }: Pick<Import, 'module' | 'level'>,
  own: string | undefined,
  isPackage: boolean,
): string | undefined {
  if (level === 0) return module;
  if (own === undefined) return undefined;
  const segments = own.split('.');
  const kept = segments.slice(0, segments.length - (isPackage ? level - 1 : level));
  return [...kept, ...(module === '' ? [] : [module])].join('.');
}
