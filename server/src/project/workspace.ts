import { pathBelow, type Uri } from '../text/index.ts';
import { type Change, changeFiles, emptyFiles, filesOf, lookedAt, withoutUnused } from './files.ts';
import type { Host } from './host.ts';
import { emptyMemo } from './memo.ts';
import { NO_PINS, type Pins } from './pins.ts';
import { forgetAll, settle, touch } from './settle.ts';
import { makersView, makeSnapshot, type Snapshot } from './snapshot.ts';

/** The one thing that changes. Everything else is a snapshot of it. */
export interface Workspace {
  /** Takes changes in and answers the state after them. */
  apply(changes: readonly Change[]): Snapshot;
  /** Does what the changes so far leave to do before much is asked; a question that comes first need not wait for it. */
  settle(): void;
  setFolders(folders: readonly Uri[]): Snapshot;
  /** Replaces what the user chose to see files from. */
  setPins(pins: Pins): Snapshot;
  /** Looks at the whole disk anew: what the host may read is not what it was. */
  readAnew(): Snapshot;
  snapshot(): Snapshot;
  /** Everything on the disk that was looked at, found or not: what a change of it would make different. */
  looked(): readonly Uri[];
}

export interface WorkspaceOptions {
  readonly folders: readonly Uri[];
  /** What `${oc.env:…}` may see; never the server's own environment unasked. */
  readonly environment?: ReadonlyMap<string, string>;
}

export function createWorkspace(host: Host, options: WorkspaceOptions): Workspace {
  const environment = options.environment ?? new Map<string, string>();
  let folders = outermost(options.folders);
  let pins = NO_PINS;
  let state = emptyFiles(host, folders);
  // A workspace of its own, so that what is remembered of the two does not mix; it is told of changes when it is asked.
  let beneath: Workspace | undefined;
  const untold = new Set<Uri>();
  const saved = (): Snapshot => {
    beneath ??= createWorkspace(host, { folders, environment });
    // An open document's saving is told to nobody: its text on the disk is looked at each time.
    const changed = [...new Set([...untold, ...state.open.keys()])];
    untold.clear();
    beneath.apply(changed.map((uri) => ({ kind: 'disk', uri })));
    return beneath.setPins(pins);
  };
  const memo = emptyMemo(filesOf(state, undefined), makersView({ folders, environment, saved }));
  let current = makeSnapshot({ folders, environment, pins, saved }, memo);
  /** The sweep of the memo after which what is known of the disk was cleared, too. */
  let clearedAt = memo.sweptAt;

  return {
    apply: (changes) => {
      const previous = state;
      if (clearedAt !== memo.sweptAt) state = withoutUnused(state, memo.lookedAt);
      clearedAt = memo.sweptAt;
      const changed = changeFiles(state, changes);
      state = changed.state;
      if (beneath !== undefined) for (const { uri } of changes) untold.add(uri);
      touch(memo, filesOf(state, previous), changed.touched);
      current = makeSnapshot({ folders, environment, pins, saved }, memo);
      return current;
    },
    settle: () => settle(memo),
    setFolders: (given) => {
      folders = outermost(given);
      state = { ...state, roots: folders, spellings: new Map() };
      // What holds among some folders need not hold among others.
      beneath?.setFolders(folders);
      forgetAll(memo, filesOf(state, undefined), makersView({ folders, environment, saved }));
      current = makeSnapshot({ folders, environment, pins, saved }, memo);
      return current;
    },
    setPins: (given) => {
      pins = given;
      current = makeSnapshot({ folders, environment, pins, saved }, memo);
      return current;
    },
    readAnew: () => {
      state = { ...emptyFiles(host, folders), open: state.open };
      beneath?.readAnew();
      forgetAll(memo, filesOf(state, undefined), makersView({ folders, environment, saved }));
      current = makeSnapshot({ folders, environment, pins, saved }, memo);
      return current;
    },
    snapshot: () => current,
    looked: () => lookedAt(state),
  };
}

/** A folder inside another of the workspace is its project's already. */
function outermost(folders: readonly Uri[]): readonly Uri[] {
  const unique = [...new Set(folders)];
  return unique.filter((uri) => !unique.some((other) => other !== uri && pathBelow(other, uri) !== undefined));
}
