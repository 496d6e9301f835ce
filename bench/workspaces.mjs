// The config trees that are measured: the trainer's own, and made ones.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../', import.meta.url));

/** @typedef {{ name: string, folder: string, config: string, edited: string, override: string }} Workspace */

/** The trainer's `mamba`: three flat files with some 60 keys. @returns {Workspace} */
export function trainer() {
  const folder = join(repository, 'configs');
  return { name: 'trainer, mamba (3 files)', folder, config: 'mamba', edited: 'mamba.yaml', override: 'seq_len={}' };
}

/** The Lightning project of the fixtures with its packages, and the paths of its own files. */
export function lightning(folder) {
  const fixtures = join(repository, 'test', 'fixtures');
  cpSync(join(fixtures, 'lightning'), folder, { recursive: true });
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => /\.(yaml|py|md|sh|json)$|Makefile$/.test(path));
  const packages = join(folder, '.venv', 'lib', 'python3.11', 'site-packages');
  cpSync(join(fixtures, 'lightning-site-packages'), packages, { recursive: true });
  return { folder, paths };
}

/** A primary config with a group default for each of `count` groups. @returns {Workspace} */
export function groups(count, folder) {
  const write = writer(folder);
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

/** The groups of a made project: as many whatever its size, so that a composition costs the same in all of them. */
export const GROUPS = Array.from({ length: 20 }, (_, index) => `group_${index}`);

/**
 * A made project of `count` configs: options in groups, a tenth of them experiments, two primary configs on one base, and
 * an app that reads the keys. Nothing in it is wrong. What grows with the count is how many options a group has.
 * Keys that other files need: `steps` of the base by every option, `tag` of a primary config by every experiment, and
 * `paths.data`, of a group with one option, by the options of one group.
 * @returns {Workspace & { count: number, base: string, primary: string, paths: string, first: string, unused: string, experiment: string }}
 */
export function project(count, folder) {
  const write = writer(folder);
  const experiments = Math.floor(count / 10);
  const options = Math.floor((count - experiments - 4) / GROUPS.length);
  const defaults = GROUPS.map((name) => `  - ${name}: option_0\n`).join('');
  for (const [name, tag] of Object.entries({ train: 'tag: exp\n', eval: '' })) {
    const list = `defaults:\n  - base\n  - paths: default\n${defaults}  - _self_\n`;
    write(`conf/${name}.yaml`, `${list}\nseed: 1\nname: ${name}_\${seed}\n${tag}`);
  }
  write('conf/base.yaml', 'steps: 1000\n');
  write('conf/paths/default.yaml', 'data: /data\n');
  for (const [index, name] of GROUPS.entries()) {
    for (let option = 0; option < options; option++)
      write(`conf/${name}/option_${option}.yaml`, optionText(index, option));
  }
  for (let each = 0; each < experiments; each++) {
    const changed = [0, 7, 13].map((step) => GROUPS[(each + step) % GROUPS.length]);
    const entries = changed.map((name, index) => `  - override /${name}: option_${(each * 3 + index) % options}\n`);
    const body = `seed: ${each}\n${changed[0]}:\n  size: ${each}\n  nested:\n    depth: 3\nname: \${tag}_\${seed}\n`;
    write(`conf/experiment/exp_${each}.yaml`, `# @package _global_\ndefaults:\n${entries.join('')}\n${body}`);
  }
  write('app.py', appText());
  return {
    name: `${count.toLocaleString('en')} configs`,
    count,
    folder,
    config: 'train',
    edited: 'group_0/option_0.yaml',
    override: 'seed={}',
    base: 'conf/base.yaml',
    primary: 'conf/train.yaml',
    paths: 'conf/paths/default.yaml',
    first: 'conf/group_1/option_0.yaml',
    unused: `conf/group_3/option_${options - 1}.yaml`,
    experiment: `conf/experiment/exp_${Math.floor(experiments / 2)}.yaml`,
  };
}

/** Interpolations of all kinds: absolute, relative, from a level above, within a text. */
function optionText(index, option) {
  const name = GROUPS[index];
  const neighbour = GROUPS[(index + 1) % GROUPS.length];
  return `# option ${option} of ${name}
name: option_${option}
size: ${index}
rate: 1e-${(index % 5) + 1}
seed: \${seed}
label: ${name}-\${.name}-\${.size}
${index === 0 ? 'folder: ${paths.data}/${.name}\n' : ''}layers: [1, 2, 3]
nested:
  depth: 2
  every: \${steps}
  width: \${..size}
  other: \${${neighbour}.size}
`;
}

function appText() {
  const nested = ['depth', 'every', 'width', 'other'].map((key) => `nested.${key}`);
  const keys = ['name', 'size', 'rate', 'seed', 'label', 'layers', ...nested];
  const reads = GROUPS.map((name) => `    print(${keys.map((key) => `cfg.${name}.${key}`).join(', ')})\n`);
  return `import hydra


@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(cfg):
    print(cfg.seed, cfg.name, cfg.steps, cfg.get("tag"), cfg.paths.data, cfg.group_0.folder)
${reads.join('')}

if __name__ == "__main__":
    main()
`;
}

/** A Hydra app beside `count` Python files that have nothing to do with it. @returns {{ name: string, folder: string, config: string }} */
export function python(count, folder) {
  const write = writer(folder);
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

/** Writes files below a folder. */
function writer(folder) {
  return (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
}

/** All files below a folder, path to text. */
export function textsOf(folder, below = '') {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? textsOf(folder, path) : [[path, readFileSync(join(folder, path), 'utf8')]];
  });
}
