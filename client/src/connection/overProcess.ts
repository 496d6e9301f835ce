/** The client of a server that is a process. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
} from 'vscode-languageclient/node';
import type { ServerProcess } from './serverProcess';

export function overProcess(server: ServerProcess): (options: LanguageClientOptions) => LanguageClient {
  return (options) => {
    const client: LanguageClient = new LanguageClient(
      'hydrascope',
      'hydrascope',
      async () => talkWith(server.take(), client),
      options,
    );
    return client;
  };
}

/** What the process prints, and how it ends, is told in the output. */
function talkWith(server: ChildProcess, client: LanguageClient): MessageTransports {
  const { stdout, stderr } = server;
  if (stdout !== null) createInterface(stdout).on('line', (line) => client.outputChannel.info(line));
  if (stderr !== null) createInterface(stderr).on('line', (line) => client.outputChannel.error(line));
  server.on('exit', (code, signal) => {
    if (code === 0) client.info('The language server ended.', undefined, false);
    else client.error(`The language server ended with ${signal ?? `code ${code}`}.`, undefined, false);
  });
  return { reader: new IPCMessageReader(server), writer: new IPCMessageWriter(server) };
}
