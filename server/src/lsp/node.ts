import { createConnection as connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { createConnection, IPCMessageWriter, type MessageWriter, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from '../node/index.ts';
import { createGate } from './gate.ts';
import { bytesOf, gatedReader, type Source } from './reader.ts';
import { startServer } from './server.ts';
import { batchingWriter } from './writer.ts';

interface Transport {
  readonly source: Source;
  readonly writer: MessageWriter;
}

/** Milliseconds after which whoever waits for a first answer has it. */
const SETTLED_MS = 1_000;

// A server that runs all day beside an editor: rather collected more often than several times as large as what it holds,
// but not while it starts.
setTimeout(() => setFlagsFromString('--heap-growing-percent=32'), SETTLED_MS).unref();

const gate = createGate();

/** The client is gone, whatever it announced before: nobody is left to answer. */
function end(): never {
  process.exit(gate.hasShutDown() ? 0 : 1);
}

function overStreams(input: Readable, output: Writable): Transport {
  input.on('end', end).on('close', end).on('error', end);
  output.on('error', end);
  return { source: bytesOf((take) => input.on('data', take)), writer: batchingWriter(output) };
}

function overSocket(address: number | string): Transport {
  const socket = typeof address === 'number' ? connect(address, '127.0.0.1') : connect(address);
  return overStreams(socket, socket);
}

/** The way in and out, as the command line has it: the flags are those of `vscode-languageserver`. */
function transportOf(args: readonly string[]): Transport | undefined {
  const given = (flag: string): string | undefined =>
    args.find((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1) ??
    (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
  if (args.includes('--node-ipc')) {
    // An extension host that is killed says nothing, but its end of the channel closes.
    process.on('disconnect', end);
    const source: Source = (listener) => process.on('message', listener.message);
    return { source, writer: new IPCMessageWriter(process) };
  }
  if (args.includes('--stdio')) {
    // What something prints must not come between the messages.
    for (const level of ['log', 'info', 'debug', 'dir', 'trace'] as const) console[level] = console.error;
    return overStreams(process.stdin, process.stdout);
  }
  const port = given('--socket');
  const pipe = given('--pipe');
  return port !== undefined ? overSocket(Number(port)) : pipe !== undefined ? overSocket(pipe) : undefined;
}

const transport = transportOf(process.argv.slice(2));
if (transport === undefined) {
  process.stderr.write('hydrascope lsp: one of --stdio, --node-ipc, --socket=PORT and --pipe=NAME says how to talk\n');
  process.exitCode = 2;
} else {
  const { source, writer } = transport;
  const reader = gatedReader(source, writer, gate);
  const log = startServer(createConnection(ProposedFeatures.all, reader, writer), reader, nodeHost);
  // A promise that nobody waited for is no reason to lose what is open.
  process.on('unhandledRejection', (error) => log('unhandled rejection', error));
}
