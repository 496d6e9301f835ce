// Each hostile workspace before the real server: what is wrong with it is told, every request is answered, memory stays
// within a heap that Node ends a process at, and the server then answers as ever.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { PLAN } from '../../server/src/protocol.ts';
import { type RawServer, rawServer } from '../support/rawServer.ts';
import { REQUEST_FAILED } from '../support/rawTrainer.ts';
import { DEFAULTS, INTERPOLATIONS } from './attacks/configs.ts';
import { PYTHON } from './attacks/python.ts';
import { SCHEMAS } from './attacks/schemas.ts';
import { COMMANDS, DISK, NAMES } from './attacks/surroundings.ts';
import { type Attack, makeWorkspace } from './attacks/workspace.ts';
import { YAML } from './attacks/yaml.ts';

/** Megabytes; the server ends when it needs more. */
const HEAP = 1_200;
/** Milliseconds, on a machine that does much else beside. */
const PATIENCE = 60_000;
const WAITING = { timeout: PATIENCE, interval: 50 };

const ASKED = ['hover', 'completion', 'definition', 'references', 'prepareRename'];
const ASKED_OF_ALL = ['inlayHint', 'codeLens', 'semanticTokens/full', 'documentSymbol', 'foldingRange', 'codeAction'];

const FAMILIES: readonly (readonly [string, readonly Attack[]])[] = [
  ['YAML', YAML],
  ['interpolations', INTERPOLATIONS],
  ['defaults lists', DEFAULTS],
  ['schemas', SCHEMAS],
  ['Python', PYTHON],
  ['names', NAMES],
  ['the disk', DISK],
  ['commands and the project file', COMMANDS],
];

describe.each(FAMILIES)('hostile %s', (_, attacks) => {
  it.each(attacks.map((attack) => [attack.name, attack] as const))(
    '%s',
    { timeout: 2 * PATIENCE },
    async (_, attack) => {
      const folder = mkdtempSync(join(tmpdir(), 'hydrascope-hostile-'));
      makeWorkspace(folder, attack);
      const server = rawServer([`--max-old-space-size=${HEAP}`, 'dist/server.js', '--stdio'], {}, PATIENCE);
      try {
        await server.start(folder);
        const { opens = 'configs/bad.yaml' in (attack.files ?? {}) ? ['configs/bad.yaml'] : [] } = attack;
        for (const path of opens) await askAbout(server, folder, path);
        const uri = (path: string) => pathToFileURL(join(folder, path)).href;
        if (attack.overrides !== undefined) {
          const planned = await server.ask(PLAN, { uri: uri('configs/app.yaml'), overrides: attack.overrides });
          expect(planned).toHaveProperty('result');
        }
        await toldAll(server, folder, attack.told);
        const hover = { textDocument: { uri: uri('configs/app.yaml') }, position: { line: 1, character: 2 } };
        expect(JSON.stringify((await server.ask('textDocument/hover', hover)).result)).toContain('4711');
        const { leftOut } = attack;
        if (leftOut !== undefined) await expect.poll(() => server.logged.join('\n'), WAITING).toMatch(leftOut);
        expect(server.logged.filter((line) => leftOut?.test(line) !== true)).toEqual([]);
      } finally {
        server.process.kill('SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});

async function askAbout(server: RawServer, folder: string, path: string): Promise<void> {
  if (statSync(join(folder, path)).size > 10_000_000) return;
  const text = readFileSync(join(folder, path), 'utf8');
  const uri = pathToFileURL(join(folder, path)).href;
  const textDocument = { uri };
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  const lines = text.split('\n');
  const range = { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } };
  const ask = async (method: string, params: object) => {
    const context = { includeDeclaration: true, diagnostics: [] };
    const { error } = await server.ask(method, { textDocument, uri, context, ...params });
    // What has no other name is refused, in words.
    if (error !== undefined) expect([method, error.code]).toEqual(['textDocument/prepareRename', REQUEST_FAILED]);
  };
  for (const line of [0, lines.length >> 1]) {
    const position = { line, character: Math.min(4, lines[line]?.length ?? 0) };
    for (const method of ASKED) await ask(`textDocument/${method}`, { position });
  }
  for (const method of ASKED_OF_ALL) await ask(`textDocument/${method}`, { range });
  for (const method of ['composed', 'effectiveConfig']) await ask(`hydrascope/${method}`, {});
}

/** Waits until everything is told that has to be. */
async function toldAll(server: RawServer, folder: string, expected: readonly RegExp[]): Promise<void> {
  const until = Date.now() + PATIENCE;
  const told = () =>
    [...latest(server)].flatMap(([uri, diagnostics]) =>
      diagnostics.map(({ code, message }) => `${uri.slice(pathToFileURL(folder).href.length + 1)}: ${code} ${message}`),
    );
  const isTold = () => expected.every((each) => told().some((line) => each.test(line)));
  while (!isTold() && Date.now() < until && server.process.exitCode === null) await sleep(50);
  const lines = told();
  for (const each of expected)
    expect(
      lines.filter((line) => each.test(line)).length,
      `${each} in\n${lines.slice(0, 20).join('\n')}`,
    ).toBeGreaterThan(0);
}

function latest({ notifications }: RawServer): ReadonlyMap<string, readonly { code: string; message: string }[]> {
  return new Map(
    notifications.flatMap(({ method, params }) => {
      const { uri, diagnostics } = params as { uri: string; diagnostics: { code: string; message: string }[] };
      return method === 'textDocument/publishDiagnostics' ? [[uri, diagnostics] as const] : [];
    }),
  );
}
