/** The Defaults Tree view: what the active config is composed from. */
import { commands, type ExtensionContext } from 'vscode';
import { focusName } from '../focus/focusRows';
import { askDefaultsTree, type Session } from '../session';
import { defaultsRows } from './defaultsRows';
import { keepAsking } from './liveAnswer';
import { createRowTree, openPlace } from './rowTree';
import type { ShownConfig } from './shownConfig';
import type { TreeRow } from './treeRow';

export function registerDefaultsView(context: ExtensionContext, session: Session, config: ShownConfig): void {
  const tree = createRowTree(context, 'hydrascope.defaultsTree');
  keepAsking(context, session, config, tree.view, {
    ask: (uri, token) => askDefaultsTree(session, { uri }, token),
    show: (answer) => {
      tree.view.description = answer?.seen === undefined ? '' : focusName(answer.seen);
      tree.show(answer === undefined ? [] : defaultsRows(answer));
    },
  });
  context.subscriptions.push(
    commands.registerCommand('hydrascope.goToDefaultsEntry', async (given?: TreeRow) => {
      const { origin } = given ?? tree.view.selection[0] ?? {};
      if (origin !== undefined) await openPlace(origin);
    }),
  );
}
