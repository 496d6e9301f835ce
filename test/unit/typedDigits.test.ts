import { expect, it } from 'vitest';
import { compose } from '../../server/src/api/library.ts';

const APP = `import hydra
from dataclasses import dataclass
from hydra.core.config_store import ConfigStore
@dataclass
class Config:
    port: int = 1
ConfigStore.instance().store(name="schema", node=Config)
@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg): ...
`;
const FILES = { 'conf/config.yaml': 'defaults: [schema, _self_]\n', 'app.py': APP };

// Python's `int` refuses more, and Hydra 1.3 with it.
it.each([
  [4_300, true],
  [4_301, false],
])('a text of %d digits is taken by a field of type int: %s', (digits, ok) => {
  const overrides = [`port='${'9'.repeat(digits)}'`];
  expect(compose({ configDir: 'conf', configName: 'config', files: FILES, overrides })).toMatchObject({ ok });
});
