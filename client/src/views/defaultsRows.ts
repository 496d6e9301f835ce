/** The rows of the Defaults Tree: what composed, in the order of merging, where it lands, and who chose it. */
import { l10n } from 'vscode';
import type { DefaultsTreeEntry, DefaultsTreeResult } from '../../../server/src/protocol';
import { code, once, plain, spokenPlace, type TreeRow } from './treeRow';

export function defaultsRows({ entries }: Pick<DefaultsTreeResult, 'entries'>): readonly TreeRow[] {
  return entries.map((entry, index) => entryRow(entry, index, undefined));
}

function entryRow(entry: DefaultsTreeEntry, index: number, parent: TreeRow | undefined): TreeRow {
  const { label, entries, chosenBy, file, replaced } = entry;
  // A primary config chooses itself, and what Hydra brings by itself nobody chose.
  const isTop = parent === undefined;
  const isHydra = isTop && entry.label === 'hydra/config';
  const place = file === undefined ? chosenBy.at : { uri: file, line: 0, character: 0 };
  const origin = chosenBy.at ?? replaced?.at;
  const override = overrideOf(entry);
  const row: TreeRow = {
    // The group, not its option: what was open stays open when another is chosen.
    id: parent === undefined ? `defaults/${index}` : `${parent.id}/${index}:${entry.overrideKey ?? label}`,
    label,
    description: descriptionOf(entry, isTop),
    tooltip: tooltipOf(entry, isTop),
    ...iconOf(entry, isHydra),
    spoken: spokenOf(entry, isTop),
    ...(place !== undefined && { place }),
    ...(origin !== undefined && !isTop && { origin }),
    context: 'entry',
    isOpen: !isHydra,
    parent,
    ...(override !== undefined && { override }),
    ...(entries.length > 0 && { children: once(() => entries.map((each, at) => entryRow(each, at, row))) }),
  };
  return row;
}

/** `model=gpt`, where an override can choose another. */
function overrideOf({ overrideKey, label }: DefaultsTreeEntry): string | undefined {
  return overrideKey === undefined ? undefined : `${overrideKey}=${label.slice(overrideKey.length + 2)}`;
}

function descriptionOf(entry: DefaultsTreeEntry, isTop: boolean): string {
  const { chosenBy, kind, replaced, state, reason } = entry;
  return [
    ...(state === undefined ? [] : [reason === undefined ? stateText(entry) : firstLine(reason)]),
    ...(state !== undefined || kind === 'self' || isTop ? [] : landing(entry)),
    ...(replaced === undefined || !isOther(entry) ? [] : [l10n.t('over {0}', replaced.option)]),
    ...(kind === 'self' || isTop ? [] : [chosenBy.by]),
  ].join('  ·  ');
}

/** Where it lands, unless its label says so: `db` in `db: mysql`, `server.db` in `db@server.db: mysql`. */
function landing({ kind, label, overrideKey = label, package: packageText }: DefaultsTreeEntry): readonly string[] {
  const [path = '', said] = overrideKey.split('@');
  const group = kind === 'group' ? path : path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const expected = said === '_global_' ? '' : (said ?? group.replaceAll('/', '.'));
  return packageText === expected ? [] : [`→ ${packageText === '' ? l10n.t('the root') : packageText}`];
}

function stateText({ state, label }: DefaultsTreeEntry): string {
  if (state === 'broken') return l10n.t('broken');
  if (state === 'absent') return l10n.t('optional, not there');
  return label.endsWith(': null') ? l10n.t('nothing chosen') : l10n.t('takes no part');
}

/** Whether what was overridden is another option: some choose once more what is chosen. */
function isOther({ label, replaced }: DefaultsTreeEntry): boolean {
  return replaced !== undefined && !label.endsWith(`: ${replaced.option}`);
}

function iconOf(entry: DefaultsTreeEntry, isHydra: boolean) {
  const { kind, state } = entry;
  if (state === 'broken') return { icon: 'error', color: 'problemsErrorIcon.foreground', mark: 'error' } as const;
  if (state !== undefined) return { icon: 'circle-slash', color: 'disabledForeground', mark: 'off' } as const;
  if (isHydra) return { icon: 'settings-gear' };
  const icon = kind === 'self' ? 'arrow-small-right' : kind === 'group' ? 'list-selection' : 'file';
  return isOther(entry)
    ? ({ icon, color: 'gitDecoration.modifiedResourceForeground', mark: 'overridden' } as const)
    : { icon };
}

function tooltipOf(entry: DefaultsTreeEntry, isTop: boolean): string {
  const { chosenBy, kind, label, order, overrideKey, reason, replaced, state } = entry;
  const lands = entry.package === '' ? l10n.t('Lands at the root') : l10n.t('Lands in {0}', code(entry.package));
  return [
    `**${code(label)}**`,
    ...(state === undefined ? [] : [stateText(entry)]),
    ...(reason === undefined ? [] : [plain(reason)]),
    ...(kind === 'self' ? [l10n.t('The config’s own content, where its defaults list has it')] : []),
    ...(state === undefined
      ? [order === undefined ? lands : `${lands}, ${l10n.t('merged as number {0}', order)}`]
      : []),
    ...(isTop || kind === 'self' ? [] : [l10n.t('Chosen by {0}', code(chosenBy.by))]),
    ...(replaced === undefined ? [] : [l10n.t('over {0} of {1}', `~~${code(replaced.option)}~~`, code(replaced.by))]),
    ...(overrideKey === undefined ? [] : [l10n.t('Another is chosen by {0}', code(`${overrideKey}=…`))]),
  ].join('\n\n');
}

function spokenOf(entry: DefaultsTreeEntry, isTop: boolean): string {
  const { chosenBy, kind, label, order, reason, replaced, state } = entry;
  return [
    label,
    ...(state === undefined ? [] : [stateText(entry)]),
    ...(reason === undefined ? [] : [firstLine(reason)]),
    ...(state === undefined
      ? [entry.package === '' ? l10n.t('at the root') : l10n.t('in package {0}', entry.package)]
      : []),
    ...(order === undefined ? [] : [l10n.t('merged as number {0}', order)]),
    ...(isTop || kind === 'self' ? [] : [l10n.t('chosen by {0}', spokenPlace(chosenBy.by))]),
    ...(replaced === undefined ? [] : [l10n.t('over {0} of {1}', replaced.option, spokenPlace(replaced.by))]),
  ].join(', ');
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
