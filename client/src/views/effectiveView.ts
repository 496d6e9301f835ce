/** The Effective Config view: the composed tree of the active config, with the commands on it. */
import {
  commands,
  type Event,
  EventEmitter,
  type ExtensionContext,
  env,
  l10n,
  type TextEditor,
  TextEditorSelectionChangeKind,
  window,
  workspace,
} from 'vscode';
import type { EffectiveResult } from '../../../server/src/protocol';
import { toUri } from '../addresses';
import { debounce } from '../debounce';
import { focusName } from '../focus/focusRows';
import { sayError, sayInfo } from '../say';
import { askEffectiveConfig, askEffectiveValue, type Session } from '../session';
import { CHANGED_ONLY, filterKeys, PROBLEMS_ONLY, readFilter, withToggled } from './effectiveFilter';
import { effectiveRows, pathAtPlace, rowAt } from './effectiveRows';
import { keepAsking } from './liveAnswer';
import { createRowTree, type RowTree } from './rowTree';
import type { ShownConfig } from './shownConfig';
import type { TreeRow } from './treeRow';

/** Milliseconds that the cursor rests before the view follows it. */
const REST = 120;
/** Milliseconds to wait for the server when a key is to be revealed in a view that has just been opened. */
const PATIENCE = 2000;

export function registerEffectiveView(context: ExtensionContext, session: Session, config: ShownConfig): void {
  const tree = createRowTree(context, 'hydrascope.effectiveConfig');
  let result: EffectiveResult | undefined;
  let filter = '';
  const answered = new EventEmitter<void>();
  const show = () => {
    tree.view.description = result?.seen === undefined ? '' : focusName(result.seen);
    if (result === undefined) {
      tree.view.message = '';
      return tree.show([]);
    }
    const read = readFilter(filter);
    const isOn = filter.trim() !== '';
    const { keys, shown, all } = isOn ? filterKeys(result.keys, read) : { keys: result.keys, shown: 0, all: 0 };
    tree.view.message = isOn ? messageOf(filter, shown, all) : emptyMessage(result);
    tree.show(effectiveRows(result, keys, isOn ? read : undefined));
  };
  const setFilter = (next: string) => {
    if (next === filter) return;
    filter = next;
    void commands.executeCommand('setContext', 'hydrascope.effectiveFiltered', filter.trim() !== '');
    show();
  };
  const reveal = async (editor: TextEditor | undefined, takesFocus: boolean): Promise<TreeRow | undefined> => {
    const row = result && editor && rowOfCursor(result, tree.rows(), editor);
    if (row !== undefined) await tree.view.reveal(row, { select: true, focus: takesFocus, expand: false });
    return row;
  };
  // The view may only now have become visible, or the active editor another one: what it shows follows.
  const revealSoon = async (): Promise<TreeRow | undefined> => {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const row = await reveal(window.activeTextEditor, true);
      const left = end - Date.now();
      if (row !== undefined || left <= 0) return row;
      await nextEvent(answered.event, left);
    }
  };
  const follow = debounce(REST, () => {
    const isWanted = workspace.getConfiguration('hydrascope').get<boolean>('effectiveConfig.followCursor', true);
    // A row that is gone by now is no news.
    if (isWanted && tree.view.visible) reveal(window.activeTextEditor, false).catch(() => undefined);
  });
  keepAsking(context, session, config, tree.view, {
    ask: (uri, token) => askEffectiveConfig(session, { uri }, token),
    show: (answer) => {
      result = answer;
      show();
      follow.call();
      answered.fire();
    },
  });
  context.subscriptions.push(
    answered,
    follow,
    window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
      // A click in the view moves the cursor, too, and has chosen its row already.
      const isOwn = kind === TextEditorSelectionChangeKind.Keyboard || kind === TextEditorSelectionChangeKind.Mouse;
      if (isOwn && textEditor === window.activeTextEditor) follow.call();
    }),
    command('hydrascope.filterEffectiveConfig', async (given?: unknown) => {
      if (typeof given === 'string') return setFilter(given);
      await commands.executeCommand('hydrascope.effectiveConfig.focus');
      await askFilter(filter, setFilter);
    }),
    command('hydrascope.clearEffectiveFilter', () => setFilter('')),
    command('hydrascope.onlyChangedKeys', () => setFilter(withToggled(filter, CHANGED_ONLY))),
    command('hydrascope.onlyProblematicKeys', () => setFilter(withToggled(filter, PROBLEMS_ONLY))),
    command('hydrascope.revealEffectiveKey', async () => {
      await commands.executeCommand('hydrascope.effectiveConfig.focus');
      if (filter !== '' && result !== undefined) setFilter('');
      const row = await revealSoon();
      if (row === undefined) {
        sayInfo(l10n.t('The cursor stands on no key of the effective config.'));
        return undefined;
      }
      const { label, description, path, children } = row;
      const lost = (children?.() ?? []).filter(({ context }) => context === 'write').map(({ spoken }) => spoken);
      return { label, description, path, lost };
    }),
    command('hydrascope.copyKeyPath', (given) => copy(rowOf(given, tree)?.path?.join('.'))),
    command('hydrascope.copyKeyValue', async (given) =>
      copy((await valueOfRow(session, config, rowOf(given, tree)))?.value),
    ),
    command('hydrascope.copyOverride', async (given) => {
      const row = rowOf(given, tree);
      const text = row?.override ?? (await valueOfRow(session, config, row))?.override;
      if (text !== undefined || row === undefined) return copy(text);
      sayInfo(l10n.t('No override can set {0}: its name or its value cannot be written as one.', row.label));
    }),
  );
}

function command(name: string, run: (given?: unknown) => unknown) {
  return commands.registerCommand(name, async (given?: unknown) => {
    try {
      return await run(given);
    } catch (error) {
      sayError(l10n.t('hydrascope: {0}', error instanceof Error ? error.message : String(error)));
      return undefined;
    }
  });
}

/** What a menu passes, or the selected row where a key binding passes nothing. */
function rowOf(given: unknown, { view }: RowTree): TreeRow | undefined {
  return (given as TreeRow | undefined)?.id === undefined ? view.selection[0] : (given as TreeRow);
}

async function copy(text: string | undefined): Promise<void> {
  if (text !== undefined) await env.clipboard.writeText(text);
}

async function valueOfRow(session: Session, config: ShownConfig, row: TreeRow | undefined) {
  const uri = config.uri();
  if (uri === undefined || row?.path === undefined) return undefined;
  return askEffectiveValue(session, { uri: session.client.code2ProtocolConverter.asUri(uri), path: row.path });
}

function rowOfCursor(result: EffectiveResult, rows: readonly TreeRow[], editor: TextEditor) {
  const { document, selection } = editor;
  const { line, character } = selection.active;
  // The server may spell an address in another way.
  const own = document.uri.toString();
  const uri = result.files.find((each) => toUri(each).toString() === own);
  if (uri === undefined) return undefined;
  const path = pathAtPlace(result, { uri, line, character });
  return path && rowAt(rows, path);
}

/** Resolves with the next event, or when the time is up. */
function nextEvent(event: Event<void>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    const listening = event(done);
  });
}

function messageOf(filter: string, shown: number, all: number): string {
  const line = filter.trim();
  if (shown > 0) return l10n.t('{0} of {1} keys match "{2}".', shown, all, line);
  if (line === PROBLEMS_ONLY) return l10n.t('No key is unresolved or missing.');
  if (line === CHANGED_ONLY) return l10n.t('No key differs from the configs that are inherited.');
  return l10n.t('No key matches "{0}".', line);
}

function emptyMessage({ keys }: EffectiveResult): string {
  return keys.length === 0 ? l10n.t('The composed config has no keys.') : '';
}

/** Filters while it is typed; Escape puts back what was there. */
async function askFilter(before: string, set: (filter: string) => void): Promise<void> {
  const input = window.createInputBox();
  input.title = l10n.t('Filter Effective Config');
  input.value = before;
  input.placeholder = l10n.t('seq_len =1024 file:data.yaml @changed @problems');
  input.prompt = l10n.t('A part of a key or a value, =VALUE, file:NAME, @changed or @problems; all have to hold.');
  let isAccepted = false;
  const typed = debounce(REST, () => set(input.value));
  await new Promise<void>((resolve) => {
    input.onDidChangeValue(typed.call);
    input.onDidAccept(() => {
      isAccepted = true;
      input.hide();
    });
    input.onDidHide(() => resolve());
    input.show();
  });
  typed.dispose();
  set(isAccepted ? input.value : before);
  input.dispose();
}
