/** Choose Focus: the composition that configs are seen from, in the status bar and in a quick pick, remembered. */
import {
  commands,
  type ExtensionContext,
  l10n,
  MarkdownString,
  type QuickPickItem,
  QuickPickItemKind,
  StatusBarAlignment,
  ThemeColor,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from 'vscode';
import { CHOOSE_FOCUS, type Focus, type FocusResult } from '../../../server/src/protocol';
import { toUri } from '../addresses';
import { composeOverrides } from '../launch/composer';
import { earlierOverrides, HISTORY, readHistory } from '../launch/history';
import { overridesLine } from '../launch/shell';
import { SEE } from '../rows';
import { sayError, sayInfo } from '../say';
import { askFocus, askFocusChoices, askPlan, askPrimaries, type Session, sendFocus } from '../session';
import { type ActiveFocus, activeConfig } from './activeFocus';
import { type FocusRow, focusRows, focusStatus } from './focusRows';
import { isFocus, PINS, readPins, withPin } from './pins';

/** The command's second argument, for keybindings, other extensions and tests: with it no window opens. */
export interface ChooseFocusOptions {
  /** `null`: automatic. */
  readonly pin: Focus | null;
}

/** The command `hydrascope.chooseFocus(uri?, options?)`, which answers what the file is seen from, and its status item. */
export function registerFocus(context: ExtensionContext, session: Session, active: ActiveFocus): void {
  showInStatusBar(context, active);
  context.subscriptions.push(
    commands.registerCommand(CHOOSE_FOCUS, async (target?: Uri | string, options?: ChooseFocusOptions) => {
      const config = typeof target === 'string' ? toUri(target) : target instanceof Uri ? target : activeConfig();
      const uri = config && session.client.code2ProtocolConverter.asUri(config);
      if (uri === undefined) {
        sayInfo(l10n.t('Open a Hydra config to choose what it is seen from.'));
        return undefined;
      }
      // Menus pass things of their own as a second argument.
      const isGiven = options?.pin === null || isFocus(options?.pin);
      try {
        const { root } = await askFocus(session, { uri });
        const pin = root === undefined || isGiven ? options?.pin : await chooseFocus(context, session, uri);
        if (root !== undefined && pin !== undefined) await setFocus(context, session, root, pin ?? undefined);
        return await askFocus(session, { uri });
      } catch (error) {
        if (isGiven) throw error;
        sayError(l10n.t('Choose Focus: {0}', error instanceof Error ? error.message : String(error)));
        return undefined;
      }
    }),
  );
}

function showInStatusBar(context: ExtensionContext, active: ActiveFocus): void {
  // On the right is what is about the active editor; first there, so that its length moves nothing else.
  const item = window.createStatusBarItem('hydrascope.focus', StatusBarAlignment.Right, 101);
  item.name = l10n.t('Hydra Focus');
  item.command = CHOOSE_FOCUS;
  const show = (result: FocusResult | undefined) => {
    const status = result && focusStatus(result);
    if (status === undefined) return item.hide();
    item.text = status.text;
    item.tooltip = new MarkdownString().appendText(status.tooltip);
    item.backgroundColor = status.isWarning ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    item.accessibilityInformation = {
      label: l10n.t('Hydra focus: {0}', status.tooltip.replaceAll('\n', '. ')),
      role: 'button',
    };
    item.show();
  };
  context.subscriptions.push(item, active.onDidChange(show));
}

/** Remembers and tells the server; everything that is seen from it follows. */
async function setFocus(
  context: ExtensionContext,
  session: Session,
  root: string,
  pin: Focus | undefined,
): Promise<void> {
  const pins = withPin(readPins(context.workspaceState.get(PINS)), root, pin);
  await context.workspaceState.update(PINS, pins);
  await sendFocus(session, { root, pin: pin ?? null });
}

interface FocusItem extends QuickPickItem {
  readonly row: FocusRow;
}

/** The user's choice; `null`: automatic; `undefined`: none. */
async function chooseFocus(
  context: ExtensionContext,
  session: Session,
  uri: string,
): Promise<Focus | null | undefined> {
  const picked = await pickRow(session, uri);
  if (picked === undefined) return undefined;
  const { row, wantsOverrides } = picked;
  if (row.kind === 'automatic') return null;
  if (row.focus === undefined) return undefined;
  return wantsOverrides || row.kind === 'overrides' ? addOverrides(context, session, uri, row.focus) : row.focus;
}

interface Picked {
  readonly row: FocusRow;
  readonly wantsOverrides: boolean;
}

/** The quick pick, with the value of the key under the cursor in each composition. */
async function pickRow(session: Session, uri: string): Promise<Picked | undefined> {
  const source = toUri(uri);
  const editor = window.activeTextEditor;
  const isActive = editor?.document.uri.toString() === source.toString();
  const position = isActive ? editor.selection.active : undefined;
  const result = await askFocusChoices(session, {
    uri,
    ...(position !== undefined && { position: { line: position.line, character: position.character } }),
  });
  const pick = window.createQuickPick<FocusItem>();
  const name = workspace.asRelativePath(source);
  pick.title = l10n.t('Choose Focus: {0}', name);
  pick.placeholder =
    result.key === undefined
      ? l10n.t('The composition to see configs from')
      : l10n.t('The composition to see configs from; beside each, its {0}', result.key);
  pick.matchOnDescription = true;
  pick.items = focusRows(result).map(itemOf);
  pick.activeItems = pick.items.filter(({ row }) => row.isCurrent).slice(-1);
  return new Promise((resolve) => {
    let picked: Picked | undefined;
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item === undefined || item.row.kind === 'note') return;
      picked = { row: item.row, wantsOverrides: false };
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      picked = { row: item.row, wantsOverrides: true };
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(picked);
    });
    pick.show();
  });
}

const EDIT = { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('With overrides…') };

function itemOf(row: FocusRow): FocusItem {
  if (row.kind === 'heading') return { row, label: row.label, kind: QuickPickItemKind.Separator };
  const icon = row.isCurrent ? 'check' : row.kind === 'overrides' ? 'edit' : 'blank';
  return {
    row,
    label: `$(${icon}) ${row.label}`,
    // It is what is wanted when nothing else fits.
    alwaysShow: row.kind === 'overrides',
    ...(row.description !== undefined && { description: row.description }),
    ...(row.detail !== undefined && { detail: row.detail }),
    ...(row.kind === 'pin' && { buttons: [EDIT] }),
  };
}

/** The composer of Compose & Launch, which checks what is typed, for a composition that is only looked at. */
async function addOverrides(
  context: ExtensionContext,
  session: Session,
  uri: string,
  { name, overrides }: Focus,
): Promise<Focus | undefined> {
  const { root } = await askFocus(session, { uri });
  const config = (await askPrimaries(session)).find((each) => each.root === root && each.name === name);
  if (config === undefined) throw new Error(l10n.t('There is no primary config "{0}".', name));
  const earlier = earlierOverrides(readHistory(context.workspaceState.get(HISTORY)), config.uri);
  const purpose = { ...SEE, reaches: uri };
  const line = await composeOverrides(session, config, overridesLine(overrides), earlier, purpose);
  if (line === undefined) return undefined;
  const plan = await askPlan(session, { uri: config.uri, overrides: line });
  return { name, overrides: plan.overrides };
}
