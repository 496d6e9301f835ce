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

/** What changes may have made different: files and listings of folders that somebody has looked at. */
export interface Touched {
  readonly files: ReadonlySet<Uri>;
  readonly folders: ReadonlySet<Uri>;
}

/** The state after some changes, and what they touch; the state before stays as it was. */
export function changeFiles(
  state: FileState,
  changes: readonly Change[],
): { readonly state: FileState; readonly touched: Touched } {
  const open = new Map(state.open);
  // Typing into an open document, by far the most frequent change, leaves what is known of the disk as it is.
  const isTyping = changes.every(({ kind, uri }) => kind === 'edit' && open.has(uri));
  const disk = isTyping ? state.disk : new Map(state.disk);
  const folders = isTyping ? state.folders : new Map(state.folders);
  const touched = { files: new Set<Uri>(), folders: new Set<Uri>() };
  for (const change of changes) {
    const { uri } = change;
    const before = open.get(uri);
    touched.files.add(uri);
    if (change.kind === 'edit') {
      if (before?.text !== change.text) open.set(uri, { uri, text: change.text });
      if (before === undefined) forget(folders, touched.folders, (each) => isAbove(each, uri));
    } else if (change.kind === 'close') {
      open.delete(uri);
      disk.delete(uri);
      forget(folders, touched.folders, (each) => isAbove(each, uri));
    } else {
      forget(disk, touched.files, (each) => each === uri || isAbove(uri, each));
      // A file in a new folder may be all that is told, and so may the last file of a folder that is gone.
      forget(folders, touched.folders, (each) => each === uri || isAbove(uri, each) || isAbove(each, uri));
    }
  }
  return { state: { host: state.host, open, disk, folders }, touched };
}

function isAbove(folder: Uri, uri: Uri): boolean {
  return uri.length > folder.length && uri.startsWith(folder) && uri[folder.length] === '/';
}

function forget<T>(map: Map<Uri, T>, into: Set<Uri>, isMeant: (uri: Uri) => boolean): void {
  for (const uri of map.keys()) {
    if (!isMeant(uri)) continue;
    map.delete(uri);
    into.add(uri);
  }
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

/** Whoever holds a config keeps it; beside that the last ones are kept, since most texts are read again and again. */
const configs = new WeakMap<FileEntry, WeakRef<ConfigFile>>();
const recent = new Map<Uri, ConfigFile>();
const RECENT_BUDGET = 4_096;
const modules = new WeakMap<FileEntry, PythonModule>();

/** A file read as a config; once for each text, as long as somebody needs it. */
export function configOf(entry: FileEntry): ConfigFile {
  const known = configs.get(entry)?.deref();
  if (known !== undefined) return known;
  const config = parseConfigFile(entry.uri, entry.text);
  configs.set(entry, new WeakRef(config));
  recent.delete(entry.uri);
  recent.set(entry.uri, config);
  if (recent.size > RECENT_BUDGET) recent.delete(recent.keys().next().value as Uri);
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
