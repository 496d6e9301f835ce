import { type PythonModule, parsePython } from '../python/index.ts';
import {
  BUDGETS,
  type ConfigFile,
  joinUri,
  parseConfigFile,
  pathBelow,
  type Reread,
  readAgain,
  type Uri,
} from '../text/index.ts';
import type { FolderEntry, Host, Unread } from './host.ts';
import { addressesOf, type Links, withLinks } from './links.ts';
import { makeRecent } from './recent.ts';
import { isAboveSome, isAmong, movedIn, nameKeyOn, spelledNoMore, spellingOf, touchSpellings } from './spelling.ts';

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
  /** Of an open document: the same one from edit to edit. */
  readonly reread?: Reread;
}

export type Folder = readonly FolderEntry[];

/** What a snapshot sees of the disk, open buffers over it. */
export interface Files {
  readonly file: (uri: Uri) => FileEntry | undefined;
  readonly folder: (uri: Uri) => Folder | undefined;
  /** An open document stands for all that is read of the file: what is saved to the disk changes nothing. */
  readonly isCovered: (uri: Uri) => boolean;
  readonly foldsCase: boolean;
  /** The names of the machine's environment variables. */
  readonly variables: readonly string[];
  /** An address as the disk lists it, where it finds files by names in other letters. */
  readonly listed: (uri: Uri) => Uri;
  /**
   * The disk as it is now, without the open documents: read anew at each look, and noted nowhere. For what a person asks
   * about, such as the runs that are there, and not for what is remembered.
   */
  readonly disk: Pick<Host, 'read' | 'list' | 'changedAt'>;
  /** How the user lets a file or folder be read that lies outside of what may be; `undefined`: it may be read. */
  readonly outside: (uri: Uri) => string | undefined;
  /** Links resolved. */
  readonly realPath: (uri: Uri) => Uri | undefined;
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
  /** The workspace folders, which are called as the editor calls them. */
  readonly roots: readonly Uri[];
  readonly open: ReadonlyMap<Uri, FileEntry>;
  readonly disk: Map<Uri, FileEntry | undefined>;
  readonly folders: Map<Uri, Folder | undefined>;
  /** Addresses as they were asked for, to those that the disk lists. */
  readonly spellings: Map<Uri, Uri | undefined>;
  readonly links: Links;
}

export function emptyFiles(host: Host, roots: readonly Uri[]): FileState {
  return { host, roots, open: new Map(), disk: new Map(), folders: new Map(), spellings: new Map(), links: new Map() };
}

/** What changes may have made different: files and listings of folders that somebody has looked at. */
export interface Touched {
  readonly files: Set<Uri>;
  readonly folders: Set<Uri>;
}

/** The state after some changes, and what they touch; the state before stays as it was. */
export function changeFiles(
  state: FileState,
  changes: readonly Change[],
): { readonly state: FileState; readonly touched: Touched } {
  const open = new Map(state.open);
  const listed = listedIn(state, undefined);
  // A document keeps the name that it was opened by while it is open.
  const addressOf = ({ uri }: Change) => (open.has(uri) ? uri : listed(uri));
  // Typing into an open document, by far the most frequent change, leaves what is known of the disk as it is.
  const isTyping = changes.every((change) => change.kind === 'edit' && open.has(addressOf(change)));
  const touched = { files: new Set<Uri>(), folders: new Set<Uri>() };
  const written = new Set<Uri>();
  const closed = new Set<Uri>();
  // A file in a new folder may be all that is told, and so may the last file of a folder that is gone.
  const comeOrGone = new Set<Uri>();
  for (const change of changes) {
    const uri = addressOf(change);
    const before = open.get(uri);
    touched.files.add(uri);
    if (change.kind === 'edit') {
      if (before?.text !== change.text) open.set(uri, { uri, text: change.text, reread: before?.reread ?? {} });
      if (before === undefined) comeOrGone.add(uri);
    } else if (change.kind === 'close') {
      open.delete(uri);
      closed.add(uri);
      comeOrGone.add(uri);
    } else {
      for (const at of addressesOf(state.host, state.links, uri)) {
        touched.files.add(at);
        written.add(at);
        comeOrGone.add(at);
      }
    }
  }
  if (isTyping) {
    touchSpellings(state, touched);
    return { state: { ...state, open }, touched };
  }
  const isWritten = isAmong(state.host, written);
  const isAbove = isAboveSome(state.host, comeOrGone);
  const disk = without(state.disk, touched.files, (uri) => closed.has(uri) || isWritten(uri));
  const isListedAnew = (uri: Uri) => isWritten(uri) || isAbove(folderOf(uri));
  const folders = without(state.folders, touched.folders, isListedAnew);
  touchSpellings(state, touched);
  const next = { ...state, open, disk, folders, spellings: spelledNoMore(state.spellings) };
  const moved = movedIn(open, listedIn(next, state));
  if (moved.length === 0) return { state: next, touched };
  for (const [before, uri] of moved) {
    const { text } = open.get(before) as FileEntry;
    open.delete(before);
    open.set(uri, { uri, text });
    touched.files.add(before).add(uri);
  }
  const isAboveMoved = isAboveSome(
    state.host,
    moved.map(([, uri]) => uri),
  );
  const after = without(folders, touched.folders, (uri) => isAboveMoved(folderOf(uri)));
  return { state: { ...next, folders: after, spellings: spelledNoMore(next.spellings) }, touched };
}

/** Addresses that answers are made from. */
export interface InUse {
  readonly file: { readonly has: (uri: Uri) => boolean; readonly keys: () => Iterable<Uri> };
  readonly folder: InUse['file'];
}

/**
 * The state without what no answer is made from any more: names that were half typed and looked for in vain, files that
 * nobody asks about. Who asks again reads the disk again. The state before stays as it was.
 */
export function withoutUnused(state: FileState, { file, folder }: InUse): FileState {
  const { spellings } = state;
  const used = (each: InUse['file']) => new Set([...each.keys()].map((uri) => spellings.get(uri) ?? uri));
  const [files, folders] = [used(file), used(folder)];
  const kept = <T>(map: ReadonlyMap<Uri, T>, isUsed: (uri: Uri) => boolean) =>
    new Map([...map].filter(([uri]) => isUsed(uri)));
  return {
    ...state,
    disk: kept(state.disk, (uri) => files.has(uri)),
    folders: kept(state.folders, (uri) => folders.has(uri)),
    spellings: kept(spellings, (uri) => file.has(uri) || folder.has(uri)),
  };
}

/** A map without what is meant, which is noted; the same one where nothing is: thousands of files change at once. */
function without<T>(map: Map<Uri, T>, into: Set<Uri>, isMeant: (uri: Uri) => boolean): Map<Uri, T> {
  const gone = [...map.keys()].filter(isMeant);
  if (gone.length === 0) return map;
  const kept = new Map(map);
  for (const uri of gone) {
    kept.delete(uri);
    into.add(uri);
  }
  return kept;
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
    folder: (uri) => readFolder(state, previous, uri.endsWith(OPEN) ? uri : listed(uri)),
    isCovered: (uri) => {
      const at = listed(uri);
      const isMarked = state.disk.get(at)?.hasMark !== undefined || state.disk.get(at)?.unread !== undefined;
      return state.open.has(at) && !isMarked && addressesOf(state.host, state.links, at).length === 1;
    },
    foldsCase: state.host.foldsCase === true,
    variables: state.host.variables ?? [],
    listed,
    disk: state.host,
    outside: (uri) => state.host.outside?.(uri),
    realPath: (uri) => state.host.realPath?.(uri),
  };
}

/** Makes a folder's address that of its open documents, which no disk has: a listing as any other, so it is noted as one. */
const OPEN = '/?open';

/** The documents below a folder that are open in the editor. */
export function openBelow(files: Files, folder: Uri): readonly Uri[] {
  return (files.folder(folder + OPEN) ?? []).map(({ name }) => joinUri(folder, name));
}

/** Files and folders of the disk that somebody has asked for. */
export function lookedAt({ disk, folders }: FileState): readonly Uri[] {
  return [...disk.keys(), ...[...folders.keys()].filter((uri) => !uri.endsWith(OPEN))];
}

/** The folder that a listing is of. */
function folderOf(uri: Uri): Uri {
  return uri.endsWith(OPEN) ? uri.slice(0, -OPEN.length) : uri;
}

function openIn({ open }: FileState, folder: Uri): FolderEntry[] {
  return [...open.keys()].flatMap((uri) => {
    const name = pathBelow(folder, uri);
    return name === undefined ? [] : [{ name, isFolder: false }];
  });
}

function listedIn(state: FileState, previous: FileState | undefined): (uri: Uri) => Uri {
  return spellingOf(state, (uri) => readFolder(state, previous, uri));
}

function readDisk(state: FileState, previous: FileState | undefined, uri: Uri): FileEntry | undefined {
  if (state.disk.has(uri)) return state.disk.get(uri);
  const held = heldOf(state.disk);
  const more = beyond(held, uri);
  const read = more === undefined ? state.host.read(uri) : { message: more, text: '' };
  const made = read === undefined ? undefined : entryOf(uri, read);
  // The same text keeps its identity, so that nothing which depends on it is made anew.
  const entry = [previous?.open.get(uri), previous?.disk.get(uri)].find((before) => isSameEntry(before, made)) ?? made;
  state.disk.set(uri, entry);
  hold(held, entry);
  return entry;
}

/** Characters of the files that were read from the disk, the configs among them. */
interface Held {
  all: number;
  configs: number;
}

const heldBy = new WeakMap<ReadonlyMap<Uri, FileEntry | undefined>, Held>();

function heldOf(disk: ReadonlyMap<Uri, FileEntry | undefined>): Held {
  const known = heldBy.get(disk);
  if (known !== undefined) return known;
  const held: Held = { all: 0, configs: 0 };
  for (const entry of disk.values()) hold(held, entry);
  heldBy.set(disk, held);
  return held;
}

function hold(held: Held, entry: FileEntry | undefined): void {
  const { length } = entry?.text ?? '';
  held.all += length;
  if (entry?.uri.endsWith('.yaml') === true) held.configs += length;
}

/** Why no more files are read: what they are read into would not fit. */
function beyond(held: Held, uri: Uri): string | undefined {
  const told = (what: string, most: number) =>
    `is left out: ${what} of this workspace have more than ${most} characters, and no more are read`;
  if (held.all > BUDGETS.allCharacters) return told('the files', BUDGETS.allCharacters);
  const isConfig = uri.endsWith('.yaml');
  return isConfig && held.configs > BUDGETS.allConfigCharacters
    ? told('the YAML files', BUDGETS.allConfigCharacters)
    : undefined;
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
  const isOfOpen = uri.endsWith(OPEN);
  const listed = isOfOpen ? openIn(state, folderOf(uri)) : state.host.list(uri);
  const nameKey = nameKeyOn(state.host);
  const names = new Set(listed?.map((entry) => nameKey(entry.name)));
  const unsaved = (isOfOpen ? [] : unsavedIn(state, uri)).filter((entry) => !names.has(nameKey(entry.name)));
  const isThere = listed !== undefined || unsaved.length > 0;
  const entries = [...(listed ?? []), ...unsaved].sort(byName);
  const folder = isThere ? withLinks(state.host, state.links, uri, entries) : undefined;
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
  return left.name === right?.name && left.isFolder === right.isFolder && left.leadsTo === right.leadsTo;
}

/** Whoever holds a config keeps it; beside that the last ones are kept, since most texts are read again and again. */
const configs = new WeakMap<FileEntry, WeakRef<ConfigFile>>();
const recent = makeRecent<Uri, ConfigFile>(2_500);
const modules = new WeakMap<FileEntry, PythonModule>();

/** A file read as a config; once for each text, as long as somebody needs it. */
export function configOf(entry: FileEntry): ConfigFile {
  const known = configs.get(entry)?.deref();
  if (known !== undefined) return known;
  const config = parsed(entry);
  configs.set(entry, new WeakRef(config));
  recent.add(entry.uri, config);
  return config;
}

/**
 * The same for who goes through all files and keeps nothing of them: what is known as one that may be needed stays until
 * the work in hand is done, however long that takes.
 */
export function glimpseOf(entry: FileEntry): ConfigFile {
  return recent.get(entry.uri) === undefined ? parsed(entry) : configOf(entry);
}

function parsed({ uri, text, hasMark, unread, reread }: FileEntry): ConfigFile {
  const marks = { ...(hasMark && { hasMark }), ...(unread && { unread }) };
  return reread === undefined ? parseConfigFile(uri, text, marks) : readAgain(uri, text, marks, reread);
}

/** A file read as a Python module; once for each text. */
export function moduleOf(entry: FileEntry): PythonModule {
  const known = modules.get(entry);
  if (known !== undefined) return known;
  const module = parsePython(entry.uri, entry.text);
  modules.set(entry, module);
  return module;
}
