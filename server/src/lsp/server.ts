import {
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { FEATURES } from '../features/index.ts';
import { createWorkspace, type Host, type Workspace } from '../project/index.ts';
import { READ, SET_FOCUS, WATCHED } from '../protocol.ts';
import { canonicalUri, type Uri } from '../text/index.ts';
import { createAnswer } from './answers.ts';
import { createClientFiles } from './clientFiles.ts';
import { createDocuments } from './documents.ts';
import { createErrorLog, type ErrorLog } from './log.ts';
import { readPins, withPin } from './pins.ts';
import { type Progress, startProgress } from './progress.ts';
import { createPublisher } from './publish.ts';
import { createTellChanged } from './refresh.ts';
import type { EditSupport } from './versioned.ts';

/**
 * Starts answering on a connection. The runtime brings the connection and, where it has one, the disk; everything else is
 * here. What is on no disk the client reads. What goes wrong outside of requests is to be written to the log that it hands
 * back.
 */
export function startServer(connection: Connection, disk?: Host): ErrorLog {
  const log = createErrorLog((text) => connection.console.error(text));
  const documents = createDocuments();
  let reading: Progress | undefined;
  const files = createClientFiles({
    disk,
    ask: (params) => connection.sendRequest(READ, params),
    arrived: (uris) => publisher.refresh(workspace.apply(uris.map((uri) => ({ kind: 'disk', uri })))),
    failed: (error) => log(READ, error),
    spent: (message) => connection.window.showWarningMessage(message),
    progress: (done, total) => {
      reading ??= startProgress(connection, 'hydrascope: reading the workspace');
      reading.report(done, total);
      if (done < total) return;
      reading.end();
      reading = undefined;
    },
  });
  const workspace: Workspace = createWorkspace(files.host, { folders: [] });
  let client: ClientCapabilities['workspace'];
  const tellChanged = createTellChanged(connection, log, () => client);
  const publisher = createPublisher(
    connection,
    log,
    () => tellChanged(workspace.snapshot()),
    () => files.waiting() !== undefined,
  );
  // All that the editor has open; the workspace leaves out what lies inside another one.
  let folders: readonly Uri[] = [];
  const addressOf = (uri: string) => workspace.snapshot().files.listed(canonicalUri(uri));
  /** The library keeps an exception in here from doing harm, but not its stack. */
  const safely =
    <E>(where: string, handle: (event: E) => void) =>
    (event: E): void => {
      try {
        handle(event);
      } catch (error) {
        log(where, error);
      }
    };
  let watches = false;
  let followsFolders = false;
  let editSupport: EditSupport;

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities.workspace;
    // hydrascope's own client watches by itself, folders too, which a pattern cannot.
    const isWatched = params.initializationOptions?.watchesFiles === true;
    watches = !isWatched && client?.didChangeWatchedFiles?.dynamicRegistration === true;
    followsFolders = client?.workspaceFolders === true;
    editSupport = client?.workspaceEdit;
    folders = foldersOf(params);
    files.setFolders(folders);
    workspace.setFolders(folders);
    workspace.setPins(readPins(params.initializationOptions?.pins));
    const all: ServerCapabilities = Object.assign({}, ...FEATURES.map((feature) => feature.capabilities));
    const capabilities = forSchemes(all, params.initializationOptions?.schemes);
    // An editor may ask one server only what to do after a key: where it closes braces itself, that is for others.
    if (params.initializationOptions?.closesBraces === true) delete capabilities.documentOnTypeFormattingProvider;
    return {
      serverInfo: { name: 'hydrascope' },
      capabilities: {
        ...capabilities,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        workspace: { ...capabilities.workspace, workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    if (watches) {
      const watchers = [{ globPattern: WATCHED }];
      // A client that refuses, though it offered it, is one that does not tell of files.
      const registered = connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      registered.catch((error) => log('client/registerCapability', error));
    }
    if (followsFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(
        safely('workspace/didChangeWorkspaceFolders', ({ added, removed }) => {
          const gone = new Set(removed.map((folder) => canonicalUri(folder.uri)));
          folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map((folder) => canonicalUri(folder.uri))];
          files.setFolders(folders);
          // What lies in them was out of reach until now.
          workspace.apply(added.map((folder) => ({ kind: 'disk', uri: canonicalUri(folder.uri) })));
          publisher.refresh(workspace.setFolders(folders));
        }),
      );
    }
    publisher.refresh(workspace.snapshot());
  });

  documents.onDidChangeContent(
    safely('textDocument/didChange', ({ document }) => {
      const uri = addressOf(document.uri);
      publisher.opened(uri, document.uri);
      publisher.refresh(workspace.apply([{ kind: 'edit', uri, text: document.getText() }]), uri);
    }),
  );
  documents.onDidClose(
    safely('textDocument/didClose', ({ document }) => {
      const uri = addressOf(document.uri);
      publisher.refresh(workspace.apply([{ kind: 'close', uri }]));
    }),
  );
  connection.onDidChangeWatchedFiles(
    safely('workspace/didChangeWatchedFiles', ({ changes }) => {
      const changed = changes.map(({ uri, type }) => ({
        uri: canonicalUri(uri),
        isContent: type === FileChangeType.Changed,
      }));
      const tell = (): void => {
        // An open buffer's text is the editor's, and its saving changes nothing.
        const told = changed.filter(({ uri, isContent }) => !isContent || !workspace.snapshot().files.isCovered(uri));
        if (told.length === 0) return;
        publisher.refresh(workspace.apply(told.map(({ uri }) => ({ kind: 'disk', uri }))));
      };
      const reloaded = files.reload(changed);
      if (reloaded === undefined) tell();
      else reloaded.then(tell).catch((error) => log('workspace/didChangeWatchedFiles', error));
    }),
  );

  connection.onNotification(
    SET_FOCUS,
    safely(SET_FOCUS, (params: unknown) => {
      workspace.setPins(withPin(workspace.snapshot().pins, params));
      // What is wrong stays what it was: diagnostics do not go by pins.
      tellChanged(workspace.snapshot());
    }),
  );

  const answer = createAnswer(workspace, documents, log, () => editSupport, files.waiting);
  for (const feature of FEATURES) {
    // A request that comes without parameters is handed on without an argument for them.
    connection.onRequest(feature.method, (...received: readonly unknown[]) =>
      answer(feature, received.at(-2), received.at(-1) as CancellationToken),
    );
  }

  documents.listen(connection);
  connection.listen();
  return log;
}

/** What is offered for documents and files on the disk, for those of other schemes that the client names, too. */
function forSchemes(capabilities: ServerCapabilities, schemes: unknown): ServerCapabilities {
  if (!Array.isArray(schemes) || !schemes.every((scheme) => typeof scheme === 'string')) return capabilities;
  return JSON.parse(JSON.stringify(capabilities), (_, value) =>
    Array.isArray(value)
      ? value.flatMap((each) => (each?.scheme === 'file' ? schemes.map((scheme) => ({ ...each, scheme })) : [each]))
      : value,
  );
}

function foldersOf(params: InitializeParams): Uri[] {
  const folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
  return folders.map(canonicalUri);
}
