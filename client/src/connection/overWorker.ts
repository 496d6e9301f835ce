/** The client of a server that is a worker of the browser. */
import type { Uri } from 'vscode';
import { LanguageClient, type LanguageClientOptions } from 'vscode-languageclient/browser';
import type { Killable } from './restart';
import { transportsOf, type WebWorker } from './workerTransports';

declare const Worker: new (address: string) => WebWorker;

export interface ServerWorker extends Killable {
  readonly connect: (options: LanguageClientOptions) => LanguageClient;
}

/** Each start of the client takes a new worker: none ends by itself. */
export function serverWorker(script: Uri): ServerWorker {
  let current: WebWorker | undefined;
  const kill = async (): Promise<void> => {
    current?.terminate();
    current = undefined;
  };
  return {
    kill,
    connect: (options) => {
      const client: LanguageClient = new LanguageClient(
        'hydrascope',
        'hydrascope',
        async () => {
          await kill();
          const worker = new Worker(script.toString(true));
          current = worker;
          return transportsOf(worker, (message) =>
            client.error(`The language server failed: ${message}.`, undefined, false),
          );
        },
        options,
      );
      return client;
    },
  };
}
