/** Starting the language server again: what the client does by itself after a crash, and what the command does. */
import { once } from 'node:events';
import { commands, window } from 'vscode';
import { CloseAction, ErrorAction, type ErrorHandler, type LanguageClient } from 'vscode-languageclient/node';
import type { Crashes } from './crashes';

export const RESTART = 'hydrascope.restartServer';
export const OUTPUT = 'hydrascope.showOutput';

/** Crashes are told in the output, and only when the server is given up in the window. */
export function createErrorHandler(crashes: Crashes): ErrorHandler {
  return {
    // A server that dies while it is written to ends in `closed`: stopping the client here would keep it from starting.
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed: () => {
      if (crashes.crashed() === 'start again') {
        return {
          action: CloseAction.Restart,
          message: 'The language server crashed; it is started again.',
          handled: true,
        };
      }
      const message = `The hydrascope language server crashed ${crashes.givenUp()} times in a row and is not started again.`;
      void window.showErrorMessage(message, 'Restart', 'Show Output').then((choice) => {
        if (choice !== undefined) void commands.executeCommand(choice === 'Restart' ? RESTART : OUTPUT);
      });
      return { action: CloseAction.DoNotRestart, message, handled: true };
    },
  };
}

/**
 * Starts the server anew, whatever state it is in. One that does not stop within the client's two seconds hangs: it is
 * killed and waited for, as the client would take its late end for a crash of the new one.
 */
export async function restart(client: LanguageClient, crashes: Crashes): Promise<void> {
  crashes.forget();
  const { serverProcess } = client;
  if (client.needsStop()) {
    await client.stop().catch(async () => {
      if (serverProcess === undefined || serverProcess.exitCode !== null || serverProcess.signalCode !== null) return;
      const closed = once(serverProcess, 'close');
      serverProcess.kill('SIGKILL');
      await closed;
    });
  }
  await client.start();
}
