/** Where a launch runs: in a task, in a terminal as if it were typed, or under the Python debugger. */
import { relative } from 'node:path';
import {
  commands,
  debug,
  type ExtensionContext,
  env,
  extensions,
  l10n,
  ProcessExecution,
  type QuickPickItem,
  type Task,
  type TaskExecution,
  tasks,
  Uri,
  window,
  workspace,
} from 'vscode';
import { changedByVSCode, debugConfiguration } from './debugConfiguration';
import type { Prepared } from './prepare';
import type { Where } from './runRows';
import type { Runs, Started } from './runs';
import { displayCommand, shellOf } from './shell';
import { type LaunchDefinition, launchTask, TYPE, variableText } from './task';

/** Where the workspace's state keeps where launches run. */
const WHERE = 'hydrascope.runIn';

/** What was chosen last in this workspace. */
export function whereOf(context: ExtensionContext): Where {
  const stored = context.workspaceState.get(WHERE);
  return stored === 'terminal' || stored === 'debugger' ? stored : 'task';
}

/** Behind the composer's verdict. */
export function whereText(where: Where): string {
  if (where === 'terminal') return l10n.t('in a terminal');
  return where === 'debugger' ? l10n.t('under the debugger') : l10n.t('in a task');
}

/** Asks where, and remembers it. */
export async function chooseWhere(context: ExtensionContext): Promise<Where | undefined> {
  interface WhereItem extends QuickPickItem {
    readonly where: Where;
  }
  const items: readonly WhereItem[] = [
    {
      where: 'task',
      label: `$(tasklist) ${l10n.t('Task')}`,
      detail: l10n.t('No shell between; its end and exit code are seen.'),
    },
    {
      where: 'terminal',
      label: `$(terminal) ${l10n.t('Terminal')}`,
      detail: l10n.t('As if you had typed it: your shell, its environment and history.'),
    },
    {
      where: 'debugger',
      label: `$(debug-alt) ${l10n.t('Debugger')}`,
      detail:
        debuggerType() === undefined ? l10n.t('Needs the extension Python Debugger.') : l10n.t('Stops at breakpoints.'),
    },
  ];
  const now = whereOf(context);
  // What is chosen stays chosen at Enter.
  const ordered = [...items].sort((left, right) => Number(right.where === now) - Number(left.where === now));
  const shown = ordered.map((item) => (item.where === now ? { ...item, description: l10n.t('as now') } : item));
  const picked = await window.showQuickPick<WhereItem>(shown, {
    title: l10n.t('Run In'),
    placeHolder: l10n.t('Where this and later launches run'),
  });
  if (picked) await context.workspaceState.update(WHERE, picked.where);
  return picked?.where;
}

/** The debug type that an installed extension brings. */
function debuggerType(): 'debugpy' | 'python' | undefined {
  if (extensions.getExtension('ms-python.debugpy')) return 'debugpy';
  return extensions.getExtension('ms-python.python') ? 'python' : undefined;
}

type Facts = Omit<Started, 'reveal' | 'stop'>;

/** Starts it, and notes it as a run. */
export function start(runs: Runs, prepared: Prepared, facts: Facts): Thenable<TaskExecution | undefined> {
  const changed = facts.where === 'terminal' ? undefined : changedByVSCode(prepared.command.args);
  if (changed !== undefined) {
    window.showInformationMessage(l10n.t('{0} runs in a terminal: {1}.', facts.name, variableText(changed)));
    return startInTerminal(runs, prepared, { ...facts, where: 'terminal' });
  }
  if (facts.where === 'terminal') return startInTerminal(runs, prepared, facts);
  return facts.where === 'debugger' ? startDebugging(runs, prepared, facts) : startTask(prepared, facts);
}

function startTask(prepared: Prepared, facts: Facts): Thenable<TaskExecution> {
  const task = launchTask(prepared);
  expected.set(task.name, facts);
  return tasks.executeTask(task);
}

/** What is known of tasks that are about to start, by their name. */
const expected = new Map<string, Facts>();

/** Notes every task of our type as a run: those of the composer, and those that people start from `tasks.json`. */
export function followTasks(context: ExtensionContext, runs: Runs): void {
  const ends = new Map<TaskExecution, (exitCode: number | undefined) => void>();
  context.subscriptions.push(
    tasks.onDidStartTaskProcess(({ execution }) => {
      const { task } = execution;
      if (task.definition.type !== TYPE) return;
      const facts = expected.get(task.name) ?? factsOf(task);
      expected.delete(task.name);
      const reveal = () => window.terminals.find(({ name }) => name.endsWith(task.name))?.show();
      ends.set(execution, runs.start({ ...facts, reveal, stop: () => execution.terminate() }));
    }),
    tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      ends.get(execution)?.(exitCode);
      ends.delete(execution);
    }),
  );
}

function factsOf(task: Task): Facts {
  const { overrides = [] } = task.definition as LaunchDefinition;
  const { execution } = task;
  const isProcess = execution instanceof ProcessExecution;
  const isSweep = isProcess && execution.args.includes('--multirun');
  return {
    name: task.name.slice(0, task.name.length - overrides.join(' ').length).trim(),
    overrides,
    where: 'task',
    ...(isProcess && execution.options?.cwd !== undefined && { outputs: execution.options.cwd }),
    ...(isSweep && { jobs: 0 }),
    again: () => void tasks.executeTask(task),
  };
}

async function startInTerminal(runs: Runs, { command, python }: Prepared, facts: Facts): Promise<undefined> {
  const terminal = window.createTerminal({ name: facts.name, cwd: command.cwd });
  const argv = [python, relative(command.cwd, command.script), ...command.args];
  terminal.show();
  terminal.sendText(displayCommand(argv, shellOf(env.shell, process.platform === 'win32')));
  const end = runs.start({ ...facts, reveal: () => terminal.show(), stop: () => terminal.dispose() });
  const closing = window.onDidCloseTerminal((closed) => {
    if (closed !== terminal) return;
    closing.dispose();
    end(undefined);
  });
  return undefined;
}

async function startDebugging(runs: Runs, { config, command, python }: Prepared, facts: Facts): Promise<undefined> {
  const type = debuggerType();
  if (type === undefined) {
    const install = l10n.t('Show the Extension');
    const message = l10n.t('To debug a launch, install the extension "Python Debugger" (ms-python.debugpy).');
    const choice = await window.showErrorMessage(message, install);
    if (choice === install) await commands.executeCommand('workbench.extensions.search', '@id:ms-python.debugpy');
    return undefined;
  }
  const name = [facts.name, ...facts.overrides].join(' ');
  const configuration = { ...debugConfiguration(name, type, command), python };
  const folder = workspace.getWorkspaceFolder(Uri.parse(config.uri));
  let end: ((exitCode: number | undefined) => void) | undefined;
  const starting = debug.onDidStartDebugSession((session) => {
    if (session.name !== name || end !== undefined) return;
    end = runs.start({
      ...facts,
      reveal: () => window.terminals.at(-1)?.show(),
      stop: () => debug.stopDebugging(session),
    });
    const ending = debug.onDidTerminateDebugSession((ended) => {
      if (ended.id !== session.id) return;
      ending.dispose();
      end?.(undefined);
    });
  });
  try {
    const {
      args: [...args],
      ...rest
    } = configuration;
    if (!(await debug.startDebugging(folder, { ...rest, args })))
      throw new Error(l10n.t('The debugger did not start.'));
  } finally {
    starting.dispose();
  }
  return undefined;
}
