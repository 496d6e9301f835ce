/** Compare Composed Config: what with, and then both in VS Code's own diff editor. */
import {
  commands,
  type ExtensionContext,
  l10n,
  type QuickPickItem,
  QuickPickItemKind,
  ThemeIcon,
  Uri,
  window,
} from 'vscode';
import { COMPARE_COMPOSED, type CompareResult, type Side } from '../../../server/src/protocol';
import { isFile, toAddress, toUri } from '../addresses';
import { shownAt, sideName } from '../composed/address';
import { COMPOSED_SCHEME, type ComposedDocuments, composedUri } from '../composed/composedDocument';
import { composeOverrides } from '../launch/composer';
import { earlierOverrides, HISTORY, readHistory } from '../launch/history';
import { overridesLine } from '../launch/shell';
import { SEE } from '../rows';
import { sayError, sayInfo } from '../say';
import { askCompare, askCompareChoices, askPlan, askPrimaries, type Session } from '../session';
import { registerChangedKeys } from './changedKeys';
import { type CompareRow, compareRows, type Pair } from './compareRows';

/** The command's second argument, for keybindings, other extensions and tests: with it no window opens. */
export interface CompareOptions {
  /** Without it: the file, as it is seen. */
  readonly left?: Side;
  readonly right: Side;
}

/** The command `hydrascope.compareComposedConfig(uri?, options?)`, which answers what differs. */
export function registerCompare(context: ExtensionContext, session: Session, documents: ComposedDocuments): void {
  registerChangedKeys(context, session, documents);
  context.subscriptions.push(
    commands.registerCommand(COMPARE_COMPOSED, async (target?: Uri | string, options?: CompareOptions) => {
      const source = typeof target === 'string' ? toUri(target) : target instanceof Uri ? target : activeSource();
      if (source === undefined || !isFile(source)) {
        sayInfo(l10n.t('Open a Hydra config, or choose the folder of a run, to compare it.'));
        return undefined;
      }
      const uri = session.client.code2ProtocolConverter.asUri(source);
      // Menus pass things of their own as a second argument.
      if (typeof options?.right?.uri === 'string') {
        const own = (side: Side): Side => ({ ...side, uri: toAddress(toUri(side.uri)) });
        return openPair(session, { left: own(options.left ?? { uri }), right: own(options.right) });
      }
      try {
        const pair = await choosePair(context, session, uri);
        return pair && (await openPair(session, pair));
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        sayError(l10n.t('Compare Composed Config: {0}', why));
        return undefined;
      }
    }),
  );
}

/** The active config; of a composed document, the file that it is about. */
function activeSource(): Uri | undefined {
  const uri = window.activeTextEditor?.document.uri;
  const shown = uri?.scheme === COMPOSED_SCHEME ? shownAt(uri.query) : undefined;
  return shown === undefined ? uri : toUri(shown.side.uri);
}

/** Shows both sides; where they come to the same, that is said. */
async function openPair(session: Session, { left, right }: Pair): Promise<CompareResult> {
  const result = await askCompare(session, { left, right });
  for (const [side, told] of [
    [left, result.left],
    [right, result.right],
  ] as const) {
    if (told.name !== undefined) continue;
    const path = toUri(side.uri).fsPath;
    throw new Error(
      side.isRun ? l10n.t('No run left its .hydra in {0}.', path) : l10n.t('{0} belongs to no composition.', path),
    );
  }
  const title = `${sideName(left, result.left)} ↔ ${sideName(right, result.right)}`;
  await commands.executeCommand(
    'vscode.diff',
    composedUri({ side: left, isResolved: false, isCompared: true }),
    composedUri({ side: right, isResolved: false, isCompared: true, like: left }),
    title,
    { preview: false },
  );
  if (result.differences.length === 0) void sayInfo(l10n.t('{0}: no value differs.', title));
  return result;
}

interface CompareItem extends QuickPickItem {
  readonly row: CompareRow;
}

async function choosePair(context: ExtensionContext, session: Session, uri: string): Promise<Pair | undefined> {
  const choices = await askCompareChoices(session, { uri });
  const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  const rows = compareRows(uri, choices, (milliseconds) => dates.format(milliseconds));
  if (rows.length === 0) {
    sayInfo(l10n.t('There is nothing to compare here: it is no Hydra config, and no run left its .hydra in it.'));
    return undefined;
  }
  const picked = await pickRow(titleOf(uri, choices.seen ?? choices.run), rows);
  if (picked === undefined) return undefined;
  const { row, isPlain } = picked;
  if (row.kind === 'run' && row.uri !== undefined) return choosePair(context, session, row.uri);
  if (row.kind === 'overrides' && row.pair !== undefined) return withOverrides(context, session, row.pair);
  return isPlain ? row.plain : row.pair;
}

function titleOf(uri: string, told: { readonly name?: string; readonly overrides: readonly string[] } | undefined) {
  const what = told?.name === undefined ? toUri(uri).path.split('/').at(-1) : sideName({ uri }, told);
  return l10n.t('Compare {0} with', what ?? '');
}

const PLAIN = { iconPath: new ThemeIcon('discard'), tooltip: l10n.t("Without the run's overrides") };

function pickRow(
  title: string,
  rows: readonly CompareRow[],
): Promise<{ readonly row: CompareRow; readonly isPlain: boolean } | undefined> {
  const pick = window.createQuickPick<CompareItem>();
  pick.title = title;
  pick.placeholder = l10n.t('Another config, another option, an earlier run');
  pick.matchOnDescription = true;
  pick.items = rows.map(itemOf);
  return new Promise((resolve) => {
    let picked: { readonly row: CompareRow; readonly isPlain: boolean } | undefined;
    const done = (item: CompareItem | undefined, isPlain: boolean) => {
      if (item === undefined) return;
      picked = { row: item.row, isPlain };
      pick.hide();
    };
    pick.onDidAccept(() => done(pick.selectedItems[0], false));
    pick.onDidTriggerItemButton(({ item }) => done(item, true));
    pick.onDidHide(() => {
      pick.dispose();
      resolve(picked);
    });
    pick.show();
  });
}

function itemOf(row: CompareRow): CompareItem {
  const { kind, label, description, detail, icon = 'blank', plain } = row;
  if (kind === 'heading') return { row, label, kind: QuickPickItemKind.Separator };
  return {
    row,
    label: `$(${icon}) ${label}`,
    ...(description !== undefined && { description }),
    ...(detail !== undefined && { detail }),
    ...(plain !== undefined && { buttons: [PLAIN] }),
  };
}

/** The composer of Compose & Launch, which checks what is typed. */
async function withOverrides(
  context: ExtensionContext,
  session: Session,
  { left, right }: Pair,
): Promise<Pair | undefined> {
  const config = (await askPrimaries(session)).find(({ uri }) => uri === right.uri);
  if (config === undefined) throw new Error(l10n.t('No app starts with this config.'));
  const earlier = earlierOverrides(readHistory(context.workspaceState.get(HISTORY)), config.uri);
  const purpose = {
    ...SEE,
    able: (name: string) => `$(diff) ${l10n.t('Compare with {0}', name)}`,
    unable: (name: string) => `$(error) ${l10n.t('Cannot compare with {0}', name)}`,
    title: l10n.t('Compare with Overrides'),
    placeholder: l10n.t('Overrides, such as seq_len=2048 +note=first; Enter compares'),
  };
  const line = await composeOverrides(session, config, overridesLine(right.composedWith ?? []), earlier, purpose);
  if (line === undefined) return undefined;
  const plan = await askPlan(session, { uri: config.uri, overrides: line });
  return { left, right: { uri: config.uri, composedWith: plan.overrides } };
}
