// Hydra's own flags, as a process; test/conformance/flags.test.ts holds what they print against real Hydra.
import { beforeAll, describe, expect, it } from 'vitest';
import { foldersOnDisk, runCli } from '../support/cli.ts';

const folderOf = foldersOnDisk();
let folder: string;
beforeAll(() => {
  folder = folderOf(`
-- app.py --
import hydra

@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults: [{ db: mysql }, _self_]
port: \${db.port}
where: \${hydra:run.dir}
-- conf/db/mysql.yaml --
host: localhost
port: 3306
`);
});
const run = (...args: readonly string[]) => runCli(folder, ['compose', ...args]);

describe('hydrascope compose with --cfg', () => {
  it('prints a package below its header', () => {
    const out = '# @package db\nhost: localhost\nport: 1\n';
    expect(run('--cfg', 'job', '--package', 'db', 'db.port=1')).toEqual({ status: 0, out, err: '' });
    expect(run('-c', 'job', '-p', 'db', 'db.port=1').out).toBe(out);
    expect(run('db.port=1', '-cjob', '-p=db').out).toBe(out);
  });

  it('prints it as JSON and typed too', () => {
    expect(JSON.parse(run('-c', 'job', '-p', 'db', '--format', 'json').out)).toMatchObject({
      version: 1,
      ok: true,
      config: { host: 'localhost', port: 3306 },
    });
    expect(JSON.parse(run('-c', 'job', '-p', 'port', '--format', 'typed').out)).toEqual({
      ok: true,
      config: { t: 'int', v: '3306' },
    });
  });

  it('ends with 1 where there is no such package', () => {
    expect(run('-c', 'job', '-p', 'cache')).toEqual({
      status: 1,
      out: '',
      err: "package 'cache' not found in config\n",
    });
  });

  it('takes the name of the job from the app', () => {
    expect(run('-c', 'hydra', '-p', 'hydra.job.name').out).toBe('app\n');
  });

  it('leaves the time of the run as it is written, and says so', () => {
    const { status, out, err } = run('-c', 'job', '--resolve');
    expect(status).toBe(0);
    expect(out).toContain('where: ${hydra:run.dir}\n');
    expect(err).toBe('hydrascope: left as written, the run alone knows the time and its Python: where\n');
  });

  it('is the job config without the flag', () => {
    expect(run()).toEqual(run('--cfg', 'job'));
  });
});

describe('hydrascope compose with --info', () => {
  it('prints the part that is asked for', () => {
    expect(run('--info', 'defaults-tree').out).toMatch(
      /^\nDefaults Tree\n\*+\n<root>:\n {2}hydra\/config:\n[\s\S]+\n {2}config:\n {4}db: mysql\n {4}_self_\n$/,
    );
  });

  it.each([[['--info']], [['-i']], [['-i', 'all']], [['db.port=3', '--info', '--hydra-version', '1.3']]])(
    '%j is everything but the plugins, which it tells',
    (args) => {
      const { status, out, err } = run(...args);
      expect(status).toBe(0);
      expect(out).toMatch(
        /^Hydra 1\.3\.2\n=+\n\nConfig search path\n[\s\S]+\nDefaults Tree\n[\s\S]+\nDefaults List\n[\s\S]+\nConfig\n/,
      );
      expect(err).toBe('hydrascope: left out is the list of installed plugins, which only Python knows\n');
    },
  );

  it('cannot know the plugins', () => {
    const { status, out, err } = run('--info', 'plugins');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('which plugins are installed only Python knows');
  });
});

describe('wrong usage', () => {
  it.each([
    [['--cfg', 'jobs'], '--cfg is one of job, hydra, all'],
    [['--info', 'nothing'], '--info is one of all, config, defaults, defaults-tree, plugins, searchpath'],
    [['--info', 'aliases', '--hydra-version', '1.3'], '--info is one of'],
    [['--cfg', 'job', '--info', 'defaults'], 'only one of --cfg and --info'],
    [['--info', 'defaults', '--resolve'], '--resolve does not go with --info'],
    [['--package', 'db'], '--package goes with --cfg'],
    [['--cfg', 'job', '--explain'], '--explain goes without'],
  ])('%j', (args, words) => {
    const { status, out, err } = run(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(words);
  });
});
