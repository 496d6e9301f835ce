/**
 * What the composer shows for a plan, as plain rows. Labels carry icons in VS Code's `$(name)` notation, which a screen
 * reader speaks as the icon's name; text of the workspace is escaped so that it can never become one.
 */
import { l10n } from 'vscode';
import type {
  Change,
  LaunchProblem,
  OverrideOffer,
  Place,
  PlanResult,
  SweepJob,
  SweepPlan,
} from '../../server/src/protocol';
import { visible } from './shownText';

/** One row of the composer; `label`, `description` and `detail` are those of a quick pick item. */
export interface Row {
  /**
   * What picking the row does: `launch` runs the plan (as do `change` and `command` rows: Enter means launch), `blocked`
   * stays, `problem` opens its place, `earlier` fills in its overrides, `offer` writes what it offers, `anyway` launches
   * in spite of errors, `heading` cannot be picked.
   */
  readonly kind: 'launch' | 'blocked' | 'problem' | 'change' | 'command' | 'earlier' | 'offer' | 'anyway' | 'heading';
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** For `problem`. */
  readonly place?: Place;
  /** For `earlier`, and for `offer`: the whole line. */
  readonly overrides?: string;
}

/** What the rows depend on beside the plan. */
export interface RowsContext {
  /** Overrides as typed now. */
  readonly typed: string;
  /** Overrides of earlier launches, newest first. */
  readonly earlier: readonly string[];
  /** The command as the user's shell would take it; `undefined` when there is none. */
  readonly commandLine?: string | undefined;
  /** What may stand at the end of the line. */
  readonly offers?: readonly OverrideOffer[];
  /** Where a launch runs, behind the verdict: `in a task`. */
  readonly where?: string;
  /** To launch unless said otherwise. */
  readonly purpose?: Purpose;
}

/** What a composition is wanted for. */
export interface Purpose {
  /** The verdict about a composition of this name, with an icon. */
  readonly able: (name: string) => string;
  readonly unable: (name: string) => string;
  /** Why it cannot be; empty when it can. */
  readonly blockers: (plan: PlanResult) => readonly LaunchProblem[];
  readonly title: string;
  readonly placeholder: string;
  /** A document to tell of whether the composition reaches it. */
  readonly reaches?: string;
}

const MOST_CHANGES = 50;
const MOST_EARLIER = 8;
/** The verdict counts them all. */
const MOST_ERRORS = 6;
const LONGEST_VALUE = 60;
/** Of what may be typed; what is typed next makes them fewer. */
const MOST_OFFERS = 12;
const MOST_KEYS = 60;

/** Why nothing may be launched; empty when it may. */
export function blockers(plan: PlanResult): readonly LaunchProblem[] {
  const errors = plan.problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0 || plan.command) return errors;
  return [{ severity: 'error', message: l10n.t('No Python app with @hydra.main was found for this config.') }];
}

/** To run it. */
export const LAUNCH: Purpose = {
  able: (name) => `$(rocket) ${l10n.t('Launch {0}', name)}`,
  unable: (name) => `$(error) ${l10n.t('Cannot launch {0}', name)}`,
  blockers,
  title: l10n.t('Compose & Launch'),
  placeholder: l10n.t('Overrides, such as seq_len=2048 +note=first; Enter launches'),
};

/** To look at it: what is wrong in files is told there and does not stand in the way. */
export const SEE: Purpose = {
  able: (name) => `$(pinned) ${l10n.t('See configs from {0}', name)}`,
  unable: (name) => `$(error) ${l10n.t('Cannot see configs from {0}', name)}`,
  blockers: ({ problems }) => problems.filter(({ severity, place }) => severity === 'error' && place === undefined),
  title: l10n.t('Choose Focus'),
  placeholder: l10n.t('Overrides, such as seq_len=2048 +note=first; Enter sees configs from it'),
};

/**
 * The verdict first, then why not, the jobs, what changes, what is doubtful, the command, what was typed before, and what
 * may be typed next. While a word that cannot stand as it is can be completed, Enter does that: then these rows are first.
 */
export function planRows(plan: PlanResult, context: RowsContext): readonly Row[] {
  const { purpose = LAUNCH, offers = [], typed } = context;
  const errors = purpose.blockers(plan);
  const warnings = plan.problems.filter((problem) => !errors.includes(problem));
  const isCompleting = errors.length > 0 && offers.length > 0 && /\S$/.test(typed);
  return [
    ...(isCompleting ? offerRows(offers, typed, MOST_OFFERS) : []),
    verdict(plan, errors.length, context),
    ...reachRows(plan, purpose),
    // What one job alone has stands with the job.
    ...errors
      .filter(({ job }) => job === undefined)
      .slice(0, MOST_ERRORS)
      .map(errorRow),
    ...anywayRows(plan, errors, purpose, isCompleting),
    ...sweepRows(plan.sweep),
    ...changeRows(plan.changes, context.typed, errors.length > 0),
    ...warningRows(warnings),
    ...(errors.length === 0 ? commandRows(context.commandLine) : []),
    ...earlierRows(context),
    ...(isCompleting ? [] : offerRows(offers, typed, MOST_KEYS)),
  ];
}

/** Whether the first row writes what it offers instead of launching. */
export function isOffering(rows: readonly Row[]): boolean {
  return rows.some(({ kind }) => kind === 'offer') && rows.find(({ kind }) => kind !== 'heading')?.kind === 'offer';
}

/** Where a problem is, as people write it: `mamba.yaml:37`, counting lines from 1. */
export function placeText(place: Place): string {
  const name = place.uri.split('/').at(-1) ?? place.uri;
  return `${decoded(name)}:${place.line + 1}`;
}

/** Text that VS Code shows as it is, where `$(name)` would become an icon, with what nobody would see. */
export function withoutIcons(text: string): string {
  return visible(text).replace(/\$\([a-z0-9~-]+\)/gi, '\\$&');
}

/** Of files that it does not reach the composition tells nothing. */
function reachRows({ reaches }: PlanResult, purpose: Purpose): readonly Row[] {
  if (reaches !== false || purpose.reaches === undefined) return [];
  const file = decoded(purpose.reaches.split('/').at(-1) ?? purpose.reaches);
  return [{ kind: 'change', label: `$(circle-slash) ${l10n.t('It does not reach {0}', withoutIcons(file))}` }];
}

function verdict(plan: PlanResult, errors: number, { purpose = LAUNCH, where }: RowsContext): Row {
  const name = withoutIcons(plan.name);
  if (errors > 0) {
    return { kind: 'blocked', label: purpose.unable(name), description: problemsText(errors) };
  }
  const jobs = plan.sweep === undefined ? [] : [jobsText(plan.sweep)];
  const changes = plan.changes.length > 0 ? [changesText(plan.changes.length)] : [];
  const parts = [...jobs, ...changes, ...(where === undefined ? [] : [where])];
  return {
    kind: 'launch',
    label: purpose.able(name),
    ...(parts.length > 0 && { description: parts.join(' · ') }),
  };
}

function jobsText({ count, sweeper }: SweepPlan): string {
  if (count === undefined) return l10n.t('jobs chosen by the sweeper {0}', sweeper);
  return count === 1 ? l10n.t('1 job') : l10n.t('{0} jobs', count);
}

/** The way to go on deliberately; it asks once more. */
function anywayRows(
  { command }: PlanResult,
  errors: readonly LaunchProblem[],
  purpose: Purpose,
  isCompleting: boolean,
): readonly Row[] {
  if (errors.length === 0 || command === undefined || purpose !== LAUNCH || isCompleting) return [];
  return [
    { kind: 'anyway', label: `$(debug-continue) ${l10n.t('Launch Anyway…')}`, description: l10n.t('asks once more') },
  ];
}

/** One row for each job, with what it alone is refused for. */
function sweepRows(sweep: SweepPlan | undefined): readonly Row[] {
  if (sweep === undefined || sweep.jobs.length === 0) return [];
  const { count, jobs, launcher } = sweep;
  const how = launcher === 'basic' ? l10n.t('one after another') : l10n.t('started by {0}', launcher);
  const told = count !== undefined && jobs.length < count ? [l10n.t('of which {0} were composed', jobs.length)] : [];
  const heading: Row = { kind: 'heading', label: [jobsText(sweep), how, ...told].join(', ') };
  return [heading, ...jobs.map(jobRow)];
}

function jobRow({ number, overrides, errors }: SweepJob): Row {
  const label = `$(${errors.length > 0 ? 'error' : 'circle-outline'}) ${number}`;
  const told = withoutIcons(oneLine(overrides.join('  ')));
  const [first] = errors;
  if (first === undefined) return { kind: 'change', label, description: told };
  // Beside the overrides the way out has room; below them it would be cut off.
  const [reason, hint] = reasonAndHint(first);
  const description = hint === undefined ? told : `${told}  ·  ${withoutIcons(hint)}`;
  return { kind: 'change', label, description, detail: withoutIcons(reason) };
}

const OFFER_ICONS = { group: 'symbol-namespace', key: 'symbol-field', value: 'symbol-enum-member' } as const;

function offerRows(offers: readonly OverrideOffer[], typed: string, most: number): readonly Row[] {
  if (offers.length === 0) return [];
  const rows = offers.slice(0, most).map((offer): Row => {
    const { kind, label, detail, documentation, start, end } = offer;
    return {
      kind: 'offer',
      label: `$(${OFFER_ICONS[kind]}) ${withoutIcons(label)}`,
      ...(detail !== undefined && { description: shown(detail) }),
      ...(documentation !== undefined && { detail: withoutIcons(oneLine(documentation)) }),
      overrides: completed(typed, start, end, label),
    };
  });
  const left = offers.length - most;
  const label = left > 0 ? l10n.t('Tab completes, {0} more', left) : l10n.t('Tab completes');
  return [{ kind: 'heading', label }, ...rows];
}

/** The line with the offer; behind a whole value a blank, so that the next override can be typed. */
function completed(typed: string, start: number, end: number, label: string): string {
  const line = typed.slice(0, start) + label + typed.slice(end);
  return /[=.]$/.test(label) || end < typed.length ? line : `${line} `;
}

/** Two lines, so that neither the reason nor the way out of it is cut off. */
export function errorRow({ message, place }: LaunchProblem): Row {
  const [reason, hint] = reasonAndHint(message);
  const details = [hint && hint.charAt(0).toUpperCase() + hint.slice(1), place && placeText(place)].filter(Boolean);
  return {
    kind: 'problem',
    label: `$(error) ${withoutIcons(reason)}`,
    ...(details.length > 0 && { detail: withoutIcons(details.join('  ')) }),
    ...(place && { place }),
  };
}

function reasonAndHint(message: string): readonly [reason: string, hint: string | undefined] {
  const [reason = '', hint] = oneLine(message).split(/; (?=did you mean )/);
  return [reason, hint];
}

/** One line each: of a wrong type they are many. */
function warningRows(warnings: readonly LaunchProblem[]): readonly Row[] {
  if (warnings.length === 0) return [];
  const rows = warnings.map(({ message, place }): Row => {
    const label = `$(warning) ${withoutIcons(oneLine(message))}`;
    return { kind: 'problem', label, ...(place && { description: withoutIcons(placeText(place)), place }) };
  });
  return [{ kind: 'heading', label: l10n.t('warnings') }, ...rows];
}

function changeRows(changes: readonly Change[], typed: string, blocked: boolean): readonly Row[] {
  if (changes.length === 0) {
    if (typed.trim() === '' || blocked) return [];
    return [{ kind: 'change', label: `$(info) ${l10n.t('These overrides change no value')}` }];
  }
  const rows: Row[] = [{ kind: 'heading', label: l10n.t('changes') }, ...changes.slice(0, MOST_CHANGES).map(changeRow)];
  const left = changes.length - MOST_CHANGES;
  if (left > 0) rows.push({ kind: 'change', label: `$(ellipsis) ${l10n.t('and {0} more', left)}` });
  return rows;
}

function changeRow(change: Change): Row {
  const key = withoutIcons(change.key);
  const from = change.from === undefined ? '' : `  ${l10n.t('(from {0})', withoutIcons(change.from))}`;
  if (change.before === undefined) {
    return {
      kind: 'change',
      label: `$(diff-added) ${key}`,
      description: l10n.t('added: {0}', shown(change.after ?? '')),
    };
  }
  if (change.after === undefined) {
    return {
      kind: 'change',
      label: `$(diff-removed) ${key}`,
      description: l10n.t('removed: {0}', shown(change.before)) + from,
    };
  }
  const values = `${shown(change.before)} $(arrow-right) ${shown(change.after)}`;
  return { kind: 'change', label: `$(diff-modified) ${key}`, description: `${values}${from}` };
}

function commandRows(commandLine: string | undefined): readonly Row[] {
  if (commandLine === undefined) return [];
  return [
    { kind: 'heading', label: '' },
    { kind: 'command', label: `$(terminal) ${l10n.t('Command')}`, detail: withoutIcons(oneLine(commandLine)) },
  ];
}

function earlierRows(context: RowsContext): readonly Row[] {
  const typed = context.typed.trim();
  const matching = context.earlier.filter((line) => line !== typed && line.includes(typed)).slice(0, MOST_EARLIER);
  if (matching.length === 0) return [];
  const rows = matching.map(
    (overrides): Row => ({ kind: 'earlier', label: `$(history) ${withoutIcons(overrides)}`, overrides }),
  );
  return [{ kind: 'heading', label: l10n.t('earlier overrides') }, ...rows];
}

function shown(value: string): string {
  const line = oneLine(value);
  return withoutIcons(line.length > LONGEST_VALUE ? `${line.slice(0, LONGEST_VALUE - 1)}…` : line);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function problemsText(count: number): string {
  return count === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', count);
}

function changesText(count: number): string {
  return count === 1 ? l10n.t('1 change') : l10n.t('{0} changes', count);
}

/** `2 errors`, `1 warning`: those that there are. */
export function severityTexts(problems: readonly LaunchProblem[]): readonly string[] {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return [
    ...(errors > 0 ? [errors === 1 ? l10n.t('1 error') : l10n.t('{0} errors', errors)] : []),
    ...(warnings > 0 ? [warnings === 1 ? l10n.t('1 warning') : l10n.t('{0} warnings', warnings)] : []),
  ];
}

/** A piece of an address as people read it. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
