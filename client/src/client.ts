/** Everything that talks with the server: a file of its own in the package, loaded while the server's process starts. */
import type { ExtensionContext } from 'vscode';
import { watchActiveFocus } from './activeFocus';
import { registerComposedDocument } from './composedDocument';
import { createCrashes } from './crashes';
import { registerFocus } from './focus';
import { createLanguageClient } from './languageClient';
import { registerLaunch } from './launch';
import { registerPrimaryPaths } from './primaryPaths';
import { stop } from './restart';
import type { ServerProcess } from './serverProcess';
import { createSession } from './session';
import { registerStatus } from './status';
import { registerTasks } from './task';
import { registerUsers } from './users';

export interface Running {
  /** Resolves when the server answers, and when it cannot be started. */
  readonly started: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Registers everything and starts the client. */
export function run(context: ExtensionContext, server: ServerProcess): Running {
  const crashes = createCrashes();
  const client = createLanguageClient(context, crashes, server);
  const session = createSession(context, client);
  const active = watchActiveFocus(context, session);
  registerStatus(context, session, active, crashes, server);
  registerFocus(context, session, active);
  registerPrimaryPaths(context, session);
  registerComposedDocument(context, session);
  registerTasks(context, session);
  registerLaunch(context, session);
  registerUsers(context, session);
  const started = client
    .start()
    .catch((error) => client.error('The language server could not be started', error, 'force'));
  return { started, stop: () => stop(client, server) };
}
