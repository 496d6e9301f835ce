/** The client of a server that is a worker of the browser. */
import type { Uri } from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type LanguageClientOptions,
} from 'vscode-languageclient/browser';
import type { Killable } from './restart';

/** A worker as far as it is used; the types of browsers would be those of all files here. */
interface WebWorker {
  terminate(): void;
  addEventListener(kind: 'error', listener: (event: { readonly message?: string }) => void): void;
}
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
          worker.addEventListener('error', ({ message }) => {
            client.error(`The language server failed: ${message ?? 'it says nothing'}.`, undefined, false);
          });
          // biome-ignore lint/suspicious/noExplicitAny: the library names the type of browsers.
          const port = worker as any;
          return { reader: new BrowserMessageReader(port), writer: new BrowserMessageWriter(port) };
        },
        options,
      );
      return client;
    },
  };
}
