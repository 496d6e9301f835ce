import type { Connection } from 'vscode-languageserver';
import type { Diagnostic } from 'vscode-languageserver-types';
import { diagnose, toDiagnostic } from '../features/index.ts';
import type { Snapshot } from '../project/index.ts';
import type { Uri } from '../text/index.ts';

/** Sends what changed and nothing else. */
export interface Publisher {
  /** Takes note of a new state; what it means is told a moment later, once for all changes until then. */
  refresh(snapshot: Snapshot): void;
  /** The editor's own spelling of an open document's address, which it wants to see again. */
  opened(uri: Uri, spelling: string): void;
}

/** Long enough for a burst of key presses, short enough to feel immediate. */
const PAUSE_MS = 40;

export function createPublisher(connection: Connection, changed: () => void): Publisher {
  const sent = new Map<Uri, string>();
  const spellings = new Map<Uri, string>();
  let isWaiting = false;
  let latest: Snapshot | undefined;

  const publish = (): void => {
    isWaiting = false;
    const snapshot = latest;
    if (snapshot === undefined) return;
    try {
      const found = new Map<Uri, Diagnostic[]>();
      for (const [uri, problems] of diagnose(snapshot)) {
        if (uri.startsWith('file:'))
          found.set(
            uri,
            problems.map((problem) => toDiagnostic(snapshot, problem)),
          );
      }
      for (const uri of [...sent.keys()]) if (!found.has(uri)) send(uri, []);
      for (const [uri, diagnostics] of found) send(uri, diagnostics);
      changed();
    } catch (error) {
      connection.console.error(
        `diagnostics: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  };

  const send = (uri: Uri, diagnostics: Diagnostic[]): void => {
    const text = JSON.stringify(diagnostics);
    if (sent.get(uri) === text) return;
    if (diagnostics.length === 0) sent.delete(uri);
    else sent.set(uri, text);
    void connection.sendDiagnostics({ uri: spellings.get(uri) ?? uri, diagnostics });
  };

  return {
    refresh: (snapshot) => {
      latest = snapshot;
      if (!isWaiting) setTimeout(publish, PAUSE_MS);
      isWaiting = true;
    },
    opened: (uri, spelling) => {
      spellings.set(uri, spelling);
    },
  };
}
