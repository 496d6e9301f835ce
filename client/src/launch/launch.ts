/** Compose & Launch: which config, which overrides, and then the task; with or without the composer. */
import { dirname } from 'node:path';
import {
  commands,
  type ExtensionContext,
  l10n,
  type QuickPickItem,
  QuickPickItemKind,
  type TaskExecution,
  tasks,
  Uri,
  window,
  workspace,
} from 'vscode';
import { COMPOSE_AND_LAUNCH, type PrimaryConfig } from '../../../server/src/protocol';
import { askFocus, askPrimaries, type Session } from '../session';
import { composeOverrides, openPlace } from './composer';
import { earlierOverrides, type History, readHistory, recentFirst, remember } from './history';
import { InterpreterMissing, showInterpreterMissing } from './interpreter';
import { Blocked, prepareLaunch, reasonText, UNTRUSTED } from './prepare';
import { overridesLine } from './shell';
import { launchTask } from './task';
import { settleUnsaved, type UnsavedPolicy } from './unsaved';

/** Where the workspace's state keeps what was launched. */
export const HISTORY = 'hydrascope.history';

/** The command's second argument, for keybindings, other extensions and tests. */
export interface LaunchOptions {
  /** One line, quoted as in a POSIX shell. */
  readonly overrides?: string;
  /** `false` launches at once, with no window at all: returns the task's execution, or throws with the reasons. */
  readonly confirm?: boolean;
  /** What to do about unsaved files with `confirm: false`; `save` when not given. */
  readonly unsaved?: Exclude<UnsavedPolicy, 'ask'>;
}

/** The command `hydrascope.composeAndLaunch(uri?, options?)`. */
export function registerLaunch(context: ExtensionContext, session: Session): void {
  context.subscriptions.push(
    commands.registerCommand(COMPOSE_AND_LAUNCH, (target?: Uri | string, options?: LaunchOptions) => {
      // Menus pass things of their own as a second argument.
      const overrides = typeof options?.overrides === 'string' ? options.overrides : '';
      if (options?.confirm === false) {
        return launchAtOnce(context, session, target, overrides, options.unsaved ?? 'save');
      }
      return composeAndLaunch(context, session, target, overrides);
    }),
  );
}

async function launchAtOnce(
  context: ExtensionContext,
  session: Session,
  target: Uri | string | undefined,
  overrides: string,
  unsaved: UnsavedPolicy,
): Promise<TaskExecution> {
  if (!workspace.isTrusted) throw new Error(UNTRUSTED);
  const config = findPrimary(await askPrimaries(session), target);
  if (!config) throw new Error(`${target ? String(target) : 'The active editor'} is no primary config.`);
  const execution = await launch(context, session, config, overrides, unsaved);
  if (!execution) throw new Error(l10n.t('The launch was cancelled.'));
  return execution;
}

/** With windows: whatever stands in the way is shown, never thrown. */
async function composeAndLaunch(
  context: ExtensionContext,
  session: Session,
  target: Uri | string | undefined,
  overrides: string,
): Promise<TaskExecution | undefined> {
  if (!workspace.isTrusted) {
    await showUntrusted();
    return undefined;
  }
  try {
    const config = await chooseConfig(context, session, target);
    if (!config) return undefined;
    const earlier = earlierOverrides(history(context), config.uri);
    const initial = overrides === '' ? await pinnedOverrides(session, config) : overrides;
    const line = await composeOverrides(session, config, initial, earlier);
    return line === undefined ? undefined : await launch(context, session, config, line, 'ask');
  } catch (error) {
    void showFailure(error);
    return undefined;
  }
}

async function launch(
  context: ExtensionContext,
  session: Session,
  config: PrimaryConfig,
  overrides: string,
  unsaved: UnsavedPolicy,
): Promise<TaskExecution | undefined> {
  const { command } = await prepareLaunch(session, config, overrides);
  const root = Uri.parse(config.root).fsPath;
  if (!(await settleUnsaved([root, dirname(command.script)], unsaved))) return undefined;
  // Once more: saving may have formatted, and the dialog may have stood open for long.
  const prepared = await prepareLaunch(session, config, overrides);
  await context.workspaceState.update(HISTORY, remember(history(context), { config: config.uri, overrides }));
  return tasks.executeTask(launchTask(prepared));
}

/** What is launched is what is seen: the overrides that the user pinned for this config, to be changed or deleted. */
async function pinnedOverrides(session: Session, { uri, name }: PrimaryConfig): Promise<string> {
  const { seen, pin, fault } = await askFocus(session, { uri });
  const isPinned = pin !== undefined && fault === undefined && seen?.name === name;
  return isPinned ? overridesLine(seen.overrides) : '';
}

async function chooseConfig(
  context: ExtensionContext,
  session: Session,
  target: Uri | string | undefined,
): Promise<PrimaryConfig | undefined> {
  const primaries = await askPrimaries(session);
  const given = findPrimary(primaries, target);
  if (given) return given;
  if (primaries.length === 0) {
    window.showInformationMessage(l10n.t('No Hydra config that an app starts with was found in this workspace.'));
    return undefined;
  }
  interface ConfigItem extends QuickPickItem {
    readonly config?: PrimaryConfig;
  }
  const past = history(context);
  const item = (config: PrimaryConfig): ConfigItem => ({
    config,
    label: `$(layers) ${config.name}`,
    description: workspace.asRelativePath(Uri.parse(config.uri)),
  });
  const isRecent = (config: PrimaryConfig) => past.some((launched) => launched.config === config.uri);
  const separator = (label: string): ConfigItem => ({ label, kind: QuickPickItemKind.Separator });
  const recent = recentFirst(primaries.filter(isRecent), past).map(item);
  const others = primaries.filter((config) => !isRecent(config)).map(item);
  const items =
    recent.length === 0 ? others : [separator('launched recently'), ...recent, separator('others'), ...others];
  const picked = await window.showQuickPick<ConfigItem>(items, {
    title: 'Compose & Launch',
    placeHolder: l10n.t('The config to launch'),
    matchOnDescription: true,
  });
  return picked?.config;
}

/** The config of this address, or of the active editor when none is given. */
function findPrimary(primaries: readonly PrimaryConfig[], target: Uri | string | undefined): PrimaryConfig | undefined {
  const uri = typeof target === 'string' ? Uri.parse(target) : (target ?? window.activeTextEditor?.document.uri);
  return primaries.find((config) => Uri.parse(config.uri).toString() === uri?.toString());
}

function history(context: ExtensionContext): History {
  return readHistory(context.workspaceState.get(HISTORY));
}

async function showUntrusted(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const choice = await window.showWarningMessage(UNTRUSTED, manage);
  if (choice === manage) await commands.executeCommand('workbench.trust.manage');
}

async function showFailure(error: unknown): Promise<void> {
  if (error instanceof InterpreterMissing) return showInterpreterMissing(error);
  if (!(error instanceof Blocked)) {
    window.showErrorMessage(l10n.t('Compose & Launch: {0}', error instanceof Error ? error.message : String(error)));
    return;
  }
  const { place } = error.reasons.find((reason) => reason.place) ?? {};
  const more = error.reasons.length > 2 ? ` (and ${error.reasons.length - 2} more)` : '';
  const reasons = error.reasons.slice(0, 2).map(reasonText).join('; ');
  const open = 'Open';
  const message = `Cannot launch ${error.config.name}: ${reasons}${more}`;
  const choice = await window.showErrorMessage(message, ...(place ? [open] : []));
  if (choice === open && place) await openPlace(place);
}
