/** The language status item of YAML files, and the commands about the server. */
import { commands, type ExtensionContext, LanguageStatusSeverity, l10n, languages } from 'vscode';
import { State } from 'vscode-languageclient';
import type { FocusResult } from '../../server/src/protocol';
import { yamlFiles } from './addresses';
import type { Crashes } from './connection/crashes';
import { type Killable, OUTPUT, RESTART, restart } from './connection/restart';
import type { ActiveFocus } from './focus/activeFocus';
import { focusStatus } from './focus/focusRows';
import type { Session } from './session';

/** Says which composition the active file is seen from, or that the server does not run and how to start it. */
export function registerStatus(
  context: ExtensionContext,
  session: Session,
  active: ActiveFocus,
  crashes: Crashes,
  server: Killable,
): void {
  const { client } = session;
  const item = languages.createLanguageStatusItem('hydrascope.status', yamlFiles());
  item.name = 'hydrascope';
  item.text = 'hydrascope';

  const showFocus = (result: FocusResult | undefined) => {
    if (client.state !== State.Running) return;
    const status = result && focusStatus(result);
    item.text = status?.text ?? l10n.t('No Hydra config');
    item.detail =
      status === undefined ? 'hydrascope' : (result?.errors ?? 0) > 0 ? l10n.t('does not compose') : l10n.t('composes');
  };

  const showState = (state: State) => {
    item.busy = state === State.Starting;
    const isDown = state === State.Stopped || state === State.StartFailed;
    item.severity = isDown ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.command = isDown
      ? { command: RESTART, title: l10n.t('Restart'), tooltip: l10n.t('Start the language server again') }
      : { command: OUTPUT, title: l10n.t('Show Output'), tooltip: l10n.t('Show what the language server wrote') };
    if (isDown) item.text = `$(error) ${l10n.t('hydrascope does not run')}`;
    if (state === State.Starting) item.text = l10n.t('hydrascope is starting');
    item.detail =
      isDown && crashes.givenUp() !== undefined ? l10n.t('crashed {0} times in a row', crashes.givenUp() ?? 0) : '';
    showFocus(active.current());
  };
  showState(State.Starting); // `activate` starts it next.

  context.subscriptions.push(
    item,
    client.onDidChangeState(({ newState }) => showState(newState)),
    active.onDidChange(showFocus),
    commands.registerCommand(OUTPUT, () => client.outputChannel.show(true)),
    commands.registerCommand(RESTART, () => restart(client, crashes, server)),
  );
}
