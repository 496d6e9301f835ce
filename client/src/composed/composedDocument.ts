/** Show Composed Config: a read-only document beside the editor that follows edits. */
import { posix } from 'node:path';
import { commands, EventEmitter, type ExtensionContext, Uri, ViewColumn, window, workspace } from 'vscode';
import { SHOW_COMPOSED } from '../../../server/src/protocol';
import { debounce } from '../debounce';
import { askComposed, type Session } from '../session';
import { composedText } from './composedText';

/** Of the composed documents, whose query is the address of the file that they are about. */
export const COMPOSED_SCHEME = 'hydrascope-composed';
/** Milliseconds without a change before an open composed document is asked for again. */
const QUIET = 60;

/** The command and the documents that it opens; their address holds the address of the file they are about. */
export function registerComposedDocument(context: ExtensionContext, session: Session): void {
  const changed = new EventEmitter<Uri>();
  const refresh = debounce(QUIET, () => {
    for (const document of workspace.textDocuments)
      if (document.uri.scheme === COMPOSED_SCHEME) changed.fire(document.uri);
  });
  context.subscriptions.push(
    changed,
    refresh,
    session.onDidChangeCompositions(refresh.call),
    workspace.registerTextDocumentContentProvider(COMPOSED_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri, token) => {
        try {
          return composedText(await askComposed(session, { uri: uri.query }, token), uri.query);
        } catch (error) {
          if (token.isCancellationRequested) return undefined;
          return `# The language server did not answer: ${error instanceof Error ? error.message : String(error)}\n`;
        }
      },
    }),
    commands.registerCommand(SHOW_COMPOSED, (target?: Uri | string) => showComposed(session, target)),
  );
}

async function showComposed(session: Session, target: Uri | string | undefined): Promise<void> {
  const active = window.activeTextEditor?.document.uri;
  const source = typeof target === 'string' ? Uri.parse(target) : (target ?? active);
  if (source?.scheme !== 'file') {
    window.showInformationMessage('Open a Hydra config to see what it composes to.');
    return;
  }
  const uri = session.client.code2ProtocolConverter.asUri(source);
  const { name } = await askComposed(session, { uri });
  if (name === undefined) {
    window.showInformationMessage(`${workspace.asRelativePath(source)} belongs to no Hydra composition.`);
    return;
  }
  // Named after the file: what it is seen from may change while the document is open.
  const path = `/${posix.basename(source.path, '.yaml')} (composed).yaml`;
  const document = await workspace.openTextDocument(Uri.from({ scheme: COMPOSED_SCHEME, path, query: uri }));
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false });
}
