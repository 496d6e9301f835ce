/** The language status item of YAML files, and the commands about the server. */
import { commands, type ExtensionContext, LanguageStatusSeverity, languages, window } from 'vscode';
import { State } from 'vscode-languageclient/node';
import type { Crashes } from './crashes';
import { debounce } from './debounce';
import { OUTPUT, RESTART, restart } from './restart';
import { askComposed, type Session } from './session';

/** Milliseconds without a change before the composition's name is asked for again. */
const QUIET = 250;

/** Says which composition the active file is seen from, or that the server does not run and how to start it. */
export function registerStatus(context: ExtensionContext, session: Session, crashes: Crashes): void {
  const { client } = session;
  const item = languages.createLanguageStatusItem('hydrascope.status', { language: 'yaml', scheme: 'file' });
  item.name = 'hydrascope';
  item.text = 'hydrascope';

  const refresh = debounce(QUIET, async () => {
    if (client.state !== State.Running) return;
    const document = window.activeTextEditor?.document;
    if (document?.languageId !== 'yaml' || document.uri.scheme !== 'file') return;
    try {
      const composed = await askComposed(session, { uri: client.code2ProtocolConverter.asUri(document.uri) });
      if (document !== window.activeTextEditor?.document) return;
      const errors = composed.problems.filter((problem) => problem.severity === 'error').length;
      item.text = composed.name === undefined ? 'No Hydra config' : `$(layers) ${composed.name}`;
      item.detail = composed.name === undefined ? 'hydrascope' : errors > 0 ? 'does not compose' : 'composes';
    } catch {
      // The server went away meanwhile; its change of state is shown.
    }
  });

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
    refresh.call();
  };
  showState(State.Starting); // `activate` starts it next.

  context.subscriptions.push(
    item,
    refresh,
    client.onDidChangeState(({ newState }) => showState(newState)),
    session.onDidChangeCompositions(refresh.call),
    window.onDidChangeActiveTextEditor(refresh.call),
    commands.registerCommand(OUTPUT, () => client.outputChannel.show(true)),
    commands.registerCommand(RESTART, () => restart(client, crashes)),
  );
}
