/** The composer: one quick pick whose filter line takes the overrides and whose rows show what they would do. */
import {
  CancellationTokenSource,
  commands,
  Disposable,
  type ExtensionContext,
  env,
  l10n,
  Position,
  type QuickInputButton,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  QuickPickItemKind,
  Selection,
  ThemeIcon,
  window,
} from 'vscode';
import type { LaunchCommand, Place, PlanResult, PrimaryConfig } from '../../../server/src/protocol';
import { toUri } from '../addresses';
import { debounce } from '../debounce';
import { isOffering, LAUNCH, type Purpose, planRows, type Row } from '../rows';
import { askOverrideOffers, askPlan, type Session } from '../session';
import { settingOffers } from './launchers';
import { withoutBlanks } from './shell';

/** Milliseconds without a key press before the plan is asked for. */
const QUIET = 80;
const COPY = { iconPath: new ThemeIcon('copy'), tooltip: l10n.t('Copy the command') };

/** What the composer can be left for, to come back to it. */
export type ComposerAction = 'copyAs' | 'runIn' | 'launcher' | 'savePreset' | 'presets' | 'config';

/** What was wanted when the composer closed. */
export interface Outcome {
  /** Overrides on one line. */
  readonly line: string;
  /** `launch`: the plan of the line has no errors; `anyway`: it has. */
  readonly wish: 'launch' | 'anyway' | 'dismissed' | ComposerAction;
  /** Of the line, where the server has answered. */
  readonly plan?: PlanResult;
}

const BUTTONS: readonly (QuickInputButton & { readonly action: ComposerAction })[] = [
  {
    action: 'copyAs',
    iconPath: new ThemeIcon('copy'),
    tooltip: l10n.t('Copy as bash, PowerShell, cmd, launch.json or SLURM (Ctrl+Shift+C)'),
  },
  {
    action: 'runIn',
    iconPath: new ThemeIcon('debug-alt'),
    tooltip: l10n.t('Run in a task, a terminal or the debugger (Ctrl+Shift+R)'),
  },
  {
    action: 'launcher',
    iconPath: new ThemeIcon('server-process'),
    tooltip: l10n.t('Choose the launcher of a sweep (Ctrl+Shift+L)'),
  },
  { action: 'savePreset', iconPath: new ThemeIcon('save'), tooltip: l10n.t('Save as a preset (Ctrl+S)') },
  {
    action: 'presets',
    iconPath: new ThemeIcon('bookmark'),
    tooltip: l10n.t('Presets and earlier launches (Ctrl+Shift+H)'),
  },
];

/** On the left of the title, for who wants another config than the one that is open. */
const BACK: QuickInputButton = QuickInputButtons.Back;

/** True while a composer for a launch is open: its keys are bound only then. */
const COMPOSING = 'hydrascope.composing';
/** True while the word at the end of its line can be completed: else Tab goes to the buttons, as ever. */
const COMPLETABLE = 'hydrascope.completable';

interface Keys {
  readonly complete: () => Promise<boolean>;
  readonly act: (action: ComposerAction) => Promise<void>;
}
/** Of the composer that is open; VS Code shows one quick pick at a time. */
let keys: Keys | undefined;

/** The commands behind the composer's keys. That of Tab tells whether a composer is open and shows its answer. */
export function registerComposer(context: ExtensionContext): void {
  const act = (action: ComposerAction) =>
    commands.registerCommand(`hydrascope.composer.${action}`, () => keys?.act(action));
  context.subscriptions.push(
    commands.registerCommand('hydrascope.composer.complete', () => keys?.complete()),
    ...BUTTONS.map(({ action }) => act(action)),
  );
}

interface RowItem extends QuickPickItem {
  readonly row: Row;
}

/** What is known of the text that the rows were made for. */
interface Shown {
  readonly typed: string;
  readonly mayLaunch: boolean;
  readonly commandLine?: string;
  readonly plan?: PlanResult;
}

export interface ComposerOptions {
  /** What stands on the line when it opens. */
  readonly initial: string;
  /** Overrides of earlier launches, newest first. */
  readonly earlier: readonly string[];
  readonly purpose?: Purpose;
  /** Where a launch runs, behind the verdict. */
  readonly where?: string;
  /** A launch's command as a person would type it. */
  readonly readable?: (config: PrimaryConfig, command: LaunchCommand) => Promise<string>;
}

/**
 * The overrides to look at a config with, `undefined` when dismissed. It stays open while the plan has errors, so what it
 * returns was free of them when Enter was pressed.
 */
export async function composeOverrides(
  session: Session,
  config: PrimaryConfig,
  initial: string,
  earlier: readonly string[],
  purpose: Purpose,
): Promise<string | undefined> {
  const { line, wish } = await openComposer(session, config, { initial, earlier, purpose });
  return wish === 'dismissed' ? undefined : line;
}

/** Whether the composer can hold overrides: a line break would be gone from its field, and the value another one. */
export function isOneLine(overrides: string): boolean {
  return !/[\r\n]/.test(overrides);
}

/** Lets a person write overrides, and tells what they came to. Throws where the overrides have a line break. */
export async function openComposer(
  session: Session,
  config: PrimaryConfig,
  options: ComposerOptions,
): Promise<Outcome> {
  const { initial, earlier, where, readable, purpose = LAUNCH } = options;
  if (!isOneLine(initial)) {
    throw new Error(l10n.t('An override has a line break, which the one line of the composer cannot hold.'));
  }
  const isLaunch = purpose === LAUNCH;
  const pick = createPick(config, purpose);
  if (isLaunch) pick.buttons = [BACK, ...BUTTONS];
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
      const params = { uri: config.uri, overrides: typed, sweeps: isLaunch, ...(reaches !== undefined && { reaches }) };
      const completing = { uri: config.uri, overrides: typed, offset: typed.length };
      const [plan, offers] = await Promise.all([
        askPlan(session, params, asked.token),
        askOverrideOffers(session, completing, asked.token).catch(() => []),
      ]);
      const commandLine = plan.command && (await readable?.(config, plan.command));
      if (current !== asked) return;
      const mayLaunch = purpose.blockers(plan).length === 0;
      const isSame = shown?.typed === typed;
      shown = { typed, mayLaunch, plan, ...(commandLine !== undefined && { commandLine }) };
      const all = [...settingOffers(typed), ...offers];
      const rows = planRows(plan, {
        typed,
        earlier,
        commandLine,
        offers: all,
        purpose,
        ...(where !== undefined && { where }),
      });
      // Before the rows are there: whoever sees one can press Tab.
      const isCompletable = /\S$/.test(typed) && rows.some(({ kind }) => kind === 'offer');
      void commands.executeCommand('setContext', COMPLETABLE, isLaunch && isCompletable);
      show(pick, rows, isSame);
    } catch (error) {
      if (current !== asked) return;
      shown = { typed, mayLaunch: false };
      show(pick, planRows(unanswered(config, error), { typed, earlier, purpose }), false);
    } finally {
      if (current === asked) pick.busy = false;
    }
  };
  const later = debounce(QUIET, update);

  return new Promise((resolve) => {
    let outcome: Outcome | undefined;
    const line = () => withoutBlanks(pick.value);
    const leave = (wish: Outcome['wish']): void => {
      const plan = shown?.typed === pick.value ? shown.plan : undefined;
      outcome = { line: line(), wish, ...(plan !== undefined && { plan }) };
      pick.hide();
    };
    const fillIn = (line: string): void => {
      pick.value = line;
      later.dispose();
      void update();
    };
    const own: Keys = {
      complete: async () => {
        // Who types fast presses Tab before the answer to the last letter.
        if (shown?.typed !== pick.value) await update();
        if (shown?.typed !== pick.value) return false;
        if (!/\S$/.test(pick.value)) return true;
        const active = pick.activeItems[0]?.row;
        const row = active?.kind === 'offer' ? active : pick.items.find((item) => item.row.kind === 'offer')?.row;
        if (row?.overrides !== undefined) fillIn(row.overrides);
        return true;
      },
      act: async (action) => {
        if (shown?.typed !== pick.value) await update();
        leave(action);
      },
    };
    const subscriptions = Disposable.from(
      later,
      session.onDidChangeCompositions(later.call),
      pick.onDidChangeValue(later.call),
      pick.onDidTriggerItemButton(async () => {
        if (shown?.commandLine === undefined) return;
        await env.clipboard.writeText(shown.commandLine);
        window.setStatusBarMessage(`$(check) ${l10n.t('Copied the command')}`, 5000);
      }),
      pick.onDidTriggerButton((button) => {
        if (button === BACK) void own.act('config');
        const found = BUTTONS.find((each) => each === button);
        if (found) void own.act(found.action);
      }),
      pick.onDidAccept(async () => {
        const row = pick.activeItems[0]?.row;
        // Rows for an older text say nothing about this one: then Enter means launch, if the new plan allows it.
        const isFresh = shown?.typed === pick.value;
        if (isFresh && row?.kind === 'problem') {
          if (row.place) await openPlace(row.place);
          return;
        }
        if (isFresh && row?.kind === 'anyway') return leave('anyway');
        if (isFresh && row?.overrides !== undefined) return fillIn(row.overrides);
        const typed = pick.value;
        later.dispose();
        await update();
        if (shown?.typed === typed && shown.mayLaunch) leave('launch');
      }),
      pick.onDidHide(() => {
        current.cancel();
        subscriptions.dispose();
        outcome ??= { line: line(), wish: 'dismissed' };
        pick.dispose();
        if (keys === own) keys = undefined;
        void commands.executeCommand('setContext', COMPOSING, keys !== undefined);
        resolve(outcome);
      }),
    );
    if (isLaunch) {
      keys = own;
      void commands.executeCommand('setContext', COMPOSING, true);
    }
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
  await window.showTextDocument(toUri(place.uri), { selection, preserveFocus: true });
}

function createPick(config: PrimaryConfig, { title, placeholder }: Purpose): QuickPick<RowItem> {
  const pick = window.createQuickPick<RowItem>();
  pick.title = `${title}: ${config.name}`;
  pick.placeholder = placeholder;
  pick.ignoreFocusOut = true;
  pick.keepScrollPosition = false;
  // The line is no filter: the rows keep their order whatever it says. Not in the typings, though long supported.
  Object.assign(pick, { sortByLabel: false });
  return pick;
}

/** With `isSame` they are about the same text as before: the row that a person went to stays the active one. */
function show(pick: QuickPick<RowItem>, rows: readonly Row[], isSame: boolean): void {
  const before = isSame ? pick.activeItems[0]?.row : undefined;
  pick.items = rows.map((row) => ({
    row,
    label: row.label,
    alwaysShow: true,
    kind: row.kind === 'heading' ? QuickPickItemKind.Separator : QuickPickItemKind.Default,
    ...(row.description !== undefined && { description: row.description }),
    ...(row.detail !== undefined && { detail: row.detail }),
    ...(row.kind === 'command' && { buttons: [COPY] }),
  }));
  // A screen reader is told of the verdict, or of what Enter writes.
  const first = isOffering(rows) ? 'offer' : rows[0]?.kind;
  const kept = pick.items.filter(({ row }) => row.kind === before?.kind && row.label === before.label);
  const usual = pick.items.filter(({ row }) => row.kind === first);
  pick.activeItems = (kept.length > 0 ? kept : usual).slice(0, 1);
}

function unanswered(config: PrimaryConfig, error: unknown): PlanResult {
  const why = error instanceof Error ? error.message : String(error);
  const message = l10n.t('The language server did not answer: {0}', why);
  return { name: config.name, overrides: [], changes: [], problems: [{ severity: 'error', message }] };
}
