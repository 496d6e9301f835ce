// Comparing composed configs: two of them, with and without overrides, typed and saved, now and in an earlier run.
import { describe, expect, it } from 'vitest';
import { compare, compareChoices, composed } from '../../server/src/features/index.ts';
import type { CompareResult, DecidedValue, Side } from '../../server/src/protocol.ts';
import { neutral } from '../support/check.ts';
import { uriAt } from '../support/memoryHost.ts';
import { type Opened, open, parseScenario, trainer } from '../support/scenario.ts';

/** What Hydra 1.3 recorded of `python mytrainer.py --config-name=train seed=5`, shortened. */
const RUN = `
-- outputs/2026-11-28/03-23-16/.hydra/config.yaml --
db:
  host: a
  port: \${seed}
seed: 5
where: \${hydra:job.name}
gone: 1
-- outputs/2026-11-28/03-23-16/.hydra/overrides.yaml --
- seed=5
-- outputs/2026-11-28/03-23-16/.hydra/hydra.yaml --
hydra:
  run:
    dir: outputs/\${now:%Y-%m-%d}/\${now:%H-%M-%S}
  overrides:
    hydra:
    - hydra.mode=RUN
    task:
    - seed=5
  job:
    name: app
    config_name: train
  runtime:
    version: 1.3.2
    config_sources:
    - path: hydra.conf
      schema: pkg
      provider: hydra
    - path: /w/conf
      schema: file
      provider: main
-- outputs/2026-11-27/10-00-00/.hydra/config.yaml --
seed: 1
-- outputs/2026-11-27/10-00-00/.hydra/overrides.yaml --
[]
-- multirun/2026-11-27/09-00-00/0/.hydra/config.yaml --
seed: 1
-- outputs/no/run/at/all.txt --
`;

const FILES = `
-- app.py --
import hydra
@hydra.main(config_path="conf", config_name="train")
def main(cfg): pass
-- conf/train.yaml --
defaults:
  - db: mysql
  - _self_
seed: 2
where: here
sizes: [1, 2]
callbacks:
  - name: stop
    patience: 3
-- conf/other.yaml --
defaults: [train, _self_]
seed: 3
callbacks:
  - patience: 4
    name: stop
more: {x: 1, y: 2}
-- conf/db/mysql.yaml --
host: a
port: \${seed}
-- conf/db/sqlite.yaml --
path: b
${RUN}`;

const TRAIN: Side = { uri: uriAt('conf/train.yaml') };
const start = () => open(parseScenario(FILES));
const side = (value: DecidedValue | undefined) => value && `${value.value} (${value.from})`;
const rows = ({ differences }: CompareResult) =>
  differences.map(({ key, left, right, isDerived }) =>
    [key, side(left), side(right), ...(isDerived ? ['derived'] : [])].join(' | '),
  );
const between = (left: Side, right: Side, opened: Opened = start()) => compare(opened.snapshot(), { left, right });

describe('compare', () => {
  it('nothing differs from itself', () => {
    expect(between(TRAIN, TRAIN)).toEqual({
      left: { name: 'train', overrides: [], errors: 0 },
      right: { name: 'train', overrides: [], errors: 0 },
      differences: [],
    });
  });

  it('two configs: by value, with who decided; the order of keys is none', () => {
    expect(rows(between(TRAIN, { uri: uriAt('conf/other.yaml') }))).toMatchInlineSnapshot(`
      [
        "db.port | 2 (db/mysql.yaml:2) | 3 (db/mysql.yaml:2) | derived",
        "seed | 2 (train.yaml:4) | 3 (other.yaml:2)",
        "callbacks.0.patience | 3 (train.yaml:9) | 4 (other.yaml:4)",
        "more.x |  | 1 (other.yaml:6)",
        "more.y |  | 2 (other.yaml:6)",
      ]
    `);
  });

  it('two options, and what an override changes', () => {
    expect(rows(between(TRAIN, { ...TRAIN, composedWith: ['db=sqlite'] }))).toMatchInlineSnapshot(`
      [
        "db.path |  | b (db/sqlite.yaml:1)",
        "db.host | a (db/mysql.yaml:1) | ",
        "db.port | 2 (db/mysql.yaml:2) | ",
      ]
    `);
    expect(
      rows(between({ ...TRAIN, composedWith: [] }, { ...TRAIN, composedWith: ['seed=4', 'sizes=[1]'] })),
    ).toMatchInlineSnapshot(`
      [
        "db.port | 2 (db/mysql.yaml:2) | 4 (db/mysql.yaml:2) | derived",
        "seed | 2 (train.yaml:4) | 4 (seed=4)",
        "sizes | [1, 2] (train.yaml:6) | [1] (sizes=[1])",
      ]
    `);
  });

  it('what is typed with what is saved', () => {
    const opened = start();
    opened.replace('conf/db/mysql.yaml', 'host: a', 'host: z');
    expect(rows(between({ ...TRAIN, isSaved: true }, TRAIN, opened))).toEqual([
      'db.host | a (db/mysql.yaml:1) | z (db/mysql.yaml:1)',
    ]);
  });

  it('values of other types are others, long ones too', () => {
    const opened = open(
      parseScenario(`
-- conf/a.yaml --
one: 1
text: ${'x'.repeat(200)}1
nan: .nan
-- app.py --
import hydra
@hydra.main(config_path="conf", config_name="a")
def main(cfg): pass
-- conf/b.yaml --
text: ${'x'.repeat(200)}2
one: 1.0
nan: .nan
`),
    );
    const result = between({ uri: uriAt('conf/a.yaml') }, { uri: uriAt('conf/b.yaml') }, opened);
    expect(result.differences.map(({ key }) => key)).toEqual(['one', 'text']);
  });

  it('knows the lines of both texts, laid side by side', () => {
    const other: Side = { uri: uriAt('conf/other.yaml') };
    const { snapshot } = start();
    const left = composed(snapshot(), TRAIN.uri).text.split('\n');
    const right = composed(snapshot(), other.uri, { like: TRAIN }).text.split('\n');
    const lines = compare(snapshot(), { left: TRAIN, right: other }).differences.map((each) => [
      each.left && left[each.left.line ?? -1],
      each.right && right[each.right.line ?? -1],
    ]);
    expect(lines).toMatchInlineSnapshot(`
      [
        [
          "  port: \${seed}",
          "  port: \${seed}",
        ],
        [
          "seed: 2",
          "seed: 3",
        ],
        [
          "  patience: 3",
          "  patience: 4",
        ],
        [
          undefined,
          "  x: 1",
        ],
        [
          undefined,
          "  'y': 2",
        ],
      ]
    `);
    expect(right.filter((line) => left.includes(line)).slice(0, 3)).toEqual(left.slice(0, 3));
  });

  it('is empty where a side is nothing', () => {
    expect(between(TRAIN, { uri: uriAt('app.py') })).toEqual({
      left: { name: 'train', overrides: [], errors: 0 },
      right: { overrides: [], errors: 0 },
      differences: [],
    });
    expect(between(TRAIN, { uri: uriAt('outputs'), isRun: true }).right.name).toBeUndefined();
  });

  it('counts what Hydra would refuse', () => {
    expect(between(TRAIN, { ...TRAIN, composedWith: ['sede=1'] }).right).toMatchObject({ errors: 1 });
  });
});

describe('an earlier run', () => {
  const run: Side = { uri: uriAt('outputs/2026-11-28/03-23-16'), isRun: true };

  it('is compared with what the same command would compose now', () => {
    const result = between(run, { ...TRAIN, composedWith: ['seed=5'] });
    expect(result.left).toEqual({ name: 'train', overrides: ['seed=5'], errors: 0 });
    expect(rows(result)).toMatchInlineSnapshot(`
      [
        "where | app (config.yaml:5) | here (train.yaml:5)",
        "sizes |  | [1, 2] (train.yaml:6)",
        "callbacks |  | [{name: stop, patience: 3}] (train.yaml:7)",
        "gone | 1 (config.yaml:6) | ",
      ]
    `);
  });

  it('is seen with its own hydra node, and with places in its own file', () => {
    const { text, lines } = composed(start().snapshot(), run.uri, { isRun: true, isResolved: true });
    expect(text).toContain('where: app\n');
    expect(text).toContain('port: 5\n');
    const target = lines.find(({ key }) => key === 'seed')?.target;
    expect(target && neutral(target.uri)).toBe('outputs/2026-11-28/03-23-16/.hydra/config.yaml');
  });

  it('that is broken has its good half', () => {
    const opened = start();
    opened.save('outputs/2026-11-28/03-23-16/.hydra/config.yaml', 'seed: 5\nbroken: [\n');
    const { text, problems } = composed(opened.snapshot(), run.uri, { isRun: true });
    expect(text).toContain('seed: 5');
    expect(problems.length).toBeGreaterThan(0);
  });
});

describe('compareChoices', () => {
  it('of a config: its groups, the other configs, the runs, newest first', () => {
    const told = compareChoices(start().snapshot(), TRAIN.uri);
    expect(JSON.parse(neutral(JSON.stringify(told)))).toMatchInlineSnapshot(`
      {
        "config": "conf/train.yaml",
        "configs": [
          {
            "name": "other",
            "root": "conf",
            "uri": "conf/other.yaml",
          },
          {
            "name": "train",
            "root": "conf",
            "uri": "conf/train.yaml",
          },
        ],
        "groups": [
          {
            "chosen": "mysql",
            "key": "db",
            "others": [
              "sqlite",
            ],
          },
        ],
        "runs": [
          {
            "config": "conf/train.yaml",
            "name": "train",
            "overrides": [
              "seed=5",
            ],
            "path": "outputs/2026-11-28/03-23-16",
            "uri": "outputs/2026-11-28/03-23-16",
          },
          {
            "overrides": [],
            "path": "outputs/2026-11-27/10-00-00",
            "uri": "outputs/2026-11-27/10-00-00",
          },
          {
            "overrides": [],
            "path": "multirun/2026-11-27/09-00-00/0",
            "uri": "multirun/2026-11-27/09-00-00/0",
          },
        ],
        "seen": {
          "name": "train",
          "overrides": [],
        },
        "unsaved": [],
      }
    `);
  });

  it('names the files that are not what is saved', () => {
    const opened = start();
    opened.replace('conf/db/mysql.yaml', 'host: a', 'host: z');
    opened.replace('conf/db/sqlite.yaml', 'path: b', 'path: c');
    expect(compareChoices(opened.snapshot(), TRAIN.uri).unsaved).toEqual([uriAt('conf/db/mysql.yaml')]);
  });

  it.each(['', '/.hydra', '/.hydra/config.yaml'])('of a run, named by its folder%s', (path) => {
    const told = compareChoices(start().snapshot(), `${uriAt('outputs/2026-11-28/03-23-16')}${path}`);
    expect(told.run).toMatchObject({ name: 'train', overrides: ['seed=5'], config: TRAIN.uri });
    expect(told.runs.map((each) => each.path)).toEqual([
      'outputs/2026-11-27/10-00-00',
      'multirun/2026-11-27/09-00-00/0',
    ]);
  });

  it('of a folder: the runs in it, or the only one', () => {
    const snapshot = start().snapshot();
    expect(compareChoices(snapshot, uriAt('outputs')).runs).toHaveLength(2);
    expect(compareChoices(snapshot, uriAt('outputs/2026-11-27')).run?.path).toBe('outputs/2026-11-27/10-00-00');
    expect(compareChoices(snapshot, uriAt('outputs/no'))).toEqual({ groups: [], configs: [], runs: [], unsaved: [] });
  });

  it('finds the runs where the config puts them', () => {
    const opened = start();
    opened.replace('conf/train.yaml', 'seed: 2', 'hydra: {run: {dir: "exp/runs/${now:%H}"}}\nseed: 2');
    opened.save('exp/runs/7/.hydra/config.yaml', 'seed: 1\n');
    const { runs } = compareChoices(opened.snapshot(), TRAIN.uri);
    expect(runs.map(({ path }) => path)).toContain('exp/runs/7');
  });

  it('finds none where nothing ran, and survives any address', () => {
    const { snapshot } = open(trainer());
    expect(compareChoices(snapshot(), uriAt('configs/mamba.yaml'))).toMatchObject({ runs: [], groups: [] });
    for (const uri of ['file:///', 'untitled:x', '', 'file:///nowhere/.hydra'])
      expect(compareChoices(snapshot(), uri)).toMatchObject({ runs: [] });
  });
});
