import type { FolderEntry, Host, Unread } from '../../server/src/project/index.ts';
import { nameOfUri } from '../../server/src/text/index.ts';
import { ROOT, uriAt } from './memoryHost.ts';

/** A disk in memory with all that real ones have: a test may change it, and look at what was asked of it. */
export interface Disk extends Host {
  /** Path below the root to text, or to why it cannot be read; a path that ends with a slash is an empty folder. */
  readonly files: Map<string, string | Unread>;
  /** Path of a link to the path that it leads to. */
  readonly links: Map<string, string>;
  /** Paths that were read. */
  readonly reads: string[];
}

export interface DiskOptions {
  readonly links?: Readonly<Record<string, string>>;
  /** `a.yaml` and `A.yaml` are one file. */
  readonly foldsCase?: boolean;
}

export function diskHost(given: Iterable<readonly [string, string | Unread]>, options: DiskOptions = {}): Disk {
  const files = new Map(given);
  const links = new Map(Object.entries(options.links ?? {}));
  const reads: string[] = [];
  const { foldsCase = false } = options;
  const isSame = (left: string, right: string) =>
    left === right || (foldsCase && left.toLowerCase().normalize('NFC') === right.toLowerCase().normalize('NFC'));

  const entriesOf = (folder: readonly string[]): FolderEntry[] | undefined => {
    const found = new Map<string, FolderEntry>();
    let isThere = folder.length === 0;
    const add = (path: string, made: (name: string, isLast: boolean) => FolderEntry | undefined) => {
      const below = path.split('/').filter((name) => name !== '');
      if (!folder.every((name, index) => below[index] === name)) return;
      isThere ||= below.length > folder.length || path.endsWith('/');
      const name = below[folder.length];
      const entry = name === undefined ? undefined : made(name, below.length === folder.length + 1);
      if (entry !== undefined) found.set(entry.name, entry);
    };
    for (const path of files.keys()) add(path, (name, isLast) => ({ name, isFolder: !isLast || path.endsWith('/') }));
    for (const [path, target] of links) {
      add(path, (name, isLast) => {
        const real = isLast ? resolve(target.split('/')) : undefined;
        const isFile = real !== undefined && files.has(real.join('/'));
        if (isLast && (real === undefined || (!isFile && !isFolder(real)))) return undefined;
        return isLast ? { name, isFolder: !isFile, isLink: true } : { name, isFolder: true };
      });
    }
    return isThere ? [...found.values()].sort((left, right) => (left.name < right.name ? -1 : 1)) : undefined;
  };

  const isFolder = (path: readonly string[]): boolean =>
    path.length === 0 || [...files.keys(), ...links.keys()].some((each) => each.startsWith(`${path.join('/')}/`));

  /** The real names of a path, links followed; `undefined` where it leads nowhere. */
  const resolve = (path: readonly string[], steps = 0): readonly string[] | undefined => {
    let at: string[] = [];
    for (const [index, name] of path.entries()) {
      const link = [...links.keys()].find((each) => isSame(each, [...at, name].join('/')));
      if (link !== undefined) {
        if (steps > 40) return undefined;
        const target = links.get(link) ?? '';
        return resolve([...(target === '' ? [] : target.split('/')), ...path.slice(index + 1)], steps + 1);
      }
      const names = [...files.keys(), ...links.keys()].flatMap((each) => {
        const below = each.split('/');
        return at.every((part, depth) => below[depth] === part) ? (below[at.length] ?? []) : [];
      });
      const real = names.find((each) => each === name) ?? names.find((each) => isSame(each, name));
      if (real === undefined) return undefined;
      at = [...at, real];
    }
    return at;
  };

  const pathOf = (uri: string): readonly string[] | undefined => {
    if (uri === ROOT) return [];
    if (!uri.startsWith(`${ROOT}/`)) return undefined;
    return uri
      .slice(ROOT.length + 1)
      .split('/')
      .map(nameOfUri);
  };

  const realOf = (uri: string) => {
    const path = pathOf(uri);
    return path === undefined ? undefined : resolve(path);
  };

  return {
    files,
    links,
    reads,
    foldsCase,
    read: (uri) => {
      const text = files.get(realOf(uri)?.join('/') ?? '');
      if (text !== undefined) reads.push(pathOf(uri)?.join('/') ?? '');
      return text;
    },
    list: (uri) => {
      const real = realOf(uri);
      return real === undefined ? undefined : entriesOf(real);
    },
    realPath: (uri) => {
      const real = realOf(uri);
      return real === undefined ? undefined : real.length === 0 ? ROOT : uriAt(real.join('/'));
    },
  };
}
