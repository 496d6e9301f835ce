/** What the extension is wherever it runs, on a machine or in a browser. */
import type { ExtensionContext } from 'vscode';
import { registerCompare } from './compare/compare';
import { registerRunPaths } from './compare/runPaths';
import { registerComposedDocument } from './composed/composedDocument';
import { registerComposedLines } from './composed/composedLines';
import { registerExportComposed } from './composed/exportComposed';
import { createCrashes } from './connection/crashes';
import { type Connected, createLanguageClient } from './connection/languageClient';
import { type Killable, stop } from './connection/restart';
import { watchActiveFocus } from './focus/activeFocus';
import { registerFocus } from './focus/focus';
import { type Machine, registerReport } from './help/report';
import { registerLinks } from './links';
import { registerNewModel } from './newModel/newModel';
import { registerPrimaryPaths } from './primaryPaths';
import { createSession, type Session } from './session';
import { registerStatus } from './status';
import { registerUsers } from './users';
import { registerViews } from './views/views';

export interface Running {
  /** Resolves when the server answers, and when it cannot be started. */
  readonly started: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What differs between a machine and a browser. */
export interface Platform extends Connected {
  readonly server: Killable;
  readonly machine: Machine;
  /** The commands that start runs, or that say why nothing can be started. */
  readonly registerLaunching: (context: ExtensionContext, session: Session) => void;
}

/** Registers everything and starts the client. */
export function runOn(context: ExtensionContext, platform: Platform): Running {
  const { server, machine, registerLaunching } = platform;
  const crashes = createCrashes();
  const client = createLanguageClient(context, crashes, platform);
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
  registerLaunching(context, session);
  registerUsers(context, session);
  registerLinks(context);
  registerNewModel(context, session);
  registerReport(context, session, machine);
  registerViews(context, session, active);
  const started = client
    .start()
    .catch((error) => client.error('The language server could not be started', error, 'force'));
  return { started, stop: () => stop(client, server) };
}
