import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from '../node/index.ts';
import { startServer } from './server.ts';

// The way in and out (`--stdio`, `--node-ipc`, `--socket`) is read from the command line.
startServer(createConnection(ProposedFeatures.all), nodeHost);
