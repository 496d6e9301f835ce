/** The extension's doors where there is no Node: VS Code in a browser. The server is a worker, and files come from VS Code. */
import { type ExtensionContext, Uri } from 'vscode';
import { serverWorker } from './connection/overWorker';
import { registerNoLaunch } from './launch/noLaunch';
import { type Running, runOn } from './running';

let running: Running | undefined;

/** Resolves when the server answers; when it cannot be started the commands are there all the same, and say so. */
export async function activate(context: ExtensionContext): Promise<void> {
  const server = serverWorker(Uri.joinPath(context.extensionUri, 'dist', 'webServer.js'));
  running = runOn(context, {
    server,
    connect: server.connect,
    machine: { system: 'a browser', secrets: () => ({ homes: [], user: '', variables: new Map() }) },
    canLaunch: false,
    registerLaunching: registerNoLaunch,
  });
  await running.started;
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}
