// Files, folders and settings that come and go while everything is open.
import { describe, expect, it } from 'vitest';
import { primaries } from '../../server/src/features/index.ts';
import { APP, NAMED, workspaceOf } from '../support/diskWorkspace.ts';
import { uriAt } from '../support/memoryHost.ts';

describe('what comes and goes', () => {
  const files = { ...NAMED, 'conf/db/mysql.yaml': 'port: 1\n' };

  it('a folder that goes and comes back is one event', () => {
    const { disk, lines, tell } = workspaceOf(files);
    expect(lines()).toEqual([]);
    disk.files.delete('conf/db/mysql.yaml');
    tell('conf/db');
    expect(lines()[0]).toContain("Could not find 'db/mysql'");
    disk.files.set('conf/db/mysql.yaml', 'port: 2\n');
    tell('conf/db');
    expect(lines()).toEqual([]);
  });

  it('a folder that is renamed', () => {
    const { disk, lines, tell } = workspaceOf(files);
    disk.files.delete('conf/db/mysql.yaml');
    disk.files.set('conf/database/mysql.yaml', 'port: 1\n');
    tell('conf/db', 'conf/database');
    expect(lines()[0]).toContain("Could not find 'db/mysql'");
  });

  it('a root that is deleted while a file of it is open', () => {
    const { disk, lines, tell, type, close, hover } = workspaceOf(files);
    type('conf/config.yaml', 'defaults:\n  - db: mysql\n  - _self_\nport: ${db.prot}\n');
    expect(lines()).toHaveLength(1);
    for (const path of [...disk.files.keys()]) if (path.startsWith('conf/')) disk.files.delete(path);
    tell('conf');
    // The editor still has the config, and its defaults lead nowhere now.
    expect(lines()[0]).toContain("Could not find 'db/mysql'");
    expect(hover('conf/config.yaml', 'port')).toContain('port');
    close('conf/config.yaml');
    expect(lines()).toEqual([]);
    disk.files.set('conf/config.yaml', 'defaults: [nope]\n');
    tell('conf');
    expect(lines()[0]).toContain('conf/config.yaml:1:12+4');
  });

  it('a workspace folder that goes and comes back', () => {
    const { workspace, lines } = workspaceOf({ 'a/conf/config.yaml': 'defaults: [nope, _self_]\n' });
    workspace.setFolders([uriAt('a'), uriAt('b')]);
    expect(lines()).toHaveLength(1);
    workspace.setFolders([uriAt('b')]);
    expect(lines()).toEqual([]);
    workspace.setFolders([uriAt('a')]);
    expect(lines()).toHaveLength(1);
  });

  it('folders in folders are one project, and a root of two is told once', () => {
    const { workspace, lines } = workspaceOf({
      'one/conf/config.yaml': 'defaults: [nope, _self_]\n',
      'two/app.py': APP.replace('"conf"', '"../one/conf"'),
    });
    workspace.setFolders([uriAt('one'), uriAt('two'), uriAt('one/conf')]);
    expect(workspace.snapshot().projects()).toHaveLength(2);
    expect(lines()).toHaveLength(1);
  });

  it('a root of two stays one when the other folder has it no more, and counts the apps of both', () => {
    const { workspace, lines, type, close } = workspaceOf({
      'one/conf/config.yaml': 'defaults: [base, nope, _self_]\n',
      'one/conf/base.yaml': 'defaults: [gone]\n',
      'two/app.py': APP.replace('"conf"', '"../one/conf"').replace('"config"', '"base"'),
    });
    workspace.setFolders([uriAt('two'), uriAt('one')]);
    const started = () => primaries(workspace.snapshot()).map(({ name }) => name);
    const both = lines();
    expect(both).toHaveLength(2);
    expect(started()).toEqual(['base', 'config']);
    type('two/hydrascope.yaml', 'roots: []\n');
    expect(lines()).toContainEqual(expect.stringContaining('one/conf/config.yaml:1:18+4'));
    expect(started()).toEqual(['config']);
    close('two/hydrascope.yaml');
    expect(lines()).toEqual(both);
  });

  it("a root beside its app's workspace folder is one all the same", () => {
    const { workspace, hover } = workspaceOf({
      'conf/config.yaml': 'port: 1\n',
      'two/app.py': APP.replace('"conf"', '"../conf"'),
    });
    workspace.setFolders([uriAt('two')]);
    expect(hover('conf/config.yaml', 'port')).toContain('port');
  });

  it('such a root is judged with what its project says and registers', () => {
    const { workspace, lines } = workspaceOf({
      'conf/config.yaml': 'defaults: [base, nope, _self_]\nport: ${prot}\nnet: { _target_: two_lib.Nett }\n',
      'two/two_lib.py': 'class Net: ...\n',
      'two/app.py': `${APP.replace('"conf"', '"../conf"')}\nimport two_lib\nfrom hydra.core.config_store import ConfigStore\nConfigStore.instance().store("base", {"host": 1})\n`,
      'two/hydrascope.yaml': 'rules: { HS111: hint }\n',
    });
    workspace.setFolders([uriAt('two')]);
    expect(lines()).toMatchInlineSnapshot(`
      [
        "conf/config.yaml:1:18+4 hint HS111 In 'config': Could not load 'nope'.",
        "conf/config.yaml:3:18+12 error HS701 'Nett' is not defined in two_lib; did you mean 'Net'?",
      ]
    `);
  });

  it('a root that is written with the separators of Windows', () => {
    const { workspace, lines } = workspaceOf({
      'one/conf/config.yaml': 'defaults: [nope, _self_]\n',
      'two/app.py': APP.replace('"conf"', 'r"..\\one\\conf"'),
    });
    expect(workspace.snapshot().projects()[0]?.roots).toMatchObject([{ uri: uriAt('one/conf') }]);
    expect(lines()).toHaveLength(1);
  });
});

describe('settings that change', () => {
  it('unsaved ones count', () => {
    const { type, close, lines } = workspaceOf({
      'hydrascope.yaml': 'roots: [a]\n',
      'a/config.yaml': 'defaults: [nope_a]\n',
      'b/config.yaml': 'defaults: [nope_b]\n',
    });
    expect(lines()[0]).toContain('a/config.yaml');
    type('hydrascope.yaml', 'roots: [b]\nrules: { HS111: hint }\n');
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatch(/^b\/config.yaml:1:12\+6 hint HS111/);
    close('hydrascope.yaml');
    expect(lines()[0]).toMatch(/^a\/config.yaml:1:12\+6 error HS111/);
  });

  it('the version of Hydra that the requirements ask for', () => {
    const { disk, tell, workspace } = workspaceOf({ ...NAMED, 'requirements.txt': 'hydra-core==1.3.2\n' });
    const version = () => workspace.snapshot().projects()[0]?.version;
    expect(version()).toBe('1.3');
    disk.files.set('requirements.txt', 'hydra-core==1.4.0\n');
    tell('requirements.txt');
    expect(version()).toBe('1.4');
    disk.files.delete('requirements.txt');
    tell('requirements.txt');
    expect(version()).toBe('1.3');
  });
});
