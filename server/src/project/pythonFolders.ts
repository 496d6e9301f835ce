import type { PythonModules } from '../python/index.ts';
import { parentUri, type Uri } from '../text/index.ts';
import type { Files } from './files.ts';
import { pythonModulesOf, sitePackagesIn, sourceFolders } from './pythonModules.ts';
import { isPackage } from './searchPath.ts';

/** The folder from which a file's module is imported: the nearest above it that is no package. */
function importFolder(files: Files, uri: Uri): Uri {
  let folder = parentUri(uri);
  while (isPackage(files, folder)) folder = parentUri(folder);
  return folder;
}

/** The folders of a project's own modules, in Python's order, and those of its installed packages. */
export interface PythonFolders {
  readonly own: readonly Uri[];
  readonly installed: readonly Uri[];
}

/**
 * Where the modules of a project are looked for: beside its scripts and registries, in its source folders, among its
 * installed packages. A folder that is a package itself comes after those that packages are imported from.
 */
export function pythonFoldersOf(
  files: Files,
  folder: Uri,
  all: readonly Uri[],
  scripts: readonly Uri[],
  registries: readonly Uri[],
): PythonFolders {
  const found = sourceFolders(files, folder, all, scripts);
  const homes = [...scripts, ...registries].map((uri) => importFolder(files, uri));
  const outside = found.filter((each) => !isPackage(files, each));
  const inside = found.filter((each) => isPackage(files, each));
  return { own: [...new Set([...outside, ...homes, ...inside])], installed: sitePackagesIn(files, folder) };
}

/** The modules as one file imports them. */
export type SeenFrom = (uri: Uri) => PythonModules;

/** What lies beside a file comes first, so that two apps of one repository may both have a package `models`. */
export function modulesSeenFrom(files: Files, folders: readonly Uri[]): SeenFrom {
  const known = new Map<Uri, PythonModules>();
  return (uri) => {
    const first = importFolder(files, uri);
    const modules = known.get(first) ?? pythonModulesOf(files, [first, ...folders.filter((each) => each !== first)]);
    known.set(first, modules);
    return modules;
  };
}
