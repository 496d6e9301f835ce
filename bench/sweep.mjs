// Every feature asked at every place of a few files, warm and in process: what a person waits for at the worst place.
import { measured } from './measure.mjs';

/** The same question again: the fastest time is what the answer takes, the others have the collector's work in them. */
const TIMES = 3;

/** One place of so many is asked about once more, before all of them. */
const WARMED = 20;

/**
 * @param {{ name: string, folder: string, paths: readonly string[], step?: number }} what `step`: one place of so many
 * @param {Record<string, any>} core
 * @param {(result: import('./measure.mjs').Measured) => void} report
 */
export function measureSweep({ name, folder, paths, step = 1 }, core, report) {
  const { createWorkspace, nodeHost, uriOfPath, joinUri, questionsAt, positionAt, offsetAt, diagnose } = core;
  const snapshot = createWorkspace(nodeHost, { folders: [uriOfPath(folder)] }).snapshot();
  diagnose(snapshot);
  const places = [];
  for (const path of paths) {
    const uri = joinUri(uriOfPath(folder), path);
    const { text } = snapshot.files.file(uri);
    for (let offset = 0; offset <= text.length; offset += step) {
      // No cursor stands inside a line's end.
      places.push({ uri, offset: offsetAt(text, positionAt(text, offset)) });
    }
  }
  // A server that was just started is measured elsewhere.
  for (const { uri, offset } of places.filter((_, index) => index % WARMED === 0)) {
    for (const { feature, params } of questionsAt(snapshot, uri, offset)) feature.answer(snapshot, params);
  }
  const slowest = [];
  const all = [];
  for (const { uri, offset } of places) {
    const times = questionsAt(snapshot, uri, offset).map(({ feature, params }) => {
      const time = fastest(() => feature.answer(snapshot, params));
      all.push({ time, what: feature.method.split('/').at(-1) });
      return time;
    });
    slowest.push({ ours: Math.max(...times) });
  }
  const worst = all.reduce((left, right) => (right.time > left.time ? right : left));
  report(measured('every feature at every place', name, slowest, `${all.length.toLocaleString('en')} questions`));
  report(measured('the slowest answer of all these', name, [{ ours: worst.time }], worst.what));
}

function fastest(ask) {
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < TIMES; time++) {
    const start = performance.now();
    ask();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}
