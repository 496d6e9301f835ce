import {
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  type SemanticTokens,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { version } from '../../../package.json';
import { FEATURES, type Feature, isDocumentParams } from '../features/index.ts';
import { createWorkspace, fencedHost, type Host, type Snapshot, type Workspace } from '../project/index.ts';
import { READ, SET_FOCUS, SET_READS, WATCHED } from '../protocol.ts';
import { canonicalUri, type Uri } from '../text/index.ts';
import { createAnswer } from './answers.ts';
import { createClientFiles, isOfClient } from './clientFiles.ts';
import { type ClientFit, fitTo, readClientOptions } from './clientFit.ts';
import { createDocuments, followDocuments } from './documents.ts';
import { encodingFor, type TextOf } from './encoding.ts';
import { createErrorLog, type ErrorLog } from './log.ts';
import { readPins, withPin } from './pins.ts';
import { type Progress, startProgress } from './progress.ts';
import { createPublisher } from './publish.ts';
import { createReads } from './reads.ts';
import { createTellChanged } from './refresh.ts';
import { DEFAULTS, readSettings } from './settings.ts';
import { createTokenDeltas } from './tokenDeltas.ts';
import type { EditSupport } from './versioned.ts';
import { watchDisk } from './watch.ts';

/**
 * Starts answering on a connection. The runtime brings the connection and, where it has one, the disk; everything else is
 * here. What is on no disk the client reads. What goes wrong outside of requests is to be written to the log that it hands
 * back.
 */
export function startServer(connection: Connection, disk?: Host): ErrorLog {
  const log = createErrorLog((text) => connection.console.error(text));
  let encoding = encodingFor(undefined);
  const documents = createDocuments((text, position) => encoding.takenIn(text, position));
  const opened = new Set<Uri>();
  const reads = createReads(disk, opened);
  const fenced = disk && fencedHost(disk, reads);
  let reading: Progress | undefined;
  const files = createClientFiles({
    disk: fenced,
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
  const tellChanged = createTellChanged(connection, log, () => ({ client, isOwnClient }));
  const publisher = createPublisher(
    connection,
    log,
    workspace.settle,
    () => tellChanged(workspace.snapshot()),
    (diagnostics, uri, snapshot) => encoding.given(diagnostics, uri, textIn(snapshot)),
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
  const tokens = createTokenDeltas((uri) =>
    workspace.snapshot().files.isCovered(workspace.snapshot().files.listed(uri)),
  );
  let watches = false;
  let isWatched = false;
  let followsFolders = false;
  let editSupport: EditSupport;

  let fit: ClientFit | undefined;
  let settings = DEFAULTS;
  let isOwnClient = false;
  const changedOnDisk = (uris: readonly Uri[]): void => {
    const told = uris.filter((uri) => !workspace.snapshot().files.isCovered(uri));
    if (told.length > 0) publisher.refresh(workspace.apply(told.map((uri) => ({ kind: 'disk', uri }))));
  };
  const watchAlone = () =>
    disk && fenced && watchDisk(workspace, { host: disk, fenced }, safely('watching the disk', changedOnDisk));

  connection.onInitialize((params): InitializeResult => {
    const options: unknown = params.initializationOptions;
    const given = readClientOptions(options);
    fit = fitTo(params.capabilities, given);
    settings = readSettings(options);
    encoding = encodingFor(params.capabilities.general?.positionEncodings);
    client = params.capabilities.workspace;
    // hydrascope's own client watches by itself, folders too, which a pattern cannot.
    isWatched = params.initializationOptions?.watchesFiles === true;
    isOwnClient = params.initializationOptions?.hearsChanges === true;
    watches = !isWatched && client?.didChangeWatchedFiles?.dynamicRegistration === true;
    followsFolders = client?.workspaceFolders === true;
    editSupport = client?.workspaceEdit;
    folders = foldersOf(params);
    files.setFolders(folders);
    reads.set(params.initializationOptions?.readsOutside);
    reads.setFolders(folders.filter((uri) => !isOfClient(uri)));
    workspace.setFolders(folders);
    workspace.setPins(readPins(params.initializationOptions?.pins));
    const all: ServerCapabilities = Object.assign({}, ...FEATURES.map((feature) => feature.capabilities));
    const capabilities = forSchemes(all, params.initializationOptions?.schemes);
    return {
      serverInfo: { name: 'hydrascope', version },
      capabilities: {
        ...fit.promised(capabilities),
        positionEncoding: encoding.kind,
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
      registered.catch((error) => {
        log('client/registerCapability', error);
        watchAlone();
      });
    } else if (!isWatched) watchAlone();
    if (followsFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(
        safely('workspace/didChangeWorkspaceFolders', ({ added, removed }) => {
          const gone = new Set(removed.map((folder) => canonicalUri(folder.uri)));
          folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map((folder) => canonicalUri(folder.uri))];
          files.setFolders(folders);
          reads.setFolders(folders.filter((uri) => !isOfClient(uri)));
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
      opened.add(canonicalUri(document.uri));
      const uri = addressOf(document.uri);
      publisher.opened(uri, document.uri);
      publisher.refresh(workspace.apply([{ kind: 'edit', uri, text: document.getText() }]), uri);
    }),
  );
  documents.onDidClose(
    safely('textDocument/didClose', ({ document }) => {
      opened.delete(canonicalUri(document.uri));
      const uri = addressOf(document.uri);
      tokens.closed(canonicalUri(document.uri));
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

  connection.onDidChangeConfiguration(
    safely('workspace/didChangeConfiguration', (params) => {
      settings = readSettings(params.settings, settings);
      tellChanged(workspace.snapshot());
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

  connection.onNotification(
    SET_READS,
    safely(SET_READS, (params: unknown) => {
      reads.set(typeof params === 'object' && params !== null && 'outside' in params ? params.outside : undefined);
      publisher.refresh(workspace.readAnew());
    }),
  );

  const fitted = (method: string, made: unknown, snapshot: Snapshot, params: unknown) => {
    const uri = isDocumentParams(params) ? params.textDocument.uri : undefined;
    const fitting = fit?.answer(method, made, { snapshot, settings, uri }) ?? made;
    if (!method.startsWith('textDocument/semanticTokens')) return encoding.given(fitting, uri, textIn(snapshot));
    const text = uri === undefined ? undefined : textIn(snapshot)(canonicalUri(uri));
    return text === undefined ? fitting : encoding.givenTokens(text, fitting as SemanticTokens);
  };
  const answer = createAnswer(workspace, documents, log, () => editSupport, tokens, fitted, files.waiting);
  for (const feature of FEATURES) {
    // A request that comes without parameters is handed on without an argument for them.
    const asked: Feature = {
      ...feature,
      answer: (snapshot, params) => feature.answer(snapshot, encoding.taken(params, textIn(snapshot))),
    };
    connection.onRequest(feature.method, (...received: readonly unknown[]) =>
      answer(asked, received.at(-2), received.at(-1) as CancellationToken),
    );
  }

  followDocuments(documents, connection);
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

/** The texts of documents as the editor that counts in them has them. */
function textIn({ files }: Snapshot): TextOf {
  return (uri) => files.file(uri)?.text;
}

function foldersOf(params: InitializeParams): Uri[] {
  const folders = params.workspaceFolders?.map((folder) => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
  return folders.map(canonicalUri);
}
