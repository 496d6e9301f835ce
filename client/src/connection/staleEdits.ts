/**
 * Edits of a text that is not there any more are not made. The server names the version of each open document that an
 * edit is of; VS Code's own types have no place for it, and the client library leaves it away. So versions are looked at
 * when an answer comes, and of a code action once more when somebody picks it: until then its edit is kept back.
 */
import type { CodeAction, WorkspaceEdit } from 'vscode-languageclient';

/** What keeps edits from being made. */
export interface EditGuard {
  /** A document's version now; `undefined`: it is not open, and is read from the disk when the edit is made. */
  readonly versionOf: (uri: string) => number | undefined;
  /** The refusal, in words for the user; without a document where only the server knows which one it is. */
  readonly refusal: (uri: string | undefined) => string;
  /** Shows a refusal that VS Code itself would not show. */
  readonly tell: (refusal: string) => void;
}

/** A request on its way to the server. */
export interface Asked<P, R> {
  readonly method: string;
  readonly params: P | undefined;
  readonly ask: (params: P | undefined) => Promise<R>;
}

/** The requests that a person makes to have something edited, and waits for. */
const OF_EDITS: ReadonlySet<string> = new Set([
  'textDocument/prepareRename',
  'textDocument/rename',
  'codeAction/resolve',
]);

/**
 * What the server answers, without edits that came too late. A rename that did rejects with the refusal, which VS Code
 * shows; a code action that is picked then has no edit, and the refusal is told.
 */
export async function askGuarded<P, R>({ method, params, ask }: Asked<P, R>, guard: EditGuard): Promise<R> {
  const isPicked = method === 'codeAction/resolve';
  try {
    if (isPicked) return withoutStale(isKept(params) ? (pickedFrom(params) as R) : await ask(params), guard);
    const uri = OF_EDITS.has(method) ? documentOf(params) : undefined;
    const before = uri && guard.versionOf(uri);
    const answer = await ask(params);
    // A place in a text that moved on is another one, and what is said of it may be that nothing is there.
    if (uri !== undefined && guard.versionOf(uri) !== before) throw new Refusal(guard.refusal(uri));
    return withoutStale(answer, guard);
  } catch (error) {
    const isRefused = error instanceof Refusal || (OF_EDITS.has(method) && isModified(error));
    if (!isRefused) throw error;
    const refusal = error instanceof Refusal ? error.message : guard.refusal(documentOf(params));
    if (!isPicked) throw error instanceof Refusal ? error : new Refusal(refusal);
    guard.tell(refusal);
    const { edit: _, ...action } = params as CodeAction;
    return action as R;
  }
}

class Refusal extends Error {}

function withoutStale<R>(answer: R, { versionOf, refusal }: EditGuard): R {
  if (Array.isArray(answer)) {
    if (!answer.some(hasEdit)) return answer;
    return answer.flatMap((each) => {
      if (!hasEdit(each)) return [each];
      return movedOn(each.edit, versionOf) === undefined ? [keptBack(each)] : [];
    }) as R;
  }
  const edit = isEdit(answer) ? answer : hasEdit(answer) ? answer.edit : undefined;
  const uri = edit && movedOn(edit, versionOf);
  if (uri !== undefined) throw new Refusal(refusal(uri));
  return answer;
}

/** A code action whose edit is asked for when somebody picks it. */
interface Kept {
  readonly kept: { readonly edit: WorkspaceEdit; readonly data?: unknown };
}

function keptBack({ edit, data, ...action }: CodeAction & { readonly edit: WorkspaceEdit }): CodeAction {
  return { ...action, data: { kept: { edit, data } } satisfies Kept };
}

function isKept(action: unknown): action is CodeAction & { readonly data: Kept } {
  const data = (action as CodeAction | undefined)?.data as Kept | undefined;
  return typeof data === 'object' && data !== null && isEdit(data.kept?.edit);
}

function pickedFrom({ data, ...action }: CodeAction & { readonly data: Kept }): CodeAction {
  return { ...action, ...data.kept };
}

/** The protocol's `ContentModified`: a document was changed before the server came to a request about it. */
const MODIFIED = -32801;

function isModified(error: unknown): boolean {
  return error instanceof Error && (error as { readonly code?: unknown }).code === MODIFIED;
}

function documentOf(params: unknown): string | undefined {
  return (params as { readonly textDocument?: { readonly uri?: string } } | undefined)?.textDocument?.uri;
}

/** The first document of an edit that has another version by now than the one that the edit is of. */
function movedOn({ documentChanges = [] }: WorkspaceEdit, versionOf: EditGuard['versionOf']): string | undefined {
  for (const change of documentChanges) {
    if (!('textDocument' in change)) continue;
    const { uri, version } = change.textDocument;
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
