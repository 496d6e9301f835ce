import type { HydraApp, RegistryEntry } from '../python/index.ts';
import { type ConfigFile, type HydraVersion, joinUri, nameOfUri, parentUri, type Uri } from '../text/index.ts';
import { configOf, type Files, moduleOf } from './files.ts';
import { pinnedVersion } from './pinnedVersion.ts';
import { PROJECT_FILE, type ProjectFile, type RegistryBinding, readProjectFile } from './projectFile.ts';

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
}

/** A Python dictionary whose keys are the values that a config key may have. */
export interface Registry {
  readonly symbol: string;
  /** Dotted config key. */
  readonly key: string;
  /** Dotted key that replaces the registry where it is not null. */
  readonly unless?: string;
  readonly entries: ReadonlyMap<string, RegistryEntry>;
  /** Where to write a new entry: the file with the most entries. */
  readonly home?: Uri;
}

/** One workspace folder, as its project file says or as it was found by looking. */
export interface Project {
  readonly folder: Uri;
  readonly projectUri: Uri;
  readonly file: ProjectFile;
  readonly version: HydraVersion;
  readonly roots: readonly ConfigRoot[];
  readonly registries: readonly Registry[];
}

/** Folders that hold no source of the user's, wherever they are. */
const SKIPPED = new Set([
  'node_modules',
  '__pycache__',
  'site-packages',
  'outputs',
  'multirun',
  'dist',
  'build',
  'wandb',
]);

/** A walk ends after this many files, so that a home folder opened by accident costs little. */
export const WALK_BUDGET = 50_000;

/** Every file below a folder that may be source, hidden and generated folders left alone. */
export function walk(files: Files, folder: Uri): Uri[] {
  const found: Uri[] = [];
  const queue: { uri: Uri; depth: number }[] = [{ uri: folder, depth: 0 }];
  for (let next = queue.shift(); next !== undefined && found.length < WALK_BUDGET; next = queue.shift()) {
    for (const { name, isFolder } of files.folder(next.uri) ?? []) {
      if (!isFolder) found.push(joinUri(next.uri, name));
      else if (!name.startsWith('.') && !SKIPPED.has(name) && !name.endsWith('.egg-info') && next.depth < 32) {
        queue.push({ uri: joinUri(next.uri, name), depth: next.depth + 1 });
      }
    }
  }
  return found;
}

const EMPTY: ProjectFile = { schemas: [], rules: new Map(), problems: [] };

/** The registry of a trainer, looked for where no project file names any. */
const DEFAULT_REGISTRY: RegistryBinding = {
  symbol: 'ADAPTER_PATHS',
  file: '**/*.py',
  key: 'type',
  unless: 'model_adapter',
};

export function discoverProject(files: Files, folder: Uri, matches: GlobMatch): Project {
  const projectUri = joinUri(folder, PROJECT_FILE);
  const entry = files.file(projectUri);
  const file = entry === undefined ? EMPTY : readProjectFile(folder, configOf(entry));
  const all = walk(files, folder);
  const python = all.filter((uri) => uri.endsWith('.py'));
  const apps = python.flatMap((uri) => appsOf(files, uri));
  const found = [...new Set(apps.map((app) => app.root))].filter((uri) => files.folder(uri) !== undefined).sort();
  const named = file.roots?.map((root) => root.uri) ?? (found.length > 0 ? found : rootsByLook(files, folder));
  const roots = named.map((uri) => ({ uri, apps: apps.filter((app) => app.root === uri) }));
  const registries = (file.registries ?? [DEFAULT_REGISTRY]).map((binding): Registry => {
    const entries = python
      .filter((uri) => matches(binding.file, uri, folder))
      .flatMap((uri) => entriesOf(files, uri, binding.symbol));
    const home = mostFrequent(entries.map((each) => each.uri));
    return {
      symbol: binding.symbol,
      key: binding.key,
      ...(binding.unless !== undefined && { unless: binding.unless }),
      entries: new Map(entries.map((each) => [each.name, each])),
      ...(home !== undefined && { home }),
    };
  });
  return { folder, projectUri, file, version: file.hydra ?? pinnedVersion(files, all) ?? '1.3', roots, registries };
}

export type GlobMatch = (glob: string, uri: Uri, folder: Uri) => boolean;

function appsOf(files: Files, uri: Uri): App[] {
  const entry = files.file(uri);
  // Most Python files of a workspace have no app: one look at the text spares reading them.
  if (entry === undefined || !entry.text.includes('hydra')) return [];
  return moduleOf(entry).apps.flatMap((app) => {
    if (app.configPath === undefined) return [];
    const root = app.configPath.startsWith('/')
      ? joinUri('file://', app.configPath)
      : joinUri(parentUri(uri), app.configPath);
    return [{ script: uri, root, app, ...(app.configName !== undefined && { configName: app.configName }) }];
  });
}

function entriesOf(files: Files, uri: Uri, symbol: string): RegistryEntry[] {
  const entry = files.file(uri);
  if (entry === undefined || !entry.text.includes(symbol)) return [];
  return moduleOf(entry).registryEntries.filter((each) => each.symbol === symbol || each.symbol.endsWith(`.${symbol}`));
}

const ROOT_NAMES = ['configs', 'config', 'conf'];

/** Without an app, a folder counts whose name is usual and whose files have a defaults list. */
function rootsByLook(files: Files, folder: Uri): Uri[] {
  const folders = new Set(
    walk(files, folder)
      .filter((uri) => uri.endsWith('.yaml'))
      .map(parentUri),
  );
  return [...folders].filter((uri) => {
    if (!ROOT_NAMES.includes(nameOfUri(uri))) return false;
    const names = files.folder(uri)?.filter((entry) => !entry.isFolder && entry.name.endsWith('.yaml')) ?? [];
    return names.some(({ name }) => defaultsOf(files, joinUri(uri, name)) !== undefined);
  });
}

function defaultsOf(files: Files, uri: Uri): ConfigFile['defaults'] {
  const entry = files.file(uri);
  return entry?.text.includes('defaults') ? configOf(entry).defaults : undefined;
}

function mostFrequent(uris: readonly Uri[]): Uri | undefined {
  const counts = new Map<Uri, number>();
  for (const uri of uris) counts.set(uri, (counts.get(uri) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0];
}
