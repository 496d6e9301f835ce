// Code actions as an editor asks for them: by kind, resolved when they are picked, with the versions of what they edit.
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CodeAction, CodeActionContext, TextDocumentEdit } from 'vscode-languageserver-types';
import { startClient, trainerCopy, type WireClient } from '../support/wireClient.ts';

let copy: ReturnType<typeof trainerCopy>;
let client: WireClient;

beforeEach(() => {
  copy = trainerCopy();
});

afterEach(async () => {
  await client.stop();
  copy.dispose();
});

const PATH = 'configs/mamba.yaml';

function ask(line: number, context: Partial<CodeActionContext>, character = 0): Promise<CodeAction[]> {
  const position = { line, character };
  const textDocument = { uri: client.uri(PATH) };
  const params = { textDocument, range: { start: position, end: position }, context: { diagnostics: [], ...context } };
  return client.connection.sendRequest('textDocument/codeAction', params);
}

async function twoMistakes(): Promise<void> {
  const mamba = await client.open(PATH);
  mamba.replace('\nseq_len: 1024', '\nseq_len: "1024"');
  mamba.replace('\nnum_iterations: 1750', '\nnum_iterations: "1750"');
  await client.diagnostics(PATH, (found) => found.length === 2);
}

const newTexts = (action: CodeAction | undefined) =>
  (action?.edit?.documentChanges as TextDocumentEdit[] | undefined)?.flatMap(({ edits }) =>
    edits.map((each) => ('newText' in each ? each.newText : '')),
  );

it('mends a whole file on save, in one edit of the version that it has', async () => {
  client = await startClient(copy.folder);
  await twoMistakes();
  const [action, ...others] = await ask(0, { only: ['source.fixAll'] });
  expect(others).toEqual([]);
  expect(action?.kind).toBe('source.fixAll.hydrascope');
  expect(newTexts(action)).toEqual(['1024', '1750']);
  expect(action?.edit?.documentChanges).toMatchObject([{ textDocument: { uri: client.uri(PATH), version: 3 } }]);
});

it('works the fix of all of a kind out when it is picked', async () => {
  client = await startClient(copy.folder);
  await twoMistakes();
  const offered = await ask(36, { only: ['quickfix'] }, 'seq_len: '.length);
  const all = offered.find(({ title }) => title === 'Fix all 2 problems of kind HS302 in this file');
  expect(all?.edit).toBeUndefined();
  const resolved = await client.connection.sendRequest<CodeAction>('codeAction/resolve', all);
  expect(newTexts(resolved)).toEqual(['1024', '1750']);
  expect(resolved.edit?.documentChanges).toMatchObject([{ textDocument: { version: 3 } }]);
});

it('offers refactorings, and to an editor that cannot make files none that makes one', async () => {
  const titles = async () => (await ask(9, { only: ['refactor'] })).map(({ title }) => title);
  client = await startClient(copy.folder);
  await client.open(PATH);
  expect(await titles()).toContain("Extract 'model_cfg' into the option model_cfg/mamba.yaml");
  await client.stop();
  const workspaceEdit = { documentChanges: true };
  client = await startClient(copy.folder, undefined, undefined, { workspace: { workspaceEdit } });
  await client.open(PATH);
  expect(await titles()).not.toContain("Extract 'model_cfg' into the option model_cfg/mamba.yaml");
});

it('refuses a context of another shape, and resolves what it does not know as it is', async () => {
  client = await startClient(copy.folder);
  await client.open(PATH);
  await expect(ask(0, { only: 'quickfix' as never })).rejects.toThrow('malformed parameters');
  const unknown = { title: 'What?', data: { uri: 1 } };
  expect(await client.connection.sendRequest('codeAction/resolve', unknown)).toEqual(unknown);
});

it('mends a text that the loader refuses, and then all is well', async () => {
  client = await startClient(copy.folder);
  const mamba = await client.open(PATH);
  mamba.replace('seq_len: 1024', 'seq_len:\t1024');
  const [problem] = await client.diagnostics(PATH, (found) => found.length > 0);
  const at = problem?.range.start;
  const offered = await ask(at?.line ?? 0, { only: ['quickfix'] }, at?.character);
  const fix = offered.find(({ title }) => title === 'Write a space instead of the tab');
  const resolved = await client.connection.sendRequest<CodeAction>('codeAction/resolve', fix);
  expect(resolved.isPreferred).toBe(true);
  expect(newTexts(resolved)).toEqual([' ']);
  mamba.replace('seq_len:\t1024', 'seq_len: 1024');
  expect(await client.diagnostics(PATH, (found) => found.length === 0)).toEqual([]);
});

it('sorts a defaults list, which the title says of', async () => {
  client = await startClient(copy.folder);
  const mamba = await client.open(PATH);
  mamba.replace('  - data\n  - training\n', '  - training\n  - data\n');
  const offered = await ask(1, { only: ['refactor'] });
  const sort = offered.find(({ title }) => title === 'Sort the entries of this list: keys come in another order');
  const resolved = await client.connection.sendRequest<CodeAction>('codeAction/resolve', sort);
  expect(newTexts(resolved)).toEqual(['  - data\n  - training\n']);
});
