// Beside Red Hat's YAML extension: its language server and ours have the same documents open, as in an editor that has both.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompletionItem, DocumentSymbol, SymbolInformation, TextEdit } from 'vscode-languageserver-types';
import { offsetAt } from '../../server/src/text/index.ts';
import { type OpenDocument, startClient, trainerCopy, type WireClient } from '../support/wireClient.ts';

const YAML_SERVER = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');
const CAPABILITIES = {
  workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
  textDocument: {
    foldingRange: { lineFoldingOnly: true },
    completion: { completionItem: { snippetSupport: true } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};
const OPTIONS = { tabSize: 2, insertSpaces: true };

let copy: ReturnType<typeof trainerCopy>;
let ours: WireClient;
let theirs: WireClient;
beforeEach(async () => {
  copy = trainerCopy();
  ours = await startClient(copy.folder, undefined, { closesBraces: true }, CAPABILITIES);
  const schema = (name: string) => pathToFileURL(join(copy.folder, `schemas/${name}.schema.json`)).href;
  const schemas = Object.fromEntries(
    ['data', 'training', 'mamba'].map((name) => [schema(name === 'mamba' ? 'model' : name), [`configs/${name}.yaml`]]),
  );
  const yaml = { validate: true, hover: true, completion: true, format: { enable: true }, schemas };
  const settings = { yaml: { ...yaml, schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } } };
  theirs = await startClient(copy.folder, [YAML_SERVER, '--stdio'], undefined, CAPABILITIES, settings);
});
afterEach(async () => {
  await Promise.all([ours.stop(), theirs.stop()]);
  copy.dispose();
});

/** One document as both servers have it. */
interface Both {
  readonly ours: OpenDocument;
  readonly theirs: OpenDocument;
  replace(old: string, text: string): void;
  /** Edits that one of the servers made, in the editor and so in both. */
  apply(edits: readonly TextEdit[]): void;
}

async function openBoth(path: string): Promise<Both> {
  const pair = { ours: await ours.open(path), theirs: await theirs.open(path) };
  const replace = (old: string, text: string) => {
    for (const each of [pair.ours, pair.theirs]) each.replace(old, text);
  };
  const apply = (edits: readonly TextEdit[]) => {
    const before = pair.ours.text();
    const parts = edits.map(({ range, newText }) => ({
      start: offsetAt(before, range.start),
      end: offsetAt(before, range.end),
      newText,
    }));
    const after = parts
      .sort((left, right) => right.start - left.start)
      .reduce((text, { start, end, newText }) => text.slice(0, start) + newText + text.slice(end), before);
    replace(before, after);
  };
  return { ...pair, replace, apply };
}

const silent = (found: readonly unknown[]) => found.length === 0;
const flagged = (found: readonly unknown[]) => found.length > 0;

describe('diagnostics', () => {
  it('are none of the trainer, and of a mistake both say the same', async () => {
    const data = await openBoth('configs/data.yaml');
    data.replace('seq_len: 65536', 'seq_len: 65536\nseq_lenn: 1');
    const [own] = await ours.diagnostics('configs/data.yaml', flagged);
    const [other] = await theirs.diagnostics('configs/data.yaml', flagged);
    expect(own?.range).toEqual(other?.range);
    data.replace('\nseq_lenn: 1', '');
    expect(await ours.diagnostics('configs/data.yaml', silent)).toEqual([]);
    expect(await theirs.diagnostics('configs/data.yaml', silent)).toEqual([]);
  });
});

describe('hovers', () => {
  it('stand one below the other, about the same word and with the same words of the schema', async () => {
    const mamba = await openBoth('configs/mamba.yaml');
    const own = await mamba.ours.hover('seq_len: 1024', 2);
    const other = await mamba.theirs.hover('seq_len: 1024', 2);
    expect(own).toContain('**`seq_len: int = 1024`**');
    const described = 'Tokens per sequence.';
    expect(own).toContain(described);
    expect(other).toContain(described);
  });

  it('are ours alone in a defaults list', async () => {
    const mamba = await openBoth('configs/mamba.yaml');
    expect(await mamba.ours.hover('- data', 3)).toContain('8 keys into the root of the config');
    expect((await mamba.theirs.hover('- data', 3)) ?? '').toBe('');
  });
});

describe('completion', () => {
  it('of keys that both offer: one inserts what the other does, in the place of the same word', async () => {
    const mamba = await openBoth('configs/mamba.yaml');
    mamba.replace('seq_len: 1024', '\nseq_len: 1024');
    const own = byLabel(await mamba.ours.complete('\nseq_len: 1024'));
    const other = byLabel(await mamba.theirs.complete('\nseq_len: 1024'));
    const common = [...own.keys()].filter((label) => other.has(label));
    expect(common).toEqual(expect.arrayContaining(['train_files', 'num_layers', 'use_liger']));
    for (const label of common) {
      const [left, right] = [own.get(label), other.get(label)];
      expect(rangeOf(left), label).toEqual(rangeOf(right));
      expect(lineOf(left), label).toBe(lineOf(right));
    }
    // A key that stands in the file is offered by neither.
    expect([own.has('seq_len'), other.has('seq_len')]).toEqual([false, false]);
  });

  it('of registered names, options and paths is ours, and nothing that is offered twice differs', async () => {
    const mamba = await openBoth('configs/mamba.yaml');
    mamba.replace('seq_len: 1024', 'seq_len: ${');
    const names = byLabel(await mamba.ours.complete('${', 2));
    const others = byLabel(await mamba.theirs.complete('${', 2));
    expect(names.has('num_iterations')).toBe(true);
    expect([...names.keys()].filter((label) => others.has(label))).toEqual([]);
    const types = byLabel(await mamba.ours.complete('"mamba"', 1));
    expect(types.get('mamba')?.textEdit?.newText).toBe('mamba');
  });
});

describe('colours and formatting', () => {
  it('semantic tokens are ours alone, formatting is theirs alone', async () => {
    const mamba = await openBoth('configs/mamba.yaml');
    const textDocument = { uri: mamba.ours.uri };
    const tokens = 'textDocument/semanticTokens/full';
    expect(await ours.connection.sendRequest(tokens, { textDocument })).toHaveProperty('data');
    await expect(theirs.connection.sendRequest(tokens, { textDocument })).rejects.toThrow('Unhandled method');
    for (const method of ['textDocument/formatting', 'textDocument/rangeFormatting']) {
      await expect(ours.connection.sendRequest(method, { textDocument, options: OPTIONS })).rejects.toThrow(
        'Unhandled method',
      );
    }
  });

  it('a file that they formatted means the same to us', async () => {
    const mamba = await openBoth('configs/mamba.yaml');
    const textDocument = { uri: mamba.ours.uri };
    const before = await mamba.ours.hover('seq_len: 1024', 2);
    mamba.replace('seq_len: 1024', 'seq_len:    1024');
    const edits = await theirs.connection.sendRequest<TextEdit[]>('textDocument/formatting', {
      textDocument,
      options: OPTIONS,
    });
    mamba.apply(edits);
    expect(mamba.ours.text()).toContain('seq_len: 1024');
    expect(await mamba.ours.hover('seq_len: 1024', 2)).toBe(before);
    expect(await ours.diagnostics('configs/mamba.yaml', silent)).toEqual([]);
  });

  it('what each does as someone types is done at other letters', async () => {
    const mamba = await openBoth('configs/mamba.yaml');
    mamba.replace('seq_len: 1024', 'seq_len: ${');
    const line = mamba.ours.text().split('\n').indexOf('seq_len: ${');
    const typed = { textDocument: { uri: mamba.ours.uri }, position: { line, character: 11 }, options: OPTIONS };
    const ask = (client: WireClient, ch: string) =>
      client.connection.sendRequest<TextEdit[] | null>('textDocument/onTypeFormatting', { ...typed, ch });
    const closing = await ask(ours, '{');
    expect(closing?.map(({ newText }) => newText)).toEqual(['}']);
    expect((await ask(theirs, '{')) ?? []).toEqual([]);
    mamba.apply(closing ?? []);
    expect(mamba.theirs.text()).toContain('seq_len: ${}\n');
    const below = { ...typed, position: { line: line + 1, character: 0 }, ch: '\n' };
    expect((await ours.connection.sendRequest('textDocument/onTypeFormatting', below)) ?? []).toEqual([]);
  });
});

describe('a document that both change', () => {
  it('is the same for both after each of the edits', async () => {
    const mamba = await openBoth('configs/mamba.yaml');
    const textDocument = { uri: mamba.ours.uri };
    mamba.replace('seq_len: 1024', 'seq_len: ${');
    mamba.replace('seq_len: ${', 'seq_len: 2048');
    mamba.replace('  - _self_\n', '  - _self_\n\n');
    const [choice] = await mamba.ours.complete('\n\n', 1);
    if (choice?.textEdit === undefined) throw new Error('nothing is offered');
    mamba.apply([{ range: rangeOf(choice), newText: plain(choice) } as TextEdit]);
    const keys = async (client: WireClient) => {
      const found = await client.connection.sendRequest<(DocumentSymbol | SymbolInformation)[]>(
        'textDocument/documentSymbol',
        { textDocument },
      );
      return found.map(({ name }) => name);
    };
    const own = await keys(ours);
    expect(own).toContain(choice.label);
    expect(await keys(theirs)).toEqual(own);
    expect(mamba.theirs.text()).toBe(mamba.ours.text());
  });
});

function byLabel(items: readonly CompletionItem[]): ReadonlyMap<string, CompletionItem> {
  return new Map(items.map((item) => [item.label, item]));
}

function rangeOf(item: CompletionItem | undefined) {
  const edit = item?.textEdit;
  return edit === undefined ? undefined : 'range' in edit ? edit.range : edit.replace;
}

/** What an item inserts, without the marks of a snippet; of several values to choose from the first. */
function plain(item: CompletionItem | undefined): string {
  const text = item?.textEdit?.newText ?? item?.insertText ?? '';
  return text.replace(/\$\{\d+[:|]([^,|}]*)[^}]*\}/g, '$1').replace(/\$\{?\d+\}?/g, '');
}

function lineOf(item: CompletionItem | undefined): string {
  return plain(item).trimEnd();
}
