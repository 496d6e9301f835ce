// What Hydra 1.4 changes for a workspace, each thing with its reason; what is written instead means the same in both.
import { describe, expect, it } from 'vitest';
import { type Difference, migrate } from '../../server/src/features/index.ts';
import { positionAt } from '../../server/src/text/index.ts';
import { neutral } from '../support/check.ts';
import { open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

function migrated(given: string | Scenario): readonly Difference[] {
  const scenario = typeof given === 'string' ? parseScenario(`${APP}${given}`) : given;
  return migrate(open(scenario).snapshot()).differences;
}

function lines(given: string): string[] {
  const { files } = parseScenario(`${APP}${given}`);
  return migrated(given).map(({ code, place, what, reason = '', fix = '', compositions }) => {
    const path = neutral(place.uri);
    const { line, character } = positionAt(files.get(path) ?? '', place.start);
    return [`${path}:${line + 1}:${character + 1} ${code} ${what}`, reason, fix, compositions.join(', ')].join(' | ');
  });
}

const APP = `
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
`;

const DB = `
-- conf/db/mysql.yaml --
n: my
-- conf/db/pg.yaml --
n: pg
-- conf/db/sub/deep.yaml --
n: deep
`;

const PRIMARY = '-- conf/config.yaml --\n';

describe('the defaults list', () => {
  it('has the last override of a group win, not the first', () => {
    expect(
      lines(`${PRIMARY}defaults: [{ db: mysql }, _self_, { override db: pg }, { override db: mysql }]\nx: 1\n${DB}`),
    ).toMatchInlineSnapshot(`
      [
        "conf/config.yaml:1:71 HS802 chooses db/mysql instead of db/pg | of two overrides of one group the first one counts in 1.3, and the last one in 1.4 | leave one override of the group | config",
      ]
    `);
  });

  it('has options with slashes land further in, and what is told to write lands where it did', () => {
    const written = (entry: string) => `${PRIMARY}defaults: [{ ${entry} }, _self_]\nl: [1]\nlast: '\${l[-1]}'\n${DB}`;
    expect(lines(written('db: sub/deep'))).toMatchInlineSnapshot(`
      [
        "conf/config.yaml:1:18 HS802 puts deep.yaml at 'db.sub' instead of 'db' | 1.4 reads an option with a slash as one of a group further in, which lands in its own package | write '/db/sub@db: deep' | config",
      ]
    `);
    expect(migrated(written('/db/sub@db: deep')).filter(({ code }) => code === 'HS802')).toEqual([]);
  });

  it('refuses words, dots and resolvers that 1.3 takes', () => {
    expect([
      ...lines(`${PRIMARY}defaults: [{ foo db: mysql }, _self_]\n${DB}`),
      ...lines(
        `${PRIMARY}defaults: [server/x, _self_]\n-- conf/server/x.yaml --\ndefaults: [../db/mysql, _self_]\ny: 1\n${DB}`,
      ),
      ...lines(`${PRIMARY}defaults: [{ db: '\${oc.env:DB,mysql}' }, _self_]\n${DB}`),
    ]).toMatchInlineSnapshot(`
      [
        "conf/config.yaml:1:14 HS801 refuses In config: Unsupported keyword 'foo' in defaults list | 1.3 leaves out a word that it does not know, other than 'optional' and 'override' | take 'foo' away | config, config db=pg, config db=sub/deep",
        "conf/server/x.yaml:1:12 HS801 refuses In server/x: Parent traversal ('..') in Defaults List config paths is not supported ('../db/mysql'). | 1.4 takes no '..' in defaults lists | name it from the config root, such as '/db/mysql' | config, config +db/sub=deep, config +db=pg",
        "conf/config.yaml:1:18 HS801 refuses Error resolving interpolation '\${oc.env:DB,mysql}', possible interpolation keys: hydra/env, hydra/callbacks, hydra/job_logging, hydra/hydra_logging, hydra/hydra_help, hydra/help, hydra/sweeper, hydra/launcher, hydra/output | 1.4 puts other choices of the defaults list into options, and takes no resolver there | choose the option on the command line, or by a group of its own | config",
      ]
    `);
  });
});

it('tells a difference once, with all the compositions that have it', () => {
  const [found, ...others] = migrated(
    `-- conf/base.yaml --\ndefaults: [{ db: sub/deep }]\n-- conf/config.yaml --\ndefaults: [base, _self_]\n-- conf/second.yaml --\ndefaults: [base, _self_]\n${DB}`,
  );
  expect(found?.compositions).toEqual(['config', 'second']);
  expect(others).toEqual([]);
});

describe('apps and commands', () => {
  it('start otherwise without a version_base, and not at all with an old one', () => {
    const scenario = (base: string) =>
      parseScenario(`-- app.py --
import hydra
@hydra.main(${base}config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
x: 1
`);
    expect(migrated(scenario('')).map(({ what, fix }) => `${what}: ${fix}`)).toMatchInlineSnapshot(`
      [
        "stays in the folder that the run is started in, where 1.3 changes into the output folder: write version_base="1.3", and hydra.job.chdir: true where the run relies on it",
      ]
    `);
    expect(migrated(scenario('version_base="1.1", ')).map(({ what, fix }) => `${what}: ${fix}`)).toMatchInlineSnapshot(`
      [
        "refuses version_base='1.1' (app.py): it takes 1.3, None, or nothing: write "1.3", or leave it out for 1.4",
      ]
    `);
    expect(migrated(scenario('version_base="1.3", '))).toEqual([]);
    expect(migrated(scenario('version_base=None, '))).toEqual([]);
  });

  it('are composed as they stand in files', () => {
    expect(
      lines(`${PRIMARY}x: null\nl: [1, 2]\n-- run.sh --\npython app.py ~x\npython app.py ~l=null\npython app.py x=3\n`),
    ).toMatchInlineSnapshot(`
      [
        "run.sh:2:15 HS801 refuses Could not delete from config. The value of 'l' is [1, 2] and not None. |  |  | config ~l=null",
      ]
    `);
  });
});

it('finds nothing in the trainer', () => {
  expect(migrated(trainer())).toEqual([]);
});
