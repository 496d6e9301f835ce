/** How the client talks with a server that is a worker of the browser. */
import { BrowserMessageReader, BrowserMessageWriter, type MessageTransports } from 'vscode-languageclient/browser';

/** A worker as far as it is used; the types of browsers would be those of all files here. */
export interface WebWorker {
  terminate(): void;
  addEventListener(kind: 'error', listener: (event: WorkerError) => void): void;
}

interface WorkerError {
  readonly message?: string;
  preventDefault(): void;
}

/** Closes with the worker's first error: what cannot be loaded would never answer, and be waited for. */
class WorkerReader extends BrowserMessageReader {
  // biome-ignore lint/suspicious/noExplicitAny: the library names the type of browsers.
  constructor(worker: any) {
    super(worker);
    (worker as WebWorker).addEventListener('error', () => this.fireClose());
  }
}

/** `failed` is told of the worker's errors; the first one ends it. */
export function transportsOf(worker: WebWorker, failed: (message: string) => void): MessageTransports {
  worker.addEventListener('error', (event) => {
    // Else it is an error of the extension host, too.
    event.preventDefault();
    failed(event.message ?? 'it says nothing');
    worker.terminate();
  });
  // biome-ignore lint/suspicious/noExplicitAny: the library names the type of browsers.
  return { reader: new WorkerReader(worker), writer: new BrowserMessageWriter(worker as any) };
}
