/** Show Composed Config: a read-only document beside the editor that follows edits. */
import {
  commands,
  EventEmitter,
  type ExtensionContext,
  l10n,
  TabInputText,
  TabInputTextDiff,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import { type ComposedResult, SHOW_COMPOSED } from '../../../server/src/protocol';
import { isFile, toUri } from '../addresses';
import { debounce } from '../debounce';
import { sayInfo } from '../say';
import { askComposed, type Session } from '../session';
import { addressOf, type Shown, shownAt, withResolved } from './address';
import { composedText } from './composedText';

/** Of the composed documents; the query says what each shows. */
export const COMPOSED_SCHEME = 'hydrascope-composed';
/** Milliseconds without a change before an open composed document is asked for again. */
const QUIET = 60;

/** What an open document was made from. */
export interface Answered {
  readonly result: ComposedResult;
  /** How many lines stand before the composed text. */
  readonly shift: number;
}

/** The documents that are open, as the features of their lines see them. */
export type ComposedDocuments = (uri: Uri) => Answered | undefined;

/** The commands and the documents that they open. */
export function registerComposedDocument(context: ExtensionContext, session: Session): ComposedDocuments {
  const answers = new Map<string, Answered>();
  const changed = new EventEmitter<Uri>();
  const refresh = debounce(QUIET, () => {
    for (const document of workspace.textDocuments)
      if (document.uri.scheme === COMPOSED_SCHEME) changed.fire(document.uri);
  });
  context.subscriptions.push(
    changed,
    refresh,
    session.onDidChangeCompositions(refresh.call),
    // The server hears of the saving of an open document in no other way.
    workspace.onDidSaveTextDocument(refresh.call),
    workspace.onDidCloseTextDocument(({ uri }) => answers.delete(uri.toString())),
    workspace.registerTextDocumentContentProvider(COMPOSED_SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri, token) => {
        const shown = shownAt(uri.query);
        if (shown === undefined) return composedText({ text: '', problems: [] }, '');
        try {
          const { side, isResolved, like, isCompared } = shown;
          const params = { ...side, isResolved, ...(like && { like }) };
          const result = await askComposed(session, params, token);
          const text = composedText(result, side.uri, isCompared);
          const head = text.slice(0, text.length - result.text.length);
          answers.set(uri.toString(), { result, shift: head.split('\n').length - 1 });
          return text;
        } catch (error) {
          if (token.isCancellationRequested) return undefined;
          const why = error instanceof Error ? error.message : String(error);
          return `# ${l10n.t('The language server did not answer: {0}', why)}\n`;
        }
      },
    }),
    commands.registerCommand(SHOW_COMPOSED, (target?: Uri | string) => showComposed(session, target)),
    commands.registerCommand('hydrascope.showResolvedValues', () => showAgain(true)),
    commands.registerCommand('hydrascope.showWrittenValues', () => showAgain(false)),
  );
  return (uri) => answers.get(uri.toString());
}

export function composedUri(shown: Shown): Uri {
  return Uri.from({ scheme: COMPOSED_SCHEME, ...addressOf(shown) });
}

async function showComposed(session: Session, target: Uri | string | undefined): Promise<void> {
  const active = window.activeTextEditor?.document.uri;
  const source = typeof target === 'string' ? toUri(target) : target instanceof Uri ? target : active;
  if (source === undefined || !isFile(source)) {
    sayInfo(l10n.t('Open a Hydra config to see what it composes to.'));
    return;
  }
  const uri = session.client.code2ProtocolConverter.asUri(source);
  const { name } = await askComposed(session, { uri });
  if (name === undefined) {
    const path = workspace.asRelativePath(source);
    sayInfo(l10n.t('{0} belongs to no Hydra composition.', path));
    return;
  }
  // Named after the file: what it is seen from may change while the document is open.
  const document = await workspace.openTextDocument(
    composedUri({ side: { uri }, isResolved: false, isCompared: false }),
  );
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false });
}

/** Shows what the active tab shows, a document or two, with interpolations followed or as they are written. */
async function showAgain(isResolved: boolean): Promise<void> {
  const tab = window.tabGroups.activeTabGroup.activeTab;
  const again = (uri: Uri) => {
    const shown = uri.scheme === COMPOSED_SCHEME ? withResolved(uri.query, isResolved) : undefined;
    return shown && composedUri(shown);
  };
  if (tab?.input instanceof TabInputText) {
    const uri = again(tab.input.uri);
    if (uri === undefined) return;
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
  } else if (tab?.input instanceof TabInputTextDiff) {
    const [left, right] = [again(tab.input.original), again(tab.input.modified)];
    if (left === undefined || right === undefined) return;
    await commands.executeCommand('vscode.diff', left, right, tab.label, { preview: false });
  } else return;
  await window.tabGroups.close(tab, true);
}
