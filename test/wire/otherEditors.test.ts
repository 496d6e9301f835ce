// Editors that can do less than VS Code, or do it in another way: what they are sent is what they said they can take.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHANGED } from '../../server/src/protocol.ts';
import { type RawServer, rawServer } from '../support/rawServer.ts';
import { trainerCopy } from '../support/wireClient.ts';

let copy: ReturnType<typeof trainerCopy>;
let server: RawServer;
beforeEach(() => {
  copy = trainerCopy();
  server = rawServer();
});
afterEach(() => {
  server.process.kill('SIGKILL');
  copy.dispose();
});

const uriOf = (path: string) => pathToFileURL(join(copy.folder, path)).href;

/** Opens a document, with a text of its own, and says where a mark in it is. */
function open(path: string, edit: (text: string) => string = (text) => text) {
  const uri = uriOf(path);
  const text = edit(readFileSync(join(copy.folder, path), 'utf8'));
  server.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
  return (mark: string, shift = 0) => {
    const before = text.slice(0, text.indexOf(mark) + shift).split('\n');
    return { textDocument: { uri }, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
  };
}

/** Waits until what is published last of a file satisfies a condition. */
async function published(path: string, until: (messages: readonly string[]) => boolean): Promise<readonly string[]> {
  for (let tries = 0; tries < 400; tries++) {
    const told = server.notifications.findLast(
      ({ method, params }) =>
        method === 'textDocument/publishDiagnostics' && (params as { uri: string }).uri === uriOf(path),
    )?.params as { readonly diagnostics: readonly { readonly message: string }[] } | undefined;
    const messages = told?.diagnostics.map(({ message }) => message) ?? [];
    if (until(messages)) return messages;
    await new Promise((resume) => setTimeout(resume, 25));
  }
  throw new Error(`${path} is never told so`);
}

const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

describe('an editor that says of nothing that it can', () => {
  it('is promised what it can take, by a server that names itself', async () => {
    const { result } = (await server.start(copy.folder)) as { result: { capabilities: object; serverInfo: object } };
    expect(result.serverInfo).toEqual({ name: 'hydrascope', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(result.capabilities).toMatchObject({ positionEncoding: 'utf-16', renameProvider: true });
    expect(result.capabilities).not.toHaveProperty('codeLensProvider');
  });

  it('gets places, texts and flat lists', async () => {
    await server.start(copy.folder);
    const at = open('configs/mamba.yaml');
    const { result: places } = await server.ask('textDocument/definition', at('- data', 3));
    expect(places).toMatchObject([{ uri: uriOf('configs/data.yaml'), range: expect.anything() }]);
    const { result: hover } = await server.ask('textDocument/hover', at('seq_len: 1024', 2));
    const { kind, value } = (hover as { contents: { kind: string; value: string } }).contents;
    expect(kind).toBe('plaintext');
    expect(value).toContain('mamba.yaml:37');
    expect(value).not.toMatch(/```|\*\*|\]\(file/);
    const { result: symbols } = await server.ask('textDocument/documentSymbol', at(''));
    expect(symbols).toContainEqual(
      expect.objectContaining({ name: 'd_state', containerName: 'model_cfg', location: expect.anything() }),
    );
    expect((symbols as object[]).some((each) => 'children' in each)).toBe(false);
  });

  it('gets no snippets, no actions that it cannot make and no button whose command nobody knows', async () => {
    await server.start(copy.folder);
    const at = open('configs/mamba.yaml', (text) => text.replace('type: "mamba"', 'type: "manba"'));
    const { result: list } = await server.ask('textDocument/completion', at('seq_len: 1024'));
    const { items } = list as { items: readonly { insertTextFormat?: number; documentation?: unknown }[] };
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter(({ insertTextFormat }) => insertTextFormat === 2)).toEqual([]);
    expect(JSON.stringify(items)).not.toContain('"markdown"');
    const asked = { textDocument: { uri: uriOf('configs/mamba.yaml') }, range: whole, context: { diagnostics: [] } };
    expect((await server.ask('textDocument/codeAction', asked)).result).toEqual([]);
    expect((await server.ask('textDocument/codeLens', asked)).result).toEqual([]);
  });

  it('hears nothing of what only our own client knows', async () => {
    await server.start(copy.folder);
    open('configs/mamba.yaml', (text) => text.replace('type: "mamba"', 'type: "manba"'));
    await published('configs/mamba.yaml', (messages) => messages.some((each) => each.includes("'manba'")));
    const own = server.notifications.filter(
      ({ method }) => method === CHANGED || !/^(textDocument|window)\//.test(method),
    );
    expect(own).toEqual([]);
  });

  it('need not tell of the disk: what is written there is seen', async () => {
    await server.start(copy.folder);
    const path = join(copy.folder, 'configs/mamba.yaml');
    await published('configs/mamba.yaml', (messages) => messages.length === 0);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('- training', '- extra'));
    await published('configs/mamba.yaml', (messages) => messages.some((each) => each.includes("'extra'")));
    writeFileSync(join(copy.folder, 'configs/extra.yaml'), readFileSync(join(copy.folder, 'configs/training.yaml')));
    await published('configs/mamba.yaml', (messages) => !messages.some((each) => each.includes("'extra'")));
    rmSync(join(copy.folder, 'configs/extra.yaml'));
    await published('configs/mamba.yaml', (messages) => messages.some((each) => each.includes("'extra'")));
    // A folder that comes as one, as a checkout of another branch brings it.
    mkdirSync(join(copy.folder, 'configs/more'));
    writeFileSync(join(copy.folder, 'configs/more/broken.yaml'), 'defaults: [nowhere]\n');
    writeFileSync(path, text.replace('- training', '- training\n  - more: broken'));
    await published('configs/more/broken.yaml', (messages) => messages.length > 0);
  });
});

describe('an editor that takes actions but does not ask for their edits later', () => {
  it('gets each with its edit', async () => {
    const codeAction = { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } };
    await server.start(copy.folder, { capabilities: { textDocument: { codeAction } } });
    open('configs/mamba.yaml', (text) => `${text}\ntrain_seq_len: 1\nval_seq_len: 1\n`);
    const asked = { textDocument: { uri: uriOf('configs/mamba.yaml') }, range: whole, context: { diagnostics: [] } };
    const { result } = await server.ask('textDocument/codeAction', asked);
    expect((result as object[]).length).toBeGreaterThan(0);
    expect((result as object[]).filter((each) => !('edit' in each))).toEqual([]);
  });
});

describe('settings', () => {
  const hints = async () => {
    const { result } = await server.ask('textDocument/inlayHint', {
      textDocument: { uri: uriOf('configs/training.yaml') },
      range: whole,
    });
    return JSON.stringify(result);
  };
  const pins = () => [{ root: uriOf('configs'), name: 'mamba', overrides: [] }];

  it('come with initialize and change later, as editors send them', async () => {
    const initializationOptions = { pins: pins(), inlayHints: { values: false } };
    await server.start(copy.folder, { initializationOptions });
    open('configs/training.yaml');
    expect(await hints()).toBe('[]');
    for (const settings of [{ inlayHints: { values: true } }, { hydrascope: { inlayHints: { values: true } } }]) {
      server.notify('workspace/didChangeConfiguration', { settings: { inlayHints: { values: false } } });
      expect(await hints()).toBe('[]');
      server.notify('workspace/didChangeConfiguration', { settings });
      expect(await hints()).toContain('mamba.yaml');
    }
    // What is malformed changes nothing, and neither does the server ask for what it needs.
    server.notify('workspace/didChangeConfiguration', { settings: { inlayHints: 7, codeLens: 'no' } });
    server.notify('workspace/didChangeConfiguration', { settings: null });
    expect(await hints()).toContain('mamba.yaml');
  });

  it('leave out the lenses of an editor that knows their commands', async () => {
    const initializationOptions = { commands: ['hydrascope.showUsers'] };
    const { result } = await server.start(copy.folder, { initializationOptions });
    expect((result as { capabilities: object }).capabilities).toHaveProperty('codeLensProvider');
    const asked = { textDocument: { uri: uriOf('configs/data.yaml') } };
    open('configs/data.yaml');
    const shown = async () => ((await server.ask('textDocument/codeLens', asked)).result as object[]).length;
    expect(await shown()).toBe(1);
    server.notify('workspace/didChangeConfiguration', { settings: { codeLens: false } });
    expect(await shown()).toBe(0);
  });
});
