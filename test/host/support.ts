import { strict as assert } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CompletionItem,
  type CompletionList,
  commands,
  type Diagnostic,
  extensions,
  type Hover,
  languages,
  type MarkdownString,
  type Position,
  Range,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';

/** What suites do with the trainer's workspace, in words of the trainer: paths, texts, values. */

/** The extension, active; its server answers from then on. */
export async function activateExtension(): Promise<void> {
  await extensions.getExtension('hydrascope.hydrascope')?.activate();
}

export function inWorkspace(path: string): Uri {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder, 'no folder is open');
  return Uri.joinPath(folder.uri, path);
}

/** Whether the workspace lies on a disk, where runs can be started. */
export function isOnDisk(): boolean {
  return inWorkspace('').scheme === 'file';
}

/** Opens a file of the workspace in an editor. */
export async function open(path: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(inWorkspace(path));
  await window.showTextDocument(document);
  return document;
}

/** Where a text begins in a document, `shift` characters on. */
export function place(document: TextDocument, text: string, shift = 0): Position {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `no '${text}' in ${document.uri.path}`);
  return document.positionAt(offset + shift);
}

/** Replaces the first occurrence of a text, as typing would: the document is not saved. */
export async function replace(document: TextDocument, old: string, text: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, new Range(place(document, old), place(document, old, old.length)), text);
  assert.ok(await workspace.applyEdit(edit));
}

/** Puts every unsaved document back to what is on disk, and closes all editors. */
export async function revertAll(): Promise<void> {
  for (const document of workspace.textDocuments) {
    if (!document.isDirty) continue;
    await window.showTextDocument(document);
    await commands.executeCommand('workbench.action.files.revert');
  }
  await commands.executeCommand('workbench.action.closeAllEditors');
}

/** Asks again until there is an answer, for at most 20 seconds. */
export async function until<T>(what: string, ask: () => T | undefined | false | PromiseLike<T | undefined | false>) {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
  }
  return assert.fail(`waited in vain for ${what}`);
}

/** What the hover at a text says, as Markdown. */
export async function hoverAt(document: TextDocument, text: string, shift = 0): Promise<string> {
  const at = place(document, text, shift);
  const found = await commands.executeCommand<readonly Hover[]>('vscode.executeHoverProvider', document.uri, at);
  return found.flatMap((hover) => hover.contents.map((part) => (part as MarkdownString).value ?? '')).join('\n');
}

export async function completeAt(document: TextDocument, text: string, shift = 0): Promise<readonly CompletionItem[]> {
  const at = place(document, text, shift);
  const { items } = await commands.executeCommand<CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    at,
  );
  return items;
}

/** The extension's own diagnostics of a file, open or not. */
export function diagnosticsOf(path: string): readonly Diagnostic[] {
  return languages.getDiagnostics(inWorkspace(path)).filter((each) => each.source === 'hydrascope');
}

/** Waits for a diagnostic of this code. */
export function diagnosticOf(path: string, code: string): Promise<Diagnostic> {
  return until(`${code} in ${path}`, () => diagnosticsOf(path).find((each) => each.code === code));
}

export function noDiagnosticsOf(path: string): Promise<boolean> {
  return until(`no diagnostics in ${path}`, () => diagnosticsOf(path).length === 0);
}
