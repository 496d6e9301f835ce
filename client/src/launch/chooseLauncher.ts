/** Which launcher runs the jobs of a sweep: Hydra's own, and those of the packages that the interpreter has. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { env, l10n, type QuickPickItem, window } from 'vscode';
import type { LaunchCommand } from '../../../server/src/protocol';
import { findInterpreter } from './interpreter';
import { environmentOf, LAUNCHERS, type Launcher, pluginFolders } from './launchers';

/** The option for `hydra/launcher=`; for one that is not installed the command that installs it is copied instead. */
export async function chooseLauncher(command: LaunchCommand, now: string): Promise<string | undefined> {
  const python = await findInterpreter(command.script);
  const plugins = await installedPlugins(python);
  interface LauncherItem extends QuickPickItem {
    readonly launcher: Launcher;
    readonly isThere: boolean;
  }
  const items = LAUNCHERS.map((launcher): LauncherItem => {
    const { option, about, folder, package: pip } = launcher;
    const isThere = folder === undefined || plugins.has(folder);
    const install = pip === undefined || isThere ? '' : l10n.t('not installed: pip install {0}', pip);
    return {
      launcher,
      isThere,
      label: `$(${isThere ? 'server-process' : 'circle-slash'}) ${option}`,
      description: option === now ? l10n.t('{0}, as now', about) : about,
      ...(install !== '' && { detail: install }),
    };
  });
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Launcher'),
    placeHolder: l10n.t('Where the jobs of a sweep run'),
    matchOnDescription: true,
  });
  if (picked === undefined || picked.isThere) return picked?.launcher.option;
  await env.clipboard.writeText(`pip install ${picked.launcher.package} --upgrade`);
  window.setStatusBarMessage(`$(check) ${l10n.t('Copied: pip install {0}', picked.launcher.package ?? '')}`, 8000);
  return undefined;
}

/** The folders of Hydra's plugins among an interpreter's packages, found by looking; nothing is run. */
async function installedPlugins(python: string): Promise<ReadonlySet<string>> {
  const list = (folder: string) => readdir(folder).catch((): string[] => []);
  const [environment] = environmentOf(python);
  const libraries = await list(join(environment, 'lib'));
  const versions = libraries.filter((name) => /^python\d/.test(name));
  const found = await Promise.all(pluginFolders(python, versions).map(list));
  return new Set(found.flat());
}
