/** The language client: which documents the server sees, which files it hears of, what it may do in the window. */
import type { ChildProcess } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import {
  EventEmitter,
  type ExtensionContext,
  type FileSystemWatcher,
  type InlayHint,
  l10n,
  Uri,
  workspace,
} from 'vscode';
import {
  CodeLensRequest,
  InlayHintRequest,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  type LanguageClientOptions,
  type MessageTransports,
  RevealOutputChannelOn,
} from 'vscode-languageclient/node';
import {
  COMMANDS,
  COMPOSE_AND_LAUNCH,
  type HintKind,
  SET_READS,
  type SetReadsParams,
  SHOW_COMPOSED,
  SHOW_USERS,
  WATCHED,
} from '../../../server/src/protocol.ts';
import { PINS, readPins } from '../focus/pins';
import type { Crashes } from './crashes';
import { createErrorHandler } from './restart';
import type { ServerProcess } from './serverProcess';
import { withoutStale } from './staleEdits';

/**
 * A client that is not started yet. It starts a server that crashed again; one that it gave up, the
 * status item offers to start.
 */
export function createLanguageClient(
  context: ExtensionContext,
  crashes: Crashes,
  server: ServerProcess,
): LanguageClient {
  const options: LanguageClientOptions = {
    // Only what is on disk: our own read-only documents and other extensions' views are not configs.
    documentSelector: [
      { scheme: 'file', language: 'yaml' },
      { scheme: 'file', language: 'python' },
      { scheme: 'file', pattern: '**/hydrascope.yaml' },
      // Where people keep commands: the server answers where one starts an app of the project, and nowhere else.
      { scheme: 'file', pattern: COMMANDS },
    ],
    synchronize: { fileEvents: [...watchers(context)] },
    // Asked at each start, that after a crash too: a new server knows nothing of what was chosen.
    initializationOptions: () => ({
      watchesFiles: true,
      closesBraces: true,
      readsOutside: workspace.isTrusted,
      hearsChanges: true,
      commands: [COMPOSE_AND_LAUNCH, SHOW_COMPOSED, SHOW_USERS],
      pins: readPins(context.workspaceState.get(PINS)),
    }),
    // Hovers quote the workspace's own text: it must never become a link that runs a command.
    markdown: { isTrusted: false, supportHtml: false },
    errorHandler: createErrorHandler(crashes),
    // A server that dies this early is a crash like any other, and told as one.
    initializationFailedHandler: () => false,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    middleware: {
      sendRequest: async (type, params, token, next) =>
        withoutStale(await next(type, params, token), (uri) => versionOf(client, uri), refuseStale),
      provideCodeLenses: (document, token, next) =>
        workspace.getConfiguration('hydrascope', document.uri).get<boolean>('codeLens', true)
          ? next(document, token)
          : [],
      provideInlayHints: async (document, range, token, next) => {
        const settings = workspace.getConfiguration('hydrascope.inlayHints', document.uri);
        const hints = await next(document, range, token);
        return hints?.filter((hint) => settings.get<boolean>(kindOf(hint), true));
      },
    },
  };
  const client: LanguageClient = new LanguageClient(
    'hydrascope',
    'hydrascope',
    async () => talkWith(server.take(), client),
    options,
  );
  context.subscriptions.push(
    // A server that does not run is told when it starts.
    workspace.onDidGrantWorkspaceTrust(() =>
      client.sendNotification(SET_READS, { outside: true } satisfies SetReadsParams).catch(() => {}),
    ),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('hydrascope.codeLens')) refreshCodeLenses(client);
      if (event.affectsConfiguration('hydrascope.inlayHints')) refreshInlayHints(client);
    }),
  );
  return client;
}

function versionOf(client: LanguageClient, uri: string): number | undefined {
  const address = client.protocol2CodeConverter.asUri(uri).toString();
  return workspace.textDocuments.find((document) => document.uri.toString() === address)?.version;
}

function refuseStale(uri: string): never {
  throw new Error(l10n.t('{0} was changed meanwhile. Try it again.', workspace.asRelativePath(Uri.parse(uri))));
}

/** What the process prints, and how it ends, is told in the output. */
function talkWith(server: ChildProcess, client: LanguageClient): MessageTransports {
  const { stdout, stderr } = server;
  if (stdout !== null) createInterface(stdout).on('line', (line) => client.outputChannel.info(line));
  if (stderr !== null) createInterface(stderr).on('line', (line) => client.outputChannel.error(line));
  server.on('exit', (code, signal) => {
    if (code === 0) client.info('The language server ended.', undefined, false);
    else client.error(`The language server ended with ${signal ?? `code ${code}`}.`, undefined, false);
  });
  return { reader: new IPCMessageReader(server), writer: new IPCMessageWriter(server) };
}

/** Asks for the code lenses of open documents again: VS Code does that by itself only where a document changed. */
export function refreshCodeLenses(client: LanguageClient): void {
  const feature = client.getFeature(CodeLensRequest.method);
  for (const document of workspace.textDocuments) {
    feature.getProvider(document)?.onDidChangeCodeLensEmitter.fire();
  }
}

function refreshInlayHints(client: LanguageClient): void {
  const feature = client.getFeature(InlayHintRequest.method);
  for (const document of workspace.textDocuments) feature.getProvider(document)?.onDidChangeInlayHints.fire();
}

/** The last part of the setting that a hint goes by; the client library carries what the server sent beside it. */
function kindOf(hint: InlayHint): HintKind | '' {
  const { data } = hint as InlayHint & { readonly data?: { readonly kind?: HintKind } };
  return data?.kind ?? '';
}

function watchers(context: ExtensionContext): readonly FileSystemWatcher[] {
  const files = workspace.createFileSystemWatcher(WATCHED);
  const folders = folderWatcher();
  context.subscriptions.push(files, folders);
  return [files, folders];
}

/**
 * A folder that goes or comes is one event, with none for the files in it, and a pattern by extension misses it. What was
 * deleted can no longer be asked whether it was a folder, so every deletion without a file's usual ending is passed on.
 */
function folderWatcher(): FileSystemWatcher {
  const all = workspace.createFileSystemWatcher('**/*', false, true, false);
  const created = new EventEmitter<Uri>();
  const changed = new EventEmitter<Uri>();
  const deleted = new EventEmitter<Uri>();
  all.onDidDelete((uri) => {
    if (!isNoise(uri)) deleted.fire(uri);
  });
  all.onDidCreate(async (uri) => {
    if (!isNoise(uri) && (await isFolder(uri))) created.fire(uri);
  });
  return {
    ignoreCreateEvents: false,
    ignoreChangeEvents: true,
    ignoreDeleteEvents: false,
    onDidCreate: created.event,
    onDidChange: changed.event,
    onDidDelete: deleted.event,
    dispose: () => {
      for (const one of [all, created, changed, deleted]) one.dispose();
    },
  };
}

/** What tools write by the thousand, and the files that the other watcher reports. */
function isNoise(uri: Uri): boolean {
  return (
    /\/(?:\.git|node_modules|__pycache__|\.venv|venv|outputs|multirun)\//.test(uri.path) ||
    /\.(?:ya?ml|pyi?|ipynb|json|pyc|lock|log|pt|bin|tmp)$/i.test(uri.path)
  );
}

async function isFolder(uri: Uri): Promise<boolean> {
  try {
    return (await stat(uri.fsPath)).isDirectory();
  } catch {
    return false; // Gone again.
  }
}
