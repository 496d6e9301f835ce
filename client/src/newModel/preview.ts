/** What a new model config would change, shown in VS Code's own diff editor before anything is written. */
import { commands, type Disposable, type ExtensionContext, l10n, type Tab, type Uri, window, workspace } from 'vscode';
import type { FileChange } from '../../../server/src/protocol';
import { toUri } from '../addresses';
import { changedText } from './newModelRows';

/** Of documents that stand for files which are not written yet. */
const SCHEME = 'hydrascope-new';

/** Shows files as they would be. Disposing closes what was opened. */
export async function showPreview(
  context: ExtensionContext,
  name: string,
  changes: readonly FileChange[],
): Promise<Disposable> {
  const texts = new Map<string, string>();
  const rows: [Uri, Uri | undefined, Uri][] = [];
  for (const change of changes) {
    const uri = toUri(change.uri);
    const isNew = change.kind === 'create';
    const before = isNew ? '' : (await workspace.openTextDocument(uri)).getText();
    // Each preview has addresses of its own: VS Code keeps the text of one that it has shown.
    const shown = uri.with({ scheme: SCHEME, query: `${Date.now()}` });
    texts.set(shown.toString(), changedText(change, before));
    rows.push([uri, isNew ? undefined : uri, shown]);
  }
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()),
  });
  context.subscriptions.push(provider);
  const title = l10n.t('New model config {0}', name);
  await commands.executeCommand('vscode.changes', title, rows);
  return {
    dispose: () => {
      // VS Code adds the number of files to the title.
      const tabs = window.tabGroups.all
        .flatMap((group) => group.tabs)
        .filter((tab: Tab) => tab.label.startsWith(title));
      void window.tabGroups.close(tabs).then(() => provider.dispose());
    },
  };
}
