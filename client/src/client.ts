/** Everything that talks with the server: a file of its own in the package, loaded while the server's process starts. */
import { type ExtensionContext, workspace } from 'vscode';
import { overProcess } from './connection/overProcess';
import type { ServerProcess } from './connection/serverProcess';
import { thisMachine } from './help/machine';
import { registerLaunch } from './launch/launch';
import { registerNoLaunch } from './launch/noLaunch';
import { registerTasks } from './launch/task';
import { type Running, runOn } from './running';

/** Registers everything and starts the client. */
export function run(context: ExtensionContext, server: ServerProcess): Running {
  // A program is started in a folder of this machine.
  const canLaunch = (workspace.workspaceFolders ?? [{ uri: { scheme: 'file' } }]).some(
    ({ uri }) => uri.scheme === 'file',
  );
  return runOn(context, {
    server,
    connect: overProcess(server),
    machine: thisMachine,
    canLaunch,
    registerLaunching: (_, session) => {
      if (!canLaunch) return registerNoLaunch(context);
      registerTasks(context, session);
      registerLaunch(context, session);
    },
  });
}
