/** Which config to launch: the one that is asked for or open, or one of a list. */
import { l10n, type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from 'vscode';
import type { PrimaryConfig } from '../../../server/src/protocol';
import { withoutIcons } from '../rows';
import { sayInfo } from '../say';
import { type History, recentFirst } from './history';

/** The config of this address, or of the active editor when none is given. */
export function findPrimary(
  primaries: readonly PrimaryConfig[],
  target: Uri | string | undefined,
): PrimaryConfig | undefined {
  const uri = typeof target === 'string' ? Uri.parse(target) : (target ?? window.activeTextEditor?.document.uri);
  return primaries.find((config) => Uri.parse(config.uri).toString() === uri?.toString());
}

/** `own` and the recent ones first; `undefined` when dismissed, and when there is none to choose, of which it tells. */
export async function chooseConfig(
  primaries: readonly PrimaryConfig[],
  past: History,
  own: PrimaryConfig | undefined,
): Promise<PrimaryConfig | undefined> {
  if (primaries.length === 0) {
    sayInfo(l10n.t('No Hydra config that an app starts with was found in this workspace.'));
    return undefined;
  }
  interface ConfigItem extends QuickPickItem {
    readonly config?: PrimaryConfig;
  }
  const item = (config: PrimaryConfig): ConfigItem => ({
    config,
    label: `$(layers) ${withoutIcons(config.name)}`,
    description: withoutIcons(workspace.asRelativePath(Uri.parse(config.uri))),
  });
  const isRecent = (config: PrimaryConfig) => past.some((launched) => launched.config === config.uri);
  const left = primaries.filter((config) => config !== own);
  const section = (label: string, configs: readonly PrimaryConfig[]): readonly ConfigItem[] =>
    configs.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...configs.map(item)];
  const items = [
    ...section(l10n.t('the active file is seen from it'), own === undefined ? [] : [own]),
    ...section(l10n.t('launched recently'), recentFirst(left.filter(isRecent), past)),
    ...section(
      l10n.t('others'),
      left.filter((config) => !isRecent(config)),
    ),
  ];
  const picked = await window.showQuickPick<ConfigItem>(items, {
    title: l10n.t('Compose & Launch'),
    placeHolder: l10n.t('The config to launch'),
    matchOnDescription: true,
  });
  return picked?.config;
}
