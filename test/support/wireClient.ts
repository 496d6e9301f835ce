import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach } from 'vitest';
import {
  type ClientCapabilities,
  type CodeLens,
  type CompletionItem,
  type CompletionList,
  type ConfigurationParams,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type LocationLink,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { COMPOSE_AND_LAUNCH, SHOW_COMPOSED, SHOW_USERS } from '../../server/src/protocol.ts';
import { offsetAt, positionAt } from '../../server/src/text/index.ts';

const REPOSITORY = new URL('../../', import.meta.url).pathname;

/** A copy of the trainer that a test may change. */
export function trainerCopy(): { readonly folder: string; readonly dispose: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'hydrascope-wire-'));
  for (const name of ['configs', 'trainer', 'schemas', 'hydrascope.yaml']) {
    const filter = (source: string) => !source.includes('outputs') && !source.includes('__pycache__');
    cpSync(join(REPOSITORY, name), join(folder, name), { recursive: true, filter });
  }
  return { folder, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * A client of the built server on a copy of the trainer, another one for each test of the file that asks: its members are
 * those of the one that the running test has.
 */
export function clientForEach(capabilities?: ClientCapabilities): WireClient & { readonly folder: string } {
  let copy: ReturnType<typeof trainerCopy>;
  let client: WireClient;
  beforeEach(async () => {
    copy = trainerCopy();
    client = await startClient(copy.folder, undefined, undefined, capabilities);
  });
  afterEach(async () => {
    await client.stop();
    copy.dispose();
  });
  return {
    get connection() {
      return client.connection;
    },
    get process() {
      return client.process;
    },
    get folder() {
      return copy.folder;
    },
    open: (path) => client.open(path),
    diagnostics: (path, until) => client.diagnostics(path, until),
    uri: (path) => client.uri(path),
    stop: () => client.stop(),
  };
}

/** A document that is open in the client. */
export interface OpenDocument {
  readonly uri: string;
  text(): string;
  /** Replaces the first occurrence of a text, as one incremental change. */
  replace(old: string, text: string): void;
  /** Asks at the place where `mark` begins, plus `shift` characters. */
  hover(mark: string, shift?: number): Promise<string | undefined>;
  complete(mark: string, shift?: number): Promise<readonly CompletionItem[]>;
  define(mark: string, shift?: number): Promise<readonly LocationLink[]>;
  lenses(): Promise<readonly CodeLens[]>;
  close(): void;
}

export interface WireClient {
  readonly connection: ProtocolConnection;
  readonly process: ChildProcess;
  open(path: string): Promise<OpenDocument>;
  /** Waits until a document's diagnostics satisfy a condition; rejects with the last ones after ten seconds. */
  diagnostics(path: string, until: (found: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
  uri(path: string): string;
  stop(): Promise<void>;
}

/** What editors of today can take. */
const ABLE: NonNullable<ClientCapabilities['textDocument']> = {
  definition: { linkSupport: true },
  typeDefinition: { linkSupport: true },
  implementation: { linkSupport: true },
  completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
  hover: { contentFormat: ['markdown'] },
  documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  codeAction: {
    codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
    resolveSupport: { properties: ['edit'] },
  },
  rename: { prepareSupport: true },
};

/** What our own client asks for. */
const OWN = { watchesFiles: true, hearsChanges: true, commands: [COMPOSE_AND_LAUNCH, SHOW_COMPOSED, SHOW_USERS] };

/** Starts the built server as an editor does and speaks to it over standard input and output. It may ask for settings by section. */
export async function startClient(
  folder: string,
  command = ['dist/server.js', '--stdio'],
  initializationOptions?: object,
  capabilities: ClientCapabilities = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<WireClient> {
  const server = spawn(process.execPath, command, { cwd: REPOSITORY, stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const published = new Map<string, readonly Diagnostic[]>();
  const waiting = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
    published.set(uri, diagnostics);
    for (const wake of [...waiting]) wake();
  });
  connection.onRequest('workspace/configuration', ({ items }: ConfigurationParams) =>
    items.map(({ section = '' }) => settings[section] ?? null),
  );
  connection.listen();
  const uriOf = (path: string) => pathToFileURL(join(folder, path)).href;
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(folder).href,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'w' }],
    capabilities: { ...capabilities, textDocument: { ...ABLE, ...capabilities.textDocument } },
    initializationOptions: { ...OWN, ...initializationOptions },
  });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    process: server,
    uri: uriOf,
    open: (path) => openDocument(connection, folder, path, uriOf(path)),
    diagnostics: (path, until) =>
      new Promise((resolve, reject) => {
        const uri = uriOf(path);
        const look = () => {
          const found = published.get(uri) ?? [];
          if (!until(found)) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`diagnostics of ${path} stayed ${JSON.stringify(published.get(uri) ?? [])}`));
        }, 10_000);
        waiting.add(look);
        look();
      }),
    stop: async () => {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await new Promise((done) => server.once('exit', done));
      connection.dispose();
    },
  };
}

async function openDocument(
  connection: ProtocolConnection,
  folder: string,
  path: string,
  uri: string,
): Promise<OpenDocument> {
  const { readFileSync } = await import('node:fs');
  let text = readFileSync(join(folder, path), 'utf8');
  let version = 1;
  const languageId = path.endsWith('.py') ? 'python' : 'yaml';
  await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  const textDocument = { uri };
  const at = (mark: string, shift = 0) => {
    const offset = text.indexOf(mark);
    if (offset === -1) throw new Error(`'${mark}' is not in ${path}`);
    return { textDocument, position: positionAt(text, offset + shift) };
  };
  return {
    uri,
    text: () => text,
    replace: (old, replacement) => {
      const offset = text.indexOf(old);
      if (offset === -1) throw new Error(`'${old}' is not in ${path}`);
      const range = { start: positionAt(text, offset), end: positionAt(text, offset + old.length) };
      text = text.slice(0, offset) + replacement + text.slice(offset + old.length);
      if (offsetAt(text, range.start) !== offset) throw new Error('positions and offsets disagree');
      version++;
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range, text: replacement }],
      });
    },
    hover: async (mark, shift) => {
      const answer = await connection.sendRequest<Hover | null>('textDocument/hover', at(mark, shift));
      return answer === null ? undefined : (answer.contents as { value: string }).value;
    },
    complete: async (mark, shift) => {
      const answer = await connection.sendRequest<CompletionList | null>('textDocument/completion', at(mark, shift));
      return answer?.items ?? [];
    },
    define: (mark, shift) => connection.sendRequest('textDocument/definition', at(mark, shift)),
    lenses: () => connection.sendRequest('textDocument/codeLens', { textDocument }),
    close: () => void connection.sendNotification('textDocument/didClose', { textDocument }),
  };
}
