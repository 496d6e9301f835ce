#!/usr/bin/env node
import { version } from '../../../package.json';
import { checkCommand } from './check.ts';
import { composeCommand } from './compose.ts';
import { type Streams, UsageError } from './streams.ts';

const USAGE = `hydrascope ${version}

  hydrascope compose [--config-dir DIR] [--config-name NAME] [OVERRIDE...]
      Prints the composed config. -cd, -cn and -cp are the short forms of Hydra. --config-dir is the config
      root, or, beside --config-path, an added search path.
      --resolve                  follow interpolations
      --format yaml|json|typed
      --explain                  a line for each key: its value and everyone who wrote it
      --hydra-version 1.3|1.4
  hydrascope check [PATH...] [--format human|json]
      Prints the problems of the configs. Exit status 1 when there is an error.
  hydrascope lsp --stdio
      The language server, for any editor.
`;

const streams: Streams = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

function main([command, ...args]: readonly string[]): number | undefined {
  if (args.includes('--help') || args.includes('-h')) {
    streams.out(USAGE);
    return 0;
  }
  switch (command) {
    case 'compose':
      return composeCommand(args, streams);
    case 'check':
      return checkCommand(args, streams);
    case 'lsp':
      // The server is a program of its own, so that the command line starts without it.
      require('./server.js');
      return undefined;
    case '--version':
      streams.out(`${version}\n`);
      return 0;
    case '--help':
    case '-h':
      streams.out(USAGE);
      return 0;
    default:
      throw new UsageError(command === undefined ? 'a command is missing' : `there is no command '${command}'`);
  }
}

// A reader such as `head` may have enough before everything is written.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  // The status is set, not exited with: what is still to be written is written.
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  streams.err(`hydrascope: ${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
