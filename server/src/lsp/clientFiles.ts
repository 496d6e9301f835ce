import { isRecord } from '../features/index.ts';
import { FILE_BUDGET, type FolderEntry, type Host, TOO_LARGE, type Unread, undecodable } from '../project/index.ts';
import type { ReadFile, ReadParams, ReadResult } from '../protocol.ts';
import { BUDGETS, joinUri, nameOfUri, parentUri, pathBelow, type Uri } from '../text/index.ts';

/** Addresses in one question. */
const BATCH = 200;

/** Of a folder with more in it only what is asked for is read. */
const CROWD = 500;

/** Milliseconds in which more that is looked for is read, before what came is told of: each telling begins work anew. */
const GATHERING_MS = 50;

/**
 * Files that the editor reads. The host answers at once, with what is not here yet as if it were not there, and notes what
 * it was asked for in vain; that is asked of the client, and when it is here the workspace is told. So an answer that was
 * made meanwhile may be of too little: whoever makes one looks at `waiting` afterwards, and makes it again.
 */
export interface ClientFiles {
  readonly host: Host;
  /** Nothing outside of the workspace's folders is asked for. */
  setFolders(folders: readonly Uri[]): void;
  /** Resolves when what was looked for in vain is here; `undefined` when nothing was. */
  waiting(): Promise<void> | undefined;
  /** Reads again what is known of changed addresses, and tells nobody; `undefined` where that is the disk's business. */
  reload(changed: readonly Changed[]): Promise<void> | undefined;
}

/** An address at which something changed. */
export interface Changed {
  readonly uri: Uri;
  /** It was there and is there: only its content is another. */
  readonly isContent: boolean;
}

export interface ClientFilesOptions {
  readonly ask: (params: ReadParams) => Promise<unknown>;
  /** What lies at these addresses is known from now on. */
  readonly arrived: (uris: readonly Uri[]) => void;
  /** Reads `file:` addresses of this machine; without one the client reads these, too. */
  readonly disk?: Host | undefined;
  readonly failed: (error: unknown) => void;
  /** The budget is spent: told once. */
  readonly spent: (message: string) => void;
  /** How much of what was asked for is here. */
  readonly progress: (done: number, total: number) => void;
}

/** What the client makes of the address of a file system that is no disk: `file://scheme~authority/path`. */
const OF_CLIENT = /^file:\/\/[^/]*~/;

export function isOfClient(uri: Uri): boolean {
  return OF_CLIENT.test(uri);
}

interface Known {
  readonly read: string | Unread | undefined;
  readonly changedAt?: number | undefined;
}

interface Listing {
  readonly entries: readonly FolderEntry[];
  readonly folders: ReadonlyMap<string, boolean>;
}

interface Wanted {
  readonly files: Set<Uri>;
  readonly folders: Set<Uri>;
}

export function createClientFiles(options: ClientFilesOptions): ClientFiles {
  const { ask, arrived, disk, failed, spent, progress } = options;
  const files = new Map<Uri, Known>();
  const listings = new Map<Uri, Listing | undefined>();
  let roots: readonly Uri[] = [];
  let wanted = nothing();
  let underWay = nothing();
  let round: Promise<void> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let size = 0;
  let isSpent = false;

  const isOurs = (uri: Uri): boolean => disk === undefined || isOfClient(uri);
  const isWithin = (uri: Uri): boolean => roots.some((root) => pathBelow(root, uri) !== undefined);

  /** Whether what is known of the folders above says that nothing of the kind is there. */
  const isAbsent = (uri: Uri, isFolder: boolean): boolean => {
    if (roots.includes(uri)) return !isFolder;
    if (!isWithin(uri)) return true;
    const above = parentUri(uri);
    if (!listings.has(above)) return isAbsent(above, true);
    return listings.get(above)?.folders.get(nameOfUri(uri)) !== isFolder;
  };

  const want = (uri: Uri, kind: keyof Wanted): undefined => {
    if (isAbsent(uri, kind === 'folders')) return;
    if (underWay[kind].has(uri)) return;
    wanted[kind].add(uri);
    const isNew = (each: Uri) => !files.has(each) && !underWay.files.has(each);
    if (kind === 'files') for (const each of besides(uri)) if (isNew(each)) wanted.files.add(each);
    round ??= fetchWanted();
  };

  /** Who reads one option of a group reads the others next, and a question may be a long way. */
  const besides = (uri: Uri): readonly Uri[] => {
    const above = parentUri(uri);
    const names = [...(listings.get(above)?.folders.keys() ?? [])];
    const ending = /\.(?:yaml|py)$/.exec(uri)?.[0];
    if (ending === undefined || names.length > CROWD) return [];
    return names.flatMap((name) => (name.endsWith(ending) ? [joinUri(above, name)] : []));
  };

  const fetchWanted = async (): Promise<void> => {
    await Promise.resolve(); // What is being worked out looks for more.
    let [done, total] = [0, 0];
    let uris: Uri[] = [];
    let since = performance.now();
    for (;;) {
      const batch = wanted;
      wanted = nothing();
      underWay = batch;
      total += countOf(batch);
      uris.push(...batch.files, ...batch.folders);
      await read(batch, (count) => {
        done += count;
        progress(done, total);
      });
      underWay = nothing();
      const isOver = countOf(wanted) === 0;
      if (!isOver && performance.now() - since < GATHERING_MS) continue;
      // What is looked for from here on is a round of its own.
      if (isOver) round = undefined;
      arrived(uris);
      if (isOver) return;
      uris = [];
      since = performance.now();
    }
  };

  /** One after the other, so that of two readings the later one stays. */
  const read = (batch: Wanted, told: (count: number) => void = () => {}): Promise<void> => {
    const reading = last.then(() => readNow(batch, told));
    last = reading;
    return reading;
  };

  const readNow = async (batch: Wanted, told: (count: number) => void): Promise<void> => {
    const [ofFiles, ofFolders] = [[...batch.files], [...batch.folders]];
    for (let at = 0; at < Math.max(ofFiles.length, ofFolders.length); at += BATCH) {
      const asked = { files: ofFiles.slice(at, at + BATCH), folders: ofFolders.slice(at, at + BATCH) };
      take(asked, await answerTo(asked));
      told(asked.files.length + asked.folders.length);
    }
  };

  const answerTo = async (asked: Omit<ReadParams, 'limit'>): Promise<ReadResult | undefined> => {
    if (isSpent) return undefined;
    try {
      const answer = await ask({ ...asked, limit: FILE_BUDGET });
      if (isReadResult(answer, asked)) return answer;
      failed(new Error('the client answered something else than was asked for'));
    } catch (error) {
      failed(error);
    }
    return undefined;
  };

  const take = (asked: Omit<ReadParams, 'limit'>, answer: ReadResult | undefined): void => {
    for (const [index, uri] of asked.files.entries()) {
      size -= sizeOf(files.get(uri));
      const known = isSpent ? { read: UNREAD } : knownOf(answer?.files[index]);
      files.set(uri, known);
      size += sizeOf(known);
    }
    for (const [index, uri] of asked.folders.entries()) listings.set(uri, listingOf(answer?.folders[index]));
    if (isSpent || (files.size + listings.size <= BUDGETS.givenEntries && size <= BUDGETS.givenCharacters)) return;
    isSpent = true;
    spent(`hydrascope ${UNREAD.message.replace('is not read', 'reads no more files of this workspace')}`);
  };

  return {
    host: {
      ...disk,
      read: (uri) => {
        if (disk !== undefined && !isOurs(uri)) return disk.read(uri);
        return files.has(uri) ? files.get(uri)?.read : want(uri, 'files');
      },
      list: (uri) => {
        if (disk !== undefined && !isOurs(uri)) return disk.list(uri);
        return listings.has(uri) ? listings.get(uri)?.entries : want(uri, 'folders');
      },
      changedAt: (uri) => {
        if (disk !== undefined && !isOurs(uri)) return disk.changedAt?.(uri);
        return files.has(uri) ? files.get(uri)?.changedAt : want(uri, 'files');
      },
      realPath: (uri) => (isOurs(uri) ? undefined : disk?.realPath?.(uri)),
      outside: (uri) => {
        if (!isOurs(uri)) return disk?.outside?.(uri);
        return isWithin(uri) ? undefined : 'opening its folder in the workspace, too, allows it';
      },
    },
    setFolders: (folders) => {
      roots = folders;
    },
    waiting: () => round,
    reload: (changed) => {
      const ours = changed.filter(({ uri }) => isOurs(uri) && isWithin(uri));
      if (ours.length === 0) return undefined;
      const again = nothing();
      for (const { uri, isContent } of ours) {
        // What is on its way may have been read before it changed.
        again.files.add(uri);
        if (isContent) continue;
        for (const known of files.keys()) if (pathBelow(uri, known) !== undefined) again.files.add(known);
        for (const known of listings.keys()) {
          if (pathBelow(uri, known) !== undefined || pathBelow(known, uri) !== undefined) again.folders.add(known);
        }
      }
      return read(again);
    },
  };
}

const UNREAD: Unread = {
  message: `is not read: of a file system that is no disk ${BUDGETS.givenEntries.toLocaleString('en-US')} files and folders with ${BUDGETS.givenCharacters >> 20} MB of text are`,
  text: '',
};

function nothing(): Wanted {
  return { files: new Set(), folders: new Set() };
}

function countOf({ files, folders }: Wanted): number {
  return files.size + folders.size;
}

function sizeOf(known: Known | undefined): number {
  return typeof known?.read === 'string' ? known.read.length : (known?.read?.text.length ?? 0);
}

function knownOf(file: ReadFile | null | undefined): Known {
  if (file === null || file === undefined) return { read: undefined };
  const { text, bytes, isLarge, isDenied, isSilent, changedAt } = file;
  if (isSilent) return { read: SILENT, changedAt };
  if (isLarge) return { read: TOO_LARGE, changedAt };
  if (isDenied) return { read: DENIED, changedAt };
  return { read: text ?? undecodable(bytesOf(bytes ?? '')), changedAt };
}

const DENIED: Unread = {
  refusal: { errorClass: 'PermissionError', message: '[Errno 13] Permission denied' },
  message: 'may not be read: permission denied',
  text: '',
};

const SILENT: Unread = { message: 'is not read: its file system does not answer', text: '' };

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function listingOf(entries: ReadResult['folders'][number] | undefined): Listing | undefined {
  if (entries === null || entries === undefined) return undefined;
  const sorted = entries.filter(isName).sort((left, right) => (left.name < right.name ? -1 : 1));
  return { entries: sorted, folders: new Map(sorted.map(({ name, isFolder }) => [name, isFolder])) };
}

/** What is no name of something in a folder leads elsewhere. */
function isName({ name }: FolderEntry): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/');
}

/** Whether an answer has the shape that is relied on: what comes over the wire may be anything. */
function isReadResult(answer: unknown, asked: Omit<ReadParams, 'limit'>): answer is ReadResult {
  if (!isRecord(answer) || !Array.isArray(answer.files) || !Array.isArray(answer.folders)) return false;
  if (answer.files.length !== asked.files.length || answer.folders.length !== asked.folders.length) return false;
  return answer.files.every(isFile) && answer.folders.every(isListing);
}

function isFile(file: unknown): boolean {
  if (file === null) return true;
  if (!isRecord(file)) return false;
  const { text, bytes, isLarge, isDenied, isSilent, changedAt } = file;
  const isSome =
    isLarge === true || isDenied === true || isSilent === true || typeof text === 'string' || isBase64(bytes);
  return isSome && (changedAt === undefined || typeof changedAt === 'number');
}

function isBase64(bytes: unknown): boolean {
  return typeof bytes === 'string' && bytes.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bytes);
}

function isListing(entries: unknown): boolean {
  if (entries === null) return true;
  return (
    Array.isArray(entries) &&
    entries.every((entry) => isRecord(entry) && typeof entry.name === 'string' && typeof entry.isFolder === 'boolean')
  );
}
