/** Where a Python interpreter may be, as paths to try in order. Nothing here looks at the disk. */
import { posix, win32 } from 'node:path';

/** The machine, as far as it matters here. */
export interface Machine {
  readonly windows: boolean;
  /** `PATH`. */
  readonly path: string;
  /** `PATHEXT`, e.g. `.EXE;.BAT`; unused outside Windows. */
  readonly pathExtensions: string;
  /** The home folder. */
  readonly home: string;
}

/** Names to try when nothing else is known; Windows keeps a stub of the Store behind `python3`. */
export function interpreterNames(machine: Machine): readonly string[] {
  return machine.windows ? ['python', 'py', 'python3'] : ['python3', 'python'];
}

/**
 * The interpreters of `.venv` and `venv` in the script's folder and each parent, up to the workspace folder; only in the
 * script's folder when that is outside the workspace.
 */
export function environmentCandidates(
  scriptFolder: string,
  workspaceFolder: string | undefined,
  machine: Machine,
): readonly string[] {
  const path = machine.windows ? win32 : posix;
  const folders = [scriptFolder];
  if (workspaceFolder !== undefined) {
    const steps = path.relative(workspaceFolder, scriptFolder);
    const isInside = !path.isAbsolute(steps) && steps.split(path.sep)[0] !== '..';
    for (let folder = scriptFolder; isInside && path.relative(workspaceFolder, folder) !== ''; ) {
      folder = path.dirname(folder);
      folders.push(folder);
    }
  }
  const executable = machine.windows ? path.join('Scripts', 'python.exe') : path.join('bin', 'python');
  return folders.flatMap((folder) => ['.venv', 'venv'].map((name) => path.join(folder, name, executable)));
}

/**
 * The paths that the setting `hydrascope.python` may mean: `~`, `${workspaceFolder}` and `${env:NAME}` are replaced, a
 * relative path is one in the workspace folder, a bare name is looked up on `PATH`.
 */
export function settingCandidates(
  setting: string,
  workspaceFolder: string | undefined,
  variables: ReadonlyMap<string, string>,
  machine: Machine,
): readonly string[] {
  const path = machine.windows ? win32 : posix;
  const expanded = setting
    .replace(/^~(?=[\\/])/, () => machine.home)
    .replace(/\$\{workspaceFolder\}/g, () => workspaceFolder ?? '')
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => variables.get(name) ?? '');
  if (!/[\\/]/.test(expanded)) return onPath(expanded, machine);
  return [path.isAbsolute(expanded) ? expanded : path.join(workspaceFolder ?? '', expanded)];
}

/** Every place where `PATH` may have a program of this name. */
export function onPath(name: string, machine: Machine): readonly string[] {
  const path = machine.windows ? win32 : posix;
  const folders = machine.path.split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const extensions =
    machine.windows && path.extname(name).toLowerCase() !== '.exe' ? machine.pathExtensions.split(';') : [''];
  return folders.flatMap((folder) => extensions.map((extension) => path.join(folder, name + extension.toLowerCase())));
}
