/** An extension with a file system in memory, as those of hosts of repositories are: it lives in a worker, too. */
import {
  Disposable,
  EventEmitter,
  type ExtensionContext,
  type FileChangeEvent,
  FileChangeType,
  FileSystemError,
  type FileSystemProvider,
  FileType,
  type Uri,
  workspace,
} from 'vscode';

type Entry = { readonly text: Uint8Array; readonly mtime: number } | 'folder';

/** Texts by their paths. The bundler puts them in. */
declare const FILES: Readonly<Record<string, string>>;

export function activate(context: ExtensionContext): void {
  const texts = new Map(Object.entries(FILES).map(([path, text]) => [path, new TextEncoder().encode(text)]));
  context.subscriptions.push(workspace.registerFileSystemProvider('memory', memory(texts), { isCaseSensitive: true }));
}

function memory(texts: ReadonlyMap<string, Uint8Array>): FileSystemProvider {
  const entries = new Map<string, Entry>([['/', 'folder']]);
  const changed = new EventEmitter<FileChangeEvent[]>();
  const told = (type: FileChangeType, uri: Uri) => changed.fire([{ type, uri }]);

  const put = (path: string, text: Uint8Array): void => {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      entries.set(path.slice(0, at), 'folder');
    entries.set(path, { text, mtime: Date.now() });
  };
  const found = (uri: Uri): Entry => {
    const entry = entries.get(uri.path.replace(/(?<=.)\/$/, ''));
    if (entry === undefined) throw FileSystemError.FileNotFound(uri);
    return entry;
  };
  const below = (path: string): string[] =>
    [...entries.keys()].filter((each) => each === path || each.startsWith(`${path}/`));
  for (const [path, text] of texts) put(path, text);

  return {
    onDidChangeFile: changed.event,
    watch: () => new Disposable(() => {}),
    stat: (uri) => {
      const entry = found(uri);
      return entry === 'folder'
        ? { type: FileType.Directory, ctime: 0, mtime: 0, size: 0 }
        : { type: FileType.File, ctime: 0, mtime: entry.mtime, size: entry.text.length };
    },
    readDirectory: (uri) => {
      if (found(uri) !== 'folder') throw FileSystemError.FileNotADirectory(uri);
      const start = uri.path === '/' ? '/' : `${uri.path}/`;
      return [...entries].flatMap(([path, entry]): [string, FileType][] => {
        const name = path.startsWith(start) ? path.slice(start.length) : '';
        return name === '' || name.includes('/')
          ? []
          : [[name, entry === 'folder' ? FileType.Directory : FileType.File]];
      });
    },
    readFile: (uri) => {
      const entry = found(uri);
      if (entry === 'folder') throw FileSystemError.FileIsADirectory(uri);
      return entry.text;
    },
    createDirectory: (uri) => {
      entries.set(uri.path, 'folder');
      told(FileChangeType.Created, uri);
    },
    writeFile: (uri, text) => {
      const isNew = !entries.has(uri.path);
      put(uri.path, text);
      told(isNew ? FileChangeType.Created : FileChangeType.Changed, uri);
    },
    delete: (uri) => {
      found(uri);
      for (const path of below(uri.path)) entries.delete(path);
      told(FileChangeType.Deleted, uri);
    },
    rename: (from, to) => {
      found(from);
      for (const path of below(from.path)) {
        const entry = entries.get(path) as Entry;
        entries.delete(path);
        entries.set(to.path + path.slice(from.path.length), entry);
      }
      changed.fire([
        { type: FileChangeType.Deleted, uri: from },
        { type: FileChangeType.Created, uri: to },
      ]);
    },
  };
}
