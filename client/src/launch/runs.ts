/** The runs of this window: the item in the status bar, the list behind it, and the way to their output. */
import {
  commands,
  type Event,
  EventEmitter,
  type ExtensionContext,
  env,
  l10n,
  type QuickInputButton,
  type QuickPickItem,
  StatusBarAlignment,
  ThemeColor,
  ThemeIcon,
  Uri,
  window,
  workspace,
} from 'vscode';
import { sayInfo } from '../say';
import { findOutputFolder } from './outputFolder';
import { outcome, type Run, runLabel, runsText, shownRun, stateOf } from './runRows';

/** Lists the runs. */
const SHOW_RUNS = 'hydrascope.showRuns';
/** Opens the output of the run that the status bar shows, or lists the runs where there is none to open. */
const OPEN_OUTPUT = 'hydrascope.openRunOutput';

/** What a run is started with. */
export interface Started extends Pick<Run, 'name' | 'overrides' | 'where' | 'jobs'> {
  /** The folder below which it makes its own, absolute. */
  readonly outputs?: string;
  /** Brings its terminal into view. */
  readonly reveal: () => void;
  readonly stop: () => void;
  /** Launches the same once more. */
  readonly again: () => void;
}

/** Of a launch that starts; how it is shown and stopped is known where it runs. */
export type Facts = Omit<Started, 'reveal' | 'stop'>;

export interface Runs {
  /** Notes a run that starts; the function is called once when it ends, with the exit code where there is one. */
  readonly start: (started: Started) => (exitCode: number | undefined) => void;
}

interface Known {
  readonly started: Started;
  readonly run: Run;
  /** No folder was there after its end. */
  readonly isWithout?: boolean;
}

/** Of the newest ones. */
const MOST_RUNS = 50;

export function registerRuns(context: ExtensionContext): Runs {
  const item = window.createStatusBarItem('hydrascope.runs', StatusBarAlignment.Left, 40);
  item.name = l10n.t('Hydra runs');
  item.command = OPEN_OUTPUT;
  let known: readonly Known[] = [];
  let ids = 0;
  const changed = new EventEmitter<void>();

  const show = (): void => {
    changed.fire();
    const runs = known.map(({ run }) => run);
    const text = runsText(runs);
    if (text === undefined) {
      item.hide();
      return;
    }
    const first = shownRun(runs);
    item.text = text.text;
    item.accessibilityInformation = { label: text.spoken, role: 'button' };
    item.tooltip = first && tooltipOf(first);
    const isFailed = first !== undefined && stateOf(first) === 'failed';
    item.backgroundColor = isFailed ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    item.show();
  };
  const change = (id: number, more: Partial<Run>, isWithout = false): void => {
    known = known.map((each) =>
      each.run.id === id ? { ...each, run: { ...each.run, ...more }, ...(isWithout && { isWithout }) } : each,
    );
    show();
  };
  const look = async (id: number): Promise<string | undefined> => {
    const found = known.find(({ run }) => run.id === id);
    if (found === undefined || found.run.folder !== undefined) return found?.run.folder;
    const { started, run, isWithout } = found;
    if (started.outputs === undefined || isWithout) return undefined;
    const taken = new Set(known.flatMap((each) => each.run.folder ?? []));
    const isSweep = run.jobs !== undefined;
    const wanted = { since: run.started, overrides: run.overrides, isSweep, taken };
    const folder = await findOutputFolder(started.outputs, wanted);
    if (folder !== undefined) change(id, { folder });
    else if (run.ended !== undefined) change(id, {}, true);
    return folder;
  };

  let looking: Promise<unknown> = Promise.resolve();
  /** Looks for the folder of a run's output, there soon after it starts; one by one, since a folder is of one run alone. */
  const locate = (id: number): Promise<string | undefined> => {
    const found = looking.then(() => look(id));
    looking = found.catch(() => undefined);
    return found;
  };

  const list = async (): Promise<void> => {
    if (known.length === 0) {
      sayInfo(l10n.t('Nothing was launched in this window yet: Compose & Launch starts a run.'));
      return;
    }
    for (const { run } of known) void locate(run.id);
    await pickRun(() => known, changed.event, locate);
  };

  context.subscriptions.push(
    item,
    changed,
    commands.registerCommand(SHOW_RUNS, list),
    commands.registerCommand(OPEN_OUTPUT, async () => {
      const run = shownRun(known.map((each) => each.run));
      const folder = run === undefined || stateOf(run) === 'running' ? undefined : await locate(run.id);
      return folder === undefined ? list() : openFolder(folder);
    }),
  );

  return {
    start: (started) => {
      const id = ++ids;
      const { name, overrides, where, jobs } = started;
      const run: Run = { id, name, overrides, where, started: Date.now(), ...(jobs !== undefined && { jobs }) };
      known = [{ started, run }, ...known].slice(0, MOST_RUNS);
      show();
      let isOver = false;
      return (exitCode) => {
        if (isOver) return;
        isOver = true;
        change(id, { ended: Date.now(), ...(exitCode !== undefined && { exitCode }) });
        void locate(id);
      };
    },
  };
}

function tooltipOf(run: Run): string {
  const lines = [[run.name, ...run.overrides].join(' '), outcome(run)];
  if (run.jobs !== undefined && run.jobs > 0) lines.push(l10n.t('a sweep of {0} jobs', run.jobs));
  if (run.folder !== undefined) lines.push(workspace.asRelativePath(run.folder));
  const opens = run.folder !== undefined && stateOf(run) !== 'running';
  lines.push(opens ? l10n.t('Click to open the output') : l10n.t('Click to see the runs'));
  return lines.join('\n');
}

interface RunItem extends QuickPickItem {
  readonly known: Known;
}

const TERMINAL: QuickInputButton = { iconPath: new ThemeIcon('terminal'), tooltip: l10n.t('Show the terminal') };
const STOP: QuickInputButton = { iconPath: new ThemeIcon('debug-stop'), tooltip: l10n.t('Stop') };
const AGAIN: QuickInputButton = { iconPath: new ThemeIcon('debug-restart'), tooltip: l10n.t('Run again') };

/** Enter opens the output where there is one, else the terminal; the list follows the runs while it is open. */
function pickRun(
  known: () => readonly Known[],
  onDidChange: Event<void>,
  locate: (id: number) => Promise<string | undefined>,
): Promise<void> {
  const pick = window.createQuickPick<RunItem>();
  pick.title = l10n.t('Hydra Runs');
  pick.placeholder = l10n.t('Enter opens the output of a run');
  pick.matchOnDetail = true;
  pick.keepScrollPosition = true;
  const show = (): void => {
    const active = pick.activeItems[0]?.known.run.id;
    pick.items = known().map(itemOf);
    // With nothing active yet VS Code takes the first; an empty list would take none.
    const same = pick.items.filter((item) => item.known.run.id === active);
    if (same.length > 0) pick.activeItems = same;
  };
  show();
  const listening = onDidChange(show);
  return new Promise((resolve) => {
    pick.onDidTriggerItemButton(({ button, item }) => {
      const { started } = item.known;
      pick.hide();
      if (button === TERMINAL) started.reveal();
      if (button === STOP) started.stop();
      if (button === AGAIN) started.again();
    });
    pick.onDidAccept(async () => {
      const [item] = pick.selectedItems;
      if (item === undefined) return;
      pick.hide();
      const folder = await locate(item.known.run.id);
      if (folder === undefined) item.known.started.reveal();
      else await openFolder(folder);
    });
    pick.onDidHide(() => {
      listening.dispose();
      pick.dispose();
      resolve();
    });
    pick.show();
  });
}

function itemOf(known: Known): RunItem {
  const { run } = known;
  const { folder } = run;
  const jobs = run.jobs === undefined || run.jobs === 0 ? '' : l10n.t(', {0} jobs', run.jobs);
  return {
    known,
    label: runLabel(run),
    description: outcome(run) + jobs,
    detail: folder === undefined ? l10n.t('no output folder found') : `$(folder) ${workspace.asRelativePath(folder)}`,
    buttons: [TERMINAL, AGAIN, ...(stateOf(run) === 'running' ? [STOP] : [])],
  };
}

/** In the explorer where the folder is in the workspace, else in the system's own. */
async function openFolder(folder: string): Promise<void> {
  const uri = Uri.file(folder);
  if (workspace.getWorkspaceFolder(uri)) await commands.executeCommand('revealInExplorer', uri);
  else if (env.remoteName === undefined) await commands.executeCommand('revealFileInOS', uri);
  else await commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true });
}
