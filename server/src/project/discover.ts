import type { Plugins } from '../compose/index.ts';
import {
  composingsOf,
  type GivenText,
  hydraAppsOf,
  initializationsOf,
  knownText,
  type PythonModule,
  type PythonModules,
} from '../python/index.ts';
import { canonicalUri, type HydraVersion, joinUri, nameOfUri, parentUri, pathBelow, type Uri } from '../text/index.ts';
import type { Files } from './files.ts';
import { looksLikeRoot } from './hydraYaml.ts';
import { pinnedVersion, pluginsOf } from './pinnedVersion.ts';
import { PROJECT_FILE, type ProjectFile, projectFileIn } from './projectFile.ts';
import { modulesSeenFrom, type PythonFolders, pythonFoldersOf } from './pythonFolders.ts';
import { moduleAt } from './pythonReach.ts';
import { lookingAtPython, pythonThatMay, sourcesBelow } from './pythonTraits.ts';
import { bindingsOf, type GlobMatch, type Registry, registryOf } from './registries.ts';
import { isSameData, isSameList } from './same.ts';
import type { Snapshot } from './snapshot.ts';
import { walking } from './walk.ts';

export { modulesSeenFrom } from './pythonFolders.ts';
export type { GlobMatch, Registry, WrittenEntry } from './registries.ts';
export { commandFilesBelow, configsBelow, walk } from './walk.ts';

/** A script with a function under `@hydra.main` and the folder of its configs. */
export interface App {
  readonly script: Uri;
  readonly root: Uri;
  readonly configName?: string;
  readonly functionName: string;
}

/** A folder of primary configs, with the apps that are started with them. */
export interface ConfigRoot {
  readonly uri: Uri;
  readonly apps: readonly App[];
  /** Configs that programs compose by name, `compose(config_name=…)`, without being an app to launch. */
  readonly composed?: readonly string[];
}

/** One workspace folder, as its project file says or as it was found by looking. */
export interface Project {
  readonly folder: Uri;
  readonly projectUri: Uri;
  readonly file: ProjectFile;
  readonly version: HydraVersion;
  /** Official plugins of Hydra that it has. */
  readonly plugins: Plugins;
  readonly roots: readonly ConfigRoot[];
  /** Apps whose configs must not be read: how the user lets them be. */
  readonly outside: readonly (App & { readonly remedy: string })[];
  readonly registries: readonly Registry[];
  /** Where Python looks for the project's own modules, first things first. */
  readonly pythonFolders: readonly Uri[];
  /** And for those that are installed for it. */
  readonly sitePackages: readonly Uri[];
}

/** Finds out what a workspace folder is, from answers about its files: most edits change none of them. */
export function discoverProject(at: Snapshot, folder: Uri, matches: GlobMatch): Project {
  const { files } = at;
  const file = projectFileIn(at, folder);
  const marks = marksBelow(at, folder);
  const homes = pythonThatMay(at, 'register', folder);
  const readers = pythonThatMay(at, 'start', folder);
  const { own, installed } = foldersIn(at, folder);
  const started = readers.map((uri) => startedBy(at, folder, uri));
  const apps = started.flatMap((each) => each.apps);
  const composed = started.flatMap((each) => each.composed);
  const roots = rootsOf(at, folder, file, apps, composed);
  const seenFrom = modulesSeenFrom(files, [...own, ...installed]);
  const outside = apps.flatMap((app) => {
    const remedy = files.outside(app.root);
    return remedy === undefined ? [] : [{ ...app, remedy }];
  });
  const registries = bindingsOf(file.registries).map((binding) =>
    registryOf(files, folder, binding, homes, seenFrom, matches),
  );
  const version = file.hydra ?? pinnedVersion(files, marks) ?? '1.3';
  const plugins = pluginsOf(files, marks, installed);
  return {
    folder,
    projectUri: joinUri(folder, PROJECT_FILE),
    file,
    version,
    plugins,
    roots,
    outside,
    registries,
    pythonFolders: own,
    sitePackages: installed,
  };
}

/** Makes what a project is found out from, one by one. */
export function* discovering(snapshot: Snapshot): Generator<void> {
  for (const folder of snapshot.folders) {
    yield* walking(snapshot.files, folder);
    yield* lookingAtPython(snapshot, folder);
    for (const uri of pythonThatMay(snapshot, 'start', folder)) {
      startedBy(snapshot, folder, uri);
      yield;
    }
  }
}

/** The files that say what a Python project needs. */
function marksBelow(snapshot: Snapshot, folder: Uri): readonly Uri[] {
  const mark = /\/(?:requirements|pyproject|setup|environment|Pipfile)[^/]*$/;
  return snapshot.derive(`marks below ${folder}`, (at) => sourcesBelow(at, folder).filter((uri) => mark.test(uri)), {
    isSame: isSameList,
  });
}

/** Where Python looks for a project's modules. */
function foldersIn(snapshot: Snapshot, folder: Uri): PythonFolders {
  return snapshot.derive(
    `Python folders of ${folder}`,
    (at) => {
      const scripts = pythonThatMay(at, 'start', folder).filter((uri) => isScript(at, uri));
      return pythonFoldersOf(
        at.files,
        folder,
        sourcesBelow(at, folder),
        scripts,
        pythonThatMay(at, 'register', folder),
      );
    },
    { isSame: isSameData },
  );
}

/** Whether a Python file is run and not imported: then modules are looked for beside it. */
function isScript(snapshot: Snapshot, uri: Uri): boolean {
  return snapshot.derive(`is script ${uri}`, ({ files }) => {
    const module = moduleAt(files, uri);
    return module !== undefined && (module.isScript || module.apps.length > 0);
  });
}

/** What a Python file starts and composes. */
interface Started {
  readonly apps: readonly App[];
  readonly composed: readonly ComposedRoot[];
}

function startedBy(snapshot: Snapshot, folder: Uri, uri: Uri): Started {
  return snapshot.derive(
    `started by ${uri} of ${folder}`,
    (at) => {
      const { files } = at;
      const module = moduleAt(files, uri);
      if (module === undefined) return { apps: [], composed: [] };
      const { own, installed } = foldersIn(at, folder);
      const modules = modulesSeenFrom(files, [...own, ...installed])(uri);
      return { apps: appsOf(files, module, modules, own), composed: composedBy(files, module, modules, own) };
    },
    { isSame: isSameData },
  );
}

function rootsOf(
  at: Snapshot,
  folder: Uri,
  file: ProjectFile,
  apps: readonly App[],
  composed: readonly ComposedRoot[],
): ConfigRoot[] {
  const isThere = (uri: Uri) => at.files.folder(uri) !== undefined;
  const launched = [...new Set(apps.map((app) => app.root))].filter(isThere);
  // A program that composes part of a root, or everything that is open, is no reason to read files in another way.
  const others = composed
    .map((each) => each.root)
    .filter((uri) => isThere(uri) && uri !== folder && pathBelow(folder, uri) !== undefined)
    .filter(
      (uri) => !launched.some((root) => pathBelow(root, uri) !== undefined || pathBelow(uri, root) !== undefined),
    );
  const found = [...new Set([...launched, ...others])].sort();
  const named = file.roots?.map((root) => root.uri) ?? (found.length > 0 ? found : rootsByLook(at, folder));
  return named.map((uri) => ({
    uri,
    apps: apps.filter((app) => app.root === uri),
    composed: [...new Set(composed.flatMap((each) => (each.root === uri ? each.names : [])))],
  }));
}

function appsOf(files: Files, module: PythonModule, modules: PythonModules, folders: readonly Uri[]): App[] {
  const { uri } = module;
  return hydraAppsOf(modules, module).flatMap(({ configPath, configName, functionName }) => {
    const root = configPath === undefined ? undefined : rootAt(files, uri, configPath, folders);
    return root === undefined
      ? []
      : [{ script: uri, root, functionName, ...(configName !== undefined && { configName }) }];
  });
}

/** Where a `config_path` leads: beside the file, from the root of the disk, or into a package (`pkg://app.conf`). */
function rootAt(files: Files, script: Uri, path: string, folders: readonly Uri[]): Uri | undefined {
  if (path.startsWith('pkg://')) return packageAt(files, path.slice('pkg://'.length), folders);
  const plain = path.replace(/^file:\/\//, '');
  const written = folderFrom(script, plain);
  // A program for Windows: elsewhere a backslash is a letter of a name, and such a folder comes first.
  return plain.includes('\\') && files.folder(written) === undefined
    ? folderFrom(script, plain.replaceAll('\\', '/'))
    : written;
}

function folderFrom(script: Uri, path: string): Uri {
  if (/^[A-Za-z]:\//.test(path)) return canonicalUri(`file:///${path}`);
  return path.startsWith('/') ? joinUri('file://', path) : joinUri(parentUri(script), path);
}

function packageAt(files: Files, dotted: string, folders: readonly Uri[]): Uri | undefined {
  const places = folders.map((folder) => joinUri(folder, dotted.replaceAll('.', '/')));
  return places.find((place) => files.folder(place) !== undefined);
}

/** A root that a program initializes Hydra with, and the configs that it composes. */
interface ComposedRoot {
  readonly root: Uri;
  readonly names: readonly string[];
}

function composedBy(
  files: Files,
  module: PythonModule,
  modules: PythonModules,
  folders: readonly Uri[],
): ComposedRoot[] {
  const { uri } = module;
  if (!module.text.includes('initialize')) return [];
  const nameOf = (given: GivenText) => knownText(given)?.replace(/\.yaml$/, '') ?? [];
  const names = composingsOf(modules, module).flatMap(({ configName }) => nameOf(configName));
  return initializationsOf(modules, module).flatMap(({ kind, place }) => {
    const path = knownText(place);
    if (path === undefined) return [];
    const isModule = kind === 'initialize_config_module';
    const root = isModule ? packageAt(files, path, folders) : rootAt(files, uri, path, folders);
    return root === undefined ? [] : [{ root, names }];
  });
}

const ROOT_NAMES = ['configs', 'config', 'conf'];

/** Without an app, a folder counts whose name is usual and whose files look like Hydra's. */
function rootsByLook(at: Snapshot, folder: Uri): Uri[] {
  const folders = new Set(
    sourcesBelow(at, folder)
      .filter((uri) => uri.endsWith('.yaml'))
      .map(parentUri),
  );
  return [...folders].filter((uri) => ROOT_NAMES.includes(nameOfUri(uri)) && looksLikeRoot(at.files, uri));
}
