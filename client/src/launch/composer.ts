/** The composer: one quick pick whose filter line takes the overrides and whose rows show what they would do. */
import { relative, sep } from 'node:path';
import {
  CancellationTokenSource,
  Disposable,
  env,
  l10n,
  Position,
  type QuickPick,
  type QuickPickItem,
  QuickPickItemKind,
  Selection,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { LaunchCommand, Place, PlanResult, PrimaryConfig } from '../../../server/src/protocol';
import { debounce } from '../debounce';
import { LAUNCH, type Purpose, planRows, type Row } from '../rows';
import { askPlan, type Session } from '../session';
import { findInterpreter } from './interpreter';
import { displayCommand, shellOf } from './shell';

/** Milliseconds without a key press before the plan is asked for. */
const QUIET = 80;
const COPY = { iconPath: new ThemeIcon('copy'), tooltip: l10n.t('Copy the command') };

interface RowItem extends QuickPickItem {
  readonly row: Row;
}

/** What is known of the text that the rows were made for. */
interface Shown {
  readonly typed: string;
  readonly mayLaunch: boolean;
  readonly commandLine: string | undefined;
}

/**
 * The overrides to launch with (or to look at the config with), `undefined` when dismissed. It stays open while the plan has errors, so what it returns
 * was free of them when Enter was pressed.
 */
export function composeOverrides(
  session: Session,
  config: PrimaryConfig,
  initial: string,
  earlier: readonly string[],
  purpose: Purpose = LAUNCH,
): Promise<string | undefined> {
  const pick = createPick(config, purpose);
  let shown: Shown | undefined;
  let current = new CancellationTokenSource();

  /** Asks for the line as it is and shows the answer, unless a newer question has been put meanwhile. */
  const update = async (): Promise<void> => {
    current.cancel();
    current.dispose();
    const asked = new CancellationTokenSource();
    current = asked;
    const typed = pick.value;
    pick.busy = true;
    try {
      const { reaches } = purpose;
      const params = { uri: config.uri, overrides: typed, ...(reaches !== undefined && { reaches }) };
      const plan = await askPlan(session, params, asked.token);
      const commandLine =
        purpose === LAUNCH && plan.command !== undefined ? await readableCommand(plan.command) : undefined;
      if (current !== asked) return;
      shown = { typed, mayLaunch: purpose.blockers(plan).length === 0, commandLine };
      show(pick, planRows(plan, { typed, earlier, commandLine, purpose }));
    } catch (error) {
      if (current !== asked) return;
      shown = { typed, mayLaunch: false, commandLine: undefined };
      show(pick, planRows(unanswered(config, error), { typed, earlier, purpose }));
    } finally {
      if (current === asked) pick.busy = false;
    }
  };
  const later = debounce(QUIET, update);

  return new Promise((resolve) => {
    let accepted: string | undefined;
    const subscriptions = Disposable.from(
      later,
      session.onDidChangeCompositions(later.call),
      pick.onDidChangeValue(later.call),
      pick.onDidTriggerItemButton(() => env.clipboard.writeText(shown?.commandLine ?? '')),
      pick.onDidAccept(async () => {
        const row = pick.activeItems[0]?.row;
        // Rows for an older text say nothing about this one: then Enter means launch, if the new plan allows it.
        const isFresh = shown?.typed === pick.value;
        if (isFresh && row?.kind === 'problem') {
          if (row.place) await openPlace(row.place);
          return;
        }
        const filledIn = isFresh ? row?.overrides : undefined;
        if (filledIn !== undefined) pick.value = filledIn;
        const typed = pick.value;
        later.dispose();
        await update();
        if (filledIn !== undefined || shown?.typed !== typed || !shown.mayLaunch) return;
        accepted = typed;
        pick.hide();
      }),
      pick.onDidHide(() => {
        current.cancel();
        subscriptions.dispose();
        pick.dispose();
        resolve(accepted);
      }),
    );
    pick.show();
    // What is there when it opens is selected, and typing would replace it; this is to be added to.
    pick.value = initial === '' ? '' : `${initial} `;
    void update();
  });
}

/** Opens a problem's place without taking the focus from what lists it. */
export async function openPlace(place: Place): Promise<void> {
  const position = new Position(place.line, place.character);
  const selection = new Selection(position, position);
  await window.showTextDocument(Uri.parse(place.uri), { selection, preserveFocus: true });
}

function createPick(config: PrimaryConfig, { title, placeholder }: Purpose): QuickPick<RowItem> {
  const pick = window.createQuickPick<RowItem>();
  pick.title = `${title}: ${config.name}`;
  pick.placeholder = placeholder;
  pick.ignoreFocusOut = true;
  // The line is no filter: the rows keep their order whatever it says. Not in the typings, though long supported.
  Object.assign(pick, { sortByLabel: false });
  return pick;
}

function show(pick: QuickPick<RowItem>, rows: readonly Row[]): void {
  pick.items = rows.map((row) => ({
    row,
    label: row.label,
    alwaysShow: true,
    kind: row.kind === 'heading' ? QuickPickItemKind.Separator : QuickPickItemKind.Default,
    ...(row.description !== undefined && { description: row.description }),
    ...(row.detail !== undefined && { detail: row.detail }),
    ...(row.kind === 'command' && { buttons: [COPY] }),
  }));
  pick.activeItems = pick.items.slice(0, 1);
}

function unanswered(config: PrimaryConfig, error: unknown): PlanResult {
  const why = error instanceof Error ? error.message : String(error);
  const message = `The language server did not answer: ${why}`;
  return { name: config.name, overrides: [], changes: [], problems: [{ severity: 'error', message }] };
}

/** The command with paths as one would type them in the folder that it runs in. */
async function readableCommand(command: LaunchCommand): Promise<string> {
  const python = await findInterpreter(command.script).catch(() => 'python');
  const argv = [shortened(python, command), shortened(command.script, command), ...command.args];
  return displayCommand(argv, shellOf(env.shell, process.platform === 'win32'));
}

function shortened(path: string, command: LaunchCommand): string {
  if (!path.includes(sep) || !workspace.getWorkspaceFolder(Uri.file(path))) return path;
  return relative(command.cwd, path);
}
