import type { Host, Workspace } from '../project/index.ts';
import type { Uri } from '../text/index.ts';

/** Milliseconds from one look to the next. */
const PAUSE_MS = 1_000;
/** A look takes at most one part in so many of the time, however many files there are. */
const SHARE = 50;
/** Files that are looked at in one go. */
const SLICE = 500;

/** The disk, and as much of it as may be read. */
export interface Disk {
  readonly host: Host;
  readonly fenced: Host;
}

/**
 * Asks again and again when the files and folders that somebody has read were written, those that were not there too, and
 * tells which are others now, as long as the process runs, for an editor that does not. It reads none of them.
 */
export function watchDisk(workspace: Workspace, { host, fenced }: Disk, changed: (uris: readonly Uri[]) => void): void {
  // Where there are no times, as in a browser, there is nothing to look at.
  if (host.changedAt === undefined) return;
  const stamps = new Map<Uri, number | undefined>();
  const outside = new Set<Uri>();
  let begun = Date.now();

  const look = (left: readonly Uri[], found: readonly Uri[], since: number, spent: number): void => {
    const started = performance.now();
    const others = left.slice(0, SLICE).filter((uri) => {
      const isKnown = stamps.has(uri);
      // Following links takes longer than all else: whether a file may be looked at is asked once.
      if (!isKnown && fenced.outside?.(uri) !== undefined) outside.add(uri);
      const stamp = outside.has(uri) ? undefined : host.changedAt?.(uri);
      const isSame = isKnown ? stamps.get(uri) === stamp : stamp === undefined || stamp < since;
      stamps.set(uri, stamp);
      return !isSame;
    });
    const all = [...found, ...others];
    const now = spent + performance.now() - started;
    if (left.length > SLICE) {
      setTimeout(look, 0, left.slice(SLICE), all, since, now);
      return;
    }
    if (all.length > 0) changed(all);
    wait(now);
  };

  const wait = (spent: number): void => {
    const since = begun;
    begun = Date.now();
    // What was read since the last look may have been written after it was read, and before it is first looked at.
    setTimeout(() => look(workspace.looked(), [], since - PAUSE_MS, 0), Math.max(PAUSE_MS, SHARE * spent)).unref();
  };

  wait(0);
}
