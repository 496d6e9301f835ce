/** Launches under the Python debugger, by whatever extension brings one. */
import { commands, type DebugSession, debug, type ExtensionContext, extensions, l10n, Uri, workspace } from 'vscode';
import { sayError } from '../say';
import { debugConfiguration } from './debugConfiguration';
import type { Prepared } from './prepare';
import type { Facts, Runs } from './runs';

/** Of the extensions that bring a Python debugger, the newest first. */
const TYPES = ['debugpy', 'python'] as const;

/** The debug type that an installed extension brings. */
export function debuggerType(): (typeof TYPES)[number] | undefined {
  return TYPES.find((type) =>
    extensions.all.some(({ packageJSON }) => {
      const { debuggers = [] } = (packageJSON as Manifest).contributes ?? {};
      return Array.isArray(debuggers) && debuggers.some((each) => each?.type === type);
    }),
  );
}

interface Manifest {
  readonly contributes?: { readonly debuggers?: readonly ({ readonly type?: unknown } | null)[] };
}

/** What a debug adapter says when the program has ended. Source: the Debug Adapter Protocol, "Exited Event". */
interface Exited {
  readonly type?: unknown;
  readonly event?: unknown;
  readonly body?: { readonly exitCode?: unknown };
}

/** Gives the function that launches under the debugger and notes it as a run; it says what is missing where that is so. */
export function debuggerLauncher(
  context: ExtensionContext,
  runs: Runs,
): (prepared: Prepared, facts: Facts) => Promise<void> {
  const exits = new Map<string, number>();
  const ends = new Map<string, (exitCode: number | undefined) => void>();
  context.subscriptions.push(
    ...TYPES.map((type) =>
      debug.registerDebugAdapterTrackerFactory(type, {
        createDebugAdapterTracker: ({ id }) => ({
          onDidSendMessage: ({ type: kind, event, body }: Exited) => {
            const code = body?.exitCode;
            if (kind === 'event' && event === 'exited' && typeof code === 'number') exits.set(id, code);
          },
        }),
      }),
    ),
    debug.onDidTerminateDebugSession(({ id }) => {
      ends.get(id)?.(exits.get(id));
      ends.delete(id);
      exits.delete(id);
    }),
  );

  return async ({ config, command, python }, facts) => {
    const type = debuggerType();
    if (type === undefined) return askForDebugger();
    const name = [facts.name, ...facts.overrides].join(' ');
    let session: DebugSession | undefined;
    const starting = debug.onDidStartDebugSession((started) => {
      // What it starts itself has it as its parent, and a name of its own.
      if (session !== undefined || started.name !== name) return;
      session = started;
      const reveal = () => commands.executeCommand('workbench.action.terminal.focus');
      ends.set(started.id, runs.start({ ...facts, reveal, stop: () => debug.stopDebugging(started) }));
    });
    try {
      const { args, ...rest } = debugConfiguration(name, type, command);
      const folder = workspace.getWorkspaceFolder(Uri.parse(config.uri));
      const isStarted = await debug.startDebugging(folder, { ...rest, args: [...args], python });
      if (!isStarted) throw new Error(l10n.t('The debugger did not start.'));
    } finally {
      starting.dispose();
    }
  };
}

async function askForDebugger(): Promise<void> {
  const install = l10n.t('Show the Extension');
  const message = l10n.t('To debug a launch, install the extension "Python Debugger" (ms-python.debugpy).');
  const choice = await sayError(message, install);
  if (choice === install) await commands.executeCommand('workbench.extensions.search', '@id:ms-python.debugpy');
}
