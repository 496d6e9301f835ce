/**
 * Notifications. VS Code makes links of `[text](address)` in them, and one may run a command: names and values of a workspace
 * must never become such a link. So all of them are shown here.
 */
import { type MessageOptions, window } from 'vscode';
import { unlinked, visible } from './shownText';

/** The title of the button that was pressed, if one was. */
type Answer = Thenable<string | undefined>;

export function sayInfo(message: string, ...buttons: readonly string[]): Answer {
  return window.showInformationMessage(told(message), ...buttons);
}

export function sayWarning(message: string, ...buttons: readonly string[]): Answer {
  return window.showWarningMessage(told(message), ...buttons);
}

export function sayError(message: string, ...buttons: readonly string[]): Answer {
  return window.showErrorMessage(told(message), ...buttons);
}

/** In a dialog, before which nothing goes on. */
export function askModally(message: string, detail: string, ...buttons: readonly string[]): Answer {
  const options: MessageOptions = { modal: true, detail };
  return window.showWarningMessage(told(message), options, ...buttons);
}

function told(message: string): string {
  return unlinked(visible(message));
}
