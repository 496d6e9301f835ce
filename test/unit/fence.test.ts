// Nothing that a workspace names is read outside of what the user has opened or allowed.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { diagnose } from '../../server/src/features/index.ts';
import { nodeHost, uriOfPath } from '../../server/src/node/index.ts';
import { createWorkspace, type Fence, fencedHost, reachOf } from '../../server/src/project/index.ts';

let folder: string;
const uri = (path: string) => uriOfPath(join(folder, path));
const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hydrascope-fence-')));
  write('outside/secret.yaml', 'password: hunter2\n');
  write('outside/conf/db.yaml', 'a: 1\n');
  write('outside/schema.json', '{}');
  write('ws/app.py', '@hydra.main(version_base=None, config_path="conf", config_name="app")\ndef main(cfg): ...\n');
  write('ws/other.py', '@hydra.main(version_base=None, config_path="../outside/conf")\ndef main(cfg): ...\n');
  write(
    'ws/conf/app.yaml',
    [
      '# yaml-language-server: $schema=../../outside/schema.json',
      'defaults:',
      '  - ../../outside/secret',
      '  - link',
      '  - linked/secret',
      '  - _self_',
      'hydra:',
      `  searchpath: ["file://${join(folder, 'outside/conf')}"]`,
      '',
    ].join('\n'),
  );
  write('ws/hydrascope.yaml', 'roots: [conf, ../outside/conf]\n');
  symlinkSync('../../outside/secret.yaml', join(folder, 'ws/conf/link.yaml'));
  symlinkSync('../../outside', join(folder, 'ws/conf/linked'));
  write('repository/.git/HEAD', 'ref: refs/heads/main\n');
  write('repository/src/app.py', '');
  symlinkSync('ws', join(folder, 'alias'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REMEDY = 'a nod allows it';

/** A disk that notes what is read and listed. */
function watched(fence: Omit<Fence, 'remedy'>) {
  const seen: string[] = [];
  const noting = {
    ...nodeHost,
    read: (at: string) => {
      seen.push(at);
      return nodeHost.read(at);
    },
    readUnlinked: (at: string) => {
      seen.push(at);
      return nodeHost.readUnlinked?.(at);
    },
    list: (at: string) => {
      seen.push(at);
      return nodeHost.list(at);
    },
  };
  return { seen, host: fencedHost(noting, { ...fence, remedy: REMEDY }) };
}

function told(folders: () => readonly string[] | undefined) {
  const { seen, host } = watched({ folders });
  const workspace = createWorkspace(host, { folders: [uri('ws')] });
  const lines = () =>
    [...diagnose(workspace.snapshot()).values()]
      .flat()
      .map(({ code, span, message }) => `${span.uri.slice(folder.length + 'file://'.length + 1)}: ${code} ${message}`);
  return { seen, lines, workspace };
}

describe('a fence around a workspace', () => {
  it('keeps out of what lies outside, and says of each thing that it is not read, and what would allow it', () => {
    const { seen, lines } = told(() => [uri('ws')]);
    const found = lines().filter((line) => line.includes(REMEDY));
    expect(found.sort()).toEqual([
      `ws/conf/app.yaml: HS111 '../../outside/secret' lies outside of the workspace, and is not read: ${REMEDY}`,
      `ws/conf/app.yaml: HS111 'linked/secret' lies outside of the workspace, and is not read: ${REMEDY}`,
      `ws/conf/app.yaml: HS118 '${join(folder, 'outside/conf')}' lies outside of the workspace, and is not read: ${REMEDY}`,
      `ws/conf/app.yaml: HS603 the schema lies outside of the workspace, and is not read: ${REMEDY}`,
      `ws/conf/link.yaml: HS101 The file is a link that leads outside of the workspace, and is not read: ${REMEDY}`,
      `ws/hydrascope.yaml: HS603 the folder lies outside of the workspace, and is not read: ${REMEDY}`,
      `ws/other.py: HS603 the folder of the app's configs lies outside of the workspace, and is not read: ${REMEDY}`,
    ]);
    expect(lines().join('\n')).not.toContain('hunter2');
    expect(seen.filter((each) => !each.startsWith(`${uri('ws')}/`) && each !== uri('ws'))).toEqual([]);
  });

  it('opens when the user says so, and everything is looked at anew', () => {
    let folders: readonly string[] | undefined = [uri('ws')];
    const { lines, workspace } = told(() => folders);
    expect(lines().join('\n')).toContain(REMEDY);
    folders = undefined;
    workspace.readAnew();
    expect(lines().join('\n')).not.toContain(REMEDY);
    expect(workspace.snapshot().files.file(uri('outside/secret.yaml'))?.text).toContain('hunter2');
    folders = [uri('ws')];
    workspace.readAnew();
    expect(lines().join('\n')).toContain(REMEDY);
    expect(workspace.snapshot().files.file(uri('outside/secret.yaml'))).toBeUndefined();
  });

  it('lets documents be read that are open, and nothing beside them', () => {
    const open = uri('outside/secret.yaml');
    const { host } = watched({ folders: () => [uri('ws')], isOpen: (each) => each === open });
    expect(host.read(open)).toBe('password: hunter2\n');
    expect(host.read(uri('outside/conf/db.yaml'))).toBeUndefined();
    expect(host.list(uri('outside'))).toBeUndefined();
  });

  it('is not fooled by addresses, and not by a workspace that is a link itself', () => {
    const { host } = watched({ folders: () => [uri('ws')] });
    for (const address of [
      `${uri('ws')}/../outside/secret.yaml`,
      `${uri('ws')}/%2e%2e/outside/secret.yaml`,
      `${uri('ws')}/conf/linked/secret.yaml`,
      `${uri('ws')}x/secret.yaml`,
      `file://host/${folder}/ws/conf/app.yaml`,
    ]) {
      const read = host.read(address);
      expect(typeof read === 'string' ? read : (read?.text ?? ''), address).toBe('');
    }
    const aliased = watched({ folders: () => [uri('alias')] });
    expect(aliased.host.read(uri('alias/hydrascope.yaml'))).toContain('roots');
    expect(aliased.host.read(uri('alias/conf/link.yaml'))).toMatchObject({ text: '' });
  });

  describe('notices a folder that has become a link since a file of it was read', () => {
    const { host } = watched({ folders: () => [uri('ws')] });
    const moved = () => host.read(uri('ws/moved/secret.yaml'));
    const move = () => {
      rmSync(join(folder, 'ws/moved'), { recursive: true });
      symlinkSync('../outside', join(folder, 'ws/moved'));
    };
    beforeEach(() => write('ws/moved/secret.yaml', 'a: 1\n'));
    afterEach(() => rmSync(join(folder, 'ws/moved')));

    it('at the next turn', async () => {
      expect(moved()).toBe('a: 1\n');
      move();
      await Promise.resolve();
      expect(moved()).toBeUndefined();
    });

    it('after so many files of one go', () => {
      expect(moved()).toBe('a: 1\n');
      move();
      for (let file = 0; file < 256; file++) host.read(uri('ws/app.py'));
      expect(moved()).toBeUndefined();
    });
  });

  it('stands around the repository that an opened folder lies in, but around no home folder', () => {
    expect(reachOf(nodeHost, uri('repository/src'))).toBe(uri('repository'));
    expect(reachOf(nodeHost, uri('ws'))).toBe(uri('ws'));
    expect(reachOf({ ...nodeHost, home: uri('repository') }, uri('repository/src'))).toBe(uri('repository/src'));
    expect(reachOf({ ...nodeHost, home: uri('repository/src') }, uri('repository/src'))).toBe(uri('repository/src'));
  });
});
