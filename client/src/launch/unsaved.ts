/** A run reads the disk, while what was composed is what the editors hold: this brings the two together before a launch. */
import { relative, sep } from 'node:path';
import { type TextDocument, window, workspace } from 'vscode';

/** What to do about unsaved files; `ask` shows a dialog where one is needed. */
export type UnsavedPolicy = 'ask' | 'save' | 'disk';

/**
 * Whether the launch may go on. VS Code itself saves every editor before a task unless `task.saveBeforeRun` says
 * otherwise, so launching what is on disk can only be offered where that is `never`. Throws when a file cannot be saved,
 * or when `disk` was asked for and VS Code would save all the same.
 */
export async function settleUnsaved(folders: readonly string[], policy: UnsavedPolicy): Promise<boolean> {
  const unsaved = workspace.textDocuments.filter((document) => isInput(document, folders));
  if (unsaved.length === 0) return true;
  const saves = workspace.getConfiguration('task').get<string>('saveBeforeRun', 'always');
  if (policy === 'disk') {
    if (saves === 'never') return true;
    throw new Error(`The setting task.saveBeforeRun is "${saves}", so VS Code saves files before it runs a task.`);
  }
  if (policy === 'save' || saves === 'always') return saveAll(unsaved);

  const names = unsaved.map((document) => workspace.asRelativePath(document.uri));
  const save = 'Save All and Launch';
  const disk = 'Launch What Is on Disk';
  const choice = await window.showWarningMessage(
    names.length === 1 ? `${names[0]} has unsaved changes.` : `${names.length} files have unsaved changes.`,
    {
      modal: true,
      detail: [...(names.length > 1 ? [...names, ''] : []), 'The run reads the files on disk.'].join('\n'),
    },
    ...(saves === 'never' ? [save, disk] : [save]),
  );
  if (choice === save) return saveAll(unsaved);
  return choice === disk;
}

function isInput(document: TextDocument, folders: readonly string[]): boolean {
  if (!document.isDirty || document.uri.scheme !== 'file' || !/\.(?:ya?ml|py)$/i.test(document.uri.path)) return false;
  return folders.some((folder) => {
    const steps = relative(folder, document.uri.fsPath);
    return !steps.startsWith(`..${sep}`) && steps !== document.uri.fsPath;
  });
}

async function saveAll(documents: readonly TextDocument[]): Promise<true> {
  for (const document of documents) {
    if (!(await document.save())) throw new Error(`${workspace.asRelativePath(document.uri)} could not be saved.`);
  }
  return true;
}
