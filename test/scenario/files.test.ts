// Every way in which files are there and are not: links, names in other letters, what cannot be read.
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../server/src/features/index.ts';
import { createWorkspace, type Host, type Unread } from '../../server/src/project/index.ts';
import { canonicalUri, pathBelow } from '../../server/src/text/index.ts';
import { diskHost } from '../support/diskHost.ts';
import { APP, NAMED, workspaceOf } from '../support/diskWorkspace.ts';
import { uriAt } from '../support/memoryHost.ts';

describe('links', () => {
  it('that lead back above themselves end the walk', () => {
    const { walked } = workspaceOf(
      { ...NAMED, 'conf/db/mysql.yaml': 'port: 1\n' },
      { links: { 'conf/up': '', 'conf/db/self': 'conf/db', 'conf/db/conf': 'conf' } },
    );
    expect(walked()).toEqual(['app.py', 'conf/config.yaml', 'conf/db/mysql.yaml']);
  });

  it('into each other are walked once each', () => {
    const names = [...'abcdefghijklmnop'];
    const files = Object.fromEntries(names.map((name) => [`${name}/${name}.py`, '']));
    const links = Object.fromEntries(
      names.flatMap((from) => names.filter((to) => to !== from).map((to) => [`${from}/to_${to}`, to])),
    );
    const { walked, configs } = workspaceOf({ ...files, 'a/x.yaml': '' }, { links });
    expect(walked()).toEqual(['a/a.py', 'a/x.yaml', ...names.slice(1).map((name) => `${name}/${name}.py`)]);
    expect(configs('a').length).toBeLessThan(20);
  });

  it('to a folder of configs are a group, as for Hydra', () => {
    const { lines, configs, hover } = workspaceOf(
      { ...NAMED, 'shared/mysql.yaml': 'port: ${prot}\nhost: a\n', 'conf/other.yaml': 'defaults: [{db2: mysql}]\n' },
      { links: { 'conf/db': 'shared', 'conf/db2': 'shared' } },
    );
    expect(configs('conf')).toEqual([
      'conf/config.yaml',
      'conf/other.yaml',
      'conf/db/mysql.yaml',
      'conf/db2/mysql.yaml',
    ]);
    expect(lines()).toContain("conf/db/mysql.yaml:1:7+7 warning HS201 'prot' is not defined; did you mean 'port'?");
    expect(hover('conf/db/mysql.yaml', 'host')).toContain('host');
  });

  it('to a whole root are followed from the app', () => {
    const { lines, workspace } = workspaceOf(
      { 'app.py': APP, 'shared/config.yaml': 'defaults: [nope]\n' },
      { links: { conf: 'shared' } },
    );
    expect(
      workspace
        .snapshot()
        .projects()[0]
        ?.roots.map(({ uri }) => uri),
    ).toEqual([uriAt('conf')]);
    expect(lines().map((line) => line.split(' ')[0])).toEqual(['conf/config.yaml:1:12+4']);
  });

  it('show what changes where they lead', () => {
    const { disk, lines, tell } = workspaceOf(
      { ...NAMED, 'shared/mysql.yaml': 'port: 1\n' },
      { links: { 'conf/db': 'shared' } },
    );
    expect(lines()).toEqual([]);
    disk.files.set('shared/mysql.yaml', 'host: 1\n');
    tell('shared/mysql.yaml');
    expect(lines()).toHaveLength(1);
    disk.files.delete('shared/mysql.yaml');
    tell('shared');
    expect(lines()[0]).toContain("Could not find 'db/mysql'");
  });

  it('come and go in a folder that is itself reached by a link', () => {
    const { disk, lines, tell } = workspaceOf(
      { ...NAMED, 'shared/all/mysql.yaml': 'port: ${prot}\n', 'shared/other/mysql.yaml': 'port: 1\n' },
      { links: { 'conf/db': 'shared/db' } },
    );
    disk.files.set('shared/db/pg.yaml', 'port: 1\n');
    tell('shared/db', 'conf/db');
    expect(lines()[0]).toContain("Could not find 'db/mysql'");
    disk.links.set('shared/db/mysql.yaml', 'shared/all/mysql.yaml');
    tell('shared/db/mysql.yaml');
    expect(lines().map((line) => line.split(' ')[0])).toEqual(['conf/db/mysql.yaml:1:7+7']);
    disk.links.set('shared/db/mysql.yaml', 'shared/other/mysql.yaml');
    tell('shared/db/mysql.yaml');
    expect(lines()).toEqual([]);
    disk.links.delete('shared/db/mysql.yaml');
    tell('shared/db/mysql.yaml');
    expect(lines()[0]).toContain("Could not find 'db/mysql'");
  });

  it('that lead nowhere are not there', () => {
    const { lines } = workspaceOf(NAMED, {
      links: { 'conf/db/mysql.yaml': 'nowhere', 'conf/db/a.yaml': 'conf/db/a.yaml' },
    });
    expect(lines()[0]).toContain("Could not find 'db/mysql'");
  });
});

describe('a walk', () => {
  it('leaves alone what git ignores', () => {
    const { walked } = workspaceOf({
      '.git/HEAD': 'ref',
      '.gitignore': 'data/\n/top\n*.egg\nlogs/*\n!logs/kept\n# note\n\\#odd\nspaces\\ \n',
      'a.py': '',
      'data/x.py': '',
      'src/data/x.py': '',
      'top/x.py': '',
      'src/top/x.py': '',
      'x.egg/x.py': '',
      'logs/run/x.py': '',
      'logs/kept/x.py': '',
      '#odd/x.py': '',
      'src/.gitignore': 'own\n!deep/own\n',
      'src/own/x.py': '',
      'src/deep/own/x.py': '',
      'other/own/x.py': '',
      'nested/.git/HEAD': 'ref',
      'nested/data/x.py': '',
    });
    expect(walked()).toEqual(
      ['a.py', 'logs/kept/x.py', 'other/own/x.py', 'nested/data/x.py', 'src/top/x.py', 'src/deep/own/x.py'].sort(
        (left, right) => left.split('/').length - right.split('/').length || (left < right ? -1 : 1),
      ),
    );
  });

  it('goes where it is told to, whatever git ignores', () => {
    const { walked, lines } = workspaceOf({
      '.git/HEAD': 'ref',
      '.gitignore': '/generated\ntmp/\n',
      'hydrascope.yaml': 'roots: [generated/conf]\n',
      'generated/conf/config.yaml': 'defaults: [nope, _self_]\n',
      'generated/conf/tmp/x.yaml': 'a: ${b}\n',
    });
    expect(walked()).toEqual(['hydrascope.yaml']);
    expect(walked('generated/conf')).toEqual(['generated/conf/config.yaml', 'generated/conf/tmp/x.yaml']);
    expect(lines()[0]).toContain('generated/conf/config.yaml:1:12+4');
  });

  it('knows the rules above it, and follows their changes', () => {
    const { disk, configs, tell, type, close } = workspaceOf({
      '.git/HEAD': 'ref',
      '.gitignore': 'local/\n',
      ...NAMED,
      'conf/db/mysql.yaml': 'port: 1\n',
      'conf/local/mine.yaml': 'a: 1\n',
    });
    const kept = ['conf/config.yaml', 'conf/db/mysql.yaml'];
    expect(configs('conf')).toEqual(kept);
    // What somebody has open counts.
    type('conf/local/mine.yaml', 'a: 2\n');
    expect(configs('conf')).toEqual([...kept, 'conf/local/mine.yaml']);
    close('conf/local/mine.yaml');
    expect(configs('conf')).toEqual(kept);
    disk.files.set('.gitignore', '');
    tell('.gitignore');
    expect(configs('conf')).toEqual([...kept, 'conf/local/mine.yaml']);
  });

  it('leaves alone what tools made, and takes a group of the same name', () => {
    const { walked } = workspaceOf({
      'outputs/2024/.hydra/config.yaml': '',
      'outputs/2024/train.py': '',
      'logs/run/.hydra/config.yaml': '',
      'logs/run/code/train.py': '',
      'logs/run/hparams.yaml': '',
      'env39/pyvenv.cfg': '',
      'env39/lib/x.py': '',
      'conda/conda-meta/history': '',
      'conda/x.py': '',
      'mlruns/0/x.py': '',
      'lightning_logs/v0/x.py': '',
      'wandb/run/x.py': '',
      'app/.hydra/config.yaml': '',
      'app/train.py': '',
      'conf/dist/ddp.yaml': '',
      'conf/build/lib/x.py': '',
      '.hidden/x.py': '',
    });
    expect(walked()).toEqual(['app/train.py', 'conf/dist/ddp.yaml']);
  });

  it('leaves crowds alone, and finds what is near the top first', () => {
    const files: Record<string, string> = { 'src/app/deep/x.py': '' };
    for (let index = 0; index < 5001; index++) files[`data/${index}.yaml`] = '';
    for (let index = 0; index < 6; index++) files[`samples/${index}/a.yaml`] = '';
    const { walked } = workspaceOf({ ...files, 'data/more/x.py': '' });
    expect(walked()).toEqual([
      'data/more/x.py',
      ...[0, 1, 2, 3, 4, 5].map((index) => `samples/${index}/a.yaml`),
      'src/app/deep/x.py',
    ]);
  });
});

describe('names in other letters, where the disk takes them for the same', () => {
  const files = { ...NAMED, 'conf/db/mysql.yaml': 'port: ${prot}\nhost: a\n' };

  it('are one document', () => {
    const { lines, type, close, workspace, hover } = workspaceOf(files, { foldsCase: true });
    const wanted = ["conf/db/mysql.yaml:1:7+7 warning HS201 'prot' is not defined; did you mean 'port'?"];
    expect(lines()).toEqual(wanted);
    type('Conf/DB/MySQL.yaml', 'host: b\nport: ${prot}\n');
    expect(lines()).toEqual([wanted[0]?.replace(':1:', ':2:')]);
    expect(hover('CONF/db/mysql.yaml', 'host')).toContain('b');
    expect(workspace.snapshot().files.folder(uriAt('conf/db'))).toEqual([{ name: 'mysql.yaml', isFolder: false }]);
    type('Conf/DB/MySQL.yaml', 'port: 1\n');
    expect(lines()).toEqual([]);
    close('conf/db/mysql.yaml');
    expect(lines()).toEqual(wanted);
  });

  it('are found by Hydra in defaults lists', () => {
    const { disk, lines, tell, type, workspace } = workspaceOf(
      { ...files, 'conf/config.yaml': 'defaults:\n  - DB: MySQL\n  - _self_\nport: ${DB.prot}\n' },
      { foldsCase: true },
    );
    expect(lines().map((line) => line.split(' ')[0])).toEqual(['conf/config.yaml:4:7+10', 'conf/db/mysql.yaml:1:7+7']);
    type('conf/db/mysql.yaml', 'prot: 1\n');
    expect(lines()).toEqual([]);
    workspace.apply([{ kind: 'close', uri: uriAt('conf/db/mysql.yaml') }]);
    disk.files.set('conf/db/mysql.yaml', 'prot: 2\n');
    tell('conf/db/mysql.yaml');
    expect(lines()).toEqual([]);
    disk.files.delete('conf/db/mysql.yaml');
    tell('conf/db');
    expect(lines()[0]).toContain("Could not find 'DB/MySQL'");
  });

  it('follow a file that is renamed to other letters while it is open', () => {
    const { disk, lines, tell, type, close } = workspaceOf(files, { foldsCase: true });
    type('conf/db/mysql.yaml', 'port: 1\n');
    disk.files.delete('conf/db/mysql.yaml');
    disk.files.set('conf/db/MySQL.yaml', 'port: ${prot}\n');
    tell('conf/db/mysql.yaml', 'conf/db/MySQL.yaml');
    expect(lines()).toEqual([]);
    close('conf/db/mysql.yaml');
    expect(lines()[0]).toContain('conf/db/MySQL.yaml:1:7+7');
  });

  it('are two elsewhere', () => {
    const { lines } = workspaceOf({ ...files, 'conf/config.yaml': 'defaults:\n  - db: MySQL\n' });
    expect(lines()[0]).toContain("Could not find 'db/MySQL'");
  });

  it('of a workspace folder stay as the editor has them', () => {
    const disk = diskHost([['proj/conf/config.yaml', 'defaults: [nope, _self_]\n']], { foldsCase: true });
    const workspace = createWorkspace(disk, { folders: [uriAt('PROJ')] });
    expect([...diagnose(workspace.snapshot()).keys()]).toEqual([uriAt('PROJ/conf/config.yaml')]);
    workspace.apply([{ kind: 'edit', uri: uriAt('proj/conf/Config.yaml'), text: 'defaults: [_self_, nope]\n' }]);
    expect([...diagnose(workspace.snapshot()).keys()]).toEqual([uriAt('PROJ/conf/config.yaml')]);
  });
});

describe('what cannot be read', () => {
  const utf16: Unread = {
    refusal: {
      errorClass: 'UnicodeDecodeError',
      message: "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    },
    message: 'is UTF-16, and Hydra reads UTF-8',
    text: '\ufeffport: 1\n',
  };
  const denied: Unread = {
    refusal: { errorClass: 'PermissionError', message: "[Errno 13] Permission denied: '/w/conf/db/mysql.yaml'" },
    message: 'may not be read: permission denied',
    text: '',
  };

  it.each([
    [utf16, 'is UTF-16, and Hydra reads UTF-8', []],
    [denied, 'may not be read: permission denied', []],
  ])('is told where it is named and in itself: %j', (file, words) => {
    const { lines, disk, tell } = workspaceOf({ ...NAMED, 'conf/db/mysql.yaml': file });
    expect(lines()).toEqual(
      expect.arrayContaining([
        `conf/config.yaml:2:9+5 error HS111 'mysql.yaml' ${words}`,
        expect.stringContaining(`error HS101 The file ${words}`),
      ]),
    );
    disk.files.set('conf/db/mysql.yaml', 'port: 1\n');
    tell('conf/db/mysql.yaml');
    expect(lines()).toEqual([]);
  });

  it('stays so while an editor, which can, shows it', () => {
    const { lines, type, disk, tell } = workspaceOf({ ...NAMED, 'conf/db/mysql.yaml': utf16 });
    type('conf/db/mysql.yaml', 'port: 12\n');
    expect(lines()).toHaveLength(2);
    disk.files.set('conf/db/mysql.yaml', 'port: 12\n');
    tell('conf/db/mysql.yaml');
    expect(lines()).toEqual([]);
  });

  it('a folder with the name of a config is no config', () => {
    const { lines } = workspaceOf({ ...NAMED, 'conf/db/mysql.yaml/': '', 'conf/db/pg.yaml': 'port: 1\n' });
    expect(lines()[0]).toContain("Could not find 'db/mysql'");
  });

  it('a byte order mark hides the header, in the editor too, which does not show it', () => {
    const { lines, type } = workspaceOf({
      ...NAMED,
      'conf/db/mysql.yaml': '\ufeff# @package _global_\nport: 1\n',
    });
    expect(lines().filter((line) => line.includes('HS201'))).toEqual([]);
    type('conf/db/mysql.yaml', '# @package _global_\nport: 2\n');
    expect(lines().filter((line) => line.includes('HS201'))).toEqual([]);
  });
});

describe('the top of a disk as a workspace folder', () => {
  it.each(['file:///', 'file://memfs~/'])('%s is looked through as any other', (address) => {
    const top = canonicalUri(address);
    const texts = new Map([
      ['app.py', APP],
      ['conf/config.yaml', 'a: ${b}\nc: 1\n'],
    ]);
    const host: Host = {
      read: (uri) => texts.get(pathBelow(top, uri) ?? ''),
      list: (uri) => {
        if (uri === `${top}/conf`) return [{ name: 'config.yaml', isFolder: false }];
        if (uri !== top) return undefined;
        return [
          { name: 'app.py', isFolder: false },
          { name: 'conf', isFolder: true },
        ];
      },
    };
    const snapshot = createWorkspace(host, { folders: [top] }).snapshot();
    const told = [...diagnose(snapshot)].map(([uri, problems]) => [uri, problems.map(({ code }) => code)]);
    expect(told).toEqual([[`${top}/conf/config.yaml`, expect.arrayContaining(['HS201'])]]);
  });
});
