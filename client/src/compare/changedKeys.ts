/** Show Changed Keys: the table of a comparison, a quick pick whose rows move the diff editor and lead to the files. */
import {
  commands,
  type ExtensionContext,
  env,
  l10n,
  type QuickPickItem,
  QuickPickItemKind,
  Range,
  Selection,
  TabInputTextDiff,
  TextEditorRevealType,
  ThemeIcon,
  type Uri,
  window,
} from 'vscode';
import type { CompareResult, DecidedValue, Difference, Place } from '../../../server/src/protocol';
import { type Shown, shownAt, sideName } from '../composed/address';
import { COMPOSED_SCHEME, type ComposedDocuments } from '../composed/composedDocument';
import { locationOf } from '../composed/composedLines';
import { sayError, sayInfo } from '../say';
import { askCompare, type Session } from '../session';
import { type ChangeRow, changeRows, changeTable } from './compareRows';

/** The command `hydrascope.showChangedKeys`, for the comparison in the active tab. */
export function registerChangedKeys(context: ExtensionContext, session: Session, documents: ComposedDocuments): void {
  context.subscriptions.push(
    commands.registerCommand('hydrascope.showChangedKeys', async () => {
      const compared = comparedIn();
      if (compared === undefined) {
        sayInfo(l10n.t('Compare a composed config first: its changed keys are listed then.'));
        return;
      }
      try {
        const { left, right } = compared;
        const { isResolved } = right.shown;
        const result = await askCompare(session, { left: left.shown.side, right: right.shown.side, isResolved });
        await pickChange(compared, result, documents);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        sayError(l10n.t('Show Changed Keys: {0}', why));
      }
    }),
  );
}

interface Half {
  readonly uri: Uri;
  readonly shown: Shown;
}
interface Compared {
  readonly left: Half;
  readonly right: Half;
}

function comparedIn(): Compared | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputTextDiff)) return undefined;
  const half = (uri: Uri): Half | undefined => {
    const shown = uri.scheme === COMPOSED_SCHEME ? shownAt(uri.query) : undefined;
    return shown && { uri, shown };
  };
  const [left, right] = [half(input.original), half(input.modified)];
  return left && right && { left, right };
}

interface ChangeItem extends QuickPickItem {
  readonly row: ChangeRow;
}

const LEFT = { iconPath: new ThemeIcon('arrow-left'), tooltip: l10n.t('Go to who decided it on the left') };
const RIGHT = { iconPath: new ThemeIcon('arrow-right'), tooltip: l10n.t('Go to who decided it on the right') };
const COPY = { iconPath: new ThemeIcon('copy'), tooltip: l10n.t('Copy as a Markdown table') };

async function pickChange(compared: Compared, result: CompareResult, documents: ComposedDocuments): Promise<void> {
  const { differences } = result;
  const titles = [
    sideName(compared.left.shown.side, result.left),
    sideName(compared.right.shown.side, result.right),
  ] as const;
  if (differences.length === 0) {
    sayInfo(l10n.t('{0} and {1}: no value differs.', ...titles));
    return;
  }
  const pick = window.createQuickPick<ChangeItem>();
  // The tab behind it says of what.
  pick.title = l10n.t('Changed Keys ({0})', differences.length);
  pick.placeholder = l10n.t('A key, a value or a file; Enter goes to who decided it');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.buttons = [COPY];
  pick.items = changeRows(differences).map(itemOf);
  return new Promise((resolve) => {
    const go = (place: Place | undefined) => {
      if (place === undefined) return;
      pick.hide();
      const { uri, range } = locationOf(place);
      void window.showTextDocument(uri, { selection: range });
    };
    pick.onDidChangeActive(([item]) => item?.row.difference && reveal(compared, item.row.difference, documents));
    pick.onDidAccept(() => {
      const difference = pick.selectedItems[0]?.row.difference;
      if (difference === undefined) return;
      const place = difference.right?.target ?? difference.left?.target;
      // An override has no file: the line in the comparison is the place to be.
      if (place === undefined) pick.hide();
      go(place);
    });
    pick.onDidTriggerItemButton(({ item, button }) => {
      const { left, right } = item.row.difference ?? {};
      go((button === LEFT ? left : right)?.target);
    });
    pick.onDidTriggerButton(async () => {
      await env.clipboard.writeText(changeTable(differences, titles));
      window.setStatusBarMessage(l10n.t('The changed keys are on the clipboard.'), 4000);
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve();
    });
    pick.show();
  });
}

function itemOf(row: ChangeRow): ChangeItem {
  const { label, description, detail, difference } = row;
  if (difference === undefined) return { row, label, kind: QuickPickItemKind.Separator };
  const buttons = [
    ...(difference.left?.target === undefined ? [] : [LEFT]),
    ...(difference.right?.target === undefined ? [] : [RIGHT]),
  ];
  return {
    row,
    label,
    buttons,
    ...(description !== undefined && { description }),
    ...(detail !== undefined && { detail }),
  };
}

/** Shows the key in the diff editor, while the quick pick keeps the focus. */
function reveal({ left, right }: Compared, difference: Difference, documents: ComposedDocuments): void {
  const [half, value] = difference.right === undefined ? [left, difference.left] : [right, difference.right];
  const line = lineIn(half, value, documents);
  const editor = window.visibleTextEditors.find(({ document }) => document.uri.toString() === half.uri.toString());
  if (editor === undefined || line === undefined || line >= editor.document.lineCount) return;
  const range = new Range(line, 0, line, 0);
  editor.selection = new Selection(range.start, range.end);
  editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
}

function lineIn({ uri }: Half, value: DecidedValue | undefined, documents: ComposedDocuments): number | undefined {
  return value?.line === undefined ? undefined : value.line + (documents(uri)?.shift ?? 0);
}
