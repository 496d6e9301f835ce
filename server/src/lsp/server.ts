import {
  type CancellationToken,
  type Connection,
  type InitializeResult,
  type SemanticTokens,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { version } from '../../../package.json';
import { FEATURES, type Feature, isDocumentParams } from '../features/index.ts';
import { createWorkspace, fencedHost, type Host, type Snapshot, type Workspace } from '../project/index.ts';
import { READ } from '../protocol.ts';
import { canonicalUri, type Uri } from '../text/index.ts';
import { type Asked, createAnswer } from './answers.ts';
import { followChanges, reach } from './changes.ts';
import { type Client, forSchemes, NOBODY, readClient } from './client.ts';
import { type ClientFiles, createClientFiles } from './clientFiles.ts';
import { createDocuments, followDocuments } from './documents.ts';
import type { TextOf } from './encoding.ts';
import { createTellLeftOut } from './leftOut.ts';
import { createErrorLog, type ErrorLog } from './log.ts';
import { type Progress, startProgress } from './progress.ts';
import { createPublisher, type Publisher } from './publish.ts';
import type { GatedReader } from './reader.ts';
import { createReads } from './reads.ts';
import { createTellChanged } from './refresh.ts';
import { withShownText } from './shownText.ts';
import { createTokenDeltas } from './tokenDeltas.ts';
import { versioned } from './versioned.ts';
import { warn } from './warn.ts';

/**
 * Starts answering on a connection. The runtime brings the connection and, where it has one, the disk; everything else is
 * here. What is on no disk the client reads. What goes wrong outside of requests is to be written to the log that it hands
 * back.
 */
export function startServer(connection: Connection, { isNewest }: GatedReader, host?: Host): ErrorLog {
  const log = createErrorLog((text) => connection.console.error(text));
  let client = NOBODY;
  let settings = NOBODY.settings;
  const documents = createDocuments((text, position) => client.encoding.takenIn(text, position));
  const opened = new Set<Uri>();
  const reads = createReads(host, opened);
  const disk = host && { host, fenced: fencedHost(host, reads) };
  const files: ClientFiles = createClientFiles({
    disk: disk?.fenced,
    ask: (params) => connection.sendRequest(READ, params),
    arrived: (uris) => publisher.refresh(workspace.apply(uris.map((uri) => ({ kind: 'disk', uri })))),
    failed: (error) => log(READ, error),
    spent: (message) => warn(connection, message),
    progress: readingProgress(connection),
  });
  const workspace: Workspace = createWorkspace(files.host, { folders: [] });
  const tellChanged = createTellChanged(connection, log);
  const tellLeftOut = createTellLeftOut(connection);
  const publisher: Publisher = createPublisher({
    connection,
    log,
    settle: workspace.settle,
    changed: () => {
      tellChanged(client, workspace.snapshot());
      tellLeftOut(workspace.snapshot());
    },
    fitted: (diagnostics, uri, snapshot) => client.encoding.given(diagnostics, uri, textIn(snapshot)),
    isWaiting: () => files.waiting() !== undefined,
  });
  const tokens = createTokenDeltas((uri) =>
    workspace.snapshot().files.isCovered(workspace.snapshot().files.listed(uri)),
  );

  connection.onInitialize((params): InitializeResult => {
    client = readClient(params);
    ({ settings } = client);
    reads.set(client.readsOutside);
    reach(client.folders, { files, reads });
    workspace.setFolders(client.folders);
    workspace.setPins(client.pins);
    return { serverInfo: { name: 'hydrascope', version }, capabilities: capabilitiesFor(client) };
  });
  followChanges(
    {
      ...{ connection, log, workspace, documents, publisher, files, reads, opened, disk },
      closed: (uri) => tokens.closed(uri),
      choose: (change) => {
        settings = change(settings);
      },
      seenAnew: () => tellChanged(client, workspace.snapshot()),
    },
    () => client,
  );

  const answer = createAnswer({
    workspace,
    log,
    waiting: files.waiting,
    isNewest,
    fitted: (made, asked) => {
      const uri = isDocumentParams(asked.params) ? asked.params.textDocument.uri : undefined;
      const shown = withShownText(asked.method, made);
      const understood = client.fit.answer(asked.method, shown, { snapshot: asked.snapshot, settings, uri });
      const counted = encoded(understood, asked, client);
      return versioned(tokens.sent(asked.method, asked.params, counted), documents, client.workspace.workspaceEdit);
    },
  });
  for (const feature of FEATURES) {
    // A request that comes without parameters is handed on without an argument for them.
    const asked: Feature = {
      ...feature,
      answer: (snapshot, params) => feature.answer(snapshot, client.encoding.taken(params, textIn(snapshot))),
    };
    connection.onRequest(feature.method, (...received: readonly unknown[]) =>
      answer(asked, received.at(-2), received.at(-1) as CancellationToken),
    );
  }

  followDocuments(documents, connection);
  connection.listen();
  return log;
}

/** What this client is offered. */
function capabilitiesFor(client: Client): ServerCapabilities {
  const all: ServerCapabilities = Object.assign({}, ...FEATURES.map((feature) => feature.capabilities));
  const capabilities = forSchemes(all, client);
  return {
    ...client.fit.promised(capabilities),
    positionEncoding: client.encoding.kind,
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    workspace: { ...capabilities.workspace, workspaceFolders: { supported: true, changeNotifications: true } },
  };
}

/** Tells how much of what was asked of the client is here, from the first file until nothing is on its way. */
function readingProgress(connection: Connection): (done: number, total: number) => void {
  let reading: Progress | undefined;
  return (done, total) => {
    reading ??= startProgress(connection, 'hydrascope: reading the workspace');
    reading.report(done, total);
    if (done < total) return;
    reading.end();
    reading = undefined;
  };
}

/** An answer in the units in which the client counts. */
function encoded(answer: unknown, { method, params, snapshot }: Asked, { encoding }: Client): unknown {
  const uri = isDocumentParams(params) ? params.textDocument.uri : undefined;
  if (!method.startsWith('textDocument/semanticTokens')) return encoding.given(answer, uri, textIn(snapshot));
  const text = uri === undefined ? undefined : textIn(snapshot)(canonicalUri(uri));
  return text === undefined ? answer : encoding.givenTokens(text, answer as SemanticTokens);
}

/** The texts of documents as the editor that counts in them has them. */
function textIn({ files }: Snapshot): TextOf {
  return (uri) => files.file(uri)?.text;
}
