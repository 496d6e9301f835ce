// What editors, disks and wires must not do and do: each leaves the client's own idea of its documents as it is.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPOSED } from '../../server/src/protocol.ts';
import type { Desk } from './editing.ts';
import { framed } from './rawServer.ts';

type Fault = (desk: Desk) => Promise<void>;

const anyOpen = ({ open, pick }: Desk): string | undefined => pick([...open.keys()]);

/** Bytes between the messages, frames that are cut off, lengths that are wrong, and what is no message. */
const garbage: Fault = async ({ server, pick, random }) => {
  const request = { jsonrpc: '2.0', id: 'lost', method: COMPOSED, params: { uri: 'file:///w' } };
  const noise = Buffer.from(Array.from({ length: 1 + Math.floor(random() * 40) }, () => Math.floor(random() * 256)));
  server.write(
    pick<string | Uint8Array>([
      noise,
      framed(request).slice(0, 60),
      framed(request).replace(/\d+/, '7'),
      framed(request).replace(/\d+/, '100000'),
      'Content-Length: 99999999999999999999\r\n\r\n',
      framed('{"jsonrpc": "2.0", '),
      framed([request]),
      framed('"\ud800"'),
      framed({ jsonrpc: '2.0', id: 1e300, method: COMPOSED }),
      framed({ jsonrpc: '2.0', id: -1, method: COMPOSED, params: { uri: 7 } }),
      framed({ jsonrpc: '2.0', id: 'i'.repeat(10_000), method: 'textDocument/hover', params: [] }),
    ]),
  );
};

/** Notifications of the right name and the wrong shape. */
const malformed: Fault = async (desk) => {
  const path = anyOpen(desk);
  const uri = path === undefined ? 'file:///nowhere' : desk.uriOf(path);
  const change = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, text: 'x' };
  const [method, params] = desk.pick<readonly [string, unknown]>([
    ['textDocument/didChange', { textDocument: { uri, version: 'x' }, contentChanges: [change] }],
    ['textDocument/didChange', { textDocument: { uri, version: 5 }, contentChanges: [change, { text: 7 }] }],
    ['textDocument/didChange', { textDocument: { uri, version: 5 }, contentChanges: { 0: change } }],
    ['textDocument/didChange', { textDocument: { uri: null, version: 5 }, contentChanges: [change] }],
    ['textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1 } }],
    ['textDocument/didClose', { textDocument: uri }],
    ['workspace/didChangeWatchedFiles', { changes: [{ uri: 7, type: 1 }] }],
    ['workspace/didChangeWorkspaceFolders', { event: { added: [], removed: null } }],
    ['$/cancelRequest', { id: null }],
    ['exit/', undefined],
  ]);
  desk.server.notify(method, params);
};

/** A change before its document is opened, and a second farewell. */
const outOfOrder: Fault = async (desk) => {
  const path = desk.pick(['trainer/configs/gpt2.yaml', 'trainer/configs/nowhere.yaml']);
  if (desk.open.has(path)) return;
  const textDocument = { uri: desk.uriOf(path), version: 4 };
  desk.server.notify('textDocument/didChange', { textDocument, contentChanges: [{ text: 'lost: 1\n' }] });
  desk.server.notify('textDocument/didClose', { textDocument });
  desk.server.notify('textDocument/didClose', { textDocument });
  desk.server.notify('textDocument/didSave', { textDocument, text: 'lost: 2\n' });
};

/** A document is opened that is open: the last word counts. */
const openedTwice: Fault = async (desk) => {
  const path = anyOpen(desk);
  const document = path === undefined ? undefined : desk.open.get(path);
  if (path === undefined || document === undefined) return;
  if (desk.random() < 0.5) document.text = `twice: ${Math.floor(desk.random() * 100)}\n${document.text}`;
  if (desk.random() < 0.5) document.version = 1;
  const textDocument = { uri: desk.uriOf(path), languageId: desk.languageOf(path), ...document };
  desk.server.notify('textDocument/didOpen', { textDocument });
};

/** Versions that go back, stand still, or are none, as clients of old send them. */
const strangeVersions: Fault = async (desk) => {
  const path = anyOpen(desk);
  const document = path === undefined ? undefined : desk.open.get(path);
  if (path === undefined || document === undefined) return;
  document.version -= desk.pick([0, 1, 3, 1000]);
  desk.change(path, 0, 0, desk.pick(['# older\n', 'old: 1\n', ' ']));
  const text = `${document.text}# unversioned\n`;
  const contentChanges = [{ text }];
  const version = desk.pick([null, undefined]);
  document.text = text;
  desk.server.notify('textDocument/didChange', {
    textDocument: { uri: desk.uriOf(path), version },
    contentChanges,
  });
  // The next change says the version again.
  desk.change(path, 0, 0, '#');
};

/** As fast as the wire takes them. */
const burst: Fault = async (desk) => {
  const path = anyOpen(desk);
  const document = path === undefined ? undefined : desk.open.get(path);
  if (path === undefined || document === undefined) return;
  for (let count = 0; count < 1000; count++) {
    const at = document.text.indexOf('\n') + 1;
    if (count % 2 === 0) desk.change(path, at, at, '#');
    else desk.change(path, at, at + 1, '');
  }
};

/** Files that vanish or become something else while they are read, and the word of it comes late or never was true. */
const restlessDisk: Fault = async (desk) => {
  const path = 'lightning/configs/trainer/gpu.yaml';
  const real = join(desk.folder, path);
  const text = readFileSync(real);
  const params = {
    textDocument: { uri: desk.uriOf('lightning/configs/train.yaml') },
    position: { line: 3, character: 4 },
  };
  const asked = desk.server.ask('textDocument/hover', params);
  renameSync(real, `${real}.away`);
  desk.tell(2, path);
  const meanwhile = desk.pick(['nothing', 'folder', 'unreadable', 'half', 'bytes']);
  if (meanwhile === 'folder') mkdirSync(real);
  else if (meanwhile === 'half') writeFileSync(real, text.subarray(0, text.length / 2));
  else if (meanwhile === 'bytes') writeFileSync(real, Buffer.from([0xff, 0xfe, 0x00, 0xd8]));
  else if (meanwhile === 'unreadable') {
    writeFileSync(real, text);
    chmodSync(real, 0);
  }
  desk.tell(1, path);
  await asked;
  await desk.server.ask('textDocument/hover', params);
  rmSync(real, { recursive: true, force: true });
  desk.tell(3, path);
  renameSync(`${real}.away`, real);
  desk.tell(desk.pick([1, 2, 3]), path);
};

/** Word of files that were never there, of folders as if they were files, and of what did not happen. */
const falseWord: Fault = async (desk) => {
  const path = desk.pick([
    'trainer/configs',
    'trainer/never.yaml',
    'lightning/configs/train.yaml',
    '',
    '../outside.yaml',
  ]);
  desk.tell(desk.pick([1, 2, 3]), path, path);
};

/** Answers to nothing, the same id for two requests, and cancelling what was never asked. */
const strangeIds: Fault = async (desk) => {
  const uri = desk.uriOf('trainer/configs/mamba.yaml');
  desk.server.send({ jsonrpc: '2.0', id: 4711, result: null });
  desk.server.notify('$/cancelRequest', { id: 'never' });
  for (const id of ['same', 'same']) desk.server.send({ jsonrpc: '2.0', id, method: COMPOSED, params: { uri } });
  await desk.server.answer('same'); // Whoever gives two requests one name cannot tell their answers apart.
};

/** A file beside the workspace's own that nobody can read the name of. */
const strangeNames: Fault = async (desk) => {
  const path = `trainer/configs/${desk.pick(['new\nline.yaml', 'esc\u001b[31m.yaml', '%41%.yaml', ' .yaml', '__proto__.yaml'])}`;
  if (existsSync(join(desk.folder, path))) {
    rmSync(join(desk.folder, path));
    desk.tell(3, path);
  } else {
    writeFileSync(join(desk.folder, path), 'a: ${b}\n');
    desk.tell(1, path);
  }
};

export const FAULTS: readonly Fault[] = [
  garbage,
  malformed,
  outOfOrder,
  openedTwice,
  strangeVersions,
  burst,
  restlessDisk,
  falseWord,
  strangeIds,
  strangeNames,
];
