// The views: every key with all who wrote it, the defaults tree with who chose what, and values to copy.
import { describe, expect, it } from 'vitest';
import { defaultsTree, effectiveConfig, effectiveValue, focusProblems } from '../../server/src/features/index.ts';
import { focusOf } from '../../server/src/project/index.ts';
import type { DefaultsTreeEntry, EffectiveKey, Focus } from '../../server/src/protocol.ts';
import { uriAt } from '../support/memoryHost.ts';
import { lightning, open, parseScenario, trainer } from '../support/scenario.ts';

const MAMBA = uriAt('configs/mamba.yaml');

function told(keys: readonly EffectiveKey[] = [], above = ''): readonly string[] {
  return keys.flatMap((key) => {
    const path = above === '' ? key.name : `${above}.${key.name}`;
    const written = key.written === undefined ? '' : ` (${key.written})`;
    const state = key.state === undefined ? '' : ` ${key.state}: ${key.reason ?? ''}`;
    const writes = key.writes.map(({ value, by, lost }) => (lost ? `~${value}~ ${by}` : by)).join(', ');
    const own = `${path}: ${key.type} ${key.value ?? ''}${written}${state}${key.differs ? ' *' : ''} <- ${writes}`;
    return [own, ...told(key.keys, path)];
  });
}

const PROJECT = `
-- app.py --
@hydra.main(version_base=None, config_path="conf", config_name="train")
def main(cfg): ...
-- conf/train.yaml --
defaults:
  - base
  - db: mysql
  - optional cache: redis
  - extra: null
  - _self_
seed: 7
url: \${db.host}:\${db.port}
home: \${oc.env:HOME}
port: \${oc.env:PORT,80}
broken: \${nowhere}
open: ???
sizes: [1, "\${seed}"]
1: one
-- conf/base.yaml --
seed: 42
same: 1
db:
  user: root
-- conf/db/mysql.yaml --
host: localhost
port: 3306
-- conf/db/postgres.yaml --
defaults:
  - /driver@driver: fast
host: remote
port: 5432
-- conf/driver/fast.yaml --
speed: 9
-- conf/experiment/big.yaml --
# @package _global_
defaults:
  - override /db: postgres
seed: 3
`;

const TRAIN = uriAt('conf/train.yaml');

function project(pin?: Focus, text = PROJECT) {
  const opened = open(parseScenario(text), new Map([['HOME', '/home/secret']]));
  if (pin !== undefined) opened.workspace.setPins(new Map([[uriAt('conf'), pin]]));
  return opened;
}

describe('the effective config', () => {
  it('has every key with its value, its state and all who wrote it', () => {
    const result = effectiveConfig(project().snapshot(), TRAIN);
    expect(result).toMatchObject({ root: uriAt('conf'), seen: { name: 'train', overrides: [] } });
    expect(told(result.keys)).toEqual([
      'seed: int 7 * <- train.yaml:7, ~42~ base.yaml:1',
      'same: int 1 <- base.yaml:2',
      'db: dict  <- db/mysql.yaml:1, base.yaml:3',
      'db.user: str root <- base.yaml:4',
      'db.host: str localhost <- db/mysql.yaml:1',
      'db.port: int 3306 <- db/mysql.yaml:2',
      'url: str localhost:3306 (${db.host}:${db.port}) * <- train.yaml:8',
      'home: str ${oc.env:HOME} later: the environment variable HOME is not set here * <- train.yaml:9',
      "port: str '80' (${oc.env:PORT,80}) * <- train.yaml:10",
      "broken: str ${nowhere} unresolved: Interpolation key 'nowhere' not found * <- train.yaml:11",
      'open: missing ??? missing:  * <- train.yaml:12',
      'sizes: list [1, 7] ([1, ${seed}]) * <- train.yaml:13',
      'sizes.0: int 1 * <- train.yaml:13',
      'sizes.1: int 7 (${seed}) * <- train.yaml:13',
      '1: str one * <- train.yaml:14',
    ]);
    const { files, keys } = result;
    expect(keys[0]?.writes.map(({ at }) => at && [files[at[0]], at[1], at[2]])).toEqual([
      [TRAIN, 6, 0],
      [uriAt('conf/base.yaml'), 0, 0],
    ]);
  });

  it('never tells what is in the environment', () => {
    expect(JSON.stringify(effectiveConfig(project().snapshot(), TRAIN))).not.toContain('secret');
    expect(JSON.stringify(effectiveValue(project().snapshot(), TRAIN, ['home']))).not.toContain('secret');
  });

  it('is that of the pin, whose overrides and options are none of the base', () => {
    const { snapshot } = project({ name: 'train', overrides: ['+experiment=big', 'same=5', '+new=1'] });
    const lines = told(effectiveConfig(snapshot(), TRAIN).keys);
    expect(lines.filter((line) => /^(seed|same|new|db\.driver|db\.host)/.test(line))).toEqual([
      'seed: int 3 * <- experiment/big.yaml:4, ~7~ train.yaml:7, ~42~ base.yaml:1',
      'same: int 5 * <- same=5, ~1~ base.yaml:2',
      'db.driver: dict  <- driver/fast.yaml:1',
      'db.driver.speed: int 9 <- driver/fast.yaml:1',
      'db.host: str remote <- db/postgres.yaml:3',
      'new: int 1 * <- +new=1',
    ]);
  });

  it('follows unsaved edits, and an edit elsewhere leaves it the same object', () => {
    const opened = open(trainer());
    const before = effectiveConfig(opened.snapshot(), MAMBA);
    const elsewhere = opened.replace('configs/gpt2.yaml', 'num_iterations: ', 'num_iterations: 1');
    expect(effectiveConfig(elsewhere, MAMBA).keys).toBe(before.keys);
    const after = effectiveConfig(opened.replace('configs/mamba.yaml', 'seq_len: 1024', 'seq_len: 512'), MAMBA);
    expect(told(after.keys)).toContain('seq_len: int 512 * <- mamba.yaml:37, ~65536~ data.yaml:8');
  });

  it('of a composition that fails is the good half, with the reason', () => {
    const broken = open(trainer(['configs/mamba.yaml', '- training', '- trainig']));
    const { keys, problems } = effectiveConfig(broken.snapshot(), MAMBA);
    expect(told(keys)).toContain('seq_len: int 1024 * <- mamba.yaml:37, ~65536~ data.yaml:8');
    expect(problems[0]).toMatchObject({ severity: 'error', place: { uri: MAMBA, line: 3 } });
    expect(problems[0]?.message).toMatch(/Could not load 'trainig'; did you mean 'training'\?/);
    expect(focusProblems(broken.snapshot(), MAMBA)).toEqual(problems);
  });

  it('has nothing for a file that is no config, and no keys for one that nothing reaches', () => {
    const { snapshot } = open(parseScenario(`${PROJECT}-- other/ci.yaml --\non: push\n`));
    expect(effectiveConfig(snapshot(), uriAt('other/ci.yaml'))).toEqual({ files: [], keys: [], problems: [] });
    expect(effectiveConfig(snapshot(), uriAt('nowhere.yaml'))).toEqual({ files: [], keys: [], problems: [] });
    expect(defaultsTree(snapshot(), uriAt('other/ci.yaml'))).toEqual({ entries: [] });
    expect(focusProblems(snapshot(), uriAt('other/ci.yaml'))).toEqual([]);
  });

  it('says of a mapping that took the place of a value what was there', () => {
    const lines = told(effectiveConfig(open(trainer()).snapshot(), MAMBA).keys);
    expect(lines).toContain('model_cfg: dict  * <- mamba.yaml:10, ~null~ training.yaml:10');
  });
});

describe('a value to copy', () => {
  const copy = (...path: readonly string[]) => effectiveValue(project().snapshot(), TRAIN, path);

  it('is whole, resolved, and has the override that sets it', () => {
    expect(copy('seed')).toEqual({ value: '7', override: 'seed=7' });
    expect(copy('url')).toEqual({ value: 'localhost:3306', override: 'url=${db.host}:${db.port}' });
    expect(copy('db')).toEqual({
      value: 'user: root\nhost: localhost\nport: 3306',
      override: 'db={user:root,host:localhost,port:3306}',
    });
    expect(copy('sizes')).toEqual({ value: '- 1\n- 7', override: 'sizes=[1,${seed}]' });
  });

  it('of a key that no override can name has none; one that is not there is none', () => {
    expect(copy('1')).toEqual({ value: 'one' });
    expect(copy('nowhere')).toBeUndefined();
  });
});

describe('the defaults tree', () => {
  const lines = (entries: readonly DefaultsTreeEntry[], depth = 0): readonly string[] =>
    entries.flatMap((entry) => {
      const { label, order, state, chosenBy, replaced, reason } = entry;
      const parts = [
        `${'  '.repeat(depth)}${label}`,
        `@${entry.package}`,
        ...(order === undefined ? [] : [`#${order}`]),
        ...(state === undefined ? [] : [state]),
        `by ${chosenBy.by}`,
        ...(replaced === undefined ? [] : [`over ${replaced.option} of ${replaced.by}`]),
        ...(reason === undefined ? [] : [`because ${reason}`]),
      ];
      return [parts.join(' '), ...lines(entry.entries, depth + 1)];
    });
  const own = (entries: readonly DefaultsTreeEntry[]) => lines(entries.filter(({ label }) => label !== 'hydra/config'));

  it('has what composed in the order of merging, and who chose it', () => {
    expect(own(defaultsTree(project().snapshot(), TRAIN).entries)).toEqual([
      'train @ by train.yaml',
      '  base @ #1 by train.yaml:2',
      '  db: mysql @db #2 by train.yaml:3',
      '  cache: redis @cache absent by train.yaml:4',
      '  extra: null @extra off by train.yaml:5',
      '  _self_ @ #3 by train.yaml:6',
    ]);
  });

  it('tells who overrode a choice, and over what', () => {
    const { snapshot } = project({ name: 'train', overrides: ['+experiment=big'] });
    expect(own(defaultsTree(snapshot(), TRAIN).entries)).toEqual([
      'train @ by train.yaml',
      '  base @ #1 by train.yaml:2',
      '  db: postgres @db by experiment/big.yaml:3 over mysql of train.yaml:3',
      '    driver@db.driver: fast @db.driver #2 by db/postgres.yaml:2',
      '    _self_ @db #3 by experiment/big.yaml:3',
      '  cache: redis @cache absent by train.yaml:4',
      '  extra: null @extra off by train.yaml:5',
      '  _self_ @ #4 by train.yaml:6',
      '  experiment: big @ #5 by +experiment=big',
    ]);
  });

  it("names a choice of the command line by its words, and the entry's own option", () => {
    const { snapshot } = project({ name: 'train', overrides: ['db=postgres'] });
    expect(own(defaultsTree(snapshot(), TRAIN).entries)).toEqual([
      'train @ by train.yaml',
      '  base @ #1 by train.yaml:2',
      '  db: postgres @db by db=postgres over mysql of train.yaml:3',
      '    driver@db.driver: fast @db.driver #2 by db/postgres.yaml:2',
      '    _self_ @db #3 by db=postgres',
      '  cache: redis @cache absent by train.yaml:4',
      '  extra: null @extra off by train.yaml:5',
      '  _self_ @ #4 by train.yaml:6',
    ]);
  });

  it('shows a broken branch with the reason, and the rest all the same', () => {
    const broken = project(undefined, PROJECT.replace('- db: mysql', '- db: mysqll'));
    expect(own(defaultsTree(broken.snapshot(), TRAIN).entries)[2]).toBe(
      "  db: mysqll @db broken by train.yaml:3 because In 'train': Could not find 'db/mysqll'; did you mean 'mysql'?",
    );
  });

  it('keeps its places when bodies are edited', () => {
    const opened = project();
    defaultsTree(opened.snapshot(), TRAIN);
    const shifted = opened.replace('conf/train.yaml', 'defaults:', '# one more line\ndefaults:');
    expect(own(defaultsTree(shifted, TRAIN).entries)[2]).toBe('  db: mysql @db #2 by train.yaml:4');
  });

  it('merges in the order of the defaults list, in a project of many groups', () => {
    const { snapshot } = open(lightning());
    const uri = uriAt('configs/train.yaml');
    const flat = (entries: readonly DefaultsTreeEntry[]): readonly DefaultsTreeEntry[] =>
      entries.flatMap((entry) => [entry, ...flat(entry.entries)]);
    const merged = flat(defaultsTree(snapshot(), uri).entries).filter(({ order }) => order !== undefined);
    const list = (focusOf(snapshot(), uri)?.composition.defaultsList ?? []).map(({ file }) => file.uri);
    expect(list.length).toBeGreaterThan(10);
    expect(merged.filter(({ file }) => file !== undefined).map(({ file }) => file)).toEqual(
      list.filter((each) => each.startsWith('file:')),
    );
  });
});
