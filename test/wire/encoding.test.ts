// Editors that count columns in bytes or in characters: what they send and get means the same places.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic, Location, Position, Range, SemanticTokens, TextEdit } from 'vscode-languageserver-protocol';
import { type RawServer, rawServer } from '../support/rawServer.ts';

const CONFIG = 'conf/config.yaml';
const TEXT = `defaults: [base, _self_]
名: {a: 1, "𝔘é": 2, b: "\${名.a}", c: "\${名.nope}"} # 日本
"é𝔘": "日本 \${base.日.x} \${名.b}"
`;
const BASE = `base: {"𝔘": 0, 日: {x: 1}}\n`;

const LENGTHS: Readonly<Record<string, (text: string) => number>> = {
  'utf-8': (text) => Buffer.byteLength(text),
  'utf-16': (text) => text.length,
  'utf-32': (text) => [...text].length,
};

let folder = '';
let server: RawServer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hydrascope-encoding-'));
  const app =
    'import hydra\n@hydra.main(version_base=None, config_path="conf", config_name="config")\ndef main(c): ...\n';
  for (const [path, text] of [
    ['app.py', app],
    [CONFIG, TEXT],
    ['conf/base.yaml', BASE],
  ] as const) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  server = rawServer();
});
afterEach(() => {
  server.process.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const uriOf = (path: string) => pathToFileURL(join(folder, path)).href;

describe.each(['utf-8', 'utf-16', 'utf-32'])('columns in %s', (kind) => {
  const lengthOf = LENGTHS[kind] as (text: string) => number;
  /** Where a mark begins, plus some characters of it. */
  const at = (text: string, mark: string, behind = ''): Position => {
    const before = text.slice(0, text.indexOf(mark) + behind.length).split('\n');
    return { line: before.length - 1, character: lengthOf(before.at(-1) ?? '') };
  };
  /** The piece of a text that a range covers, read in the editor's units. */
  const piece = (text: string, { start, end }: Range) => {
    const offset = ({ line, character }: Position) => {
      const lines = text.split('\n');
      const own = lines[line] ?? '';
      const inLine = [...Array(own.length + 1).keys()].find((each) => lengthOf(own.slice(0, each)) === character);
      if (inLine === undefined) throw new Error(`column ${character} is within a character of '${own}'`);
      return lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + inLine;
    };
    return text.slice(offset(start), offset(end));
  };
  const start = async () => {
    const general = { positionEncodings: [kind, 'utf-16'] };
    const { result } = await server.start(folder, { capabilities: { general } });
    expect(result).toMatchObject({ capabilities: { positionEncoding: kind } });
    const textDocument = { uri: uriOf(CONFIG), languageId: 'yaml', version: 1, text: TEXT };
    server.notify('textDocument/didOpen', { textDocument });
  };
  const ask = async <T>(method: string, position: Position, more: object = {}) => {
    const params = { textDocument: { uri: uriOf(CONFIG) }, position, ...more };
    return (await server.ask(`textDocument/${method}`, params)).result as T;
  };

  it('lead to the same places, in other files too', async () => {
    await start();
    const [own] = await ask<Location[]>('definition', at(TEXT, '名.a}', '名.'));
    expect(own?.uri).toBe(uriOf(CONFIG));
    expect(piece(TEXT, own?.range as Range)).toMatch(/^a/);
    const [other] = await ask<Location[]>('definition', at(TEXT, 'base.日.x', 'base.日.'));
    expect(other?.uri).toBe(uriOf('conf/base.yaml'));
    expect(piece(BASE, other?.range as Range)).toMatch(/^x/);
  });

  it('are those of diagnostics and of tokens', async () => {
    await start();
    const told = async (): Promise<readonly Diagnostic[]> => {
      for (let tries = 0; tries < 400; tries++) {
        const found = server.notifications.findLast(
          ({ method, params }) =>
            method === 'textDocument/publishDiagnostics' && (params as { uri: string }).uri === uriOf(CONFIG),
        )?.params as { readonly diagnostics: readonly Diagnostic[] } | undefined;
        if (found !== undefined && found.diagnostics.length > 0) return found.diagnostics;
        await new Promise((resume) => setTimeout(resume, 25));
      }
      throw new Error('nothing is told');
    };
    const missing = (await told()).find(({ code }) => code === 'HS201');
    expect(piece(TEXT, missing?.range as Range)).toBe('"${名.nope}"');
    const { data } = await ask<SemanticTokens>('semanticTokens/full', at(TEXT, ''));
    const words: string[] = [];
    let [line, character] = [0, 0];
    for (let index = 0; index < data.length; index += 5) {
      const [lines = 0, columns = 0, length = 0] = data.slice(index, index + 3);
      [line, character] = lines > 0 ? [line + lines, columns] : [line, character + columns];
      words.push(piece(TEXT, { start: { line, character }, end: { line, character: character + length } }));
    }
    expect(words).toEqual(expect.arrayContaining(['base', '名', 'nope', '日', 'x']));
  });

  it('are those of edits, which come and which go', async () => {
    await start();
    // Behind wide letters, twice in one message: the second change counts in the text after the first.
    const range = { start: at(TEXT, 'a: 1', 'a: '), end: at(TEXT, 'a: 1', 'a: 1') };
    const after = TEXT.replace('a: 1', 'a: "日"');
    const second = { start: at(after, 'b: "', 'b'), end: at(after, 'b: "', 'b') };
    const text = after.replace('b: "', 'bé: "');
    server.notify('textDocument/didChange', {
      textDocument: { uri: uriOf(CONFIG), version: 2 },
      contentChanges: [
        { range, text: '"日"' },
        { range: second, text: 'é' },
      ],
    });
    const answer = await ask<{ changes: Record<string, TextEdit[]> } | { documentChanges: { edits: TextEdit[] }[] }>(
      'rename',
      at(text, '名.a}', '名.'),
      { newName: 'zz' },
    );
    const edits =
      'changes' in answer ? Object.values(answer.changes).flat() : answer.documentChanges.flatMap((each) => each.edits);
    expect(edits.map((edit) => piece(text, edit.range))).toEqual(['a', 'a']);
    const hover = await ask<{ contents: { value: string } }>('hover', at(text, 'bé: "', 'b'));
    expect(hover.contents.value).toContain('日');
  });
});
