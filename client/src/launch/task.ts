/** Launches as VS Code tasks of type `hydrascope`: those that the composer starts and those that tasks.json names. */
import { relative } from 'node:path';
import {
  CustomExecution,
  EventEmitter,
  type ExtensionContext,
  l10n,
  ProcessExecution,
  type Pseudoterminal,
  Task,
  type TaskDefinition,
  TaskRevealKind,
  TaskScope,
  tasks,
  Uri,
  type WorkspaceFolder,
  workspace,
} from 'vscode';
import type { PrimaryConfig } from '../../../server/src/protocol';
import { askPrimaries, type Session } from '../session';
import { visible } from '../shownText';
import { changedIn } from './debugConfiguration';
import { type Prepared, prepareLaunch } from './prepare';
import { overridesLine } from './shell';

/** The type of our tasks. */
export const TYPE = 'hydrascope';

/** A task of tasks.json: `{ "type": "hydrascope", "config": "mamba", "overrides": ["seq_len=2048"] }`. */
export interface LaunchDefinition extends TaskDefinition {
  readonly type: typeof TYPE;
  /** The config's name as `--config-name` takes it, or its path in the workspace folder. */
  readonly config: string;
  readonly overrides?: readonly string[];
  /** Of several runs of the same that go on at once, which: by it VS Code tells their tasks apart. */
  readonly instance?: number;
}

/** Offers a task for every primary config and gives those of tasks.json their execution. */
export function registerTasks(context: ExtensionContext, session: Session): void {
  context.subscriptions.push(
    tasks.registerTaskProvider(TYPE, {
      provideTasks: async () => {
        if (!workspace.isTrusted) return [];
        // Without a server there are none to offer; the status item says so.
        const primaries = await askPrimaries(session).catch(() => []);
        return Promise.all(primaries.map((config) => resolve(session, definitionOf(config, []), () => config)));
      },
      resolveTask: async (task) => {
        const definition = task.definition as LaunchDefinition;
        const primaries = await askPrimaries(session).catch(() => []);
        const { scope } = task;
        const folder = typeof scope === 'object' ? scope.uri.toString() : undefined;
        // Of two folders with the same trainer, that of the tasks.json.
        const own = primaries.filter(({ uri }) => folderOf(uri)?.uri.toString() === folder);
        return resolve(session, definition, () => {
          const isOwn = own.some((config) => isNamed(config, definition.config));
          return findConfig(isOwn ? own : primaries, definition.config);
        });
      },
    }),
  );
}

/**
 * The task of a launch, by a name that is not taken: of one that VS Code takes for another that runs it would ask which to
 * end. Throws where VS Code would change an argument.
 */
export function launchTask(prepared: Prepared, taken: ReadonlySet<string>): Task {
  const { config, plan } = prepared;
  let definition = definitionOf(config, plan.overrides);
  for (let instance = 2; taken.has(nameOf(definition, config)); instance++) definition = { ...definition, instance };
  return taskOf(prepared, definition);
}

/** An argument vector for the interpreter itself, with no shell between. */
function taskOf(prepared: Prepared, definition: LaunchDefinition): Task {
  const { config, command, python } = prepared;
  const changed = changedIn(prepared);
  if (changed !== undefined)
    throw new Error(l10n.t('{0} can run in a terminal only: {1}', config.name, variableText(changed)));
  // As one would type it in the folder that it runs in: the terminal shows this line.
  const script = relative(command.cwd, command.script);
  const execution = new ProcessExecution(python, [script, ...command.args], { cwd: command.cwd });
  return createTask(definition, config, execution);
}

/** Why an argument that names one of VS Code's variables reaches no program as it is. */
export function variableText(argument: string): string {
  return l10n.t('VS Code would put a value in the place of the variable in {0}', argument);
}

function definitionOf(config: PrimaryConfig, overrides: readonly string[]): LaunchDefinition {
  return { type: TYPE, config: workspace.asRelativePath(Uri.parse(config.uri), false), overrides };
}

function findConfig(primaries: readonly PrimaryConfig[], named: string): PrimaryConfig {
  const found = primaries.filter((config) => isNamed(config, named));
  if (found.length === 1 && found[0]) return found[0];
  if (found.length === 0) throw new Error(l10n.t('There is no primary config "{0}" in this workspace.', named));
  throw new Error(
    l10n.t('There are {0} primary configs "{1}": name one by its path in the workspace.', found.length, named),
  );
}

function isNamed({ name, uri }: PrimaryConfig, named: string): boolean {
  return name === named || workspace.asRelativePath(Uri.parse(uri), false) === named;
}

function folderOf(uri: string): WorkspaceFolder | undefined {
  return workspace.getWorkspaceFolder(Uri.parse(uri));
}

/** A task that cannot be launched is still one, whose terminal says why: the reasons are met where the run was wanted. */
async function resolve(session: Session, definition: LaunchDefinition, config: () => PrimaryConfig): Promise<Task> {
  const overrides = definition.overrides ?? [];
  try {
    return taskOf(await prepareLaunch(session, config(), overridesLine(overrides)), definition);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const execution = new CustomExecution(async () => refusal(message));
    return createTask(definition, undefined, execution);
  }
}

function createTask(
  definition: LaunchDefinition,
  config: PrimaryConfig | undefined,
  execution: ProcessExecution | CustomExecution,
): Task {
  const folder = config && folderOf(config.uri);
  const name = nameOf(definition, config);
  const task = new Task(definition, folder ?? TaskScope.Workspace, name, TYPE, execution, []);
  task.presentationOptions = { reveal: TaskRevealKind.Always, clear: false };
  if (config) task.detail = l10n.t('Hydra config {0}', workspace.asRelativePath(Uri.parse(config.uri)));
  return task;
}

function nameOf({ config: named, overrides = [], instance }: LaunchDefinition, config?: PrimaryConfig): string {
  const name = [config?.name ?? named, ...overrides].join(' ');
  return instance === undefined ? name : `${name} (${instance})`;
}

function refusal(message: string): Pseudoterminal {
  const wrote = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  return {
    onDidWrite: wrote.event,
    onDidClose: closed.event,
    open: () => {
      // It quotes the workspace, and a terminal obeys what it is written.
      const lines = message.split(/\r?\n/).map(visible);
      wrote.fire(`${lines.join('\r\n')}\r\n`);
      closed.fire(1);
    },
    close: () => {},
  };
}
