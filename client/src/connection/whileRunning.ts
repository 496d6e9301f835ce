/** Questions of a server that ends are refused: nobody waits for an answer that cannot come any more. */
import { l10n } from 'vscode';
import { type BaseLanguageClient, ErrorCodes, ResponseError, State } from 'vscode-languageclient';

type Ask = (...given: readonly unknown[]) => Promise<unknown>;

/**
 * Has a client refuse what is still open when its server ends or is stopped, our own questions and those of its features.
 * By itself it leaves open for ever what a server is asked that hangs and is started anew, and whoever waits for one
 * answer before asking for the next waits as long.
 */
export function refuseWhenEnded(client: BaseLanguageClient): void {
  const send = client.sendRequest.bind(client) as Ask;
  const ask: Ask = (...given) => whileRunning(client, send(...given));
  client.sendRequest = ask as typeof client.sendRequest;
}

function whileRunning<T>(client: BaseLanguageClient, asked: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const watch = client.onDidChangeState(({ oldState, newState }) => {
      // What is asked before the client runs has it start.
      const isOver = oldState === State.Running || (oldState === State.Starting && newState !== State.Running);
      // With this code its features give up in silence.
      if (isOver) reject(new ResponseError(ErrorCodes.PendingResponseRejected, l10n.t('the language server ended')));
    });
    asked.then(resolve, reject).finally(() => watch.dispose());
  });
}
