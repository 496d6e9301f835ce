/** Tree views of rows: the items, the colours, and where a click goes. */
import {
  commands,
  EventEmitter,
  type ExtensionContext,
  FileDecoration,
  l10n,
  MarkdownString,
  Range,
  ThemeColor,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  Uri,
  window,
} from 'vscode';
import type { Place } from '../../../server/src/protocol';
import { toUri } from '../addresses';
import { visible } from '../shownText';
import type { Mark, TreeRow } from './treeRow';

/** A tree view whose rows are put in as a whole. */
export interface RowTree {
  readonly view: TreeView<TreeRow>;
  readonly rows: () => readonly TreeRow[];
  readonly show: (rows: readonly TreeRow[]) => void;
}

/** Rows keep the fold that they have by their ids. */
export function createRowTree(context: ExtensionContext, id: string): RowTree {
  let rows: readonly TreeRow[] = [];
  const changed = new EventEmitter<void>();
  const provider: TreeDataProvider<TreeRow> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: itemOf,
    getChildren: (row) => [...(row === undefined ? rows : (row.children?.() ?? []))],
    getParent: ({ parent }) => parent,
  };
  const view = window.createTreeView(id, { treeDataProvider: provider, showCollapseAll: true });
  context.subscriptions.push(changed, view);
  return {
    view,
    rows: () => rows,
    show: (next) => {
      rows = next;
      changed.fire();
    },
  };
}

/** Of the addresses by which rows get their colours; nothing can be read there. */
const SCHEME = 'hydrascope-row';

const COLOURS: Readonly<Record<Mark, string>> = {
  lost: 'disabledForeground',
  off: 'disabledForeground',
  overridden: 'gitDecoration.modifiedResourceForeground',
  warning: 'list.warningForeground',
  error: 'list.errorForeground',
};

/** The colour of a row's label goes by what the row says of itself. */
export function registerRowColours(context: ExtensionContext): void {
  context.subscriptions.push(
    window.registerFileDecorationProvider({
      provideFileDecoration: ({ scheme, authority }) =>
        scheme === SCHEME && authority in COLOURS
          ? new FileDecoration(undefined, undefined, new ThemeColor(COLOURS[authority as Mark]))
          : undefined,
    }),
  );
}

function itemOf(row: TreeRow): TreeItem {
  const { label, highlights, children, isOpen, mark, description, place } = row;
  const state =
    children === undefined
      ? TreeItemCollapsibleState.None
      : isOpen === true
        ? TreeItemCollapsibleState.Expanded
        : TreeItemCollapsibleState.Collapsed;
  const shown = visible(label);
  // Where letters are shown by their numbers, what was found stands elsewhere.
  const found = shown === label ? highlights : undefined;
  const item = new TreeItem(
    { label: shown, ...(found !== undefined && { highlights: found.map(([from, to]) => [from, to]) }) },
    state,
  );
  item.id = row.id;
  if (description !== undefined) item.description = visible(description);
  item.iconPath =
    row.color === undefined ? new ThemeIcon(row.icon) : new ThemeIcon(row.icon, new ThemeColor(row.color));
  item.tooltip = new MarkdownString(row.tooltip);
  item.accessibilityInformation = { label: visible(row.spoken), role: 'treeitem' };
  item.contextValue = [
    row.context,
    ...(row.override !== undefined ? ['override'] : []),
    ...(row.origin !== undefined ? ['origin'] : []),
    ...(place !== undefined ? ['place'] : []),
  ].join(' ');
  if (mark !== undefined) item.resourceUri = Uri.from({ scheme: SCHEME, authority: mark, path: `/${row.id}` });
  if (place !== undefined) item.command = { command: OPEN_ROW, title: l10n.t('Open'), arguments: [place] };
  return item;
}

/** What a click on a row runs; no command of the palette. */
const OPEN_ROW = 'hydrascope.openRow';

/** `onOpen` is told before a row opens its document: who looks through a tree wants to go on looking through it. */
export function registerOpenRow(context: ExtensionContext, onOpen: (uri: Uri) => void): void {
  context.subscriptions.push(
    commands.registerCommand(OPEN_ROW, async (place: Place) => {
      onOpen(toUri(place.uri));
      await openPlace(place);
    }),
  );
}

/** The cursor goes there, and the view keeps the keyboard. */
export async function openPlace({ uri, line, character }: Place): Promise<void> {
  const selection = new Range(line, character, line, character);
  await window.showTextDocument(toUri(uri), { selection, preserveFocus: true });
}
