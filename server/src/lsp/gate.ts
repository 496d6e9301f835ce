import { ErrorCodes, type LSPErrorCodes } from 'vscode-languageserver';
import { isDocumentParams, isRange, isRecord } from '../features/index.ts';

/** What is to become of a message: it passes, nothing becomes of it, or it is answered with an error. */
export type Verdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'drop'; readonly why?: string }
  | {
      readonly kind: 'refuse';
      readonly id: number | string | null;
      readonly code: ErrorCodes | LSPErrorCodes;
      readonly message: string;
    };

/** Judges the messages of one connection in their order. */
export interface Gate {
  judge(message: unknown): Verdict;
  /** Whether `exit` is what the client announced. */
  hasShutDown(): boolean;
}

const PASS: Verdict = { kind: 'pass' };

/**
 * Stands before the connection and lets through what the protocol allows at this moment: `initialize` first and once,
 * after `shutdown` nothing but `exit`, and only what is a message at all. Behind it nothing has to ask.
 */
export function createGate(): Gate {
  let state: 'new' | 'running' | 'shut' = 'new';

  const request = (id: number | string, method: string, params: unknown): Verdict => {
    const refuse = (code: ErrorCodes, message: string): Verdict => ({ kind: 'refuse', id, code, message });
    if (state === 'shut') return refuse(ErrorCodes.InvalidRequest, 'the server was told to shut down');
    if (method === 'initialize') {
      if (state === 'running') return refuse(ErrorCodes.InvalidRequest, 'the server is initialized already');
      if (!isInitializeParams(params)) return refuse(ErrorCodes.InvalidParams, 'malformed parameters of initialize');
      state = 'running';
      return PASS;
    }
    if (state === 'new') return refuse(ErrorCodes.ServerNotInitialized, 'the server is not initialized yet');
    if (method === 'shutdown') state = 'shut';
    return PASS;
  };

  const notification = (method: string, params: unknown): Verdict => {
    if (method === 'exit') return PASS;
    if (state !== 'running') return { kind: 'drop' };
    const accepts = NOTIFICATIONS.get(method);
    if (accepts === undefined || accepts(params)) return PASS;
    return { kind: 'drop', why: `malformed parameters of ${method}; the notification is ignored` };
  };

  return {
    judge: (message) => {
      const { id, method, params } = isRecord(message) ? message : {};
      const isId = typeof id === 'string' || typeof id === 'number';
      if (typeof method === 'string') {
        if (isId) return request(id, method, params);
        if (id === undefined) return notification(method, params);
      }
      if (isRecord(message) && method === undefined && ('result' in message || 'error' in message)) return PASS;
      const code = ErrorCodes.InvalidRequest;
      return { kind: 'refuse', id: isId ? id : null, code, message: 'neither a request nor a notification' };
    },
    hasShutDown: () => state === 'shut',
  };
}

/** What the library takes for granted. */
function isInitializeParams(params: unknown): boolean {
  if (!isRecord(params) || !isRecord(params.capabilities)) return false;
  const { workspaceFolders: folders, rootUri } = params;
  return (
    (folders === undefined || folders === null || isFolders(folders)) &&
    (rootUri === undefined || rootUri === null || typeof rootUri === 'string')
  );
}

/** The notifications that are acted on: one that is malformed must not leave half of its effect. */
const NOTIFICATIONS: ReadonlyMap<string, (params: unknown) => boolean> = new Map<string, (params: unknown) => boolean>([
  [
    'textDocument/didOpen',
    (params) => isVersioned(params) && typeof field(field(params, 'textDocument'), 'text') === 'string',
  ],
  [
    'textDocument/didChange',
    (params) =>
      (isVersioned(params) || isUnversioned(params)) && isListOf(field(params, 'contentChanges'), isContentChange),
  ],
  ['textDocument/didClose', isDocumentParams],
  [
    'workspace/didChangeWatchedFiles',
    (params) => isListOf(field(params, 'changes'), (change) => typeof field(change, 'uri') === 'string'),
  ],
  [
    'workspace/didChangeWorkspaceFolders',
    (params) => ['added', 'removed'].every((name) => isFolders(field(field(params, 'event'), name))),
  ],
  ['$/cancelRequest', (params) => ['string', 'number'].includes(typeof field(params, 'id'))],
  ['$/setTrace', (params) => typeof field(params, 'value') === 'string'],
]);

function isVersioned(params: unknown): boolean {
  return isDocumentParams(params) && Number.isInteger(field(params.textDocument, 'version'));
}

/** Clients of old name no version, or `null`. */
function isUnversioned(params: unknown): boolean {
  return isDocumentParams(params) && (field(params.textDocument, 'version') ?? null) === null;
}

function isContentChange(change: unknown): boolean {
  const range = field(change, 'range');
  return typeof field(change, 'text') === 'string' && (range === undefined || isRange(range));
}

function isFolders(value: unknown): boolean {
  return isListOf(value, (folder) => typeof field(folder, 'uri') === 'string');
}

function isListOf(value: unknown, accepts: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(accepts);
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
