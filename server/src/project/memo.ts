import type { Uri } from '../text/index.ts';
import type { Files } from './files.ts';
import {
  emptyRoll,
  hasReaders,
  isReader,
  type Readers,
  type Roll,
  strike,
  withoutReader,
  withReader,
} from './readers.ts';
import { makeRecent, type Recent } from './recent.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Answers of which there is one for each file or composition: how they are made stays with all of them, not with each.
 * It may depend on nothing but what it is given.
 */
export interface Kind<Of, T> extends AskOptions<T> {
  readonly name: string;
  readonly keyOf: (of: Of) => string;
  readonly make: (at: Snapshot, of: Of) => T;
}

/** Asks for an answer, remembered by its kind and its key. */
export type Ask = <Of, T>(kind: Kind<Of, T>, of: Of) => T;

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
  /**
   * It is mostly the same after a change, and many answers rest on it: it is looked at with the change itself, and puts
   * them in doubt only if it says something new.
   */
  readonly settles?: boolean;
}

/**
 * Remembered answers with what each of them was made from. A change puts in doubt what read the changed thing, directly
 * or at any remove, and nothing else is ever looked at: asking for an answer that no change has reached costs one look-up,
 * however large the workspace is. What is in doubt is looked through when somebody asks, and stays when everything that it
 * was made from turns out to be what it was.
 *
 * Telling all who read a changed thing may take longer than the question that somebody asks right after a key press. So
 * that waits until `settle`; until then nothing is trusted, and an answer is looked through, once for each change, as if it
 * were in doubt. That costs more than a look-up, but only for what is asked for.
 */
export interface MemoTable {
  /** By the names of their kinds. */
  readonly kept: Map<string, Map<string, Memo>>;
  readonly passing: Readonly<Record<Passing, Recent<string, Memo>>>;
  readonly lookedAt: Readonly<Record<Look['at'], Map<Uri, Look>>>;
  /** What changes have touched whose readers have not been told. */
  readonly untold: { readonly files: Set<Uri>; readonly folders: Set<Uri> };
  /** Whether there are any of these. */
  isUntold: boolean;
  /** Those in doubt that are to be looked at when changes are told. */
  readonly unsettled: Set<Memo>;
  readonly roll: Roll<Memo>;
  files: Files;
  readonly plain: PlainLooks;
  /** The workspace as makers look at it. */
  see: (sources: Sources) => Snapshot;
  /** Counts the changes. */
  now: number;
  /** The change after which it was last tried to tell all at once. */
  triedAt: number;
  /** The change after which what nobody asks for was last forgotten. */
  sweptAt: number;
}

/** What nothing is noted of, for all answers in common: there are many of them. */
type PlainLooks = Pick<Files, 'isCovered' | 'listed' | 'outside' | 'realPath'> & Pick<Sources, 'isAtHand' | 'unnoted'>;

/** What an answer is made from. There are many of all these: each takes as little room as can be. */
export interface Look {
  readonly at: 'file' | 'folder';
  readonly uri: Uri;
  readers: Readers<Memo>;
}

export interface Memo {
  /** Its number among those who read what a crowd reads. */
  id: number;
  kind: Kind<unknown, unknown>;
  readonly key: string;
  readonly of: unknown;
  value: unknown;
  isDoubtful: boolean;
  /** How far its sources have turned out to be those of the last time while it is made, else `IDLE` or `FREELY`. */
  at: number;
  /** The change after which it was last found to hold or made; `FAILED` if making it threw. */
  heldAt: number;
  /** It says something that its readers have not been told. */
  isNews: boolean;
  /** The change after which it was asked for the last time. */
  askedAt: number;
  /** What it was made from, each thing with what it was, one after the other. */
  from: unknown[];
  readers: Readers<Memo>;
}

const NOTHING: never[] = [];
const FAILED = -1;
/** Not made at the moment. */
const IDLE = -1;
/** Made from other things than the last time, or for the first time. */
const FREELY = -2;

/**
 * How many answers are kept that are asked for in passing: compositions with the overrides that somebody types; and, of
 * what tries an option, expansions and what the option changes, of which more than these would take too much room.
 */
const PASSING_BUDGETS: Readonly<Record<Passing, number>> = { few: 12, lists: 3_000, trials: 3_000 };

export function emptyMemo(files: Files, see: MemoTable['see']): MemoTable {
  const table: MemoTable = {
    kept: new Map(),
    passing: {
      few: makeRecent(PASSING_BUDGETS.few),
      lists: makeRecent(PASSING_BUDGETS.lists),
      trials: makeRecent(PASSING_BUDGETS.trials),
    },
    lookedAt: { file: new Map(), folder: new Map() },
    untold: { files: new Set(), folders: new Set() },
    isUntold: false,
    unsettled: new Set(),
    roll: emptyRoll(),
    files,
    plain: plainLooks(() => table),
    see,
    now: 0,
    triedAt: 0,
    sweptAt: 0,
  };
  return table;
}

/** An answer as it is in the newest state. */
export function answerOf<Of, T>(table: MemoTable, kind: Kind<Of, T>, of: Of): T {
  return memoOf(table, kind, of).value as T;
}

/** Whether an answer of no kind is there that holds, as far as that is known without making anything. */
export function isAtHand(table: MemoTable, key: string): boolean {
  const memo = table.kept.get('')?.get(key);
  if (memo === undefined) return false;
  if (table.isUntold) return memo.heldAt === table.now;
  if (!memo.isDoubtful) return true;
  for (let at = 0; at < memo.from.length; at += 2) {
    const thing = memo.from[at] as Look | Memo;
    if (!('uri' in thing) && thing.isDoubtful) return false;
  }
  return stillHolds(table, memo);
}

function memoOf<Of, T>(table: MemoTable, given: Kind<Of, T>, of: Of): Memo {
  const kind = given as Kind<unknown, unknown>;
  const key = given.keyOf(of);
  const recent = kind.passing === undefined ? undefined : table.passing[kind.passing];
  const memos = recent ?? keptOf(table, kind.name);
  const known = memos.get(key);
  const memo = known ?? newMemo(table, kind, key, of);
  memo.kind = kind;
  memo.askedAt = table.now;
  if (known !== undefined) update(table, known);
  else run(table, memo);
  if (recent !== undefined) for (const gone of recent.add(key, memo)) forget(table, gone);
  else if (known === undefined) keptOf(table, kind.name).set(key, memo);
  return memo;
}

function keptOf({ kept }: MemoTable, name: string): Map<string, Memo> {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const memos = new Map<string, Memo>();
  kept.set(name, memos);
  return memos;
}

function newMemo({ now }: MemoTable, kind: Kind<unknown, unknown>, key: string, of: unknown): Memo {
  const value = undefined;
  const readers = undefined;
  return {
    id: -1,
    kind,
    key,
    of,
    value,
    isDoubtful: true,
    at: IDLE,
    heldAt: FAILED,
    isNews: false,
    askedAt: now,
    from: NOTHING,
    readers,
  };
}

/** What an answer is now: looked through, and made anew where it does not hold. */
export function update(table: MemoTable, memo: Memo): unknown {
  const isToCheck = memo.isDoubtful || (table.isUntold && memo.heldAt !== table.now);
  if (isToCheck && !stillHolds(table, memo)) run(table, memo);
  return memo.value;
}

function stillHolds(table: MemoTable, memo: Memo): boolean {
  const { from, isDoubtful } = memo;
  if (memo.heldAt === FAILED) return false;
  for (let at = 0; at < from.length; at += 2) {
    const thing = from[at] as Look | Memo;
    // Of what no change has touched that is still to be told, who is not in doubt knows already that it is as it was.
    if (!isDoubtful && 'uri' in thing && !untoldAt(table, thing).has(thing.uri)) continue;
    if (nowOf(table, thing) !== from[at + 1]) return false;
  }
  memo.isDoubtful = false;
  memo.heldAt = table.now;
  return true;
}

function untoldAt({ untold }: MemoTable, { at }: Look): ReadonlySet<Uri> {
  return at === 'file' ? untold.files : untold.folders;
}

/** What a thing is in the newest state. */
function nowOf(table: MemoTable, thing: Look | Memo): unknown {
  if (!('uri' in thing)) return update(table, thing);
  return thing.at === 'file' ? table.files.file(thing.uri) : table.files.folder(thing.uri);
}

function run(table: MemoTable, memo: Memo): void {
  if (memo.at !== IDLE) throw new Error(`'${memo.kind.name} ${memo.key}' is asked for while it is made`);
  const isFirst = memo.value === undefined;
  memo.at = memo.from === NOTHING ? FREELY : 0;
  memo.isDoubtful = false;
  try {
    const value = memo.kind.make(table.see(sourcesFor(table, memo)), memo.of);
    const isSame = value === memo.value || (!isFirst && memo.kind.isSame?.(memo.value, value) === true);
    if (!isSame) {
      memo.value = value;
      memo.isNews = table.isUntold;
    }
    memo.heldAt = table.now;
  } catch (error) {
    memo.isDoubtful = true;
    memo.isNews = table.isUntold;
    memo.heldAt = FAILED;
    throw error;
  } finally {
    if (memo.at >= 0) releaseRest(table, memo);
    // A list that grew has room to grow further; there are too many of them for that.
    else if (memo.from !== NOTHING) memo.from = memo.from.slice();
    memo.at = IDLE;
  }
}

/** Takes an answer away that nobody reads. */
export function forget(table: MemoTable, memo: Memo): void {
  memo.at = 0;
  releaseRest(table, memo);
  memo.at = IDLE;
  strike(table.roll, memo);
}

/** What an answer was made from the last time, and not this time, need not tell it of changes any more. */
function releaseRest({ lookedAt }: MemoTable, memo: Memo, needed?: Look | Memo): void {
  const { from } = memo;
  for (let at = memo.at; at < from.length; at += 2) {
    const thing = from[at] as Look | Memo;
    thing.readers = withoutReader(thing.readers, memo);
    if (thing !== needed && 'uri' in thing && !hasReaders(thing.readers)) lookedAt[thing.at].delete(thing.uri);
  }
  if (memo.at === 0) memo.from = NOTHING;
  else if (memo.at < from.length) memo.from = from.slice(0, memo.at);
}

/**
 * What a memo's answer is made from. An answer may hold on to it and read on when it is asked itself: that is noted like
 * the rest, and read in the newest state.
 */
function sourcesFor(table: MemoTable, memo: Memo): Sources {
  const { isCovered, listed, outside, realPath, isAtHand, unnoted } = table.plain;
  const { foldsCase, variables, disk } = table.files;
  return {
    files: {
      file: (uri) => {
        const entry = table.files.file(uri);
        note(table, memo, lookAt(table, 'file', entry?.uri === uri ? entry.uri : uri), entry);
        return entry;
      },
      folder: (uri) => {
        const folder = table.files.folder(uri);
        note(table, memo, lookAt(table, 'folder', uri), folder);
        return folder;
      },
      isCovered,
      foldsCase,
      variables,
      listed,
      disk,
      outside,
      realPath,
    },
    ask: <Of, T>(kind: Kind<Of, T>, of: Of) => {
      const inner = memoOf(table, kind, of);
      // What is soon forgotten can be asked nothing later: what it was made from counts instead.
      if (kind.passing === undefined) note(table, memo, inner, inner.value);
      else absorb(table, memo, inner);
      return inner.value as T;
    },
    isAtHand,
    unnoted,
  };
}

function plainLooks(table: () => MemoTable): PlainLooks {
  return {
    isCovered: (uri) => table().files.isCovered(uri),
    listed: (uri) => table().files.listed(uri),
    outside: (uri) => table().files.outside(uri),
    realPath: (uri) => table().files.realPath(uri),
    isAtHand: (key) => isAtHand(table(), key),
    unnoted: () => unnotedSources(table()),
  };
}

function unnotedSources(table: MemoTable): Sources {
  const { isAtHand, unnoted } = table.plain;
  return { files: table.files, ask: (kind, of) => answerOf(table, kind, of), isAtHand, unnoted };
}

function absorb(table: MemoTable, memo: Memo, { from }: Memo): void {
  for (let at = 0; at < from.length; at += 2) {
    const thing = from[at] as Look | Memo;
    note(table, memo, 'uri' in thing ? lookAt(table, thing.at, thing.uri) : thing, from[at + 1]);
  }
}

function lookAt({ lookedAt }: MemoTable, at: Look['at'], uri: Uri): Look {
  const known = lookedAt[at].get(uri);
  if (known !== undefined) return known;
  const look: Look = { at, uri, readers: undefined };
  lookedAt[at].set(uri, look);
  return look;
}

/**
 * Each reader stands once among the readers of a thing, by which it is known whether the thing was noted before. Most
 * answers are made from the same things as the last time, in the same order: then nobody need be told that they are read.
 */
function note(table: MemoTable, memo: Memo, thing: Look | Memo, was: unknown): void {
  if (memo.at >= 0) {
    if (memo.from[memo.at] === thing) {
      memo.from[memo.at + 1] = was;
      memo.at += 2;
      return;
    }
    if (isNotedLately(memo, thing)) return;
    releaseRest(table, memo, thing);
    memo.at = FREELY;
  }
  if (isReader(thing.readers, memo)) return;
  thing.readers = withReader(table.roll, thing.readers, memo);
  if (memo.from === NOTHING) memo.from = [thing, was];
  else memo.from.push(thing, was);
}

/** What is noted twice is mostly noted twice within so many notes. */
const LATELY = 16;

function isNotedLately({ from, at }: Memo, thing: Look | Memo): boolean {
  for (let each = at - 2; each >= Math.max(0, at - 2 * LATELY); each -= 2) if (from[each] === thing) return true;
  return false;
}
