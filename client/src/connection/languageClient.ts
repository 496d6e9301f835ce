/** The language client: which documents the server sees, which files it hears of, what it may do in the window. */
import {
  EventEmitter,
  type ExtensionContext,
  type FileSystemWatcher,
  FileType,
  type InlayHint,
  l10n,
  MarkdownString,
  type MarkedString,
  type Uri,
  workspace,
} from 'vscode';
import {
  type BaseLanguageClient,
  CodeLensRequest,
  type DocumentFilter,
  InlayHintRequest,
  type LanguageClientOptions,
  RevealOutputChannelOn,
} from 'vscode-languageclient';
import {
  COMMANDS,
  COMPOSE_AND_LAUNCH,
  type HintKind,
  READ,
  type ReadParams,
  SET_READS,
  type SetReadsParams,
  SHOW_COMPOSED,
  SHOW_USERS,
  WATCHED,
} from '../../../server/src/protocol.ts';
import { fileSchemes, toAddress, toUri } from '../addresses';
import { PINS, readPins } from '../focus/pins';
import { withLinks } from '../links';
import { sayWarning } from '../say';
import type { Crashes } from './crashes';
import { readFiles } from './readFiles';
import { createErrorHandler } from './restart';
import { askGuarded, type EditGuard } from './staleEdits';
import { refuseWhenEnded } from './whileRunning';

/** How the server is reached, and whether what it plans can be run. */
export interface Connected {
  /** A client that is not started yet, over a process or a worker. */
  readonly connect: (options: LanguageClientOptions) => BaseLanguageClient;
  readonly canLaunch: boolean;
}

/**
 * A client that is not started yet. It starts a server that crashed again; one that it gave up, the
 * status item offers to start.
 */
export function createLanguageClient(
  context: ExtensionContext,
  crashes: Crashes,
  { connect, canLaunch }: Connected,
): BaseLanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: fileSchemes().flatMap(documentsOf),
    synchronize: { fileEvents: [...watchers(context)] },
    // Asked at each start, that after a crash too: a new server knows nothing of what was chosen.
    initializationOptions: () => ({
      watchesFiles: true,
      closesBraces: true,
      schemes: fileSchemes(),
      readsOutside: workspace.isTrusted,
      hearsChanges: true,
      commands: [...(canLaunch ? [COMPOSE_AND_LAUNCH] : []), SHOW_COMPOSED, SHOW_USERS],
      pins: readPins(context.workspaceState.get(PINS)),
    }),
    uriConverters: { code2Protocol: toAddress, protocol2Code: toUri },
    // Hovers quote the workspace's own text: it must never become a link that runs a command.
    markdown: { isTrusted: false, supportHtml: false },
    errorHandler: createErrorHandler(crashes),
    // A server that dies this early is a crash like any other, and told as one.
    initializationFailedHandler: () => false,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    middleware: {
      sendRequest: (type, params, token, next) => {
        const method = typeof type === 'string' ? type : type.method;
        return askGuarded({ method, params, ask: (given) => next(type, given, token) }, guard);
      },
      provideHover: async (document, position, token, next) => {
        const hover = await next(document, position, token);
        if (hover) hover.contents = hover.contents.map(linked);
        return hover;
      },
      provideCodeLenses: (document, token, next) =>
        workspace.getConfiguration('hydrascope', document.uri).get<boolean>('codeLens', true)
          ? next(document, token)
          : [],
      provideInlayHints: async (document, range, token, next) => {
        const settings = workspace.getConfiguration('hydrascope.inlayHints', document.uri);
        const hints = await next(document, range, token);
        const shown = hints?.filter((hint) => settings.get<boolean>(kindOf(hint), true));
        for (const hint of shown ?? []) if (typeof hint.tooltip === 'object') hint.tooltip = linked(hint.tooltip);
        return shown;
      },
    },
  };
  const client = connect(options);
  refuseWhenEnded(client);
  const guard: EditGuard = {
    versionOf: (uri) => versionOf(client, uri),
    refusal: staleRefusal,
    // Beside the message, which is soon gone, the output has it.
    tell: (refusal) => {
      client.warn(refusal, undefined, false);
      sayWarning(refusal);
    },
  };
  context.subscriptions.push(
    client.onRequest(READ, (asked: ReadParams) => readFiles(asked)),
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

/** Only what is in a file: our own read-only documents and other extensions' views are not configs. */
function documentsOf(scheme: string): DocumentFilter[] {
  return [
    { scheme, language: 'yaml' },
    { scheme, language: 'python' },
    { scheme, pattern: '**/hydrascope.yaml' },
    // Where people keep commands: the server answers where one starts an app of the project, and nowhere else.
    { scheme, pattern: COMMANDS },
  ];
}

function linked<T extends MarkdownString | MarkedString>(content: T): T | MarkdownString {
  return content instanceof MarkdownString ? withLinks(content.value) : content;
}

function versionOf(client: BaseLanguageClient, uri: string): number | undefined {
  const address = client.protocol2CodeConverter.asUri(uri).toString();
  return workspace.textDocuments.find((document) => document.uri.toString() === address)?.version;
}

function staleRefusal(uri: string | undefined): string {
  return uri === undefined
    ? l10n.t('The file was changed meanwhile. Try it again.')
    : l10n.t('{0} was changed meanwhile. Try it again.', workspace.asRelativePath(toUri(uri)));
}

/** Asks for the code lenses of open documents again: VS Code does that by itself only where a document changed. */
export function refreshCodeLenses(client: BaseLanguageClient): void {
  const feature = client.getFeature(CodeLensRequest.method);
  for (const document of workspace.textDocuments) {
    feature.getProvider(document)?.onDidChangeCodeLensEmitter.fire();
  }
}

function refreshInlayHints(client: BaseLanguageClient): void {
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
    return ((await workspace.fs.stat(uri)).type & FileType.Directory) !== 0;
  } catch {
    return false; // Gone again.
  }
}
