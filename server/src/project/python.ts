import type { PythonModules } from '../python/index.ts';
import { joinUri, nameOfUri, parentUri, type Uri } from '../text/index.ts';
import type { ConfigRoot, Project } from './discover.ts';
import type { Files } from './files.ts';
import { pythonModulesOf } from './pythonModules.ts';
import type { Snapshot } from './snapshot.ts';

/** Python as a project's scripts see it: nothing is read but what somebody asks for by name. */
export interface Python extends PythonModules {
  /** Folders of the user's own modules, in Python's order. */
  readonly sources: readonly Uri[];
  /** Folders of installed packages; empty where no environment was found. */
  readonly installed: readonly Uri[];
  /** The names of the modules in a package, of all top-level modules for an empty name; only folders are listed. */
  readonly submodules: (dotted: string, folders?: readonly Uri[]) => readonly string[];
}

/**
 * What can be imported in a project, as the scripts of a config root see it: what lies beside them comes first, so that
 * two apps of one repository may both have a package `models`. It is the same object while nothing that it was asked for
 * has changed.
 */
export function pythonOf(snapshot: Snapshot, project: Project, root?: ConfigRoot): Python {
  const beside = [...new Set((root?.apps ?? []).map(({ script }) => parentUri(script)))];
  const { pythonFolders, sitePackages } = project;
  const key = `python ${JSON.stringify([pythonFolders, sitePackages, beside])}`;
  return snapshot.derive(key, ({ files }) => pythonIn(files, pythonFolders, sitePackages, beside));
}

function pythonIn(
  files: Files,
  pythonFolders: readonly Uri[],
  installed: readonly Uri[],
  beside: readonly Uri[],
): Python {
  const sources = inOrder(files, pythonFolders, beside);
  const all = [...sources, ...installed];
  const modules = pythonModulesOf(files, all);
  return {
    ...modules,
    isCompiled: (dotted) => modules.isCompiled?.(dotted) === true || isToCompile(files, all, dotted),
    sources,
    installed,
    submodules: (dotted, folders = all) => submodulesIn(files, folders, dotted),
  };
}

/**
 * Inner folders first, so that `src/app/x.py` is `app.x`; but a script's folder that is a package itself last: its
 * modules are known by their names in the package.
 */
function inOrder(files: Files, folders: readonly Uri[], beside: readonly Uri[]): Uri[] {
  const isPackage = (uri: Uri) => files.folder(uri)?.some(({ name }) => name === '__init__.py') === true;
  const depth = (uri: Uri) => uri.split('/').length;
  const inner = [...new Set(folders)].sort((left, right) => depth(right) - depth(left));
  const unique = [...new Set([...beside, ...inner])];
  return [...unique.filter((uri) => !isPackage(uri)), ...unique.filter(isPackage)];
}

/** Cython's source, whose compiled module may lie elsewhere. */
function isToCompile(files: Files, folders: readonly Uri[], dotted: string): boolean {
  const path = `${dotted.replaceAll('.', '/')}.pyx`;
  return folders.some((folder) => {
    const uri = joinUri(folder, path);
    return files.folder(parentUri(uri))?.some(({ name, isFolder }) => !isFolder && name === nameOfUri(uri)) === true;
  });
}

function submodulesIn(files: Files, folders: readonly Uri[], dotted: string): string[] {
  const names = new Set<string>();
  const path = dotted.replaceAll('.', '/');
  for (const folder of folders) {
    for (const { name, isFolder } of files.folder(joinUri(folder, path)) ?? []) {
      const match = isFolder ? /^([A-Za-z_]\w*?)(?:-stubs)?$/.exec(name) : /^([A-Za-z_]\w*)\.pyi?$/.exec(name);
      const module = match?.[1];
      if (module === undefined || /^__\w+__$/.test(module)) continue;
      if (!isFolder || hasModules(files, joinUri(joinUri(folder, path), name))) names.add(module);
    }
  }
  return [...names];
}

/** A folder of modules, or of folders that may hold some. */
function hasModules(files: Files, folder: Uri): boolean {
  return files.folder(folder)?.some(({ name, isFolder }) => !isFolder && /\.pyi?$/.test(name)) === true;
}
