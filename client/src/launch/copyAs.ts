/** Copy As: the launch that the composer shows, in the words of each shell, for `launch.json` and for SLURM. */
import { relative, sep } from 'node:path';
import { env, l10n, type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from 'vscode';
import type { LaunchCommand, PrimaryConfig } from '../../../server/src/protocol';
import { withoutIcons } from '../rows';
import { type CopyChoice, copyChoices, launchEntry, type Written } from './copyChoices';
import { changedByVSCode, withConfiguration } from './debugConfiguration';
import { findInterpreter } from './interpreter';
import { displayCommand, shellOf } from './shell';
import { variableText } from './task';
import { changeText } from './textFiles';

interface CopyItem extends QuickPickItem {
  readonly run?: () => Promise<void>;
}

/** Asks what as, and copies it or adds it to `launch.json`; says what was done in the status bar. */
export async function copyAs(config: PrimaryConfig, command: LaunchCommand): Promise<void> {
  const written = await writtenDown(config, command);
  const shell = shellOf(env.shell, process.platform === 'win32');
  const choices = copyChoices(written, shell);
  const isForShell = ({ id }: CopyChoice) => id !== 'launch.json' && id !== 'slurm';
  const folder = workspace.getWorkspaceFolder(Uri.parse(config.uri));
  const separator = (label: string): CopyItem => ({ label, kind: QuickPickItemKind.Separator });
  const changed = changedByVSCode([command.script, command.cwd, ...written.args]);
  const warning = changed && variableText(changed);
  const add: CopyItem = {
    label: `$(add) ${l10n.t('Add to .vscode/launch.json')}`,
    detail: warning ?? l10n.t('As one change that can be undone; comments stay.'),
    run: () => addToLaunchJson(folder?.uri, written),
  };
  const where = workspace.asRelativePath(Uri.file(command.cwd));
  const picked = await window.showQuickPick<CopyItem>(
    [
      separator(l10n.t('to be run in {0}', where)),
      ...choices.filter(isForShell).map(itemOf),
      separator(l10n.t('elsewhere')),
      ...choices.filter((choice) => !isForShell(choice)).map(itemOf),
      ...(folder ? [add] : []),
    ],
    {
      title: l10n.t('Copy As: {0}', config.name),
      placeHolder: l10n.t('What the command is copied for'),
      matchOnDetail: true,
    },
  );
  await picked?.run?.();
}

function itemOf({ label, text, fault, shown = text }: CopyChoice): CopyItem {
  if (text === undefined) return { label: `$(circle-slash) ${label}`, detail: fault ?? '' };
  return {
    label: `$(copy) ${label}`,
    detail: withoutIcons((shown ?? text).replace(/\s+/g, ' ')),
    run: async () => {
      await env.clipboard.writeText(text);
      window.setStatusBarMessage(`$(check) ${l10n.t('Copied for {0}', label)}`, 5000);
    },
  };
}

async function addToLaunchJson(folder: Uri | undefined, written: Written): Promise<void> {
  if (folder === undefined) return;
  const uri = Uri.joinPath(folder, '.vscode', 'launch.json');
  await changeText(uri, (text) => withConfiguration(text, launchEntry(written)));
  await window.showTextDocument(uri, { preview: false });
}

/** The command with paths as one would type them in the folder that it runs in. */
async function writtenDown(config: PrimaryConfig, command: LaunchCommand): Promise<Written> {
  const python = await findInterpreter(command.script).catch(() => 'python');
  const overrides = command.args.filter((argument) => !argument.startsWith('--'));
  return {
    name: [config.name, ...overrides].join(' '),
    argv: [shortened(python, command), shortened(command.script, command), ...command.args],
    folder: command.cwd,
    entry: { script: inFolder(command.script), cwd: inFolder(command.cwd) },
    args: command.args,
  };
}

/** The command for the shell of VS Code's terminals. */
export async function readable(config: PrimaryConfig, command: LaunchCommand): Promise<string> {
  const { argv } = await writtenDown(config, command);
  return displayCommand(argv, shellOf(env.shell, process.platform === 'win32'));
}

function shortened(path: string, command: LaunchCommand): string {
  if (!path.includes(sep) || !workspace.getWorkspaceFolder(Uri.file(path))) return path;
  return relative(command.cwd, path);
}

function inFolder(path: string): string {
  const folder = workspace.getWorkspaceFolder(Uri.file(path));
  if (folder === undefined) return path;
  const steps = relative(folder.uri.fsPath, path).split(sep).join('/');
  const name = (workspace.workspaceFolders?.length ?? 0) > 1 ? `workspaceFolder:${folder.name}` : 'workspaceFolder';
  return steps === '' ? `\${${name}}` : `\${${name}}/${steps}`;
}
