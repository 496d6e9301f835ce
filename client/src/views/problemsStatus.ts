/** How many problems the composition has that the active config is seen from: a count that lists them on a click. */
import {
  commands,
  type ExtensionContext,
  l10n,
  MarkdownString,
  StatusBarAlignment,
  ThemeColor,
  type Uri,
  window,
} from 'vscode';
import { State } from 'vscode-languageclient';
import type { FocusProblemsResult } from '../../../server/src/protocol';
import { debounce } from '../debounce';
import { type ActiveFocus, activeConfig } from '../focus/activeFocus';
import { focusName } from '../focus/focusRows';
import { sayError, sayInfo } from '../say';
import { askFocusProblems, type Session } from '../session';
import { problemItems, problemsStatus } from './problemRows';
import { openPlace } from './rowTree';

const SHOW_PROBLEMS = 'hydrascope.showFocusProblems';
/** Milliseconds without a change before it is asked again. */
const QUIET = 150;

export function registerProblemsStatus(context: ExtensionContext, session: Session, active: ActiveFocus): void {
  // Beside the focus, which it is about.
  const item = window.createStatusBarItem('hydrascope.problems', StatusBarAlignment.Right, 100.9);
  item.name = l10n.t('Hydra Problems');
  item.command = SHOW_PROBLEMS;
  const ask = async (config: Uri) => {
    const uri = session.client.code2ProtocolConverter.asUri(config);
    return askFocusProblems(session, { uri });
  };
  const show = (problems: FocusProblemsResult) => {
    const seen = active.current()?.seen;
    const status = seen && problemsStatus(focusName(seen), problems);
    if (status === undefined) return item.hide();
    item.text = status.text;
    item.tooltip = new MarkdownString().appendText(status.tooltip);
    item.accessibilityInformation = { label: status.spoken, role: 'button' };
    item.backgroundColor = status.isError ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  const refresh = debounce(QUIET, async () => {
    const config = activeConfig();
    if (config === undefined || active.current()?.seen === undefined || session.client.state !== State.Running)
      return show([]);
    const problems = await ask(config).catch(() => undefined);
    if (problems !== undefined && activeConfig()?.toString() === config.toString()) show(problems);
  });
  context.subscriptions.push(
    item,
    refresh,
    active.onDidChange(refresh.call),
    session.onDidChangeCompositions(refresh.call),
    session.client.onDidChangeState(refresh.call),
    window.onDidChangeActiveTextEditor(refresh.call),
    commands.registerCommand(SHOW_PROBLEMS, () => listProblems(active, ask)),
  );
}

/** A quick pick; what the command line is to blame for leads nowhere. */
async function listProblems(active: ActiveFocus, ask: (config: Uri) => Promise<FocusProblemsResult>): Promise<void> {
  const config = activeConfig();
  const seen = active.current()?.seen;
  if (config === undefined || seen === undefined) {
    sayInfo(l10n.t('Open a Hydra config to see the problems of its composition.'));
    return;
  }
  const problems = await ask(config).catch(() => undefined);
  if (problems === undefined) {
    sayError(l10n.t('The language server does not run.'));
    return;
  }
  const name = focusName(seen);
  if (problems.length === 0) {
    sayInfo(l10n.t('{0} has no problems.', name));
    return;
  }
  const picked = await window.showQuickPick([...problemItems(problems)], {
    title: l10n.t('Problems of {0}', name),
    placeHolder: l10n.t('Enter goes to it'),
    matchOnDescription: true,
  });
  if (picked?.problem.place !== undefined) await openPlace(picked.problem.place);
}
