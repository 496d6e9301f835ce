// `hydrascope migrate`, exactly as it is documented.
import { beforeAll, describe, expect, it } from 'vitest';
import { foldersOnDisk, REPOSITORY, runCli } from '../support/cli.ts';

const folderOf = foldersOnDisk();
let folder: string;
beforeAll(() => {
  folder = folderOf(`
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
  - db: mysql
  - _self_
  - override db: pg
  - override db: mysql
-- conf/db/mysql.yaml --
n: my
-- conf/db/pg.yaml --
n: pg
`);
});
const migrate = (cwd: string, ...args: readonly string[]) => runCli(cwd, ['migrate', ...args]);

describe('hydrascope migrate', () => {
  it('prints what breaks, why, and what to do', () => {
    expect(migrate(folder)).toEqual({
      status: 1,
      out: `conf/config.yaml:5:18 Hydra 1.4 chooses db/mysql instead of db/pg (HS802)
    why: of two overrides of one group the first one counts in 1.3, and the last one in 1.4
    fix: leave one override of the group
    in: config
1 thing breaks in Hydra 1.4: 2 compositions made by both
`,
      err: '',
    });
  });

  it('prints JSON', () => {
    const { status, out } = migrate(folder, '--format', 'json');
    expect(status).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      from: '1.3',
      to: '1.4',
      compositions: 2,
      differences: [
        { code: 'HS802', file: 'conf/config.yaml', line: 5, column: 18, what: 'chooses db/mysql instead of db/pg' },
      ],
    });
  });

  it('ends with 0 where nothing breaks, and with 2 for wrong usage', () => {
    expect(migrate(REPOSITORY)).toMatchObject({ status: 0, out: expect.stringMatching(/^nothing breaks: \d+ /) });
    expect(migrate(REPOSITORY, '--format', 'xml').status).toBe(2);
    expect(migrate(REPOSITORY, '--to', '2').status).toBe(2);
  });
});
