import { type Files, modulesSeenFrom, type Project } from '../../project/index.ts';
import type { PythonModules, Resolved } from '../../python/index.ts';
import { joinUri, type Uri } from '../../text/index.ts';

/**
 * Whether a look-up fails from wherever it may be made: two apps of one repository may both have a package `models`, and
 * which one a run sees depends on the script.
 */
export function isMissingFor(
  files: Files,
  { pythonFolders, sitePackages }: Project,
  look: (modules: PythonModules) => Resolved,
  top: string,
): boolean {
  const seenFrom = modulesSeenFrom(files, [...pythonFolders, ...sitePackages]);
  return pythonFolders
    .filter((folder) => topNames(files, folder).includes(top))
    .every((folder) => look(seenFrom(joinUri(folder, 'main.py'))).kind === 'missing');
}

/** The name of a package or module of the project that differs from a name that is found nowhere by upper case only. */
export function otherCase(files: Files, project: Project, modules: PythonModules, top: string): string | undefined {
  // Of a name in lower case nothing is known: it may be installed, or come with Python.
  if (top === top.toLowerCase() || modules.module(top) !== undefined || modules.isPackage(top)) return undefined;
  if (modules.isCompiled?.(top)) return undefined;
  const names = project.pythonFolders.flatMap((folder) => topNames(files, folder));
  return names.find((name) => name !== top && name.toLowerCase() === top.toLowerCase());
}

/** What can be taken out of a module: its names, and the modules below it. */
export function namesIn(files: Files, project: Project, modules: PythonModules, dotted: string): string[] {
  const own = modules.module(dotted)?.bindings.keys() ?? [];
  const path = dotted.replaceAll('.', '/');
  return [...own, ...project.pythonFolders.flatMap((folder) => topNames(files, joinUri(folder, path)))];
}

/** The modules of a folder: Python files, and folders that hold some. */
function topNames(files: Files, folder: Uri): string[] {
  return (files.folder(folder) ?? []).flatMap(({ name, isFolder }) => {
    if (!isFolder) return /^(?!__)(\w+)\.pyi?$/.exec(name)?.[1] ?? [];
    const holds = files.folder(joinUri(folder, name))?.some((each) => each.isFolder || /\.pyi?$/.test(each.name));
    return /^\w+$/.test(name) && holds ? [name] : [];
  });
}
