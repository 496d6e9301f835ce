import { type PythonModule, parsePython } from '../python/index.ts';
import { type ConfigFile, parseConfigFile, pathBelow, type Uri } from '../text/index.ts';
import type { FolderEntry, Host } from './host.ts';

/** One file's text. Two entries are the same object exactly when the text did not change, so identity is a version. */
export interface FileEntry {
  readonly uri: Uri;
  readonly text: string;
}

export type Folder = readonly FolderEntry[];

/** What a snapshot sees of the disk, open buffers over it. */
export interface Files {
  readonly file: (uri: Uri) => FileEntry | undefined;
  readonly folder: (uri: Uri) => Folder | undefined;
  readonly isOpen: (uri: Uri) => boolean;
}

/** What happened to a document or on the disk. */
export type Change =
  | { readonly kind: 'edit'; readonly uri: Uri; readonly text: string }
  | { readonly kind: 'close'; readonly uri: Uri }
  /** Created, changed or deleted on the disk: a file or a folder. */
  | { readonly kind: 'disk'; readonly uri: Uri };

/** The state behind one snapshot: what was read is kept until a change says otherwise. */
export interface FileState {
  readonly host: Host;
  readonly open: ReadonlyMap<Uri, FileEntry>;
  readonly disk: Map<Uri, FileEntry | undefined>;
  readonly folders: Map<Uri, Folder | undefined>;
}

export function emptyFiles(host: Host): FileState {
  return { host, open: new Map(), disk: new Map(), folders: new Map() };
}

/** The state after some changes; the one before stays as it was. */
export function changeFiles(state: FileState, changes: readonly Change[]): FileState {
  const open = new Map(state.open);
  let { disk, folders } = state;
  for (const change of changes) {
    const { uri } = change;
    const before = open.get(uri);
    if (change.kind === 'edit') {
      if (before?.text !== change.text) open.set(uri, { uri, text: change.text });
      if (before === undefined) folders = withoutAbove(folders, uri);
    } else if (change.kind === 'close') {
      open.delete(uri);
      disk = without(disk, uri);
      folders = withoutAbove(folders, uri);
    } else {
      disk = withoutBelow(disk, uri);
      // A file in a new folder may be all that is told, and so may the last file of a folder that is gone.
      folders = withoutAbove(withoutBelow(folders, uri), uri);
    }
  }
  return { host: state.host, open, disk, folders };
}

function without<T>(map: Map<Uri, T>, uri: Uri): Map<Uri, T> {
  if (!map.has(uri)) return map;
  const copy = new Map(map);
  copy.delete(uri);
  return copy;
}

function withoutBelow<T>(map: Map<Uri, T>, uri: Uri): Map<Uri, T> {
  return new Map([...map].filter(([each]) => each !== uri && !each.startsWith(`${uri}/`)));
}

function withoutAbove<T>(map: Map<Uri, T>, uri: Uri): Map<Uri, T> {
  return new Map([...map].filter(([each]) => !uri.startsWith(`${each}/`)));
}

export function filesOf(state: FileState, previous: FileState | undefined): Files {
  return {
    file: (uri) => state.open.get(uri) ?? readDisk(state, previous, uri),
    folder: (uri) => readFolder(state, previous, uri),
    isOpen: (uri) => state.open.has(uri),
  };
}

function readDisk(state: FileState, previous: FileState | undefined, uri: Uri): FileEntry | undefined {
  if (state.disk.has(uri)) return state.disk.get(uri);
  const text = state.host.read(uri);
  // The same text keeps its identity, so that nothing which depends on it is made anew.
  const before = previous?.open.get(uri) ?? previous?.disk.get(uri);
  const entry = text === undefined ? undefined : before?.text === text ? before : { uri, text };
  state.disk.set(uri, entry);
  return entry;
}

function readFolder(state: FileState, previous: FileState | undefined, uri: Uri): Folder | undefined {
  if (state.folders.has(uri)) return state.folders.get(uri);
  const listed = state.host.list(uri);
  const names = new Set(listed?.map((entry) => entry.name));
  const unsaved = unsavedIn(state, uri).filter((entry) => !names.has(entry.name));
  const folder =
    listed === undefined && unsaved.length === 0 ? undefined : [...(listed ?? []), ...unsaved].sort(byName);
  const before = previous?.folders.get(uri);
  const kept = before !== undefined && folder !== undefined && sameFolder(before, folder) ? before : folder;
  state.folders.set(uri, kept);
  return kept;
}

/** What only open documents put into a folder: files, and the folders of files further down. */
function unsavedIn(state: FileState, uri: Uri): FolderEntry[] {
  const found = new Map<string, FolderEntry>();
  for (const each of state.open.keys()) {
    const [name, ...below] = pathBelow(uri, each)?.split('/') ?? [];
    if (name !== undefined && name !== '') found.set(name, { name, isFolder: below.length > 0 });
  }
  return [...found.values()];
}

function byName(left: FolderEntry, right: FolderEntry): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

function sameFolder(left: Folder, right: Folder): boolean {
  return (
    left.length === right.length &&
    left.every((entry, index) => entry.name === right[index]?.name && entry.isFolder === right[index]?.isFolder)
  );
}

const configs = new WeakMap<FileEntry, ConfigFile>();
const modules = new WeakMap<FileEntry, PythonModule>();

/** A file read as a config; once for each text. */
export function configOf(entry: FileEntry): ConfigFile {
  const known = configs.get(entry);
  if (known !== undefined) return known;
  const config = parseConfigFile(entry.uri, entry.text);
  configs.set(entry, config);
  return config;
}

/** A file read as a Python module; once for each text. */
export function moduleOf(entry: FileEntry): PythonModule {
  const known = modules.get(entry);
  if (known !== undefined) return known;
  const module = parsePython(entry.uri, entry.text);
  modules.set(entry, module);
  return module;
}
