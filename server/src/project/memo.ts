import type { Uri } from '../text/index.ts';
import type { FileEntry, Files, Folder, Touched } from './files.ts';

/** Makes an answer from what it is given to read; it may depend on nothing else but its key. */
export type Make<T> = (sources: Sources) => T;

/** Asks for an answer, remembered under its key. */
export type Ask = <T>(key: string, make: Make<T>, options?: AskOptions<T>) => T;

/** What an answer is made from: every look is noted, look-ups that find nothing too. */
export interface Sources {
  readonly files: Files;
  readonly ask: Ask;
}

export interface AskOptions<T> {
  /** Few will ask for it again: only the last ones are kept. */
  readonly isPassing?: boolean;
  /** Whether a new answer says nothing new: then the old one stays, and so does everything that was made from it. */
  readonly isSame?: (before: T, after: T) => boolean;
}

/**
 * Remembered answers with what each of them was made from. A change puts in doubt what read the changed thing, directly
 * or at any remove, and nothing else is ever looked at: asking for an answer that no change has reached costs one look-up,
 * however large the workspace is. What is in doubt is looked through when somebody asks, and stays when everything that it
 * was made from turns out to be what it was.
 */
export interface MemoTable {
  readonly kept: Map<string, Memo>;
  readonly passing: Map<string, Memo>;
  readonly readersOfFile: Map<Uri, Set<Memo>>;
  readonly readersOfFolder: Map<Uri, Set<Memo>>;
  files: Files;
  /** Counts the changes. */
  now: number;
}

interface Memo {
  readonly key: string;
  readonly isPassing: boolean;
  make: Make<unknown>;
  isSame: ((before: never, after: never) => boolean) | undefined;
  value: unknown;
  isDoubtful: boolean;
  isRunning: boolean;
  /** The change after which it was asked for the last time. */
  askedAt: number;
  /** What it was made from. There are many memos, and most of them read little: a map is made when it gets an entry. */
  files: Map<Uri, FileEntry | undefined>;
  folders: Map<Uri, Folder | undefined>;
  answers: Map<Memo, unknown>;
  readers: Set<Memo>;
}

const NONE: ReadonlyMap<never, never> & Map<never, never> = new Map<never, never>();
const NOBODY = new Set<never>();

/** Answers that are asked for in passing, such as compositions with the overrides that somebody types. */
const PASSING_BUDGET = 100;

/** What nobody asks for during this many changes is forgotten: keys of files that are gone, of options once typed. */
const UNASKED_BUDGET = 512;

export function emptyMemo(files: Files): MemoTable {
  return {
    kept: new Map(),
    passing: new Map(),
    readersOfFile: new Map(),
    readersOfFolder: new Map(),
    files,
    now: 0,
  };
}

/** Takes in what a change has touched; from here on everything is seen in the new state. */
export function touch(table: MemoTable, files: Files, touched: Touched): void {
  table.files = files;
  table.now++;
  for (const uri of touched.files) for (const memo of table.readersOfFile.get(uri) ?? []) doubt(memo);
  for (const uri of touched.folders) for (const memo of table.readersOfFolder.get(uri) ?? []) doubt(memo);
  if (table.now % UNASKED_BUDGET === 0) sweep(table);
}

/** Forgets everything: what holds for one set of workspace folders need not hold for another. */
export function forgetAll(table: MemoTable, files: Files): void {
  table.files = files;
  table.now++;
  for (const map of [table.kept, table.passing, table.readersOfFile, table.readersOfFolder]) map.clear();
}

function doubt(memo: Memo): void {
  if (memo.isDoubtful) return;
  memo.isDoubtful = true;
  for (const reader of memo.readers) doubt(reader);
}

function sweep(table: MemoTable): void {
  for (const memo of table.kept.values()) {
    if (memo.readers.size > 0 || table.now - memo.askedAt < UNASKED_BUDGET) continue;
    table.kept.delete(memo.key);
    release(table, memo);
  }
}

/** The answer under a key, as it is in the newest state. */
export function answerOf<T>(table: MemoTable, key: string, make: Make<T>, options: AskOptions<T> = {}): T {
  return memoOf(table, key, make, options).value as T;
}

function memoOf<T>(table: MemoTable, key: string, make: Make<T>, options: AskOptions<T>): Memo {
  const { isPassing = false, isSame } = options;
  const memos = isPassing ? table.passing : table.kept;
  const known = memos.get(key);
  const memo: Memo = known ?? {
    key,
    isPassing,
    make,
    isSame,
    value: undefined,
    isDoubtful: true,
    isRunning: false,
    askedAt: table.now,
    files: NONE,
    folders: NONE,
    answers: NONE,
    readers: NOBODY,
  };
  memo.make = make;
  memo.askedAt = table.now;
  if (known !== undefined) update(table, known);
  else {
    run(table, memo);
    memos.set(key, memo);
  }
  if (isPassing) {
    // The newest one comes last.
    table.passing.delete(key);
    table.passing.set(key, memo);
    const [oldest] = table.passing.values();
    if (table.passing.size > PASSING_BUDGET && oldest !== undefined) {
      table.passing.delete(oldest.key);
      release(table, oldest);
    }
  }
  return memo;
}

function update(table: MemoTable, memo: Memo): unknown {
  if (memo.isDoubtful && !stillHolds(table, memo)) run(table, memo);
  return memo.value;
}

function stillHolds(table: MemoTable, memo: Memo): boolean {
  for (const [uri, entry] of memo.files) if (table.files.file(uri) !== entry) return false;
  for (const [uri, folder] of memo.folders) if (table.files.folder(uri) !== folder) return false;
  for (const [inner, answer] of memo.answers) if (update(table, inner) !== answer) return false;
  memo.isDoubtful = false;
  return true;
}

function run(table: MemoTable, memo: Memo): void {
  if (memo.isRunning) throw new Error(`'${memo.key}' is asked for while it is made`);
  const isFirst = memo.value === undefined;
  release(table, memo);
  memo.isRunning = true;
  memo.isDoubtful = false;
  try {
    const value = memo.make(sourcesFor(table, memo));
    const isSame = !isFirst && memo.isSame?.(memo.value as never, value as never) === true;
    if (!isSame) memo.value = value;
  } catch (error) {
    memo.isDoubtful = true;
    throw error;
  } finally {
    memo.isRunning = false;
  }
}

/** Nobody need tell it of changes any more. */
function release(table: MemoTable, memo: Memo): void {
  for (const uri of memo.files.keys()) forget(table.readersOfFile, uri, memo);
  for (const uri of memo.folders.keys()) forget(table.readersOfFolder, uri, memo);
  for (const inner of memo.answers.keys()) inner.readers.delete(memo);
  memo.files = NONE;
  memo.folders = NONE;
  memo.answers = NONE;
}

function forget(readers: Map<Uri, Set<Memo>>, uri: Uri, memo: Memo): void {
  const there = readers.get(uri);
  there?.delete(memo);
  if (there?.size === 0) readers.delete(uri);
}

/**
 * What a memo's answer is made from. An answer may hold on to it and read on when it is asked itself: that is noted like
 * the rest, and read in the newest state.
 */
function sourcesFor(table: MemoTable, memo: Memo): Sources {
  return {
    files: {
      file: (uri) => {
        const entry = table.files.file(uri);
        noteFile(table, memo, uri, entry);
        return entry;
      },
      folder: (uri) => {
        const folder = table.files.folder(uri);
        noteFolder(table, memo, uri, folder);
        return folder;
      },
      isOpen: (uri) => table.files.isOpen(uri),
    },
    ask: (key, make, options = {}) => {
      const inner = memoOf(table, key, make, options);
      // What is soon forgotten can be asked nothing later: what it was made from counts instead.
      if (inner.isPassing) absorb(table, memo, inner);
      else note(memo, inner);
      return inner.value as ReturnType<typeof make>;
    },
  };
}

function absorb(table: MemoTable, memo: Memo, inner: Memo): void {
  for (const [uri, entry] of inner.files) noteFile(table, memo, uri, entry);
  for (const [uri, folder] of inner.folders) noteFolder(table, memo, uri, folder);
  for (const each of inner.answers.keys()) note(memo, each);
}

function note(memo: Memo, inner: Memo): void {
  if (memo.answers === NONE) memo.answers = new Map();
  if (inner.readers === NOBODY) inner.readers = new Set();
  memo.answers.set(inner, inner.value);
  inner.readers.add(memo);
}

function noteFile(table: MemoTable, memo: Memo, uri: Uri, entry: FileEntry | undefined): void {
  if (memo.files.has(uri)) return;
  if (memo.files === NONE) memo.files = new Map();
  memo.files.set(uri, entry);
  register(table.readersOfFile, uri, memo);
}

function noteFolder(table: MemoTable, memo: Memo, uri: Uri, folder: Folder | undefined): void {
  if (memo.folders.has(uri)) return;
  if (memo.folders === NONE) memo.folders = new Map();
  memo.folders.set(uri, folder);
  register(table.readersOfFolder, uri, memo);
}

function register(readers: Map<Uri, Set<Memo>>, uri: Uri, memo: Memo): void {
  const there = readers.get(uri);
  if (there === undefined) readers.set(uri, new Set([memo]));
  else there.add(memo);
}
