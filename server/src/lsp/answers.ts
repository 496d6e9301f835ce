import {
  type CancellationToken,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Feature } from '../features/index.ts';
import type { Workspace } from '../project/index.ts';
import type { ErrorLog } from './log.ts';
import { openVersions, versioned } from './versioned.ts';

/** Answers one request; never rejects. */
export type Answer = (feature: Feature, params: unknown, token: CancellationToken) => Promise<unknown>;

/**
 * The way of every request. It is answered for the state that it was sent in, which is the state when it arrives: a place
 * means something else after the next key press, and the protocol wants the older answer rather than `ContentModified`,
 * because it may still be of use, as completions are that the editor filters by what was typed since. Whoever has no use
 * for it cancels, and for that requests wait in a row and each lets the connection read before it starts.
 */
export function createAnswer(workspace: Workspace, documents: TextDocuments<TextDocument>, log: ErrorLog): Answer {
  let last: Promise<void> = Promise.resolve();
  return async ({ method, accepts, answer }, params, token) => {
    if (!accepts(params)) return new ResponseError(ErrorCodes.InvalidParams, `malformed parameters of ${method}`);
    const snapshot = workspace.snapshot();
    const open = openVersions(documents);
    const turn = last.then(nextTurn);
    last = turn;
    await turn;
    if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    try {
      return versioned(answer(snapshot, params), open) ?? null;
    } catch (error) {
      log(method, error);
      return null;
    }
  };
}

/** A timer and not an immediate: what arrived is read, and all of it has come through to the handlers. */
function nextTurn(): Promise<void> {
  return new Promise((resume) => setTimeout(resume, 0));
}
