/** Compose & Launch: which config, which overrides, and then the run; with or without the composer. */
import { dirname } from 'node:path';
import { commands, type ExtensionContext, l10n, type TaskExecution, Uri, window, workspace } from 'vscode';
import { COMPOSE_AND_LAUNCH, type PrimaryConfig } from '../../../server/src/protocol';
import { toUri } from '../addresses';
import { blockers } from '../rows';
import { sayInfo } from '../say';
import { askFocus, askPrimaries, type Session } from '../session';
import { chooseConfig, findPrimary } from './chooseConfig';
import { chooseLauncher } from './chooseLauncher';
import { choosePreset } from './choosePreset';
import { isOneLine, type Outcome, openComposer, registerComposer } from './composer';
import { copyAs, readable } from './copyAs';
import { confirmAnyway, showFailure, showUntrusted } from './failures';
import { earlierOverrides, HISTORY, type History, readHistory, remember } from './history';
import { withLauncher } from './launchers';
import { Blocked, prepareLaunch, UNTRUSTED } from './prepare';
import { savePreset } from './presetStore';
import { chooseWhere, registerStarter, type Starter, whereOf, whereText } from './runIn';
import type { Where } from './runRows';
import { registerRuns } from './runs';
import { overridesLine } from './shell';
import { settleUnsaved, type UnsavedPolicy } from './unsaved';

/** Launches once more what was launched last, with no window; and the list of presets and earlier launches. */
const RERUN_LAST = 'hydrascope.rerunLast';
const LAUNCH_PRESET = 'hydrascope.launchPreset';

/** The command's second argument, for keybindings, other extensions and tests. */
export interface LaunchOptions {
  /** One line, quoted as in a POSIX shell. */
  readonly overrides?: string;
  /** `false` launches at once, with no window at all: returns the task's execution, or throws with the reasons. */
  readonly confirm?: boolean;
  /** What to do about unsaved files with `confirm: false`; `save` when not given. */
  readonly unsaved?: Exclude<UnsavedPolicy, 'ask'>;
  /** Launches what would be refused, too, with `confirm: false`. */
  readonly anyway?: boolean;
}

/** What all ways of launching have in common. */
interface Launcher {
  readonly context: ExtensionContext;
  readonly session: Session;
  readonly start: Starter;
  /** Lines that the composer was left with and that nothing was launched with, by their config. */
  readonly drafts: Map<string, string>;
}

/** A launch that started; the debugger and the terminal have no execution. */
interface Launched {
  readonly execution?: TaskExecution;
}

/** How a launch is made. */
interface Manner {
  readonly unsaved: UnsavedPolicy;
  readonly anyway?: boolean;
  readonly where?: Where;
}

/** The command `hydrascope.composeAndLaunch(uri?, options?)`, and those beside it. */
export function registerLaunch(context: ExtensionContext, session: Session): void {
  const start = registerStarter(context, registerRuns(context));
  const launcher: Launcher = { context, session, start, drafts: new Map() };
  registerComposer(context);
  context.subscriptions.push(
    commands.registerCommand(COMPOSE_AND_LAUNCH, (target?: Uri | string, options?: LaunchOptions) => {
      // Menus pass things of their own as a second argument.
      const overrides = typeof options?.overrides === 'string' ? options.overrides : '';
      if (options?.confirm === false) {
        const { unsaved = 'save', anyway = false } = options;
        return launchAtOnce(launcher, target, overrides, { unsaved, anyway, where: 'task' });
      }
      return shown(() => composeAndLaunch(launcher, target, overrides));
    }),
    commands.registerCommand(RERUN_LAST, () => shown(() => rerunLast(launcher))),
    commands.registerCommand(LAUNCH_PRESET, () => shown(() => launchPreset(launcher))),
  );
}

async function launchAtOnce(
  launcher: Launcher,
  target: Uri | string | undefined,
  overrides: string,
  manner: Manner,
): Promise<TaskExecution> {
  if (!workspace.isTrusted) throw new Error(UNTRUSTED);
  const config = findPrimary(await askPrimaries(launcher.session), target);
  if (!config) throw new Error(l10n.t('{0} is no primary config.', String(target ?? l10n.t('The active editor'))));
  const execution = (await launch(launcher, config, overrides, manner))?.execution;
  if (!execution) throw new Error(l10n.t('The launch was cancelled, or runs in a terminal.'));
  return execution;
}

/** With windows: whatever stands in the way is shown, never thrown. */
async function shown<T>(work: () => Promise<T>): Promise<T | undefined> {
  if (!workspace.isTrusted) {
    await showUntrusted();
    return undefined;
  }
  try {
    return await work();
  } catch (error) {
    void showFailure(error);
    return undefined;
  }
}

async function composeAndLaunch(
  launcher: Launcher,
  target: Uri | string | undefined,
  overrides: string,
): Promise<TaskExecution | undefined> {
  const primaries = await askPrimaries(launcher.session);
  const config = findPrimary(primaries, target) ?? (await askConfig(launcher, primaries));
  if (!config) return undefined;
  return compose(launcher, config, overrides === '' ? await pinnedOverrides(launcher.session, config) : overrides);
}

/** The one that the active file is seen from comes first. */
async function askConfig(
  { context, session }: Launcher,
  primaries: readonly PrimaryConfig[],
): Promise<PrimaryConfig | undefined> {
  const active = window.activeTextEditor?.document;
  const uri = active?.uri.scheme === 'file' ? session.client.code2ProtocolConverter.asUri(active.uri) : undefined;
  const { root, seen } = uri === undefined ? {} : await askFocus(session, { uri });
  const own = primaries.find((config) => config.root === root && config.name === seen?.name);
  return chooseConfig(primaries, history(context), own);
}

/** The composer, which comes back with its line after whatever it is left for, until a launch starts or it is dismissed. */
async function compose(launcher: Launcher, first: PrimaryConfig, initial: string): Promise<TaskExecution | undefined> {
  const { context, session, drafts } = launcher;
  for (let config = first, line = initial; ; ) {
    const { uri } = config;
    const draft = drafts.get(uri) ?? '';
    const earlier = [...(draft === '' ? [] : [draft]), ...earlierOverrides(history(context), uri)];
    const outcome = await openComposer(session, config, {
      initial: line,
      earlier,
      where: whereText(whereOf(context)),
      readable,
    });
    if (outcome.line !== '' && !earlier.includes(outcome.line)) drafts.set(uri, outcome.line);
    line = outcome.line;
    let launched: Launched | undefined;
    switch (outcome.wish) {
      case 'dismissed':
        return undefined;
      case 'launch':
        launched = await tried(launcher, config, line);
        break;
      case 'anyway':
        if (await confirmed(config, outcome)) launched = await tried(launcher, config, line, true);
        break;
      case 'runIn': {
        const chosen = await chooseWhere(context);
        const mayLaunch = outcome.plan !== undefined && blockers(outcome.plan).length === 0;
        if (chosen !== undefined && mayLaunch) launched = await tried(launcher, config, line);
        break;
      }
      case 'presets': {
        const chosen = await choosePreset(await askPrimaries(session), history(context));
        if (chosen === undefined) break;
        config = chosen.config;
        line = chosen.line;
        if (!chosen.isToEdit) launched = await tried(launcher, config, line);
        break;
      }
      case 'config':
        config = (await askConfig(launcher, await askPrimaries(session))) ?? config;
        break;
      default:
        line = await aside(config, outcome);
    }
    if (launched !== undefined) {
      drafts.delete(uri);
      return launched.execution;
    }
  }
}

/** `undefined` where it was cancelled, and where it failed, of which it tells: the composer is there to go on from. */
async function tried(
  launcher: Launcher,
  config: PrimaryConfig,
  line: string,
  anyway = false,
): Promise<Launched | undefined> {
  try {
    return await launch(launcher, config, line, { unsaved: 'ask', anyway });
  } catch (error) {
    void showFailure(error);
    return undefined;
  }
}

/** What leaves the line as it is, or changes it, and starts nothing; gives the line to go on with. */
async function aside(config: PrimaryConfig, { wish, line, plan }: Outcome): Promise<string> {
  if (plan === undefined) return line;
  const { command, overrides, sweep } = plan;
  try {
    if (wish === 'savePreset') await savePreset(config, overrides);
    if (command === undefined) return line;
    if (wish === 'copyAs') await copyAs(config, command);
    if (wish === 'launcher') {
      const option = await chooseLauncher(command, sweep?.launcher ?? 'basic');
      return option === undefined ? line : withLauncher(line, option);
    }
  } catch (error) {
    void showFailure(error);
  }
  return line;
}

function confirmed(config: PrimaryConfig, { plan }: Outcome): Promise<boolean> {
  return confirmAnyway(config.name, plan === undefined ? [] : blockers(plan));
}

async function launch(
  launcher: Launcher,
  config: PrimaryConfig,
  overrides: string,
  manner: Manner,
): Promise<Launched | undefined> {
  const { context, session, start } = launcher;
  const { unsaved, anyway = false, where = whereOf(context) } = manner;
  const { command } = await prepareLaunch(session, config, overrides, anyway);
  const root = Uri.parse(config.root).fsPath;
  if (!(await settleUnsaved(toUri(config.uri), [root, dirname(command.script)], unsaved))) return undefined;
  // Once more: saving may have formatted, and the dialog may have stood open for long.
  const prepared = await prepareLaunch(session, config, overrides, anyway);
  await context.workspaceState.update(HISTORY, remember(history(context), { config: config.uri, overrides }));
  const { sweep, outputs, overrides: list } = prepared.plan;
  const execution = await start(prepared, {
    name: config.name,
    overrides: list,
    where,
    ...(sweep !== undefined && { jobs: sweep.count ?? 0 }),
    ...(outputs !== undefined && { outputs }),
    again: () => shown(() => launchOrCompose(launcher, config, overrides, where)),
  });
  return { ...(execution !== undefined && { execution }) };
}

/** Launches with no window; where something stands in the way, the composer shows what, and the way to go on. */
async function launchOrCompose(
  launcher: Launcher,
  config: PrimaryConfig,
  line: string,
  where?: Where,
): Promise<TaskExecution | undefined> {
  try {
    const launched = await launch(launcher, config, line, { unsaved: 'ask', ...(where !== undefined && { where }) });
    return launched?.execution;
  } catch (error) {
    if (!(error instanceof Blocked) || !isOneLine(line)) throw error;
    return compose(launcher, config, line);
  }
}

/** What was launched last; what is wrong with it by now is told in the composer. */
async function rerunLast(launcher: Launcher): Promise<TaskExecution | undefined> {
  const { context, session } = launcher;
  const [last] = history(context);
  const config = last && findPrimary(await askPrimaries(session), last.config);
  if (last === undefined || config === undefined) {
    const composed = l10n.t('Compose & Launch');
    const message = last
      ? l10n.t('The config that was launched last is not there any more.')
      : l10n.t('Nothing was launched in this workspace yet.');
    const choice = await sayInfo(message, composed);
    if (choice === composed) await commands.executeCommand(COMPOSE_AND_LAUNCH);
    return undefined;
  }
  return launchOrCompose(launcher, config, last.overrides);
}

/** Presets and earlier launches in one list: Enter launches, the pencil opens the composer. */
async function launchPreset(launcher: Launcher): Promise<TaskExecution | undefined> {
  const primaries = await askPrimaries(launcher.session);
  const chosen = await choosePreset(primaries, history(launcher.context));
  if (chosen === undefined) return undefined;
  const { config, line, isToEdit } = chosen;
  return isToEdit ? compose(launcher, config, line) : launchOrCompose(launcher, config, line);
}

/** What is launched is what is seen: the overrides that the user pinned for this config, to be changed or deleted. */
async function pinnedOverrides(session: Session, { uri, name }: PrimaryConfig): Promise<string> {
  const { seen, pin, fault } = await askFocus(session, { uri });
  const isPinned = pin !== undefined && fault === undefined && seen?.name === name;
  return isPinned ? overridesLine(seen.overrides) : '';
}

function history(context: ExtensionContext): History {
  return readHistory(context.workspaceState.get(HISTORY));
}
