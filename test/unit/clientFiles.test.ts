// Files that the editor reads, as the core sees them: budgets, order, and what is never asked.
import { describe, expect, it } from 'vitest';
import { createClientFiles } from '../../server/src/lsp/clientFiles.ts';
import type { Host } from '../../server/src/project/index.ts';
import type { ReadFile, ReadParams, ReadResult } from '../../server/src/protocol.ts';
import { BUDGETS } from '../../server/src/text/index.ts';

const ROOT = 'file://memory~/w';

interface Given {
  readonly file?: (uri: string) => ReadFile | null;
  readonly names?: readonly string[];
  readonly disk?: Host;
}

function setUp({ file = () => ({ text: '' }), names = [], disk }: Given) {
  const asked: ReadParams[] = [];
  const told: string[] = [];
  const arrived: string[] = [];
  const files = createClientFiles({
    ask: async (params): Promise<ReadResult> => {
      asked.push(params);
      const entries = names.map((name) => ({ name, isFolder: false }));
      return { files: params.files.map(file), folders: params.folders.map((uri) => (uri === ROOT ? entries : null)) };
    },
    arrived: (uris) => arrived.push(...uris),
    disk,
    failed: (error) => told.push(String(error)),
    spent: (message) => told.push(message),
    progress: () => {},
  });
  files.setFolders([ROOT]);
  const read = async (path: string) => {
    files.host.read(`${ROOT}/${path}`);
    await files.waiting();
    return files.host.read(`${ROOT}/${path}`);
  };
  return { files, asked, told, arrived, read };
}

describe('files that the client reads', () => {
  it('are absent until they have come, and are told of then', async () => {
    const { files, arrived } = setUp({ file: () => ({ text: 'a: 1\n', changedAt: 5 }) });
    expect(files.host.read(`${ROOT}/a.yaml`)).toBeUndefined();
    expect(arrived).toEqual([]);
    await files.waiting();
    expect(arrived).toEqual([`${ROOT}/a.yaml`]);
    expect(files.host.read(`${ROOT}/a.yaml`)).toBe('a: 1\n');
    expect(files.host.changedAt?.(`${ROOT}/a.yaml`)).toBe(5);
    expect(files.waiting()).toBeUndefined();
  });

  it('are read with those beside them, in one question', async () => {
    const names = ['a.yaml', 'b.yaml', 'c.py', 'd.bin'];
    const { files, asked } = setUp({ names });
    files.host.list(ROOT);
    await files.waiting();
    files.host.read(`${ROOT}/a.yaml`);
    await files.waiting();
    expect(asked.map((each) => each.files)).toEqual([[], [`${ROOT}/a.yaml`, `${ROOT}/b.yaml`]]);
  });

  it('are not asked for outside of the folders, nor where a listing has none of the name', async () => {
    const { files, asked } = setUp({ names: ['a.yaml'] });
    files.host.list(ROOT);
    await files.waiting();
    const others = ['file:///etc/passwd', 'file://memory~/secret.yaml', 'file://other~/w/a.yaml', `${ROOT}/b.yaml`];
    for (const uri of [...others, `${ROOT}/a.yaml/b.yaml`]) expect(files.host.read(uri)).toBeUndefined();
    expect(files.host.outside?.('file://memory~/secret.yaml')).toMatch(/folder/);
    expect(files.host.outside?.(`${ROOT}/b.yaml`)).toBeUndefined();
    expect(files.host.list(`${ROOT}/a.yaml`)).toBeUndefined();
    expect(files.waiting()).toBeUndefined();
    expect(asked.length).toBe(1);
  });

  it('are in no folder by what is no name', async () => {
    const { files } = setUp({ names: ['', '.', '..', '../x', 'a/b', 'a.yaml'] });
    files.host.list(ROOT);
    await files.waiting();
    expect(files.host.list(ROOT)?.map(({ name }) => name)).toEqual(['a.yaml']);
  });

  it('leave the disk to the disk', () => {
    const disk: Host = { read: (uri) => `of ${uri}`, list: () => [], realPath: (uri) => uri, foldsCase: true };
    const { files, asked } = setUp({ disk });
    expect(files.host.read('file:///w/a.yaml')).toBe('of file:///w/a.yaml');
    expect(files.host.realPath?.('file:///w')).toBe('file:///w');
    expect(files.host.realPath?.(ROOT)).toBeUndefined();
    expect(files.reload([{ uri: 'file:///w/a.yaml', isContent: true }])).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('may be large, denied or no UTF-8', async () => {
    const kinds: Readonly<Record<string, ReadFile>> = {
      'large.yaml': { isLarge: true },
      'denied.yaml': { isDenied: true },
      'silent.yaml': { isSilent: true },
      'latin.yaml': { bytes: btoa('a: \xe9\n') },
      'wide.yaml': { bytes: btoa('\xff\xfea\x00') },
    };
    const { read } = setUp({ file: (uri) => kinds[uri.slice(ROOT.length + 1)] ?? null });
    expect(await read('large.yaml')).toMatchObject({ message: 'is larger than 8 MB and is not read' });
    expect(await read('denied.yaml')).toMatchObject({ refusal: { errorClass: 'PermissionError' } });
    expect(await read('silent.yaml')).toMatchObject({ message: 'is not read: its file system does not answer' });
    expect(await read('latin.yaml')).toMatchObject({ message: 'is no UTF-8: byte 0xe9 at position 3' });
    expect(await read('wide.yaml')).toMatchObject({ message: 'is UTF-16, and Hydra reads UTF-8', text: 'a' });
    expect(await read('gone.yaml')).toBeUndefined();
  });

  it('are read up to a budget of text, which is named once', async () => {
    const text = 'x'.repeat(BUDGETS.givenCharacters / 2);
    const { read, told, asked } = setUp({ file: () => ({ text }) });
    expect(await read('a.yaml')).toBe(text);
    expect(await read('b.yaml')).toBe(text);
    expect(told).toEqual([]);
    await read('c.yaml');
    expect(await read('d.yaml')).toMatchObject({ message: expect.stringContaining('128 MB') });
    await read('e.yaml');
    expect(told).toEqual([
      expect.stringMatching(/^hydrascope reads no more files of this workspace: .*128 MB of text/),
    ]);
    expect(asked.length).toBe(3);
  });

  it('are read up to a number, which is named once', async () => {
    const { files, read, told } = setUp({});
    for (let index = 0; index <= BUDGETS.givenEntries; index++) files.host.read(`${ROOT}/${index}`);
    await files.waiting();
    expect(await read('one.yaml')).toMatchObject({ message: expect.stringContaining('20,000 files and folders') });
    expect(told.length).toBe(1);
  });

  it('keep the old text until the new one has come', async () => {
    let text = 'old';
    const { files, read } = setUp({ file: () => ({ text }) });
    await read('a.yaml');
    text = 'new';
    const reloading = files.reload([{ uri: `${ROOT}/a.yaml`, isContent: true }]);
    expect(files.host.read(`${ROOT}/a.yaml`)).toBe('old');
    expect(files.waiting()).toBeUndefined();
    await reloading;
    expect(files.host.read(`${ROOT}/a.yaml`)).toBe('new');
  });
});
