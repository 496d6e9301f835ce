import { describe, expect, it } from 'vitest';
import { defaultsRows } from '../../client/src/views/defaultsRows';
import { problemItems, problemsStatus } from '../../client/src/views/problemRows';
import type { TreeRow } from '../../client/src/views/treeRow';
import type { DefaultsTreeEntry, LaunchProblem } from '../../server/src/protocol';

const TRAIN = 'file:///ws/conf/train.yaml';
const at = (line: number) => ({ uri: TRAIN, line, character: 8 });
const entry = (label: string, given: Partial<DefaultsTreeEntry> = {}): DefaultsTreeEntry => ({
  kind: 'group',
  label,
  package: '',
  chosenBy: { by: 'train.yaml:3', at: at(2) },
  entries: [],
  ...given,
});

const ENTRIES: readonly DefaultsTreeEntry[] = [
  entry('hydra/config', { kind: 'config', package: 'hydra', chosenBy: { by: 'hydra/config' } }),
  entry('train', {
    kind: 'config',
    file: TRAIN,
    chosenBy: { by: 'train.yaml', at: at(0) },
    entries: [
      entry('base', { kind: 'config', order: 1, file: 'file:///ws/conf/base.yaml' }),
      entry('db: postgres', {
        package: 'db',
        overrideKey: 'db',
        order: 2,
        file: 'file:///ws/conf/db/postgres.yaml',
        chosenBy: { by: 'db=postgres' },
        replaced: { option: 'mysql', by: 'train.yaml:3', at: at(2) },
      }),
      entry('db@server.db: a', { package: 'server.db', overrideKey: 'db@server.db', order: 3 }),
      entry('optimizer: adam', { package: 'trainer.optimizer', overrideKey: 'optimizer', order: 4 }),
      entry('experiment: big', { overrideKey: 'experiment', order: 5, file: 'file:///ws/conf/experiment/big.yaml' }),
      entry('model: gtp', {
        overrideKey: 'model',
        state: 'broken',
        reason: "In 'train': Could not find 'model/gtp'; did you mean 'gpt'?\nmore",
      }),
      entry('cache: redis', { package: 'cache', overrideKey: 'cache', state: 'absent' }),
      entry('logger: null', { package: 'logger', overrideKey: 'logger', state: 'off' }),
      entry('_self_', { kind: 'self', file: TRAIN, order: 6 }),
    ],
  }),
];

describe('the rows of the defaults tree', () => {
  const [hydra, train] = defaultsRows({ entries: ENTRIES });
  const below = train?.children?.() ?? [];

  it('say where an entry lands if that is no matter of course, over what it was chosen, and by whom', () => {
    expect(below.map(({ label, description }) => `${label} | ${description}`)).toEqual([
      'base | train.yaml:3',
      'db: postgres | over mysql  ·  db=postgres',
      'db@server.db: a | train.yaml:3',
      'optimizer: adam | → trainer.optimizer  ·  train.yaml:3',
      'experiment: big | → the root  ·  train.yaml:3',
      "model: gtp | In 'train': Could not find 'model/gtp'; did you mean 'gpt'?  ·  train.yaml:3",
      'cache: redis | optional, not there  ·  train.yaml:3',
      'logger: null | nothing chosen  ·  train.yaml:3',
      '_self_ | ',
    ]);
  });

  it("open what they bring, else where they stand; Hydra's own are folded", () => {
    const [, db, , , , broken] = below;
    expect([hydra?.isOpen, train?.isOpen]).toEqual([false, true]);
    expect(db?.place).toEqual({ uri: 'file:///ws/conf/db/postgres.yaml', line: 0, character: 0 });
    expect(db?.origin).toEqual(at(2));
    expect(broken?.place).toEqual(at(2));
    expect([db?.override, broken?.override, train?.override]).toEqual(['db=postgres', 'model=gtp', undefined]);
    expect([db?.mark, broken?.mark, below[7]?.mark]).toEqual(['overridden', 'error', 'off']);
  });

  it('say it to who does not see it', () => {
    expect(below[1]?.spoken).toBe(
      'db: postgres, in package db, merged as number 2, chosen by db=postgres, over mysql of train.yaml, line 3',
    );
    expect(below[5]?.spoken).toMatch(/^model: gtp, broken, In 'train': Could not find/);
    expect(below[1]?.tooltip).toContain('over ~~`mysql`~~ of `train.yaml:3`');
  });

  it('make nothing of an option that is chosen once more', () => {
    const again = entry('db: mysql', {
      overrideKey: 'db',
      package: 'db',
      replaced: { option: 'mysql', by: 'train.yaml:9' },
    });
    const [row] =
      defaultsRows({ entries: [entry('train', { kind: 'config', entries: [again] })] })[0]?.children?.() ?? [];
    expect([row?.description, row?.mark]).toEqual(['train.yaml:3', undefined]);
  });

  it('keep their ids when another option is chosen', () => {
    const other = ENTRIES.map((each) => ({
      ...each,
      entries: each.entries.map((one) => (one.label === 'db: postgres' ? { ...one, label: 'db: mysql' } : one)),
    }));
    const ids = (rows: readonly TreeRow[]): readonly string[] =>
      rows.flatMap((row) => [row.id, ...ids(row.children?.() ?? [])]);
    expect(ids(defaultsRows({ entries: other }))).toEqual(ids(defaultsRows({ entries: ENTRIES })));
  });
});

describe('the problems of the focus', () => {
  const problems: readonly LaunchProblem[] = [
    { severity: 'error', message: "Could not find 'x'", place: { uri: TRAIN, line: 2, character: 0 } },
    { severity: 'warning', message: 'odd $(rocket)\nmore' },
  ];

  it('are counted, told in the tooltip, and nothing is said where there are none', () => {
    expect(problemsStatus('train', [])).toBeUndefined();
    expect(problemsStatus('train', problems)).toEqual({
      text: '$(layers) $(error) 1 $(warning) 1',
      tooltip: "train: 1 error, 1 warning\nCould not find 'x' (train.yaml:3)\nodd $(rocket)\nClick to list them.",
      spoken: 'Hydra problems: train has 1 error, 1 warning',
      isError: true,
    });
    expect(problemsStatus('train', problems.slice(1))).toMatchObject({
      text: '$(layers) $(warning) 1',
      isError: false,
    });
    const many = Array.from({ length: 9 }, () => problems[1]!);
    expect(problemsStatus('train', many)?.tooltip).toContain('and 3 more');
  });

  it('are listed, and text never becomes an icon', () => {
    expect(problemItems(problems).map(({ label, description }) => [label, description])).toEqual([
      ["$(error) Could not find 'x'", 'train.yaml:3'],
      ['$(warning) odd \\$(rocket) more', undefined],
    ]);
  });
});
