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
  /** Whether an answer is there for which nothing has to be made. Not noted: of use only to who may as well ask. */
  readonly isAtHand: (key: string) => boolean;
  /** The same, where nothing is noted: for a maker that notes by itself what matters of what it looks at. */
  readonly unnoted: () => Sources;
}

/** How many answers of a kind are kept, see `PASSING_BUDGETS`. */
export type Passing = 'few' | 'lists' | 'trials';

export interface AskOptions<T> {
  /** It will hardly be asked for again, or is as many as the workspace is large: only the last ones are kept. */
  readonly passing?: Passing | undefined;
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
  readonly passing: Readonly<Record<Passing, Map<string, Memo>>>;
  readonly readersOfFile: Map<Uri, Set<Memo>>;
  readonly readersOfFolder: Map<Uri, Set<Memo>>;
  files: Files;
  /** Counts the changes. */
  now: number;
}

interface Memo {
  readonly key: string;
  readonly passing: Passing | undefined;
  make: Make<unknown>;
  isSame: ((before: never, after: never) => boolean) | undefined;
  value: unknown;
  isDoubtful: boolean;
  isRunning: boolean;
  /** The change after which it was asked for the last time. */
  askedAt: number;
  /**
   * What it was made from, each thing with what it was, one after the other: there are many memos, and this takes the
   * least room.
   */
  files: (Uri | FileEntry | undefined)[];
  folders: (Uri | Folder | undefined)[];
  answers: unknown[];
  readers: Set<Memo>;
}

const NONE: never[] = [];
const NOBODY = new Set<never>();

/**
 * How many answers are kept that are asked for in passing: compositions with the overrides that somebody types; and, of
 * what tries an option, expansions and what the option changes, of which more than these would take too much room.
 */
const PASSING_BUDGETS: Readonly<Record<Passing, number>> = { few: 12, lists: 3_000, trials: 3_000 };

/** What nobody asks for during this many changes is forgotten: keys of files that are gone, of options once typed. */
const UNASKED_BUDGET = 512;

export function emptyMemo(files: Files): MemoTable {
  return {
    kept: new Map(),
    passing: { few: new Map(), lists: new Map(), trials: new Map() },
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
  const { kept, passing, readersOfFile, readersOfFolder } = table;
  for (const map of [kept, ...Object.values(passing), readersOfFile, readersOfFolder]) map.clear();
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

/** Whether an answer is there that holds, as far as that is known without making anything. */
export function isAtHand(table: MemoTable, key: string): boolean {
  const memo = table.kept.get(key);
  if (memo === undefined || !memo.isDoubtful) return memo !== undefined;
  for (let at = 0; at < memo.answers.length; at += 2) if ((memo.answers[at] as Memo).isDoubtful) return false;
  return stillHolds(table, memo);
}

function memoOf<T>(table: MemoTable, key: string, make: Make<T>, options: AskOptions<T>): Memo {
  const { passing, isSame } = options;
  const memos = passing === undefined ? table.kept : table.passing[passing];
  const known = memos.get(key);
  const memo: Memo = known ?? {
    key,
    passing,
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
  if (passing !== undefined) {
    // The newest one comes last.
    memos.delete(key);
    memos.set(key, memo);
    const oldest = memos.size > PASSING_BUDGETS[passing] ? memos.values().next().value : undefined;
    if (oldest !== undefined) {
      memos.delete(oldest.key);
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
  const { files, folders, answers } = memo;
  for (let at = 0; at < files.length; at += 2) if (table.files.file(files[at] as Uri) !== files[at + 1]) return false;
  for (let at = 0; at < folders.length; at += 2)
    if (table.files.folder(folders[at] as Uri) !== folders[at + 1]) return false;
  for (let at = 0; at < answers.length; at += 2)
    if (update(table, answers[at] as Memo) !== answers[at + 1]) return false;
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
  const { files, folders, answers } = memo;
  for (let at = 0; at < files.length; at += 2) forget(table.readersOfFile, files[at] as Uri, memo);
  for (let at = 0; at < folders.length; at += 2) forget(table.readersOfFolder, folders[at] as Uri, memo);
  for (let at = 0; at < answers.length; at += 2) (answers[at] as Memo).readers.delete(memo);
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
      isCovered: (uri) => table.files.isCovered(uri),
      foldsCase: table.files.foldsCase,
      listed: (uri) => table.files.listed(uri),
      realPath: (uri) => table.files.realPath(uri),
    },
    ask: (key, make, options = {}) => {
      const inner = memoOf(table, key, make, options);
      // What is soon forgotten can be asked nothing later: what it was made from counts instead.
      if (inner.passing !== undefined) absorb(table, memo, inner);
      else note(memo, inner);
      return inner.value as ReturnType<typeof make>;
    },
    isAtHand: (key) => isAtHand(table, key),
    unnoted: () => unnotedSources(table),
  };
}

function unnotedSources(table: MemoTable): Sources {
  const sources: Sources = {
    files: table.files,
    ask: (key, make, options = {}) => answerOf(table, key, make, options),
    isAtHand: (key) => isAtHand(table, key),
    unnoted: () => sources,
  };
  return sources;
}

function absorb(table: MemoTable, memo: Memo, inner: Memo): void {
  const { files, folders, answers } = inner;
  for (let at = 0; at < files.length; at += 2)
    noteFile(table, memo, files[at] as Uri, files[at + 1] as FileEntry | undefined);
  for (let at = 0; at < folders.length; at += 2)
    noteFolder(table, memo, folders[at] as Uri, folders[at + 1] as Folder | undefined);
  for (let at = 0; at < answers.length; at += 2) note(memo, answers[at] as Memo);
}

/** Each reader stands once among the readers of a thing, by which it is known whether the thing was noted before. */
function note(memo: Memo, inner: Memo): void {
  if (inner.readers === NOBODY) inner.readers = new Set();
  if (inner.readers.has(memo)) return;
  inner.readers.add(memo);
  if (memo.answers === NONE) memo.answers = [];
  memo.answers.push(inner, inner.value);
}

function noteFile(table: MemoTable, memo: Memo, uri: Uri, entry: FileEntry | undefined): void {
  if (!register(table.readersOfFile, uri, memo)) return;
  if (memo.files === NONE) memo.files = [];
  memo.files.push(uri, entry);
}

function noteFolder(table: MemoTable, memo: Memo, uri: Uri, folder: Folder | undefined): void {
  if (!register(table.readersOfFolder, uri, memo)) return;
  if (memo.folders === NONE) memo.folders = [];
  memo.folders.push(uri, folder);
}

/** Whether it was not there yet. */
function register(readers: Map<Uri, Set<Memo>>, uri: Uri, memo: Memo): boolean {
  const there = readers.get(uri);
  if (there === undefined) readers.set(uri, new Set([memo]));
  else if (there.has(memo)) return false;
  else there.add(memo);
  return true;
}
