import { describe, expect, it } from 'vitest';
import { earlierOverrides, type History, readHistory, recentFirst, remember } from '../../client/src/launch/history';

const LAUNCHED: History = [
  { config: 'file:///mamba.yaml', overrides: 'seq_len=2048' },
  { config: 'file:///ngpt.yaml', overrides: '' },
  { config: 'file:///mamba.yaml', overrides: '' },
  { config: 'file:///mamba.yaml', overrides: 'use_liger=false' },
];

describe('remember', () => {
  it('puts the launch in front, trimmed, and keeps the same launch once', () => {
    expect(remember(LAUNCHED, { config: 'file:///mamba.yaml', overrides: ' use_liger=false ' })).toEqual([
      { config: 'file:///mamba.yaml', overrides: 'use_liger=false' },
      ...LAUNCHED.slice(0, 3),
    ]);
  });

  it('forgets the oldest beyond a hundred', () => {
    let history: History = [];
    for (let index = 0; index < 130; index += 1) history = remember(history, { config: 'a', overrides: `x=${index}` });
    expect(history).toHaveLength(100);
    expect(history[0]?.overrides).toBe('x=129');
  });
});

it('earlierOverrides gives those of one config, newest first, without empty ones', () => {
  expect(earlierOverrides(LAUNCHED, 'file:///mamba.yaml')).toEqual(['seq_len=2048', 'use_liger=false']);
  expect(earlierOverrides(LAUNCHED, 'file:///ngpt.yaml')).toEqual([]);
});

it('recentFirst keeps the order of those never launched', () => {
  const configs = ['data', 'gpt2', 'ngpt', 'mamba'].map((name) => ({ uri: `file:///${name}.yaml` }));
  expect(recentFirst(configs, LAUNCHED).map((config) => config.uri)).toEqual([
    'file:///mamba.yaml',
    'file:///ngpt.yaml',
    'file:///data.yaml',
    'file:///gpt2.yaml',
  ]);
});

it('readHistory drops what is no launch', () => {
  expect(readHistory(undefined)).toEqual([]);
  expect(readHistory({ config: 'a', overrides: '' })).toEqual([]);
  expect(readHistory([null, 'x', { config: 1, overrides: '' }, { config: 'a', overrides: 'b=1' }])).toEqual([
    { config: 'a', overrides: 'b=1' },
  ]);
});
