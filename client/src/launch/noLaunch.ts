/** The commands that start runs, where nothing can be started: they say so, and menus do not offer them. */
import { commands, type ExtensionContext, l10n } from 'vscode';
import { COMPOSE_AND_LAUNCH } from '../../../server/src/protocol';
import { sayInfo } from '../say';
import type { LaunchOptions } from './launch';

/** True where nothing can be started. */
const CANNOT_LAUNCH = 'hydrascope.cannotLaunch';

const OTHERS = [
  'hydrascope.rerunLast',
  'hydrascope.launchPreset',
  'hydrascope.showRuns',
  'hydrascope.openRunOutput',
  ...['complete', 'copyAs', 'runIn', 'launcher', 'savePreset', 'presets'].map((name) => `hydrascope.composer.${name}`),
];

/** Why nothing is started for a folder that is on no disk. */
export const ON_NO_DISK = l10n.t(
  'A run needs the folder on a machine with Python: here its configs can be read and edited, and nothing is started.',
);

export function registerNoLaunch(context: ExtensionContext): void {
  void commands.executeCommand('setContext', CANNOT_LAUNCH, true);
  context.subscriptions.push(
    commands.registerCommand(COMPOSE_AND_LAUNCH, (_target?: unknown, options?: LaunchOptions) => {
      // Who asked for no window is to hear of it all the same.
      if (options?.confirm === false) throw new Error(ON_NO_DISK);
      sayInfo(ON_NO_DISK);
    }),
    ...OTHERS.map((name) => commands.registerCommand(name, () => void sayInfo(ON_NO_DISK))),
  );
}
