/** What a config or a run may be compared with, and the keys that differ, as plain rows. */
import { l10n } from 'vscode';
import type {
  CompareChoicesResult,
  DecidedValue,
  Difference,
  EarlierRun,
  Focus,
  Side,
} from '../../../server/src/protocol';
import { focusName } from '../focus/focusRows';
import { decoded, withoutIcons } from '../rows';

/** Two sides; on the left is what was, or what is the rule, and on the right what is looked at. */
export interface Pair {
  readonly left: Side;
  readonly right: Side;
}

/** One row of the quick pick; `label`, `description` and `detail` are those of its item. */
export interface CompareRow {
  /** `overrides` asks for them first, `run` goes on with what that run may be compared with, `heading` is none to pick. */
  readonly kind: 'pair' | 'overrides' | 'run' | 'heading';
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly icon?: string;
  readonly pair?: Pair;
  /** The same without the run's overrides. */
  readonly plain?: Pair;
  /** Of `run`: its folder. */
  readonly uri?: string;
}

/** When a run was, in the user's own way to write dates. */
type DateText = (milliseconds: number) => string;

/** What there is to compare a file or folder with; empty where that is nothing. */
export function compareRows(uri: string, choices: CompareChoicesResult, dateText: DateText): readonly CompareRow[] {
  const { seen, config, run } = choices;
  if (run !== undefined) return rowsOfRun(run, choices, dateText);
  if (seen !== undefined && config !== undefined) return rowsOfConfig({ uri }, seen, config, choices, dateText);
  return choices.runs.map((each) => ({ kind: 'run', ...runText(each, dateText), uri: each.uri }));
}

function rowsOfConfig(
  here: Side,
  seen: Focus,
  config: string,
  { groups, configs, runs, unsaved }: CompareChoicesResult,
  dateText: DateText,
): readonly CompareRow[] {
  const own = runs.filter((run) => run.config === config);
  const others = runs.filter((run) => run.config !== config);
  const runRow = (run: EarlierRun): CompareRow => {
    const left: Side = { uri: run.uri, isRun: true };
    const again: Side = { uri: config, composedWith: run.overrides };
    const isOwn = run.config === config;
    return {
      kind: 'pair',
      ...runText(run, dateText),
      pair: { left, right: isOwn ? again : here },
      ...(isOwn && run.overrides.length > 0 && { plain: { left, right: here } }),
    };
  };
  const options = groups.flatMap(({ key, chosen, others: rest }) =>
    rest.map((option): CompareRow => {
      const right = { uri: config, composedWith: choosing(seen.overrides, key, option) };
      return {
        kind: 'pair',
        icon: 'symbol-enum-member',
        label: withoutIcons(`${key}=${option}`),
        description:
          chosen === null ? l10n.t('where no option is chosen') : l10n.t('instead of {0}', withoutIcons(chosen)),
        pair: { left: here, right },
      };
    }),
  );
  return [
    ...(unsaved.length > 0 ? [savedRow(here, unsaved)] : []),
    ...(seen.overrides.length > 0 ? [withoutRow(here, seen, config)] : []),
    {
      kind: 'overrides',
      icon: 'edit',
      label: l10n.t('With Overrides…'),
      description: l10n.t('what they change in {0}', withoutIcons(focusName(seen))),
      pair: { left: here, right: { uri: config, composedWith: seen.overrides } },
    },
    ...section(l10n.t('earlier runs of {0}', seen.name), own.map(runRow)),
    ...section(l10n.t('another option'), options),
    ...section(l10n.t('other configs'), configRows(configs, here, config)),
    ...section(l10n.t('other runs'), others.map(runRow)),
  ];
}

function savedRow(here: Side, unsaved: readonly string[]): CompareRow {
  const [first = '', ...more] = unsaved.map((uri) => decoded(uri.split('/').at(-1) ?? uri));
  const what = more.length === 0 ? first : l10n.t('{0} files', unsaved.length);
  return {
    kind: 'pair',
    icon: 'save',
    label: l10n.t('What Is Saved'),
    description: l10n.t('before the unsaved edit of {0}', withoutIcons(what)),
    pair: { left: { ...here, isSaved: true }, right: here },
  };
}

function withoutRow(here: Side, { name, overrides }: Focus, config: string): CompareRow {
  return {
    kind: 'pair',
    icon: 'discard',
    label: l10n.t('Without Overrides'),
    description: l10n.t('what {0} changes', withoutIcons(focusName({ name, overrides }))),
    pair: { left: { uri: config, composedWith: [] }, right: here },
  };
}

function configRows(configs: CompareChoicesResult['configs'], here: Side, own: string | undefined): CompareRow[] {
  return configs
    .filter(({ uri }) => uri !== own)
    .map(({ uri, name }) => ({
      kind: 'pair',
      icon: 'layers',
      label: withoutIcons(name),
      pair: { left: here, right: { uri, composedWith: [] } },
    }));
}

function rowsOfRun(
  run: EarlierRun,
  { configs, runs }: CompareChoicesResult,
  dateText: DateText,
): readonly CompareRow[] {
  const { uri, name, overrides, config } = run;
  const here: Side = { uri, isRun: true };
  const now = (composedWith: readonly string[], description: string): CompareRow[] =>
    config === undefined || name === undefined
      ? []
      : [
          {
            kind: 'pair',
            icon: 'layers',
            label: withoutIcons(focusName({ name, overrides: composedWith })),
            description,
            pair: { left: here, right: { uri: config, composedWith } },
          },
        ];
  const isNewer = (other: EarlierRun) => (other.changedAt ?? 0) > (run.changedAt ?? 0);
  return [
    ...now(overrides, l10n.t('as it composes now')),
    ...(overrides.length > 0 ? now([], l10n.t("as it composes now, without the run's overrides")) : []),
    ...section(
      l10n.t('other runs'),
      runs.map((other) => {
        const side: Side = { uri: other.uri, isRun: true };
        const pair = isNewer(other) ? { left: here, right: side } : { left: side, right: here };
        return { kind: 'pair', ...runText(other, dateText), pair };
      }),
    ),
    ...section(l10n.t('other configs'), configRows(configs, here, config)),
  ];
}

function runText({ name, overrides, path, changedAt }: EarlierRun, dateText: DateText) {
  const label = name === undefined ? path : focusName({ name, overrides });
  return {
    icon: 'history',
    label: withoutIcons(label),
    description: withoutIcons([...(changedAt === undefined ? [] : [dateText(changedAt)]), path].join('  ')),
  };
}

/** Overrides with another option of a group, in the place of the one that they chose. */
function choosing(overrides: readonly string[], key: string, option: string): readonly string[] {
  const pattern = /^(\+{0,2})([^=]+)=/;
  const at = overrides.findIndex((each) => pattern.exec(each)?.[2] === key);
  if (at === -1) return [...overrides, `${key}=${option}`];
  const [, sign = ''] = pattern.exec(overrides[at] ?? '') ?? [];
  return overrides.with(at, `${sign}${key}=${option}`);
}

function section(title: string, rows: readonly CompareRow[]): readonly CompareRow[] {
  return rows.length === 0 ? [] : [{ kind: 'heading', label: title }, ...rows];
}

/** A row of the table of changed keys. */
export interface ChangeRow {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** `undefined` for a heading. */
  readonly difference?: Difference;
}

/** Key, both values, and who decided each; what merely follows from another key comes last. */
export function changeRows(differences: readonly Difference[]): readonly ChangeRow[] {
  const row = (difference: Difference): ChangeRow => {
    const { key, left, right } = difference;
    const icon = left === undefined ? 'diff-added' : right === undefined ? 'diff-removed' : 'diff-modified';
    const values = [left, right].map((side) => (side === undefined ? l10n.t('not there') : withoutIcons(side.value)));
    return {
      label: `$(${icon}) ${withoutIcons(key)}`,
      description: values.join(' $(arrow-right) '),
      detail: `$(blank) ${[left, right].map(decider).join(' $(arrow-right) ')}`,
      difference,
    };
  };
  const own = differences.filter(({ isDerived }) => !isDerived).map(row);
  const derived = differences.filter(({ isDerived }) => isDerived).map(row);
  if (derived.length === 0) return own;
  return [...own, { label: l10n.t('follow by interpolation') }, ...derived];
}

function decider(side: DecidedValue | undefined): string {
  return side?.from === undefined ? '–' : withoutIcons(side.from);
}

/** The same as a table of Markdown, to be pasted into a message or a pull request. */
export function changeTable(differences: readonly Difference[], titles: readonly [string, string]): string {
  const cell = (text: string) => text.replaceAll(/[\r\n]+/g, ' ').replaceAll('|', '\\|');
  const side = (value: DecidedValue | undefined) =>
    value === undefined ? '' : cell(`${value.value}${value.from === undefined ? '' : ` (${value.from})`}`);
  const rows = differences.map(({ key, left, right }) => [cell(key), side(left), side(right)]);
  const table = [[l10n.t('key'), ...titles.map(cell)], ['---', '---', '---'], ...rows];
  return `${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
