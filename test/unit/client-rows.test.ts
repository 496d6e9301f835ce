import { describe, expect, it } from 'vitest';
import { composedText } from '../../client/src/composed/composedText';
import { blockers, isOffering, placeText, planRows, type Row, SEE, withoutIcons } from '../../client/src/rows';
import type { PlanResult } from '../../server/src/protocol';

const COMMAND = { script: '/ws/mytrainer.py', args: ['--config-name=mamba'], cwd: '/ws' };
const PLACE = { uri: 'file:///ws/my%20configs/mamba.yaml', line: 36, character: 2 };
const SOURCE = 'file:///ws/my%20configs/mamba.yaml';
const GOOD: PlanResult = {
  name: 'mamba',
  overrides: ['seq_len=2048'],
  problems: [],
  changes: [{ key: 'seq_len', before: '1024', after: '2048', from: 'mamba.yaml:37' }],
  command: COMMAND,
};

function texts(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => [row.kind, row.label, row.description, row.detail].filter(Boolean).join(' | '));
}

describe('planRows', () => {
  it('offers the launch first, then what changes and who set it before, then earlier overrides', () => {
    const rows = planRows(GOOD, {
      typed: 'seq_len=2048',
      earlier: ['seq_len=2048', 'seq_len=2048 use_liger=false', 'other=1'],
      commandLine: 'python mytrainer.py --config-name=mamba seq_len=2048',
    });
    expect(texts(rows)).toEqual([
      'launch | $(rocket) Launch mamba | 1 change',
      'heading | changes',
      'change | $(diff-modified) seq_len | 1024 $(arrow-right) 2048  (from mamba.yaml:37)',
      'heading',
      'command | $(terminal) Command | python mytrainer.py --config-name=mamba seq_len=2048',
      'heading | earlier overrides',
      'earlier | $(history) seq_len=2048 use_liger=false',
    ]);
  });

  it('blocks with every error, errors before warnings, and says where', () => {
    const plan: PlanResult = {
      ...GOOD,
      changes: [],
      problems: [
        { severity: 'warning', message: 'seq_len is set twice', place: PLACE },
        { severity: 'error', message: "'mambo' is not a registered model;\n did you mean 'mamba'?", place: PLACE },
        { severity: 'error', message: "no such key 'x'" },
      ],
    };
    expect(texts(planRows(plan, { typed: 'type=mambo x=1', earlier: [], commandLine: 'python x' }))).toEqual([
      'blocked | $(error) Cannot launch mamba | 2 problems',
      "problem | $(error) 'mambo' is not a registered model | Did you mean 'mamba'?  mamba.yaml:37",
      "problem | $(error) no such key 'x'",
      'anyway | $(debug-continue) Launch Anyway… | asks once more',
      'heading | warnings',
      'problem | $(warning) seq_len is set twice | mamba.yaml:37',
    ]);
  });

  it('offers to go on deliberately where there is something to run', () => {
    const plan: PlanResult = { ...GOOD, changes: [], problems: [{ severity: 'error', message: 'no' }] };
    const kinds = (given: PlanResult, typed: string) =>
      planRows(given, { typed, earlier: [], offers: [] }).map(({ kind }) => kind);
    expect(kinds(plan, 'x=1')).toEqual(['blocked', 'problem', 'anyway']);
    const { command: _, ...rest } = plan;
    expect(kinds(rest, 'x=1')).toEqual(['blocked', 'problem']);
  });

  it('completes the word that cannot stand as it is, first of all; else what may follow comes last', () => {
    const offer = { kind: 'key', label: 'seq_len=', detail: 'int = 1024', start: 4, end: 7 } as const;
    const plan: PlanResult = { ...GOOD, changes: [], problems: [{ severity: 'error', message: 'no' }] };
    const completing = planRows(plan, { typed: 'a=1 seq', earlier: [], offers: [offer] });
    expect(isOffering(completing)).toBe(true);
    expect(completing.slice(0, 2)).toEqual([
      { kind: 'heading', label: 'Tab completes' },
      { kind: 'offer', label: '$(symbol-field) seq_len=', description: 'int = 1024', overrides: 'a=1 seq_len=' },
    ]);
    const value = { kind: 'value', label: 'mamba', start: 5, end: 6 } as const;
    const able = planRows(GOOD, { typed: 'type=m', earlier: [], offers: [value] });
    expect(isOffering(able)).toBe(false);
    expect(able.at(-1)).toMatchObject({ kind: 'offer', overrides: 'type=mamba ' });
  });

  it('has a row for each job of a sweep, with what stands in its way', () => {
    const jobs = [
      { number: 0, overrides: ['a=1'], errors: [] },
      { number: 1, overrides: ['a=2'], errors: ['no'] },
    ];
    const sweep = { count: 900, sweeper: 'basic', launcher: 'joblib', jobs };
    expect(
      texts(planRows({ ...GOOD, sweep, changes: [] }, { typed: 'a=1,2', earlier: [], where: 'in a task' })).slice(0, 4),
    ).toEqual([
      'launch | $(rocket) Launch mamba | 900 jobs · in a task',
      'heading | 900 jobs, started by joblib, of which 2 were composed',
      'change | $(circle-outline) 0 | a=1',
      'change | $(error) 1 | a=2 | no',
    ]);
  });

  it('to look at a composition: what is wrong in a file does not stand in the way, nor that no app is there', () => {
    const { command: _, ...rest } = GOOD;
    const plan: PlanResult = {
      ...rest,
      reaches: false,
      problems: [{ severity: 'error', message: "'mambo' is not registered", place: PLACE }],
    };
    const purpose = { ...SEE, reaches: 'file:///ws/data%20set.yaml' };
    expect(texts(planRows(plan, { typed: 'seq_len=2048', earlier: [], purpose }))).toEqual([
      'launch | $(pinned) See configs from mamba | 1 change',
      'change | $(circle-slash) It does not reach data set.yaml',
      'heading | changes',
      'change | $(diff-modified) seq_len | 1024 $(arrow-right) 2048  (from mamba.yaml:37)',
      'heading | warnings',
      "problem | $(warning) 'mambo' is not registered | mamba.yaml:37",
    ]);
    const refused: PlanResult = { ...plan, changes: [], problems: [{ severity: 'error', message: "no such key 'x'" }] };
    expect(texts(planRows(refused, { typed: 'x=1', earlier: [], purpose }))).toEqual([
      'blocked | $(error) Cannot see configs from mamba | 1 problem',
      'change | $(circle-slash) It does not reach data set.yaml',
      "problem | $(error) no such key 'x'",
    ]);
  });

  it('blocks without a command, though nothing is wrong with the config', () => {
    const { command: _, ...plan } = GOOD;
    expect(blockers(plan)).toHaveLength(1);
    expect(planRows(plan, { typed: '', earlier: [] })[0]?.kind).toBe('blocked');
  });

  it('tells added, removed and unchanged apart', () => {
    const changes = [
      { key: 'note', after: 'first' },
      { key: 'use_liger', before: 'true', from: 'training.yaml:9' },
    ];
    expect(texts(planRows({ ...GOOD, changes }, { typed: '+note=first ~use_liger', earlier: [] })).slice(2)).toEqual([
      'change | $(diff-added) note | added: first',
      'change | $(diff-removed) use_liger | removed: true  (from training.yaml:9)',
    ]);
    const none = planRows({ ...GOOD, changes: [] }, { typed: 'seq_len=1024', earlier: [] });
    expect(none[1]?.label).toContain('change no value');
    expect(planRows({ ...GOOD, changes: [] }, { typed: ' ', earlier: [] })).toHaveLength(1);
  });

  it('shortens long values and long lists', () => {
    const changes = Array.from({ length: 60 }, (_, index) => ({ key: `k${index}`, after: 'x'.repeat(500) }));
    const rows = planRows({ ...GOOD, changes }, { typed: 'a=b', earlier: [] });
    expect(rows).toHaveLength(1 + 1 + 50 + 1);
    expect(rows[2]?.description?.length).toBeLessThan(80);
    expect(rows.at(-1)?.label).toBe('$(ellipsis) and 10 more');
  });

  it('never makes an icon of text from the workspace', () => {
    const rows = planRows(
      { ...GOOD, changes: [{ key: 'a$(b)', before: '$(rocket)', after: '${x}' }] },
      { typed: 'a', earlier: ['a$(zap)'] },
    );
    expect(rows[2]).toMatchObject({
      label: '$(diff-modified) a\\$(b)',
      description: '\\$(rocket) $(arrow-right) ${x}',
    });
    expect(rows[4]).toMatchObject({ label: '$(history) a\\$(zap)', overrides: 'a$(zap)' });
    expect(withoutIcons('$(sync~spin) $(') + withoutIcons('$x')).toBe('\\$(sync~spin) $($x');
  });
});

it('placeText decodes the name and counts lines from 1', () => {
  expect(placeText(PLACE)).toBe('mamba.yaml:37');
  expect(placeText({ uri: 'file:///a/50%25%20off.yaml', line: 0, character: 0 })).toBe('50% off.yaml:1');
  expect(placeText({ uri: 'file:///a/50%.yaml', line: 0, character: 0 })).toBe('50%.yaml:1');
});

describe('composedText', () => {
  it('is the YAML alone when all is well', () => {
    expect(composedText({ name: 'mamba', text: 'a: 1\n', problems: [] }, SOURCE)).toBe('a: 1\n');
  });

  it('says which composition it is where that is not the file as it stands', () => {
    const seen = { text: 'a: 1\n', problems: [] };
    expect(composedText({ ...seen, name: 'gpt2' }, SOURCE)).toBe('# As seen from gpt2.\na: 1\n');
    const overrides = ['seq_len=2048', 'note=a b'];
    expect(composedText({ ...seen, name: 'mamba', overrides }, SOURCE)).toBe(
      "# As seen from mamba seq_len=2048 'note=a b'.\na: 1\n",
    );
    expect(composedText({ ...seen, name: 'my configs/mamba' }, SOURCE)).toBe('a: 1\n');
  });

  it('says first, as comments, why a composition failed', () => {
    const problems = [{ severity: 'error', message: 'first line\nsecond line', place: PLACE }] as const;
    expect(composedText({ name: 'mamba', text: 'a: 1\n', problems }, SOURCE)).toBe(
      [
        '# mamba does not compose. Below is as much of it as could be composed.',
        '# error: first line',
        '#   second line (mamba.yaml:37)',
        '',
        'a: 1',
        '',
      ].join('\n'),
    );
  });

  it('tells of the first problems of many, and how many there are', () => {
    const problems = Array.from({ length: 9 }, (_, index) => ({ severity: 'error' as const, message: `m${index}` }));
    const text = composedText({ name: 'mamba', text: 'a: 1\n', problems }, SOURCE);
    expect(text).toContain('# error: m5\n# and 3 more\n\na: 1');
    const rows = planRows({ ...GOOD, changes: [], problems }, { typed: '', earlier: [] });
    expect(rows[0]?.description).toBe('9 problems');
    expect(rows.filter(({ kind }) => kind === 'problem')).toHaveLength(6);
  });

  it('tells a warning from a failure, and a file of no composition from an empty one', () => {
    const warned = composedText({ name: 'mamba', text: '', problems: [{ severity: 'warning', message: 'w' }] }, SOURCE);
    expect(warned).toContain('# mamba composes, with warnings.\n# warning: w');
    expect(composedText({ text: '', problems: [] }, SOURCE)).toMatch(/^# .*no Hydra composition/);
  });
});
