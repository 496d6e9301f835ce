import {
  type ConfigStore,
  EMPTY_STORE,
  hydraClass,
  hydraFile,
  hydraOptions,
  hydraStored,
  isHydraGroup,
  NO_PLUGINS,
  type Plugins,
  type Repository,
  type SearchPathSource,
  type StructuredType,
} from '../compose/index.ts';
import {
  type ConfigFile,
  canonicalUri,
  fileFor,
  type HydraVersion,
  joinUri,
  nameOfUri,
  type Uri,
} from '../text/index.ts';
import { configOf, type Files } from './files.ts';
import { isSameData } from './same.ts';

/** One folder that Hydra looks for configs in. */
export interface Source {
  readonly provider: string;
  readonly uri: Uri;
  /** As the message shows it: an absolute path. */
  readonly path: string;
}

/** What a run's surroundings say of its search path. */
export interface SearchPathOptions {
  readonly version: HydraVersion;
  /** The working directory, which relative entries of `hydra.searchpath` start from; none: they are not found. */
  readonly cwd?: Uri;
  /** Folders that packages (`pkg://`) are looked for in, as Python's `sys.path` would. */
  readonly packageFolders?: readonly Uri[];
  /** Official plugins that the run's Python has installed. */
  readonly plugins?: Plugins;
  /** What the program registers in the ConfigStore. */
  readonly store?: ConfigStore;
}

/** How a repository looks configs up, where that is not by reading their files. */
export interface Looks {
  /** The head of a file, see `Repository.head`; of one that is not there `undefined`. */
  readonly head?: (uri: Uri) => ConfigFile | undefined;
  /** Heads by path that the run has in common with another one, where they were looked up already. */
  readonly headAtHand?: (configPath: string) => ConfigFile | undefined;
  /** What `Repository.remember` does. */
  readonly remember?: Repository['remember'];
}

/** One source with its folder, where one is there or could be. */
interface PlacedSource extends SearchPathSource {
  readonly uri: Uri;
  readonly isAvailable: boolean;
  /** How the user lets it be read, where it lies outside of what may be. */
  readonly outside?: string | undefined;
}

const HYDRA_SOURCE: SearchPathSource = { provider: 'hydra', scheme: 'pkg', path: 'hydra.conf' };
const STORE: SearchPathSource = { provider: 'schema', scheme: 'structured', path: '' };

/** Where a run looks: the same for all compositions of a root, while no folder comes or goes. */
export interface Search extends Pick<Repository, 'sources' | 'folders' | 'unavailable' | 'cwd'> {
  readonly placed: readonly PlacedSource[];
  readonly options: SearchPathOptions;
  /** The dataclasses behind what the program registers. */
  readonly classes: ReadonlyMap<ConfigFile, StructuredType | undefined>;
}

export function searchOf(files: Files, sources: readonly Source[], options: SearchPathOptions): Search {
  const placed = sources.map(({ provider, uri, path }) => {
    const isAvailable = files.folder(uri) !== undefined;
    return { provider, scheme: 'file', path, uri, isAvailable };
  });
  return searchIn(placed, options);
}

function searchIn(placed: readonly PlacedSource[], options: SearchPathOptions): Search {
  const { store = EMPTY_STORE, cwd } = options;
  return {
    placed,
    options,
    classes: new Map([...store.configs.values()].map(({ file, type }) => [file, type])),
    sources: [HYDRA_SOURCE, ...placed.map(({ provider, scheme, path }) => ({ provider, scheme, path })), STORE],
    folders: placed.flatMap(({ uri, isAvailable }) => (isAvailable ? [uri] : [])),
    unavailable: placed.filter((source) => !source.isAvailable),
    cwd: cwd === undefined ? '' : pathOfUri(cwd),
  };
}

/** Whether two of them find the same; what a program registers is the same where it is one object. */
export function isSameSearch(before: Search, after: Search): boolean {
  const { store, ...rest } = before.options;
  const { store: newStore, ...newRest } = after.options;
  return store === newStore && isSameData(rest, newRest) && isSameData(before.placed, after.placed);
}

/** Answers a composition's look-ups from the sources in their order, Hydra's own configs first. */
export function repositoryOf(files: Files, sources: readonly Source[], options: SearchPathOptions & Looks): Repository {
  return repositoryOver(files, searchOf(files, sources, options), options);
}

/** The same where it is known where to look. */
export function repositoryOver(files: Files, search: Search, looks: Looks): Repository {
  const { placed, options, classes, sources, folders, unavailable, cwd } = search;
  const { version, plugins = NO_PLUGINS, store = EMPTY_STORE } = options;
  const wholeFile = (uri: Uri) => {
    const entry = files.file(uri);
    return entry === undefined ? undefined : configOf(entry);
  };
  const { head = wholeFile, headAtHand, remember } = looks;
  const stored = (bare: string) => store.configs.get(bare)?.file ?? hydraStored(version, bare, plugins);
  const loaded = new Map<string, ConfigFile | undefined>();
  const load = (configPath: string, read: (uri: Uri) => ConfigFile | undefined): ConfigFile | undefined => {
    const bare = configPath.endsWith('.yaml') ? configPath.slice(0, -'.yaml'.length) : configPath;
    const own = hydraFile(version, bare);
    if (own !== undefined) return own;
    for (const source of placed) {
      const file = read(canonicalUri(joinUri(source.uri, `${bare}.yaml`)));
      if (file !== undefined) return fileFor(file, version);
    }
    return stored(bare);
  };
  const [main] = placed;
  return {
    absentRoot: main?.isAvailable === false ? main.path : undefined,
    load: (configPath) => {
      if (!loaded.has(configPath)) loaded.set(configPath, load(configPath, wholeFile));
      return loaded.get(configPath);
    },
    head: (configPath) => headAtHand?.(configPath) ?? load(configPath, head),
    whole: (of) => {
      const file = of.uri.endsWith('.yaml') ? wholeFile(of.uri) : of;
      return file && fileFor(file, version);
    },
    isGroup: (path) =>
      isHydraGroup(version, path, plugins) ||
      placed.some((source) => isFolder(files, source.uri, path)) ||
      [...store.configs.keys()].some((each) => each.startsWith(`${path}/`)),
    options: (group) =>
      [...new Set([...optionsOf(files, placed, group, version, plugins), ...storedOptions(store, group)])].sort(),
    hasYml: (group) =>
      placed.some(({ uri }) => files.folder(joinUri(uri, group))?.some(({ name }) => name.endsWith('.yml')) === true),
    classOf: (file) => classes.get(file) ?? hydraClass(file),
    stored,
    mayHaveMore: store.isOpen,
    sources,
    folders,
    outside: (configPath) => {
      const places = placed.map((source) => joinUri(source.uri, `${configPath}.yaml`));
      return places.map((uri) => files.outside(uri)).find((each) => each !== undefined);
    },
    unavailable,
    plugins,
    cwd,
    remember,
    extended: (more) => {
      const added = more.map((source) => placedSource(files, source, options));
      return repositoryOver(files, searchIn([...placed, ...added], options), looks);
    },
  };
}

function placedSource(files: Files, source: SearchPathSource, options: SearchPathOptions): PlacedSource {
  const uri = folderOf(files, source, options);
  if (uri === undefined || !mayBeRead(uri)) return { ...source, uri: NOWHERE, isAvailable: false };
  const outside = files.outside(uri);
  if (outside !== undefined) return { ...source, uri, isAvailable: false, outside };
  const isThere = source.scheme === 'pkg' ? isPackage(files, uri) : files.folder(uri) !== undefined;
  return { ...source, uri, isAvailable: isThere };
}

function storedOptions(store: ConfigStore, group: string): string[] {
  const paths = [...store.configs.keys()].filter((path) => path.slice(0, Math.max(0, path.lastIndexOf('/'))) === group);
  return paths.map((path) => path.slice(path.lastIndexOf('/') + 1));
}

/** A folder that no disk has. */
const NOWHERE: Uri = 'nowhere:/';

/** Where `hydra.searchpath` may lead outside the workspace: anywhere, since a person has written it into a config. */
function mayBeRead(uri: Uri): boolean {
  return uri.startsWith('file:');
}

function folderOf(files: Files, { scheme, path }: SearchPathSource, options: SearchPathOptions): Uri | undefined {
  if (scheme === 'file')
    return isAbsolute(path) ? canonicalUri(fileUri(path)) : options.cwd && below(options.cwd, path);
  if (scheme !== 'pkg') return undefined;
  const inside = path.replace(/\./g, '/');
  const candidates = (options.packageFolders ?? []).map((folder) => joinUri(folder, inside));
  return candidates.find((uri) => isPackage(files, uri)) ?? candidates.find((uri) => files.folder(uri) !== undefined);
}

function below(folder: Uri, path: string): Uri {
  return canonicalUri(joinUri(folder, path));
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
}

function fileUri(path: string): string {
  return joinUri('file://', path.replaceAll('\\', '/'));
}

/** Whether a folder is a package of Python's own kind. */
export function isPackage(files: Files, uri: Uri): boolean {
  return files.folder(uri)?.some(({ name, isFolder }) => !isFolder && name === '__init__.py') === true;
}

function pathOfUri(uri: Uri): string {
  return decodeURIComponent(uri.replace(/^file:\/\//, ''));
}

/** Asked level by level, so that a listing of the whole root is all that a plain key costs. */
function isFolder(files: Files, root: Uri, path: string): boolean {
  let uri = root;
  for (const part of path.split('/')) {
    if (part === '') return false;
    const asked = joinUri(uri, part);
    const below = files.listed(asked);
    const name = below === asked ? part : nameOfUri(below);
    if (!files.folder(uri)?.some((entry) => entry.isFolder && entry.name === name)) return false;
    uri = below;
  }
  return true;
}

export function optionsOf(
  files: Files,
  sources: readonly { readonly uri: Uri }[],
  group: string,
  version: HydraVersion = '1.3',
  plugins: Plugins = NO_PLUGINS,
): string[] {
  const options = new Set(hydraOptions(version, group, plugins));
  for (const { uri } of sources) {
    for (const entry of files.folder(joinUri(uri, group)) ?? []) {
      if (!entry.isFolder && entry.name.endsWith('.yaml')) options.add(entry.name.slice(0, -'.yaml'.length));
    }
  }
  return [...options].sort();
}
