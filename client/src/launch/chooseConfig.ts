/** Which config to launch: the one that is asked for or open, else one of a list with the recent ones first. */
import { l10n, type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from 'vscode';
import type { PrimaryConfig } from '../../../server/src/protocol';
import { type History, recentFirst } from './history';

/** The config of this address, or of the active editor when none is given. */
export function findPrimary(
  primaries: readonly PrimaryConfig[],
  target: Uri | string | undefined,
): PrimaryConfig | undefined {
  const uri = typeof target === 'string' ? Uri.parse(target) : (target ?? window.activeTextEditor?.document.uri);
  return primaries.find((config) => Uri.parse(config.uri).toString() === uri?.toString());
}

/** Asks where the target is none; `undefined` when dismissed, and when there is none, of which it tells. */
export async function chooseConfig(
  primaries: readonly PrimaryConfig[],
  past: History,
  target: Uri | string | undefined,
): Promise<PrimaryConfig | undefined> {
  const given = findPrimary(primaries, target);
  if (given) return given;
  if (primaries.length === 0) {
    window.showInformationMessage(l10n.t('No Hydra config that an app starts with was found in this workspace.'));
    return undefined;
  }
  interface ConfigItem extends QuickPickItem {
    readonly config?: PrimaryConfig;
  }
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
    recent.length === 0
      ? others
      : [separator(l10n.t('launched recently')), ...recent, separator(l10n.t('others')), ...others];
  const picked = await window.showQuickPick<ConfigItem>(items, {
    title: 'Compose & Launch',
    placeHolder: l10n.t('The config to launch'),
    matchOnDescription: true,
  });
  return picked?.config;
}
