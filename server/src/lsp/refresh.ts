import type { Connection } from 'vscode-languageserver';
import type { Project, Snapshot } from '../project/index.ts';
import { CHANGED } from '../protocol.ts';
import type { Client } from './client.ts';
import type { ErrorLog } from './log.ts';

/** Tells the client that compositions changed. */
export type TellChanged = (client: Client, snapshot: Snapshot) => void;

/**
 * Our own client hears it by `hydrascope/changed`; any is asked to ask again for what editors show of a file unasked, as
 * far as it can be. The colours of a text depend on what else is there by the names of registries alone.
 */
export function createTellChanged(connection: Connection, log: ErrorLog): TellChanged {
  let projects: readonly Project[] = [];
  const ask = (method: string, supported: { readonly refreshSupport?: boolean } | undefined) => {
    if (supported?.refreshSupport !== true) return;
    connection.sendRequest(method).catch((error) => log(method, error));
  };
  return ({ hearsChanges, workspace: { inlayHint, codeLens, semanticTokens } }, snapshot) => {
    const now = snapshot.projects();
    const isSame = now.length === projects.length && now.every((project, index) => project === projects[index]);
    projects = now;
    if (hearsChanges) connection.sendNotification(CHANGED);
    ask('workspace/inlayHint/refresh', inlayHint);
    ask('workspace/codeLens/refresh', codeLens);
    if (!isSame) ask('workspace/semanticTokens/refresh', semanticTokens);
  };
}
