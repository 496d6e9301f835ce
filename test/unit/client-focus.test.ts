import { describe, expect, it } from 'vitest';
import { type FocusRow, focusName, focusRows, focusStatus } from '../../client/src/focus/focusRows';
import { isFocus, readPins, withPin } from '../../client/src/focus/pins';
import type { FocusChoice, FocusChoicesResult, FocusResult } from '../../server/src/protocol';

const ROOT = 'file:///ws/conf';
const TRAIN = { name: 'train', overrides: [] };
const PIN = { name: 'train', overrides: ['+experiment=exp_3', 'seed=1'] };
const SEEN: FocusResult = { root: ROOT, seen: TRAIN, errors: 0 };

describe('pins', () => {
  it('are one for each config root', () => {
    const one = withPin([], ROOT, PIN);
    expect(one).toEqual([{ root: ROOT, ...PIN }]);
    const two = withPin(one, 'file:///ws/other', TRAIN);
    expect(withPin(two, ROOT, TRAIN)).toEqual([
      { root: 'file:///ws/other', ...TRAIN },
      { root: ROOT, ...TRAIN },
    ]);
    expect(withPin(two, ROOT, undefined)).toEqual([{ root: 'file:///ws/other', ...TRAIN }]);
  });

  it('that a workspace remembers are read, and what makes no sense is left out', () => {
    const good = { root: ROOT, ...PIN };
    expect(readPins([good, { root: 1, ...PIN }, { root: ROOT, name: 'a' }, { ...good, overrides: [1] }, null])).toEqual(
      [good],
    );
    for (const stored of [undefined, null, 'x', { root: ROOT }]) expect(readPins(stored)).toEqual([]);
  });

  it('may come from a keybinding', () => {
    expect([PIN, { name: 'a' }, null, undefined, 'train'].map(isFocus)).toEqual([true, false, false, false, false]);
  });
});

describe('focusName', () => {
  it('is what one would type', () => {
    expect(focusName(PIN)).toBe('train +experiment=exp_3 seed=1');
    expect(focusName({ name: 'train', overrides: ['note=a b'] })).toBe("train 'note=a b'");
  });
});

describe('focusStatus', () => {
  it('nothing for a file that is no config', () => {
    expect(focusStatus({ errors: 0 })).toBeUndefined();
  });

  it.each<[string, FocusResult, string, boolean]>([
    ['automatic', SEEN, '$(layers) train', false],
    ['pinned', { ...SEEN, seen: PIN, pin: PIN }, '$(pinned) train +experiment=exp_3 seed=1', false],
    [
      'not reached by the pin',
      { ...SEEN, pin: PIN, fault: { kind: 'apart', message: 'm' } },
      '$(layers) train (not in train +experiment=exp_3…)',
      false,
    ],
    [
      'pinned to what is gone',
      { ...SEEN, pin: PIN, fault: { kind: 'gone', message: 'm' } },
      '$(warning) train (train is gone)',
      true,
    ],
    ['reached by nothing', { root: ROOT, errors: 0 }, '$(layers) no composition', false],
    [
      'no icons from the workspace',
      { ...SEEN, seen: { name: 'a$(zap)', overrides: [] } },
      '$(layers) a\\$(zap)',
      false,
    ],
  ])('%s', (_, result, text, isWarning) => {
    expect(focusStatus(result)).toMatchObject({ text, isWarning });
  });

  it('cuts what is long, and tells all of it in the tooltip with the reason', () => {
    const pin = { name: 'train', overrides: Array.from({ length: 9 }, (_, index) => `key_${index}=value`) };
    expect(focusStatus({ ...SEEN, seen: pin, pin })?.text).toBe(
      '$(pinned) train key_0=value key_1=value key_2=value key_3…',
    );
    const status = focusStatus({ ...SEEN, errors: 2, pin, fault: { kind: 'refused', message: 'first\nsecond' } });
    expect(status?.text).toBe('$(warning) train (pinned overrides fail)');
    expect(status?.tooltip.split('\n')).toEqual([
      'Seen from train',
      'It does not compose.',
      `Pinned: ${focusName(pin)}`,
      'first',
      'Click to choose another composition.',
    ]);
  });
});

function choice(name: string, value: string | undefined, ...overrides: string[]): FocusChoice {
  return { name, overrides, config: `${ROOT}/${name}.yaml`, composes: true, ...(value !== undefined && { value }) };
}

function texts(rows: readonly FocusRow[]): string[] {
  return rows.map(({ kind, label, description, detail, isCurrent }) =>
    [isCurrent ? `${kind}*` : kind, label, description, detail].filter(Boolean).join(' | '),
  );
}

const CHOICES: FocusChoicesResult = {
  ...SEEN,
  key: 'seq_len',
  automatic: choice('train', '1024'),
  choices: [
    choice('train', '1024'),
    choice('eval', '65536'),
    choice('train', undefined, '+experiment=exp_1'),
    { ...choice('train', '$(zap)', '+experiment=exp_3'), composes: false },
  ],
  isCut: false,
};

describe('focusRows', () => {
  it('automatic with what it is now, then what reaches the file with the value in each', () => {
    expect(texts(focusRows(CHOICES))).toEqual([
      'automatic* | Automatic | train  1024',
      'overrides | With Overrides… | of the command line, added to train',
      'heading | seq_len in each primary config',
      'pin | train | 1024',
      'pin | eval | 65536',
      'heading | with another choice',
      'pin | train +experiment=exp_1',
      'pin | train +experiment=exp_3 | \\$(zap)  $(warning) refused',
    ]);
  });

  it('a pin that is among them, and one that is not', () => {
    const among = { name: 'train', overrides: ['+experiment=exp_1'] };
    const rows = focusRows({ ...CHOICES, seen: among, pin: among });
    expect(texts(rows).slice(2, 5)).toEqual([
      'heading | pinned',
      'pin* | train +experiment=exp_1',
      'heading | seq_len in each primary config',
    ]);
    expect(texts(rows).filter((text) => text.includes('exp_1'))).toHaveLength(2);
    const { pinned, ...others } = { ...CHOICES, seen: PIN, pin: PIN, pinned: choice('train', '8', ...PIN.overrides) };
    const besides = focusRows({ ...others, pinned });
    expect(texts(besides).slice(0, 4)).toEqual([
      'automatic | Automatic | train  1024',
      'overrides | With Overrides… | of the command line, added to train +experiment=exp_3 seed=1',
      'heading | pinned',
      'pin* | train +experiment=exp_3 seed=1 | 8',
    ]);
    expect(besides[1]?.focus).toEqual(PIN);
  });

  it('a pin that cannot be seen from here, with the reason', () => {
    const apart = focusRows({ ...CHOICES, pin: PIN, fault: { kind: 'apart', message: 'm' } });
    expect(texts(apart)[3]).toBe('pin* | train +experiment=exp_3 seed=1 | does not reach this file');
    const refused = focusRows({
      ...CHOICES,
      pin: PIN,
      fault: { kind: 'refused', message: "Could not find 'x'\n\nmore" },
    });
    expect(texts(refused)[3]).toBe("pin* | $(warning) train +experiment=exp_3 seed=1 | Could not find 'x'");
  });

  it('of a file that nothing reaches, and where options are too many', () => {
    expect(texts(focusRows({ root: ROOT, errors: 0, choices: [], isCut: false }))).toEqual(['automatic* | Automatic']);
    expect(texts(focusRows({ ...CHOICES, choices: [], isCut: true }))[2]).toBe(
      'note | $(ellipsis) There are too many options to try them all | With Overrides takes any',
    );
  });
});
