import type { Files, Touched } from './files.ts';
import { forget, type Look, type Memo, type MemoTable, update } from './memo.ts';
import { hasReaders, isCrowd, readersIn } from './readers.ts';

/** What nobody asks for during this many changes is forgotten: keys of files that are gone, of options once typed. */
const UNASKED_BUDGET = 512;

/** The same for what is kept in passing: an edit that reaches many options makes them all anew where it is gone. */
const PASSED_BUDGET = 4 * UNASKED_BUDGET;

/** Nothing is left of which readers are not told. */
function allTold(table: MemoTable): void {
  table.untold.files.clear();
  table.untold.folders.clear();
  table.isUntold = false;
}

/** Forgets everything: what holds for one set of workspace folders need not hold for another. */
export function forgetAll(table: MemoTable, files: Files, see: MemoTable['see']): void {
  table.files = files;
  table.see = see;
  table.now++;
  const { kept, passing, lookedAt, unsettled, roll } = table;
  for (const each of [kept, ...Object.values(passing), lookedAt.file, lookedAt.folder, unsettled]) each.clear();
  roll.byId.length = 0;
  roll.free.length = 0;
  allTold(table);
}

/** Takes in what a change has touched; from here on everything is seen in the new state. */
export function touch(table: MemoTable, files: Files, touched: Touched): void {
  table.files = files;
  table.now++;
  for (const uri of touched.files) table.untold.files.add(uri);
  for (const uri of touched.folders) table.untold.folders.add(uri);
  table.isUntold = true;
}

/** Tells the readers of everything that was touched, so that what no change has reached costs a look-up again. */
export function settle(table: MemoTable): void {
  if (!table.isUntold) return;
  const { untold, lookedAt } = table;
  for (const uri of untold.files) doubtReaders(table, lookedAt.file.get(uri));
  for (const uri of untold.folders) doubtReaders(table, lookedAt.folder.get(uri));
  settleDoubts(table);
  allTold(table);
  if (table.now - table.sweptAt >= UNASKED_BUDGET) sweep(table);
}

/** Readers of what a change has touched, at any remove: so many are told at once. */
const FEW = 64;

/**
 * Settles before a question where next to nothing rests on what was changed, as when somebody types into an option that
 * few use: then all else is known to hold, and need not be looked through. Where much rests on it the question goes first.
 */
export function settleFew(table: MemoTable): void {
  if (!table.isUntold || table.triedAt === table.now) return;
  table.triedAt = table.now;
  const { untold, lookedAt, roll } = table;
  const found = new Set<Memo>();
  const isMany = (thing: Look | Memo | undefined): boolean => {
    if (isCrowd(thing?.readers)) return true;
    for (const memo of readersIn(roll, thing?.readers)) {
      if (found.has(memo) || (memo.isDoubtful && !memo.isNews)) continue;
      found.add(memo);
      if (found.size > FEW || isMany(memo)) return true;
    }
    return false;
  };
  for (const uri of untold.files) if (isMany(lookedAt.file.get(uri))) return;
  for (const uri of untold.folders) if (isMany(lookedAt.folder.get(uri))) return;
  settle(table);
}

function doubtReaders(table: MemoTable, thing: Look | Memo | undefined): void {
  for (const memo of readersIn(table.roll, thing?.readers)) {
    const { isNews } = memo;
    memo.isNews = false;
    // Those who read what is in doubt are in doubt, but for what was found out while nobody was told.
    if (memo.isDoubtful && !isNews) continue;
    if (memo.heldAt !== table.now) memo.isDoubtful = true;
    else if (!isNews) continue;
    if (memo.kind.settles && !isNews) table.unsettled.add(memo);
    else doubtReaders(table, memo);
  }
}

/** More answers than these are left for those who ask: a change is to be taken in at once. */
const SETTLED_AT_ONCE = 128;

/**
 * Looks at what is to be looked at with the change, and puts its readers in doubt only where it says something new. Not
 * everybody is told yet, so nothing is trusted meanwhile.
 */
function settleDoubts(table: MemoTable): void {
  let left = SETTLED_AT_ONCE;
  // Those that are put in doubt meanwhile come after the others.
  for (const memo of table.unsettled) {
    table.unsettled.delete(memo);
    if (left-- > 0) tryUpdate(table, memo);
    if (memo.isDoubtful || memo.isNews) {
      memo.isNews = false;
      doubtReaders(table, memo);
    }
  }
}

/** What goes wrong is told to who asks for it. */
function tryUpdate(table: MemoTable, memo: Memo): void {
  try {
    update(table, memo);
  } catch {
    // It stays in doubt.
  }
}

function sweep(table: MemoTable): void {
  table.sweptAt = table.now;
  for (const memos of table.kept.values()) {
    for (const memo of memos.values()) {
      if (hasReaders(memo.readers) || table.now - memo.askedAt < UNASKED_BUDGET) continue;
      memos.delete(memo.key);
      forget(table, memo);
    }
  }
  for (const recent of Object.values(table.passing)) {
    for (const memo of [...recent.values()]) {
      if (table.now - memo.askedAt < PASSED_BUDGET) continue;
      recent.remove(memo.key);
      forget(table, memo);
    }
  }
}
