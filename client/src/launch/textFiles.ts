/** Edits of small JSON files of the workspace: one step of undo each, comments kept, unsaved text respected. */
import { l10n, Range, type TextDocument, Uri, WorkspaceEdit, workspace } from 'vscode';

/** The text as the editor or the disk has it; empty for a file that is not there. */
export async function readText(uri: Uri): Promise<string> {
  return (await openIfThere(uri))?.getText() ?? '';
}

/**
 * Changes a file's text, or makes the file. It is saved where it had no unsaved changes before. What `change` throws is
 * thrown before anything is written.
 */
export async function changeText(uri: Uri, change: (text: string) => string): Promise<void> {
  const document = await openIfThere(uri);
  const wasDirty = document?.isDirty ?? false;
  const before = document?.getText() ?? '';
  const text = change(before);
  if (text === before && document !== undefined) return;
  const edit = new WorkspaceEdit();
  if (document === undefined) {
    await workspace.fs.createDirectory(Uri.joinPath(uri, '..'));
    edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  } else {
    edit.replace(uri, smallest(document, before, text), text.slice(...middle(before, text)));
  }
  if (!(await workspace.applyEdit(edit)))
    throw new Error(l10n.t('{0} could not be changed.', workspace.asRelativePath(uri)));
  if (!wasDirty) await (await workspace.openTextDocument(uri)).save();
}

async function openIfThere(uri: Uri): Promise<TextDocument | undefined> {
  const open = workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
  if (open) return open;
  try {
    await workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
  return workspace.openTextDocument(uri);
}

/** Where two texts differ: what is the same at both ends is left alone, and the cursors there. */
function smallest(document: TextDocument, before: string, after: string): Range {
  const [start, end] = middle(after, before);
  return new Range(document.positionAt(start), document.positionAt(end));
}

/** The part of `text` that `other` does not have, as offsets. */
function middle(other: string, text: string): [start: number, end: number] {
  let start = 0;
  while (start < text.length && text[start] === other[start]) start++;
  let same = 0;
  const most = Math.min(text.length, other.length) - start;
  while (same < most && text.at(-1 - same) === other.at(-1 - same)) same++;
  return [start, text.length - same];
}
