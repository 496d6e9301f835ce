/** The language server as a worker of a browser: messages come and go as they are, and the client reads all files. */
import type { Message } from 'vscode-languageserver';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/browser';
import { createGate } from './gate.ts';
import { gatedReader, type Source } from './reader.ts';
import { startServer } from './server.ts';
import { postingWriter } from './writer.ts';

/** What the global of a worker is; the types of browsers would be those of all files here. */
interface WorkerScope {
  postMessage(message: Message): void;
  addEventListener(kind: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(kind: 'unhandledrejection', listener: (event: { readonly reason: unknown }) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const source: Source = ({ message }) => scope.addEventListener('message', ({ data }) => message(data));
const writer = postingWriter((message) => scope.postMessage(message));
const reader = gatedReader(source, writer, createGate());
const log = startServer(createConnection(ProposedFeatures.all, reader, writer), reader);
scope.addEventListener('unhandledrejection', ({ reason }) => log('unhandled rejection', reason));
