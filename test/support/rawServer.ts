import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Message, StreamMessageReader } from 'vscode-languageserver-protocol/node';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

export interface ResponseMessage {
  readonly id: number | string | null;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

/** The built server without a client's manners: bytes go in as they are given. */
export interface RawServer {
  readonly process: ChildProcess;
  write(bytes: string | Uint8Array): void;
  /** Frames and sends anything. */
  send(message: unknown): void;
  notify(method: string, params?: unknown): void;
  /** Sends a request and waits for its answer. */
  ask(method: string, params?: unknown, id?: number | string): Promise<ResponseMessage>;
  /** The next answer that has this id and was not handed out yet. */
  answer(id: number | string | null): Promise<ResponseMessage>;
  /** `initialize` and `initialized` for a folder. */
  start(folder: string, more?: object): Promise<ResponseMessage>;
  /** What it wrote with `window/logMessage`. */
  readonly logged: string[];
  readonly notifications: { readonly method: string; readonly params: unknown }[];
  /** The diagnostics that it told last, by document; documents without any are left out. */
  published(): ReadonlyMap<string, readonly unknown[]>;
  /** Status or signal, once it has ended. */
  readonly ended: Promise<number | string | null>;
}

/** `patience`: milliseconds that an answer may take. */
export function rawServer(
  args = ['dist/server.js', '--stdio'],
  options: SpawnOptions = {},
  patience = 60_000,
): RawServer {
  const server = spawn(process.execPath, args, { cwd: REPOSITORY, stdio: ['pipe', 'pipe', 'inherit'], ...options });
  server.stdin?.on('error', () => {}); // It may end before everything is written.
  const responses: ResponseMessage[] = [];
  const waiting = new Set<() => void>();
  const logged: string[] = [];
  const notifications: { method: string; params: unknown }[] = [];
  const published = new Map<string, readonly unknown[]>();
  new StreamMessageReader(server.stdout!).listen((received) => {
    const message = received as Message & { id?: number; method?: string; params?: { message?: string } };
    if (message.method === undefined) responses.push(message as unknown as ResponseMessage);
    else if (message.method === 'window/logMessage') logged.push(message.params?.message ?? '');
    else if (message.id === undefined) {
      notifications.push({ method: message.method, params: message.params });
      if (message.method === 'textDocument/publishDiagnostics') {
        const { uri, diagnostics } = message.params as unknown as { uri: string; diagnostics: readonly unknown[] };
        if (diagnostics.length === 0) published.delete(uri);
        else published.set(uri, diagnostics);
      }
    }
    for (const wake of [...waiting]) wake();
  });
  let lastId = 0;
  const raw: RawServer = {
    process: server,
    logged,
    notifications,
    published: () => new Map(published),
    write: (bytes) => void server.stdin?.write(bytes),
    send: (message) => raw.write(framed(message)),
    notify: (method, params) => raw.send({ jsonrpc: '2.0', method, params }),
    ask: (method, params, id = `ask-${++lastId}`) => {
      raw.send({ jsonrpc: '2.0', id, method, params });
      return raw.answer(id);
    },
    answer: (id) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const index = responses.findIndex((each) => each.id === id);
          if (index === -1) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(responses.splice(index, 1)[0] as ResponseMessage);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no answer to ${id}`));
        }, patience);
        waiting.add(look);
        look();
      }),
    start: async (folder, more = {}) => {
      const uri = pathToFileURL(folder).href;
      const answered = await raw.ask('initialize', {
        processId: process.pid,
        rootUri: uri,
        workspaceFolders: [{ uri, name: 'w' }],
        capabilities: {},
        ...more,
      });
      raw.notify('initialized', {});
      return answered;
    },
    ended: new Promise((done) => server.once('exit', (code, signal) => done(code ?? signal))),
  };
  return raw;
}

/** A message as it goes over the wire. */
export function framed(message: unknown): string {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
