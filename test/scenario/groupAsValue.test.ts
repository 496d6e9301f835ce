// A text where an option was meant: options of files, of the ConfigStore and of hydra.searchpath, as Hydra finds them.
import { describe, expect, it } from 'vitest';
import { checkDiagnostics, problemLines } from '../support/check.ts';
import { open, parseScenario } from '../support/scenario.ts';

/** What is told of a project whose config has `written` below its defaults list. */
function told(written: string, more: string, registered = ''): readonly string[] {
  const scenario = parseScenario(`
-- app.py --
from dataclasses import dataclass
import hydra
from hydra.core.config_store import ConfigStore
store = ConfigStore.instance()
@dataclass
class Pg:
    port: int = 5432
${registered}
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
  - db: mysql
  - _self_
${written}
${more}`);
  return problemLines(open(scenario).snapshot());
}

const MYSQL = '-- conf/db/mysql.yaml --\nport: 3306\n';

describe('a mere text', () => {
  it.each([
    ['a dataclass', 'store.store(group="db", name="pg", node=Pg)'],
    ['a dictionary', 'store.store(group="db", name="pg", node={"port": 5432})'],
    ['a name with an extension', 'store.store(name="pg.yaml", node=Pg, group="db")'],
  ])('names an option that the program registers as %s', (_, registered) => {
    expect(told('db: pg', MYSQL, registered)).toEqual([
      "conf/config.yaml:4:5+2 warning HS207 'pg' is a mere text here, in the place of what the defaults list chose for 'db': it does not choose 'db/pg'",
    ]);
  });

  it('over what a dataclass says is refused by Hydra itself, and told once', () => {
    const registered = 'store.store(group="db", name="mysql", node=Pg)\nstore.store(group="db", name="pg", node=Pg)';
    const [only, ...others] = told('db: pg', '', registered);
    expect(only).toContain('conf/config.yaml:4');
    expect(only).not.toContain('HS207');
    expect(others).toEqual([]);
  });

  it('names an option of a folder that hydra.searchpath adds', () => {
    const searched = 'hydra:\n  searchpath: [pkg://shared, file://more]\ndb: ';
    const more = '-- shared/__init__.py --\n-- shared/db/pg.yaml --\nport: 1\n-- more/db/lite.yaml --\nport: 2\n';
    expect(told(`${searched}pg`, MYSQL + more)).toEqual([expect.stringContaining("HS207 'pg' is a mere text")]);
    expect(told(`${searched}lite`, MYSQL + more)).toEqual([expect.stringContaining("HS207 'lite' is a mere text")]);
    expect(told('db: pg', MYSQL + more)).toEqual([]);
  });

  it('names an option of a group that lies in one, wherever either is', () => {
    checkDiagnostics(`
-- app.py --
import hydra
from hydra.core.config_store import ConfigStore
ConfigStore.instance().store(group="app/db", name="pg", node={"port": 5432})
ConfigStore.instance().store(group="app/db", name="mysql", node={"port": 3306})
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults:
  - app/db: mysql
  - _self_
app:
  db: pg
#     ^^ warning HS207 'pg' is a mere text here, in the place of what the defaults list chose for 'app/db': it does not choose 'app/db/pg'
`);
  });

  it('is nothing where it names no option, or no option of that group', () => {
    const registered = 'store.store(group="cache", name="pg", node=Pg)';
    expect(told('db: pg', MYSQL, registered)).toEqual([]);
  });
});
