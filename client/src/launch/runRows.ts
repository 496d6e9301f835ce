/** What is shown of runs, as plain texts. */
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
    return { text: `$(sync~spin) ${running.length} runs`, spoken: `${running.length} runs go on` };
  }
  const said = outcome(run);
  return { text: `$(${ICONS[stateOf(run)]}) ${withoutIcons(run.name)}`, spoken: `Run ${run.name}: ${said}` };
}

/** `running for 12 s`, `done after 2 min`, `exit code 1 after 3 s`. */
export function outcome(run: Run, now = Date.now()): string {
  const took = duration((run.ended ?? now) - run.started);
  switch (stateOf(run)) {
    case 'running':
      return `running for ${took}`;
    case 'done':
      return `done after ${took}`;
    case 'failed':
      return `failed with exit code ${run.exitCode} after ${took}`;
    case 'ended':
      return `ended after ${took}`;
  }
}

/** A row of the list of runs. */
export function runLabel(run: Run): string {
  return `$(${ICONS[stateOf(run)]}) ${withoutIcons([run.name, ...run.overrides].join(' '))}`;
}

/** Milliseconds as people say them: `3 s`, `2 min`, `1 h 5 min`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}
