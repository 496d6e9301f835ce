/** What the status bar and the quick pick say of a focus, as plain data. Text of the workspace never becomes an icon. */
import { l10n } from 'vscode';
import type { Focus, FocusChoice, FocusChoicesResult, FocusFault, FocusResult } from '../../../server/src/protocol';
import { overridesLine } from '../launch/shell';
import { withoutIcons } from '../rows';

/** The status bar item of the active file. */
export interface FocusStatus {
  readonly text: string;
  readonly tooltip: string;
  /** Whether something that the user chose is not what is seen, because it cannot be. */
  readonly isWarning: boolean;
}

/** One row of the quick pick; `label`, `description` and `detail` are those of its item. */
export interface FocusRow {
  /** `automatic` takes the pin away, `pin` pins, `overrides` asks for overrides first, the others cannot be picked. */
  readonly kind: 'automatic' | 'pin' | 'overrides' | 'heading' | 'note';
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** What is pinned, or what overrides are added to. */
  readonly focus?: Focus;
  /** Whether files are seen from it now. */
  readonly isCurrent: boolean;
}

/** The status bar hides what it has no room for beside everything else in it. */
const LONGEST_NAME = 48;
/** The same where two names stand there. */
const SHORT_NAME = 24;

/** A composition as one would type it: `train +experiment=exp_3 seed=1`. */
export function focusName({ name, overrides }: Focus): string {
  return overrides.length === 0 ? name : `${name} ${overridesLine(overrides)}`;
}

/** What to show while a file is active; `undefined` for a file that is no config. */
export function focusStatus(result: FocusResult): FocusStatus | undefined {
  const { root, seen, pin, fault, errors } = result;
  if (root === undefined) return undefined;
  const isWarning = fault !== undefined && fault.kind !== 'apart';
  const icon = isWarning ? 'warning' : pin !== undefined && fault === undefined ? 'pinned' : 'layers';
  const hasFault = pin !== undefined && fault !== undefined;
  const name = seen === undefined ? l10n.t('no composition') : short(seen, hasFault ? SHORT_NAME : LONGEST_NAME);
  const instead = hasFault ? ` (${verdict(pin, fault)})` : '';
  const lines = [
    seen === undefined ? l10n.t('No composition reaches this file.') : l10n.t('Seen from {0}', focusName(seen)),
    ...(errors > 0 ? [l10n.t('It does not compose.')] : []),
    ...(hasFault ? [l10n.t('Pinned: {0}', focusName(pin)), firstLine(fault.message)] : []),
    l10n.t('Click to choose another composition.'),
  ];
  return { text: `$(${icon}) ${withoutIcons(name + instead)}`, tooltip: lines.join('\n'), isWarning };
}

function verdict(pin: Focus, { kind }: FocusFault): string {
  switch (kind) {
    case 'apart':
      return l10n.t('not in {0}', short(pin, SHORT_NAME));
    case 'gone':
      return l10n.t('{0} is gone', short({ name: pin.name, overrides: [] }, SHORT_NAME));
    case 'refused':
      return l10n.t('pinned overrides fail');
  }
}

function short(focus: Focus, longest: number): string {
  const name = focusName(focus);
  return name.length > longest ? `${name.slice(0, longest - 1)}…` : name;
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? '';
}

/** The rows of the quick pick: automatic, what is pinned, what reaches the file, and the way to overrides. */
export function focusRows(result: FocusChoicesResult): readonly FocusRow[] {
  const { automatic, choices, fault, key, pin, pinned, seen } = result;
  const isPinned = (focus: Focus) => pin !== undefined && focusName(pin) === focusName(focus);
  const row = (choice: FocusChoice): FocusRow => ({
    kind: 'pin',
    label: withoutIcons(focusName(choice)),
    ...described(choice),
    focus: plain(choice),
    isCurrent: isPinned(choice),
  });
  // What is chosen stands on top, however long the list is.
  const chosen = fault === undefined ? (pinned ?? choices.find(isPinned)) : undefined;
  const rest = choices.filter((choice) => choice !== chosen);
  const plainOnes = rest.filter(({ overrides }) => overrides.length === 0);
  const others = rest.filter(({ overrides }) => overrides.length > 0);
  const base = pinned ?? seen ?? automatic;
  return [
    {
      kind: 'automatic',
      label: l10n.t('Automatic'),
      ...(automatic !== undefined && {
        description: withoutIcons([focusName(automatic), automatic.value ?? ''].join('  ').trimEnd()),
      }),
      isCurrent: pin === undefined,
    },
    ...(base === undefined ? [] : [overridesRow(plain(base))]),
    ...(pin !== undefined && fault !== undefined ? faultRows(pin, fault) : []),
    ...section(l10n.t('pinned'), chosen === undefined ? [] : [row(chosen)]),
    ...section(
      key === undefined ? l10n.t('primary configs') : l10n.t('{0} in each primary config', key),
      plainOnes.map(row),
    ),
    ...section(l10n.t('with another choice'), others.map(row)),
    ...(result.isCut
      ? [note(l10n.t('There are too many options to try them all'), l10n.t('With Overrides takes any'))]
      : []),
  ];
}

function overridesRow(focus: Focus): FocusRow {
  const description = l10n.t('of the command line, added to {0}', withoutIcons(focusName(focus)));
  return { kind: 'overrides', label: l10n.t('With Overrides…'), description, focus, isCurrent: false };
}

function faultRows(pin: Focus, fault: FocusFault): readonly FocusRow[] {
  const detail = withoutIcons(firstLine(fault.message));
  const label = withoutIcons(focusName(pin));
  return [
    heading(l10n.t('pinned')),
    fault.kind === 'apart'
      ? { kind: 'pin', label, description: l10n.t('does not reach this file'), focus: plain(pin), isCurrent: true }
      : { kind: 'pin', label: `$(warning) ${label}`, detail, focus: plain(pin), isCurrent: true },
  ];
}

function described({ value, composes }: FocusChoice): Pick<FocusRow, 'description'> {
  const parts = [
    ...(value === undefined ? [] : [withoutIcons(value)]),
    ...(composes ? [] : [`$(warning) ${l10n.t('refused')}`]),
  ];
  return parts.length === 0 ? {} : { description: parts.join('  ') };
}

/** Without what the server tells beside it. */
function plain({ name, overrides }: Focus): Focus {
  return { name, overrides };
}

function section(title: string, rows: readonly FocusRow[]): readonly FocusRow[] {
  return rows.length === 0 ? [] : [heading(title), ...rows];
}

function heading(label: string): FocusRow {
  return { kind: 'heading', label, isCurrent: false };
}

function note(label: string, description: string): FocusRow {
  return { kind: 'note', label: `$(ellipsis) ${label}`, description, isCurrent: false };
}
