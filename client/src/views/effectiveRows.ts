/** The rows of the Effective Config: each key with its value, who decided it, and below it what was overridden. */
import { l10n } from 'vscode';
import type { EffectiveKey, EffectiveResult, EffectiveWrite, LaunchProblem, Place } from '../../../server/src/protocol';
import { placeText, severityTexts } from '../rows';
import type { Filter } from './effectiveFilter';
import { code, once, plain, spokenPlace, struck, type TreeRow } from './treeRow';

/** What all rows of a tree depend on. */
interface Making {
  readonly files: readonly string[];
  /** Set while a filter is on: then everything that is left of the tree is unfolded. */
  readonly filter?: Filter;
}

/** The problems first, then the keys. */
export function effectiveRows(
  { files, problems }: Pick<EffectiveResult, 'files' | 'problems'>,
  keys: readonly EffectiveKey[],
  filter?: Filter,
): readonly TreeRow[] {
  const making: Making = { files, ...(filter !== undefined && { filter }) };
  return [...problemRows(problems), ...keys.map((key) => keyRow(making, key, [], undefined))];
}

/** Why the composition fails, or what is doubtful in it; below it is the good half all the same. */
function problemRows(problems: readonly LaunchProblem[]): readonly TreeRow[] {
  const [first] = problems;
  if (first === undefined) return [];
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const label = errors > 0 ? l10n.t('Does not compose as it stands') : l10n.t('Composes, with warnings');
  const description = severityTexts(problems).join(', ');
  const row: TreeRow = {
    id: 'problems',
    label,
    description,
    tooltip: l10n.t('{0}: {1}. What can be told of the config stands below.', label, description),
    ...severityOf(errors > 0 ? 'error' : 'warning'),
    spoken: `${label}: ${description}`,
    context: 'problem',
    children: once(() => problems.map((problem, index) => problemRow(problem, index, row))),
  };
  return [row];
}

function problemRow({ message, severity, place }: LaunchProblem, index: number, parent: TreeRow): TreeRow {
  const where = place && placeText(place);
  const label = message.split('\n', 1)[0] ?? message;
  return {
    id: `problems/${index}`,
    label,
    ...(where !== undefined && { description: where }),
    tooltip: plain(message),
    ...severityOf(severity),
    spoken: `${severity}: ${label}${where === undefined ? '' : `, ${spokenPlace(where)}`}`,
    ...(place !== undefined && { place }),
    context: 'problem',
    parent,
  };
}

function severityOf(severity: LaunchProblem['severity']): Pick<TreeRow, 'icon' | 'color'> {
  return severity === 'error'
    ? { icon: 'error', color: 'problemsErrorIcon.foreground' }
    : { icon: 'warning', color: 'problemsWarningIcon.foreground' };
}

function keyRow(making: Making, key: EffectiveKey, above: readonly string[], parent: TreeRow | undefined): TreeRow {
  const path = [...above, key.name];
  const { keys = [], value, writes } = key;
  const isMap = value === undefined;
  const losers = writes.filter(({ lost }) => lost);
  const label = isMap ? key.name : `${key.name}: ${value}`;
  const place = placeOf(making, writes[0]);
  const row: TreeRow = {
    id: idOf(making, path),
    label,
    ...highlighted(making, label),
    description: descriptionOf(key, losers),
    tooltip: tooltipOf(key, path),
    ...iconOf(key, losers),
    spoken: spokenOf(key, losers),
    ...(place !== undefined && { place }),
    context: 'key',
    isOpen: making.filter !== undefined && key.type === 'dict',
    parent,
    path,
    ...(keys.length + losers.length > 0 && {
      children: once(() => [
        ...losers.map((loser, index) => loserRow(making, loser, index, path, row)),
        ...keys.map((each) => keyRow(making, each, path, row)),
      ]),
    }),
  };
  return row;
}

/** A filter unfolds what it leaves: those rows are others, so that the rest is as it was once the filter is gone. */
function idOf({ filter }: Making, path: readonly string[]): string {
  return `${filter === undefined ? 'key' : 'found'}/${path.map(encodeURIComponent).join('/')}`;
}

function placeOf({ files }: Making, write: EffectiveWrite | undefined): Place | undefined {
  if (write?.at === undefined) return undefined;
  const [file, line, character] = write.at;
  const uri = files[file];
  return uri === undefined ? undefined : { uri, line, character };
}

/** A write that was overridden. */
function loserRow(
  making: Making,
  { value, by, ...write }: EffectiveWrite,
  index: number,
  path: readonly string[],
  parent: TreeRow,
): TreeRow {
  const place = placeOf(making, { value, by, ...write });
  return {
    id: `${parent.id}//${index}`,
    label: struck(value),
    description: l10n.t('{0}, overridden', by),
    tooltip: l10n.t('{0} of {1} is overridden', code(value), code(by)),
    icon: 'circle-slash',
    color: 'disabledForeground',
    mark: 'lost',
    spoken: l10n.t('overridden: {0}, {1}', value, spokenPlace(by)),
    ...(place !== undefined && { place }),
    context: 'write',
    parent,
    path,
  };
}

/** Who decided it, and over what; of a mapping, who brought keys to it. */
function descriptionOf(key: EffectiveKey, losers: readonly EffectiveWrite[]): string {
  const { state, writes } = key;
  const [winner] = writes;
  const by = key.type === 'dict' ? sources(writes) : (winner?.by ?? '');
  const [loser] = losers;
  return [by, loser === undefined ? '' : overText(loser.value, losers.length - 1), stateText(state)]
    .filter((part) => part !== '')
    .join('  ·  ');
}

function overText(value: string, more: number): string {
  return more > 0 ? l10n.t('over {0}, and {1} more', value, more) : l10n.t('over {0}', value);
}

function stateText(state: EffectiveKey['state']): string {
  switch (state) {
    case 'missing':
      return l10n.t('missing');
    case 'unresolved':
      return l10n.t('unresolved');
    case 'later':
      return l10n.t('known when it runs');
    case undefined:
      return '';
  }
}

/** `mamba.yaml, data.yaml`; of one alone the line too. */
function sources(writes: readonly EffectiveWrite[]): string {
  const bringing = writes.filter(({ lost }) => lost === undefined);
  const [first] = bringing;
  if (first === undefined || bringing.length === 1) return first?.by ?? '';
  return [...new Set(bringing.map(({ by, at }) => (at === undefined ? by : by.replace(/:\d+$/, ''))))].join(', ');
}

const ICONS: Readonly<Record<string, string>> = {
  int: 'symbol-number',
  float: 'symbol-number',
  bool: 'symbol-boolean',
  str: 'symbol-string',
  list: 'symbol-array',
  dict: 'symbol-namespace',
};

function iconOf(key: EffectiveKey, losers: readonly EffectiveWrite[]) {
  const { state, type } = key;
  if (state === 'missing')
    return { icon: 'question', color: 'problemsWarningIcon.foreground', mark: 'warning' } as const;
  if (state === 'unresolved') return { icon: 'error', color: 'problemsErrorIcon.foreground', mark: 'error' } as const;
  const icon = state === 'later' ? 'symbol-variable' : (ICONS[type] ?? 'symbol-constant');
  return losers.every(({ value }) => value === (key.written ?? key.value))
    ? { icon }
    : ({ icon, color: 'gitDecoration.modifiedResourceForeground', mark: 'overridden' } as const);
}

function tooltipOf(key: EffectiveKey, path: readonly string[]): string {
  const { type, value, written, reason, state, writes } = key;
  const head = `${path.join('.')}: ${type}${value === undefined || state !== undefined ? '' : ` = ${value}`}`;
  const shown = writes.map(
    (write) => `${write.lost ? `~~${code(write.value)}~~` : code(write.value)} ${code(write.by)}`,
  );
  return [
    `**${code(head)}**`,
    ...(written === undefined && state !== 'unresolved' && state !== 'later'
      ? []
      : [l10n.t('from {0}', code(written ?? value ?? ''))]),
    ...(state === 'missing' ? [l10n.t('{0}: a run needs a value for it', code('???'))] : []),
    ...(reason === undefined ? [] : [plain(reason)]),
    ...(shown.length === 0 ? [] : [shown.map((each) => `- ${each}`).join('\n')]),
  ].join('\n\n');
}

function spokenOf(key: EffectiveKey, losers: readonly EffectiveWrite[]): string {
  const { name, value, state, reason, writes, keys = [] } = key;
  const what = value ?? (keys.length === 1 ? l10n.t('1 key') : l10n.t('{0} keys', keys.length));
  const [loser] = losers;
  return [
    `${name}, ${what}`,
    ...(state === undefined ? [] : [stateText(state)]),
    ...(reason === undefined ? [] : [reason]),
    l10n.t('set in {0}', spokenPlace(writes[0]?.by ?? '')),
    ...(loser === undefined ? [] : [l10n.t('overrides {0} of {1}', loser.value, spokenPlace(loser.by))]),
  ].join(', ');
}

function highlighted({ filter }: Making, label: string): Pick<TreeRow, 'highlights'> {
  const found = [...(filter?.texts ?? []), ...(filter?.values ?? [])].flatMap((text) => {
    const at = label.toLowerCase().indexOf(text);
    return at === -1 ? [] : [[at, at + text.length] as const];
  });
  return found.length === 0 ? {} : { highlights: found };
}

/** The row of a path, with all above it made. */
export function rowAt(rows: readonly TreeRow[], path: readonly string[]): TreeRow | undefined {
  let below = rows;
  let found: TreeRow | undefined;
  for (const name of path) {
    found = below.find((row) => row.context === 'key' && row.path?.at(-1) === name);
    if (found === undefined) return undefined;
    below = found.children?.() ?? [];
  }
  return found;
}

/** The key that a place in a document belongs to: the last one that begins at it or before it. */
export function pathAtPlace(
  result: Pick<EffectiveResult, 'files' | 'keys'>,
  place: Place,
): readonly string[] | undefined {
  const file = result.files.indexOf(place.uri);
  if (file === -1) return undefined;
  let best: { readonly line: number; readonly character: number; readonly path: readonly string[] } | undefined;
  const visit = (keys: readonly EffectiveKey[], above: readonly string[]): void => {
    for (const key of keys) {
      const path = [...above, key.name];
      for (const { at } of key.writes) {
        if (at === undefined || at[0] !== file) continue;
        const [, line, character] = at;
        const isBefore = line < place.line || (line === place.line && character <= Math.max(place.character, 0));
        const isLater = best === undefined || line > best.line || (line === best.line && character > best.character);
        if (isBefore && isLater) best = { line, character, path };
      }
      visit(key.keys ?? [], path);
    }
  };
  visit(result.keys, []);
  return best?.path;
}
