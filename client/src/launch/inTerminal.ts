/** Launches in a terminal, as if they were typed there. */
import { relative } from 'node:path';
import { type Event, type ExtensionContext, env, type Terminal, window } from 'vscode';
import type { Prepared } from './prepare';
import type { Facts, Runs } from './runs';
import { displayCommand, shellOf } from './shell';

/** A command's beginning and end in a terminal, which VS Code 1.93 and later tell of where the shell says it. */
interface ShellEvents {
  readonly onDidStartTerminalShellExecution?: Event<{ readonly terminal: Terminal }>;
  readonly onDidEndTerminalShellExecution?: Event<{
    readonly terminal: Terminal;
    readonly exitCode: number | undefined;
  }>;
}

/** What runs in one of our terminals, and the folder that it was opened in. */
interface Ours {
  readonly folder: string;
  /** `undefined` once a command has ended and none has begun since: then the terminal may be used again. */
  end?: ((exitCode: number | undefined) => void) | undefined;
}

/** Gives the function that launches in a terminal and notes it as a run, with its exit code where the shell tells it. */
export function terminalLauncher(context: ExtensionContext, runs: Runs): (prepared: Prepared, facts: Facts) => void {
  const ours = new Map<Terminal, Ours>();
  const events = window as ShellEvents;
  const endOf = (terminal: Terminal, exitCode: number | undefined): void => {
    const found = ours.get(terminal);
    found?.end?.(exitCode);
    if (found !== undefined) found.end = undefined;
  };
  const subscriptions = [
    window.onDidCloseTerminal((terminal) => {
      endOf(terminal, undefined);
      ours.delete(terminal);
    }),
    events.onDidEndTerminalShellExecution?.(({ terminal, exitCode }) => endOf(terminal, exitCode)),
    events.onDidStartTerminalShellExecution?.(({ terminal }) => {
      // What the user types there makes it the user's own.
      if (ours.get(terminal)?.end === undefined) ours.delete(terminal);
    }),
  ];
  context.subscriptions.push(...subscriptions.filter((each) => each !== undefined));

  return ({ command, python }, facts) => {
    const folder = command.cwd;
    const idle = [...ours].find(
      ([{ name }, each]) => each.end === undefined && name === facts.name && each.folder === folder,
    );
    const terminal = idle?.[0] ?? window.createTerminal({ name: facts.name, cwd: folder });
    const end = runs.start({ ...facts, reveal: () => terminal.show(), stop: () => terminal.dispose() });
    ours.set(terminal, { folder, end });
    terminal.show();
    const argv = [python, relative(folder, command.script), ...command.args];
    terminal.sendText(displayCommand(argv, shellOf(env.shell, process.platform === 'win32')));
  };
}
