import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationTarget, commands, type Task, type TaskExecution, tasks, type Uri, workspace } from 'vscode';
import { inWorkspace, until } from './support';

/** Launches as a keybinding would: with these overrides and no window. */
export function launch(uri: Uri, overrides = ''): Thenable<TaskExecution> {
  return commands.executeCommand('hydrascope.composeAndLaunch', uri, { overrides, confirm: false });
}

/** Launches and waits for the end of the process. */
export async function launchToEnd(
  uri: Uri,
  overrides = '',
): Promise<{ readonly task: Task; readonly exitCode?: number }> {
  const ended = new Map<TaskExecution, number | undefined>();
  const listening = tasks.onDidEndTaskProcess(({ execution, exitCode }) => ended.set(execution, exitCode));
  try {
    const execution = await launch(uri, overrides);
    await until('the end of the run', () => ended.has(execution));
    const exitCode = ended.get(execution);
    return { task: execution.task, ...(exitCode !== undefined && { exitCode }) };
  } finally {
    listening.dispose();
  }
}

/** The interpreter of the workspace's .venv. */
export function venvPython(): string {
  const [folder, name] = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return inWorkspace(`.venv/${folder}/${name}`).fsPath;
}

/** Whether the trainer can be run and what it prints be read. */
export function canRecord(): boolean {
  return process.platform !== 'win32' && existsSync(venvPython());
}

/**
 * Runs the work with an interpreter that also writes what the script prints into a file, since a task's output cannot
 * be asked for; gives a function that reads it.
 */
export async function whileRecording(work: (printed: () => Promise<string>) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hydrascope-launch-'));
  const settings = workspace.getConfiguration('hydrascope');
  try {
    const [wrapper, output] = [join(folder, 'python'), join(folder, 'printed.txt')];
    await writeFile(
      wrapper,
      `#!/bin/sh\n"${venvPython()}" "$@" > "${output}" 2>&1\nstatus=$?\ncat "${output}"\nexit $status\n`,
    );
    await chmod(wrapper, 0o755);
    await settings.update('python', wrapper, ConfigurationTarget.Workspace);
    await work(() => readFile(output, 'utf8'));
  } finally {
    await settings.update('python', undefined, ConfigurationTarget.Workspace);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of a line that cannot be completed it only tells whether the composer has its answer. */
export const COMPLETE = 'hydrascope.composer.complete';
export const NEXT = 'workbench.action.quickOpenSelectNext';
export const ACCEPT = 'workbench.action.acceptSelectedQuickOpenItem';

/** Presses keys of a list, with nothing between them. */
export async function press(...keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => commands.executeCommand(key)));
}

/** Presses until it has worked: nobody is told when a list is there, and without one a key does nothing. */
export async function pressUntil<T>(
  what: string,
  keys: readonly string[],
  ask: () => T | undefined | false | PromiseLike<T | undefined | false>,
): Promise<T> {
  return until(what, async () => {
    const answer = await ask();
    if (answer === undefined || answer === false) await press(...keys);
    return answer;
  });
}

/** Opens the composer and waits for its answer. */
export async function openComposer(config: Uri, overrides: string): Promise<void> {
  void commands.executeCommand('hydrascope.composeAndLaunch', config, { overrides });
  await until('the composer', () => commands.executeCommand<boolean | undefined>(COMPLETE));
  // Its rows are on their way to the window: an extension's quick pick sends what changed a moment later.
  await sleep(200);
}

/** Opens the composer and asks for one of its actions. */
export async function inComposer(config: Uri, overrides: string, action: string): Promise<void> {
  await openComposer(config, overrides);
  await commands.executeCommand(`hydrascope.composer.${action}`);
}
