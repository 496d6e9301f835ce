// What Hydra 1.4 changes for a workspace, each thing with its reason; what is written instead means the same in both.
import { describe, expect, it } from 'vitest';
import { type FoundDifference, migrate } from '../../server/src/features/index.ts';
import { positionAt } from '../../server/src/text/index.ts';
import { neutral } from '../support/check.ts';
import { open, parseScenario, type Scenario, trainer } from '../support/scenario.ts';

function migrated(given: string | Scenario): readonly FoundDifference[] {
  const scenario = typeof given === 'string' ? parseScenario(`${APP}${given}`) : given;
  return migrate(open(scenario).snapshot()).differences;
}

function lines(given: string): string[] {
  const { files } = parseScenario(`${APP}${given}`);
  return migrated(given).map(({ kind, place, key = '', before = '', after = '', fix = '', compositions }) => {
    const path = neutral(place.uri);
    const { line, character } = positionAt(files.get(path) ?? '', place.start);
    return `${path}:${line + 1}:${character + 1} ${kind} ${key} | ${before} | ${after} | ${fix} | ${compositions.join(', ')}`;
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
        "conf/config.yaml:1:71 choice db | pg | mysql | leave one override of the group | config",
      ]
    `);
  });

  it('has options with slashes land further in, and what is told to write lands where it did', () => {
    const written = (entry: string) => `${PRIMARY}defaults: [{ ${entry} }, _self_]\nl: [1]\nlast: '\${l[-1]}'\n${DB}`;
    expect(lines(written('db: sub/deep'))).toMatchInlineSnapshot(`
      [
        "conf/config.yaml:1:18 package db/sub/deep | db | db.sub | write '/db/sub@db: deep' | config",
        "conf/config.yaml:3:1 value last | no value | 1 |  | config",
      ]
    `);
    expect(migrated(written('/db/sub@db: deep')).filter(({ kind }) => kind === 'package')).toEqual([]);
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
        "conf/config.yaml:1:14 refused  |  | In config: Unsupported keyword 'foo' in defaults list | take 'foo' away | config, config db=pg, config db=sub/deep",
        "conf/server/x.yaml:1:12 refused  |  | In server/x: Parent traversal ('..') in Defaults List config paths is not supported ('../db/mysql'). | name it from the config root, such as '/db/mysql' | config, config +db/sub=deep, config +db=pg",
        "conf/config.yaml:1:18 refused  |  | Error resolving interpolation '\${oc.env:DB,mysql}', possible interpolation keys: hydra/env, hydra/callbacks, hydra/job_logging, hydra/hydra_logging, hydra/hydra_help, hydra/help, hydra/sweeper, hydra/launcher, hydra/output | choose the option on the command line, or by a group of its own | config",
      ]
    `);
  });
});

describe('values', () => {
  it('are followed from the end of a list, and read from YAML by other rules', () => {
    expect(
      lines(`${PRIMARY}l: [1, 2]\nlast: \${l[-1]}\nbase: &b { x: 1, y: 2 }\nmap: { z: 3, <<: *b }\n`),
    ).toMatchInlineSnapshot(`
      [
        "conf/config.yaml:2:1 value last | no value | 2 |  | config",
      ]
    `);
  });

  it('are told once, with all the compositions that have them', () => {
    const [found, ...others] = migrated(
      `-- conf/base.yaml --\nl: [1]\nlast: \${l[-1]}\n-- conf/config.yaml --\ndefaults: [base, _self_]\n-- conf/second.yaml --\ndefaults: [base, _self_]\n`,
    );
    expect(found?.compositions).toEqual(['config', 'second']);
    expect(others).toEqual([]);
  });
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
    expect(migrated(scenario('')).map(({ kind, fix }) => `${kind}: ${fix}`)).toMatchInlineSnapshot(`
      [
        "app: write version_base="1.3", and hydra.job.chdir: true where the run relies on it",
      ]
    `);
    expect(migrated(scenario('version_base="1.1", ')).map(({ kind, fix }) => `${kind}: ${fix}`)).toMatchInlineSnapshot(`
      [
        "app: write "1.3", or leave it out for 1.4",
      ]
    `);
    expect(migrated(scenario('version_base="1.3", '))).toEqual([]);
    expect(migrated(scenario('version_base=None, '))).toEqual([]);
  });

  it('are composed as they stand in files', () => {
    expect(
      lines(`${PRIMARY}x: null\nl: [1, 2]\n-- run.sh --\npython app.py ~x\npython app.py '~x=5'\npython app.py x=3\n`),
    ).toMatchInlineSnapshot(`
      [
        "run.sh:1:15 accepted  | Could not delete from config. 'x' does not exist. |  |  | config ~x",
      ]
    `);
  });
});

it('finds nothing in the trainer', () => {
  expect(migrated(trainer())).toEqual([]);
});
