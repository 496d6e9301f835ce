/** Presets and earlier launches in one list. */
import { l10n, type QuickInputButton, type QuickPickItem, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { PrimaryConfig } from '../../../server/src/protocol';
import { withoutIcons } from '../rows';
import { sayError, sayInfo } from '../say';
import { findPrimary } from './chooseConfig';
import type { History } from './history';
import { configOf, deletePreset, type KeptPreset, keptPresets } from './presetStore';
import { overridesLine } from './shell';

/** What was chosen, and whether to see it in the composer first. */
export interface ChosenPreset {
  readonly config: PrimaryConfig;
  /** Overrides on one line. */
  readonly line: string;
  readonly isToEdit: boolean;
}

interface PresetItem extends QuickPickItem {
  readonly chosen?: Omit<ChosenPreset, 'isToEdit'>;
  readonly preset?: KeptPreset;
}

const EDIT: QuickInputButton = { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Open in the composer') };
const DELETE: QuickInputButton = { iconPath: new ThemeIcon('trash'), tooltip: l10n.t('Delete the preset') };
const MOST_EARLIER = 30;

/** `undefined` when dismissed, and when there is none, of which it tells. */
export async function choosePreset(
  primaries: readonly PrimaryConfig[],
  past: History,
): Promise<ChosenPreset | undefined> {
  const items = await itemsOf(primaries, past);
  if (items.length === 0) {
    sayInfo(l10n.t('There is no preset and no earlier launch: the composer of Compose & Launch saves presets.'));
    return undefined;
  }
  const pick = window.createQuickPick<PresetItem>();
  pick.title = l10n.t('Launch Preset');
  pick.placeholder = l10n.t('Enter launches');
  pick.matchOnDescription = true;
  pick.items = items;
  return new Promise((resolve) => {
    let chosen: ChosenPreset | undefined;
    const choose = (item: PresetItem | undefined, isToEdit: boolean) => {
      // The config of a preset may be gone.
      if (item?.chosen === undefined) return;
      chosen = { ...item.chosen, isToEdit };
      pick.hide();
    };
    pick.onDidAccept(() => choose(pick.selectedItems[0], false));
    pick.onDidTriggerItemButton(async ({ item, button }) => {
      if (button === EDIT) return choose(item, true);
      try {
        if (item.preset) await deletePreset(item.preset);
        pick.items = await itemsOf(primaries, past);
      } catch (error) {
        sayError(error instanceof Error ? error.message : String(error));
      }
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(chosen);
    });
    pick.show();
  });
}

async function itemsOf(primaries: readonly PrimaryConfig[], past: History): Promise<PresetItem[]> {
  const presets = (await keptPresets()).map((preset): PresetItem => {
    const config = configOf(preset, primaries);
    const line = overridesLine(preset.overrides);
    const text = withoutIcons([preset.config, line].join(' ').trim());
    return {
      preset,
      label: `$(bookmark) ${withoutIcons(preset.name)}`,
      description: config ? text : l10n.t('{0} is not there', preset.config),
      ...(config && { chosen: { config, line } }),
      buttons: config ? [EDIT, DELETE] : [DELETE],
    };
  });
  const earlier = past.slice(0, MOST_EARLIER).flatMap((launched): PresetItem[] => {
    const config = findPrimary(primaries, launched.config);
    if (config === undefined) return [];
    const label = `$(history) ${withoutIcons([config.name, launched.overrides].join(' ').trim())}`;
    return [{ label, chosen: { config, line: launched.overrides }, buttons: [EDIT] }];
  });
  const separator = (label: string): PresetItem => ({ label, kind: QuickPickItemKind.Separator });
  return [
    ...(presets.length > 0 ? [separator(l10n.t('presets')), ...presets] : []),
    ...(earlier.length > 0 ? [separator(l10n.t('earlier launches')), ...earlier] : []),
  ];
}
