import { type PythonModule, parsePython } from '../python/index.ts';
import { type ConfigFile, parseConfigFile, pathBelow, type Uri } from '../text/index.ts';
import type { FolderEntry, Host, Unread } from './host.ts';
import { spelledAnew, spellingOf } from './spelling.ts';

/** One file's text. Two entries are the same object exactly when the text did not change, so identity is a version. */
export interface FileEntry {
  /** As the disk lists it, whatever spelling it was asked by. */
  readonly uri: Uri;
  /** Without a byte order mark: editors do not count it. */
  readonly text: string;
  /** The file on the disk begins with a byte order mark. */
  readonly hasMark?: true;
  /** Hydra cannot read the file on the disk. */
  readonly unread?: Unread;
}

export type Folder = readonly FolderEntry[];

/** What a snapshot sees of the disk, open buffers over it. */
export interface Files {
  readonly file: (uri: Uri) => FileEntry | undefined;
  readonly folder: (uri: Uri) => Folder | undefined;
  readonly isOpen: (uri: Uri) => boolean;
  /** An address as the disk lists it, where it finds files by names in other letters. */
  readonly listed: (uri: Uri) => Uri;
  /** Links resolved. */
  readonly realFolder: (uri: Uri) => Uri | undefined;
  /** Open documents below a folder. No input that is noted: ask outside of what is remembered. */
  readonly openBelow: (uri: Uri) => readonly Uri[];
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
  /** Addresses as they were asked for, to those that the disk lists. */
  readonly spellings: Map<Uri, Uri>;
}

export function emptyFiles(host: Host): FileState {
  return { host, open: new Map(), disk: new Map(), folders: new Map(), spellings: new Map() };
}

/** The state after some changes; the one before stays as it was. */
export function changeFiles(state: FileState, changes: readonly Change[]): FileState {
  const open = new Map(state.open);
  let { disk, folders } = state;
  const listed = listedIn(state, undefined);
  for (const change of changes) {
    // A document keeps the name that it was opened by while it is open.
    const uri = open.has(change.uri) ? change.uri : listed(change.uri);
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
  // As long as no folder may have changed, names are spelled as they were.
  if (folders === state.folders) return { ...state, open, disk };
  const next = { host: state.host, open, disk, folders, spellings: new Map() };
  return { ...next, open: spelledAnew(open, listedIn(next, state)) };
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
  const listed = listedIn(state, previous);
  return {
    file: (uri) => {
      const at = listed(uri);
      const onDisk = readDisk(state, previous, at);
      const open = state.open.get(at);
      return open === undefined ? onDisk : marked(open, onDisk);
    },
    folder: (uri) => readFolder(state, previous, listed(uri)),
    isOpen: (uri) => state.open.has(listed(uri)),
    listed,
    realFolder: (uri) => state.host.realFolder?.(uri),
    openBelow: (uri) => [...state.open.keys()].filter((each) => pathBelow(uri, each) !== undefined).sort(),
  };
}

function listedIn(state: FileState, previous: FileState | undefined): (uri: Uri) => Uri {
  return spellingOf(state, (uri) => readFolder(state, previous, uri));
}

function readDisk(state: FileState, previous: FileState | undefined, uri: Uri): FileEntry | undefined {
  if (state.disk.has(uri)) return state.disk.get(uri);
  const read = state.host.read(uri);
  const made = read === undefined ? undefined : entryOf(uri, read);
  // The same text keeps its identity, so that nothing which depends on it is made anew.
  const entry = [previous?.open.get(uri), previous?.disk.get(uri)].find((before) => isSameEntry(before, made)) ?? made;
  state.disk.set(uri, entry);
  return entry;
}

function entryOf(uri: Uri, read: string | Unread): FileEntry {
  const whole = typeof read === 'string' ? read : read.text;
  const hasMark = whole.charCodeAt(0) === 0xfeff;
  return {
    uri,
    text: hasMark ? whole.slice(1) : whole,
    ...(hasMark && { hasMark }),
    ...(typeof read !== 'string' && { unread: read }),
  };
}

function isSameEntry(left: FileEntry | undefined, right: FileEntry | undefined): boolean {
  return (
    left?.text === right?.text &&
    left?.hasMark === right?.hasMark &&
    left?.unread?.message === right?.unread?.message &&
    left?.unread?.refusal?.message === right?.unread?.refusal?.message
  );
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

/** An open document's text with what is so of the file beneath it; the same object for the same two. */
function marked(open: FileEntry, onDisk: FileEntry | undefined): FileEntry {
  if (onDisk?.hasMark === undefined && onDisk?.unread === undefined) return open;
  const known = underMarks.get(open);
  if (known !== undefined && known.hasMark === onDisk.hasMark && known.unread === onDisk.unread) return known;
  const { hasMark, unread } = onDisk;
  const made = { ...open, ...(hasMark && { hasMark }), ...(unread && { unread }) };
  underMarks.set(open, made);
  return made;
}

const underMarks = new WeakMap<FileEntry, FileEntry>();

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
  return left.length === right.length && left.every((entry, index) => isSameItem(entry, right[index]));
}

function isSameItem(left: FolderEntry, right: FolderEntry | undefined): boolean {
  return left.name === right?.name && left.isFolder === right.isFolder && left.isLink === right.isLink;
}

const configs = new WeakMap<FileEntry, ConfigFile>();
const modules = new WeakMap<FileEntry, PythonModule>();

/** A file read as a config; once for each text. */
export function configOf(entry: FileEntry): ConfigFile {
  const known = configs.get(entry);
  if (known !== undefined) return known;
  const { uri, text, hasMark, unread } = entry;
  const config = parseConfigFile(uri, text, { ...(hasMark && { hasMark }), ...(unread && { unread }) });
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
