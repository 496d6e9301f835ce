// What the client reads for the server, of a file system that does as it likes.
import { describe, expect, it, vi } from 'vitest';
import { readFiles } from '../../client/src/connection/readFiles.ts';

const { fileSystem, MemoryUri } = vi.hoisted(() => {
  class MemoryUri {
    constructor(readonly path: string) {}
    static from({ path }: { readonly path: string }) {
      return new MemoryUri(path);
    }
  }
  const never = new Promise<never>(() => {});
  const answer = <T>(uri: MemoryUri, made: T): Promise<T> => {
    if (uri.path.includes('never')) return never;
    return uri.path.includes('gone') ? Promise.reject(new Error('gone')) : Promise.resolve(made);
  };
  const fileSystem = {
    stat: (uri: MemoryUri) => answer(uri, { type: 1, size: 0, mtime: 7 }),
    readFile: (uri: MemoryUri) =>
      answer(uri, new TextEncoder().encode('x'.repeat(uri.path.includes('large') ? 200 : 2))),
    readDirectory: (uri: MemoryUri) =>
      answer(uri, [
        ['a.yaml', 1],
        ['link', 66],
        ['socket', 0],
      ]),
  };
  return { fileSystem, MemoryUri };
});

vi.mock('vscode', () => ({
  FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
  FileSystemError: class extends Error {},
  Uri: MemoryUri,
  workspace: {
    fs: fileSystem,
    getWorkspaceFolder: ({ path }: { readonly path: string }) => (path.startsWith('/w/') ? {} : undefined),
  },
}));

const at = (path: string) => `file://memory~${path}`;

describe('files that are read for the server', () => {
  it('are told as they are, in order', async () => {
    const files = ['/w/a.yaml', '/w/gone.yaml', '/w/large.yaml', '/elsewhere/a.yaml'].map(at);
    expect(await readFiles({ files, folders: [at('/w/b'), at('/elsewhere')], limit: 100 })).toEqual({
      files: [{ text: 'xx', changedAt: 7 }, null, { isLarge: true, changedAt: 7 }, null],
      folders: [
        [
          { name: 'a.yaml', isFolder: false },
          { name: 'link', isFolder: true, isLink: true },
        ],
        null,
      ],
    });
  });

  it('are not waited for where a file system never answers, and the others are read', async () => {
    const files = [...Array.from({ length: 100 }, (_, each) => at(`/w/never${each}.yaml`)), at('/w/a.yaml')];
    const told = await readFiles({ files, folders: [at('/w/never'), at('/w/b')], limit: 100 }, 20);
    expect(new Set(told.files.slice(0, 100).map((each) => JSON.stringify(each)))).toEqual(
      new Set(['{"isSilent":true}']),
    );
    expect(told.files[100]).toEqual({ text: 'xx', changedAt: 7 });
    expect(told.folders[0]).toBeNull();
    expect(told.folders[1]).toHaveLength(2);
  });
});
