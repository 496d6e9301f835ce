/** Everything that talks with the server: a file of its own in the package, loaded while the server's process starts. */
import type { ExtensionContext } from 'vscode';
import { registerCompare } from './compare/compare';
import { registerRunPaths } from './compare/runPaths';
import { registerComposedDocument } from './composed/composedDocument';
import { registerComposedLines } from './composed/composedLines';
import { registerExportComposed } from './composed/exportComposed';
import { createCrashes } from './connection/crashes';
import { createLanguageClient } from './connection/languageClient';
import { stop } from './connection/restart';
import type { ServerProcess } from './connection/serverProcess';
import { watchActiveFocus } from './focus/activeFocus';
import { registerFocus } from './focus/focus';
import { registerReport } from './help/report';
import { registerLaunch } from './launch/launch';
import { registerTasks } from './launch/task';
import { registerNewModel } from './newModel/newModel';
import { registerPrimaryPaths } from './primaryPaths';
import { createSession } from './session';
import { registerStatus } from './status';
import { registerUsers } from './users';
import { registerViews } from './views/views';

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
  const documents = registerComposedDocument(context, session);
  registerComposedLines(context, documents);
  registerExportComposed(context, session);
  registerCompare(context, session, documents);
  registerRunPaths(context);
  registerTasks(context, session);
  registerLaunch(context, session);
  registerUsers(context, session);
  registerNewModel(context, session);
  registerReport(context, session);
  registerViews(context, session, active);
  const started = client
    .start()
    .catch((error) => client.error('The language server could not be started', error, 'force'));
  return { started, stop: () => stop(client, server) };
}
