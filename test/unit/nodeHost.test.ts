// The disk as it really is: what Hydra cannot read is told in Python's words, and nothing hangs.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesAt, decoded, nodeHost, uriOfPath } from '../../server/src/node/index.ts';
import { createWorkspace, FILE_BUDGET, walk } from '../../server/src/project/index.ts';

let folder: string;
const uri = (path: string) => uriOfPath(join(folder, path));
const write = (path: string, text: string | Buffer) => writeFileSync(join(folder, path), text);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hydrascope-host-'));
  mkdirSync(join(folder, 'conf/db'), { recursive: true });
  mkdirSync(join(folder, 'conf/folder.yaml'));
  write('conf/a.yaml', 'a: 1\n');
  write('conf/db/b.yaml', 'b: 1\n');
  symlinkSync('a.yaml', join(folder, 'conf/link.yaml'));
  symlinkSync('db', join(folder, 'conf/group'));
  symlinkSync('..', join(folder, 'conf/db/up'));
  symlinkSync('nowhere.yaml', join(folder, 'conf/dangling.yaml'));
  symlinkSync('circle.yaml', join(folder, 'conf/circle.yaml'));
  if (process.platform !== 'win32') execFileSync('/usr/bin/env', ['mkfifo', join(folder, 'conf/pipe.yaml')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bytes', () => {
  it.each([
    [
      'Latin-1',
      Buffer.from([0x6e, 0x3a, 0x20, 0x22, 0x63, 0x61, 0x66, 0xe9, 0x22]),
      0xe9,
      7,
      'invalid continuation byte',
    ],
    ['a lone continuation', Buffer.from([0x61, 0x80]), 0x80, 1, 'invalid start byte'],
    ['an overlong letter', Buffer.from([0xc0, 0xaf]), 0xc0, 0, 'invalid start byte'],
    ['a surrogate', Buffer.from([0xed, 0xa0, 0x80]), 0xed, 0, 'invalid continuation byte'],
    ['a cut letter', Buffer.from([0x61, 0xf0, 0x9f, 0x94]), 0xf0, 1, 'unexpected end of data'],
    ['UTF-16', Buffer.from('\ufeffn: 1\n', 'utf16le'), 0xff, 0, 'invalid start byte'],
  ])('of %s are refused as Python refuses them', (_, bytes, byte, at, reason) => {
    const read = decoded(bytes);
    expect(typeof read === 'string' ? read : read.refusal).toEqual({
      errorClass: 'UnicodeDecodeError',
      message: `'utf-8' codec can't decode byte 0x${byte.toString(16)} in position ${at}: ${reason}`,
    });
  });

  it('of UTF-8 are its text, of UTF-16 what it says', () => {
    expect(decoded(Buffer.from('\ufeffa: 🔑\n'))).toBe('\ufeffa: 🔑\n');
    expect(decoded(Buffer.from('\ufeffn: 🔑\n', 'utf16le'))).toMatchObject({ text: 'n: 🔑\n' });
    const swapped = Buffer.from('\ufeffn: 1\n', 'utf16le').swap16();
    expect(decoded(swapped)).toMatchObject({ text: 'n: 1\n' });
  });
});

// A file whose reading fails, as one on a broken disk does.
(process.platform === 'linux' ? it : it.skip)('tells of a file that cannot be read, and not that it is absent', () => {
  expect(nodeHost.read('file:///proc/self/mem')).toEqual({ message: 'cannot be read: i/o error', text: '' });
  expect(nodeHost.read('file:///proc/self/nothing')).toBeUndefined();
});

describe('the disk', () => {
  it('lists what can be read, with links for what they lead to', () => {
    expect(nodeHost.list(uri('conf'))).toEqual([
      { name: 'a.yaml', isFolder: false },
      { name: 'db', isFolder: true },
      { name: 'folder.yaml', isFolder: true },
      { name: 'group', isFolder: true, isLink: true },
      { name: 'link.yaml', isFolder: false, isLink: true },
    ]);
  });

  it('reads regular files and nothing else', () => {
    expect(nodeHost.read(uri('conf/link.yaml'))).toBe('a: 1\n');
    for (const path of ['conf/folder.yaml', 'conf/pipe.yaml', 'conf/dangling.yaml', 'conf/circle.yaml', 'nowhere']) {
      expect(nodeHost.read(uri(path)), path).toBeUndefined();
    }
    expect(nodeHost.read('untitled:Untitled-1')).toBeUndefined();
    expect(nodeHost.read('file:///%00')).toBeUndefined();
    expect(nodeHost.list('file:///%00')).toBeUndefined();
  });

  it('reads files without following links, where it is asked to', () => {
    expect(nodeHost.readUnlinked?.(uri('conf/a.yaml'))).toBe('a: 1\n');
    expect(nodeHost.readUnlinked?.(uri('conf/group/b.yaml'))).toBe('b: 1\n');
    for (const path of ['conf/link.yaml', 'conf/group', 'conf/dangling.yaml', 'conf/circle.yaml']) {
      expect(nodeHost.readUnlinked?.(uri(path)), path).toBeNull();
    }
    for (const path of ['conf/folder.yaml', 'conf/pipe.yaml', 'nowhere']) {
      expect(nodeHost.readUnlinked?.(uri(path)), path).toBeUndefined();
    }
  });

  it('looks at what a path leads to when it is open: a pipe may have come there meanwhile', () => {
    expect(bytesAt(join(folder, 'conf/pipe.yaml'))).toBeUndefined();
    expect(String(bytesAt(join(folder, 'conf/a.yaml')))).toBe('a: 1\n');
  });

  const isLinux = process.platform === 'linux';
  it.skipIf(!isLinux)(`reads files that claim to be empty${isLinux ? '' : ' (skipped: there is no /proc)'}`, () => {
    expect(nodeHost.read('file:///proc/version')).toMatch(/^Linux version/);
  });

  it('leaves what nobody wrote by hand unread, and says so', () => {
    write('large.yaml', Buffer.alloc(FILE_BUDGET + 1, '#'));
    expect(nodeHost.read(uri('large.yaml'))).toEqual({ message: 'is larger than 8 MB and is not read', text: '' });
  });

  it('is walked once where links go round', () => {
    const snapshot = createWorkspace(nodeHost, { folders: [uriOfPath(folder)] }).snapshot();
    const found = walk(snapshot.files, uriOfPath(folder)).map((each) => each.slice(uriOfPath(folder).length + 1));
    expect(found.filter((path) => path !== 'large.yaml')).toEqual(['conf/a.yaml', 'conf/link.yaml', 'conf/db/b.yaml']);
  });
});
