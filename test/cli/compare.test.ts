// `hydrascope compare`, exactly as it is documented.
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
defaults:
  - db: mysql
  - _self_
lr: 0.1
half: \${div:\${lr}}
same: \${lr}
-- conf/other.yaml --
lr: 0.1
extra: [1, 2]
-- conf/broken.yaml --
defaults: [nowhere]
-- conf/db/mysql.yaml --
name: my
-- conf/db/pg.yaml --
name: pg
-- outputs/day/time/.hydra/config.yaml --
db:
  name: my
lr: 0.5
half: \${div:\${lr}}
same: \${lr}
-- outputs/day/time/.hydra/hydra.yaml --
hydra:
  job:
    config_name: config
-- outputs/day/time/.hydra/overrides.yaml --
- lr=0.5
`);
});
const compare = (...args: readonly string[]) => runCli(folder, ['compare', ...args]);

describe('hydrascope compare', () => {
  it('holds a config against itself with overrides', () => {
    expect(compare('config', 'db=pg', '+note=first')).toEqual({
      status: 1,
      out: `--- config
+++ config db=pg +note=first
~ db.name: my (db/mysql.yaml:1) -> pg (db/pg.yaml:1)
+ note: first (+note=first)
`,
      err: '',
    });
  });

  it('tells last what merely follows from another key', () => {
    expect(compare('config', 'lr=0.2').out).toMatchInlineSnapshot(`
      "--- config
      +++ config lr=0.2
      ~ lr: 0.1 (config.yaml:4) -> 0.2 (lr=0.2)
      follow by interpolation:
      ~ same: 0.1 (config.yaml:6) -> 0.2 (config.yaml:6)
      "
    `);
  });

  it('holds two configs against each other, with overrides of both or of each', () => {
    expect(compare('other', 'conf/config.yaml', 'lr=1').out).toMatchInlineSnapshot(`
      "--- other lr=1
      +++ conf/config.yaml lr=1
      + db.name: my (db/mysql.yaml:1)
      + half: \${div:\${lr}} (config.yaml:5)
      + same: 1 (config.yaml:6)
      - extra: [1, 2] (other.yaml:2)
      "
    `);
    expect(compare('other', 'lr=2', '--', 'other', 'lr=3').out).toMatchInlineSnapshot(`
      "--- other lr=2
      +++ other lr=3
      ~ lr: 2 (lr=2) -> 3 (lr=3)
      "
    `);
  });

  it('holds a run against what its command composes to now, and against any other side', () => {
    expect(compare('outputs/day/time')).toEqual({ status: 0, out: 'no value differs\n', err: '' });
    expect(compare('outputs/day/time/.hydra', 'config', 'lr=0.5')).toEqual({
      status: 0,
      out: 'no value differs\n',
      err: '',
    });
    expect(compare('outputs/day/time', 'config').out).toMatchInlineSnapshot(`
      "--- outputs/day/time
      +++ config
      ~ lr: 0.5 (config.yaml:3) -> 0.1 (config.yaml:4)
      follow by interpolation:
      ~ same: 0.5 (config.yaml:5) -> 0.1 (config.yaml:6)
      "
    `);
  });

  it('prints JSON, with values whole', () => {
    const long = `[${Array.from({ length: 40 }, (_, index) => index).join(',')}]`;
    const { status, out } = compare('other', `extra=${long}`, '--format', 'json');
    expect(status).toBe(1);
    expect(JSON.parse(out)).toEqual({
      version: 1,
      left: 'other',
      right: `other extra=${long}`,
      differences: [
        {
          key: 'extra',
          left: { value: '[1, 2]', from: 'other.yaml:2', file: 'conf/other.yaml', line: 2 },
          right: { value: long.replaceAll(',', ', '), from: `extra=${long}` },
          derived: false,
        },
      ],
    });
  });

  it('tells what does not compose, compares the good half, and ends with 2', () => {
    const { status, out, err } = compare('config', '+db=x', 'lr=0.3');
    expect({ status, out, err }).toMatchInlineSnapshot(`
      {
        "err": "config +db=x lr=0.3: In 'config': Could not find 'db/x'
      config +db=x lr=0.3: Multiple values for db. To override a value use 'override db: x' (conf/config.yaml:2)
      ",
        "out": "--- config
      +++ config +db=x lr=0.3
      ~ lr: 0.1 (config.yaml:4) -> 0.3 (lr=0.3)
      follow by interpolation:
      ~ same: 0.1 (config.yaml:6) -> 0.3 (config.yaml:6)
      ",
        "status": 2,
      }
    `);
    expect(compare('other', 'broken')).toMatchInlineSnapshot(`
      {
        "err": "broken: In 'broken': Could not load 'nowhere'. (conf/broken.yaml:1)
      ",
        "out": "--- other
      +++ broken
      - lr: 0.1 (other.yaml:1)
      - extra: [1, 2] (other.yaml:2)
      ",
        "status": 2,
      }
    `);
  });

  it.each([
    [[], 'compare needs a config or the folder of a run'],
    [['config'], "compare needs something to hold 'config' against"],
    [['nope', 'config'], "there is no config and no run 'nope'"],
    [['config', '--'], 'compare needs a config or the folder of a run on each side of --'],
    [['outputs/day/time', 'lr=1'], 'what a run recorded takes no overrides'],
    [['outputs/day/time', 'lr=1', '--', 'config'], 'what a run recorded takes no overrides'],
    [['config', 'lr=1', '--format', 'xml'], '--format is text or json'],
    [['config', 'lr=1', '--nope'], "Unknown option '--nope'"],
  ])('says what is wrong with %j', (args, message) => {
    const { status, out, err } = compare(...args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(message);
  });
});
