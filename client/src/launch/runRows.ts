/** What is shown of runs, as plain texts. */
import { l10n } from 'vscode';
import { withoutIcons } from '../rows';

/** Where a launch runs. */
export type Where = 'task' | 'terminal' | 'debugger';

/** One run of this window. */
export interface Run {
  readonly id: number;
  /** The config's name. */
  readonly name: string;
  /** One an item. */
  readonly overrides: readonly string[];
  readonly where: Where;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** `undefined` while it runs. */
  readonly ended?: number;
  /** `undefined` while it runs, and where nothing tells it: a debug session's, a run that was stopped. */
  readonly exitCode?: number;
  /** The folder of its output, once it is found. */
  readonly folder?: string;
  /** Jobs, of a sweep; 0 where their number is not known. */
  readonly jobs?: number;
}

export type RunState = 'running' | 'done' | 'failed' | 'ended';

/** `ended`: nobody knows how. */
export function stateOf({ ended, exitCode }: Run): RunState {
  if (ended === undefined) return 'running';
  if (exitCode === undefined) return 'ended';
  return exitCode === 0 ? 'done' : 'failed';
}

/** The run that the status bar is about: the newest that goes on, else the newest. */
export function shownRun(runs: readonly Run[]): Run | undefined {
  return runs.find((run) => stateOf(run) === 'running') ?? runs[0];
}

const ICONS = { running: 'sync~spin', done: 'pass', failed: 'error', ended: 'circle-slash' } as const;

/** The item of the status bar; `undefined` while nothing was launched. */
export function runsText(runs: readonly Run[]): { readonly text: string; readonly spoken: string } | undefined {
  const running = runs.filter((run) => stateOf(run) === 'running');
  const run = shownRun(runs);
  if (run === undefined) return undefined;
  if (running.length > 1) {
    const count = running.length;
    return { text: `$(sync~spin) ${l10n.t('{0} runs', count)}`, spoken: l10n.t('{0} runs go on', count) };
  }
  const said = outcome(run);
  return {
    text: `$(${ICONS[stateOf(run)]}) ${withoutIcons(run.name)}`,
    spoken: l10n.t('Run {0}: {1}', run.name, said),
  };
}

/** `running for 12 s`, `done after 2 min`, `exit code 1 after 3 s`. */
export function outcome(run: Run, now = Date.now()): string {
  const took = duration((run.ended ?? now) - run.started);
  switch (stateOf(run)) {
    case 'running':
      return l10n.t('running for {0}', took);
    case 'done':
      return l10n.t('done after {0}', took);
    case 'failed':
      return l10n.t('failed with exit code {0} after {1}', run.exitCode ?? '?', took);
    case 'ended':
      return l10n.t('ended after {0}', took);
  }
}

/** A row of the list of runs. */
export function runLabel(run: Run): string {
  return `$(${ICONS[stateOf(run)]}) ${withoutIcons([run.name, ...run.overrides].join(' '))}`;
}

/** Milliseconds as people say them: `3 s`, `2 min`, `1 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return l10n.t('{0} s', seconds);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return l10n.t('{0} min', minutes);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return rest === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, rest);
}
