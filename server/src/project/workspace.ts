import { pathBelow, type Uri } from '../text/index.ts';
import { type Change, changeFiles, emptyFiles, type FileState, filesOf } from './files.ts';
import type { Host } from './host.ts';
import type { Pins } from './pins.ts';
import { emptyMemo, makeSnapshot, type Snapshot } from './snapshot.ts';

/** The one thing that changes. Everything else is a snapshot of it. */
export interface Workspace {
  /** Takes changes in and answers the state after them. */
  apply(changes: readonly Change[]): Snapshot;
  setFolders(folders: readonly Uri[]): Snapshot;
  /** Replaces what the user chose to see files from. */
  setPins(pins: Pins): Snapshot;
  snapshot(): Snapshot;
}

export interface WorkspaceOptions {
  readonly folders: readonly Uri[];
  /** What `${oc.env:…}` may see; never the server's own environment unasked. */
  readonly environment?: ReadonlyMap<string, string>;
}

export function createWorkspace(host: Host, options: WorkspaceOptions): Workspace {
  const memo = emptyMemo();
  const environment = options.environment ?? new Map<string, string>();
  let folders = outermost(options.folders);
  let pins: Pins = new Map();
  let revision = 0;
  let state: FileState = emptyFiles(host);
  let current = make(undefined);

  function make(previous: FileState | undefined): Snapshot {
    revision++;
    return makeSnapshot({ revision, files: filesOf(state, previous), folders, environment, pins, memo });
  }

  return {
    apply: (changes) => {
      const previous = state;
      state = changeFiles(state, changes);
      current = make(previous);
      return current;
    },
    setFolders: (given) => {
      folders = outermost(given);
      current = make(undefined);
      return current;
    },
    setPins: (given) => {
      pins = given;
      current = make(state);
      return current;
    },
    snapshot: () => current,
  };
}

/** A folder inside another of the workspace is its project's already. */
function outermost(folders: readonly Uri[]): readonly Uri[] {
  const unique = [...new Set(folders)];
  return unique.filter((uri) => !unique.some((other) => other !== uri && pathBelow(other, uri) !== undefined));
}
