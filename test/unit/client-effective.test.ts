import { describe, expect, it } from 'vitest';
import { filterKeys, readFilter, withToggled } from '../../client/src/views/effectiveFilter';
import { effectiveRows, pathAtPlace, rowAt } from '../../client/src/views/effectiveRows';
import { code, plain, spokenPlace, struck, type TreeRow } from '../../client/src/views/treeRow';
import type { EffectiveKey, LaunchProblem } from '../../server/src/protocol';

const DATA = 'file:///ws/data.yaml';
const MAMBA = 'file:///ws/mamba.yaml';
const FILES = [DATA, MAMBA];
const KEYS: readonly EffectiveKey[] = [
  { name: 'files', type: 'str', value: 'x_*.bin', writes: [{ value: 'x_*.bin', by: 'data.yaml:5', at: [0, 4, 0] }] },
  {
    name: 'seq_len',
    type: 'int',
    value: '1024',
    differs: true,
    writes: [
      { value: '1024', by: 'mamba.yaml:37', at: [1, 36, 0] },
      { value: '65536', by: 'data.yaml:8', at: [0, 7, 0], lost: true },
    ],
  },
  {
    name: 'model_cfg',
    type: 'dict',
    differs: true,
    writes: [
      { value: '{…}', by: 'mamba.yaml:10', at: [1, 9, 0] },
      { value: 'null', by: 'data.yaml:9', at: [0, 8, 0], lost: true },
    ],
    keys: [
      {
        name: 'dim',
        type: 'int',
        value: '1024',
        written: '${seq_len}',
        writes: [{ value: '${seq_len}', by: 'mamba.yaml:11', at: [1, 10, 2] }],
      },
      {
        name: 'act',
        type: 'missing',
        value: '???',
        state: 'missing',
        writes: [{ value: '???', by: 'mamba.yaml:12', at: [1, 11, 2] }],
      },
      {
        name: 'key',
        type: 'str',
        value: '${oc.env:KEY}',
        state: 'later',
        reason: 'the environment variable KEY is not set here',
        writes: [{ value: '${oc.env:KEY}', by: 'mamba.yaml:13', at: [1, 12, 2] }],
      },
    ],
  },
  { name: 'note', type: 'str', value: 'x', writes: [{ value: 'x', by: '+note=x' }] },
];

function rows(keys = KEYS, problems: readonly LaunchProblem[] = [], line?: string): readonly TreeRow[] {
  return effectiveRows({ files: FILES, problems }, keys, line === undefined ? undefined : readFilter(line));
}

const texts = (all: readonly TreeRow[]) => all.map(({ label, description }) => `${label} | ${description}`);

describe('the rows of the effective config', () => {
  it('have the value, who decided it and over what', () => {
    expect(texts(rows())).toEqual([
      'files: x_*.bin | data.yaml:5',
      'seq_len: 1024 | mamba.yaml:37  ·  over 65536',
      'model_cfg | mamba.yaml:10  ·  over null',
      'note: x | +note=x',
    ]);
    const [files, seqLen, model, note] = rows();
    expect([files?.mark, seqLen?.mark, model?.mark]).toEqual([undefined, 'overridden', 'overridden']);
    expect(seqLen?.place).toEqual({ uri: MAMBA, line: 36, character: 0 });
    expect([files?.children, note?.place]).toEqual([undefined, undefined]);
    expect(seqLen?.spoken).toBe('seq_len, 1024, set in mamba.yaml, line 37, overrides 65536 of data.yaml, line 8');
    expect(seqLen?.tooltip).toBe('**`seq_len: int = 1024`**\n\n- `1024` `mamba.yaml:37`\n- ~~`65536`~~ `data.yaml:8`');
  });

  it('have the losers below, struck through, which lead to where they are written', () => {
    const [loser] = rows()[1]?.children?.() ?? [];
    expect(loser).toMatchObject({
      label: struck('65536'),
      description: 'data.yaml:8, overridden',
      place: { uri: DATA, line: 7, character: 0 },
      spoken: 'overridden: 65536, data.yaml, line 8',
      mark: 'lost',
      path: ['seq_len'],
    });
    expect(loser?.parent).toMatchObject({ path: ['seq_len'] });
    expect(texts(rows()[2]?.children?.() ?? [])).toEqual([
      `${struck('null')} | data.yaml:9, overridden`,
      'dim: 1024 | mamba.yaml:11',
      'act: ??? | mamba.yaml:12  ·  missing',
      'key: ${oc.env:KEY} | mamba.yaml:13  ·  known when it runs',
    ]);
  });

  it('say in the tooltip how an interpolation is written, and why there is no value', () => {
    const [, dim, act, key] = rows()[2]?.children?.() ?? [];
    expect(dim?.tooltip).toContain('from `${seq_len}`');
    expect(act?.tooltip).toContain('a run needs a value');
    expect(key?.tooltip).toContain('the environment variable KEY is not set here');
    expect(key?.tooltip.split('\n')[0]).toBe('**`model_cfg.key: str`**');
  });

  it('no mark is on what was overridden with the same', () => {
    const same: EffectiveKey = {
      name: 'n',
      type: 'int',
      value: '2',
      writes: [
        { value: '2', by: 'b.yaml:1' },
        { value: '2', by: 'a.yaml:1', lost: true },
      ],
    };
    expect(rows([same])[0]).toMatchObject({ description: 'b.yaml:1  ·  over 2' });
    expect(rows([same])[0]?.mark).toBeUndefined();
  });

  it('begin with what is wrong, and go on with the good half', () => {
    const problems: readonly LaunchProblem[] = [
      { severity: 'error', message: "Could not load 'dota'", place: { uri: MAMBA, line: 2, character: 4 } },
      { severity: 'warning', message: 'odd\nand more' },
    ];
    const [first, ...others] = rows(KEYS, problems);
    expect(`${first?.label} | ${first?.description}`).toBe('Does not compose as it stands | 1 error, 1 warning');
    expect(others).toHaveLength(KEYS.length);
    const [error, warning] = first?.children?.() ?? [];
    expect(error).toMatchObject({ label: "Could not load 'dota'", description: 'mamba.yaml:3', icon: 'error' });
    expect(error?.place).toEqual({ uri: MAMBA, line: 2, character: 4 });
    expect(warning).toMatchObject({ label: 'odd', icon: 'warning' });
    expect(rows(KEYS, problems.slice(1))[0]?.label).toBe('Composes, with warnings');
  });

  it('keep their ids through an edit of values, and have others while a filter unfolds them', () => {
    const edited = KEYS.map((key) => (key.name === 'seq_len' ? { ...key, value: '7' } : key));
    expect(rows(edited).map(({ id }) => id)).toEqual(rows().map(({ id }) => id));
    const [found] = rows(KEYS.slice(2), [], 'dim');
    expect(found).toMatchObject({ isOpen: true });
    expect(found?.id).not.toBe(rows()[2]?.id);
    expect(new Set(rows().map(({ id }) => id)).size).toBe(KEYS.length);
  });

  it('show what the filter found', () => {
    expect(rows(KEYS, [], 'SEQ =10')[1]?.highlights).toEqual([
      [0, 3],
      [9, 11],
    ]);
    expect(rows()[1]?.highlights).toBeUndefined();
  });

  it('are found by their path', () => {
    expect(rowAt(rows(), ['model_cfg', 'dim'])?.label).toBe('dim: 1024');
    expect(rowAt(rows(), ['model_cfg', 'dim'])?.parent?.label).toBe('model_cfg');
    expect(rowAt(rows(), ['model_cfg', 'none'])).toBeUndefined();
  });

  it('belong to the place where the cursor is', () => {
    const at = (uri: string, line: number, character = 3) =>
      pathAtPlace({ files: FILES, keys: KEYS }, { uri, line, character })?.join('.');
    expect(at(MAMBA, 36)).toBe('seq_len');
    expect(at(MAMBA, 10)).toBe('model_cfg.dim');
    expect(at(MAMBA, 20)).toBe('model_cfg.key');
    expect(at(DATA, 7)).toBe('seq_len');
    expect([at(MAMBA, 3), at('file:///ws/other.yaml', 7)]).toEqual([undefined, undefined]);
  });
});

describe('the filter', () => {
  const found = (line: string) => {
    const { keys, shown, all } = filterKeys(KEYS, readFilter(line));
    const names = keys.flatMap(({ name, keys: below }) => [name, ...(below ?? []).map((each) => `  ${each.name}`)]);
    return [...names, `${shown}/${all}`];
  };

  it('goes by key, value, file, what differs and what lacks a value; all words have to hold', () => {
    expect(found('seq')).toEqual(['seq_len', 'model_cfg', '  dim', '2/6']);
    expect(found('=1024')).toEqual(['seq_len', 'model_cfg', '  dim', '2/6']);
    expect(found('=1024 dim')).toEqual(['model_cfg', '  dim', '1/6']);
    expect(found('file:data.yaml')).toEqual(['files', 'seq_len', '2/6']);
    expect(found('file:MAMBA')).toEqual(['seq_len', 'model_cfg', '  dim', '  act', '  key', '4/6']);
    expect(found('@changed')).toEqual(['seq_len', '1/6']);
    expect(found('@problems')).toEqual(['model_cfg', '  act', '1/6']);
    expect(found('model_cfg.d')).toEqual(['model_cfg', '  dim', '1/6']);
    expect(found('nothing')).toEqual(['0/6']);
  });

  it('reads words in quotes as one, and half a word as nothing', () => {
    expect(readFilter('"two words" =a file: =').texts).toEqual(['two words']);
    expect(readFilter('file: =')).toEqual({ texts: [], values: [], files: [], isChanged: false, isProblem: false });
    expect(readFilter('file:"my data.yaml"').files).toEqual(['my data.yaml']);
  });

  it('takes a word of a button and gives it back', () => {
    expect(withToggled('', '@changed')).toBe('@changed');
    expect(withToggled('seq  @changed', '@changed')).toBe('seq');
  });

  it('shows a list whole, with the item that lacks a value', () => {
    const list: EffectiveKey = {
      name: 'l',
      type: 'list',
      value: '[1, ???]',
      writes: [],
      keys: [
        { name: '0', type: 'int', value: '1', writes: [] },
        { name: '1', type: 'missing', value: '???', state: 'missing', writes: [] },
      ],
    };
    expect(filterKeys([list], readFilter('@problems'))).toEqual({ keys: [list], shown: 1, all: 1 });
  });
});

describe('text of the workspace', () => {
  it('stays text in Markdown', () => {
    expect(code('a`b')).toBe('``a`b``');
    expect(code('`')).toBe('`` ` ``');
    expect(plain('[x](command:y) <b> $(z)')).toBe('\\[x\\]\\(command:y\\) \\<b\\> \\$\\(z\\)');
  });

  it('is spoken as people speak of places', () => {
    expect(spokenPlace('db/mysql.yaml:3')).toBe('db/mysql.yaml, line 3');
    expect(spokenPlace('seq_len=2048')).toBe('seq_len=2048');
  });
});
