import {
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type TextDocuments,
} from 'vscode-languageserver';
import { isRecord } from '../features/index.ts';
import type { Unread, Workspace } from '../project/index.ts';
import { SET_FOCUS, SET_READS, WATCHED } from '../protocol.ts';
import { canonicalUri, type Uri } from '../text/index.ts';
import type { Client } from './client.ts';
import { type ClientFiles, isOfClient } from './clientFiles.ts';
import type { OpenDocument } from './documents.ts';
import type { ErrorLog } from './log.ts';
import { withPin } from './pins.ts';
import type { Publisher } from './publish.ts';
import type { Reads } from './reads.ts';
import { readSettings, type Settings } from './settings.ts';
import { type Disk, watchDisk } from './watch.ts';

/** What changes when somebody types, saves, opens a folder or chooses; and who is to hear of it. */
export interface Changing {
  readonly connection: Connection;
  readonly log: ErrorLog;
  readonly workspace: Workspace;
  readonly documents: TextDocuments<OpenDocument>;
  readonly publisher: Publisher;
  readonly files: ClientFiles;
  readonly reads: Reads;
  /** Documents that are open, by canonical address; kept up to date here. */
  readonly opened: Set<Uri>;
  /** Where there is one. */
  readonly disk: Disk | undefined;
  readonly closed: (uri: Uri) => void;
  readonly choose: (change: (before: Settings) => Settings) => void;
  /** Compositions are seen differently, with nothing new to tell of what is wrong. */
  readonly seenAnew: () => void;
}

/** Takes in what a client tells, from the start; `client` is who it is when `initialized` has come. */
export function followChanges(changing: Changing, client: () => Client): void {
  const { connection, log, workspace, documents, publisher, files, opened } = changing;
  const safely = safelyWith(log);
  const addressOf = (uri: string) => workspace.snapshot().files.listed(canonicalUri(uri));
  // An open buffer's text is the editor's, and its saving changes nothing, unless Hydra can no longer read what was saved.
  const saysNothing = (uri: Uri): boolean => {
    const { files: read } = workspace.snapshot();
    return read.isCovered(uri) && isPlain(read.disk.read(uri));
  };
  const wasWritten = (uris: readonly Uri[]): void => {
    if (uris.length > 0) publisher.refresh(workspace.apply(uris.map((uri) => ({ kind: 'disk', uri }))));
  };

  connection.onInitialized(() => {
    followDisk(changing, client(), (uris) => wasWritten(uris.filter((uri) => !saysNothing(uri))));
    if (client().workspace.workspaceFolders === true) followFolders(changing, client().folders);
    publisher.refresh(workspace.snapshot());
  });
  documents.onDidChangeContent(
    safely('textDocument/didChange', ({ document }) => {
      opened.add(canonicalUri(document.uri));
      const uri = addressOf(document.uri);
      publisher.opened(uri, document.uri);
      publisher.refresh(workspace.apply([{ kind: 'edit', uri, text: document.text }]), uri);
    }),
  );
  documents.onDidClose(
    safely('textDocument/didClose', ({ document }) => {
      opened.delete(canonicalUri(document.uri));
      changing.closed(canonicalUri(document.uri));
      publisher.refresh(workspace.apply([{ kind: 'close', uri: addressOf(document.uri) }]));
    }),
  );
  connection.onDidChangeWatchedFiles(
    safely('workspace/didChangeWatchedFiles', ({ changes }) => {
      const changed = changes.map(({ uri, type }) => ({
        uri: canonicalUri(uri),
        isContent: type === FileChangeType.Changed,
      }));
      const tell = () =>
        wasWritten(changed.filter(({ uri, isContent }) => !isContent || !saysNothing(uri)).map(({ uri }) => uri));
      const reloaded = files.reload(changed);
      if (reloaded === undefined) tell();
      else reloaded.then(tell).catch((error) => log('workspace/didChangeWatchedFiles', error));
    }),
  );
  followChoices(changing);
}

/** UTF-8 without a byte order mark, which editors do not count as text. */
function isPlain(read: string | Unread | undefined): boolean {
  return typeof read === 'string' && !read.startsWith('\ufeff');
}

/** Settings, the focus, and what may be read. */
function followChoices({ connection, log, workspace, publisher, reads, choose, seenAnew }: Changing): void {
  const safely = safelyWith(log);
  connection.onDidChangeConfiguration(
    safely('workspace/didChangeConfiguration', ({ settings }) => {
      choose((before) => readSettings(settings, before));
      seenAnew();
    }),
  );
  connection.onNotification(
    SET_FOCUS,
    safely(SET_FOCUS, (params: unknown) => {
      workspace.setPins(withPin(workspace.snapshot().pins, params));
      // What is wrong stays what it was: diagnostics do not go by pins.
      seenAnew();
    }),
  );
  connection.onNotification(
    SET_READS,
    safely(SET_READS, (params: unknown) => {
      reads.set(isRecord(params) ? params.outside : undefined);
      publisher.refresh(workspace.readAnew());
    }),
  );
}

/** Files that are written by others, where the client does not tell of them by itself. */
function followDisk(
  { connection, log, workspace, disk }: Changing,
  { watching }: Client,
  written: (uris: readonly Uri[]) => void,
): void {
  if (watching === 'itself') return;
  const watchAlone = () => disk && watchDisk(workspace, disk, safelyWith(log)('watching the disk', written));
  if (watching === 'never') {
    watchAlone();
    return;
  }
  const watchers = [{ globPattern: WATCHED }];
  connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch((error) => {
    // A client that refuses, though it offered it, is one that does not tell of files.
    log('client/registerCapability', error);
    watchAlone();
  });
}

function followFolders(
  { connection, log, workspace, publisher, files, reads }: Changing,
  opened: readonly Uri[],
): void {
  // All that the editor has open; the workspace leaves out what lies inside another one.
  let folders = opened;
  connection.workspace.onDidChangeWorkspaceFolders(
    safelyWith(log)('workspace/didChangeWorkspaceFolders', ({ added, removed }) => {
      const gone = new Set(removed.map(({ uri }) => canonicalUri(uri)));
      const come = added.map(({ uri }) => canonicalUri(uri));
      folders = [...folders.filter((uri) => !gone.has(uri)), ...come];
      reach(folders, { files, reads });
      // What lies in them was out of reach until now.
      workspace.apply(come.map((uri) => ({ kind: 'disk', uri })));
      publisher.refresh(workspace.setFolders(folders));
    }),
  );
}

/** Lets these folders be read. */
export function reach(folders: readonly Uri[], { files, reads }: Pick<Changing, 'files' | 'reads'>): void {
  files.setFolders(folders);
  reads.setFolders(folders.filter((uri) => !isOfClient(uri)));
}

/** The library keeps an exception in a handler from doing harm, but not its stack. */
function safelyWith(log: ErrorLog) {
  return <E>(where: string, handle: (event: E) => void) =>
    (event: E): void => {
      try {
        handle(event);
      } catch (error) {
        log(where, error);
      }
    };
}
