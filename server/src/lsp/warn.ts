import { type Connection, MessageType, ShowMessageNotification } from 'vscode-languageserver';
import { unlinked } from '../text/index.ts';

/** Shows the user a message that asks nothing: not every client can answer what `connection.window` sends instead. */
export function warn(connection: Connection, message: string): void {
  void connection.sendNotification(ShowMessageNotification.type, {
    type: MessageType.Warning,
    message: unlinked(message),
  });
}
