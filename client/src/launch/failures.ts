/** What is said when a launch cannot be, and the question before one that would fail. */
import { commands, l10n, QuickPickItemKind, window } from 'vscode';
import type { LaunchProblem } from '../../../server/src/protocol';
import { errorRow } from '../rows';
import { sayError, sayWarning } from '../say';
import { openPlace } from './composer';
import { InterpreterMissing, showInterpreterMissing } from './interpreter';
import { Blocked, reasonText, UNTRUSTED } from './prepare';

/** Why nothing is launched in a workspace that is not trusted, and the way to trust it. */
export async function showUntrusted(): Promise<void> {
  const manage = l10n.t('Manage Workspace Trust');
  const choice = await sayWarning(UNTRUSTED, manage);
  if (choice === manage) await commands.executeCommand('workbench.trust.manage');
}

export async function showFailure(error: unknown): Promise<void> {
  if (error instanceof InterpreterMissing) return showInterpreterMissing(error);
  if (!(error instanceof Blocked)) {
    const why = error instanceof Error ? error.message : String(error);
    sayError(l10n.t('Compose & Launch: {0}', why));
    return;
  }
  const { place } = error.reasons.find((reason) => reason.place) ?? {};
  const left = error.reasons.length - 2;
  const more = left > 0 ? ` ${l10n.t('(and {0} more)', left)}` : '';
  const reasons = error.reasons.slice(0, 2).map(reasonText).join('; ');
  const open = l10n.t('Open');
  const message = l10n.t('Cannot launch {0}: {1}', error.config.name, reasons + more);
  const choice = await sayError(message, ...(place ? [open] : []));
  if (choice === open && place) await openPlace(place);
}

/** The reasons once more, and a choice that has to be made; Enter goes back. */
export async function confirmAnyway(name: string, reasons: readonly LaunchProblem[]): Promise<boolean> {
  const back = { label: `$(arrow-left) ${l10n.t('Back to the Composer')}` };
  const anyway = { label: `$(debug-continue) ${l10n.t('Launch Anyway')}` };
  const separator = { label: l10n.t('what is wrong'), kind: QuickPickItemKind.Separator };
  const told = reasons.map(errorRow).map(({ label, detail }) => ({ label, ...(detail !== undefined && { detail }) }));
  const choice = await window.showQuickPick([back, anyway, separator, ...told], {
    title: l10n.t('{0} will probably fail', name),
    placeHolder: l10n.t('Launch it in spite of what is wrong?'),
    ignoreFocusOut: true,
  });
  return choice === anyway;
}
