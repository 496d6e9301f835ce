import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';

/** How far a long work is, shown by the editor. */
export interface Progress {
  /** Called between two slices of the work, as often as there are any. */
  report(done: number, total: number): void;
  /** The work is done or given up; nothing is reported afterwards. */
  end(): void;
}

/** What ends sooner is not worth a sign in the status bar. */
const DELAY_MS = 500;
/** An editor redraws for each report. */
const INTERVAL_MS = 100;

/**
 * Progress of a work that may turn out to be short: the editor hears of it once it has taken half a second, and nothing
 * at all where it cannot show progress. It cannot be cancelled: a newer change does that.
 */
export function startProgress(connection: Pick<Connection, 'window'>, title: string, now = Date.now): Progress {
  const started = now();
  let reporter: WorkDoneProgressServerReporter | 'asked for' | undefined;
  let reported = 0;
  let latest = { percentage: 0, message: '' };
  let isOver = false;

  const create = async (): Promise<void> => {
    const created = await connection.window.createWorkDoneProgress();
    // Also when it is over meanwhile: whoever was told that there will be progress waits for its end.
    created.begin(title, latest.percentage, latest.message, false);
    reported = now();
    reporter = created;
    if (isOver) created.done();
  };

  return {
    report: (done, total) => {
      if (isOver) return;
      latest = { percentage: total === 0 ? 0 : (100 * done) / total, message: `${grouped(done)}/${grouped(total)}` };
      if (reporter === undefined) {
        if (now() - started < DELAY_MS) return;
        reporter = 'asked for';
        create().catch(() => {}); // A client that refuses gets no progress.
      } else if (reporter !== 'asked for' && now() - reported >= INTERVAL_MS) {
        reported = now();
        reporter.report(latest.percentage, latest.message);
      }
    },
    end: () => {
      if (!isOver && reporter !== undefined && reporter !== 'asked for') reporter.done();
      isOver = true;
    },
  };
}

/** `2000` as `2,000`. */
function grouped(count: number): string {
  return count.toLocaleString('en-US');
}
