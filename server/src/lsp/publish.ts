import type { Connection } from 'vscode-languageserver';
import type { Diagnostic } from 'vscode-languageserver-types';
import { type Diagnosing, type Diagnosis, diagnosing, problemsIn, toDiagnostic } from '../features/index.ts';
import type { Snapshot } from '../project/index.ts';
import type { Problem, Uri } from '../text/index.ts';
import type { ErrorLog } from './log.ts';
import { type Progress, startProgress } from './progress.ts';
import { afterQuestions } from './soon.ts';

/** Sends what changed and nothing else. */
export interface Publisher {
  /** Takes note of a new state; of an edit with the document, whose own problems are told at once. */
  refresh(snapshot: Snapshot, edited?: Uri): void;
  /** The editor's own spelling of an open document's address, which it wants to see again. */
  opened(uri: Uri, spelling: string): void;
}

/** Milliseconds after an edit in which a question about it may come, which goes before: completion is waited for. */
const QUESTION_MS = 3;

/** Milliseconds without an edit before everything is looked at, so that a burst of key presses is looked at once. */
const PAUSE_MS = 15;

/** Looking at everything begins after this many milliseconds, however fast somebody types; the next edit ends it. */
const PATIENCE_MS = 400;

/** Milliseconds of work in one go: between two goes the requests that came in are answered. */
const SLICE_MS = 5;

interface Publishing {
  readonly connection: Connection;
  readonly log: ErrorLog;
  /** Called before answers are asked for that nobody waits for, see `Workspace.settle`. */
  readonly settle: () => void;
  /** Called when everything was looked at. */
  readonly changed: () => void;
  /** Diagnostics of a document as the client takes them. */
  readonly fitted: (diagnostics: Diagnostic[], uri: Uri, snapshot: Snapshot) => Diagnostic[];
  /** While files are on their way nothing is told: with them comes a new state to look at. */
  readonly isWaiting: () => boolean;
}

export function createPublisher({ connection, log, settle, changed, fitted, isWaiting }: Publishing): Publisher {
  const sent = new Map<Uri, string>();
  const spellings = new Map<Uri, string>();
  const edited = new Set<Uri>();
  const telling = new Set<ReturnType<typeof problemsIn>>();
  let latest: Snapshot | undefined;
  let before: Diagnosis | undefined;
  let work: Diagnosing | undefined;
  let progress: Progress | undefined;
  let isSoon = false;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let waitingSince = 0;

  const refresh = (snapshot: Snapshot, uri?: Uri): void => {
    latest = snapshot;
    // What is under way looks at a state that is gone; what it has worked out is remembered.
    stop();
    if (uri !== undefined) edited.add(uri);
    if (uri !== undefined && !isSoon) {
      isSoon = true;
      setTimeout(tellEdited, QUESTION_MS);
    }
    const now = performance.now();
    if (pause === undefined) waitingSince = now;
    clearTimeout(pause);
    pause = setTimeout(begin, Math.max(0, Math.min(PAUSE_MS, waitingSince + PATIENCE_MS - now)));
  };

  const tellEdited = (): void => {
    isSoon = false;
    guarded(settle);
    for (const uri of edited) if (latest !== undefined) tell(uri, latest, problemsIn(latest, uri, before));
    edited.clear();
  };

  const tell = (uri: Uri, snapshot: Snapshot, own: ReturnType<typeof problemsIn>): void =>
    guarded(() => {
      telling.delete(own);
      // An edit to the same document brings something newer to tell.
      if (snapshot !== latest && edited.has(uri)) return;
      if (latest !== undefined && snapshot !== latest) return tell(uri, latest, problemsIn(latest, uri, before));
      const end = performance.now() + SLICE_MS;
      for (;;) {
        const { done, value } = own.next();
        if (done && value !== undefined && !isWaiting()) send(uri, value);
        if (done) return;
        if (performance.now() >= end) break;
      }
      telling.add(own);
      afterQuestions(() => tell(uri, snapshot, own));
    });

  const begin = (): void => {
    pause = undefined;
    if (latest === undefined) return;
    guarded(settle);
    work = diagnosing(latest);
    progress = startProgress(connection, 'hydrascope: checking configs');
    goOn(work);
  };

  const stop = (): void => {
    work = undefined;
    progress?.end();
    progress = undefined;
  };

  const goOn = (own: Diagnosing): void =>
    guarded(() => {
      if (own !== work) return;
      // What somebody waits for goes first.
      if (telling.size > 0) return afterQuestions(() => goOn(own));
      const end = performance.now() + SLICE_MS;
      for (;;) {
        const { done, value } = own.next();
        if (done) {
          stop();
          // With what is on its way all of it is looked at once more: until then this has found what else is to be read.
          if (isWaiting()) return;
          before = value;
          tellAll(value.problems);
          return;
        }
        if (performance.now() < end) continue;
        progress?.report(value.done, value.total);
        break;
      }
      afterQuestions(() => goOn(own));
    });

  const tellAll = (problems: ReadonlyMap<Uri, readonly Problem[]>): void => {
    for (const uri of [...sent.keys()]) if (!problems.has(uri)) send(uri, []);
    for (const [uri, found] of problems) if (uri.startsWith('file:')) send(uri, found);
    changed();
  };

  const send = (uri: Uri, problems: readonly Problem[]): void => {
    const snapshot = latest;
    if (snapshot === undefined) return;
    const told = problems.map((problem) => toDiagnostic(snapshot, problem));
    const diagnostics = fitted(told, uri, snapshot);
    const text = JSON.stringify(diagnostics);
    if (text === (sent.get(uri) ?? '[]')) return;
    if (diagnostics.length === 0) sent.delete(uri);
    else sent.set(uri, text);
    void connection.sendDiagnostics({ uri: spellings.get(uri) ?? uri, diagnostics });
  };

  const guarded = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      stop();
      log('diagnostics', error);
    }
  };

  return {
    refresh,
    opened: (uri, spelling) => {
      spellings.set(uri, spelling);
    },
  };
}
