import { describe, expect, it } from 'vitest';
import { changeRows, changeTable, compareRows } from '../../client/src/compare/compareRows';
import { addressOf, configAt, type Shown, shownAt, sideName, withResolved } from '../../client/src/composed/address';
import { entryAt, originHints } from '../../client/src/composed/composedText';
import type {
  CompareChoicesResult,
  ComposedLine,
  Difference,
  EarlierRun,
  GroupChoice,
} from '../../server/src/protocol';

const TRAIN = 'file:///ws/conf/train.yaml';
const OTHER = 'file:///ws/conf/other.yaml';
const RUN: EarlierRun = {
  uri: 'file:///ws/outputs/2026-11-28/03-23-16',
  path: 'outputs/2026-11-28/03-23-16',
  name: 'train',
  overrides: ['seed=5'],
  changedAt: 7,
  config: TRAIN,
};
const OLD: EarlierRun = { uri: 'file:///ws/outputs/old', path: 'outputs/old', overrides: [], changedAt: 1 };
const DB: GroupChoice = { key: 'db', chosen: 'mysql', others: ['sqlite'] };
const NOTHING: CompareChoicesResult = { groups: [], configs: [], runs: [], unsaved: [] };
const CHOICES: CompareChoicesResult = {
  seen: { name: 'train', overrides: [] },
  config: TRAIN,
  groups: [DB],
  configs: [
    { uri: OTHER, name: 'other', root: 'file:///ws/conf' },
    { uri: TRAIN, name: 'train', root: 'file:///ws/conf' },
  ],
  runs: [RUN, OLD],
  unsaved: [],
};
const dateText = (milliseconds: number) => `day ${milliseconds}`;
const rows = (choices: CompareChoicesResult, uri = TRAIN) => compareRows(uri, choices, dateText);
const told = (choices: CompareChoicesResult, uri = TRAIN) =>
  rows(choices, uri).map(({ kind, label, description = '' }) => `${kind}: ${label} | ${description}`);

describe('compareRows', () => {
  it('of a config: overrides, its runs, other options, other configs, other runs', () => {
    expect(told(CHOICES)).toEqual([
      'overrides: With Overrides… | what they change in train',
      'heading: earlier runs of train | ',
      'pair: train seed=5 | day 7  outputs/2026-11-28/03-23-16',
      'heading: another option | ',
      'pair: db=sqlite | instead of mysql',
      'heading: other configs | ',
      'pair: other | ',
      'heading: other runs | ',
      'pair: outputs/old | day 1  outputs/old',
    ]);
  });

  it('an earlier run is held against the same command now; a button takes its overrides away', () => {
    const row = rows(CHOICES).find(({ label }) => label === 'train seed=5');
    const left = { uri: RUN.uri, isRun: true };
    expect(row?.pair).toEqual({ left, right: { uri: TRAIN, composedWith: ['seed=5'] } });
    expect(row?.plain).toEqual({ left, right: { uri: TRAIN } });
  });

  it('what is saved comes first while something is not', () => {
    const [row] = rows({ ...CHOICES, unsaved: ['file:///ws/conf/db/my%20sql.yaml'] });
    expect(row).toMatchObject({ label: 'What Is Saved', description: 'before the unsaved edit of my sql.yaml' });
    expect(row?.pair).toEqual({ left: { uri: TRAIN, isSaved: true }, right: { uri: TRAIN } });
    expect(rows({ ...CHOICES, unsaved: [TRAIN, OTHER] })[0]?.description).toContain('2 files');
  });

  it.each([
    [['seed=1'], ['seed=1', 'db=sqlite']],
    [
      ['+db=mysql', 'seed=1'],
      ['+db=sqlite', 'seed=1'],
    ],
    [['db=mysql'], ['db=sqlite']],
    [['db.host=x'], ['db.host=x', 'db=sqlite']],
  ])('another option with the overrides %j', (overrides, composedWith) => {
    const all = rows({ ...CHOICES, seen: { name: 'train', overrides } });
    expect(all.find(({ label }) => label === 'db=sqlite')?.pair?.right).toEqual({ uri: TRAIN, composedWith });
    expect(all[0]).toMatchObject({ label: 'Without Overrides' });
    expect(all[0]?.pair).toEqual({ left: { uri: TRAIN, composedWith: [] }, right: { uri: TRAIN } });
  });

  it('of a run: the same command now, and other runs, the older one on the left', () => {
    const choices = { ...NOTHING, run: RUN, runs: [OLD, { ...OLD, uri: 'file:///ws/outputs/new', changedAt: 9 }] };
    expect(told(choices, RUN.uri)).toEqual([
      'pair: train seed=5 | as it composes now',
      "pair: train | as it composes now, without the run's overrides",
      'heading: other runs | ',
      'pair: outputs/old | day 1  outputs/old',
      'pair: outputs/old | day 9  outputs/old',
    ]);
    const pairs = rows(choices, RUN.uri).map(({ pair }) => [pair?.left.uri, pair?.right.uri]);
    expect(pairs.slice(3)).toEqual([
      [OLD.uri, RUN.uri],
      [RUN.uri, 'file:///ws/outputs/new'],
    ]);
  });

  it('of a folder of runs: which of them; of anything else nothing', () => {
    expect(rows({ ...NOTHING, runs: [RUN, OLD] }, 'file:///ws/outputs').map(({ kind, uri }) => [kind, uri])).toEqual([
      ['run', RUN.uri],
      ['run', OLD.uri],
    ]);
    expect(rows(NOTHING)).toEqual([]);
  });

  it('shows no text of the workspace as an icon', () => {
    const groups = [{ key: 'db', chosen: '$(bug)', others: ['$(zap)'] }];
    const row = rows({ ...CHOICES, groups }).find(({ label }) => label.startsWith('db='));
    expect(row).toMatchObject({ label: 'db=\\$(zap)', description: 'instead of \\$(bug)' });
  });
});

const place = (line: number) => ({ uri: TRAIN, line, character: 0 });
const DIFFERENCES: readonly Difference[] = [
  { key: 'port', left: { value: '2', from: 'a.yaml:1' }, right: { value: '3', from: 'a.yaml:1' }, isDerived: true },
  {
    key: 'seed',
    left: { value: '2', from: 'train.yaml:4', target: place(3), line: 0 },
    right: { value: 'a|b', from: 'seed=a|b', line: 0 },
    isDerived: false,
  },
  { key: 'new', right: { value: '{}' }, isDerived: false },
  { key: 'old', left: { value: '$(bug)', from: 'x.yaml:1' }, isDerived: false },
];

describe('the table of changed keys', () => {
  it('has key, values and who decided them; what only follows comes last', () => {
    expect(changeRows(DIFFERENCES).map(({ label, description, detail }) => [label, description, detail])).toEqual([
      ['$(diff-modified) seed', '2 $(arrow-right) a|b', '$(blank) train.yaml:4 $(arrow-right) seed=a|b'],
      ['$(diff-added) new', 'not there $(arrow-right) {}', '$(blank) – $(arrow-right) –'],
      ['$(diff-removed) old', '\\$(bug) $(arrow-right) not there', '$(blank) x.yaml:1 $(arrow-right) –'],
      ['follow by interpolation', undefined, undefined],
      ['$(diff-modified) port', '2 $(arrow-right) 3', '$(blank) a.yaml:1 $(arrow-right) a.yaml:1'],
    ]);
  });

  it('is Markdown on the clipboard', () => {
    expect(changeTable(DIFFERENCES.slice(1, 3), ['train', 'train seed=a|b'])).toBe(
      [
        '| key | train | train seed=a\\|b |',
        '| --- | --- | --- |',
        '| seed | 2 (train.yaml:4) | a\\|b (seed=a\\|b) |',
        '| new |  | {} |',
        '',
      ].join('\n'),
    );
  });
});

describe('the address of a composed document', () => {
  const shown: Shown = { side: { uri: TRAIN, composedWith: ['a=b?c#d'] }, isResolved: false, isCompared: true };

  it('says what it shows, and by its name how', () => {
    expect(shownAt(addressOf(shown).query)).toEqual(shown);
    const path = (more: Partial<Shown>) => addressOf({ ...shown, ...more }).path;
    expect(path({})).toBe('/train (composed).yaml');
    expect(path({ isResolved: true })).toBe('/train (composed, resolved).yaml');
    expect(path({ side: { uri: TRAIN, isSaved: true } })).toBe('/train (saved).yaml');
    expect(path({ side: { uri: RUN.uri, isRun: true } })).toBe('/03-23-16 (run).yaml');
    expect(withResolved(addressOf(shown).query, true)).toEqual({ ...shown, isResolved: true });
  });

  it('knows the config that it is about', () => {
    expect(configAt(addressOf(shown).query)).toBe(TRAIN);
    expect(configAt(addressOf({ ...shown, side: { uri: RUN.uri, isRun: true } }).query)).toBeUndefined();
    expect(configAt('{')).toBeUndefined();
  });

  it.each(['', '{', 'null', '[]', '{"side":{}}', 'file:///ws/conf/train.yaml'])('is none: %s', (query) => {
    expect(shownAt(query)).toBeUndefined();
  });

  it('a title names a side', () => {
    const of = { name: 'train', overrides: ['seed=5'] };
    expect(sideName({ uri: TRAIN }, of)).toBe('train seed=5');
    expect(sideName({ uri: TRAIN, isSaved: true }, of)).toBe('train seed=5 (saved)');
    expect(sideName({ uri: RUN.uri, isRun: true }, of)).toBe('train seed=5 (run 2026-11-28/03-23-16)');
  });
});

describe('the hints of a composed document', () => {
  const line = (at: number, from?: string, over?: string): ComposedLine => ({
    line: at,
    key: `k${at}`,
    about: '',
    ...(from !== undefined && { from }),
    ...(over !== undefined && { over }),
    ...(from?.includes('.yaml') && { target: { uri: `file:///ws/${from.split(':')[0]}`, line: 0, character: 0 } }),
  });
  const lines = [
    line(0, 'data.yaml:1'),
    line(1, 'data.yaml:2'),
    line(2, 'mamba.yaml:3', '65536 data.yaml:8'),
    line(3, 'mamba.yaml:4', 'x'.repeat(100)),
    line(4),
    line(5, 'mamba.yaml:5'),
    line(8, 'seed=1'),
  ];

  it('come where another file begins to decide, and where a value won over another', () => {
    expect(originHints(lines, 2).map(({ line: at, text }) => [at, text])).toEqual([
      [2, '← data.yaml:1'],
      [4, '← mamba.yaml:3, over 65536 data.yaml:8'],
      [5, `← mamba.yaml:4, over ${'x'.repeat(59)}…`],
      [10, '← seed=1'],
    ]);
  });

  it('a line belongs to the entry that it goes on with', () => {
    expect(entryAt(lines, 7)?.key).toBe('k5');
    expect(entryAt(lines, 99)?.key).toBe('k8');
    expect(entryAt(lines, -1)).toBeUndefined();
  });
});
