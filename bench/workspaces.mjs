// The config trees that are measured: the trainer's own, and made ones.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../', import.meta.url));

/** @typedef {{ name: string, folder: string, config: string, edited: string, override: string }} Workspace */

/** The trainer's `mamba`: three flat files with some 60 keys. @returns {Workspace} */
export function trainer() {
  const folder = join(repository, 'configs');
  return { name: 'trainer, mamba (3 files)', folder, config: 'mamba', edited: 'mamba.yaml', override: 'seq_len={}' };
}

/** A primary config with a group default for each of `count` groups. @returns {Workspace} */
export function groups(count, folder) {
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const names = Array.from({ length: count }, (_, index) => `group_${index}`);
  const defaults = names.map((name) => `  - ${name}: first\n`).join('');
  write('config.yaml', `defaults:\n${defaults}  - _self_\nseed: 1\nname: run_\${seed}\n`);
  for (const [index, name] of names.entries()) {
    for (const option of ['first', 'second', 'third']) {
      write(
        `${name}/${option}.yaml`,
        `name: ${option}\nsize: ${index}\nrate: 1e-${(index % 5) + 1}\nseed: \${seed}\nlayers: [1, 2, 3]\nnested:\n  depth: 2\n  width: 4\n`,
      );
    }
  }
  const edited = 'group_0/first.yaml';
  return { name: `${count} groups`, folder, config: 'config', edited, override: 'seed={}' };
}

/** A Hydra app beside `count` Python files that have nothing to do with it. @returns {{ name: string, folder: string, config: string }} */
export function python(count, folder) {
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('conf/config.yaml', 'defaults:\n  - _self_\nnet:\n  _target_: app.nets.Net\n  dim: 8\n');
  write('app/__init__.py', '');
  write(
    'app/nets.py',
    'class Net:\n    def __init__(self, dim: int, depth: int = 2) -> None:\n        self.dim = dim\n',
  );
  write(
    'app/main.py',
    'import hydra\n\n\n@hydra.main(version_base=None, config_path="../conf", config_name="config")\ndef main(cfg):\n    hydra.utils.instantiate(cfg.net)\n',
  );
  for (let index = 0; index < count; index++) {
    const classes = Array.from({ length: 20 }, (_, each) => {
      const body = 'self.a = a\n        self.b = [x for x in range(a)]';
      return `\n\nclass C${each}:\n    def __init__(self, a: int = 1, **kwargs) -> None:\n        ${body}\n`;
    });
    write(`lib/p${index % 40}/m${index}.py`, `${index % 10 === 0 ? 'import hydra' : 'import os'}\n${classes.join('')}`);
  }
  return { name: `${count} Python files`, folder, config: 'conf/config.yaml' };
}

/** All files below a folder, path to text. */
export function textsOf(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? textsOf(folder, path) : [[path, readFileSync(join(folder, path), 'utf8')]];
  });
}
