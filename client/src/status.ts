/** The language status item of YAML files, and the commands about the server. */
import { commands, type ExtensionContext, LanguageStatusSeverity, languages } from 'vscode';
import { State } from 'vscode-languageclient/node';
import type { FocusResult } from '../../server/src/protocol';
import type { Crashes } from './connection/crashes';
import { OUTPUT, RESTART, restart } from './connection/restart';
import type { ServerProcess } from './connection/serverProcess';
import type { ActiveFocus } from './focus/activeFocus';
import { focusStatus } from './focus/focusRows';
import type { Session } from './session';

/** Says which composition the active file is seen from, or that the server does not run and how to start it. */
export function registerStatus(
  context: ExtensionContext,
  session: Session,
  active: ActiveFocus,
  crashes: Crashes,
  server: ServerProcess,
): void {
  const { client } = session;
  const item = languages.createLanguageStatusItem('hydrascope.status', { language: 'yaml', scheme: 'file' });
  item.name = 'hydrascope';
  item.text = 'hydrascope';

  const showFocus = (result: FocusResult | undefined) => {
    if (client.state !== State.Running) return;
    const status = result && focusStatus(result);
    item.text = status?.text ?? 'No Hydra config';
    item.detail = status === undefined ? 'hydrascope' : (result?.errors ?? 0) > 0 ? 'does not compose' : 'composes';
  };

  const showState = (state: State) => {
    item.busy = state === State.Starting;
    const isDown = state === State.Stopped || state === State.StartFailed;
    item.severity = isDown ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.command = isDown
      ? { command: RESTART, title: 'Restart', tooltip: 'Start the language server again' }
      : { command: OUTPUT, title: 'Show Output', tooltip: 'Show what the language server wrote' };
    if (isDown) item.text = '$(error) hydrascope does not run';
    if (state === State.Starting) item.text = 'hydrascope is starting';
    item.detail = isDown && crashes.givenUp() !== undefined ? `crashed ${crashes.givenUp()} times in a row` : '';
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
