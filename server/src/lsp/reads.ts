import { type Fence, type Host, reachOf } from '../project/index.ts';
import { canonicalUri, type Uri } from '../text/index.ts';

/** What of the disk the server may read: what is open in the editor, and what the user has allowed. */
export interface Reads extends Fence {
  /** `true` for the whole disk, or the addresses of further folders; anything else allows nothing more. */
  set(outside: unknown): void;
  setFolders(folders: readonly Uri[]): void;
}

/** Before anybody says more, it is the opened folders, the repositories around them, and open documents. */
export function createReads(disk: Host | undefined, opened: ReadonlySet<Uri>): Reads {
  let own: readonly Uri[] = [];
  let more: readonly Uri[] = [];
  let isAll = false;
  return {
    folders: () => (isAll ? undefined : [...own, ...more]),
    isOpen: (uri) => opened.has(uri),
    remedy: 'trust in the workspace allows it',
    set: (outside) => {
      isAll = outside === true;
      more = Array.isArray(outside) ? outside.filter((each) => typeof each === 'string').map(canonicalUri) : [];
    },
    setFolders: (folders) => {
      own = disk === undefined ? folders : folders.map((folder) => reachOf(disk, folder));
    },
  };
}
