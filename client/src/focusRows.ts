/** What the status bar and the quick pick say of a focus, as plain data. Text of the workspace never becomes an icon. */
import type { Focus, FocusChoice, FocusChoicesResult, FocusFault, FocusResult } from '../../server/src/protocol';
import { withoutIcons } from './rows';
import { overridesLine } from './shell';

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

/** The status bar has room for about as much beside everything else in it. */
const LONGEST_NAME = 48;

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
  const name = seen === undefined ? 'no composition' : short(seen);
  const instead = pin === undefined || fault === undefined ? '' : ` (${verdict(fault)} ${short(pin)})`;
  const lines = [
    seen === undefined ? 'No composition reaches this file.' : `Seen from ${focusName(seen)}`,
    ...(errors > 0 ? ['It does not compose.'] : []),
    ...(pin !== undefined && fault !== undefined ? [`Pinned: ${focusName(pin)}`, firstLine(fault.message)] : []),
    'Click to choose another composition.',
  ];
  return { text: `$(${icon}) ${withoutIcons(name + instead)}`, tooltip: lines.join('\n'), isWarning };
}

function verdict({ kind }: FocusFault): string {
  return kind === 'apart' ? 'not in' : 'instead of';
}

function short(focus: Focus): string {
  const name = focusName(focus);
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
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
  const plainOnes = choices.filter(({ overrides }) => overrides.length === 0);
  const others = choices.filter(({ overrides }) => overrides.length > 0);
  const base = pinned ?? seen ?? automatic;
  return [
    {
      kind: 'automatic',
      label: 'Automatic',
      ...(automatic !== undefined && {
        description: withoutIcons([focusName(automatic), automatic.value ?? ''].join('  ').trimEnd()),
      }),
      isCurrent: pin === undefined,
    },
    ...(pin !== undefined && fault !== undefined ? faultRows(pin, fault) : []),
    ...(pinned === undefined ? [] : [heading('pinned'), row(pinned)]),
    ...section(key === undefined ? 'primary configs' : `${key} in each primary config`, plainOnes.map(row)),
    ...section('with another choice', others.map(row)),
    ...(result.isCut ? [note('There are too many options to try them all', 'With Overrides takes any')] : []),
    ...(base === undefined
      ? []
      : [
          heading(''),
          {
            kind: 'overrides' as const,
            label: 'With Overrides…',
            description: `of the command line, added to ${withoutIcons(focusName(base))}`,
            focus: plain(base),
            isCurrent: false,
          },
        ]),
  ];
}

function faultRows(pin: Focus, fault: FocusFault): readonly FocusRow[] {
  const detail = withoutIcons(firstLine(fault.message));
  const label = withoutIcons(focusName(pin));
  return [
    heading('pinned'),
    fault.kind === 'apart'
      ? { kind: 'pin', label, description: 'does not reach this file', focus: plain(pin), isCurrent: true }
      : { kind: 'pin', label: `$(warning) ${label}`, detail, focus: plain(pin), isCurrent: true },
  ];
}

function described({ value, composes }: FocusChoice): Pick<FocusRow, 'description'> {
  const parts = [...(value === undefined ? [] : [withoutIcons(value)]), ...(composes ? [] : ['$(warning) refused'])];
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
