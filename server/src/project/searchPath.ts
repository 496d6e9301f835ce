import { hydraConfig, hydraOptions, isHydraGroup, type Repository } from '../compose/index.ts';
import { type ConfigFile, canonicalUri, joinUri, type Uri } from '../text/index.ts';
import { configOf, type FileEntry, type Files, type Folder } from './files.ts';

/** Everything that an answer depended on, look-ups that failed included: the answer holds while these hold. */
export interface InputSet {
  readonly files: ReadonlyMap<Uri, FileEntry | undefined>;
  readonly folders: ReadonlyMap<Uri, Folder | undefined>;
}

/** Files that note what is read from them. */
export function recording(files: Files): { readonly files: Files; readonly inputs: InputSet } {
  const read = new Map<Uri, FileEntry | undefined>();
  const listed = new Map<Uri, Folder | undefined>();
  const noted: Files = {
    file: (uri) => note(read, uri, files.file),
    folder: (uri) => note(listed, uri, files.folder),
    isOpen: files.isOpen,
  };
  return { files: noted, inputs: { files: read, folders: listed } };
}

function note<T>(map: Map<Uri, T>, uri: Uri, ask: (uri: Uri) => T): T {
  const answer = ask(uri);
  map.set(uri, answer);
  return answer;
}

/** Whether every input is still what it was; entries and folders keep their identity while they do not change. */
export function stillHolds(inputs: InputSet, files: Files): boolean {
  for (const [uri, entry] of inputs.files) if (files.file(uri) !== entry) return false;
  for (const [uri, folder] of inputs.folders) if (files.folder(uri) !== folder) return false;
  return true;
}

/** One folder that Hydra looks for configs in. */
export interface Source {
  readonly provider: string;
  readonly uri: Uri;
  /** As the message shows it: an absolute path. */
  readonly path: string;
}

/** Answers a composition's look-ups from the sources in their order, Hydra's own configs first. */
export function repositoryOf(files: Files, sources: readonly Source[]): Repository {
  const loaded = new Map<string, ConfigFile | undefined>();
  const load = (configPath: string): ConfigFile | undefined => {
    const bare = configPath.endsWith('.yaml') ? configPath.slice(0, -'.yaml'.length) : configPath;
    const own = hydraConfig(bare);
    if (own !== undefined) return own;
    for (const source of sources) {
      const entry = files.file(canonicalUri(joinUri(source.uri, `${bare}.yaml`)));
      if (entry !== undefined) return configOf(entry);
    }
    return undefined;
  };
  const [main] = sources;
  const isAbsent = main !== undefined && files.folder(main.uri) === undefined;
  return {
    ...(isAbsent && { absentRoot: main.path }),
    load: (configPath) => {
      if (!loaded.has(configPath)) loaded.set(configPath, load(configPath));
      return loaded.get(configPath);
    },
    isGroup: (path) => isHydraGroup(path) || sources.some((source) => isFolder(files, source.uri, path)),
    options: (group) => optionsOf(files, sources, group),
    hasYml: (group) =>
      sources.some(({ uri }) => files.folder(joinUri(uri, group))?.some(({ name }) => name.endsWith('.yml')) === true),
    sources: [
      'provider=hydra, path=pkg://hydra.conf',
      ...sources.map(({ provider, path }) => `provider=${provider}, path=file://${path}`),
      'provider=schema, path=structured://',
    ],
  };
}

/** Asked level by level, so that a listing of the whole root is all that a plain key costs. */
function isFolder(files: Files, root: Uri, path: string): boolean {
  let uri = root;
  for (const part of path.split('/')) {
    if (part === '') return false;
    if (!files.folder(uri)?.some((entry) => entry.isFolder && entry.name === part)) return false;
    uri = joinUri(uri, part);
  }
  return true;
}

export function optionsOf(files: Files, sources: readonly { readonly uri: Uri }[], group: string): string[] {
  const options = new Set(hydraOptions(group));
  for (const { uri } of sources) {
    for (const entry of files.folder(joinUri(uri, group)) ?? []) {
      if (!entry.isFolder && entry.name.endsWith('.yaml')) options.add(entry.name.slice(0, -'.yaml'.length));
    }
  }
  return [...options].sort();
}
