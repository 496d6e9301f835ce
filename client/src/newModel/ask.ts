/** The questions of New Model Config. Each answers `undefined` when it is dismissed. */
import { l10n, type QuickPickItem, QuickPickItemKind, type Uri, window } from 'vscode';
import type { FileChange, ModelRegistry, NewAdapter, NewModelPlace } from '../../../server/src/protocol';
import { nameOf, toUri } from '../addresses';
import {
  type AdapterRow,
  adapterRows,
  bareName,
  linesAdded,
  type NameFault,
  nameFault,
  type TypeRow,
  typeRows,
} from './newModelRows';

/** Asks only where the user did not begin at a folder or a file, and there are several. */
export async function askPlace(
  places: readonly NewModelPlace[],
  from: Uri | undefined,
): Promise<NewModelPlace | undefined> {
  const [first] = places;
  const isTold = from !== undefined && first !== undefined && from.path.startsWith(toUri(first.root).path);
  if (places.length < 2 || isTold) return first;
  const items = places.map((place) => ({ label: `$(folder) ${place.folder}`, place }));
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('New Model Config'),
    placeHolder: l10n.t('Which folder of configs?'),
  });
  return chosen?.place;
}

export async function askName(place: NewModelPlace): Promise<string | undefined> {
  const name = await window.showInputBox({
    title: l10n.t('New Model Config'),
    prompt: l10n.t('The name of the config in {0}, as --config-name takes it', place.folder),
    placeHolder: 'my_model',
    ignoreFocusOut: true,
    validateInput: (value) => {
      const fault = nameFault(value, place.names);
      // Nothing is wrong yet with a name that is still to be typed; Enter does nothing all the same.
      return fault === undefined ? undefined : nameMessage(fault, place);
    },
  });
  return name === undefined ? undefined : bareName(name);
}

export function nameMessage(fault: NameFault, { folder }: NewModelPlace): string {
  switch (fault) {
    case 'empty':
      return l10n.t('Type a name.');
    case 'taken':
      return l10n.t('There is a config of that name in {0}.', folder);
    case 'characters':
      return l10n.t('Use letters, digits, "_", "-" and ".", and begin with a letter or a digit.');
  }
}

interface TypeItem extends QuickPickItem {
  readonly row: TypeRow;
}

/** The type is new where what is typed is none that is registered. */
export function askType(registry: ModelRegistry, name: string): Promise<TypeRow | undefined> {
  const pick = window.createQuickPick<TypeItem>();
  pick.title = l10n.t('New Model Config: {0}', name);
  pick.placeholder = l10n.t('Its {0}: choose one of {1}, or type a new one', registry.key, registry.label);
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  const show = () => {
    pick.items = typeRows(registry, name, pick.value).map((row): TypeItem => {
      const used = row.configs.length === 0 ? {} : { detail: l10n.t('Used by {0}', row.configs.join(', ')) };
      if (!row.isNew) return { row, label: `$(symbol-class) ${row.type}`, description: row.adapter ?? '', ...used };
      const description = l10n.t('a new type, registered in {0}', registry.label);
      return { row, label: `$(add) ${row.type}`, description, alwaysShow: true };
    });
  };
  show();
  return new Promise((resolve) => {
    let accepted: TypeRow | undefined;
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => {
      accepted = pick.activeItems[0]?.row;
      if (accepted !== undefined) pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(accepted);
    });
    pick.show();
  });
}

export async function askAdapter(registry: ModelRegistry, type: string): Promise<NewAdapter | undefined> {
  const rows = adapterRows(registry);
  const of = (kind: NewAdapter['kind']) => rows.filter((row) => row.adapter.kind === kind);
  const separator = (label: string) => ({ label, kind: QuickPickItemKind.Separator });
  const items: (QuickPickItem & { readonly row?: AdapterRow })[] = [
    separator(l10n.t('write a new adapter')),
    ...of('skeleton').map((row) => ({ row, label: `$(new-file) ${skeletonLabel(row)}`, description: row.path ?? '' })),
    separator(l10n.t('use another type’s adapter')),
    ...of('shared').map((row) => ({
      row,
      label: `$(references) ${l10n.t('The same as {0}', row.like ?? '')}`,
      description: row.path ?? '',
    })),
    separator(l10n.t('nothing more')),
    ...of('later').map((row) => ({
      row,
      label: `$(watch) ${l10n.t('Register only')}`,
      description: l10n.t('the class is written by hand'),
    })),
  ];
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('New Model Config: adapter of {0}', type),
    placeHolder: l10n.t('Which adapter trains it?'),
    ignoreFocusOut: true,
    matchOnDescription: true,
  });
  return chosen?.row?.adapter;
}

function skeletonLabel({ like }: AdapterRow): string {
  return like === undefined ? l10n.t('From scratch') : l10n.t('Derived from {0}', like);
}

/** Asks while the preview shows behind it. */
export async function confirmChanges(name: string, changes: readonly FileChange[]): Promise<boolean> {
  const files = changes.map((change) => {
    // The preview has the whole paths.
    const path = nameOf(toUri(change.uri).path);
    const lines = linesAdded(change);
    if (change.kind === 'create') return l10n.t('{0} (new)', path);
    return lines === 1 ? l10n.t('{0} (1 line)', path) : l10n.t('{0} ({1} lines)', path, lines);
  });
  const create = { label: `$(check) ${l10n.t('Create')}`, detail: files.join('   ') };
  const cancel = { label: `$(close) ${l10n.t('Cancel')}` };
  const chosen = await window.showQuickPick([create, cancel], {
    title: l10n.t('New Model Config: {0}', name),
    placeHolder: l10n.t('Below is what would be written. Undo takes it back.'),
    ignoreFocusOut: true,
  });
  return chosen === create;
}
