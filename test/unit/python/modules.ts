import { type PythonModule, type PythonModules, parsePython } from '../../../server/src/python/index.ts';

/** Modules in memory, by their paths: `pkg/__init__.py`. */
export function modulesOf(files: Record<string, string>, compiled: readonly string[] = []): PythonModules {
  const byName = new Map<string, PythonModule>();
  const names = new Map<PythonModule, string>();
  const packages = new Set<string>();
  for (const [path, text] of Object.entries(files)) {
    const dotted = path
      .replace(/\.py$/, '')
      .replace(/\/__init__$/, '')
      .replaceAll('/', '.');
    const module = parsePython(`file:///w/${path}`, text);
    byName.set(dotted, module);
    names.set(module, dotted);
    if (path.endsWith('/__init__.py')) packages.add(dotted);
    const segments = dotted.split('.');
    for (let length = 1; length < segments.length; length++) packages.add(segments.slice(0, length).join('.'));
  }
  return {
    module: (dotted) => byName.get(dotted),
    isPackage: (dotted) => packages.has(dotted),
    isCompiled: (dotted) => compiled.includes(dotted),
    nameOf: (module) => names.get(module),
  };
}

/** The one module `m` of a text, and its modules. */
export function single(text: string): { modules: PythonModules; module: PythonModule } {
  const modules = modulesOf({ 'm.py': text });
  return { modules, module: modules.module('m') as PythonModule };
}
