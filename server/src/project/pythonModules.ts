import type { PythonModule, PythonModules } from '../python/index.ts';
import { joinUri, nameOfUri, parentUri, pathBelow, type Uri } from '../text/index.ts';
import { type Files, moduleOf } from './files.ts';

/**
 * Finds modules as Python imports them: in the folders in their order, a regular package or a module before a namespace
 * package, which may lie in several. Of a module with a stub the stub is read, as type checkers do.
 */
export function pythonModulesOf(files: Files, folders: readonly Uri[]): PythonModules {
  const places = new Map<string, Place>();
  const placeOf = (dotted: string): Place => {
    const known = places.get(dotted);
    if (known !== undefined) return known;
    const dot = dotted.lastIndexOf('.');
    const above = dot === -1 ? folders : placeOf(dotted.slice(0, dot)).folders;
    const place = findIn(files, above, dotted.slice(dot + 1));
    places.set(dotted, place);
    return place;
  };
  // Where each of many programs has a folder of its own, looking through these is work.
  const names = new Map<Uri, string | undefined>();
  const nameIn = (uri: Uri): string | undefined => {
    for (const folder of folders) {
      const path = pathBelow(folder, uri);
      const dotted = path === undefined ? undefined : dottedOf(path);
      // A stub stands beside what it describes.
      if (dotted !== undefined && withoutEnding(placeOf(dotted).uri ?? '') === withoutEnding(uri)) return dotted;
    }
    return undefined;
  };
  const module = (dotted: string): PythonModule | undefined => {
    const { uri } = placeOf(dotted);
    const entry = uri === undefined ? undefined : files.file(uri);
    return entry === undefined ? undefined : moduleOf(entry);
  };
  return {
    module,
    isCompiled: (dotted) => placeOf(dotted).isCompiled === true,
    isPackage: (dotted) => placeOf(dotted).folders.length > 0,
    nameOf: ({ uri }) => {
      if (!names.has(uri)) names.set(uri, nameIn(uri));
      return names.get(uri);
    },
  };
}

/** A module's file, and the folders of its submodules. */
interface Place {
  readonly uri?: Uri;
  readonly folders: readonly Uri[];
  /** `_C.cpython-311-x86_64-linux-gnu.so`: there, without a source. */
  readonly isCompiled?: boolean;
}

function findIn(files: Files, folders: readonly Uri[], name: string): Place {
  const namespaces: Uri[] = [];
  if (!/^\w+$/.test(name)) return { folders: namespaces };
  for (const folder of folders) {
    const entries = files.folder(folder) ?? [];
    const has = (each: string, isFolder: boolean) =>
      entries.some((entry) => entry.isFolder === isFolder && entry.name === each);
    for (const own of [`${name}-stubs`, name]) {
      if (!has(own, true)) continue;
      const inside = joinUri(folder, own);
      const names = new Set((files.folder(inside) ?? []).flatMap((entry) => (entry.isFolder ? [] : [entry.name])));
      const init = ['__init__.pyi', '__init__.py'].find((each) => names.has(each));
      // Stubs in a folder of their own describe what lies beside them.
      const beside = own === name || !has(name, true) ? [] : [joinUri(folder, name)];
      if (init !== undefined) return { uri: joinUri(inside, init), folders: [inside, ...beside] };
      if (own === name) namespaces.push(inside);
    }
    const file = [`${name}.pyi`, `${name}.py`].find((each) => has(each, false));
    if (file !== undefined) return { uri: joinUri(folder, file), folders: [] };
    const isCompiled = entries.some((entry) => entry.name.startsWith(`${name}.`) && /\.(so|pyd|zip)$/.test(entry.name));
    if (isCompiled) return { folders: [], isCompiled };
  }
  return { folders: namespaces };
}

function dottedOf(path: string): string | undefined {
  const match = /^(.*?)\.pyi?$/.exec(path);
  if (match === null) return undefined;
  const segments = (match[1] ?? '').replace(/^([^/]+)-stubs\//, '$1/').split('/');
  if (segments.at(-1) === '__init__') segments.pop();
  return segments.length > 0 && segments.every((segment) => /^\w+$/.test(segment)) ? segments.join('.') : undefined;
}

function withoutEnding(uri: Uri): string {
  return uri.replace(/\.pyi?$/, '');
}

/** Virtual environments are looked for under their usual names. */
const ENVIRONMENTS = ['.venv', 'venv', 'env', '.env'];

/** The folders of installed packages that lie in a workspace folder: those of its virtual environment. */
export function sitePackagesIn(files: Files, folder: Uri): Uri[] {
  const listed = files.folder(folder) ?? [];
  return ENVIRONMENTS.filter((name) => listed.some((entry) => entry.isFolder && entry.name === name)).flatMap((name) =>
    sitePackagesOf(files, joinUri(folder, name)),
  );
}

/** Those of one environment: `lib/python3.11/site-packages`, on Windows `Lib/site-packages`. */
export function sitePackagesOf(files: Files, environment: Uri): Uri[] {
  const candidates = ['lib', 'Lib'].flatMap((name) => {
    const library = joinUri(environment, name);
    const versions = (files.folder(library) ?? []).filter((entry) => entry.isFolder && /^python\d/.test(entry.name));
    return [
      joinUri(library, 'site-packages'),
      ...versions.map((entry) => joinUri(library, `${entry.name}/site-packages`)),
    ];
  });
  return candidates.filter((uri) => files.folder(uri) !== undefined);
}

const PROJECT_MARKS = new Set(['pyproject.toml', 'setup.py', 'setup.cfg']);

/**
 * Where Python looks for the modules of a project: the folders of its scripts, of its packages' projects with their `src`,
 * the workspace folder itself.
 */
export function sourceFolders(files: Files, folder: Uri, all: readonly Uri[], scripts: readonly Uri[]): Uri[] {
  const projects = all.filter((uri) => PROJECT_MARKS.has(nameOfUri(uri))).map(parentUri);
  const homes = [...new Set([folder, ...projects])];
  const withSource = homes.flatMap((home) => {
    const source = joinUri(home, 'src');
    return files.folder(source) === undefined ? [home] : [home, source];
  });
  return [...new Set([...scripts.map(parentUri), ...withSource])];
}
