import { type CancellationToken, ErrorCodes, LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { type Feature, isDocumentParams, isRefused } from '../features/index.ts';
import type { Snapshot, Workspace } from '../project/index.ts';
import { canonicalUri, printable, unlinked } from '../text/index.ts';
import type { ErrorLog } from './log.ts';
import { soon } from './soon.ts';

/** Answers one request; never rejects. */
export type Answer = (feature: Feature, params: unknown, token: CancellationToken) => Promise<unknown>;

/** What was asked, and the state that it was answered from. */
export interface Asked {
  readonly method: string;
  readonly params: unknown;
  readonly snapshot: Snapshot;
}

interface Answering {
  readonly workspace: Workspace;
  readonly log: ErrorLog;
  /** While files are on their way, when to try again: what they say may make another answer. */
  readonly waiting: () => Promise<void> | undefined;
  /** An answer as the client takes it. */
  readonly fitted: (made: unknown, asked: Asked) => unknown;
  /** Whether nothing has come after the request with these parameters. */
  readonly isNewest: (params: unknown) => boolean;
}

/** An editor filters these by what was typed since, and shows nothing until the next key press when it gets none. */
const LASTING = new Set(['textDocument/completion']);

/**
 * The way of every request. They wait in a row, and each lets the connection read before it starts, so that a
 * cancellation is seen however many wait; one alone, behind which nothing has come, is answered at once. When its document was changed meanwhile, a request's place means something
 * else: as in rust-analyzer it is answered with `ContentModified`, which editors take in silence, and one whose answer
 * is of use all the same is answered for its place in the text as it is now: what was typed since stands behind it.
 */
export function createAnswer({ workspace, log, waiting, fitted, isNewest }: Answering): Answer {
  let last: Promise<void> = Promise.resolve();
  let inRow = 0;
  return async ({ method, accepts, answer }, params, token) => {
    if (!accepts(params)) return new ResponseError(ErrorCodes.InvalidParams, `malformed parameters of ${method}`);
    const asked = workspace.snapshot();
    if (inRow > 0 || !isNewest(params)) {
      inRow++;
      const turn = last.then(nextTurn);
      last = turn;
      await turn;
      inRow--;
    }
    for (;;) {
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      const isOutdated = openText(asked, params) !== openText(workspace.snapshot(), params);
      if (isOutdated && !LASTING.has(method)) {
        return new ResponseError(LSPErrorCodes.ContentModified, 'the document was changed meanwhile');
      }
      try {
        const snapshot = workspace.snapshot();
        const made = answer(snapshot, params);
        const missing = waiting();
        if (missing !== undefined) {
          await Promise.race([missing, cancelled(token)]);
          continue;
        }
        // What cannot be done is an error that editors show to whoever asked for it.
        if (isRefused(made)) return new ResponseError(LSPErrorCodes.RequestFailed, unlinked(printable(made.refused)));
        return fitted(made, { method, params, snapshot }) ?? null;
      } catch (error) {
        log(method, error);
        return null;
      }
    }
  };
}

/** Files may be a long way, and who asked may not want to know any more. */
function cancelled(token: CancellationToken): Promise<void> {
  return new Promise((resume) => token.onCancellationRequested(() => resume()));
}

/** Two turns of the event loop: in each the connection reads what arrived and takes in one message. A timer takes longer. */
function nextTurn(): Promise<void> {
  return new Promise((resume) => soon(() => soon(resume)));
}

/** The text of the open document that a request is about. */
function openText({ files }: Snapshot, params: unknown): string | undefined {
  if (!isDocumentParams(params)) return undefined;
  const uri = files.listed(canonicalUri(params.textDocument.uri));
  return files.isCovered(uri) ? files.file(uri)?.text : undefined;
}
