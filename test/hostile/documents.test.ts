// Documents that no person writes, opened and typed in: the server keeps within a small heap and says what one that was
// started now would say.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rawServer } from '../support/rawServer.ts';
import { MB, makeWorkspace } from './attacks/workspace.ts';

/** Megabytes; the server ends when it needs more. */
const HEAP = 700;
const PATIENCE = 60_000;

describe('a document of 40 MB', () => {
  it.each([
    ['line ends', '\n'],
    ['comments', '# a\n'],
  ])('of %s is typed in, made small and closed', { timeout: 3 * PATIENCE }, async (_, piece) => {
    const folder = mkdtempSync(join(tmpdir(), 'hydrascope-large-'));
    makeWorkspace(folder, { name: '', told: [] });
    const server = rawServer([`--max-old-space-size=${HEAP}`, 'dist/server.js', '--stdio'], {}, PATIENCE);
    try {
      await server.start(folder);
      const uri = pathToFileURL(join(folder, 'configs/app.yaml')).href;
      const hovered = async (line: number) => {
        const params = { textDocument: { uri }, position: { line, character: 2 } };
        return JSON.stringify((await server.ask('textDocument/hover', params)).result);
      };
      const told = async (wanted: (codes: readonly string[]) => boolean) => {
        const codes = () => (server.published().get(uri) ?? []).map((each) => (each as { code: string }).code);
        for (const until = Date.now() + PATIENCE; !wanted(codes()) && Date.now() < until; ) await sleep(50);
        expect(wanted(codes()), `${codes()}`).toBe(true);
      };
      const text = piece.repeat(Math.ceil((40 * MB) / piece.length));
      server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
      await told((codes) => codes.includes('HS105'));
      let version = 1;
      const change = (start: number, end: number, typed: string) => {
        const range = { start: { line: start, character: 0 }, end: { line: end, character: 0 } };
        const textDocument = { uri, version: ++version };
        server.notify('textDocument/didChange', { textDocument, contentChanges: [{ range, text: typed }] });
      };
      for (let turn = 0; turn < 20; turn++) change(turn, turn, 'x\n');
      expect(await hovered(1)).not.toContain('4711');
      change(0, 2 ** 31 - 1, 'fine: 4711\nthere: ${nowhere}\n');
      await told((codes) => codes.includes('HS201') && !codes.includes('HS105'));
      expect(await hovered(0)).toContain('4711');
      server.notify('textDocument/didClose', { textDocument: { uri } });
      await told((codes) => !codes.includes('HS201'));
      expect(await hovered(1)).toContain('4711');
      expect(server.logged).toEqual([]);
    } finally {
      server.process.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
