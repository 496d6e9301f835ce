// A language server as a process, spoken to over its pipes as an editor does. The client is as thin as can be, so that
// what is timed is the server and the pipes; both servers that are compared are spoken to through this one.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** Milliseconds. A server that says nothing for so long is not measured but broken. */
const PATIENCE = 60_000;

/**
 * @typedef {object} Server
 * @property {import('node:child_process').ChildProcess} process
 * @property {number} startedAt when the process was made, in `performance.now()`
 * @property {(method: string, params: unknown) => Promise<{ result: any, at: number }>} request
 *   Rejects with an error that has the `at` as well.
 * @property {(method: string, params: unknown) => void} notify
 * @property {(wanted: (message: { method: string, params: any, at: number }) => boolean) => Promise<number>} heard
 *   When the first notification came that is the wanted one; listens from the call on.
 * @property {(listener: (message: { method: string, params: any, at: number }) => void) => () => void} listen
 * @property {(path: string, text?: string) => Document} open
 * @property {(path: string) => string} uri
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} Document an open document; its text is the editor's
 * @property {string} uri
 * @property {() => string} text
 * @property {(from: string, to: string) => number} replace the first occurrence, as one incremental change; when it was sent
 * @property {(mark: string, shift?: number) => { textDocument: { uri: string }, position: Position }} at
 */

/** @typedef {{ line: number, character: number }} Position */

const CAPABILITIES = {
  workspace: { configuration: true, workspaceFolders: true, didChangeConfiguration: { dynamicRegistration: true } },
  textDocument: {
    synchronization: { dynamicRegistration: true },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    completion: {
      completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] },
      contextSupport: true,
    },
    publishDiagnostics: { relatedInformation: true, versionSupport: true },
  },
};

/**
 * Starts a server and says hello. `settings` are what it may ask for, by section.
 * @param {{ command: readonly string[], folder: string, settings?: Readonly<Record<string, unknown>>, options?: unknown }} what
 * @returns {Promise<Server>}
 */
export async function startServer({ command, folder, settings = {}, options = {} }) {
  const startedAt = performance.now();
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  const gone = new Promise((_, fail) => {
    child.once('exit', (code, signal) => fail(new Error(`the server ended with ${signal ?? `status ${code}`}`)));
  });
  gone.catch(() => undefined);
  child.stdin.on('error', () => undefined);
  const answers = new Map();
  const listeners = new Set();
  let last = 0;

  const send = (/** @type {object} */ message) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const request = (method, params) =>
    patient(
      method,
      gone,
      new Promise((done, fail) => {
        const id = ++last;
        answers.set(id, { done, fail });
        send({ id, method, params });
      }),
    );
  const heard = (wanted) =>
    patient(
      'its diagnostics',
      gone,
      new Promise((done) => {
        const stop = listen((message) => {
          if (!wanted(message)) return;
          stop();
          done(message.at);
        });
      }),
    );
  const listen = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  readMessages(child.stdout, (message, at) => {
    if (message.method === undefined) {
      const waiting = answers.get(message.id);
      answers.delete(message.id);
      if (message.error) waiting?.fail(Object.assign(new Error(message.error.message), { at }));
      else waiting?.done({ result: message.result, at });
    } else if (message.id !== undefined) {
      const isSettings = message.method === 'workspace/configuration';
      const result = isSettings ? message.params.items.map(({ section }) => settings[section] ?? null) : null;
      send({ id: message.id, result });
    } else {
      for (const listener of [...listeners]) listener({ ...message, at });
    }
  });
  const uri = (path) => pathToFileURL(join(folder, path)).href;
  await request('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
    capabilities: CAPABILITIES,
    initializationOptions: options,
  });
  const notify = (method, params) => send({ method, params });
  notify('initialized', {});
  return {
    process: child,
    startedAt,
    request,
    notify,
    heard,
    listen,
    uri,
    open: (path, text = readFileSync(join(folder, path), 'utf8')) => openDocument(notify, uri(path), text),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      // One that is busy beyond all patience is not asked twice.
      const isThere = await Promise.race([request('shutdown', undefined).then(() => true), sleep(5000)]).catch(
        () => false,
      );
      if (isThere) notify('exit', undefined);
      const timer = setTimeout(() => child.kill('SIGKILL'), isThere ? 2000 : 0);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** @returns {Document} */
function openDocument(notify, uri, first) {
  let text = first;
  let version = 1;
  notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } });
  return {
    uri,
    text: () => text,
    at: (mark, shift = 0) => ({ textDocument: { uri }, position: positionAt(text, offsetOf(text, mark) + shift) }),
    replace: (from, to) => {
      const offset = offsetOf(text, from);
      const range = { start: positionAt(text, offset), end: positionAt(text, offset + from.length) };
      text = text.slice(0, offset) + to + text.slice(offset + from.length);
      const sent = performance.now();
      notify('textDocument/didChange', {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range, text: to }],
      });
      return sent;
    },
  };
}

function offsetOf(text, mark) {
  const offset = text.indexOf(mark);
  if (offset < 0) throw new Error(`no '${mark}' in the measured document`);
  return offset;
}

/** @returns {Position} */
function positionAt(text, offset) {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1).length };
}

/** Calls back for each message of a stream, with the time at which its last byte came. */
function readMessages(stream, onMessage) {
  let buffered = Buffer.alloc(0);
  stream.on('data', (chunk) => {
    const at = performance.now();
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk]);
    for (;;) {
      const end = buffered.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(buffered.toString('latin1', 0, end))?.[1]);
      if (buffered.length < end + 4 + length) return;
      const body = buffered.toString('utf8', end + 4, end + 4 + length);
      buffered = buffered.subarray(end + 4 + length);
      onMessage(JSON.parse(body), at);
    }
  });
}

/** A promise that fails instead of waiting forever, or for somebody who is gone. */
function patient(what, gone, promise) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`waited ${PATIENCE / 1000} s for ${what}`)), PATIENCE);
  });
  const first = Promise.race([promise, gone, late]).finally(() => clearTimeout(timer));
  // Who waits for two things fails with the first of them; the other is then nobody's.
  first.catch(() => undefined);
  return first;
}
