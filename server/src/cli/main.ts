#!/usr/bin/env node
import { version } from '../../../package.json';
import { withoutEscapes } from '../text/index.ts';
import { batchCommand } from './batchCommand.ts';
import { checkCommand } from './check.ts';
import { composeCommand } from './compose.ts';
import { migrateCommand } from './migrate.ts';
import { schemaCommand } from './schema.ts';
import { type Streams, UsageError } from './streams.ts';

const USAGE = `hydrascope ${version}

  hydrascope compose [--config-dir DIR] [--config-name NAME] [OVERRIDE...]
      Prints the composed config. -cd, -cn and -cp are the short forms of Hydra. --config-dir is the config
      root, or, beside --config-path, an added search path.
      --resolve                  follow interpolations
      --format yaml|json|typed
      --explain                  a line for each key: its value and everyone who wrote it
      --hydra-version 1.3|1.4
      and as Hydra's own flags print it:
      --cfg, -c job|hydra|all    the config of the job, Hydra's own, or both
      --package, -p PACKAGE      with --cfg: this part of it
      --info, -i [TOPIC]         defaults, defaults-tree, config, searchpath, aliases (1.4) or all
  hydrascope compose --batch
      Answers requests, JSON lines on standard input, one typed answer a line.
  hydrascope check [PATH...]
      Prints the problems of the configs, and of commands that start an app. Exit status 1 when there is an error.
      --format human|text|json|sarif|github
      --fix                      make the preferred fixes, and print what is left
      --max-warnings N           fail when there are more warnings
      --rule CODE=SEVERITY       error, warning, info, hint or off, for a code or a rule's name
      --only, --ignore CODES     tell these alone, or all but these
      --allow DIR                read this folder outside of the project, too; for every command
  hydrascope migrate [--format text|json]
      Prints what Hydra 1.4 refuses or composes to something else, each with its reason. Exit status 1 when there is such
      a thing.
  hydrascope schema [--type NAME] [--format json]
      Prints the JSON Schema that the project's Python classes have of its configs: of one registered
      type's part of the config, or of the whole. Exit status 2 when nothing can be derived.
  hydrascope lsp --stdio
      The language server, for any editor.
`;

const streams: Streams = {
  // Names and values of a project may hold escapes that write over what a terminal shows.
  out: (text) => process.stdout.write(withoutEscapes(text)),
  err: (text) => process.stderr.write(withoutEscapes(text)),
};

async function main([command, ...args]: readonly string[]): Promise<number | undefined> {
  if (args.includes('--help') || args.includes('-h')) {
    streams.out(USAGE);
    return 0;
  }
  switch (command) {
    case 'compose':
      if (args.includes('--batch')) return batchOnly(args);
      return composeCommand(args, streams);
    case 'check':
      return checkCommand(args, streams);
    case 'migrate':
      return migrateCommand(args, streams);
    case 'schema':
      return schemaCommand(args, streams);
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

function batchOnly(args: readonly string[]): Promise<number> {
  if (args.length > 1) throw new UsageError('--batch stands alone: each request says what it wants');
  return batchCommand(process.stdin, streams);
}

// A reader such as `head` may have enough before everything is written.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

main(process.argv.slice(2)).then(
  (status) => {
    // The status is set, not exited with: what is still to be written is written.
    if (status !== undefined) process.exitCode = status;
  },
  (error) => {
    if (!(error instanceof UsageError)) throw error;
    streams.err(`hydrascope: ${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  },
);
