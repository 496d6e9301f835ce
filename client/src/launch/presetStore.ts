/** The presets of the workspace's folders: read, saved and deleted in the file that people share. */
import { l10n, Uri, type WorkspaceFolder, window, workspace } from 'vscode';
import type { PrimaryConfig } from '../../../server/src/protocol';
import { sayError, sayInfo } from '../say';
import { PRESETS_FILE, type Preset, readPresets, withoutPreset, withPreset } from './presets';
import { changeText, readText } from './textFiles';

/** A preset with the folder that keeps it. */
export interface KeptPreset extends Preset {
  readonly folder: WorkspaceFolder;
}

/** Those of all folders; of a file that cannot be read none, and why is told. */
export async function keptPresets(): Promise<readonly KeptPreset[]> {
  const found: KeptPreset[] = [];
  for (const folder of workspace.workspaceFolders ?? []) {
    try {
      const presets = readPresets(await readText(fileIn(folder)));
      found.push(...presets.map((preset) => ({ ...preset, folder })));
    } catch (error) {
      showWhy(error);
    }
  }
  return found;
}

/** The config that a preset names, among those of its folder. */
export function configOf({ folder, config: named }: KeptPreset, primaries: readonly PrimaryConfig[]) {
  const inFolder = primaries.filter(({ uri }) => workspace.getWorkspaceFolder(Uri.parse(uri)) === folder);
  const path = ({ uri }: PrimaryConfig) => workspace.asRelativePath(Uri.parse(uri), false);
  return inFolder.find((config) => path(config) === named) ?? inFolder.find(({ name }) => name === named);
}

/** Asks for a name and keeps the overrides under it; a name that is taken already is asked about. */
export async function savePreset(config: PrimaryConfig, overrides: readonly string[]): Promise<void> {
  const uri = Uri.parse(config.uri);
  const folder = workspace.getWorkspaceFolder(uri);
  if (folder === undefined)
    throw new Error(l10n.t('Presets are kept in a workspace folder, and {0} is in none.', uri.fsPath));
  const taken = new Set(readPresets(await readText(fileIn(folder))).map(({ name }) => name));
  const name = await window.showInputBox({
    title: l10n.t('Save Preset'),
    prompt: l10n.t('It is kept in {0}, to be shared with the workspace.', PRESETS_FILE),
    value: [config.name, ...overrides].join(' '),
    validateInput: (text) => {
      if (text.trim() === '') return l10n.t('A preset needs a name.');
      if (!taken.has(text.trim())) return undefined;
      return { message: l10n.t('There is a preset of this name: Enter replaces it.'), severity: 2 };
    },
  });
  if (name === undefined) return;
  const preset = { name: name.trim(), config: workspace.asRelativePath(uri, false), overrides };
  await changeText(fileIn(folder), (text) => withPreset(text, preset));
  window.setStatusBarMessage(`$(check) ${l10n.t('Saved the preset {0}', preset.name)}`, 5000);
}

/** Takes it out of its file, and offers to put it back. */
export async function deletePreset(preset: KeptPreset): Promise<void> {
  const { folder, name } = preset;
  await changeText(fileIn(folder), (text) => withoutPreset(text, name));
  const undo = l10n.t('Undo');
  // Nobody waits for an answer.
  sayInfo(l10n.t('Deleted the preset {0}', name), undo).then(async (choice) => {
    if (choice === undo) await changeText(fileIn(folder), (text) => withPreset(text, preset));
  }, showWhy);
}

function showWhy(error: unknown): void {
  sayError(error instanceof Error ? error.message : String(error));
}

function fileIn(folder: WorkspaceFolder): Uri {
  return Uri.joinPath(folder.uri, ...PRESETS_FILE.split('/'));
}
