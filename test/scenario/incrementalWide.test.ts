// After any sequence of what may happen to a workspace every feature answers what it answers in a fresh one.
import { describe, expect, it } from 'vitest';
import { diagnose, FEATURES } from '../../server/src/features/index.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import { uriAt } from '../support/memoryHost.ts';
import { isPlaced, questionsAt } from '../support/questions.ts';
import { randomFrom } from '../support/random.ts';
import { wideWorkspace } from '../support/wideWorkspace.ts';

const STEPS = 120;

const PLACED = FEATURES.filter(isPlaced);
const UNPLACED = FEATURES.filter((feature) => !isPlaced(feature));
/** What these tell of the disk is as it is at the moment: what is not saved, the runs that are there. */
const OF_NOW = /plan|compare|completeOverride/i;

function problemsOf(snapshot: Snapshot): unknown {
  return [...diagnose(snapshot)]
    .map(([uri, found]) => [
      uri,
      found.map(({ code, severity, span, message }) => [code, severity, span.start, span.end, message]),
    ])
    .sort();
}

/** What all features answer about a place of a file, by their names. */
function answersAt(snapshot: Snapshot, path: string, offset: number): Map<string, unknown> {
  const uri = uriAt(path);
  const found = new Map<string, unknown>();
  for (const [index, { feature, params }] of [
    ...questionsAt(snapshot, uri, offset, PLACED),
    ...questionsAt(snapshot, uri, 0, UNPLACED),
  ].entries()) {
    const answer = feature.answer(snapshot, params);
    found.set(`${index} ${feature.method}`, answer === undefined ? undefined : JSON.parse(JSON.stringify(answer)));
  }
  return found;
}

/** Before everything was looked at, what is wrong in a file is told as its own compositions know it. */
function atOnce(answers: ReadonlyMap<string, unknown>): unknown {
  return new Map([...answers].filter(([method]) => !/codeAction|executeCommand/.test(method)));
}

function lasting(answers: ReadonlyMap<string, unknown>): unknown {
  return new Map([...answers].filter(([method]) => !OF_NOW.test(method)));
}

describe('an incremental answer', () => {
  it.each([1, 2])(
    `of any feature equals a fresh one after each of ${STEPS} random changes of all kinds, seed %i`,
    (seed) => {
      const random = randomFrom(seed);
      const wide = wideWorkspace(random);
      const history: string[] = [];
      let old: { snapshot: Snapshot; path: string; offset: number; answers: unknown } | undefined;
      let withProblems = 0;
      for (let index = 0; index < STEPS; index++) {
        history.push(wide.step());
        // Where links lead is asked of the disk as it is.
        if (/^(?:link|move|delete)/.test(history.at(-1) ?? '')) old = undefined;
        const told = () => `after ${history.slice(-5).join('\n')}`;
        // Not every state is looked at, as in an editor; some are asked a little before the rest is looked at.
        const paths = wide.paths();
        const path = paths[Math.floor(random() * paths.length)] ?? '';
        if (random() < 0.5) continue;
        const snapshot = wide.workspace.snapshot();
        const length = snapshot.files.file(uriAt(path))?.text.length ?? 0;
        const offset = Math.floor(random() * (length + 1));
        const early = random() < 0.5 ? answersAt(snapshot, path, offset) : undefined;
        if (random() < 0.7) wide.workspace.settle();
        const fresh = wide.fresh().snapshot();
        const problems = problemsOf(snapshot);
        expect(problems, told()).toEqual(problemsOf(fresh));
        const wanted = answersAt(fresh, path, offset);
        if (early !== undefined) expect(atOnce(early), `${path} ${offset} at once ${told()}`).toEqual(atOnce(wanted));
        const answers = answersAt(snapshot, path, offset);
        expect(answers, `${path} ${offset} ${told()}`).toEqual(wanted);
        // An old snapshot stays valid.
        if (old !== undefined && random() < 0.3)
          expect(lasting(answersAt(old.snapshot, old.path, old.offset)), `an old one ${told()}`).toEqual(old.answers);
        if (old === undefined || random() < 0.2) old = { snapshot, path, offset, answers: lasting(answers) };
        if ((problems as unknown[]).length > 0) withProblems++;
      }
      expect(withProblems).toBeGreaterThan(10);
    },
    120_000,
  );
});
