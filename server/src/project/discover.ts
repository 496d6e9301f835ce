import type { Plugins } from '../compose/index.ts';
import {
  composingsOf,
  type GivenText,
  type HydraApp,
  hydraAppsOf,
  initializationsOf,
  knownText,
  type PythonModule,
} from '../python/index.ts';
import { type HydraVersion, joinUri, nameOfUri, parentUri, pathBelow, type Uri } from '../text/index.ts';
import { configOf, type Files, moduleOf } from './files.ts';
import { looksLikeRoot } from './hydraYaml.ts';
import { pinnedVersion, pluginsOf } from './pinnedVersion.ts';
import { PROJECT_FILE, type ProjectFile, readProjectFile } from './projectFile.ts';
import { modulesSeenFrom, pythonFoldersOf, type SeenFrom } from './pythonFolders.ts';
import { bindingsOf, type GlobMatch, mentions, type Registry, registryOf } from './registries.ts';
import { walk } from './walk.ts';

export { modulesSeenFrom } from './pythonFolders.ts';
export type { GlobMatch, Registry, WrittenEntry } from './registries.ts';
export { commandFilesBelow, configsBelow, walk } from './walk.ts';

/** A script with a function under `@hydra.main` and the folder of its configs. */
export interface App {
  readonly script: Uri;
  readonly root: Uri;
  readonly configName?: string;
  readonly app: HydraApp;
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
  readonly registries: readonly Registry[];
  /** Where Python looks for the project's own modules, first things first. */
  readonly pythonFolders: readonly Uri[];
  /** And for those that are installed for it. */
  readonly sitePackages: readonly Uri[];
}

const EMPTY: ProjectFile = { schemas: [], rules: new Map(), problems: [] };

export function discoverProject(files: Files, folder: Uri, matches: GlobMatch): Project {
  const projectUri = joinUri(folder, PROJECT_FILE);
  const entry = files.file(projectUri);
  const file = entry === undefined ? EMPTY : readProjectFile(folder, configOf(entry));
  const all = walk(files, folder);
  const python = all.filter((uri) => uri.endsWith('.py'));
  const bindings = bindingsOf(file.registries);
  const homes = python.filter((uri) => bindings.some((each) => mentions(files.file(uri)?.text ?? '', each)));
  const readers = python.flatMap((uri) => readerAt(files, uri) ?? []);
  const scripts = readers.filter((module) => module.isScript || module.apps.length > 0).map(({ uri }) => uri);
  const { own, installed } = pythonFoldersOf(files, folder, all, scripts, homes);
  const seenFrom = modulesSeenFrom(files, [...own, ...installed]);
  const apps = readers.flatMap((module) => appsOf(files, module, seenFrom, own));
  const composed = readers.flatMap((module) => composedBy(files, module, seenFrom, own));
  const roots = rootsOf(files, folder, all, file, apps, composed);
  const registries = bindings.map((binding) => registryOf(files, folder, binding, homes, seenFrom, matches));
  const version = file.hydra ?? pinnedVersion(files, all) ?? '1.3';
  const plugins = pluginsOf(files, all, installed);
  return { folder, projectUri, file, version, plugins, roots, registries, pythonFolders: own, sitePackages: installed };
}

/** A Python file that has to do with Hydra. Most have not: one look at the text spares reading them. */
function readerAt(files: Files, uri: Uri): PythonModule | undefined {
  const entry = files.file(uri);
  return entry !== undefined && mayStart(entry.text) ? moduleOf(entry) : undefined;
}

function rootsOf(
  files: Files,
  folder: Uri,
  all: readonly Uri[],
  file: ProjectFile,
  apps: readonly App[],
  composed: readonly ComposedRoot[],
): ConfigRoot[] {
  const isThere = (uri: Uri) => files.folder(uri) !== undefined;
  const launched = [...new Set(apps.map((app) => app.root))].filter(isThere);
  // A program that composes part of a root, or everything that is open, is no reason to read files in another way.
  const others = composed
    .map((each) => each.root)
    .filter((uri) => isThere(uri) && uri !== folder && pathBelow(folder, uri) !== undefined)
    .filter(
      (uri) => !launched.some((root) => pathBelow(root, uri) !== undefined || pathBelow(uri, root) !== undefined),
    );
  const found = [...new Set([...launched, ...others])].sort();
  const named = file.roots?.map((root) => root.uri) ?? (found.length > 0 ? found : rootsByLook(files, all));
  return named.map((uri) => ({
    uri,
    apps: apps.filter((app) => app.root === uri),
    composed: [...new Set(composed.flatMap((each) => (each.root === uri ? each.names : [])))],
  }));
}

/** One look at a text spares reading most files: a decorator and `main`, or a call that composes. */
function mayStart(text: string): boolean {
  if (!text.includes('hydra')) return false;
  return /\b(?:initialize|compose)/.test(text) || (text.includes('main') && /^[ \t]*@\w/m.test(text));
}

function appsOf(files: Files, module: PythonModule, seenFrom: SeenFrom, folders: readonly Uri[]): App[] {
  const { uri } = module;
  return hydraAppsOf(seenFrom(uri), module).flatMap((app) => {
    const root = app.configPath === undefined ? undefined : rootAt(files, uri, app.configPath, folders);
    if (root === undefined) return [];
    return [{ script: uri, root, app, ...(app.configName !== undefined && { configName: app.configName }) }];
  });
}

/** Where a `config_path` leads: beside the file, from the root of the disk, or into a package (`pkg://app.conf`). */
function rootAt(files: Files, script: Uri, path: string, folders: readonly Uri[]): Uri | undefined {
  if (path.startsWith('pkg://')) return packageAt(files, path.slice('pkg://'.length), folders);
  const plain = path.replace(/^file:\/\//, '');
  return plain.startsWith('/') ? joinUri('file://', plain) : joinUri(parentUri(script), plain);
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

function composedBy(files: Files, module: PythonModule, seenFrom: SeenFrom, folders: readonly Uri[]): ComposedRoot[] {
  const { uri } = module;
  if (!module.text.includes('initialize')) return [];
  const modules = seenFrom(uri);
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
function rootsByLook(files: Files, all: readonly Uri[]): Uri[] {
  const folders = new Set(all.filter((uri) => uri.endsWith('.yaml')).map(parentUri));
  return [...folders].filter((uri) => ROOT_NAMES.includes(nameOfUri(uri)) && looksLikeRoot(files, uri));
}
