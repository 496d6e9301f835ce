// What a person waits for while a file is edited, over the wire: both servers have the same files open, and each change
// and question goes to the one and then to the other, which never work at the same time.
import { measured, pairs } from './measure.mjs';
import { isWanted, ROWS } from './rows.mjs';

const CHANGED = 'hydrascope/changed';
const DIAGNOSTICS = 'textDocument/publishDiagnostics';

/** Somebody who edits all day has typed and asked more often than this. An engine still compiles after a hundred. */
const WARMED = 500;

/** Milliseconds without a word after which a server that should be done is. */
const QUIET = 60;

/** Milliseconds between an answer and the next question. */
const PACE = 3;

/**
 * @typedef {object} Side one of the two servers with the files open
 * @property {import('./wire.mjs').Server} server
 * @property {(path: string) => import('./wire.mjs').Document} document
 * @property {(uri: string) => Promise<unknown>} settled when it has said all about a change that is about to be sent
 */

/**
 * @param {{ name: string, places: import('./places.mjs').Places, effort: { rounds: number, seconds: number }, only: readonly string[] }} what
 * @param {import('./start.mjs').Sides} sides
 * @param {(result: import('./measure.mjs').Measured) => void} report
 */
export async function measureEditor({ name, places, effort, only }, { startOurs, startTheirs }, report) {
  const wanted = (row) =>
    ROWS.some((each) => each.name === row && each.workspaces.includes(name) && isWanted(each, only));
  const ours = await openSide(startOurs, places, true);
  const theirs = await openSide(startTheirs, places, false);
  const both = async (once) => ({ ours: await once(ours), theirs: await once(theirs) });
  // What follows a keystroke is not waited for: the peer would pause each time. Nor is ours where that is long.
  const warmUp = async (once, sides = [ours, theirs]) => {
    const start = performance.now();
    const isOver = () => performance.now() - start > effort.seconds * 1000;
    for (const side of sides) {
      for (let round = 1; round < WARMED; round++) await once(side, side === ours && !isOver());
      await once(side, true);
    }
  };
  try {
    const empty = 'a question without an answer';
    if (wanted(empty))
      report(measured(empty, name, await pairs(warm(often(effort)), async () => [await both(nothing)])));
    if (wanted('hover')) {
      const found = await pairs(warm(often(effort)), () =>
        eachOf(places.hovers, (place) => both((side) => hover(side, place))),
      );
      report(measured('hover', name, found));
    }
    const late = 'hover right after a keystroke';
    if (wanted(late)) {
      const edits = Object.values(places.keystrokes);
      for (const edit of edits) await warmUp((side, waits) => hoverAfter(side, edit, waits));
      const found = await pairs(patient(halved(effort)), () =>
        eachOf(edits, (edit) => both((side) => hoverAfter(side, edit))),
      );
      report(measured(late, name, found));
    }
    for (const [row, place] of Object.entries(places.completions)) {
      if (!wanted(row)) continue;
      const isPaired = ROWS.find((each) => each.name === row).peer !== undefined;
      const sides = isPaired ? [ours, theirs] : [ours];
      await eachOf(sides, (side) => type(side, place, place.before, place.typed[0]));
      const once = (side) => complete(side, place);
      await warmUp((side, waits) => complete(side, place, waits), sides);
      const found = await pairs(effort, async () => [isPaired ? await both(once) : { ours: await once(ours) }]);
      await eachOf(sides, (side) => restore(side, place));
      report(measured(row, name, found));
    }
    for (const [row, edit] of Object.entries(places.keystrokes)) {
      if (!wanted(row)) continue;
      const found = await pairs(effort, async () => [await both((side) => keystroke(side, edit))]);
      await eachOf([ours, theirs], (side) => undo(side, edit));
      report(measured(row, name, found));
    }
    for (const [row, edit] of Object.entries(places.dependents)) {
      if (!wanted(row)) continue;
      const told = new Set();
      const found = await pairs(halved(effort), async () => [{ ours: await dependents(ours, edit, told) }]);
      await undo(ours, edit);
      report(measured(row, name, found, `${told.size.toLocaleString('en')} other files`));
    }
    const busy = 'a question while dependents are judged';
    if (wanted(busy)) {
      const edit = Object.values(places.dependents).at(-1);
      const found = await pairs(halved(effort), () => askedMeanwhile(ours, edit));
      await undo(ours, edit);
      report(measured(busy, name, found));
    }
  } finally {
    await Promise.all([ours.server.stop(), theirs.server.stop()]);
  }
}

/** What is asked without a pause is warm after as many rounds as count. */
function warm(effort) {
  return { ...effort, warmup: effort.rounds };
}

/** Rows of which one round costs next to nothing take more: what is called a few hundred times is not compiled yet. */
function often({ rounds, seconds }) {
  return { rounds: rounds * 5, seconds };
}

/** Most of a round is the peer's pause. */
function patient({ seconds, ...rest }) {
  return { ...rest, seconds: seconds * 3 };
}

/** Rows of which one round costs much take half of the rounds. */
function halved({ rounds, seconds }) {
  return { rounds: Math.ceil(rounds / 2), seconds };
}

/** One after the other. */
async function eachOf(things, once) {
  const found = [];
  for (const thing of things) found.push(await once(thing));
  return found;
}

/**
 * @param {() => Promise<import('./wire.mjs').Server>} start
 * @param {import('./places.mjs').Places} places
 * @returns {Promise<Side>}
 */
async function openSide(start, places, isOurs) {
  const server = await start();
  const isAbout = (uri) => (message) => message.method === DIAGNOSTICS && message.params.uri === uri;
  const settled = isOurs
    ? () => server.heard((message) => message.method === CHANGED)
    : (uri) => server.heard(isAbout(uri));
  if (isOurs) await settled();
  const paths = new Set(
    [places.hovers, Object.values(places.keystrokes), Object.values(places.dependents)].flat().map(({ path }) => path),
  );
  const documents = new Map();
  for (const path of paths) {
    const done = settled(server.uri(path));
    documents.set(path, server.open(path));
    await done;
  }
  return { server, settled, document: (path) => documents.get(path) };
}

async function nothing({ server }) {
  const sent = performance.now();
  const at = await server.request('hydrascope/nothing', {}).catch((error) => error.at);
  return at - sent;
}

async function hover({ server, document }, { path, mark, shift }) {
  const params = document(path).at(mark, shift);
  const sent = performance.now();
  const { result, at } = await server.request('textDocument/hover', params);
  if (!result?.contents) throw new Error(`no hover on ${mark.trim()} in ${path}`);
  return at - sent;
}

/** Makes the mistake or takes it back, whichever the document's text asks for. */
function toggle(document, { from, to }) {
  return document.text().includes(to) ? document.replace(to, from) : document.replace(from, to);
}

async function hoverAfter(side, edit, waits = true) {
  const document = side.document(edit.path);
  const done = side.settled(document.uri);
  const sent = toggle(document, edit);
  const mark = document.text().includes(edit.to) ? edit.to : edit.from;
  const { result, at } = await side.server.request('textDocument/hover', document.at(mark, 1));
  if (!result?.contents) throw new Error(`no hover on ${mark} in ${edit.path}`);
  if (waits) await done;
  return at - sent;
}

/** The time until the server tells of the mistake, or tells that it is gone. */
async function keystroke(side, edit) {
  const document = side.document(edit.path);
  const isWrong = !document.text().includes(edit.to);
  const { line } = document.at(isWrong ? edit.from : edit.to).position;
  const told = side.server.heard(
    ({ method, params }) =>
      method === DIAGNOSTICS &&
      params.uri === document.uri &&
      params.diagnostics.some(({ range }) => range.start.line === line) === isWrong,
  );
  const done = side.settled(document.uri);
  const sent = toggle(document, edit);
  const at = await told;
  await done;
  return at - sent;
}

async function undo(side, edit) {
  const document = side.document(edit.path);
  if (!document.text().includes(edit.to)) return;
  const done = side.settled(document.uri);
  document.replace(edit.to, edit.from);
  await done;
}

/** The time until the last file is told that the change concerns. */
async function dependents({ server, document, settled }, edit, told) {
  const edited = document(edit.path);
  let last = 0;
  const stop = server.listen(({ method, params, at }) => {
    if (method !== DIAGNOSTICS) return;
    last = at;
    if (params.uri !== edited.uri) told.add(params.uri);
  });
  const done = settled();
  const sent = toggle(edited, edit);
  await done;
  do await new Promise((resume) => setTimeout(resume, QUIET));
  while (performance.now() - last < QUIET);
  stop();
  if (told.size === 0) throw new Error(`no other file has anything to do with ${edit.from.trim()} in ${edit.path}`);
  return last - sent;
}

/** The times until questions are answered between a change and the moment when all are told. */
async function askedMeanwhile(side, edit) {
  let isDone = false;
  const done = side.settled().then(() => {
    isDone = true;
  });
  toggle(side.document(edit.path), edit);
  const waits = [];
  while (!isDone) {
    waits.push({ ours: await nothing(side) });
    await new Promise((resume) => setTimeout(resume, PACE));
  }
  await done;
  return waits;
}

const plain = (text) => text.replace('|', '');

/** Replaces a text by another, either of which may have a cursor in it. */
async function type(side, { path }, old, text) {
  const document = side.document(path);
  const done = side.settled(document.uri);
  document.replace(plain(old), plain(text));
  await done;
}

/** The time from the letter that is typed to the list that the editor shows. */
async function complete(side, { path, typed, label }, waits = true) {
  const document = side.document(path);
  const [old, text] = document.text().includes(plain(typed[0])) ? typed : typed.toReversed();
  const done = side.settled(document.uri);
  const sent = document.replace(plain(old), plain(text));
  const params = document.at(plain(text), text.indexOf('|'));
  const { result, at } = await side.server.request('textDocument/completion', params);
  const items = result?.items ?? result ?? [];
  if (!items.some((item) => item.label.startsWith(label))) throw new Error(`'${label}' is not offered in ${path}`);
  if (waits) await done;
  return at - sent;
}

async function restore(side, { path, before, typed }) {
  const document = side.document(path);
  const text = typed.find((each) => document.text().includes(plain(each)));
  await type(side, { path }, text, before);
}
