// The server's bundle for browsers in a world that has what a worker has, and nothing of Node.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { createContext, runInContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import type { ReadParams } from '../../server/src/protocol.ts';

const bundle = (name: string) => readFileSync(new URL(`../../dist/${name}`, import.meta.url), 'utf8');

describe.each(['web.js', 'webServer.js'])('dist/%s', (name) => {
  it('has no module of Node, nor its globals', () => {
    const required = [...bundle(name).matchAll(/\brequire\((["'`])(.*?)\1\)/g)].map(([, , module]) => module);
    expect(required.filter((module) => module !== undefined && isBuiltin(module))).toEqual([]);
    expect(bundle(name)).not.toMatch(
      /\bprocess\.(?!nextTick)|\bchild_process\b|\bnode:(?:fs|os|path|net)\b|\b__dirname\b/,
    );
  });
});

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

const channels: InstanceType<typeof MessageChannel>[] = [];
afterEach(() => {
  // Ports that listen keep a process alive.
  for (const { port1, port2 } of channels.splice(0)) for (const port of [port1, port2]) port.close();
});

/** Starts the worker; `send` is what the client posts, and what it answers is handed on. */
function startWorker(answer: (message: Message) => void): (message: object) => void {
  const listeners: ((event: { readonly data: unknown }) => void)[] = [];
  const scope = {
    addEventListener: (kind: string, listener: (event: { readonly data: unknown }) => void) => {
      if (kind === 'message') listeners.push(listener);
    },
    postMessage: (message: Message) => answer(structuredClone(message)),
    MessageChannel: class extends MessageChannel {
      constructor() {
        super();
        channels.push(this);
      }
    },
    ...{
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      performance,
      console,
      TextDecoder,
      TextEncoder,
      URL,
      atob,
    },
  };
  const world = createContext(scope);
  expect(runInContext('typeof process + typeof require + typeof Buffer + typeof setImmediate', world)).toBe(
    'undefined'.repeat(4),
  );
  runInContext(bundle('webServer.js'), world);
  return (message) => {
    for (const listen of listeners) listen({ data: structuredClone({ jsonrpc: '2.0', ...message }) });
  };
}

describe('the worker', () => {
  it('answers over messages of the browser, having asked for the files', async () => {
    const files: Readonly<Record<string, string>> = {
      '/w/conf/config.yaml': 'defaults:\n  - base\n  - _self_\nport: ${base_port}\n',
      '/w/conf/base.yaml': 'base_port: 7\n',
      '/w/app.py': 'import hydra\n@hydra.main(config_path="conf", config_name="config")\ndef main(cfg): ...\n',
    };
    const folders: Readonly<Record<string, readonly { name: string; isFolder: boolean }[]>> = {
      '/w': ['app.py', 'conf'].map((name) => ({ name, isFolder: name === 'conf' })),
      '/w/conf': ['base.yaml', 'config.yaml'].map((name) => ({ name, isFolder: false })),
    };
    const root = 'file://memory~';
    const published: unknown[] = [];
    const waiting = new Map<number | string, (message: Message) => void>();
    const send = startWorker((message) => {
      if (message.method === 'hydrascope/read') {
        const asked = message.params as ReadParams;
        const result = {
          files: asked.files.map((uri) => {
            const text = files[uri.slice(root.length)];
            return text === undefined ? null : { text };
          }),
          folders: asked.folders.map((uri) => folders[uri.slice(root.length)] ?? null),
        };
        setTimeout(() => send({ id: message.id, result }));
      } else if (message.method === 'textDocument/publishDiagnostics') published.push(message.params);
      else if (message.id !== undefined) waiting.get(message.id)?.(message);
    });
    const ask = (id: number, method: string, params: object) =>
      new Promise<Message>((done) => {
        waiting.set(id, done);
        send({ id, method, params });
      });
    const workspaceFolders = [{ uri: `${root}/w`, name: 'w' }];
    const started = await ask(1, 'initialize', { processId: null, rootUri: null, workspaceFolders, capabilities: {} });
    expect(started.result).toMatchObject({ serverInfo: { name: 'hydrascope' } });
    send({ method: 'initialized', params: {} });
    const uri = `${root}/w/conf/config.yaml`;
    const text = `${files['/w/conf/config.yaml']}other: \${bse_port}\n`;
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
    const hover = await ask(2, 'textDocument/hover', { textDocument: { uri }, position: { line: 3, character: 1 } });
    expect(hover.result).toMatchObject({ contents: { value: expect.stringContaining('port: int = 7') } });
    await expect.poll(() => JSON.stringify(published)).toContain("did you mean 'base_port'?");
    const stopped = await ask(3, 'shutdown', {});
    expect(stopped.error).toBeUndefined();
  });
});
