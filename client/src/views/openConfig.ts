/** Open Config: the way from an empty view to a config. */
import { commands, type ExtensionContext, l10n, type QuickPickItem, window, workspace } from 'vscode';
import { toUri } from '../addresses';
import { withoutIcons } from '../rows';
import { sayError, sayInfo } from '../say';
import { askPrimaries, type Session } from '../session';

interface ConfigItem extends QuickPickItem {
  readonly uri: string;
}

export function registerOpenConfig(context: ExtensionContext, session: Session): void {
  context.subscriptions.push(
    commands.registerCommand('hydrascope.openConfig', async () => {
      const primaries = await askPrimaries(session).catch(() => undefined);
      if (primaries === undefined) {
        sayError(l10n.t('The language server does not run.'));
        return;
      }
      if (primaries.length === 0) {
        sayInfo(l10n.t('No Hydra config that an app starts with was found in this workspace.'));
        return;
      }
      const items = primaries.map(
        ({ uri, name }): ConfigItem => ({
          uri,
          label: `$(layers) ${withoutIcons(name)}`,
          description: withoutIcons(workspace.asRelativePath(toUri(uri))),
        }),
      );
      const picked = await window.showQuickPick(items, {
        title: l10n.t('Open Config'),
        placeHolder: l10n.t('The config to open'),
        matchOnDescription: true,
      });
      if (picked !== undefined) await window.showTextDocument(toUri(picked.uri));
    }),
  );
}
