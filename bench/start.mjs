// New processes: how long until the first diagnostics show, and how much memory the server has then and later.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { measured, pairs } from './measure.mjs';

const CHANGED = 'hydrascope/changed';
const DIAGNOSTICS = 'textDocument/publishDiagnostics';
const KEYSTROKES = 200;

/** Milliseconds between two key presses of a fast typist. */
const PACE = 30;

/**
 * @typedef {object} Sides
 * @property {() => Promise<import('./wire.mjs').Server>} startOurs
 * @property {() => Promise<import('./wire.mjs').Server>} startTheirs
 */

/**
 * @param {{ name: string, folder: string, places: import('./places.mjs').Places, effort: { rounds: number, seconds: number } }} what
 * @param {Sides} sides
 * @param {(result: import('./measure.mjs').Measured) => void} report
 */
export async function measureStart({ name, folder, places, effort }, { startOurs, startTheirs }, report) {
  const restore = mistakeOnDisk(folder, places.far);
  const firsts = [];
  try {
    const alls = await pairs({ ...effort, warmup: 1 }, async (round) => {
      const ours = await start(startOurs, places, true);
      await ours.server.stop();
      const theirs = await start(startTheirs, places, false);
      await theirs.server.stop();
      if (round > 0) firsts.push({ ours: ours.first, theirs: theirs.first });
      return [{ ours: ours.all }];
    });
    report(measured('start to the first diagnostic of an open file', name, firsts));
    report(measured('start to the diagnostics of all configs', name, alls));
  } finally {
    restore();
  }
}

/**
 * @param {{ name: string, places: import('./places.mjs').Places }} what
 * @param {Sides} sides
 * @param {(result: import('./measure.mjs').Measured) => void} report
 */
export async function measureMemory({ name, places }, { startOurs, startTheirs }, report) {
  const rows = ['memory once all is diagnosed', 'memory after 200 more keystrokes', 'memory at its highest'];
  if (process.platform !== 'linux') {
    for (const row of rows) report({ row, workspace: name, missing: 'it is read from /proc, which only Linux has' });
    return;
  }
  const ours = await memoryOf(startOurs, places, true);
  const theirs = await memoryOf(startTheirs, places, false);
  for (const [index, row] of rows.entries()) {
    report(measured(row, name, [{ ours: ours[index], theirs: theirs[index] }]));
  }
}

/** Puts a mistake into a file of the folder; the answer takes it back. */
function mistakeOnDisk(folder, { path, from, to }) {
  const file = join(folder, path);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(from, to));
  return () => writeFileSync(file, text);
}

/** Milliseconds from making the process to both kinds of diagnostics; the second only of ours. */
async function start(startServer, { mistake, far }, isOurs) {
  const server = await startServer();
  const has = (path) => (message) =>
    message.method === DIAGNOSTICS && message.params.uri === server.uri(path) && message.params.diagnostics.length > 0;
  const first = server.heard(has(mistake.path));
  // That all was judged is seen from a mistake in a file which is not open, and from the server's own word.
  const all = isOurs && Promise.all([server.heard(has(far.path)), server.heard(({ method }) => method === CHANGED)]);
  if (all) all.catch(() => undefined);
  server.open(mistake.path, textWith(server, mistake));
  const firstAt = await first;
  const allAt = all ? Math.max(...(await all)) : firstAt;
  return { server, first: firstAt - server.startedAt, all: allAt - server.startedAt };
}

/** What an editor has open: the file with a mistake that is not saved. */
function textWith(server, { path, from, to }) {
  const text = readFileSync(new URL(server.uri(path)), 'utf8');
  if (!text.includes(from)) throw new Error(`no '${from}' in ${path}`);
  return text.replace(from, to);
}

/** Megabytes: once all is diagnosed, after the keystrokes, and the most there was. */
async function memoryOf(startServer, places, isOurs) {
  const server = await startServer();
  try {
    const edits = Object.values(places.keystrokes);
    const settled = (uri) =>
      server.heard(({ method, params }) =>
        isOurs ? method === CHANGED : method === DIAGNOSTICS && params.uri === uri,
      );
    let done = settled(server.uri(edits[0].path));
    const documents = edits.map(({ path }) => server.open(path));
    await done;
    await idle(server, documents[0]);
    const before = statusOf(server, 'VmRSS');
    for (let index = 0; index < KEYSTROKES; index++) {
      const which = Math.floor((index / KEYSTROKES) * edits.length);
      const { from, to } = edits[which];
      const isWrong = documents[which].text().includes(to);
      done = settled(documents[which].uri);
      done.catch(() => undefined);
      documents[which].replace(isWrong ? to : from, isWrong ? from : to);
      await sleep(PACE);
    }
    await done;
    await idle(server, documents[0]);
    return [before, statusOf(server, 'VmRSS'), statusOf(server, 'VmHWM')];
  } finally {
    await server.stop();
  }
}

/** Once a question is answered, what came before it is done; a moment later nothing is in the pipes. */
async function idle(server, document) {
  for (let time = 0; time < 3; time++) {
    await server.request('textDocument/hover', document.at('\n'));
    await sleep(200);
  }
}

/** Megabytes. */
function statusOf(server, field) {
  const text = readFileSync(`/proc/${server.process.pid}/status`, 'utf8');
  return (Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)[1]) * 1024) / 1e6;
}
