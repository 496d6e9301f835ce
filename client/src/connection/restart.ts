/** Starting the language server again: what the client does by itself after a crash, and what the command does. */
import { commands, l10n } from 'vscode';
import { type BaseLanguageClient, CloseAction, ErrorAction, type ErrorHandler } from 'vscode-languageclient';
import { sayError } from '../say';
import type { Crashes } from './crashes';

export const RESTART = 'hydrascope.restartServer';
export const OUTPUT = 'hydrascope.showOutput';

/** A server, a process or a worker, that can be ended. */
export interface Killable {
  /** Ends the one that runs, however busy it is; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Crashes are told in the output, and only when the server is given up in the window. */
export function createErrorHandler(crashes: Crashes): ErrorHandler {
  return {
    // A server that dies while it is written to ends in `closed`: stopping the client here would keep it from starting.
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed: () => {
      if (crashes.crashed() === 'start again') {
        return {
          action: CloseAction.Restart,
          message: l10n.t('The language server crashed; it is started again.'),
          handled: true,
        };
      }
      const message = l10n.t(
        'The hydrascope language server crashed {0} times in a row and is not started again.',
        crashes.givenUp() ?? 0,
      );
      const again = l10n.t('Restart');
      void sayError(message, again, l10n.t('Show Output')).then((choice) => {
        if (choice !== undefined) void commands.executeCommand(choice === again ? RESTART : OUTPUT);
      });
      return { action: CloseAction.DoNotRestart, message, handled: true };
    },
  };
}

/** Starts the server anew, whatever state it is in. */
export async function restart(client: BaseLanguageClient, crashes: Crashes, server: Killable): Promise<void> {
  crashes.forget();
  await stop(client, server);
  await client.start();
}

/**
 * Stops the server. One that does not stop within the client's two seconds hangs: it is killed and waited for, as the
 * client would take its late end for a crash of a new one.
 */
export async function stop(client: BaseLanguageClient, server: Killable): Promise<void> {
  if (client.needsStop()) await client.stop().catch(server.kill);
}
