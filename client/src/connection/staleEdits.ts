/**
 * Edits of a text that is not there any more are not made. The server names the version of each open document that an
 * edit is of; VS Code's own types have no place for it, and the client library leaves it away.
 */
import type { CodeAction, WorkspaceEdit } from 'vscode-languageclient';

/** What keeps an answer's edits from being made: a document that has another version by now. */
export type VersionOf = (uri: string) => number | undefined;

/**
 * An answer without the code actions whose edits came too late. Where all of it is such an edit, `refuse` is told of the
 * document and throws.
 */
export function withoutStale<T>(answer: T, versionOf: VersionOf, refuse: (uri: string) => never): T {
  if (Array.isArray(answer))
    return answer.some((each) => hasEdit(each))
      ? (answer.filter((each) => !hasEdit(each) || movedOn(each.edit, versionOf) === undefined) as T)
      : answer;
  const edit = isEdit(answer) ? answer : hasEdit(answer) ? answer.edit : undefined;
  const uri = edit && movedOn(edit, versionOf);
  return uri === undefined ? answer : refuse(uri);
}

/** The first document of an edit that has another version by now than the one that the edit is of. */
function movedOn({ documentChanges = [] }: WorkspaceEdit, versionOf: VersionOf): string | undefined {
  for (const change of documentChanges) {
    if (!('textDocument' in change)) continue;
    const { uri, version } = change.textDocument;
    // One that is not open is read from the disk when the edit is made.
    const now = version === null ? undefined : versionOf(uri);
    if (now !== undefined && now !== version) return uri;
  }
  return undefined;
}

function isEdit(value: unknown): value is WorkspaceEdit {
  return typeof value === 'object' && value !== null && Array.isArray((value as WorkspaceEdit).documentChanges);
}

function hasEdit(value: unknown): value is CodeAction & { readonly edit: WorkspaceEdit } {
  return typeof value === 'object' && value !== null && isEdit((value as CodeAction).edit);
}
