import {
  type CancellationToken,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  type TextDocuments,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Feature, isDocumentParams, isRefused } from '../features/index.ts';
import type { Snapshot, Workspace } from '../project/index.ts';
import { canonicalUri } from '../text/index.ts';
import type { ErrorLog } from './log.ts';
import { soon } from './soon.ts';
import type { TokenDeltas } from './tokenDeltas.ts';
import { type EditSupport, versioned } from './versioned.ts';

/** Answers one request; never rejects. */
export type Answer = (feature: Feature, params: unknown, token: CancellationToken) => Promise<unknown>;

/** An editor filters these by what was typed since, and shows nothing until the next key press when it gets none. */
const LASTING = new Set(['textDocument/completion']);

/**
 * The way of every request. They wait in a row, and each lets the connection read before it starts, so that a
 * cancellation is seen however many wait. When its document was changed meanwhile, a request's place means something
 * else: as in rust-analyzer it is answered with `ContentModified`, which editors take in silence, and one whose answer
 * is of use all the same is answered for its place in the text as it is now: what was typed since stands behind it.
 */
export function createAnswer(
  workspace: Workspace,
  documents: TextDocuments<TextDocument>,
  log: ErrorLog,
  editSupport: () => EditSupport = () => undefined,
  tokens?: TokenDeltas,
  fitted: (method: string, answer: unknown, snapshot: Snapshot, params: unknown) => unknown = (_, answer) => answer,
  waiting: () => Promise<void> | undefined = () => undefined,
): Answer {
  let last: Promise<void> = Promise.resolve();
  return async ({ method, accepts, answer }, params, token) => {
    if (!accepts(params)) return new ResponseError(ErrorCodes.InvalidParams, `malformed parameters of ${method}`);
    const asked = workspace.snapshot();
    const turn = last.then(nextTurn);
    last = turn;
    await turn;
    for (;;) {
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      const isOutdated = openText(asked, params) !== openText(workspace.snapshot(), params);
      if (isOutdated && !LASTING.has(method)) {
        return new ResponseError(LSPErrorCodes.ContentModified, 'the document was changed meanwhile');
      }
      try {
        const snapshot = workspace.snapshot();
        const made = answer(snapshot, params);
        const shown = isRefused(made) ? made : fitted(method, made, snapshot, params);
        const missing = waiting();
        if (missing !== undefined) {
          await missing;
          continue;
        }
        // What cannot be done is an error that editors show to whoever asked for it.
        if (isRefused(made)) return new ResponseError(LSPErrorCodes.RequestFailed, made.refused);
        const sent = tokens === undefined ? shown : tokens.sent(method, params, shown);
        return versioned(sent, documents, editSupport()) ?? null;
      } catch (error) {
        log(method, error);
        return null;
      }
    }
  };
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
