/**
 * The extension's two doors: VS Code calls `activate` once a YAML file or a `hydrascope.yaml` is there. Nothing but this and
 * the start of the server is loaded before the server loads.
 */
import type { ExtensionContext } from 'vscode';
import { startServerProcess } from './connection/serverProcess';
import type { Running } from './running';

let running: Running | undefined;

/** Resolves when the server answers; when it cannot be started the commands are there all the same, and say so. */
export async function activate(context: ExtensionContext): Promise<void> {
  const server = startServerProcess(context.asAbsolutePath('dist/server.js'));
  const { run } = await import('./client.js');
  running = run(context, server);
  await running.started;
}

/** Stops the server. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}
