// Options that are found in folders which hydra.searchpath names: they are offered, shown and meant like those of the root.
import { describe, expect, it } from 'vitest';
import { completeCommand } from '../../server/src/features/commands/index.ts';
import { actionTitles, completionItems, hoverText, planOf, problemLines } from '../support/check.ts';
import { opened } from '../support/navigate.ts';
import { open, parseScenario } from '../support/scenario.ts';

const project = (list: string, more = '') => `
-- app.py --
import hydra
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
${list}
hydra:
  searchpath: [pkg://shared, file://more, file://nowhere]
-- conf/db/mysql.yaml --
port: 1
-- shared/__init__.py --
-- shared/db/postgres.yaml --
port: 2
-- shared/cache/redis.yaml --
size: 1
-- more/extra.yaml --
deep: 1
${more}`;
const labels = (text: string) => completionItems(text).map(({ label }) => label);

describe('options in the folders of hydra.searchpath', () => {
  it('are offered with the groups and configs that lie there', () => {
    expect(labels(project('  - db: $0'))).toEqual(['mysql', 'postgres', 'null']);
    expect(labels(project('  - $0'))).toEqual(expect.arrayContaining(['db', 'cache', 'extra']));
    expect(labels(project('  - cache@$0'))).toContain('_global_');
    const inCommand = (text: string) => {
      const { snapshot, at } = opened(`${project('  - db: mysql')}-- run.sh --\npython app.py ${text}\n`);
      return completeCommand(snapshot, at)?.items.map(({ label }) => label);
    };
    expect(inCommand('db=$0')).toEqual(['mysql', 'postgres']);
    expect(inCommand('+$0')).toContain('cache=');
  });

  it('are shown on hover, and meant by a misspelt name', () => {
    expect(hoverText(project('  - d$0b: mysql'))).toContain('Options of `db`: `mysql`, `postgres`');
    const misspelt = project('  - db: postgras');
    expect(problemLines(open(parseScenario(misspelt)).snapshot())[0]).toContain("did you mean 'postgres'?");
    expect(actionTitles(misspelt.replace('postgras', 'post$0gras'))).toContain("Change to 'postgres'");
  });

  it('are those of the run: what the command line says takes their place', () => {
    const told = planOf(`${project('  - db: mysql')}-- run --\nconf/config.yaml db=postgres`);
    expect(told?.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const refused = planOf(`${project('  - db: mysql')}-- run --\nconf/config.yaml db=postgres hydra.searchpath=[]`);
    expect(refused?.problems[0]?.message).toContain('db/postgres');
  });
});
