// What an editor was told last of every file is what is wrong in it, whatever happened meanwhile and whenever.
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Message } from 'vscode-languageserver';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { diagnose, toDiagnostic } from '../../server/src/features/index.ts';
import { createGate } from '../../server/src/lsp/gate.ts';
import { gatedReader } from '../../server/src/lsp/reader.ts';
import { startServer } from '../../server/src/lsp/server.ts';
import { postingWriter } from '../../server/src/lsp/writer.ts';
import type { Snapshot } from '../../server/src/project/index.ts';
import { SET_FOCUS } from '../../server/src/protocol.ts';
import { positionAt } from '../../server/src/text/index.ts';
import type { Disk } from '../support/diskHost.ts';
import { ROOT, uriAt } from '../support/memoryHost.ts';
import { randomFrom } from '../support/random.ts';
import { type Told, wideOver } from '../support/wideWorkspace.ts';

const STEPS = 60;

/** The server in this process, over a disk in memory, as an editor talks to it; and what it tells of problems. */
function serverOver(disk: Disk, folders: readonly string[]) {
  const told = new Map<string, string>();
  const again: string[] = [];
  const logged: string[] = [];
  let take: (message: unknown) => void = () => {};
  const heard = (message: Message & { method?: string; params?: { uri: string; diagnostics: unknown[] } }) => {
    if (message.method === 'window/logMessage') logged.push(JSON.stringify(message.params));
    if (message.method !== 'textDocument/publishDiagnostics' || message.params === undefined) return;
    const { uri, diagnostics } = message.params;
    const text = JSON.stringify(diagnostics);
    if (text === (told.get(uri) ?? '[]')) again.push(uri);
    if (diagnostics.length === 0) told.delete(uri);
    else told.set(uri, text);
  };
  const writer = postingWriter((message) => heard(message));
  const reader = gatedReader(
    (listener) => {
      take = listener.message;
    },
    writer,
    createGate(),
  );
  startServer(createConnection(ProposedFeatures.all, reader, writer), reader, disk);
  const notify = (method: string, params: unknown) => take({ jsonrpc: '2.0', method, params });
  const named = (uris: readonly string[]) => uris.map((uri) => ({ uri, name: uri }));
  take({
    jsonrpc: '2.0',
    id: 0,
    method: 'initialize',
    params: {
      processId: null,
      capabilities: { workspace: { workspaceFolders: true } },
      workspaceFolders: named(folders),
      initializationOptions: { watchesFiles: true, readsOutside: true },
    },
  });
  notify('initialized', {});

  const open = new Set<string>();
  let opened = folders;
  let pinned = new Set<string>();
  let known = new Set(disk.files.keys());
  let version = 0;
  const workspace = {
    apply: (changes) => {
      const written: { uri: string; type: number }[] = [];
      for (const change of changes) {
        const { uri } = change;
        if (change.kind === 'edit') {
          const textDocument = { uri, languageId: 'yaml', version: ++version, text: change.text };
          if (open.has(uri)) {
            notify('textDocument/didChange', { textDocument, contentChanges: [{ text: change.text }] });
          } else notify('textDocument/didOpen', { textDocument });
          open.add(uri);
        } else if (change.kind === 'close') {
          open.delete(uri);
          notify('textDocument/didClose', { textDocument: { uri } });
        } else {
          const path = uri.slice(ROOT.length + 1);
          const isThere = disk.read(uri) !== undefined || disk.list(uri) !== undefined;
          written.push({ uri, type: !isThere ? 3 : known.has(path) ? 2 : 1 });
        }
      }
      if (written.length > 0) notify('workspace/didChangeWatchedFiles', { changes: written });
      known = new Set(disk.files.keys());
    },
    setFolders: (given) => {
      notify('workspace/didChangeWorkspaceFolders', { event: { added: named(given), removed: named(opened) } });
      opened = given;
    },
    setPins: (pins) => {
      for (const root of new Set([...pinned, ...pins.keys()])) notify(SET_FOCUS, { root, pin: pins.get(root) ?? null });
      pinned = new Set(pins.keys());
    },
  } as { [name in keyof Told]: (given: never) => void } & Told;
  const ask = (id: number, method: string, params: unknown) => take({ jsonrpc: '2.0', id, method, params });
  return { ...workspace, told, again, logged, ask };
}

/** What is to be told, by document. */
function wantedIn(snapshot: Snapshot): ReadonlyMap<string, string> {
  return new Map(
    [...diagnose(snapshot)].flatMap(([uri, problems]) =>
      uri.startsWith('file:') ? [[uri, JSON.stringify(problems.map((each) => toDiagnostic(snapshot, each)))]] : [],
    ),
  );
}

describe('what was told of problems', () => {
  it.each([1, 2])(
    `is what is wrong, after ${STEPS} random changes of all kinds, seed %i`,
    async (seed) => {
      const random = randomFrom(seed);
      const wide = wideOver(random, serverOver);
      const { told, again, logged, ask } = wide.workspace;
      const history: string[] = [];
      let withProblems = 0;
      for (let step = 0; step < STEPS; step++) {
        history.push(wide.step());
        if (random() < 0.3) await sleep(random() * 40);
        if (random() < 0.3) {
          const uri = uriAt(wide.paths()[Math.floor(random() * wide.paths().length)] ?? '');
          const position = positionAt('', 0);
          ask(step + 1, 'textDocument/hover', { textDocument: { uri }, position });
        }
        if (random() < 0.6) continue;
        const wanted = wantedIn(wide.fresh().snapshot());
        await expect
          .poll(() => new Map([...told].sort()), { timeout: 8_000, message: `after ${history.slice(-6).join('\n')}` })
          .toEqual(new Map([...wanted].sort()));
        if (wanted.size > 0) withProblems++;
      }
      expect(withProblems).toBeGreaterThan(5);
      expect(again).toEqual([]);
      expect(logged.filter((line) => line.includes(' at '))).toEqual([]);
    },
    120_000,
  );
});
