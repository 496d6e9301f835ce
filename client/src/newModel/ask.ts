/** The questions of New Model Config. */
import { l10n, type QuickPickItem, QuickPickItemKind, type Uri } from 'vscode';
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
import { type Asked, ask, askLine, type BACK } from './steps';

export function askPlace(places: readonly NewModelPlace[], hasBack: boolean): Promise<Asked<NewModelPlace>> {
  const items = places.map((place) => ({ label: `$(folder) ${place.folder}`, place }));
  const look = { title: l10n.t('New Model Config'), placeholder: l10n.t('Which folder of configs?'), hasBack };
  return ask(
    look,
    (pick) => {
      pick.items = items;
    },
    ({ place }: (typeof items)[number]) => place,
  );
}

/** Whether the user began in the folder of configs that is offered first. */
export function isTold([first]: readonly NewModelPlace[], from: Uri | undefined): boolean {
  return from !== undefined && first !== undefined && `${from.path}/`.startsWith(`${toUri(first.root).path}/`);
}

export async function askName(place: NewModelPlace, before: string, hasBack: boolean): Promise<Asked<string>> {
  const look = { title: l10n.t('New Model Config'), placeholder: 'my_model', hasBack };
  const name = await askLine(look, {
    prompt: l10n.t('The name of the config in {0}, as --config-name takes it', place.folder),
    value: before,
    fault: (value) => {
      const fault = nameFault(value, place.names);
      return fault === undefined ? undefined : nameMessage(fault, place);
    },
  });
  return typeof name === 'string' ? bareName(name) : name;
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
export function askType(registry: ModelRegistry, name: string, hasBack: boolean): Promise<Asked<TypeRow>> {
  const look = {
    title: l10n.t('New Model Config: {0}', name),
    placeholder: l10n.t('Its {0}: choose one of {1}, or type a new one', registry.key, registry.label),
    hasBack,
  };
  return ask<TypeItem, TypeRow>(
    look,
    (pick) => {
      const show = () => {
        pick.items = typeRows(registry, name, pick.value).map((row): TypeItem => {
          const used = row.configs.length === 0 ? {} : { detail: l10n.t('Used by {0}', row.configs.join(', ')) };
          if (!row.isNew) return { row, label: `$(symbol-class) ${row.type}`, description: row.adapter ?? '', ...used };
          const description = l10n.t('a new type, registered in {0}', registry.label);
          return { row, label: `$(add) ${row.type}`, description, alwaysShow: true };
        });
      };
      show();
      pick.onDidChangeValue(show);
    },
    ({ row }) => row,
  );
}

export function askAdapter(registry: ModelRegistry, type: string, hasBack: boolean): Promise<Asked<NewAdapter>> {
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
  const look = {
    title: l10n.t('New Model Config: adapter of {0}', type),
    placeholder: l10n.t('Which adapter trains it?'),
    hasBack,
  };
  return ask(
    look,
    (pick) => {
      pick.items = items;
    },
    ({ row }: (typeof items)[number]) => row?.adapter,
  );
}

function skeletonLabel({ like }: AdapterRow): string {
  return like === undefined ? l10n.t('From scratch') : l10n.t('Derived from {0}', like);
}

/** Asks while the preview shows behind it; `false` where nothing is to be written. */
export async function confirmChanges(
  name: string,
  changes: readonly FileChange[],
  hasBack: boolean,
): Promise<boolean | typeof BACK> {
  const files = changes.map((change) => {
    // The preview has the whole paths.
    const path = nameOf(toUri(change.uri).path);
    const lines = linesAdded(change);
    if (change.kind === 'create') return l10n.t('{0} (new)', path);
    return lines === 1 ? l10n.t('{0} (1 line)', path) : l10n.t('{0} ({1} lines)', path, lines);
  });
  const create = { label: `$(check) ${l10n.t('Create')}`, detail: files.join('   ') };
  const cancel = { label: `$(close) ${l10n.t('Cancel')}` };
  const look = {
    title: l10n.t('New Model Config: {0}', name),
    placeholder: l10n.t('Below is what would be written. Undo takes it back.'),
    hasBack,
  };
  const asked = await ask<QuickPickItem, boolean>(
    look,
    (pick) => {
      pick.items = [create, cancel];
    },
    (item) => item === create,
  );
  return asked === undefined ? false : asked;
}
