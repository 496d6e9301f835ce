/** Where a launch runs: in a task, in a terminal as if it were typed, or under the Python debugger. */
import {
  type ExtensionContext,
  l10n,
  ProcessExecution,
  type QuickPickItem,
  type Task,
  type TaskExecution,
  tasks,
  window,
} from 'vscode';
import { sayInfo } from '../say';
import { changedIn, untypedIn } from './debugConfiguration';
import { debuggerLauncher, debuggerType } from './inDebugger';
import { terminalLauncher } from './inTerminal';
import type { Prepared } from './prepare';
import type { Where } from './runRows';
import type { Facts, Runs } from './runs';
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

/** Starts what is prepared, and notes it as a run; the answer is a task's execution. */
export type Starter = (prepared: Prepared, facts: Facts) => Promise<TaskExecution | undefined>;

/** The three ways to start a launch. */
export function registerStarter(context: ExtensionContext, runs: Runs): Starter {
  const namesOfRunning = followTasks(context, runs);
  const startInTerminal = terminalLauncher(context, runs);
  const startInDebugger = debuggerLauncher(context, runs);
  return async (prepared, facts) => {
    const changed = changedIn(prepared);
    const untyped = untypedIn(prepared);
    if (untyped !== undefined && (changed !== undefined || facts.where === 'terminal')) {
      throw new Error(l10n.t('A control character cannot be typed in a terminal: {0}', untyped));
    }
    if (facts.where === 'terminal') return void startInTerminal(prepared, facts);
    if (changed !== undefined) {
      sayInfo(l10n.t('{0} runs in a terminal: {1}.', facts.name, variableText(changed)));
      return void startInTerminal(prepared, { ...facts, where: 'terminal' });
    }
    if (facts.where === 'debugger') return void (await startInDebugger(prepared, facts));
    const task = launchTask(prepared, new Set([...expected.keys(), ...namesOfRunning()]));
    expected.set(task.name, facts);
    try {
      return await tasks.executeTask(task);
    } catch (error) {
      expected.delete(task.name);
      throw error;
    }
  };
}

/** What is known of tasks that are about to start, by their name. */
const expected = new Map<string, Facts>();

/**
 * Notes every task of our type as a run: those of the composer, and those that people start from `tasks.json`. The answer
 * tells the names of those that go on.
 */
function followTasks(context: ExtensionContext, runs: Runs): () => readonly string[] {
  const ends = new Map<TaskExecution, (exitCode: number | undefined) => void>();
  context.subscriptions.push(
    tasks.onDidStartTaskProcess(({ execution }) => {
      const { task } = execution;
      if (task.definition.type !== TYPE) return;
      const facts = expected.get(task.name) ?? factsOf(task);
      expected.delete(task.name);
      const names = [task.name, `${TYPE}: ${task.name}`];
      const reveal = () => window.terminals.find(({ name }) => names.includes(name))?.show();
      ends.set(execution, runs.start({ ...facts, reveal, stop: () => execution.terminate() }));
    }),
    tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      ends.get(execution)?.(exitCode);
      ends.delete(execution);
    }),
    // One that never came to have a process.
    tasks.onDidEndTask(({ execution }) => void expected.delete(execution.task.name)),
  );
  return () => [...ends.keys()].map(({ task }) => task.name);
}

function factsOf(task: Task): Facts {
  const { overrides = [] } = task.definition as LaunchDefinition;
  const { execution } = task;
  const isProcess = execution instanceof ProcessExecution;
  const isSweep = isProcess && execution.args.includes('--multirun');
  return {
    name: withoutEnd(task.name, overrides.join(' ')),
    overrides,
    where: 'task',
    ...(isProcess && execution.options?.cwd !== undefined && { outputs: execution.options.cwd }),
    ...(isSweep && { jobs: 0 }),
    again: () => void tasks.executeTask(task),
  };
}

/** A task of `tasks.json` may have a label of its own. */
function withoutEnd(name: string, end: string): string {
  return name.endsWith(` ${end}`) ? name.slice(0, -end.length).trim() : name;
}
