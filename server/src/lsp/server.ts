import {
  type CancellationToken,
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { FEATURES } from '../features/index.ts';
import { createWorkspace, type Host, type Workspace } from '../project/index.ts';
import { CHANGED, SET_FOCUS, WATCHED } from '../protocol.ts';
import { canonicalUri, type Uri } from '../text/index.ts';
import { readPins, withPin } from './pins.ts';
import { createPublisher } from './publish.ts';
import { versioned } from './versioned.ts';

/** Starts answering on a connection. The runtime brings the connection and the disk; everything else is here. */
export function startServer(connection: Connection, host: Host): void {
  const documents = new TextDocuments(TextDocument);
  const workspace: Workspace = createWorkspace(host, { folders: [] });
  const publisher = createPublisher(connection, () => {
    connection.sendNotification(CHANGED);
  });
  // All that the editor has open; the workspace leaves out what lies inside another one.
  let folders: readonly Uri[] = [];
  const addressOf = (uri: string) => workspace.snapshot().files.listed(canonicalUri(uri));
  let watches = false;
  let followsFolders = false;

  connection.onInitialize((params): InitializeResult => {
    const { workspace: client } = params.capabilities;
    // hydrascope's own client watches by itself, folders too, which a pattern cannot.
    const isWatched = params.initializationOptions?.watchesFiles === true;
    watches = !isWatched && client?.didChangeWatchedFiles?.dynamicRegistration === true;
    followsFolders = client?.workspaceFolders === true;
    folders = foldersOf(params);
    workspace.setFolders(folders);
    workspace.setPins(readPins(params.initializationOptions?.pins));
    return {
      serverInfo: { name: 'hydrascope' },
      capabilities: {
        ...Object.assign({}, ...FEATURES.map((feature) => feature.capabilities)),
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });

  connection.onInitialized(() => {
    if (watches) {
      const watchers = [{ globPattern: WATCHED }];
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    }
    if (followsFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map((folder) => canonicalUri(folder.uri)));
        folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map((folder) => canonicalUri(folder.uri))];
        publisher.refresh(workspace.setFolders(folders));
      });
    }
    publisher.refresh(workspace.snapshot());
  });

  documents.onDidChangeContent(({ document }) => {
    const uri = addressOf(document.uri);
    publisher.opened(uri, document.uri);
    publisher.refresh(workspace.apply([{ kind: 'edit', uri, text: document.getText() }]), uri);
  });
  documents.onDidClose(({ document }) => {
    publisher.refresh(workspace.apply([{ kind: 'close', uri: addressOf(document.uri) }]));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const told = changes.filter(
      // An open buffer's text is the editor's, and its saving changes nothing.
      ({ uri, type }) => type !== FileChangeType.Changed || !workspace.snapshot().files.isCovered(canonicalUri(uri)),
    );
    if (told.length === 0) return;
    publisher.refresh(workspace.apply(told.map(({ uri }) => ({ kind: 'disk', uri: canonicalUri(uri) }))));
  });

  connection.onNotification(SET_FOCUS, (params: unknown) => {
    workspace.setPins(withPin(workspace.snapshot().pins, params));
    // What is wrong stays what it was: diagnostics do not go by pins.
    connection.sendNotification(CHANGED);
  });

  for (const { method, answer } of FEATURES) {
    // A request that comes without parameters is handed on without an argument for them.
    connection.onRequest(method, (...received: readonly unknown[]) => {
      const token = received.at(-1) as CancellationToken;
      return guard(connection, method, token, () =>
        versioned(answer(workspace.snapshot(), received.at(-2)), documents),
      );
    });
  }

  documents.listen(connection);
  connection.listen();
}

/** Every request goes through here: it yields once, so that a cancellation that came with it is seen, and never throws. */
async function guard(
  connection: Connection,
  method: string,
  token: CancellationToken,
  work: () => unknown,
): Promise<unknown> {
  await new Promise((resume) => setTimeout(resume, 0));
  if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  try {
    return work() ?? null;
  } catch (error) {
    connection.console.error(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return null;
  }
}

function foldersOf(params: InitializeParams): Uri[] {
  const folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
  return folders.map(canonicalUri);
}
