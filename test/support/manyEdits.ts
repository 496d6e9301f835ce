import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { COMPOSED, PLAN } from '../../server/src/protocol.ts';
import { type RawServer, rawServer } from './rawServer.ts';

/** Whether this machine tells a process's memory where `residentBytes` looks. */
export const tellsMemory = existsSync('/proc/self/status');

/** What the operating system says that a process holds in memory. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}

/** A document that edits are made in, and how the nth edit changes its text. */
interface Edited {
  readonly path: string;
  readonly change: (text: string, nth: number) => string;
}

/** Each kind of edit that makes something new to remember: values, names, files that are looked for in vain, Python. */
const EDITS: readonly Edited[] = [
  { path: 'configs/mamba.yaml', change: (text, nth) => text.replace(/^seq_len: .*$/m, `seq_len: ${nth}`) },
  { path: 'configs/mamba.yaml', change: (text, nth) => `${text.split('\nnew_')[0]}\nnew_${nth}: \${other_${nth}}\n` },
  { path: 'configs/data.yaml', change: (text, nth) => text.replace(/^val_tokens: .*$/m, `val_tokens: ${nth}`) },
  { path: 'configs/mamba.yaml', change: (text, nth) => text.replace(/^ {2}- training\w*$/m, `  - training_${nth}`) },
  { path: 'configs/mamba.yaml', change: (text) => text.replace(/^ {2}- training\w*$/m, '  - training') },
  { path: 'configs/mamba.yaml', change: (text, nth) => text.replace(/^type: .*$/m, `type: "mamba_${nth}"`) },
  { path: 'configs/mamba.yaml', change: (text) => text.replace(/^type: .*$/m, 'type: "mamba"') },
  {
    path: 'trainer/trainer_registry.py',
    change: (text, nth) => text.replace(/^ {4}"mamba\w*": .*$/m, `    "mamba": "models.Mamba:Adapter${nth}",`),
  },
];

export interface LongRun {
  readonly server: RawServer;
  /** Makes that many more edits, each followed by what an editor asks then. */
  edit(count: number): Promise<void>;
}

/**
 * A server with a few documents open, and somebody at the keyboard. Each edit is followed by a question, so that none is
 * skipped, and each tenth by a pause in which diagnostics are told.
 */
export async function startLongRun(folder: string, uriOf: (path: string) => string, args?: string[]): Promise<LongRun> {
  const server = rawServer(args);
  await server.start(folder);
  const texts = new Map<string, string>();
  for (const path of new Set(EDITS.map((edit) => edit.path))) {
    const text = readFileSync(`${folder}/${path}`, 'utf8');
    texts.set(path, text);
    const languageId = path.endsWith('.py') ? 'python' : 'yaml';
    server.notify('textDocument/didOpen', { textDocument: { uri: uriOf(path), languageId, version: 0, text } });
  }
  const mamba = uriOf('configs/mamba.yaml');
  let made = 0;
  return {
    server,
    edit: async (count) => {
      for (const end = made + count; made < end; ) {
        const { path, change } = EDITS[made % EDITS.length]!;
        made++;
        const text = change(texts.get(path) ?? '', made);
        texts.set(path, text);
        const textDocument = { uri: uriOf(path), version: made };
        server.notify('textDocument/didChange', { textDocument, contentChanges: [{ text }] });
        const lines = (texts.get('configs/mamba.yaml') ?? '').split('\n');
        const position = { line: lines.findIndex((line) => line.startsWith('seq_len')), character: 3 };
        const params = { textDocument: { uri: mamba }, position };
        await server.ask('textDocument/hover', params);
        if (made % 3 === 0) await server.ask('textDocument/completion', params);
        if (made % 5 === 0) await server.ask(PLAN, { uri: mamba, overrides: `seq_len=${made} +key_${made}=1` });
        if (made % 7 === 0) await server.ask(COMPOSED, { uri: mamba });
        if (made % 9 === 0) await visit(server, uriOf(`configs/visited_${made}.yaml`), made);
        if (made % 10 === 0) await sleep(60); // Longer than the publisher waits for the next key press.
        server.notifications.length = 0;
      }
    },
  };
}

/** A file that comes, is looked at, and goes. */
async function visit(server: RawServer, uri: string, nth: number): Promise<void> {
  const textDocument = { uri, languageId: 'yaml', version: 1, text: `defaults:\n  - data\nseq_len: ${nth}\n` };
  server.notify('textDocument/didOpen', { textDocument });
  await server.ask('textDocument/codeLens', { textDocument });
  server.notify('textDocument/didClose', { textDocument });
  server.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 3 }] });
}
