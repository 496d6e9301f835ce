// What the server itself needs for an answer right after a key press, warm and in process: the change is taken in and the
// question answered. What the pipes and the two ends cost is in the rows of the editor.
import { join } from 'node:path';
import { measured, pairs } from './measure.mjs';

/** An engine compiles what has run often enough: after a hundred rounds it still does, and each takes a fifth longer. */
const WARMED = 500;

/**
 * @param {{ name: string, folder: string, places: import('./places.mjs').Places, effort: { rounds: number, seconds: number } }} what
 * @param {Record<string, any>} core
 * @param {(result: import('./measure.mjs').Measured) => void} report
 */
export async function measureAnswers({ name, folder, places, effort }, core, report) {
  const { createWorkspace, nodeHost, uriOfPath, hover, completion, diagnose } = core;
  const workspace = createWorkspace(nodeHost, { folders: [uriOfPath(folder)] });
  diagnose(workspace.snapshot());
  const warm = { ...effort, warmup: WARMED };
  /** Types a text, asks, and does afterwards what the server does until the next key press. */
  const timed = ({ path, text, offset }, ask) => {
    const uri = uriOfPath(join(folder, path));
    const start = performance.now();
    const snapshot = workspace.apply([{ kind: 'edit', uri, text }]);
    const answer = ask(snapshot, { uri, offset });
    const ours = performance.now() - start;
    workspace.settle();
    diagnose(workspace.snapshot());
    return { answer, ours };
  };
  const textOf = (path) => workspace.snapshot().files.file(uriOfPath(join(folder, path))).text;
  const hovers = await pairs(warm, async () =>
    Object.values(places.keystrokes).map((edit) => {
      const before = textOf(edit.path);
      const [from, to] = before.includes(edit.to) ? [edit.to, edit.from] : [edit.from, edit.to];
      const text = before.replace(from, () => to);
      const { answer, ours } = timed({ path: edit.path, text, offset: text.indexOf(to) + 1 }, hover);
      if (answer === undefined) throw new Error(`no hover on ${to} in ${edit.path}`);
      return { ours };
    }),
  );
  report(measured('hover right after a keystroke, in the server', name, hovers));
  for (const [row, { path, before, typed, label }] of Object.entries(places.completions)) {
    const original = textOf(path);
    // Who types has opened the document.
    timed({ path, text: original, offset: 0 }, hover);
    const found = await pairs(warm, async (round) => {
      const cursor = typed[round % typed.length];
      const text = original.replace(before, () => cursor.replace('|', ''));
      const offset = original.indexOf(before) + cursor.indexOf('|');
      const { answer, ours } = timed({ path, text, offset }, completion);
      const items = answer?.items ?? answer ?? [];
      if (!items.some((item) => item.label.startsWith(label))) throw new Error(`'${label}' is not offered in ${path}`);
      return [{ ours }];
    });
    report(measured(`${row}, in the server`, name, found));
    timed({ path, text: original, offset: 0 }, hover);
  }
}
