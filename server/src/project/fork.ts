import type { Host } from './host.ts';
import type { Snapshot } from './snapshot.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/**
 * A workspace that begins as a snapshot is, to try changes in that the snapshot's own must not see. It remembers nothing of
 * what was worked out before: it is for what a person asks for, not for what is asked on each key press.
 */
export function forkOf({ files, folders, environment }: Snapshot): Workspace {
  const host: Host = {
    read: (uri) => {
      const entry = files.file(uri);
      return entry === undefined ? undefined : (entry.unread ?? `${entry.hasMark ? '\ufeff' : ''}${entry.text}`);
    },
    list: files.folder,
    outside: files.outside,
    realPath: files.realPath,
    foldsCase: files.foldsCase,
  };
  return createWorkspace(host, { folders, environment });
}
