/** A run reads the disk, while what was composed is what the editors hold: this brings the two together before a launch. */
import { relative, sep } from 'node:path';
import { FileSystemError, l10n, type TextDocument, type Uri, workspace } from 'vscode';
import { askModally } from '../say';

/** What to do about unsaved files; `ask` shows a dialog where one is needed. */
export type UnsavedPolicy = 'ask' | 'save' | 'disk';

/**
 * Whether the launch may go on. VS Code itself saves every editor before a task unless `task.saveBeforeRun` says
 * otherwise, so launching what is on disk can only be offered where that is `never`. Throws when the config is not there,
 * when a file cannot be saved, or when `disk` was asked for and VS Code would save all the same.
 */
export async function settleUnsaved(config: Uri, folders: readonly string[], policy: UnsavedPolicy): Promise<boolean> {
  const unsaved = workspace.textDocuments.filter((document) => document.isDirty && isInput(document, folders));
  if (!unsaved.some(({ uri }) => uri.toString() === config.toString())) await checkIsThere(config);
  if (unsaved.length === 0) return true;
  const saves = workspace.getConfiguration('task').get<string>('saveBeforeRun', 'always');
  if (policy === 'disk') {
    if (saves === 'never') return true;
    throw new Error(
      l10n.t('The setting task.saveBeforeRun is "{0}", so VS Code saves files before it runs a task.', saves),
    );
  }
  if (policy === 'save' || saves === 'always') return saveAll(unsaved);

  const names = unsaved.map((document) => workspace.asRelativePath(document.uri));
  const save = l10n.t('Save All and Launch');
  const disk = l10n.t('Launch What Is on Disk');
  const choice = await askModally(
    names.length === 1
      ? l10n.t('{0} has unsaved changes.', names[0] ?? '')
      : l10n.t('{0} files have unsaved changes.', names.length),
    [...(names.length > 1 ? [...names, ''] : []), l10n.t('The run reads the files on disk.')].join('\n'),
    ...(saves === 'never' ? [save, disk] : [save]),
  );
  if (choice === save) return saveAll(unsaved);
  return choice === disk;
}

/** Throws where the config was deleted under its editor, which shows it still. */
async function checkIsThere(uri: Uri): Promise<void> {
  try {
    await workspace.fs.stat(uri);
  } catch (error) {
    if (!(error instanceof FileSystemError) || error.code !== 'FileNotFound') return;
    const name = workspace.asRelativePath(uri);
    throw new Error(
      l10n.t('{0} is open, and not on the disk any more, where the run reads it: save or close it.', name),
    );
  }
}

function isInput(document: TextDocument, folders: readonly string[]): boolean {
  if (document.uri.scheme !== 'file' || !/\.(?:ya?ml|py)$/i.test(document.uri.path)) return false;
  return folders.some((folder) => {
    const steps = relative(folder, document.uri.fsPath);
    return !steps.startsWith(`..${sep}`) && steps !== document.uri.fsPath;
  });
}

async function saveAll(documents: readonly TextDocument[]): Promise<true> {
  for (const document of documents) {
    if (!(await document.save()))
      throw new Error(l10n.t('{0} could not be saved.', workspace.asRelativePath(document.uri)));
  }
  return true;
}
