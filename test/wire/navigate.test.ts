// Going to places and renaming, as an editor asks for it: the built server over its pipes, on a copy of the trainer.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClientCapabilities } from 'vscode-languageserver-protocol/node';
import type {
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Location,
  LocationLink,
  SelectionRange,
  TextDocumentEdit,
  WorkspaceEdit,
  WorkspaceSymbol,
} from 'vscode-languageserver-types';
import { positionAt } from '../../server/src/text/index.ts';
import { startClient, trainerCopy, type WireClient } from '../support/wireClient.ts';

let copy: ReturnType<typeof trainerCopy>;
let client: WireClient | undefined;

beforeEach(() => {
  copy = trainerCopy();
});

afterEach(async () => {
  await client?.stop();
  client = undefined;
  copy.dispose();
});

const CAPABLE: ClientCapabilities = {
  workspace: {
    workspaceEdit: {
      documentChanges: true,
      resourceOperations: ['rename'],
      changeAnnotationSupport: { groupsOnLabel: true },
    },
  },
};

async function started(capabilities: ClientCapabilities = CAPABLE) {
  client = await startClient(copy.folder, undefined, undefined, capabilities);
  const { connection, uri } = client;
  const mamba = await client.open('configs/mamba.yaml');
  const textDocument = { uri: mamba.uri };
  return {
    mamba,
    uri,
    ask: <T>(method: string, params: object = {}) => connection.sendRequest<T>(method, { textDocument, ...params }),
    at: (mark: string, shift = 1) => ({ position: positionAt(mamba.text(), mamba.text().indexOf(mark) + shift) }),
  };
}

const uris = (found: readonly { uri: string }[]) => found.map(({ uri }) => uri.slice(uri.lastIndexOf('/') + 1)).sort();

describe('navigation', () => {
  it('finds references and highlights', async () => {
    const { ask, at, mamba } = await started();
    const all = await ask<Location[]>('textDocument/references', {
      ...at('seq_len: 1024'),
      context: { includeDeclaration: true },
    });
    expect(uris(all)).toEqual(['README.md', 'data.yaml', 'mamba.yaml', 'mytrainer.py']);
    const reads = await ask<Location[]>('textDocument/references', {
      ...at('seq_len: 1024'),
      context: { includeDeclaration: false },
    });
    expect(uris(reads)).toEqual(['README.md', 'mytrainer.py']);
    // What is typed counts at once.
    mamba.replace('seq_len: 1024', 'seq_len: 1024\nhalf: ${seq_len}');
    expect(await ask('textDocument/documentHighlight', at('seq_len: 1024'))).toHaveLength(2);
  });

  it('goes to classes, schemas and options', async () => {
    const { ask, at, uri } = await started();
    const [type] = await ask<LocationLink[]>('textDocument/typeDefinition', at('"mamba"', 3));
    expect(type?.targetUri).toBe(uri('trainer/models/Mamba.py'));
    const [property] = await ask<LocationLink[]>('textDocument/typeDefinition', at('seq_len: 1024'));
    expect(property?.targetUri).toBe(uri('schemas/data.schema.json'));
    expect(await ask('textDocument/implementation', at('- data', 3))).toEqual([]);
  });

  it('has an outline, folds, selections, links and a search by name', async () => {
    const { ask, at, uri } = await started();
    const symbols = await ask<DocumentSymbol[]>('textDocument/documentSymbol');
    expect(symbols.map(({ name }) => name)).toContain('model_cfg');
    const folds = await ask<FoldingRange[]>('textDocument/foldingRange');
    expect(folds.length).toBeGreaterThan(1);
    const { position } = at('seq_len: 1024');
    const [selection] = await ask<SelectionRange[]>('textDocument/selectionRange', { positions: [position] });
    expect(selection?.parent).toBeDefined();
    const links = await ask<DocumentLink[]>('textDocument/documentLink');
    expect(links.map(({ target }) => target)).toContain(uri('configs/data.yaml'));
    const found = await ask<WorkspaceSymbol[]>('workspace/symbol', { query: 'seq_len' });
    expect(found.map(({ containerName }) => containerName)).toContain('configs/data.yaml');
  });
});

describe('renaming', () => {
  it('edits documents at their versions, and asks about what is not certain', async () => {
    const { ask, at, mamba, uri } = await started();
    mamba.replace('seq_len: 1024', 'seq_len: 2048');
    const place = at('seq_len: 2048');
    expect(await ask('textDocument/prepareRename', place)).toMatchObject({ placeholder: 'seq_len' });
    const edit = await ask<WorkspaceEdit>('textDocument/rename', { ...place, newName: 'length' });
    const changes = (edit.documentChanges ?? []) as TextDocumentEdit[];
    const of = (path: string) => changes.find(({ textDocument }) => textDocument.uri === uri(path));
    expect(of('configs/mamba.yaml')?.textDocument.version).toBe(2);
    expect(of('configs/data.yaml')?.textDocument.version).toBe(null);
    expect(of('trainer/mytrainer.py')?.edits).toMatchObject([{ annotationId: 'python', newText: 'length' }]);
    expect(edit.changeAnnotations?.python).toMatchObject({ needsConfirmation: true });
  });

  it('leaves out what an editor cannot ask about, and speaks as old editors do', async () => {
    const { ask, at, uri } = await started({ workspace: { workspaceEdit: {} } });
    const edit = await ask<WorkspaceEdit>('textDocument/rename', { ...at('seq_len: 1024'), newName: 'length' });
    expect(edit.documentChanges).toBe(undefined);
    expect(Object.keys(edit.changes ?? {}).sort()).toEqual([uri('configs/data.yaml'), uri('configs/mamba.yaml')]);
    await expect(ask('textDocument/rename', { ...at('- data', 3), newName: 'dataset' })).rejects.toThrow(
      'This editor cannot rename files.',
    );
  });

  it('of a config moves its file', async () => {
    const { ask, at, uri } = await started();
    const edit = await ask<WorkspaceEdit>('textDocument/rename', { ...at('- data', 3), newName: 'dataset' });
    expect(edit.documentChanges?.at(-1)).toMatchObject({
      kind: 'rename',
      oldUri: uri('configs/data.yaml'),
      newUri: uri('configs/dataset.yaml'),
    });
  });

  it('of a class asks about nothing that is certain, from Python too', async () => {
    await started();
    const { connection, uri, open } = client as NonNullable<typeof client>;
    const adapter = await open('trainer/models/Mamba.py');
    const position = positionAt(adapter.text(), adapter.text().indexOf('MambaAdapter') + 1);
    const textDocument = { uri: adapter.uri };
    const place = await connection.sendRequest('textDocument/prepareRename', { textDocument, position });
    expect(place).toMatchObject({ placeholder: 'MambaAdapter' });
    const params = { textDocument, position, newName: 'StateSpaceAdapter' };
    const edit = await connection.sendRequest<WorkspaceEdit>('textDocument/rename', params);
    const changes = (edit.documentChanges ?? []) as TextDocumentEdit[];
    expect(uris(changes.map(({ textDocument: { uri: each } }) => ({ uri: each })))).toEqual([
      'Mamba.py',
      'trainer_registry.py',
    ]);
    expect(changes.flatMap(({ edits }) => edits)).not.toContainEqual(
      expect.objectContaining({ annotationId: 'python' }),
    );
    expect(changes.some((each) => each.textDocument.uri === uri('trainer/trainer_registry.py'))).toBe(true);
  });

  it('says why not', async () => {
    const { ask, at } = await started();
    await expect(ask('textDocument/rename', { ...at('seq_len: 1024'), newName: 'a b' })).rejects.toThrow("'a b' is no");
    await expect(ask('textDocument/prepareRename', at('type: "mamba"'))).rejects.toThrow('a registry goes by');
    expect(await ask('textDocument/prepareRename', { position: { line: 0, character: 0 } })).toBe(null);
  });

  it('in the explorer changes the defaults lists', async () => {
    const { ask, uri } = await started();
    const files = [{ oldUri: uri('configs/data.yaml'), newUri: uri('configs/dataset.yaml') }];
    const edit = await ask<WorkspaceEdit>('workspace/willRenameFiles', { files });
    const changes = (edit.documentChanges ?? []) as TextDocumentEdit[];
    expect(changes.length).toBeGreaterThan(10);
    expect(changes.find(({ textDocument }) => textDocument.uri === uri('configs/mamba.yaml'))).toMatchObject({
      textDocument: { version: 1 },
      edits: [{ newText: 'dataset' }],
    });
  });

  it.each([
    ['textDocument/rename', { position: { line: 0, character: 0 } }],
    ['textDocument/selectionRange', { positions: [null] }],
    ['workspace/symbol', { query: 1 }],
    ['workspace/willRenameFiles', { files: [{}] }],
  ])('refuses malformed parameters of %s', async (method, params) => {
    const { ask } = await started();
    await expect(ask(method, params)).rejects.toMatchObject({ code: -32602 });
  });
});
