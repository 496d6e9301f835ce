#!/usr/bin/env node
import { version } from '../../../package.json';
import { nearest, printable, withoutEscapes, yamlWithoutEscapes } from '../text/index.ts';
import { batchCommand } from './batchCommand.ts';
import { checkCommand } from './check.ts';
import { compareCommand } from './compare.ts';
import { composeCommand } from './compose.ts';
import { explainCommand } from './explain.ts';
import { graphCommand } from './graph.ts';
import { migrateCommand } from './migrate.ts';
import { schemaCommand } from './schema.ts';
import { type Streams, UsageError } from './streams.ts';

const USAGE = `hydrascope ${version}

  hydrascope compose [--config-dir DIR] [--config-name NAME] [OVERRIDE...]
      Prints the composed config. -cd, -cn and -cp are the short forms of Hydra. --config-dir is the config
      root, or, beside --config-path, an added search path.
      --resolve                  follow interpolations
      --format yaml|json|typed   json has what Hydra refuses, too
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
  hydrascope compare CONFIG OVERRIDE... | CONFIG CONFIG [OVERRIDE...] | RUN | SIDE [OVERRIDE...] -- SIDE [OVERRIDE...]
      Prints the values that differ, each with who decided it: a config without overrides and with them, two configs,
      the folder of a run and what its command composes to now. Exit status 1 when there are any.
      --format text|json
  hydrascope explain KEY... [--config-name NAME] [OVERRIDE...] [--format text|json]
      Prints a key's value with everyone who wrote it, why each goes before the next, and how its config came in.
  hydrascope graph [--config-name NAME] [OVERRIDE...] [--format text|json|dot|mermaid]
      Prints what a composition is made of, in the order of merging, and who chose it. --hydra: Hydra's own too.
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
  yaml: (text) => process.stdout.write(yamlWithoutEscapes(text)),
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
    case 'compare':
      return compareCommand(args, streams);
    case 'explain':
      return explainCommand(args, streams);
    case 'graph':
      return graphCommand(args, streams);
    case 'migrate':
      return migrateCommand(args, streams);
    case 'schema':
      return schemaCommand(args, streams);
    case 'lsp':
      return startServer(args);
    case '--version':
      streams.out(`${version}\n`);
      return 0;
    case '--help':
    case '-h':
      streams.out(USAGE);
      return 0;
    default:
      throw new UsageError(command === undefined ? 'a command is missing' : noSuch(command));
  }
}

/** The flags that say how an editor talks with the server; it reads them itself. */
const TRANSPORTS = /^--(stdio|node-ipc|(socket|pipe)(=.*)?)$/;

function startServer(args: readonly string[]): number | undefined {
  // Editors ask a server which one it is.
  if (args.includes('--version')) {
    streams.out(`${version}\n`);
    return 0;
  }
  if (!args.some((arg) => TRANSPORTS.test(arg))) {
    throw new UsageError('lsp wants to know how an editor talks with it: hydrascope lsp --stdio');
  }
  if (args.includes('--stdio') && process.stdin.isTTY) {
    streams.err(
      'hydrascope: the language server is waiting for an editor here; docs/editors.md says how one starts it\n',
    );
  }
  // The server is a program of its own, so that the command line starts without it.
  require('./server.js');
  return undefined;
}

function batchOnly(args: readonly string[]): Promise<number> {
  if (args.length > 1) throw new UsageError('--batch stands alone: each request says what it wants');
  return batchCommand(process.stdin, streams);
}

const COMMANDS = ['compose', 'check', 'compare', 'explain', 'graph', 'migrate', 'schema', 'lsp'];

function noSuch(command: string): string {
  const near = nearest(command, COMMANDS);
  return `there is no command '${printable(command)}'${near === undefined ? '' : `; did you mean '${near}'?`}`;
}

// A reader such as `head` may have enough before everything is written.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  // A full disk, say. What was meant for it is not half of an answer that looks like a whole one.
  process.stderr.write(`hydrascope: the output cannot be written: ${error.message}\n`);
  process.exit(3);
});
process.stderr.on('error', () => {});

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
