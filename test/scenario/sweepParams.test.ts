// What stands below hydra.sweeper.params: keys and options of each job of a sweep.
import { expect, it } from 'vitest';
import { actionTitles, afterAction, checkDiagnostics } from '../support/check.ts';

const project = (params: string) => `
-- app.py --
import hydra
from hydra.core.config_store import ConfigStore
ConfigStore.instance().store(group="db", name="stored", node={"port": 1})
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
-- conf/config.yaml --
defaults: [{ db: mysql }, _self_]
dim: 64
hydra:
  sweeper:
    params:
${params}
-- conf/db/mysql.yaml --
port: 2
-- conf/db/pg.yaml --
port: 3
-- conf/db/old/lite.yaml --
port: 4
`;

it('the options of a group are there, wherever they come from', () => {
  checkDiagnostics(project("      db: mysql,pg,stored,old/lite\n      dim: range(1,3)\n      '+new': 1,2"));
  checkDiagnostics(project('      db: choice([mysql,pg],[stored])'));
});

it('an option that is not there, and a key that is none, are told with what was meant', () => {
  checkDiagnostics(
    project("      db: mysql,pgg\n#               ^^^ error HS502 'db' has no option 'pgg'; did you mean 'pg'?"),
  );
  checkDiagnostics(
    project("      db: choice(mysql,nowhere)\n#                      ^^^^^^^ error HS502 'db' has no option 'nowhere'"),
  );
  checkDiagnostics(project("      dmi: 1,2\n#     ^^^ error HS502 Could not override 'dmi'; did you mean 'dim'?"));
});

it('each is mended where it stands', () => {
  const option = project('      db: mysql,p$0gg # both');
  expect(actionTitles(option)).toEqual(["Change to 'pg'"]);
  expect(afterAction(option, "Change to 'pg'")['conf/config.yaml']).toContain('db: mysql,pg # both\n');
});
