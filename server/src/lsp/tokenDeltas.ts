import type { SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver';
import { isDocumentParams } from '../features/index.ts';
import { canonicalUri, type Uri } from '../text/index.ts';

/** Tokens as they are sent: in full, or what is new about those that the client has. */
export interface TokenDeltas {
  readonly sent: (method: string, params: unknown, answer: unknown) => unknown;
  readonly closed: (uri: Uri) => void;
}

const FULL = 'textDocument/semanticTokens/full';
const DELTA = 'textDocument/semanticTokens/full/delta';

/** Keeps the last tokens of each open document, so that of one that is edited only the difference is sent. */
export function createTokenDeltas(isOpen: (uri: Uri) => boolean): TokenDeltas {
  const known = new Map<Uri, { readonly resultId: string; readonly data: readonly number[] }>();
  let count = 0;
  return {
    sent: (method, params, answer) => {
      if ((method !== FULL && method !== DELTA) || !isDocumentParams(params) || !hasData(answer)) return answer;
      const uri = canonicalUri(params.textDocument.uri);
      if (!isOpen(uri)) return answer;
      const before = known.get(uri);
      const { data } = answer;
      const resultId = String(++count);
      known.set(uri, { resultId, data });
      const { previousResultId } = params as { readonly previousResultId?: unknown };
      const isKnown = method === DELTA && before !== undefined && before.resultId === previousResultId;
      return isKnown ? difference(before.data, data, resultId) : { resultId, data };
    },
    closed: (uri) => known.delete(uri),
  };
}

function hasData(answer: unknown): answer is SemanticTokens {
  return Array.isArray((answer as Partial<SemanticTokens> | null | undefined)?.data);
}

/** One edit between what both begin with and what both end with: places are relative, so what follows an edit stays. */
function difference(before: readonly number[], after: readonly number[], resultId: string): SemanticTokensDelta {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const deleteCount = before.length - start - end;
  const data = after.slice(start, after.length - end);
  return { resultId, edits: deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }] };
}
