/** The extension's two doors: VS Code calls `activate` once a YAML file or a `hydrascope.yaml` is there. */
import type { ExtensionContext } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { watchActiveFocus } from './activeFocus';
import { registerComposedDocument } from './composedDocument';
import { createCrashes } from './crashes';
import { registerFocus } from './focus';
import { createLanguageClient } from './languageClient';
import { registerLaunch } from './launch';
import { registerPrimaryPaths } from './primaryPaths';
import { createSession } from './session';
import { registerStatus } from './status';
import { registerTasks } from './task';

let client: LanguageClient | undefined;

/** Resolves when the server answers; when it cannot be started the commands are there all the same, and say so. */
export async function activate(context: ExtensionContext): Promise<void> {
  const crashes = createCrashes();
  client = createLanguageClient(context, crashes);
  const session = createSession(context, client);
  const active = watchActiveFocus(context, session);
  registerStatus(context, session, active, crashes);
  registerFocus(context, session, active);
  registerPrimaryPaths(context, session);
  registerComposedDocument(context, session);
  registerTasks(context, session);
  registerLaunch(context, session);
  await client.start().catch((error) => client?.error('The language server could not be started', error, 'force'));
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  if (client?.needsStop()) await client.stop();
}
